#include "storage/order_replay.h"

#include "storage/as_of_view.h"
#include "storage/core.h"
#include "storage/journal_places.h"
#include "storage/journal_tables.h"
#include "storage/remembering_view.h"

#include <algorithm>

namespace kontor {

struct OrderReplay::Impl {
    explicit Impl(const std::filesystem::path& file) : database(file, Database::Access::ReadOnly)
    {
        database.run("BEGIN");
        places = std::make_unique<JournalPlaces>(database);
    }
    Database database; // Closing it ends the transaction.
    std::unique_ptr<JournalPlaces> places;

    struct Found {
        Id<schema::Order> order;
        std::int64_t commit = 0;
    };

    RememberingView present;
    std::vector<std::pair<Bytes, std::unique_ptr<RememberingView>>> sights; ///< The last one used at the end.

    RememberingView& sightOf(const Bytes& name)
    {
        constexpr std::size_t most = 8;
        const auto known =
            std::find_if(sights.begin(), sights.end(), [&](const auto& sight) { return sight.first == name; });
        if (known != sights.end()) {
            std::rotate(known, known + 1, sights.end());
        } else {
            if (sights.size() == most)
                sights.erase(sights.begin());
            sights.emplace_back(name, std::make_unique<RememberingView>());
        }
        return *sights.back().second;
    }

    /// False when there is no more to visit. Errors: Storage.
    Result<bool> show(const Found& found, const std::function<bool(const Item&)>& visit)
    {
        const auto& place = places->of(found.commit);
        const bool isCompacted = journal::isCompacted(database, found.commit);
        schema::Cursor seen;
        if (!isCompacted) {
            seen = journal::header(database, found.commit).seen();
        } else if (place.cursor > 0) {
            seen.set_epoch(place.epoch);
            seen.set_n(place.cursor - 1);
        }
        const SqliteView now(database);
        const AsOfView then(database, seen, place.origin, place.sequence, false, places.get());
        // Nothing changes in this transaction, and most orders were made in sight of the same rows.
        RememberingView& seenRows = sightOf(places->sight({place.origin, place.sequence, seen}));
        seenRows.lookThrough(then);
        present.lookThrough(now);
        const bool goesOn = visit({found.order, place.origin, seenRows, present, isCompacted});
        for (const SqliteView* view : {&now, static_cast<const SqliteView*>(&then)})
            if (const auto error = view->error())
                return tl::unexpected(*error);
        return goesOn;
    }
    /// In the order in which their commits came.
    Result<Done> showAll(std::vector<Found> found, const std::function<bool(const Item&)>& visit)
    {
        std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
            return std::pair(a.commit, a.order.raw) < std::pair(b.commit, b.order.raw);
        });
        for (const auto& one : found) {
            const auto goesOn = show(one, visit);
            if (!goesOn)
                return tl::unexpected(goesOn.error());
            if (!*goesOn)
                break;
        }
        return Done{};
    }
};

OrderReplay::OrderReplay(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
OrderReplay::~OrderReplay() = default;

Result<std::unique_ptr<OrderReplay>> OrderReplay::open(const std::filesystem::path& dataFolder)
{
    const auto file = dataFolder / "kontor.db";
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return fail(Error::Kind::NotFound, dataFolder.string(), "there is no shop in it");
    return guarded(file.string(), [&]() -> Result<std::unique_ptr<OrderReplay>> {
        Database database(file, Database::Access::ReadOnly);
        const auto version = core::checkVersion(database);
        if (!version)
            return tl::unexpected(version.error());
        if (*version < static_cast<std::int64_t>(schemaVersion)) // It is only read here, and lacks tables.
            return fail(Error::Kind::Storage, file.string(),
                        "was written by an older Kontor: open the shop once with this one, e.g. by `kontorctl status`");
        return std::unique_ptr<OrderReplay>(new OrderReplay(std::make_unique<Impl>(file)));
    });
}

Result<Done> OrderReplay::each(const std::function<bool(const Item&)>& visit)
{
    return guarded("kontor.db", [&]() -> Result<Done> {
        std::vector<Impl::Found> all;
        for (Query query(m_impl->database, "SELECT id, commit_n FROM \"order\""); query.step();)
            all.push_back({Id<schema::Order>(query.bytes(0)), query.integer(1)});
        return m_impl->showAll(std::move(all), visit);
    });
}

Result<Done> OrderReplay::withReceipt(std::string_view receipt, const std::function<bool(const Item&)>& visit)
{
    return guarded("kontor.db", [&]() -> Result<Done> {
        std::vector<Impl::Found> found;
        {
            Query query(m_impl->database, "SELECT id, commit_n FROM \"order\" WHERE receipt=?");
            query.ownedText(receipt);
            while (query.step())
                found.push_back({Id<schema::Order>(query.bytes(0)), query.integer(1)});
        }
        return m_impl->showAll(std::move(found), visit);
    });
}

} // namespace kontor
