#include "domain/inventory/transfer.h"

#include "domain/base/exact.h"
#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/inventory/line_goods.h"
#include "domain/inventory/location.h"
#include "domain/inventory/lot.h"
#include "domain/inventory/receipt.h"
#include "domain/inventory/stock.h"
#include "domain/inventory/stock_cost.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/pricing/line_price.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <set>

namespace kontor {

namespace {

constexpr std::size_t maxLines = 200;

bool isQuantity(Quantity quantity)
{
    return quantity.thousandths >= 0 && quantity.thousandths <= maxLineThousandths;
}

/// What is sent, checked, with what it cost.
Result<schema::TransferLine> lineOf(const Reader& shop, const Context& context, const Place& place,
                                    const SendStock::Line& input)
{
    if (!isQuantity(input.quantity) || input.quantity.thousandths == 0)
        return invalid("quantity", "what is sent is more than none");
    const auto variant = shop.get(input.variant);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!product)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    if (product->kind() != schema::GOODS || variant->part_size() > 0)
        return invalid("product", product->name() + " has no stock of its own");
    schema::TransferLine line;
    if (product->tracking() != schema::BY_QUANTITY) {
        const auto lot = shop.get(input.lot);
        if (!lot || lot->variant() != input.variant.bytes())
            return input.lot.isNil()
                       ? Result<schema::TransferLine>(invalid("lot", "of " + product->name() + " say which lot"))
                       : fail(Error::Kind::NotFound, "lot", "the product has no such lot");
        line.set_lot(lot->id());
    }
    const auto level =
        line.lot().empty() ? shop.stockLevel(input.variant, place.location) : lotLevel(shop, input.lot, place.location);
    if (level < input.quantity &&
        !readBoolSetting(shop, {context.organisation, place.store, context.terminal}, stockAllowNegative))
        return fail(Error::Kind::Conflict, "stock",
                    "there are " + level.toString() + " of " + product->name() + " left");
    line.set_variant(input.variant.string());
    line.set_quantity(input.quantity.thousandths);
    line.set_cost_minor(costOfTaking(shop, input.variant, place.location, costMethodOf(shop, place.location),
                                     input.quantity, context.now));
    return line;
}

schema::StockMovement movementOf(const schema::TransferLine& line, std::int64_t quantity, BytesView location,
                                 const Bytes& transfer, TimeUs at)
{
    schema::StockMovement movement;
    movement.set_variant(line.variant());
    movement.set_location(Bytes(location));
    movement.set_quantity(quantity);
    movement.set_reason(schema::TRANSFERRED);
    movement.set_at_us(at);
    movement.set_document(transfer);
    if (line.has_lot())
        movement.set_lot(line.lot());
    return movement;
}

} // namespace

std::int64_t costShare(std::int64_t cost, Quantity before, Quantity part, Quantity whole)
{
    if (whole.thousandths <= 0)
        return 0;
    const auto upTo = [&](std::int64_t quantity) {
        return divideHalfUp(static_cast<Int128>(cost) * std::min(quantity, whole.thousandths), whole.thousandths);
    };
    return static_cast<std::int64_t>(upTo(before.thousandths + part.thousandths) - upTo(before.thousandths));
}

Quantity TransferView::Line::onTheWay() const
{
    return std::max(Quantity{}, sent - received - missing);
}

bool TransferView::isOpen() const
{
    return std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.onTheWay() > Quantity{}; });
}

Result<TransferView> readTransfer(const Reader& shop, Id<schema::StockTransfer> id)
{
    auto row = shop.get(id);
    if (!row)
        return fail(Error::Kind::NotFound, "transfer", "there is no such transfer");
    TransferView view;
    for (const auto& line : row->line())
        view.lines.push_back({Quantity{line.quantity()}, {}, {}});
    for (const auto& receipt :
         shop.where<schema::TransferReceipt>(schema::TransferReceipt::kTransferFieldNumber, id.bytes())) {
        if (isUndone(shop, RawId::of(receipt.id())))
            continue;
        for (const auto& line : receipt.line())
            if (line.line() < view.lines.size() && isQuantity(Quantity{line.received()}) &&
                isQuantity(Quantity{line.missing()})) {
                auto& sum = view.lines[line.line()];
                sum.received = sum.received + Quantity{line.received()};
                sum.missing = sum.missing + Quantity{line.missing()};
            }
    }
    view.transfer = *std::move(row);
    return view;
}

std::vector<TransferView> transfersTo(const Reader& shop, Id<schema::Location> location, bool open)
{
    std::vector<TransferView> views;
    for (const auto& row : shop.where<schema::StockTransfer>(schema::StockTransfer::kToFieldNumber, location.bytes()))
        if (auto view = readTransfer(shop, Id<schema::StockTransfer>(row.id())); view && (!open || view->isOpen()))
            views.push_back(*std::move(view));
    std::sort(views.begin(), views.end(), [](const TransferView& a, const TransferView& b) {
        return std::pair(b.transfer.at_us(), b.transfer.id()) < std::pair(a.transfer.at_us(), a.transfer.id());
    });
    return views;
}

SentValue sentValueAt(const Reader& shop, Id<schema::Location> from, TimeUs at)
{
    std::vector<schema::StockTransfer> sent;
    schema::StockTransfer row;
    shop.each(row, [&] {
        if (row.from() == from.bytes() && row.at_us() <= at)
            sent.push_back(row);
        return true;
    });
    SentValue value;
    for (const auto& transfer : sent) {
        std::vector<std::pair<Quantity, Quantity>> lines(static_cast<std::size_t>(transfer.line_size()));
        for (const auto& receipt :
             shop.where<schema::TransferReceipt>(schema::TransferReceipt::kTransferFieldNumber, transfer.id())) {
            const auto undone = shop.get(receiptUndoneId(RawId::of(receipt.id())));
            if (receipt.at_us() > at || (undone && undone->at_us() <= at))
                continue;
            for (const auto& line : receipt.line())
                if (line.line() < lines.size() && isQuantity(Quantity{line.received()}) &&
                    isQuantity(Quantity{line.missing()})) {
                    auto& [received, missing] = lines[line.line()];
                    received = received + Quantity{line.received()};
                    missing = missing + Quantity{line.missing()};
                }
        }
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const auto& line = transfer.line(static_cast<int>(i));
            const auto& [received, missing] = lines[i];
            const Quantity whole{line.quantity()};
            const auto came = costShare(line.cost_minor(), {}, received, whole);
            const auto lost = costShare(line.cost_minor(), received, missing, whole);
            value.missingMinor += lost;
            value.onTheWayMinor += line.cost_minor() - came - lost;
        }
    }
    return value;
}

Result<Commit> sendStock(const Reader& shop, const Context& context, const Actor& actor, const SendStock& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto place = placeOfWork(shop, context, input.from);
    if (!place)
        return tl::unexpected(place.error());
    const auto to = shop.get(input.to);
    if (!to || to->archived())
        return fail(Error::Kind::NotFound, "location",
                    to ? to->name() + " is archived: `location archive --undo` takes it into use again"
                       : "there is no such location");
    if (input.to == place->location)
        return invalid("to", "they are there already");
    if (input.lines.empty() || input.lines.size() > maxLines)
        return invalid("lines", "from 1 to " + std::to_string(maxLines) + " of them");
    const auto note = optionalText(input.note, "note");
    if (!note)
        return tl::unexpected(note.error());
    schema::StockTransfer transfer;
    transfer.set_from(place->location.string());
    transfer.set_to(input.to.string());
    transfer.set_at_us(context.now);
    transfer.set_staff(actor.staff().string());
    if (!note->empty())
        transfer.set_note(*note);
    std::set<std::pair<RawId, RawId>> seen;
    for (const auto& one : input.lines) {
        if (!seen.emplace(one.variant.raw, one.lot.raw).second)
            return invalid("lines", "one product is there twice");
        auto line = lineOf(shop, context, *place, one);
        if (!line)
            return tl::unexpected(line.error());
        *transfer.add_line() = *std::move(line);
    }
    Commit commit{"send-stock", context, actor};
    commit.writeInto(place->store);
    commit.insert(transfer);
    for (const auto& line : transfer.line()) {
        auto movement = movementOf(line, -line.quantity(), transfer.from(), transfer.id(), context.now);
        commit.insert(movement);
    }
    return commit;
}

Result<Commit> receiveStock(const Reader& shop, const Context& context, const Actor& actor, const ReceiveStock& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto view = readTransfer(shop, input.transfer);
    if (!view)
        return tl::unexpected(view.error());
    const auto place = placeOfWork(shop, context, Id<schema::Location>(view->transfer.to()));
    if (!place)
        return tl::unexpected(place.error());
    if (!view->isOpen())
        return fail(Error::Kind::Conflict, "transfer", "nothing of it is on the way any more");
    const auto note = optionalText(input.note, "note");
    if (!note)
        return tl::unexpected(note.error());
    std::vector<ReceiveStock::Line> lines(view->lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i)
        lines[i] = {static_cast<std::uint32_t>(i),
                    input.lines.empty() && !input.isAll ? view->lines[i].onTheWay() : Quantity{},
                    {}};
    std::set<std::uint32_t> seen;
    for (const auto& line : input.lines) {
        if (line.line >= lines.size())
            return fail(Error::Kind::NotFound, "line", "the transfer has " + std::to_string(lines.size()) + " lines");
        if (!seen.insert(line.line).second)
            return invalid("lines", "line " + std::to_string(line.line + 1) + " is there twice");
        if (!isQuantity(line.received) || !isQuantity(line.missing))
            return invalid("quantity", "what came is zero or more");
        lines[line.line] = line;
    }
    schema::TransferReceipt receipt;
    receipt.set_transfer(view->transfer.id());
    receipt.set_at_us(context.now);
    receipt.set_staff(actor.staff().string());
    if (!note->empty())
        receipt.set_note(*note);
    for (auto& line : lines) {
        const auto onTheWay = view->lines[line.line].onTheWay();
        if (input.isAll)
            line.missing = std::max(Quantity{}, onTheWay - line.received);
        if (line.missing > std::max(Quantity{}, onTheWay - line.received))
            return invalid("missing", "of line " + std::to_string(line.line + 1) + " only " + onTheWay.toString() +
                                          " are on the way");
        if (line.received.thousandths == 0 && line.missing.thousandths == 0)
            continue;
        auto& row = *receipt.add_line();
        row.set_line(line.line);
        row.set_received(line.received.thousandths);
        if (line.missing.thousandths != 0)
            row.set_missing(line.missing.thousandths);
        const auto& known = view->lines[line.line];
        row.set_before((known.received + known.missing).thousandths);
    }
    if (receipt.line_size() == 0)
        return invalid("lines", "nothing came and nothing is given up");
    Commit commit{"receive-stock", context, actor};
    commit.writeInto(place->store);
    commit.insert(receipt);
    for (const auto& line : receipt.line()) {
        if (line.received() == 0)
            continue;
        const auto& sent = view->transfer.line(static_cast<int>(line.line()));
        auto movement = movementOf(sent, line.received(), view->transfer.to(), view->transfer.id(), context.now);
        movement.set_cost_minor(costShare(sent.cost_minor(), view->lines[line.line()].received,
                                          Quantity{line.received()}, Quantity{sent.quantity()}));
        commit.insert(movement);
    }
    return commit;
}

} // namespace kontor
