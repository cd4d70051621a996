#include "storage/order_replay.h"

#include "storage/core.h"
#include "storage/journal_places.h"
#include "storage/journal_tables.h"
#include "storage/sqlite_view.h"

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
        const bool goesOn = visit({found.order, place.origin, then, now, isCompacted});
        for (const SqliteView* view : {&now, static_cast<const SqliteView*>(&then)})
            if (const auto error = view->error())
                return tl::unexpected(*error);
        return goesOn;
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
        constexpr int page = 1000;
        std::int64_t after = -1; // Facts are numbered as they come, and so are the commits they came with.
        for (;;) {
            std::vector<Impl::Found> found;
            {
                Query query(m_impl->database,
                            "SELECT n, id, commit_n FROM \"order\" WHERE n > ? ORDER BY n LIMIT 1000");
                query.bind(after);
                while (query.step()) {
                    after = query.integer(0);
                    found.push_back({Id<schema::Order>(query.bytes(1)), query.integer(2)});
                }
            }
            for (const auto& one : found) {
                const auto goesOn = m_impl->show(one, visit);
                if (!goesOn)
                    return tl::unexpected(goesOn.error());
                if (!*goesOn)
                    return Done{};
            }
            if (found.size() < page)
                return Done{};
        }
    });
}

Result<Done> OrderReplay::withReceipt(std::string_view receipt, const std::function<bool(const Item&)>& visit)
{
    return guarded("kontor.db", [&]() -> Result<Done> {
        std::vector<Impl::Found> found;
        {
            Query query(m_impl->database, "SELECT id, commit_n FROM \"order\" WHERE receipt=? ORDER BY n");
            query.ownedText(receipt);
            while (query.step())
                found.push_back({Id<schema::Order>(query.bytes(0)), query.integer(1)});
        }
        for (const auto& one : found) {
            const auto goesOn = m_impl->show(one, visit);
            if (!goesOn)
                return tl::unexpected(goesOn.error());
            if (!*goesOn)
                break;
        }
        return Done{};
    });
}

} // namespace kontor
