#include "domain/commands/stock_review.h"

#include "domain/base/exact.h"
#include "domain/commands/reason.h"
#include "domain/inventory/purchase.h"
#include "domain/inventory/receipt.h"
#include "domain/inventory/transfer.h"
#include "domain/journal/reader.h"
#include "domain/journal/row_type.h"
#include "domain/schema/purchasing.pb.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace kontor {

namespace {

/// What moved in the name of a document, by (document, location, variant, lot).
struct Moved {
    Int128 quantity = 0;
    Int128 cost = 0;
    bool isCostKnown = true;
};
using Key = std::tuple<Bytes, Bytes, Bytes, Bytes>;

template <typename T>
std::vector<T> rowsOf(const std::vector<schema::Change>& changes)
{
    std::vector<T> rows;
    for (const auto& change : changes)
        if (change.type() == rowTypeOf(T::descriptor()).type)
            if (T row; row.ParseFromString(change.body())) {
                row.set_id(change.row());
                rows.push_back(std::move(row));
            }
    return rows;
}

using Wrong = std::vector<std::pair<std::string, std::string>>;

/// Each product of a receipt bears its share of what was billed, by what it cost.
void addWrongFreight(const Reader& seen, const std::vector<schema::LandedCost>& rows, Wrong& wrong)
{
    std::map<std::pair<Bytes, std::string>, std::vector<const schema::LandedCost*>> bills; // By receipt and what it is.
    for (const auto& row : rows)
        bills[{row.receipt(), row.what()}].push_back(&row);
    for (const auto& [key, shares] : bills) {
        const auto receipt = seen.get(Id<schema::PurchaseReceipt>(key.first));
        const auto order = receipt ? seen.get(Id<schema::PurchaseOrder>(receipt->order())) : std::nullopt;
        if (!order || isUndone(seen, RawId::of(key.first))) {
            wrong.push_back({"LandedCost", "of no receipt that stands"});
            continue;
        }
        constexpr Int128 most = 1'000'000'000'000'000;
        Int128 billed = 0;
        std::map<Bytes, Int128> left;
        bool isThere = true;
        for (const auto* share : shares) {
            billed += share->amount_minor();
            left[share->variant()] += share->amount_minor();
            isThere = isThere && share->location() == order->location();
        }
        if (billed > most || billed < -most) {
            wrong.push_back({"LandedCost", "more than any bill"});
            continue;
        }
        std::vector<std::int64_t> weights;
        for (const auto& line : receipt->line())
            weights.push_back(line.cost_minor());
        const auto due = sharesOf(static_cast<std::int64_t>(billed), weights);
        for (int i = 0; i < receipt->line_size(); ++i)
            if (const auto place = static_cast<int>(receipt->line(i).line()); place < order->line_size())
                left[order->line(place).variant()] -= due[static_cast<std::size_t>(i)];
        if (!isThere || std::any_of(left.begin(), left.end(), [](const auto& one) { return one.second != 0; }))
            wrong.push_back({"LandedCost", "is not each product's share of what was billed"});
    }
}

/// Nothing is counted any more in a count that is closed.
void addWrongCounts(const Reader& seen, const std::vector<schema::Change>& changes, Wrong& wrong)
{
    const auto isClosed = [&](const Bytes& count) {
        return !seen.where<schema::CountClosing>(schema::CountClosing::kCountFieldNumber, count).empty();
    };
    for (const auto& entry : rowsOf<schema::CountEntry>(changes))
        if (isClosed(entry.count())) {
            wrong.push_back({"CountEntry", "its count was closed, as its author knew"});
            break;
        }
    for (const auto& closing : rowsOf<schema::CountClosing>(changes))
        if (isClosed(closing.count()))
            wrong.push_back({"CountClosing", "its count was closed, as its author knew"});
}

} // namespace

bool isStockDocument(const schema::Change& change)
{
    static const std::array types{
        rowTypeOf(schema::StockCount::descriptor()).type,      rowTypeOf(schema::CountEntry::descriptor()).type,
        rowTypeOf(schema::CountClosing::descriptor()).type,    rowTypeOf(schema::StockTransfer::descriptor()).type,
        rowTypeOf(schema::TransferReceipt::descriptor()).type, rowTypeOf(schema::PurchaseOrder::descriptor()).type,
        rowTypeOf(schema::PurchaseReceipt::descriptor()).type, rowTypeOf(schema::PurchaseClosing::descriptor()).type,
        rowTypeOf(schema::LandedCost::descriptor()).type,      rowTypeOf(schema::ReceiptUndone::descriptor()).type};
    return std::find(types.begin(), types.end(), change.type()) != types.end();
}

std::vector<schema::Reason> checkStockDocuments(const Reader& asTheAuthorSaw,
                                                const std::vector<schema::Change>& changes,
                                                const std::vector<schema::StockMovement>& movements)
{
    const bool any =
        std::any_of(changes.begin(), changes.end(), isStockDocument) ||
        std::any_of(movements.begin(), movements.end(), [](const auto& row) { return row.has_document(); });
    if (!any)
        return {};
    Wrong wrong;
    std::map<Key, Moved> left; // What movements say, less what documents account for.
    for (const auto& movement : movements)
        if (movement.has_document()) {
            auto& sum = left[{movement.document(), movement.location(), movement.variant(), movement.lot()}];
            sum.quantity += movement.quantity();
            sum.cost += movement.cost_minor();
        }
    for (const auto& transfer : rowsOf<schema::StockTransfer>(changes))
        for (const auto& line : transfer.line())
            left[{transfer.id(), transfer.from(), line.variant(), line.lot()}].quantity += line.quantity();
    for (const auto& receipt : rowsOf<schema::TransferReceipt>(changes)) {
        const auto view = readTransfer(asTheAuthorSaw, Id<schema::StockTransfer>(receipt.transfer()));
        for (const auto& line : receipt.line())
            if (view && line.line() < view->lines.size()) {
                const auto& transfer = view->transfer;
                const auto& sent = transfer.line(static_cast<int>(line.line()));
                const auto& known = view->lines[line.line()];
                auto& sum = left[{transfer.id(), transfer.to(), sent.variant(), sent.lot()}];
                sum.quantity -= line.received();
                sum.cost -=
                    costShare(sent.cost_minor(), known.received, Quantity{line.received()}, Quantity{sent.quantity()});
                if (line.before() != (known.received + known.missing).thousandths)
                    wrong.push_back({"TransferReceipt", "had come before is not what its author knew"});
            }
    }
    for (const auto& receipt : rowsOf<schema::PurchaseReceipt>(changes)) {
        const auto order = asTheAuthorSaw.get(Id<schema::PurchaseOrder>(receipt.order()));
        for (const auto& line : receipt.line())
            if (order && line.line() < static_cast<std::uint32_t>(order->line_size())) {
                auto& sum = left[{receipt.id(), order->location(), order->line(static_cast<int>(line.line())).variant(),
                                  line.lot()}];
                sum.quantity -= line.quantity();
                sum.cost -= static_cast<Int128>(line.cost_minor()) + line.landed_minor();
                sum.isCostKnown = sum.isCostKnown && !receipt.has_rate(); // Else in another currency.
            }
    }
    for (const auto& undone : rowsOf<schema::ReceiptUndone>(changes))
        for (const auto& came : movementsOfReceipt(asTheAuthorSaw, RawId::of(undone.receipt()))) {
            auto& sum = left[{undone.id(), came.location(), came.variant(), came.lot()}];
            sum.quantity += came.quantity();
            sum.cost -= came.cost_minor(); // What it came in with goes out with it.
        }
    addWrongFreight(asTheAuthorSaw, rowsOf<schema::LandedCost>(changes), wrong);
    addWrongCounts(asTheAuthorSaw, changes, wrong);
    std::vector<schema::Reason> reasons;
    for (const auto& [what, why] : wrong)
        if (reasons.size() < maxReasons)
            reasons.push_back(makeReason(schema::Reason::UNKNOWN, what, why));
    for (const auto& undone : rowsOf<schema::ReceiptUndone>(changes))
        if (undone.id() != receiptUndoneId(RawId::of(undone.receipt())).string())
            reasons.push_back(
                makeReason(schema::Reason::MALFORMED, "ReceiptUndone", "its id is not that of its receipt"));
    for (const auto& [key, sum] : left)
        if ((sum.quantity != 0 || (sum.isCostKnown && sum.cost != 0)) && reasons.size() < maxReasons)
            reasons.push_back(makeReason(schema::Reason::UNKNOWN, "StockMovement",
                                         sum.quantity != 0 ? "what moved is not what its document says"
                                                           : "what it cost is not what its document says"));
    return reasons;
}

} // namespace kontor
