#include "storage/projections/segment_table.h"

#include "domain/base/crypto.h"
#include "storage/projections/segment_members.h"

#include <algorithm>
#include <utility>

namespace kontor::projections {

namespace {

constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
constexpr TimeUs begun = INT64_MIN;
constexpr TimeUs never = INT64_MAX;

std::int64_t dayOf(TimeUs at)
{
    return at == begun ? INT64_MIN : at / dayUs - (at % dayUs < 0 ? 1 : 0);
}

void addToDay(Database& database, std::int64_t n, std::int64_t day, std::int64_t entering, std::int64_t leaving)
{
    Query(database, "INSERT INTO segment_day(n, day, entering, leaving) VALUES(?,?,?,?) ON CONFLICT(n, day) DO UPDATE "
                    "SET entering = entering + excluded.entering, leaving = leaving + excluded.leaving")
        .bind(n)
        .bind(day)
        .bind(entering)
        .bind(leaving)
        .exec();
    Query(database, "DELETE FROM segment_day WHERE n=? AND day=? AND entering=0 AND leaving=0")
        .bind(n)
        .bind(day)
        .exec();
}

void count(Database& database, std::int64_t n, const Membership& part, std::int64_t sign)
{
    addToDay(database, n, dayOf(part.from), sign, 0);
    if (part.until != never)
        addToDay(database, n, dayOf(part.until), 0, sign);
}

Bytes ruleOf(const schema::Segment& segment)
{
    schema::Segment rule;
    *rule.mutable_condition() = segment.condition();
    return rule.SerializeAsString();
}

std::optional<segment_table::List> listOf(Database& database, const schema::Segment& segment)
{
    Query query(database, "SELECT segment, n, up_to FROM segment_list WHERE segment=? AND rule=?");
    if (!query.blob(segment.id()).ownedBlob(ruleOf(segment)).step())
        return std::nullopt;
    return segment_table::List{RawId::of(query.bytes(0)), query.integer(1),
                               query.isNull(2) ? std::nullopt : std::optional(Bytes(query.bytes(2)))};
}

std::uint64_t one(Query& query)
{
    return query.step() ? query.natural(0) : 0;
}

/// Memberships that began by an instant, or ended: those of whole days are summed, the rest of the day is counted.
struct Ends {
    std::uint64_t begun = 0;
    std::uint64_t ended = 0;
    std::uint64_t all = 0;
    [[nodiscard]] std::uint64_t members() const { return begun - ended; }
};

Ends endsBy(Database& database, std::int64_t n, TimeUs at)
{
    Ends ends;
    const auto day = dayOf(at);
    {
        Query query(database, "SELECT IFNULL(sum(entering) FILTER (WHERE day < ?2), 0), IFNULL(sum(leaving) FILTER "
                              "(WHERE day < ?2), 0), IFNULL(sum(entering), 0) FROM segment_day WHERE n=?1");
        if (query.bind(n).bind(day).step())
            ends = {query.natural(0), query.natural(1), query.natural(2)};
    }
    const TimeUs midnight = day < INT64_MIN / dayUs ? begun + 1 : day * dayUs;
    Query entered(database, "SELECT count(*) FROM segment_member INDEXED BY segment_enters WHERE n=? AND from_us "
                            "BETWEEN ? AND ?");
    ends.begun += one(entered.bind(n).bind(midnight).bind(at));
    Query left(database, "SELECT count(*) FROM segment_member INDEXED BY segment_leaves WHERE n=? AND until_us BETWEEN "
                         "? AND ?");
    ends.ended += one(left.bind(n).bind(midnight).bind(at));
    return ends;
}

/// Everybody in it, where they are few among many who were or will be: by the ends that are fewer.
std::vector<RawId> allMembers(Database& database, std::int64_t n, TimeUs at, const Ends& ends)
{
    std::vector<RawId> members;
    const auto take = [&](Query& query) {
        query.bind(n).bind(at);
        while (query.step())
            members.push_back(RawId::of(query.bytes(0)));
    };
    if (ends.begun <= ends.all - ends.ended) {
        Query query(database, "SELECT customer FROM segment_member INDEXED BY segment_enters WHERE n=?1 AND "
                              "from_us <= ?2 AND +until_us > ?2");
        take(query);
    } else {
        Query query(database, "SELECT customer FROM segment_member INDEXED BY segment_leaves WHERE n=?1 AND "
                              "until_us > ?2 AND +from_us <= ?2");
        take(query);
    }
    std::sort(members.begin(), members.end());
    return members;
}

/// By their day.
std::vector<RawId> withBirthday(Database& database, std::int64_t n, const std::set<std::uint32_t>& days, TimeUs at)
{
    std::vector<RawId> members;
    for (const auto day : days) {
        Query query(database,
                    "SELECT customer FROM segment_member INDEXED BY segment_birthdays WHERE n=?1 AND birthday=?2 "
                    "AND birthday <> 0 AND until_us>?3 AND +from_us<=?3");
        query.bind(n).bind(day).bind(at);
        while (query.step())
            members.push_back(RawId::of(query.bytes(0)));
    }
    std::sort(members.begin(), members.end());
    return members;
}

std::uint64_t countBirthdays(Database& database, std::int64_t n, const std::set<std::uint32_t>& days, TimeUs at)
{
    std::uint64_t sum = 0;
    for (const auto day : days) {
        Query query(database,
                    "SELECT count(*) FROM segment_member INDEXED BY segment_birthdays WHERE n=?1 AND birthday=?2 "
                    "AND birthday <> 0 AND until_us>?3 AND +from_us<=?3");
        sum += one(query.bind(n).bind(day).bind(at));
    }
    return sum;
}

std::vector<RawId> pageOf(std::vector<RawId> members, const RawId& after, std::size_t limit)
{
    const auto first = std::upper_bound(members.begin(), members.end(), after);
    members.erase(members.begin(), first);
    if (members.size() > limit)
        members.resize(limit);
    return members;
}

} // namespace

namespace segment_table {

bool create(Database& database)
{
    {
        Query query(database, "SELECT 1 FROM sqlite_schema WHERE type='table' AND name='segment_list'");
        if (query.step())
            return false;
    }
    database.run(
        "CREATE TABLE segment_list(segment BLOB PRIMARY KEY, n INTEGER NOT NULL, up_to BLOB, rule BLOB NOT NULL) "
        "STRICT, WITHOUT ROWID;"
        "CREATE TABLE segment_past(n INTEGER PRIMARY KEY) STRICT;"
        "CREATE TABLE segment_day(n INTEGER NOT NULL, day INTEGER NOT NULL, entering INTEGER NOT NULL, leaving INTEGER "
        "NOT NULL, PRIMARY KEY(n, day)) STRICT, WITHOUT ROWID;"
        "CREATE TABLE segment_member(n INTEGER NOT NULL, customer BLOB NOT NULL, from_us INTEGER NOT NULL, until_us "
        "INTEGER NOT NULL, birthday INTEGER NOT NULL, PRIMARY KEY(n, customer, from_us)) STRICT, WITHOUT ROWID;"
        "CREATE INDEX segment_enters ON segment_member(n, from_us, until_us);"
        "CREATE INDEX segment_leaves ON segment_member(n, until_us);"
        "CREATE INDEX segment_birthdays ON segment_member(n, birthday, until_us) WHERE birthday <> 0");
    return true;
}

void clear(Database& database)
{
    database.run(
        "DELETE FROM segment_list; DELETE FROM segment_past; DELETE FROM segment_day; DELETE FROM segment_member");
}

std::vector<List> lists(Database& database)
{
    std::vector<List> all;
    Query query(database, "SELECT segment, n, up_to FROM segment_list ORDER BY n");
    while (query.step())
        all.push_back({RawId::of(query.bytes(0)), query.integer(1),
                       query.isNull(2) ? std::nullopt : std::optional(Bytes(query.bytes(2)))});
    return all;
}

bool hasMembers(Database& database)
{
    Query query(database, "SELECT 1 FROM segment_list WHERE up_to IS NULL OR up_to <> x'' LIMIT 1");
    return query.step();
}

void begin(Database& database, const schema::Segment& segment)
{
    const Bytes rule = ruleOf(segment);
    const bool isKept = !segment.removed() && segment.condition_size() > 0;
    {
        Query query(database, "SELECT 1 FROM segment_list WHERE segment=? AND rule=?");
        if (isKept && query.blob(segment.id()).blob(rule).step())
            return; // It was only renamed.
    }
    const RawId id = RawId::of(segment.id());
    end(database, id);
    if (isKept)
        Query(database, "INSERT INTO segment_list(segment, n, up_to, rule) VALUES(?, (SELECT 1 + max(IFNULL((SELECT "
                        "max(n) FROM segment_list), 0), IFNULL((SELECT max(n) FROM segment_past), 0))), x'', ?)")
            .blob(id.bytes())
            .blob(rule)
            .exec();
}

void end(Database& database, const RawId& segment)
{
    Query(database, "INSERT INTO segment_past(n) SELECT n FROM segment_list WHERE segment=?")
        .blob(segment.bytes())
        .exec();
    Query(database, "DELETE FROM segment_list WHERE segment=?").blob(segment.bytes()).exec();
}

void setFilled(Database& database, const List& list)
{
    Query query(database, "UPDATE segment_list SET up_to=? WHERE n=?");
    if (list.upTo)
        query.ownedBlob(*list.upTo);
    else
        query.null();
    query.bind(list.n).exec();
}

void put(Database& database, std::int64_t n, const RawId& customer, const std::vector<Membership>& parts,
         std::uint32_t birthday)
{
    std::vector<Membership> before;
    bool isOther = false; // Another birthday than theirs now.
    {
        Query query(database,
                    "SELECT from_us, until_us, birthday FROM segment_member WHERE n=? AND customer=? ORDER BY from_us");
        query.bind(n).blob(customer.bytes());
        while (query.step()) {
            before.push_back({query.integer(0), query.integer(1)});
            isOther = isOther || query.integer(2) != birthday;
        }
    }
    if (before == parts && !isOther)
        return;
    const auto stays = [&](const Membership& part, const std::vector<Membership>& in) {
        return !isOther && std::find(in.begin(), in.end(), part) != in.end();
    };
    for (const auto& part : before)
        if (!stays(part, parts)) {
            Query(database, "DELETE FROM segment_member WHERE n=? AND customer=? AND from_us=?")
                .bind(n)
                .blob(customer.bytes())
                .bind(part.from)
                .exec();
            count(database, n, part, -1);
        }
    for (const auto& part : parts)
        if (!stays(part, before)) {
            Query(database, "INSERT INTO segment_member(n, customer, from_us, until_us, birthday) VALUES(?,?,?,?,?)")
                .bind(n)
                .blob(customer.bytes())
                .bind(part.from)
                .bind(part.until)
                .bind(birthday)
                .exec();
            count(database, n, part, 1);
        }
}

bool throwAway(Database& database, int most)
{
    std::int64_t n = 0;
    {
        Query query(database, "SELECT n FROM segment_past LIMIT 1");
        if (!query.step())
            return false;
        n = query.integer(0);
    }
    const int gone = Query(database, "DELETE FROM segment_member WHERE n=?1 AND (customer, from_us) IN (SELECT "
                                     "customer, from_us FROM segment_member WHERE n=?1 LIMIT ?2)")
                         .bind(n)
                         .bind(most)
                         .exec();
    if (gone < most) {
        Query(database, "DELETE FROM segment_day WHERE n=?").bind(n).exec();
        Query(database, "DELETE FROM segment_past WHERE n=?").bind(n).exec();
    }
    return true;
}

bool hasToThrowAway(Database& database)
{
    Query query(database, "SELECT 1 FROM segment_past LIMIT 1");
    return query.step();
}

} // namespace segment_table

void dumpSegmentMembers(Database& database, const std::function<void(std::string_view line)>& line)
{
    for (Query query(database,
                     "SELECT l.segment, m.customer, m.from_us, m.until_us, m.birthday FROM segment_list l JOIN "
                     "segment_member m ON m.n = l.n WHERE l.up_to IS NULL ORDER BY 1, 2, 3");
         query.step();)
        line("segment_member " + hex(query.bytes(0)) + " " + hex(query.bytes(1)) + " " +
             std::to_string(query.integer(2)) + " " + std::to_string(query.integer(3)) + " " +
             std::to_string(query.integer(4)));
    for (Query query(database, "SELECT l.segment, d.day, d.entering, d.leaving FROM segment_list l JOIN segment_day d "
                               "ON d.n = l.n WHERE l.up_to IS NULL ORDER BY 1, 2");
         query.step();)
        line("segment_day " + hex(query.bytes(0)) + " " + std::to_string(query.integer(1)) + " " +
             std::to_string(query.integer(2)) + " " + std::to_string(query.integer(3)));
}

std::optional<std::vector<RawId>> segmentPage(Database& database, const schema::Segment& segment, TimeUs at,
                                              const RawId& after, std::size_t limit)
{
    const auto list = listOf(database, segment);
    if (!list || !list->isFilled())
        return std::nullopt;
    const auto ends = endsBy(database, list->n, at);
    if (ends.members() == 0)
        return std::vector<RawId>{};
    std::set<std::uint32_t> days;
    constexpr std::size_t fewDays = 60;
    if (asksBirthday(segment)) {
        days = birthdaysIn(segment, at);
        if (days.size() <= fewDays)
            return pageOf(withBirthday(database, list->n, days, at), after, limit);
    }
    constexpr std::uint64_t fewAmong = 200;
    if (days.empty() && ends.members() < ends.all / fewAmong)
        return pageOf(allMembers(database, list->n, at, ends), after, limit);
    std::vector<RawId> members;
    // The plus signs keep the planner to the primary key: it would take the index of the ends.
    Query query(database,
                "SELECT customer, birthday FROM segment_member WHERE n=?1 AND customer>?2 AND +from_us<=?3 AND "
                "+until_us>?3 ORDER BY customer");
    query.bind(list->n).blob(after.bytes()).bind(at);
    while (members.size() < limit && query.step())
        if (days.empty() || days.contains(static_cast<std::uint32_t>(query.natural(1))))
            members.push_back(RawId::of(query.bytes(0)));
    return members;
}

std::optional<std::uint64_t> segmentCount(Database& database, const schema::Segment& segment, TimeUs at)
{
    const auto list = listOf(database, segment);
    if (!list || !list->isFilled())
        return std::nullopt;
    if (asksBirthday(segment))
        return countBirthdays(database, list->n, birthdaysIn(segment, at), at);
    return endsBy(database, list->n, at).members();
}

} // namespace kontor::projections
