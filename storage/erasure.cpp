#include "storage/erasure.h"

#include "domain/base/hlc.h"
#include "domain/journal/fold.h"
#include "storage/journal_tables.h"
#include "storage/row_table.h"

#include <algorithm>
#include <memory>
#include <optional>

namespace kontor {

namespace {

bool isPersonal(const RowType& type, const schema::Change& change)
{
    const auto groups = groupsOf(type, change);
    return std::any_of(groups.begin(), groups.end(), [&](std::uint32_t number) {
        const FieldGroup* group = type.group(number);
        return group != nullptr && group->personal;
    });
}

const RowType& customerType()
{
    return rowTypeOf(schema::Customer::descriptor());
}

const RowType& noteType()
{
    return rowTypeOf(schema::CustomerNote::descriptor());
}

const RowType& wordsType()
{
    return rowTypeOf(schema::FreeWords::descriptor());
}

/// Whom a change of a customer's row merges them into.
std::optional<RawId> mergedInto(const schema::Change& change)
{
    schema::Customer row;
    if (change.kind() != schema::Change::UPDATE || !row.ParseFromString(change.body()) || !row.has_merged_into())
        return std::nullopt;
    return RawId::of(row.merged_into());
}

} // namespace

void Erasures::note(const schema::Erasure& erasure)
{
    m_customers.insert(RawId::of(erasure.customer()));
    for (const auto& row : erasure.row())
        m_named.insert(RawId::of(row));
}

void Erasures::clear()
{
    m_customers.clear();
    m_named.clear();
    m_late.clear();
    m_merged = false;
    m_tookOver = false;
}

bool Erasures::isErased(const RowType& type, const RawId& row)
{
    Bytes customer = row.string();
    if (&type == &noteType()) {
        schema::CustomerNote note;
        if (!RowTable::of(type.type)->find(m_database, row, note))
            return false;
        customer = note.customer();
    }
    if (&type == &wordsType()) {
        schema::FreeWords words;
        if (!RowTable::of(type.type)->find(m_database, row, words))
            return false;
        customer = words.customer();
        if (!words.has_customer()) { // Named by the erasure itself: sixteen random bytes are there or they are not.
            Query named(m_database, "SELECT 1 FROM erasure WHERE instr(\"row\", ?) > 0");
            return named.blob(row.bytes()).step();
        }
    }
    Query query(m_database, "SELECT 1 FROM erasure WHERE customer=?");
    return query.blob(customer).step();
}

bool Erasures::refuses(const RowType& type, const schema::Change& change, std::int64_t commit)
{
    m_merged = m_merged || (&type == &customerType() && mergedInto(change).has_value());
    if ((&type != &customerType() && &type != &noteType() && &type != &wordsType()) ||
        change.kind() != schema::Change::UPDATE || !isPersonal(type, change))
        return false;
    const RawId row = RawId::of(change.row());
    if (!isErased(type, row))
        return false;
    m_late.emplace(commit, row);
    return true;
}

void Erasures::dropParts(std::int64_t commit, const RawId& row)
{
    const auto header = journal::header(m_database, commit);
    std::vector<std::size_t> places;
    journal::eachPart(m_database, commit, [&](std::size_t place, const std::optional<Bytes>& bytes) {
        if (static_cast<int>(place) >= header.part_size() ||
            header.part(static_cast<int>(place)).kind() != schema::PERSONAL)
            return;
        schema::Part part;
        if (bytes && part.ParseFromString(*bytes) &&
            std::any_of(part.change().begin(), part.change().end(),
                        [&](const schema::Change& change) { return change.row() == row.bytes(); }))
            places.push_back(place);
    });
    for (const auto place : places)
        journal::dropPart(m_database, commit, place);
}

std::set<RawId> Erasures::dropTakenOver()
{
    struct Source {
        RawId row;
        Hlc since; ///< What was taken over from them before is not of the erased.
    };
    std::vector<Source> sources;
    {
        Query query(m_database, "SELECT customer FROM erasure");
        while (query.step())
            if (const auto row = RawId::of(query.bytes(0)); m_merged || m_customers.contains(row))
                sources.push_back({row, {}});
    }
    std::set<RawId> changed;
    std::set<std::int64_t> met;
    while (!sources.empty()) {
        const Source source = sources.back();
        sources.pop_back();
        std::vector<std::pair<Hlc, std::int64_t>> merges;
        {
            Query query(m_database,
                        "SELECT effective_ms, effective_counter, commit_n FROM change WHERE type=? AND row=? AND "
                        "grp=? AND (effective_ms, effective_counter) >= (?, ?)");
            query.bind(customerType().type).blob(source.row.bytes()).bind(schema::Customer::kMergedIntoFieldNumber);
            query.bind(source.since.ms).bind(source.since.counter);
            while (query.step())
                merges.emplace_back(Hlc{query.natural(0), static_cast<std::uint32_t>(query.natural(1))},
                                    query.integer(2));
        }
        for (const auto& [at, commit] : merges) {
            if (!met.insert(commit).second)
                continue;
            std::optional<RawId> into;
            for (const auto& change : journal::changes(m_database, commit))
                if (change.type() == customerType().type && change.row() == source.row.bytes() && !into)
                    into = mergedInto(change);
            if (!into)
                continue;
            dropParts(commit, *into);
            changed.insert(*into);
            sources.push_back({*into, at});
        }
    }
    m_tookOver = !changed.empty();
    return changed;
}

std::vector<std::pair<const RowType*, RawId>> Erasures::purge()
{
    std::vector<std::pair<const RowType*, RawId>> rows;
    if (isEmpty())
        return rows;
    m_database.run("PRAGMA secure_delete=ON");
    for (const RawId& customer : m_customers) {
        rows.emplace_back(&customerType(), customer);
        for (const RowType* type : {&noteType(), &wordsType()}) {
            Query query(m_database, "SELECT id FROM " + RowTable::of(type->type)->name() + " WHERE customer=?");
            query.blob(customer.bytes());
            while (query.step())
                rows.emplace_back(type, RawId::of(query.bytes(0)));
        }
    }
    for (const RawId& row : m_named)
        if (schema::FreeWords words;
            RowTable::of(wordsType().type)->find(m_database, row, words) && !words.has_customer())
            rows.emplace_back(&wordsType(), row);
    for (const auto& [type, row] : rows) {
        std::vector<std::int64_t> commits;
        {
            Query query(m_database, "SELECT DISTINCT commit_n FROM change WHERE type=? AND row=?");
            query.bind(type->type).blob(row.bytes());
            while (query.step())
                commits.push_back(query.integer(0));
        }
        for (const auto commit : commits)
            dropParts(commit, row);
    }
    for (const auto& [commit, row] : m_late)
        dropParts(commit, row);
    for (const auto& row : dropTakenOver())
        rows.emplace_back(&customerType(), row);
    return rows;
}

void Erasures::wipe()
{
    if (isEmpty())
        return;
    if (!m_customers.empty() || m_tookOver) // FTS5 keeps deleted words until its segments are merged.
        m_database.run("INSERT INTO search_personal(search_personal) VALUES('optimize')");
    m_database.run("PRAGMA secure_delete=OFF");
    clear();
}

} // namespace kontor
