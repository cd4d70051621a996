#include "storage/projections/stock_cost.h"

#include "domain/base/crypto.h"
#include "storage/sqlite_view.h"

#include <algorithm>
#include <tuple>

namespace kontor::projections {

namespace {

constexpr std::uint64_t every = 8; ///< Deliveries between two checkpoints that stay.

CostCheckpoint read(Query& query)
{
    CostCheckpoint checkpoint;
    checkpoint.after.at = query.integer(0);
    checkpoint.after.kind = static_cast<StockEvent::Kind>(query.integer(1));
    checkpoint.after.id = RawId::of(query.bytes(2));
    checkpoint.ordinal = query.natural(3);
    auto average = CostFold::fromState(query.bytes(4));
    auto fifo = CostFold::fromState(query.bytes(5));
    if (average && fifo) {
        checkpoint.average = std::move(*average);
        checkpoint.fifo = std::move(*fifo);
    } else { // Damaged: as if it were not there, from the beginning of time.
        checkpoint = {};
        checkpoint.after.at = INT64_MIN;
    }
    return checkpoint;
}

void put(Database& database, BytesView variant, BytesView location, const CostCheckpoint& checkpoint)
{
    const Bytes average = checkpoint.average.state();
    const Bytes fifo = checkpoint.fifo.state();
    Query(database, "INSERT OR REPLACE INTO stock_cost(variant, location, at_us, kind, id, ordinal, average, fifo) "
                    "VALUES(?,?,?,?,?,?,?,?)")
        .blob(variant)
        .blob(location)
        .bind(checkpoint.after.at)
        .bind(static_cast<int>(checkpoint.after.kind))
        .blob(checkpoint.after.id.bytes())
        .bind(checkpoint.ordinal)
        .blob(average)
        .blob(fifo)
        .exec();
}

void drop(Database& database, BytesView variant, BytesView location, const StockEvent& after)
{
    Query(database, "DELETE FROM stock_cost WHERE variant=? AND location=? AND at_us=? AND kind=? AND id=?")
        .blob(variant)
        .blob(location)
        .bind(after.at)
        .bind(static_cast<int>(after.kind))
        .blob(after.id.bytes())
        .exec();
}

/// Checkpoints from `from` on, out of the one before it.
void fold(Database& database, BytesView variant, BytesView location, TimeUs from)
{
    Query(database, "DELETE FROM stock_cost WHERE variant=? AND location=? AND at_us>=?")
        .blob(variant)
        .blob(location)
        .bind(from)
        .exec();
    CostCheckpoint checkpoint;
    checkpoint.after.at = INT64_MIN;
    bool isKept = false; // Whether its row is there, and not for ever.
    if (auto last = costCheckpoint(database, variant, location, INT64_MAX)) {
        checkpoint = std::move(*last);
        isKept = checkpoint.ordinal % every != 0;
    }
    auto events = ledgerAfter(database, variant, location, checkpoint.after, INT64_MAX);
    // What is behind the last that says a cost is in no checkpoint.
    const auto last = std::find_if(events.rbegin(), events.rend(), isCosted);
    events.erase(last.base(), events.end());
    if (events.empty())
        return;
    if (isKept)
        drop(database, variant, location, checkpoint.after);
    for (std::size_t i = 0; i < events.size(); ++i) {
        checkpoint.add(events[i]);
        if (isCosted(events[i]) && (i + 1 == events.size() || checkpoint.ordinal % every == 0))
            put(database, variant, location, checkpoint);
    }
}

} // namespace

void createStockCost(Database& database)
{
    {
        Query query(database, "SELECT 1 FROM sqlite_schema WHERE type='table' AND name='stock_cost'");
        if (query.step())
            return;
    }
    database.run("CREATE TABLE stock_cost(variant BLOB NOT NULL, location BLOB NOT NULL, at_us INTEGER NOT NULL, kind "
                 "INTEGER NOT NULL, id BLOB NOT NULL, ordinal INTEGER NOT NULL, average BLOB NOT NULL, fifo BLOB NOT "
                 "NULL, PRIMARY KEY(variant, location, at_us, kind, id)) STRICT, WITHOUT ROWID;"
                 "CREATE INDEX stock_cost_latest ON stock_cost(at_us)");
    makeStockCostAgain(database);
}

void clearStockCost(Database& database)
{
    database.run("DELETE FROM stock_cost");
}

void makeStockCostAgain(Database& database)
{
    clearStockCost(database);
    std::vector<std::pair<Bytes, Bytes>> places;
    {
        Query query(database, "SELECT DISTINCT variant, location FROM stock_movement WHERE cost_minor IS NOT NULL AND "
                              "quantity <> 0 UNION SELECT variant, location FROM landed_cost");
        while (query.step())
            places.emplace_back(query.bytes(0), query.bytes(1));
    }
    for (const auto& [variant, location] : places)
        fold(database, variant, location, INT64_MIN);
}

void dumpStockCost(Database& database, const std::function<void(std::string_view line)>& line)
{
    for (Query query(database, "SELECT variant, location, at_us, kind, id, ordinal, average, fifo FROM stock_cost "
                               "ORDER BY variant, location, at_us, kind, id");
         query.step();)
        line("stock_cost " + hex(query.bytes(0)) + " " + hex(query.bytes(1)) + " " + std::to_string(query.integer(2)) +
             " " + std::to_string(query.integer(3)) + " " + hex(query.bytes(4)) + " " +
             std::to_string(query.integer(5)) + " " + hex(query.bytes(6)) + " " + hex(query.bytes(7)));
}

std::optional<CostCheckpoint> costCheckpoint(Database& database, BytesView variant, BytesView location, TimeUs until)
{
    Query query(database, "SELECT at_us, kind, id, ordinal, average, fifo FROM stock_cost WHERE variant=? AND "
                          "location=? AND at_us<=? ORDER BY at_us DESC, kind DESC, id DESC LIMIT 1");
    if (!query.blob(variant).blob(location).bind(until).step())
        return std::nullopt;
    return read(query);
}

std::optional<CostFold> lastCost(Database& database, BytesView variant, BytesView location, CostMethod method)
{
    Query query(database, "SELECT average, fifo FROM stock_cost WHERE variant=? AND location=? ORDER BY at_us DESC, "
                          "kind DESC, id DESC LIMIT 1");
    if (!query.blob(variant).blob(location).step())
        return std::nullopt;
    return CostFold::fromState(query.bytes(method == CostMethod::Fifo ? 1 : 0));
}

std::vector<StockEvent> ledgerAfter(Database& database, BytesView variant, BytesView location, const StockEvent& after,
                                    TimeUs until)
{
    std::vector<StockEvent> events;
    const auto take = [&](Query& query) {
        while (query.step()) {
            StockEvent event;
            event.id = RawId::of(query.bytes(0));
            event.at = query.integer(1);
            event.lot = query.bytes(2);
            event.quantity = query.integer(3);
            if (!query.isNull(4))
                event.cost = query.integer(4);
            if (event.at <= until && isBefore(after, event))
                events.push_back(std::move(event));
        }
    };
    if (after.at > 0) { // What has no time is of the beginning of time.
        Query query(database, "SELECT id, at_us, lot, quantity, cost_minor FROM stock_movement WHERE "
                              "variant=?1 AND at_us>=?3 AND location=?2");
        take(query.blob(variant).blob(location).bind(after.at));
    } else {
        Query query(database, "SELECT id, at_us, lot, quantity, cost_minor FROM stock_movement WHERE "
                              "variant=?1 AND location=?2");
        take(query.blob(variant).blob(location));
    }
    std::vector<StockEvent> others;
    const SqliteView view(database);
    readCountsAndCosts(view, Id<schema::Variant>(variant), Id<schema::Location>(location), until, others);
    if (const auto error = view.error())
        throw SQLite::Exception(error->detail); // As any other statement here does.
    for (auto& event : others)
        if (isBefore(after, event))
            events.push_back(std::move(event));
    std::sort(events.begin(), events.end(), isBefore);
    return events;
}

void StockCostBook::touch(Bytes variant, Bytes location, TimeUs at)
{
    const auto [found, isNew] = m_touched.try_emplace({std::move(variant), std::move(location)}, at);
    if (!isNew)
        found->second = std::min(found->second, at);
}

bool StockCostBook::isCovered(BytesView variant, BytesView location, TimeUs at)
{
    if (!m_latest) {
        Query query(m_database, "SELECT max(at_us) FROM stock_cost");
        m_latest = query.step() && !query.isNull(0) ? query.integer(0) : INT64_MIN;
    }
    if (*m_latest < at || *m_latest == INT64_MIN)
        return false;
    Query query(m_database, "SELECT 1 FROM stock_cost WHERE variant=? AND location=? AND at_us>=? LIMIT 1");
    return query.blob(variant).blob(location).bind(at).step();
}

void StockCostBook::note(const schema::StockMovement& movement)
{
    const bool isCosted = movement.has_cost_minor() && movement.quantity() != 0; // As of known_cost.h.
    if (isCosted || isCovered(movement.variant(), movement.location(), movement.at_us()))
        touch(movement.variant(), movement.location(), movement.at_us());
}

void StockCostBook::note(const schema::CountEntry& entry)
{
    // What was counted again takes the earlier entries of it out of the ledger, or gives them back.
    Query query(m_database, "SELECT min(IFNULL(at_us, 0)) FROM count_entry WHERE count=? AND variant=? AND location=? "
                            "AND IFNULL(lot, x'')=?");
    query.blob(entry.count()).blob(entry.variant()).blob(entry.location()).ownedBlob(entry.lot());
    const TimeUs earliest =
        query.step() && !query.isNull(0) ? std::min(entry.at_us(), query.integer(0)) : entry.at_us();
    if (isCovered(entry.variant(), entry.location(), earliest))
        touch(entry.variant(), entry.location(), earliest);
}

void StockCostBook::note(const schema::CountClosing& closing)
{
    std::vector<schema::CountEntry> entries;
    {
        Query query(m_database, "SELECT variant, location, IFNULL(at_us, 0) FROM count_entry WHERE count=?");
        query.blob(closing.count());
        while (query.step()) {
            auto& entry = entries.emplace_back();
            entry.set_variant(Bytes(query.bytes(0)));
            entry.set_location(Bytes(query.bytes(1)));
            entry.set_at_us(query.integer(2));
        }
    }
    for (const auto& entry : entries)
        note(entry);
}

void StockCostBook::noteFreight(const google::protobuf::Message& fact)
{
    if (fact.GetDescriptor() == schema::LandedCost::descriptor()) {
        const auto& cost = static_cast<const schema::LandedCost&>(fact);
        touch(cost.variant(), cost.location(), cost.at_us());
    } else if (fact.GetDescriptor() == schema::ReceiptUndone::descriptor()) {
        Query query(m_database, "SELECT variant, location, IFNULL(at_us, 0) FROM landed_cost WHERE receipt=?");
        query.blob(static_cast<const schema::ReceiptUndone&>(fact).receipt());
        while (query.step())
            touch(Bytes(query.bytes(0)), Bytes(query.bytes(1)), query.integer(2));
    }
}

void StockCostBook::finish()
{
    if (m_touched.empty())
        return; // A sale: the latest stands, and after a rollback it is late at the most.
    m_latest.reset();
    for (const auto& [place, at] : std::exchange(m_touched, {}))
        fold(m_database, place.first, place.second, at);
}

void StockCostBook::clear()
{
    m_latest.reset();
    m_touched.clear();
}

} // namespace kontor::projections
