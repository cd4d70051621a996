#include "storage/applier.h"

#include "domain/schema/inventory.pb.h"
#include "storage/projections/stock_level.h"
#include "storage/row_table.h"
#include "storage/search_index.h"

#include <algorithm>
#include <memory>

namespace kontor {

using google::protobuf::Message;

namespace {

std::unique_ptr<Message> parsed(const RowType& type, const schema::Change& change)
{
    std::unique_ptr<Message> row(type.prototype->New());
    if (!row->ParseFromString(change.body()))
        return nullptr;
    row->GetReflection()->SetString(row.get(), type.idField, change.row());
    return row;
}

/// The row an insert makes by itself: what applyChange writes, without copying field by field. Personal fields have no place in
/// an insert, whoever put them there.
std::unique_ptr<Message> insertedEntity(const RowType& type, const schema::Change& change)
{
    auto row = parsed(type, change);
    for (const FieldGroup& group : type.groups)
        if (group.personal && row)
            for (const auto* field : group.fields)
                row->GetReflection()->ClearField(row.get(), field);
    return row;
}

std::vector<std::int64_t> claims(Database& database, std::uint32_t type, const RawId& row)
{
    std::vector<std::int64_t> numbers;
    Query query(database, "SELECT commit_n FROM fact_claim WHERE type=? AND row=? ORDER BY commit_n");
    query.bind(type).blob(row.bytes());
    while (query.step())
        numbers.push_back(query.integer(0));
    return numbers;
}

void addClaim(Database& database, std::uint32_t type, const RawId& row, std::int64_t commit)
{
    Query(database, "INSERT OR IGNORE INTO fact_claim(type, row, commit_n) VALUES(?,?,?)")
        .bind(type)
        .blob(row.bytes())
        .bind(commit)
        .exec();
}

} // namespace

void Applier::createTables(Database& database)
{
    database.run(R"sql(
CREATE TABLE IF NOT EXISTS change(type INTEGER NOT NULL, row BLOB NOT NULL, grp INTEGER NOT NULL, effective_ms INTEGER NOT NULL,
    effective_counter INTEGER NOT NULL, commit_n INTEGER NOT NULL,
    PRIMARY KEY(type, row, grp, effective_ms, effective_counter, commit_n)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fact_claim(type INTEGER NOT NULL, row BLOB NOT NULL, commit_n INTEGER NOT NULL,
    PRIMARY KEY(type, row, commit_n)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unknown_type(commit_n INTEGER NOT NULL, type INTEGER NOT NULL, PRIMARY KEY(commit_n, type))
    STRICT, WITHOUT ROWID;
)sql");
    for (const RowType* type : rowTypes())
        RowTable::of(type->type)->create(database);
    search::create(database);
    projections::createStockLevel(database);
}

void Applier::clearTables(Database& database)
{
    for (const RowType* type : rowTypes())
        if (type->kind != schema::LOCAL)
            RowTable::of(type->type)->clear(database);
    database.run("DELETE FROM change; DELETE FROM fact_claim; DELETE FROM unknown_type; DELETE FROM stock_level;");
    search::clear(database);
}

void Applier::touch(std::uint32_t type, const RawId& row)
{
    constexpr std::size_t named = 1000;
    m_touched.types.insert(type);
    if (m_touched.rows.size() < named)
        m_touched.rows.push_back(row);
    else
        m_touched.tooMany = true;
}

Applier::Touched Applier::takeTouched()
{
    return std::exchange(m_touched, {});
}

void Applier::apply(const StoredCommit& commit, const std::vector<schema::Change>& changes)
{
    m_commits.clear();
    for (const schema::Change& change : changes) {
        const RowType* type = rowType(change.type());
        if (type == nullptr || type->kind == schema::LOCAL) {
            // A newer program's data: kept whole in the journal, applied after the upgrade.
            Query(m_database, "INSERT OR IGNORE INTO unknown_type(commit_n, type) VALUES(?,?)")
                .bind(commit.n)
                .bind(change.type())
                .exec();
            continue;
        }
        touch(type->type, RawId::of(change.row()));
        if (type->kind == schema::FACT)
            applyFact(*type, change, commit);
        else
            applyEntity(*type, change, commit);
    }
}

void Applier::project(const Message& fact, int sign)
{
    if (fact.GetDescriptor() == schema::StockMovement::descriptor())
        projections::addToStockLevel(m_database, static_cast<const schema::StockMovement&>(fact), sign);
}

void Applier::applyFact(const RowType& type, const schema::Change& change, const StoredCommit& commit)
{
    const RawId row = RawId::of(change.row());
    const auto fact = parsed(type, change);
    if (!fact)
        return; // On every machine alike.
    const RowTable& table = *RowTable::of(type.type);
    if (commit.counts() && table.insert(m_database, *fact, commit.n)) {
        project(*fact, 1);
        search::update(m_database, table, nullptr, fact.get());
        return;
    }
    // Somebody claims this id already, or this claim does not count: all claims are kept and the smallest key elected.
    const std::unique_ptr<Message> present(type.prototype->New());
    std::int64_t holder = 0;
    if (table.find(m_database, row, *present, &holder)) {
        if (holder == commit.n)
            return;
        addClaim(m_database, type.type, row, holder);
    } else if (commit.counts()) {
        KONTOR_ASSERT(false); // The insert above can only fail because the row is there.
    }
    addClaim(m_database, type.type, row, commit.n);
    electFact(type, row);
}

void Applier::electFact(const RowType& type, const RawId& row)
{
    const RowTable& table = *RowTable::of(type.type);
    const std::unique_ptr<Message> present(type.prototype->New());
    std::int64_t holder = 0;
    const bool isThere = table.find(m_database, row, *present, &holder);

    std::vector<std::int64_t> numbers = claims(m_database, type.type, row);
    // One that does not parse came and went without a claim, so the holder may be alone as yet.
    if (isThere && !std::binary_search(numbers.begin(), numbers.end(), holder)) {
        addClaim(m_database, type.type, row, holder);
        numbers.push_back(holder);
    }
    std::vector<StoredCommit> claimants;
    for (const std::int64_t n : numbers)
        if (auto claimant = journal::byNumber(m_database, n); claimant && claimant->counts())
            claimants.push_back(std::move(*claimant));
    std::sort(claimants.begin(), claimants.end(),
              [](const StoredCommit& a, const StoredCommit& b) { return a.key < b.key; });
    // The smallest key whose content can be read: one that does not parse claims nothing, whenever it came.
    std::int64_t winner = 0;
    std::unique_ptr<Message> fact;
    for (const StoredCommit& claimant : claimants) {
        if (isThere && claimant.n == holder)
            return;
        for (const schema::Change& change : m_commits.of(claimant.n, type.type, row))
            if (fact = parsed(type, change); fact)
                break;
        winner = claimant.n;
        if (fact)
            break;
    }
    if (isThere) {
        project(*present, -1);
        search::update(m_database, table, present.get(), nullptr);
        table.erase(m_database, row);
    }
    if (!fact)
        return;
    const bool inserted = table.insert(m_database, *fact, winner);
    KONTOR_ASSERT(inserted);
    project(*fact, 1);
    search::update(m_database, table, nullptr, fact.get());
}

void Applier::applyEntity(const RowType& type, const schema::Change& change, const StoredCommit& commit)
{
    const RawId row = RawId::of(change.row());
    bool first = true;
    bool newest = true;
    {
        Query query(m_database, "SELECT effective_ms, effective_counter, commit_n FROM change WHERE type=? AND row=?");
        query.bind(type.type).blob(row.bytes());
        while (query.step()) {
            first = false;
            const Hlc effective{query.natural(0), static_cast<std::uint32_t>(query.integer(1))};
            newest = newest && (effective < commit.key.effective || query.integer(2) == commit.n);
        }
    }
    for (const std::uint32_t group : groupsOf(type, change))
        Query(m_database, "INSERT OR IGNORE INTO change(type, row, grp, effective_ms, effective_counter, commit_n) "
                          "VALUES(?,?,?,?,?,?)")
            .bind(type.type)
            .blob(row.bytes())
            .bind(group)
            .bind(commit.key.effective.ms)
            .bind(commit.key.effective.counter)
            .bind(commit.n)
            .exec();
    if (!commit.counts())
        return;

    // The newest change of a row is written straight into it; everything else folds the row again.
    const RowTable& table = *RowTable::of(type.type);
    if (first) {
        if (change.kind() != schema::Change::INSERT)
            return; // An update before its insert: it waits in `change`.
        if (const auto fresh = insertedEntity(type, change)) {
            const bool inserted = table.insert(m_database, *fresh, commit.n);
            KONTOR_ASSERT(inserted);
            search::update(m_database, table, nullptr, fresh.get());
        }
        return;
    }
    const std::unique_ptr<Message> before(type.prototype->New());
    if (newest && table.find(m_database, row, *before)) {
        const std::unique_ptr<Message> after(before->New());
        after->CopyFrom(*before);
        if (applyChange(type, change, *after)) {
            after->GetReflection()->SetString(after.get(), type.idField, row.string());
            table.replace(m_database, *after, commit.n);
            search::update(m_database, table, before.get(), after.get());
        }
        return;
    }
    refold(type, row);
}

std::vector<KeyedChange> changesOfRow(Database& database, CommitCache& commits, std::uint32_t type, const RawId& row,
                                      const std::function<bool(const StoredCommit&)>& counts)
{
    std::set<std::int64_t> numbers;
    {
        Query query(database, "SELECT DISTINCT commit_n FROM change WHERE type=? AND row=?");
        query.bind(type).blob(row.bytes());
        while (query.step())
            numbers.insert(query.integer(0));
    }
    std::vector<KeyedChange> all;
    for (const std::int64_t n : numbers) {
        const auto commit = journal::byNumber(database, n);
        if (!commit || !counts(*commit))
            continue;
        for (schema::Change& change : commits.of(n, type, row))
            all.push_back({commit->key, std::move(change)});
    }
    return all;
}

void Applier::refold(const RowType& type, const RawId& row)
{
    const RowTable& table = *RowTable::of(type.type);
    const std::unique_ptr<Message> before(type.prototype->New());
    const bool wasThere = table.find(m_database, row, *before);

    auto changes =
        changesOfRow(m_database, m_commits, type.type, row, [](const StoredCommit& commit) { return commit.counts(); });
    const std::unique_ptr<Message> after(type.prototype->New());
    if (foldRow(type, row, std::move(changes), *after)) {
        table.replace(m_database, *after, 0);
        search::update(m_database, table, wasThere ? before.get() : nullptr, after.get());
    } else if (wasThere) {
        table.erase(m_database, row);
        search::update(m_database, table, before.get(), nullptr);
    }
}

void Applier::reapply(const StoredCommit& before, const StoredCommit& after)
{
    if (before.key.effective == after.key.effective && before.counts() == after.counts())
        return;
    m_commits.clear();
    for (const schema::Change& change : journal::changes(m_database, after.n)) {
        const RowType* type = rowType(change.type());
        if (type == nullptr || type->kind == schema::LOCAL)
            continue;
        const RawId row = RawId::of(change.row());
        touch(type->type, row);
        if (type->kind == schema::FACT) {
            // Elected again among all claims, this one by what it is now.
            addClaim(m_database, type->type, row, after.n);
            electFact(*type, row);
            continue;
        }
        Query(m_database,
              "UPDATE OR REPLACE change SET effective_ms=?, effective_counter=? WHERE type=? AND row=? AND commit_n=?")
            .bind(after.key.effective.ms)
            .bind(after.key.effective.counter)
            .bind(type->type)
            .blob(row.bytes())
            .bind(after.n)
            .exec();
        refold(*type, row);
    }
}

void Applier::applyLocal(const Commit::Local& local)
{
    const RowType* type = rowType(local.type);
    KONTOR_ASSERT(type != nullptr && type->kind == schema::LOCAL);
    touch(local.type, local.row);
    const RowTable& table = *RowTable::of(local.type);
    if (local.drop) {
        table.erase(m_database, local.row);
        return;
    }
    const std::unique_ptr<Message> row(type->prototype->New());
    const bool whole = row->ParseFromString(local.body);
    KONTOR_ASSERT(whole);
    table.replace(m_database, *row, 0);
}

} // namespace kontor
