#include "storage/epochs.h"

#include "storage/journal_tables.h"

#include <algorithm>

namespace kontor {

namespace epochs {

void create(Database& database)
{
    database.run("CREATE TABLE IF NOT EXISTS epoch_end(number INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;"
                 // Commits that were given back: the acceptance has another cursor than the place in the log.
                 "CREATE TABLE IF NOT EXISTS given_back(n INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, cursor INTEGER "
                 "NOT NULL) STRICT;"
                 // Commits that are told of a second time, since an earlier acceptance of theirs has come to light.
                 "CREATE TABLE IF NOT EXISTS log_again(cursor INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;"
                 "CREATE TABLE IF NOT EXISTS parked(n INTEGER PRIMARY KEY, why TEXT NOT NULL) STRICT;"
                 // Accepted by the server, signed by nobody it knows: they count, and somebody must look.
                 "CREATE TABLE IF NOT EXISTS unproven(n INTEGER PRIMARY KEY) STRICT;");
}

std::uint64_t current(Database& database)
{
    const auto text = journal::meta(database, "epoch");
    return text ? std::stoull(*text) : 1;
}

schema::Cursor head(Database& database)
{
    schema::Cursor head = journal::lastCursor(database);
    head.set_epoch(current(database));
    Query again(database, "SELECT max(cursor) FROM log_again");
    if (again.step() && !again.isNull(0))
        head.set_n(std::max(head.n(), again.natural(0)));
    return head;
}

void begin(Database& database, std::uint64_t last, std::uint64_t above, TimeUs now)
{
    const std::uint64_t old = current(database);
    noteEnd(database, {old, last});
    const std::uint64_t seconds = static_cast<std::uint64_t>(std::max<TimeUs>(now, 0)) / 1'000'000;
    journal::setMeta(database, "epoch", std::to_string(std::max({old + 1, above + 1, seconds})));
}

std::vector<EpochEnd> ends(Database& database)
{
    std::vector<EpochEnd> all;
    for (Query query(database, "SELECT number, last FROM epoch_end ORDER BY number"); query.step();)
        all.push_back({query.natural(0), query.natural(1)});
    return all;
}

std::optional<std::uint64_t> endOf(Database& database, std::uint64_t epoch)
{
    Query query(database, "SELECT last FROM epoch_end WHERE number=?");
    if (!query.bind(epoch).step())
        return std::nullopt;
    return query.natural(0);
}

bool hasAllUpTo(Database& database, const schema::Cursor& cursor)
{
    if (cursor.n() == 0 || cursor.epoch() == current(database))
        return true;
    const auto shared = endOf(database, cursor.epoch());
    if (!shared)
        return false;
    if (cursor.n() <= *shared)
        return true;
    Query given(database, "SELECT count(*) FROM given_back WHERE epoch=? AND cursor>? AND cursor<=?");
    given.bind(cursor.epoch()).bind(*shared).bind(cursor.n());
    return given.step() && given.natural(0) >= cursor.n() - *shared;
}

void noteEnd(Database& database, const EpochEnd& end)
{
    Query(database,
          "INSERT INTO epoch_end(number, last) VALUES(?,?) ON CONFLICT(number) DO UPDATE SET last = min(last, "
          "excluded.last)")
        .bind(end.number)
        .bind(end.last)
        .exec();
}

CursorCheck check(Database& database, const schema::Cursor& cursor, const std::vector<EpochEnd>& known)
{
    CursorCheck result;
    result.head = head(database);
    const auto lastShared = [&](std::uint64_t epoch) -> std::optional<std::uint64_t> {
        return epoch == result.head.epoch() ? result.head.n() : endOf(database, epoch);
    };
    std::uint64_t common = 0;
    if (const auto last = lastShared(cursor.epoch())) {
        common = std::min(cursor.n(), *last);
        result.isValid = cursor.n() <= *last;
    } else {
        // An epoch this log has never had. Both may have had one before it.
        for (const EpochEnd& end : known)
            if (const auto shared = lastShared(end.number))
                common = std::max(common, std::min({cursor.n(), end.last, *shared}));
    }
    result.isValid = result.isValid || cursor.n() == 0;
    result.common.set_epoch(result.head.epoch());
    result.common.set_n(common);
    return result;
}

} // namespace epochs

bool mayPrune(const schema::Acceptance& acceptance, const SyncState& state)
{
    const schema::Cursor& cursor = acceptance.cursor();
    if (acceptance.verdict() == schema::PENDING || cursor.n() > state.durable.n())
        return false;
    if (cursor.epoch() == state.durable.epoch())
        return true;
    return std::any_of(state.epochs.begin(), state.epochs.end(), [&](const EpochEnd& end) {
        return end.number == cursor.epoch() && cursor.n() <= end.last && end.number < state.durable.epoch();
    });
}

} // namespace kontor
