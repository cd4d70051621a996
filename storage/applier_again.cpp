#include "domain/schema/customers.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/promotions.pb.h"
#include "storage/applier.h"
#include "storage/journal_tables.h"
#include "storage/projections/customer_sum.h"
#include "storage/projections/promotion_use_total.h"
#include "storage/projections/sales_hour.h"
#include "storage/projections/stock_cost.h"
#include "storage/projections/stock_level.h"
#include "storage/repair.h"
#include "storage/row_table.h"

#include <memory>
#include <set>

// Rows made from the journal again: what a repair asks for.

namespace kontor {

using google::protobuf::Message;

std::vector<std::pair<std::uint32_t, RawId>>
Applier::makeAgain(const std::vector<std::pair<std::uint32_t, RawId>>& rows, const std::set<std::int64_t>* commits)
{
    m_commits.clear();
    forgetAll();
    std::set<std::pair<std::uint32_t, RawId>> wanted;
    std::vector<std::pair<std::uint32_t, RawId>> kept;
    std::set<std::uint32_t> types;
    for (const auto& [number, row] : std::set(rows.begin(), rows.end())) {
        const RowType* type = rowType(number);
        if (type == nullptr || type->kind == schema::LOCAL)
            continue;
        types.insert(number);
        if (row.isNil())
            continue;
        const RowTable& rowTable = *RowTable::of(number);
        const std::unique_ptr<Message> present(type->prototype->New());
        std::int64_t holder = 0;
        const bool isThere = rowTable.find(m_database, row, *present, &holder);
        if (isThere && type->kind == schema::FACT && journal::isCompacted(m_database, holder)) {
            kept.emplace_back(number, row); // Nothing to make it from, until its commit comes whole.
            continue;
        }
        wanted.emplace(number, row);
        const char* table = type->kind == schema::FACT ? "DELETE FROM fact_claim WHERE type=? AND row=?"
                                                       : "DELETE FROM change WHERE type=? AND row=?";
        Query(m_database, table).bind(number).blob(row.bytes()).exec();
        // Gone, and back as the journal has it: the claims below elect a fact, the changes fold an entity.
        if (isThere) {
            if (type->kind == schema::FACT)
                project(*present, -1);
            changed(rowTable, {present.get(), scopeOf(*type, holder)}, {});
            rowTable.erase(m_database, row);
        }
    }
    std::vector<std::int64_t> numbers;
    if (commits != nullptr) {
        for (const std::int64_t n : *commits)
            if (Query parked(m_database, "SELECT 1 FROM parked WHERE n=?"); !parked.bind(n).step())
                numbers.push_back(n);
    } else if (!wanted.empty()) {
        for (Query query(m_database, "SELECT n FROM journal WHERE n NOT IN (SELECT n FROM parked) ORDER BY n");
             query.step();)
            numbers.push_back(query.integer(0));
    }
    for (const std::int64_t n : numbers) {
        std::vector<schema::Change> again = journal::changes(m_database, n);
        std::erase_if(again, [&](const schema::Change& change) {
            return !wanted.contains({change.type(), RawId::of(change.row())});
        });
        if (!again.empty())
            apply(*journal::byNumber(m_database, n), again);
    }
    for (const std::uint32_t number : types) {
        std::map<ScopeRef, RowSum> sums;
        digest::eachRow(m_database, *rowType(number), std::nullopt, {}, {},
                        [&](const RawId&, ScopeRef scope, const Sum128& hash) {
                            ++sums[scope].rows;
                            sums[scope].sum += hash;
                            return true;
                        });
        m_digests.setType(number, sums);
    }
    if (types.contains(rowTypeOf(schema::StockMovement::descriptor()).type) ||
        types.contains(rowTypeOf(schema::CountEntry::descriptor()).type) ||
        types.contains(rowTypeOf(schema::CountClosing::descriptor()).type))
        projections::makeStockLevelAgain(m_database.raw());
    for (const auto* input :
         {schema::StockMovement::descriptor(), schema::CountEntry::descriptor(), schema::CountClosing::descriptor(),
          schema::LandedCost::descriptor(), schema::ReceiptUndone::descriptor()})
        if (types.contains(rowTypeOf(input).type)) {
            projections::makeStockCostAgain(m_database);
            m_costs.clear();
            break;
        }
    if (types.contains(rowTypeOf(schema::PromotionUse::descriptor()).type))
        projections::makePromotionUseTotalAgain(m_database);
    if (types.contains(rowTypeOf(schema::Order::descriptor()).type))
        projections::makeSalesHourAgain(m_database.raw());
    if (types.contains(rowTypeOf(schema::Order::descriptor()).type))
        projections::makeCustomerSumAgain(m_database);
    for (const auto* input :
         {schema::Order::descriptor(), schema::Customer::descriptor(), schema::Consent::descriptor(),
          schema::PointsEntry::descriptor(), schema::Segment::descriptor()})
        if (types.contains(rowTypeOf(input).type)) {
            projections::makeSegmentMembersAgain(m_database);
            m_segments.clear();
            break;
        }
    m_seldomTouched = true;
    return kept;
}

void Applier::takeOut(std::int64_t commit)
{
    std::vector<std::pair<std::uint32_t, RawId>> rows;
    std::set<std::int64_t> writers;
    const auto take = [&](std::uint32_t type, const RawId& row) {
        rows.emplace_back(type, row);
        writers.merge(damage::writersOf(m_database, type, {row}));
    };
    for (const RowType* type : rowTypes()) {
        if (type->kind != schema::FACT)
            continue;
        std::vector<RawId> found;
        Query query(m_database, "SELECT id FROM " + RowTable::of(type->type)->name() + " WHERE commit_n=?");
        query.bind(commit);
        while (query.step())
            found.push_back(RawId::of(query.bytes(0)));
        for (const RawId& row : found)
            take(type->type, row);
    }
    std::vector<std::pair<std::uint32_t, RawId>> changed;
    {
        Query query(m_database, "SELECT DISTINCT type, row FROM change WHERE commit_n=?");
        query.bind(commit);
        while (query.step())
            changed.emplace_back(static_cast<std::uint32_t>(query.integer(0)), RawId::of(query.bytes(1)));
    }
    for (const auto& [type, row] : changed)
        take(type, row);
    writers.erase(commit);
    (void)makeAgain(rows, &writers);
}

} // namespace kontor
