#include "domain/commands/stock_review.h"

#include "domain/base/exact.h"
#include "domain/commands/reason.h"
#include "domain/inventory/receipt.h"
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
        const auto transfer = asTheAuthorSaw.get(Id<schema::StockTransfer>(receipt.transfer()));
        for (const auto& line : receipt.line())
            if (transfer && line.line() < static_cast<std::uint32_t>(transfer->line_size())) {
                const auto& sent = transfer->line(static_cast<int>(line.line()));
                auto& sum = left[{transfer->id(), transfer->to(), sent.variant(), sent.lot()}];
                sum.quantity -= line.received();
                sum.isCostKnown = false; // A share of what it cost where it came from.
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
    std::vector<schema::Reason> reasons;
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
