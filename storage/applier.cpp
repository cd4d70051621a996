#include "storage/applier.h"

#include "domain/schema/inventory.pb.h"
#include "storage/exceptions.h"
#include "storage/planted_faults.h"
#include "storage/projections/customer_sum.h"
#include "storage/projections/promotion_use_total.h"
#include "storage/projections/sales_hour.h"
#include "storage/projections/stock_level.h"
#include "storage/row_table.h"
#include "storage/search_index.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

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
    DigestBook::createTables(database);
    projections::createStockLevel(database);
    projections::createStockCost(database);
    projections::createCustomerSum(database);
    projections::createSegmentMembers(database);
    projections::createPromotionUseTotal(database);
    projections::createSalesHour(database);
    projections::CategoryTree::create(database);
    exceptions::create(database);
}

void Applier::clearTables()
{
    forgetAll();
    for (const RowType* type : rowTypes())
        if (type->kind == schema::FACT)
            m_database.run("DELETE FROM " + RowTable::of(type->type)->name() +
                           " WHERE commit_n NOT IN (SELECT n FROM journal WHERE header = x'')");
        else if (type->kind != schema::LOCAL)
            RowTable::of(type->type)->clear(m_database);
    m_database.run("DELETE FROM change; DELETE FROM fact_claim; DELETE FROM unknown_type; DELETE FROM "
                   "promotion_use_total; DELETE FROM sales_hour;");
    projections::clearStockLevel(m_database);
    projections::clearStockCost(m_database);
    m_counts.clear();
    m_costs.clear();
    projections::clearCustomerSum(m_database);
    projections::clearSegmentMembers(m_database);
    m_segments.clear();
    m_erasures.clear();
    m_seldomTouched = true;
    search::clear(m_database);
    projections::CategoryTree::clear(m_database);
    exceptions::clear(m_database);
    m_digests.clear();
}

void Applier::finish()
{
    m_commits.clear();
    m_uniqueValues.finish(m_commits);
    m_categories.finish(m_commits);
    m_counts.finish();
    m_costs.finish();
    const auto erased = m_erasures.purge();
    m_commits.clear();
    for (const auto& [type, row] : erased) {
        touch(type->type, row);
        refold(*type, row);
    }
    m_touched.erased = m_touched.erased || !erased.empty();
    m_segments.finish(); // Behind the erasures: what is gone decides nothing any more.
    m_erasures.wipe();
    m_commits.clear();
    m_digests.flush();
    renewSeldom();
}

void Applier::changed(const RowTable& table, Row before, Row after)
{
    if (before.row != nullptr)
        m_digests.subtract(before.scope, table.type(), *before.row);
    if (after.row != nullptr)
        m_digests.add(after.scope, table.type(), *after.row);
    search::update(m_database, table, before.row, after.row);
    m_uniqueValues.note(table.type(), before.row, after.row);
    m_categories.note(table.type(), before.row, after.row);
    m_segments.note(table.type(), before.row, after.row);
}

ScopeRef Applier::scopeOf(const RowType& type, std::int64_t commit)
{
    if (type.scope != schema::STORE)
        return organisationScope;
    const auto stored = journal::byNumber(m_database, commit);
    return stored ? stored->store : organisationScope;
}

void Applier::takeUpBase()
{
    forgetAll();
    for (const RowType* type : rowTypes()) {
        const RowTable& table = *RowTable::of(type->type);
        if (type->kind != schema::FACT)
            continue;
        const std::unique_ptr<Message> fact(type->prototype->New());
        std::vector<RawId> rows;
        for (Query query(m_database, "SELECT id FROM " + table.name()); query.step();)
            rows.push_back(RawId::of(query.bytes(0)));
        for (const RawId& row : rows) {
            std::int64_t commit = 0;
            if (!table.find(m_database, row, *fact, &commit))
                continue;
            project(*fact, 1);
            changed(table, {}, {fact.get(), scopeOf(*type, commit)});
        }
    }
}

void Applier::withdraw(const RowType& type, const std::function<bool(std::int64_t commit)>& leaves)
{
    m_commits.clear();
    if (type.kind == schema::ENTITY)
        return withdrawChanges(type, leaves);
    const RowTable& table = *RowTable::of(type.type);
    std::vector<RawId> rows;
    for (Query query(m_database, "SELECT id, commit_n FROM " + table.name()); query.step();)
        if (leaves(query.integer(1)))
            rows.push_back(RawId::of(query.bytes(0)));
    const std::unique_ptr<Message> fact(type.prototype->New());
    for (const RawId& row : rows) {
        std::int64_t commit = 0;
        if (!table.find(m_database, row, *fact, &commit))
            continue;
        project(*fact, -1);
        changed(table, {fact.get(), scopeOf(type, commit)}, {});
        table.erase(m_database, row);
        touch(type.type, row);
    }
    std::vector<std::pair<RawId, std::int64_t>> claimed;
    {
        Query query(m_database, "SELECT row, commit_n FROM fact_claim WHERE type=?");
        query.bind(type.type);
        while (query.step())
            if (leaves(query.integer(1)))
                claimed.emplace_back(RawId::of(query.bytes(0)), query.integer(1));
    }
    for (const auto& [row, commit] : claimed)
        Query(m_database, "DELETE FROM fact_claim WHERE type=? AND row=? AND commit_n=?")
            .bind(type.type)
            .blob(row.bytes())
            .bind(commit)
            .exec();
    for (const auto& [row, commit] : claimed)
        electFact(type, row); // Another's claim may stand now.
}

/// Rows are folded again without what leaves.
void Applier::withdrawChanges(const RowType& type, const std::function<bool(std::int64_t commit)>& leaves)
{
    std::map<RawId, std::set<std::int64_t>> leaving;
    {
        Query query(m_database, "SELECT row, commit_n FROM change WHERE type=?");
        query.bind(type.type);
        while (query.step())
            if (leaves(query.integer(1)))
                leaving[RawId::of(query.bytes(0))].insert(query.integer(1));
    }
    for (const auto& [row, commits] : leaving) {
        for (const std::int64_t commit : commits)
            Query(m_database, "DELETE FROM change WHERE type=? AND row=? AND commit_n=?")
                .bind(type.type)
                .blob(row.bytes())
                .bind(commit)
                .exec();
        touch(type.type, row);
        refold(type, row);
    }
    m_commits.clear();
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
        if (m_erasures.refuses(*type, change, commit.n))
            continue;
        touch(type->type, RawId::of(change.row()));
        if (type->kind == schema::FACT)
            applyFact(*type, change, commit);
        else
            applyEntity(*type, change, commit);
    }
    renewSeldom(); // At once: what comes behind it in the same transaction is judged by it.
}

void Applier::project(const Message& fact, int sign)
{
    const auto noteCount = [this](const auto& row) {
        m_counts.note(row);
        m_costs.note(row);
    };
    const auto noteOrder = [&](const schema::Order& order) {
        projections::addToSalesHour(m_database, order, sign);
        projections::addToCustomerSum(m_database, order, sign);
    };
    if (fact.GetDescriptor() == schema::StockMovement::descriptor()) {
        const auto& movement = static_cast<const schema::StockMovement&>(fact);
        projections::addToStockLevel(m_database, movement, sign);
        m_costs.note(movement);
    } else if (fact.GetDescriptor() == schema::PromotionUse::descriptor())
        projections::addToPromotionUseTotal(m_database, static_cast<const schema::PromotionUse&>(fact), sign);
    else if (fact.GetDescriptor() == schema::Order::descriptor())
        noteOrder(static_cast<const schema::Order&>(fact));
    else if (fact.GetDescriptor() == schema::CountEntry::descriptor())
        noteCount(static_cast<const schema::CountEntry&>(fact));
    else if (fact.GetDescriptor() == schema::CountClosing::descriptor())
        noteCount(static_cast<const schema::CountClosing&>(fact));
    else if (fact.GetDescriptor() == schema::Erasure::descriptor() && sign > 0)
        m_erasures.note(static_cast<const schema::Erasure&>(fact));
    else
        m_costs.noteFreight(fact);
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
        changed(table, {}, {fact.get(), type.scope == schema::STORE ? commit.store : organisationScope});
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
    struct Claimant {
        StoredCommit commit;
        std::unique_ptr<Message> fact;
    };
    // By key. One whose content cannot be read claims nothing, whenever it came.
    std::vector<Claimant> claimants;
    for (const std::int64_t n : numbers) {
        auto claimant = journal::byNumber(m_database, n);
        if (!claimant || !claimant->counts())
            continue;
        std::unique_ptr<Message> fact;
        for (const schema::Change& change : m_commits.of(n, type.type, row))
            if (fact = parsed(type, change); fact)
                break;
        if (!fact && isThere && n == holder && journal::isCompacted(m_database, n)) {
            fact.reset(type.prototype->New()); // What came compacted in a base is only in its table.
            fact->CopyFrom(*present);
        }
        if (fact)
            claimants.push_back({std::move(*claimant), std::move(fact)});
    }
    std::sort(claimants.begin(), claimants.end(),
              [](const Claimant& a, const Claimant& b) { return a.commit.key < b.commit.key; });

    ShopException exception;
    exception.kind = ShopException::Kind::FactClaimedTwice;
    exception.subject = exceptions::subjectOf(type.type, row);
    exception.rows = {row};
    std::optional<Sum128> content;
    bool differ = false;
    for (const Claimant& claimant : claimants) {
        const Sum128 hash = rowHash(type, *claimant.fact);
        differ = differ || (content && *content != hash);
        content = hash;
        exception.commits.push_back(claimant.commit.key.hash);
        exception.effective = claimant.commit.key.effective;
    }
    if (differ)
        exceptions::put(m_database, exception);
    else
        exceptions::remove(m_database, exception.kind, exception.subject);

    if (isThere && !claimants.empty() && claimants.front().commit.n == holder)
        return;
    if (isThere) {
        project(*present, -1);
        changed(table, {present.get(), scopeOf(type, holder)}, {});
        table.erase(m_database, row);
    }
    if (claimants.empty())
        return;
    Claimant& winner = claimants.front();
    const bool inserted = table.insert(m_database, *winner.fact, winner.commit.n);
    KONTOR_ASSERT(inserted);
    project(*winner.fact, 1);
    changed(table, {}, {winner.fact.get(), type.scope == schema::STORE ? winner.commit.store : organisationScope});
}

void Applier::applyEntity(const RowType& type, const schema::Change& change, const StoredCommit& commit)
{
    const RawId row = RawId::of(change.row());
    const std::vector<std::uint32_t> groups = groupsOf(type, change);
    const bool isInsert = change.kind() == schema::Change::INSERT;
    const RowTable& table = *RowTable::of(type.type);
    // The newest change of a row is written straight into it; everything else folds the row again.
    const bool first = isInsert && !hasChanges(type, row);
    const bool newest = first || isNewest(type, row, groups, isInsert, commit);
    for (const std::uint32_t group : groups)
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
    if (!newest) {
        refold(type, row);
        return;
    }
    const std::unique_ptr<Message> before(type.prototype->New());
    std::int64_t inserter = 0; // The commit whose insert stands: what the row's scope follows from.
    if (first || !table.find(m_database, row, *before, &inserter)) {
        if (!isInsert)
            return; // An update before its insert: it waits in `change`.
        if (!first) {
            refold(type, row); // Updates came before their insert; those of personal fields outlive it.
            return;
        }
        if (const auto fresh = insertedEntity(type, change)) {
            const bool inserted = table.insert(m_database, *fresh, commit.n);
            KONTOR_ASSERT(inserted);
            changed(table, {}, {fresh.get(), type.scope == schema::STORE ? commit.store : organisationScope});
        }
        return;
    }
    const std::unique_ptr<Message> after(before->New());
    after->CopyFrom(*before);
    if (applyChange(type, change, *after)) {
        after->GetReflection()->SetString(after.get(), type.idField, row.string());
        const ScopeRef was = scopeOf(type, inserter);
        table.replace(m_database, *after, isInsert ? commit.n : inserter);
        changed(table, {before.get(), was}, {after.get(), isInsert ? scopeOf(type, commit.n) : was});
    }
}

bool Applier::hasChanges(const RowType& type, const RawId& row)
{
    Query query(m_database, "SELECT 1 FROM change WHERE type=? AND row=? LIMIT 1");
    return query.bind(type.type).blob(row.bytes()).step();
}

/// Whether no other change of the groups it writes is as new as this commit: looked up at the end of the index, however many
/// changes the row has had.
bool Applier::isNewest(const RowType& type, const RawId& row, const std::vector<std::uint32_t>& groups, bool isInsert,
                       const StoredCommit& commit)
{
    const auto isNewestOf = [&](std::uint32_t group) {
        // Others' only: of one instant origin and hash decide, whatever the order in which the commits lie here.
        Query query(m_database,
                    "SELECT effective_ms, effective_counter FROM change WHERE type=? AND row=? AND grp=? AND "
                    "commit_n<>? ORDER BY effective_ms DESC, effective_counter DESC LIMIT 1");
        if (!query.bind(type.type).blob(row.bytes()).bind(group).bind(commit.n).step())
            return true;
        const Hlc known{query.natural(0), static_cast<std::uint32_t>(query.integer(1))};
        return known < commit.key.effective || planted::isPurged(m_database, known);
    };
    if (!isNewestOf(0)) // An insert writes every group.
        return false;
    if (!isInsert)
        return std::all_of(groups.begin(), groups.end(), isNewestOf);
    return std::all_of(type.groups.begin(), type.groups.end(),
                       [&](const FieldGroup& group) { return isNewestOf(group.number); });
}

std::vector<KeyedChange> changesOfRow(Database& database, CommitCache& commits, const RowType& type, const RawId& row,
                                      const std::function<bool(const StoredCommit&)>& counts)
{
    struct Entry {
        std::uint32_t group = 0;
        Hlc effective;
        std::int64_t commit = 0;
    };
    const auto next = [&](const Entry& after, bool sameGroup) -> std::optional<Entry> {
        // Group by group, the newest first.
        Query query(
            database,
            sameGroup
                ? "SELECT grp, effective_ms, effective_counter, commit_n FROM change WHERE type=?1 AND row=?2 AND "
                  "grp=?3 AND (effective_ms, effective_counter, commit_n) < (?4, ?5, ?6) ORDER BY effective_ms "
                  "DESC, effective_counter DESC, commit_n DESC LIMIT 1"
                : "SELECT grp, effective_ms, effective_counter, commit_n FROM change WHERE type=?1 AND row=?2 AND "
                  "grp=(SELECT min(grp) FROM change WHERE type=?1 AND row=?2 AND grp >= ?3) ORDER BY effective_ms "
                  "DESC, effective_counter DESC, commit_n DESC LIMIT 1");
        query.bind(type.type).blob(row.bytes()).bind(after.group);
        if (sameGroup)
            query.bind(after.effective.ms).bind(after.effective.counter).bind(after.commit);
        if (!query.step())
            return std::nullopt;
        return Entry{static_cast<std::uint32_t>(query.integer(0)),
                     {query.natural(1), static_cast<std::uint32_t>(query.integer(2))},
                     query.integer(3)};
    };
    std::set<std::int64_t> taken;
    std::vector<KeyedChange> all;
    const std::unique_ptr<google::protobuf::Message> body(type.prototype->New());
    for (auto entry = next({}, false); entry; entry = next({entry->group + 1, {}, 0}, false)) {
        std::optional<Hlc> found; // Of the same instant all are taken: origin and hash decide between them.
        for (auto one = entry; one && (!found || one->effective == *found); one = next(*one, true)) {
            const auto commit = journal::byNumber(database, one->commit);
            if (!commit || !counts(*commit))
                continue;
            std::vector<schema::Change> readable = commits.of(one->commit, type.type, row);
            std::erase_if(readable,
                          [&](const schema::Change& change) { return !body->ParseFromString(change.body()); });
            // One that cannot be read writes nothing, on every machine alike; nor does an erased one.
            if (std::none_of(readable.begin(), readable.end(), [&](const schema::Change& change) {
                    const auto groups = groupsOf(type, change);
                    return std::find(groups.begin(), groups.end(), one->group) != groups.end();
                }))
                continue;
            found = one->effective;
            if (taken.insert(one->commit).second)
                for (schema::Change& change : readable)
                    all.push_back({commit->key, std::move(change)});
        }
    }
    return all;
}

void Applier::refold(const RowType& type, const RawId& row)
{
    const RowTable& table = *RowTable::of(type.type);
    const std::unique_ptr<Message> before(type.prototype->New());
    std::int64_t inserter = 0;
    const bool wasThere = table.find(m_database, row, *before, &inserter);

    auto changes =
        changesOfRow(m_database, m_commits, type, row, [](const StoredCommit& commit) { return commit.counts(); });
    std::int64_t newInserter = 0;
    if (type.scope == schema::STORE) {
        const KeyedChange* insert = nullptr;
        for (const KeyedChange& one : changes)
            if (one.change.kind() == schema::Change::INSERT && (insert == nullptr || insert->key < one.key))
                insert = &one;
        const auto by = insert != nullptr ? journal::byHash(m_database, insert->key.hash) : std::nullopt;
        newInserter = by ? by->n : 0;
    }
    const Row old{wasThere ? before.get() : nullptr, wasThere ? scopeOf(type, inserter) : organisationScope};
    const std::unique_ptr<Message> after(type.prototype->New());
    if (foldRow(type, row, std::move(changes), *after)) {
        table.replace(m_database, *after, newInserter);
        changed(table, old, {after.get(), scopeOf(type, newInserter)});
    } else if (wasThere) {
        table.erase(m_database, row);
        changed(table, old, {});
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
    renewSeldom();
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
