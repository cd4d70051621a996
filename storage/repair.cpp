#include "storage/repair.h"

#include "storage/core.h"
#include "storage/digest.h"
#include "storage/journal_tables.h"
#include "storage/row_table.h"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

namespace kontor {

namespace {

constexpr const char* key = "local.damage";
constexpr std::size_t mostNotes = 16;
constexpr std::size_t mostRowsNoted = 32; ///< Of a note; the number of all is in it.

using Rows = std::vector<std::pair<std::uint32_t, RawId>>;

std::optional<Sum128> hashOf(Database& database, std::uint32_t number, const RawId& row)
{
    const RowType* type = rowType(number);
    if (type == nullptr || type->kind == schema::LOCAL)
        return std::nullopt;
    const std::unique_ptr<google::protobuf::Message> present(type->prototype->New());
    if (!RowTable::of(number)->find(database, row, *present))
        return std::nullopt;
    return rowHash(*type, *present);
}

const char* wordsOf(const std::string& outcome)
{
    if (outcome == "rows")
        return "the rows were not what the journal makes them, and were made again";
    if (outcome == "digest")
        return "the digests were not those of the rows, and were counted anew";
    if (outcome == "server")
        return "the rows are what the journal makes them: those of the server are not, and it was told";
    if (outcome == "base")
        return "the rows came in a base and can only be mended by a new one: kontorctl new-base";
    return "too much differs from the server's rows to name it: kontorctl rebuild";
}

/// A line per note: when, outcome, type, how many rows, some of them.
void note(Core& core, const char* outcome, const Rows& rows)
{
    std::map<std::uint32_t, std::vector<RawId>> byType;
    for (const auto& [type, row] : rows)
        byType[type].push_back(row);
    std::vector<std::string> lines;
    {
        std::istringstream text(journal::meta(core.database, key).value_or(Bytes()));
        for (std::string line; std::getline(text, line);)
            lines.push_back(line);
    }
    for (const auto& [type, ids] : byType) {
        std::string line = std::to_string(core.world.now()) + " " + outcome + " " + std::to_string(type) + " " +
                           std::to_string(ids.size());
        for (std::size_t i = 0; i < std::min(ids.size(), mostRowsNoted); ++i)
            if (!ids[i].isNil())
                line += " " + ids[i].toHex();
        lines.push_back(std::move(line));
    }
    std::string text;
    for (std::size_t i = lines.size() > mostNotes ? lines.size() - mostNotes : 0; i < lines.size(); ++i)
        text += lines[i] + "\n";
    journal::setMeta(core.database, key, text);
}

} // namespace

namespace core {

Result<Repaired> repair(Core& core, const Repair& wish)
{
    Repaired outcome;
    auto result = guarded("kontor.db", [&]() -> Result<Done> {
        Database& database = core.database;
        const RawId organisation = core.identity.organisation.raw;
        Transaction transaction(database);
        const auto sumsBefore = digest::kept(database, organisation);
        std::vector<std::optional<Sum128>> before;
        for (const auto& [type, row] : wish.rows)
            before.push_back(hashOf(database, type, row));
        std::set<std::int64_t> named;
        if (!wish.wholeJournal) {
            std::map<std::uint32_t, std::vector<RawId>> byType;
            for (const auto& [type, row] : wish.rows)
                byType[type].push_back(row);
            for (const auto& [type, rows] : byType)
                named.merge(damage::writersOf(database, type, rows));
            for (const Bytes& hash : wish.commits)
                if (const auto commit = journal::byHash(database, hash))
                    named.insert(commit->n);
        }
        outcome.stuck = core.applier.makeAgain(wish.rows, wish.wholeJournal ? nullptr : &named);
        core.applier.finish();
        for (std::size_t i = 0; i < wish.rows.size(); ++i) {
            const auto& row = wish.rows[i];
            if (row.second.isNil() || std::find(outcome.stuck.begin(), outcome.stuck.end(), row) != outcome.stuck.end())
                continue;
            (hashOf(database, row.first, row.second) == before[i] ? outcome.same : outcome.rows).push_back(row);
        }
        outcome.sums = sumsBefore != digest::kept(database, organisation);
        if (!outcome.rows.empty())
            note(core, "rows", outcome.rows);
        else if (outcome.sums)
            note(core, "digest", wish.rows);
        if (!outcome.stuck.empty())
            note(core, "base", outcome.stuck);
        if (wish.differFromServer && !outcome.same.empty())
            note(core, "server", outcome.same);
        if (!wish.gaveUp.empty())
            note(core, "many", {{0, RawId{}}});
        transaction.commit();
        return Done{};
    });
    if (!result) {
        (void)core.applier.takeTouched();
        return tl::unexpected(result.error());
    }
    announce(core, true);
    return outcome;
}

} // namespace core

namespace damage {

std::set<std::int64_t> writersOf(Database& database, std::uint32_t type, const std::vector<RawId>& rows)
{
    std::set<std::int64_t> numbers;
    const RowType* known = rowType(type);
    if (known == nullptr || known->kind == schema::LOCAL)
        return numbers;
    const auto add = [&](const std::string& sql, const RawId& row) {
        Query query(database, sql);
        query.blob(row.bytes());
        while (query.step())
            numbers.insert(query.integer(0));
    };
    const std::string number = std::to_string(type);
    for (const RawId& row : rows) {
        if (known->kind == schema::FACT) {
            add("SELECT commit_n FROM " + RowTable::of(type)->name() + " WHERE id=?", row);
            add("SELECT commit_n FROM fact_claim WHERE type=" + number + " AND row=?", row);
        } else {
            add("SELECT commit_n FROM change WHERE type=" + number + " AND row=?", row);
        }
    }
    return numbers;
}

std::vector<ShopException> list(Database& database)
{
    std::vector<ShopException> list;
    std::istringstream text(journal::meta(database, key).value_or(Bytes()));
    for (std::string line; std::getline(text, line);) {
        std::istringstream words(line);
        std::uint64_t us = 0;
        std::string outcome;
        std::uint32_t type = 0;
        std::uint64_t count = 0;
        if (!(words >> us >> outcome >> type >> count))
            continue;
        ShopException one;
        one.kind = ShopException::Kind::DamagedRows;
        for (int shift = 56; shift >= 0; shift -= 8) // Rises with time: what a page goes on after.
            one.subject.push_back(static_cast<char>(us >> static_cast<unsigned>(shift)));
        one.subject += outcome + "." + std::to_string(type);
        one.type = type;
        one.effective.ms = us / 1000;
        one.detail = wordsOf(outcome);
        for (std::string row; words >> row;)
            one.rows.push_back(RawId::of(unhex(row)));
        if (count > one.rows.size() && !one.rows.empty())
            one.detail += "; " + std::to_string(count) + " rows";
        list.push_back(std::move(one));
    }
    std::sort(list.begin(), list.end(),
              [](const ShopException& a, const ShopException& b) { return a.subject < b.subject; });
    return list;
}

} // namespace damage
} // namespace kontor
