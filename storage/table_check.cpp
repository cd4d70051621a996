#include "storage/table_check.h"

#include "domain/journal/fold.h"
#include "storage/commit_cache.h"
#include "storage/digest.h"
#include "storage/journal_tables.h"
#include "storage/row_table.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace kontor {

using google::protobuf::Message;

namespace {

constexpr std::size_t mostNamed = 100;

/// The commits that change rows of a type, by row. What is parked is in no table yet: it waits for its parts or a newer program.
std::map<RawId, std::vector<std::int64_t>> writersOf(Database& database, std::uint32_t type)
{
    std::map<RawId, std::vector<std::int64_t>> writers;
    std::vector<std::int64_t> commits;
    for (Query query(database, "SELECT n FROM journal WHERE n NOT IN (SELECT n FROM parked) ORDER BY n"); query.step();)
        commits.push_back(query.integer(0));
    for (const std::int64_t n : commits)
        for (const schema::Change& change : journal::changes(database, n)) {
            if (change.type() != type)
                continue;
            auto& numbers = writers[RawId::of(change.row())];
            if (numbers.empty() || numbers.back() != n)
                numbers.push_back(n);
        }
    return writers;
}

/// The row as the journal has it; nothing when none counts.
std::unique_ptr<Message> madeFrom(Database& database, CommitCache& commits, const RowType& type, const RawId& row,
                                  const std::vector<std::int64_t>& numbers)
{
    std::vector<KeyedChange> changes;
    for (const std::int64_t n : numbers)
        if (const auto commit = journal::byNumber(database, n); commit && commit->counts())
            for (schema::Change& change : commits.of(n, type.type, row))
                changes.push_back({commit->key, std::move(change)});
    std::unique_ptr<Message> made(type.prototype->New());
    if (type.kind == schema::ENTITY)
        return foldRow(type, row, std::move(changes), *made) ? std::move(made) : nullptr;
    std::stable_sort(changes.begin(), changes.end(),
                     [](const KeyedChange& a, const KeyedChange& b) { return a.key < b.key; });
    for (const KeyedChange& one : changes)
        if (made->ParseFromString(one.change.body())) {
            made->GetReflection()->SetString(made.get(), type.idField, row.string());
            return made;
        }
    return nullptr;
}

void compareRows(Database& database, const RowType& type, TableCheck& check)
{
    const RowTable& table = *RowTable::of(type.type);
    const auto name = [&](TableCheck::Wrong wrong, const RawId& row) {
        if (check.wrong.size() < mostNamed)
            check.wrong.push_back({wrong, table.name().substr(1, table.name().size() - 2), row, type.type});
    };
    const auto writers = writersOf(database, type.type);
    CommitCache commits(database);
    const std::unique_ptr<Message> present(type.prototype->New());
    for (const auto& [row, numbers] : writers) {
        const auto made = madeFrom(database, commits, type, row, numbers);
        const bool isThere = table.find(database, row, *present);
        if (!made && isThere)
            name(TableCheck::Wrong::Extra, row);
        else if (made && !isThere)
            name(TableCheck::Wrong::Missing, row);
        else if (made && rowHash(type, *made) != rowHash(type, *present))
            name(TableCheck::Wrong::Differs, row);
    }
    std::vector<RawId> unwritten;
    digest::eachRow(database, type, std::nullopt, {}, {}, [&](const RawId& row, ScopeRef, const Sum128&) {
        if (!writers.contains(row))
            unwritten.push_back(row);
        return true;
    });
    for (const RawId& row : unwritten) {
        std::int64_t holder = 0;
        // What came compacted in a base is in no commit that is here.
        if (type.kind != schema::FACT || !table.find(database, row, *present, &holder) ||
            !journal::isCompacted(database, holder))
            name(TableCheck::Wrong::Extra, row);
    }
}

} // namespace

TableCheck checkTables(Database& database, const RawId& organisation, bool everything)
{
    TableCheck check;
    const auto scanned = digest::scanned(database, organisation);
    for (const auto& scope : scanned)
        for (const auto& [type, sum] : scope.types)
            check.rows += sum.rows;
    std::set<std::uint32_t> differ;
    for (const auto& place : digest::placesThatDiffer(digest::kept(database, organisation), scanned))
        differ.insert(place.type);
    check.digestsRight = differ.empty();
    for (const RowType* type : rowTypes())
        if (type->kind != schema::LOCAL && (everything || differ.contains(type->type)))
            compareRows(database, *type, check);
    return check;
}

} // namespace kontor
