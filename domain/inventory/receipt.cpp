#include "domain/inventory/receipt.h"

#include "domain/base/exact.h"
#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/inventory/location.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"

#include <algorithm>
#include <map>

namespace kontor {

namespace {

/// What one receipt says of one line.
struct Taken {
    std::int64_t before = 0;
    Int128 quantity = 0; // Another till may claim any.
    RawId receipt;
};

std::optional<DoubleReceipt> doubled(const Reader& shop, const std::map<std::uint32_t, std::vector<Taken>>& lines,
                                     const std::map<std::uint32_t, std::int64_t>& due)
{
    DoubleReceipt found;
    Int128 tooMany = 0;
    for (auto [line, taken] : lines) {
        std::sort(taken.begin(), taken.end(), [](const Taken& a, const Taken& b) {
            return std::pair(a.before, a.receipt) < std::pair(b.before, b.receipt);
        });
        Int128 sum = 0;
        Int128 end = 0;
        std::vector<RawId> together; // Those that begin where another one has not ended.
        const Taken* last = nullptr;
        for (const auto& one : taken) {
            sum += one.quantity;
            if (last != nullptr && one.before < end) {
                together.push_back(last->receipt);
                together.push_back(one.receipt);
            }
            if (last == nullptr || static_cast<Int128>(one.before) + one.quantity > end) {
                end = static_cast<Int128>(one.before) + one.quantity;
                last = &one;
            }
        }
        const auto most = due.find(line);
        if (together.empty() || most == due.end() || sum <= most->second)
            continue;
        tooMany += sum - most->second;
        found.receipts.insert(found.receipts.end(), together.begin(), together.end());
    }
    if (found.receipts.empty())
        return std::nullopt;
    found.tooMany = Quantity{static_cast<std::int64_t>(std::min<Int128>(tooMany, INT64_MAX))};
    std::sort(found.receipts.begin(), found.receipts.end());
    found.receipts.erase(std::unique(found.receipts.begin(), found.receipts.end()), found.receipts.end());
    std::uint64_t cost = 0;
    for (const auto& receipt : found.receipts)
        for (const auto& movement : movementsOfReceipt(shop, receipt))
            cost += static_cast<std::uint64_t>(movement.cost_minor());
    found.costMinor = static_cast<std::int64_t>(cost);
    return found;
}

/// Where a receipt took its goods in.
std::optional<Id<schema::Location>> locationOf(const Reader& shop, const RawId& receipt)
{
    if (const auto row = shop.get(Id<schema::TransferReceipt>(receipt)))
        if (const auto transfer = shop.get(Id<schema::StockTransfer>(row->transfer())))
            return Id<schema::Location>(transfer->to());
    if (const auto row = shop.get(Id<schema::PurchaseReceipt>(receipt)))
        if (const auto order = shop.get(Id<schema::PurchaseOrder>(row->order())))
            return Id<schema::Location>(order->location());
    return std::nullopt;
}

} // namespace

Id<schema::ReceiptUndone> receiptUndoneId(const RawId& receipt)
{
    return Id<schema::ReceiptUndone>(RawId::imported("undo-receipt", receipt.bytes(), 0));
}

bool isUndone(const Reader& shop, const RawId& receipt)
{
    return shop.get(receiptUndoneId(receipt)).has_value();
}

std::vector<schema::StockMovement> movementsOfReceipt(const Reader& shop, const RawId& receipt)
{
    const auto transfer = shop.get(Id<schema::TransferReceipt>(receipt));
    std::vector<schema::StockMovement> movements;
    schema::StockMovement movement;
    shop.eachBeside(receipt, movement, [&] {
        // Another may have given a movement of its own such an id.
        if (!movement.has_line() && movement.document() == (transfer ? transfer->transfer() : receipt.string()))
            movements.push_back(movement);
        return true;
    });
    return movements;
}

Result<Commit> undoReceipt(const Reader& shop, const Context& context, const Actor& actor, const UndoReceipt& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto location = locationOf(shop, input.receipt);
    if (!location)
        return fail(Error::Kind::NotFound, "receipt", "there is no such receipt of goods");
    const auto place = placeOfWork(shop, context, *location);
    if (!place)
        return tl::unexpected(place.error());
    if (isUndone(shop, input.receipt))
        return fail(Error::Kind::Conflict, "receipt", "it is undone already");
    const auto reason = requiredText(input.reason, "reason");
    if (!reason)
        return tl::unexpected(reason.error());
    schema::ReceiptUndone row;
    row.set_id(receiptUndoneId(input.receipt).string());
    row.set_receipt(input.receipt.string());
    row.set_at_us(context.now);
    row.set_staff(actor.staff().string());
    row.set_reason(*reason);
    Commit commit{"undo-receipt", context, actor};
    commit.writeInto(place->store);
    commit.insert(row);
    std::uint64_t ordinal = 0;
    for (auto movement : movementsOfReceipt(shop, input.receipt)) {
        movement.set_id(RawId::imported("undo-receipt", input.receipt.bytes(), ++ordinal).string());
        movement.set_quantity(-movement.quantity());
        movement.set_at_us(context.now);
        movement.set_document(row.id());
        commit.insert(movement);
    }
    return commit;
}

std::optional<DoubleReceipt> receivedTwice(const Reader& shop, Id<schema::StockTransfer> id)
{
    const auto transfer = shop.get(id);
    if (!transfer)
        return std::nullopt;
    std::map<std::uint32_t, std::int64_t> due;
    std::uint32_t place = 0;
    for (const auto& line : transfer->line())
        due[place++] = line.quantity();
    std::map<std::uint32_t, std::vector<Taken>> lines;
    for (const auto& row :
         shop.where<schema::TransferReceipt>(schema::TransferReceipt::kTransferFieldNumber, id.bytes()))
        if (const auto receipt = RawId::of(row.id()); !isUndone(shop, receipt))
            for (const auto& line : row.line())
                if (line.has_before()) // An earlier program did not say what it knew.
                    lines[line.line()].push_back({line.before(), Int128{line.received()} + line.missing(), receipt});
    return doubled(shop, lines, due);
}

std::optional<DoubleReceipt> receivedTwice(const Reader& shop, Id<schema::PurchaseOrder> id)
{
    const auto order = shop.get(id);
    if (!order)
        return std::nullopt;
    std::map<std::uint32_t, std::int64_t> due;
    std::uint32_t place = 0;
    for (const auto& line : order->line())
        due[place++] = line.quantity();
    std::map<std::uint32_t, std::vector<Taken>> lines;
    for (const auto& row :
         shop.where<schema::PurchaseReceipt>(schema::PurchaseReceipt::kOrderFieldNumber, id.bytes())) {
        const auto receipt = RawId::of(row.id());
        if (isUndone(shop, receipt))
            continue;
        std::map<std::uint32_t, Taken> own; // Of several lots one line comes several times.
        for (const auto& line : row.line())
            if (line.has_before()) {
                auto& taken = own.try_emplace(line.line(), Taken{line.before(), 0, receipt}).first->second;
                taken.quantity += line.quantity();
            }
        for (const auto& [line, taken] : own)
            lines[line].push_back(taken);
    }
    return doubled(shop, lines, due);
}

} // namespace kontor
