#include "storage/exceptions.h"

#include "storage/journal_tables.h"
#include "storage/promotion_overruns.h"
#include "storage/repair.h"
#include "storage/row_table.h"
#include "storage/selling_exceptions.h"

#include <algorithm>
#include <map>

namespace kontor::exceptions {

namespace {

using Kind = ShopException::Kind;

constexpr std::size_t hashBytes = 32;
constexpr std::size_t mostDangling = 100;
constexpr std::size_t mostOfAFork = 1000;

void putBig(Bytes& out, std::uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> static_cast<unsigned>(shift)));
}

std::uint32_t takeBig(BytesView bytes)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4 && i < bytes.size(); ++i)
        value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return value;
}

ShopException readKept(Query& query)
{
    ShopException one;
    one.kind = static_cast<Kind>(query.integer(0));
    one.subject = Bytes(query.bytes(1));
    const BytesView rows = query.bytes(2);
    for (std::size_t at = 0; at + RawId::size <= rows.size(); at += RawId::size)
        one.rows.push_back(RawId::of(rows.substr(at, RawId::size)));
    const BytesView commits = query.bytes(3);
    for (std::size_t at = 0; at + hashBytes <= commits.size(); at += hashBytes)
        one.commits.emplace_back(commits.substr(at, hashBytes));
    one.effective = {query.natural(4), static_cast<std::uint32_t>(query.integer(5))};
    if (one.kind == Kind::CategoryCircle) {
        one.type = rowTypeOf(schema::Category::descriptor()).type;
    } else {
        one.type = takeBig(one.subject);
        if (one.kind == Kind::DuplicateValue) {
            one.field = takeBig(BytesView(one.subject).substr(std::min<std::size_t>(4, one.subject.size())));
            one.value = one.subject.substr(std::min<std::size_t>(8, one.subject.size()));
        }
    }
    return one;
}

constexpr const char* selectKept =
    "SELECT kind, subject, rows, commits, effective_ms, effective_counter FROM exception";

/// What refers to a row by a field with option index: the fields that name another row have one.
void addDangling(Database& database, const RawId& row, std::vector<ShopException::Row>& dangling)
{
    for (const RowType* type : rowTypes()) {
        if (type->kind == schema::LOCAL)
            continue;
        for (int i = 0; i < type->descriptor->field_count(); ++i) {
            const auto* field = type->descriptor->field(i);
            if (field->type() != google::protobuf::FieldDescriptor::TYPE_BYTES || field->is_repeated() ||
                !field->options().GetExtension(schema::index))
                continue;
            const RowTable& table = *RowTable::of(type->type);
            Query query(database, "SELECT id FROM " + table.name() + " WHERE " + table.column(field->number()) +
                                      "=? ORDER BY id LIMIT ?");
            query.blob(row.bytes()).bind(static_cast<std::int64_t>(mostDangling - dangling.size()));
            while (dangling.size() < mostDangling && query.step())
                dangling.push_back({type->type, RawId::of(query.bytes(0))});
        }
    }
}

ShopException ofCommit(Database& database, std::int64_t n, Kind kind)
{
    ShopException one;
    one.kind = kind;
    if (const auto stored = journal::byNumber(database, n)) {
        one.subject = stored->key.hash;
        one.commits = {stored->key.hash};
        one.effective = stored->key.effective;
    }
    if (const auto stored = journal::acceptance(database, n)) {
        schema::Acceptance acceptance;
        if (acceptance.ParseFromString(stored->acceptance))
            one.reasons.assign(acceptance.reason().begin(), acceptance.reason().end());
    }
    if (kind != Kind::QuarantinedCommit)
        return one;
    for (const schema::Change& change : journal::changes(database, n)) {
        const RowType* type = rowType(change.type());
        if (type == nullptr || change.kind() != schema::Change::INSERT || one.dangling.size() >= mostDangling)
            continue;
        const RawId row = RawId::of(change.row());
        Query there(database, "SELECT 1 FROM " + RowTable::of(type->type)->name() + " WHERE id=?");
        if (!there.blob(row.bytes()).step()) // Another commit's insert of it may count.
            addDangling(database, row, one.dangling);
    }
    return one;
}

void addCommits(Database& database, Kind kind, BytesView after, std::size_t limit, std::vector<ShopException>& list)
{
    std::vector<std::int64_t> numbers;
    {
        Query query(database,
                    "SELECT n FROM journal WHERE verdict > 1 AND verdict=? AND hash > ? ORDER BY hash LIMIT ?");
        query.bind(static_cast<int>(kind == Kind::FlaggedCommit ? schema::FLAGGED : schema::QUARANTINED))
            .blob(after)
            .bind(static_cast<std::int64_t>(limit - list.size()));
        while (query.step())
            numbers.push_back(query.integer(0));
    }
    for (const std::int64_t n : numbers)
        list.push_back(ofCommit(database, n, kind));
}

/// Forks are few, but to find them every flagged commit's reasons are read.
void addForks(Database& database, BytesView after, std::size_t limit, std::vector<ShopException>& list)
{
    std::map<RawId, ShopException> forks;
    std::vector<std::int64_t> numbers;
    for (Query query(database, "SELECT n FROM journal WHERE verdict > 1 ORDER BY verdict, hash"); query.step();)
        numbers.push_back(query.integer(0));
    for (const std::int64_t n : numbers) {
        const auto stored = journal::byNumber(database, n);
        ShopException commit = ofCommit(database, n, Kind::ForkedOrigin);
        if (!stored || std::none_of(commit.reasons.begin(), commit.reasons.end(), [](const schema::Reason& reason) {
                return reason.code() == schema::Reason::FORKED;
            }))
            continue;
        auto [found, isNew] = forks.try_emplace(stored->key.origin, std::move(commit));
        if (!isNew) {
            found->second.effective = std::min(found->second.effective, stored->key.effective);
            if (found->second.commits.size() < mostOfAFork)
                found->second.commits.push_back(stored->key.hash);
        }
        found->second.subject = stored->key.origin.string();
        found->second.reasons.clear();
    }
    for (auto& [origin, fork] : forks)
        if (origin.bytes() > after && list.size() < limit)
            list.push_back(std::move(fork));
}

} // namespace

void create(Database& database)
{
    database.run(R"sql(
CREATE TABLE IF NOT EXISTS exception(kind INTEGER NOT NULL, subject BLOB NOT NULL, rows BLOB NOT NULL, commits BLOB NOT NULL,
    effective_ms INTEGER NOT NULL, effective_counter INTEGER NOT NULL, PRIMARY KEY(kind, subject)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS journal_judged ON journal(verdict, hash) WHERE verdict > 1;
CREATE INDEX IF NOT EXISTS points_entry_paid ON points_entry(at_us, customer) WHERE reason = 1;
)sql");
}

void clear(Database& database)
{
    database.run("DELETE FROM exception");
}

bool any(Database& database, Kind kind)
{
    Query query(database, "SELECT 1 FROM exception WHERE kind=? LIMIT 1");
    return query.bind(static_cast<int>(kind)).step();
}

void put(Database& database, const ShopException& exception)
{
    Bytes rows;
    for (const RawId& row : exception.rows)
        rows += row.bytes();
    Bytes commits;
    for (const Bytes& commit : exception.commits)
        commits += commit;
    Query(database,
          "INSERT INTO exception(kind, subject, rows, commits, effective_ms, effective_counter) VALUES(?,?,?,?,?,?) "
          "ON CONFLICT(kind, subject) DO UPDATE SET rows=excluded.rows, commits=excluded.commits, "
          "effective_ms=excluded.effective_ms, effective_counter=excluded.effective_counter")
        .bind(static_cast<int>(exception.kind))
        .blob(exception.subject)
        .blob(rows)
        .blob(commits)
        .bind(exception.effective.ms)
        .bind(exception.effective.counter)
        .exec();
}

void remove(Database& database, Kind kind, BytesView subject)
{
    Query(database, "DELETE FROM exception WHERE kind=? AND subject=?")
        .bind(static_cast<int>(kind))
        .blob(subject)
        .exec();
}

void removeAll(Database& database, Kind kind)
{
    Query(database, "DELETE FROM exception WHERE kind=?").bind(static_cast<int>(kind)).exec();
}

Bytes subjectOf(std::uint32_t type, std::uint32_t field, BytesView value)
{
    Bytes subject;
    putBig(subject, type);
    putBig(subject, field);
    return subject.append(value);
}

Bytes subjectOf(std::uint32_t type, const RawId& row)
{
    Bytes subject;
    putBig(subject, type);
    return subject.append(row.bytes());
}

std::vector<ShopException> list(Database& database, BytesView after, std::size_t limit)
{
    std::vector<ShopException> list;
    const int kind = after.empty() ? 0 : static_cast<unsigned char>(after.front());
    const BytesView subject = after.empty() ? BytesView() : after.substr(1);
    {
        Query query(database,
                    std::string(selectKept) + " WHERE (kind, subject) > (?, ?) ORDER BY kind, subject LIMIT ?");
        query.bind(kind).blob(subject).bind(static_cast<std::int64_t>(limit));
        while (query.step())
            list.push_back(readKept(query));
    }
    const auto from = [&](Kind wanted) { return kind == static_cast<int>(wanted) ? subject : BytesView(); };
    if (list.size() < limit && kind <= static_cast<int>(Kind::ForkedOrigin))
        addForks(database, from(Kind::ForkedOrigin), limit, list);
    for (const Kind verdict : {Kind::FlaggedCommit, Kind::QuarantinedCommit})
        if (list.size() < limit && kind <= static_cast<int>(verdict))
            addCommits(database, verdict, from(verdict), limit, list);
    if (list.size() < limit && kind <= static_cast<int>(Kind::PromotionOverrun))
        addPromotionOverruns(database, from(Kind::PromotionOverrun), limit, list);
    if (kind <= static_cast<int>(Kind::DamagedRows))
        for (ShopException& damaged : damage::list(database))
            if (list.size() < limit && damaged.subject > from(Kind::DamagedRows))
                list.push_back(std::move(damaged));
    addSellingExceptions(database, static_cast<Kind>(kind), subject, limit, list);
    return list;
}

void dump(Database& database, const std::function<void(std::string_view line)>& line)
{
    for (Query query(database, std::string(selectKept) + " ORDER BY kind, subject"); query.step();)
        line("exception " + std::to_string(query.integer(0)) + " " + hex(query.bytes(1)) + " " + hex(query.bytes(2)) +
             " " + hex(query.bytes(3)) + " " + std::to_string(query.integer(4)) + "." +
             std::to_string(query.integer(5)));
}

} // namespace kontor::exceptions
