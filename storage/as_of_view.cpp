#include "storage/as_of_view.h"

#include "domain/journal/fold.h"
#include "storage/applier.h"
#include "storage/epochs.h"
#include "storage/journal_places.h"
#include "storage/journal_tables.h"
#include "storage/projections/promotion_use_total.h"
#include "storage/row_table.h"

#include <set>

namespace kontor {

using google::protobuf::Message;

AsOfView::AsOfView(Database& database, schema::Cursor seen, RawId origin, std::uint64_t sequence, bool hadSeenAll,
                   const JournalPlaces* places)
    : SqliteView(database),
      m_seen(std::move(seen)),
      m_origin(origin),
      m_sequence(sequence),
      m_hadSeenAll(hadSeenAll),
      m_places(places),
      m_commits(database)
{}

bool AsOfView::isWhole() const
{
    if (m_hadSeenAll)
        return true;
    return asked(false, [&] { return epochs::hasAllUpTo(m_database, m_seen); });
}

bool AsOfView::visible(std::int64_t commit) const
{
    if (m_places != nullptr)
        return visible(m_places->of(commit));
    const auto seen = [&](std::uint64_t epoch, std::uint64_t n) {
        return epoch < m_seen.epoch() || (epoch == m_seen.epoch() && n <= m_seen.n());
    };
    Query query(m_database,
                "SELECT j.epoch, j.cursor, c.id, j.sequence, j.verdict FROM journal j JOIN chain c ON c.ref = j.origin "
                "WHERE j.n=?");
    if (!query.bind(commit).step() || query.integer(4) == schema::QUARANTINED)
        return false;
    if (RawId::of(query.bytes(2)) == m_origin)
        return query.natural(3) < m_sequence;
    if (query.isNull(1))
        return false;
    if (seen(query.natural(0), query.natural(1)))
        return true;
    // Given back since, at a later place: what counts is where its author saw it.
    Query before(m_database, "SELECT epoch, cursor FROM given_back WHERE n=?");
    return before.bind(commit).step() && seen(before.natural(0), before.natural(1));
}

bool AsOfView::visible(const JournalPlaces::Place& place) const
{
    if (place.origin == m_origin)
        return place.counts && place.sequence < m_sequence;
    return place.counts && place.cursor > 0 &&
           (place.epoch < m_seen.epoch() || (place.epoch == m_seen.epoch() && place.cursor <= m_seen.n()));
}

bool AsOfView::rewind(const RawId& id, Message& row) const
{
    if (m_hadSeenAll)
        return true;
    const RowType& type = rowTypeOf(row.GetDescriptor());
    if (type.kind == schema::LOCAL)
        return true;
    if (type.kind == schema::FACT) {
        Query query(m_database, RowTable::of(row.GetDescriptor()).commitSql());
        return query.blob(id.bytes()).step() && visible(query.integer(0));
    }
    bool allVisible = true;
    {
        Query query(m_database, "SELECT DISTINCT commit_n FROM change WHERE type=? AND row=?");
        query.bind(type.type).blob(id.bytes());
        while (query.step())
            allVisible = allVisible && visible(query.integer(0));
    }
    if (allVisible)
        return true;
    return foldRow(type, id,
                   changesOfRow(m_database, m_commits, type, id, [&](const StoredCommit& c) { return visible(c.n); }),
                   row);
}

bool AsOfView::find(const RawId& id, Message& into) const
{
    return asked(false, [&]() -> bool {
        const bool isThere = SqliteView::find(id, into);
        if (isThere)
            return rewind(id, into);
        if (m_hadSeenAll)
            return false;
        // Perhaps it was there then and is quarantined now, or the other way round.
        const RowType& type = rowTypeOf(into.GetDescriptor());
        if (type.kind != schema::ENTITY)
            return false;
        return foldRow(
            type, id,
            changesOfRow(m_database, m_commits, type, id, [&](const StoredCommit& c) { return visible(c.n); }), into);
    });
}

void AsOfView::eachWhere(int fieldNumber, BytesView value, Message& into, const std::function<bool()>& visit) const
{
    asking([&] {
        SqliteView::eachWhere(fieldNumber, value, into, [&] {
            const RawId id = RawId::of(into.GetReflection()->GetString(into, rowTypeOf(into.GetDescriptor()).idField));
            return rewind(id, into) ? visit() : true;
        });
    });
}

void AsOfView::eachBetween(int fieldNumber, std::int64_t from, std::int64_t to, Message& into,
                           const std::function<bool()>& visit) const
{
    asking([&] {
        SqliteView::eachBetween(fieldNumber, from, to, into, [&] {
            const RawId id = RawId::of(into.GetReflection()->GetString(into, rowTypeOf(into.GetDescriptor()).idField));
            return rewind(id, into) ? visit() : true;
        });
    });
}

void AsOfView::eachBeside(const RawId& id, Message& into, const std::function<bool()>& visit) const
{
    asking([&] {
        SqliteView::eachBeside(id, into, [&] {
            const RawId row = RawId::of(into.GetReflection()->GetString(into, rowTypeOf(into.GetDescriptor()).idField));
            return rewind(row, into) ? visit() : true;
        });
    });
}

void AsOfView::each(Message& into, const std::function<bool()>& visit) const
{
    asking([&] {
        SqliteView::each(into, [&] {
            const RawId id = RawId::of(into.GetReflection()->GetString(into, rowTypeOf(into.GetDescriptor()).idField));
            return rewind(id, into) ? visit() : true;
        });
    });
}

std::vector<RawId> AsOfView::claimants(const Message& prototype, int fieldNumber, BytesView value) const
{
    return asked(std::vector<RawId>(), [&]() -> std::vector<RawId> {
        std::vector<RawId> ids = SqliteView::claimants(prototype, fieldNumber, value);
        const std::unique_ptr<Message> row(prototype.New());
        std::erase_if(ids, [&](const RawId& id) { return !find(id, *row); });
        return ids;
    });
}

std::vector<schema::Price> AsOfView::pricesOf(Id<schema::PriceList> list, Id<schema::Variant> variant) const
{
    auto facts = SqliteView::pricesOf(list, variant);
    if (!m_hadSeenAll)
        asking([&] { std::erase_if(facts, [&](schema::Price& fact) { return !rewind(RawId::of(fact.id()), fact); }); });
    return facts;
}

PromotionUses AsOfView::promotionUses(int field, BytesView subject, BytesView customer) const
{
    if (m_places != nullptr)
        return asked(PromotionUses{}, [&]() -> PromotionUses {
            return m_places->usesSeen(m_database, field, subject, customer, {m_origin, m_sequence, m_seen});
        });
    return without(usesOfNow(field, subject, customer), usesUnseen(field, subject, customer));
}

PromotionUses AsOfView::usesUnseen(int field, BytesView subject, BytesView customer) const
{
    if (m_hadSeenAll)
        return {};
    return asked(PromotionUses{}, [&]() -> PromotionUses {
        const std::string column = RowTable::of(schema::PromotionUse::descriptor()).column(field);
        // Sifted by what the index of the journal says; visible() knows of those that were given back, too.
        Query query(
            m_database,
            "SELECT u.commit_n, u.customer, u.uses, u.amount_minor FROM promotion_use u JOIN journal j ON j.n = "
            "u.commit_n JOIN chain c ON c.ref = j.origin WHERE u." +
                column +
                "=?1 AND j.verdict<>?2 AND (j.cursor IS NULL OR (j.epoch, j.cursor) > (?3, ?4) OR c.id=?5) AND "
                "NOT (c.id=?5 AND j.sequence<?6)");
        query.blob(subject).bind(static_cast<int>(schema::QUARANTINED)).bind(m_seen.epoch()).bind(m_seen.n());
        query.blob(m_origin.bytes()).bind(m_sequence);
        PromotionUses unseen;
        while (query.step())
            if ((customer.empty() || query.bytes(1) == customer) && !visible(query.integer(0)))
                unseen = without(unseen, without({}, {query.integer(2), query.integer(3)}));
        return unseen;
    });
}

std::shared_ptr<const Derived> AsOfView::derived(MakeDerived make) const
{
    if (m_hadSeenAll)
        return SqliteView::derived(make);
    // By which of the commits that touched such rows the author had seen: many sales have seen the same ones.
    Bytes state = asked(Bytes(), [&]() -> Bytes {
        Bytes seen = seldom::state(m_database);
        for (const auto& place : m_places != nullptr ? m_places->seldom() : JournalPlaces::seldomIn(m_database))
            seen += visible(place) ? '1' : '0';
        return seen;
    });
    if (auto kept = m_database.seldom().find(make, state))
        return kept;
    auto made = make(*this);
    if (!error())
        m_database.seldom().keep(make, state, made);
    return made;
}

} // namespace kontor
