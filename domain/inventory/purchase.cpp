#include "domain/inventory/purchase.h"

#include "domain/base/exact.h"
#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/inventory/location.h"
#include "domain/inventory/receipt.h"
#include "domain/inventory/supplier.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/payments/exchange.h"
#include "domain/pricing/line_price.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr std::size_t maxLines = 500;
constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
constexpr std::int64_t mostMinor = 1'000'000'000'000;

Result<schema::PurchaseLine> lineOf(const Reader& shop, Id<schema::Supplier> supplier, const OrderGoods::Line& input)
{
    const auto variant = shop.get(input.variant);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!product)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    const std::string name = variant->name().empty() ? product->name() : product->name() + ", " + variant->name();
    if (product->kind() != schema::GOODS || variant->part_size() > 0)
        return invalid("product", name + " has no stock of its own");
    if (input.quantity.thousandths <= 0 || input.quantity.thousandths > maxLineThousandths)
        return invalid("quantity", "what is ordered is more than none");
    const auto item = shop.get(supplierItemId(supplier, input.variant));
    const bool isTheirs = item && !item->removed();
    if (isTheirs && item->pack() > 0 && input.quantity.thousandths % item->pack() != 0)
        return invalid("quantity", name + " comes in packs of " + Quantity{item->pack()}.toString());
    if (isTheirs && input.quantity.thousandths < item->least())
        return invalid("quantity", "of " + name + " at least " + Quantity{item->least()}.toString() + " are ordered");
    if (!input.cost && !isTheirs)
        return invalid("cost", "what " + name + " costs is not known: say it, or `supplier item` it");
    if (input.cost && input.cost->e4 < 0)
        return invalid("cost", "it is zero or more");
    schema::PurchaseLine line;
    line.set_variant(input.variant.string());
    line.set_quantity(input.quantity.thousandths);
    line.set_cost_e4(input.cost ? input.cost->e4 : item->cost_e4());
    if (isTheirs && item->has_code())
        line.set_code(item->code());
    line.set_name(name);
    return line;
}

/// What so much of a line costs by the order's price, in its currency.
Result<std::int64_t> costBy(const schema::PurchaseLine& line, Quantity quantity)
{
    const auto cost = divideHalfUp(static_cast<Int128>(line.cost_e4()) * quantity.thousandths, 10'000 * 1000);
    if (cost > mostMinor)
        return invalid("cost", "the amount is larger than any this program can hold");
    return static_cast<std::int64_t>(cost);
}

/// Amounts of the order's currency in the store's.
class Exchange
{
public:
    static Result<Exchange> of(const Reader& shop, const Place& place, const schema::PurchaseOrder& order, TimeUs at)
    {
        const auto store = shop.get(place.store);
        const auto own = Currency::fromNumeric(store ? store->currency() : 0);
        const auto foreign = Currency::fromNumeric(order.currency());
        if (!own || !foreign)
            return invalid("currency", "the store or the order is in no currency there is");
        Exchange exchange;
        if (*own == *foreign)
            return exchange;
        const auto rate = rateAt(shop, place.store, *foreign, *own, at);
        if (!rate)
            return invalid("rate", rate.error().detail);
        exchange.m_rate = *rate;
        return exchange;
    }
    [[nodiscard]] Result<std::int64_t> inOwn(std::int64_t minor) const
    {
        if (!m_rate)
            return minor;
        return worth(Money(minor, m_rate->foreign), *m_rate).map([](const Money& money) { return money.minor(); });
    }
    [[nodiscard]] std::optional<Id<schema::ExchangeRate>> fact() const
    {
        return m_rate ? std::optional(m_rate->fact) : std::nullopt;
    }

private:
    std::optional<RateView> m_rate;
};

Result<std::vector<ReceiveGoods::Line>> allStillToCome(const PurchaseView& view)
{
    std::vector<ReceiveGoods::Line> lines;
    for (std::size_t i = 0; i < view.received.size(); ++i)
        if (const auto left = view.stillToCome(i); left.thousandths > 0)
            lines.push_back({static_cast<std::uint32_t>(i), left, {}, {}});
    return lines;
}

} // namespace

std::vector<std::int64_t> sharesOf(std::int64_t amount, const std::vector<std::int64_t>& weights)
{
    Int128 whole = 0;
    for (const auto weight : weights)
        whole += weight;
    std::vector<std::int64_t> shares;
    Int128 before = 0;
    Int128 upTo = 0;
    const bool isEven = whole <= 0;
    if (isEven)
        whole = static_cast<Int128>(weights.size());
    for (const auto weight : weights) {
        upTo += isEven ? 1 : weight;
        const auto here = divideHalfUp(static_cast<Int128>(amount) * upTo, whole);
        shares.push_back(static_cast<std::int64_t>(here - before));
        before = here;
    }
    return shares;
}

Quantity PurchaseView::stillToCome(std::size_t line) const
{
    return closed ? Quantity{}
                  : std::max(Quantity{}, Quantity{order.line(static_cast<int>(line)).quantity()} - received[line]);
}

bool PurchaseView::isOpen() const
{
    for (std::size_t i = 0; i < received.size(); ++i)
        if (stillToCome(i) > Quantity{})
            return true;
    return false;
}

Result<PurchaseView> readPurchase(const Reader& shop, Id<schema::PurchaseOrder> id)
{
    auto row = shop.get(id);
    if (!row)
        return fail(Error::Kind::NotFound, "order", "there is no such purchase order");
    PurchaseView view;
    view.received.resize(static_cast<std::size_t>(row->line_size()));
    view.receipts = shop.where<schema::PurchaseReceipt>(schema::PurchaseReceipt::kOrderFieldNumber, id.bytes());
    std::erase_if(view.receipts, [&](const auto& receipt) { return isUndone(shop, RawId::of(receipt.id())); });
    for (const auto& receipt : view.receipts)
        for (const auto& line : receipt.line())
            if (line.line() < view.received.size() && line.quantity() > 0 && line.quantity() <= maxLineThousandths)
                view.received[line.line()] = view.received[line.line()] + Quantity{line.quantity()};
    view.closed = !shop.where<schema::PurchaseClosing>(schema::PurchaseClosing::kOrderFieldNumber, id.bytes()).empty();
    view.order = *std::move(row);
    return view;
}

Result<PurchaseView> findPurchase(const Reader& shop, std::string_view number)
{
    const auto rows =
        shop.where<schema::PurchaseOrder>(schema::PurchaseOrder::kNumberFieldNumber, composed(trimmed(number)));
    if (rows.empty())
        return fail(Error::Kind::NotFound, "order", "there is no purchase order '" + std::string(number) + "'");
    return readPurchase(shop, Id<schema::PurchaseOrder>(rows.front().id()));
}

std::vector<PurchaseView> purchasesFor(const Reader& shop, Id<schema::Location> location, TimeUs at, bool open)
{
    std::vector<PurchaseView> views;
    schema::PurchaseOrder row;
    std::vector<Id<schema::PurchaseOrder>> ids;
    shop.eachBetween(schema::PurchaseOrder::kAtUsFieldNumber, at - 730 * dayUs, INT64_MAX, row, [&] {
        if (row.location() == location.bytes())
            ids.emplace_back(row.id());
        return true;
    });
    for (auto id = ids.rbegin(); id != ids.rend(); ++id)
        if (auto view = readPurchase(shop, *id); view && (!open || view->isOpen()))
            views.push_back(*std::move(view));
    return views;
}

Result<Commit> orderGoods(const Reader& shop, const Context& context, const Actor& actor, const OrderGoods& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto place = placeOfWork(shop, context, input.location);
    if (!place)
        return tl::unexpected(place.error());
    const auto supplier = shop.get(input.supplier);
    if (!supplier || supplier->archived())
        return fail(Error::Kind::NotFound, "supplier",
                    supplier ? supplier->name() + " is archived" : "there is no such supplier");
    if (input.lines.empty() || input.lines.size() > maxLines)
        return invalid("lines", "from 1 to " + std::to_string(maxLines) + " of them");
    const auto number = optionalText(input.number, "number", 40);
    const auto note = optionalText(input.note, "note");
    if (!number || !note)
        return tl::unexpected(!number ? number.error() : note.error());
    if (!number->empty() && findPurchase(shop, *number))
        return fail(Error::Kind::Conflict, "number", "a purchase order has the number '" + *number + "' already");
    schema::PurchaseOrder row;
    row.set_supplier(input.supplier.string());
    row.set_location(place->location.string());
    row.set_currency(supplier->currency());
    row.set_at_us(context.now);
    row.set_staff(actor.staff().string());
    if (!note->empty())
        row.set_note(*note);
    if (input.expected)
        row.set_expected_us(*input.expected);
    else if (supplier->has_lead_days())
        row.set_expected_us(context.now + supplier->lead_days() * dayUs);
    for (const auto& one : input.lines) {
        auto line = lineOf(shop, input.supplier, one);
        if (!line)
            return tl::unexpected(line.error());
        *row.add_line() = *std::move(line);
    }
    Commit commit{"order-goods", context, actor};
    row.set_id(commit.nextRowId().string());
    const auto digits = hex(row.id());
    row.set_number(number->empty() ? "P-" + context.originCode + "-" + digits.substr(digits.size() - 14, 8) : *number);
    commit.insert(row);
    return commit;
}

Result<Commit> receiveGoods(const Reader& shop, const Context& context, const Actor& actor, const ReceiveGoods& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto view = readPurchase(shop, input.order);
    if (!view)
        return tl::unexpected(view.error());
    const auto place = placeOfWork(shop, context, Id<schema::Location>(view->order.location()));
    if (!place)
        return tl::unexpected(place.error());
    if (view->closed || (input.lines.empty() && !view->isOpen()))
        return fail(Error::Kind::Conflict, "order",
                    view->closed ? "it is closed: what comes after all is taken in by an order of its own"
                                 : "all of it is here");
    const auto lines = input.lines.empty() ? allStillToCome(*view) : input.lines;
    if (lines->size() > maxLines)
        return invalid("lines", "at most " + std::to_string(maxLines) + " at once");
    if (input.landedMinor < 0 || input.landedMinor > mostMinor)
        return invalid("landed", "freight and duty are zero or more");
    const auto reference = optionalText(input.reference, "reference", 60);
    const auto note = optionalText(input.note, "note");
    if (!reference || !note)
        return tl::unexpected(!reference ? reference.error() : note.error());
    const auto exchange = Exchange::of(shop, *place, view->order, context.now);
    if (!exchange)
        return tl::unexpected(exchange.error());

    Commit commit{"receive-goods", context, actor};
    commit.writeInto(place->store);
    schema::PurchaseReceipt receipt;
    receipt.set_id(commit.nextRowId().string());
    receipt.set_order(view->order.id());
    receipt.set_at_us(context.now);
    receipt.set_staff(actor.staff().string());
    if (!reference->empty())
        receipt.set_reference(*reference);
    if (!note->empty())
        receipt.set_note(*note);
    if (const auto fact = exchange->fact())
        receipt.set_rate(fact->string());
    std::vector<std::int64_t> own;
    for (const auto& line : *lines) {
        if (line.line >= view->received.size())
            return fail(Error::Kind::NotFound, "line",
                        "the order has " + std::to_string(view->received.size()) + " lines");
        if (line.quantity.thousandths <= 0 || line.quantity.thousandths > maxLineThousandths)
            return invalid("quantity", "what came is more than none");
        const auto& ordered = view->order.line(static_cast<int>(line.line));
        const auto variant = shop.get(Id<schema::Variant>(ordered.variant()));
        const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
        if (!product)
            return fail(Error::Kind::NotFound, "product",
                        "the product of line " + std::to_string(line.line + 1) + " is not here");
        const auto cost = line.costMinor ? Result<std::int64_t>(*line.costMinor) : costBy(ordered, line.quantity);
        if (!cost || *cost < 0 || *cost > mostMinor)
            return cost ? invalid("cost", "it is zero or more") : tl::unexpected(cost.error());
        const auto inOwn = exchange->inOwn(*cost);
        if (!inOwn)
            return tl::unexpected(inOwn.error());
        auto& row = *receipt.add_line();
        row.set_line(line.line);
        row.set_quantity(line.quantity.thousandths);
        row.set_cost_minor(*cost);
        row.set_before(view->received[line.line].thousandths);
        if (product->tracking() != schema::BY_QUANTITY) {
            if (!line.lot)
                return invalid("lot", "of " + product->name() + " say which lot came");
            if (product->tracking() == schema::BY_SERIAL && line.quantity != Quantity::whole(1))
                return invalid("quantity", "pieces of " + product->name() + " come one by one, each with its number");
            const auto lot = takeIn(shop, Id<schema::Variant>(ordered.variant()), *line.lot, commit);
            if (!lot)
                return tl::unexpected(lot.error());
            row.set_lot(lot->string());
        } else if (line.lot) {
            return invalid("tracking", product->name() + " is not kept by lots: `stock track` changes that");
        }
        own.push_back(*inOwn);
    }
    const auto landed = sharesOf(input.landedMinor, own);
    for (int i = 0; i < receipt.line_size(); ++i)
        if (const auto share = landed[static_cast<std::size_t>(i)]; share != 0)
            receipt.mutable_line(i)->set_landed_minor(share);
    commit.insert(receipt);
    for (int i = 0; i < receipt.line_size(); ++i) {
        const auto& line = receipt.line(i);
        schema::StockMovement movement;
        movement.set_variant(view->order.line(static_cast<int>(line.line())).variant());
        movement.set_location(view->order.location());
        movement.set_quantity(line.quantity());
        movement.set_reason(schema::RECEIVED);
        movement.set_at_us(context.now);
        movement.set_document(receipt.id());
        movement.set_cost_minor(own[static_cast<std::size_t>(i)] + line.landed_minor());
        if (line.has_lot())
            movement.set_lot(line.lot());
        commit.insert(movement);
    }
    return commit;
}

Result<Commit> closePurchase(const Reader& shop, const Context& context, const Actor& actor, const ClosePurchase& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto view = readPurchase(shop, input.order);
    if (!view)
        return tl::unexpected(view.error());
    if (!view->isOpen())
        return fail(Error::Kind::Conflict, "order", view->closed ? "it is closed already" : "all of it is here");
    const auto reason = optionalText(input.reason, "reason");
    if (!reason)
        return tl::unexpected(reason.error());
    schema::PurchaseClosing row;
    row.set_order(input.order.string());
    row.set_at_us(context.now);
    row.set_staff(actor.staff().string());
    if (!reason->empty())
        row.set_reason(*reason);
    Commit commit{"close-purchase", context, actor};
    commit.insert(row);
    return commit;
}

Result<Commit> addLandedCost(const Reader& shop, const Context& context, const Actor& actor, const AddLandedCost& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto receipt = shop.get(input.receipt);
    const auto order = receipt ? shop.get(Id<schema::PurchaseOrder>(receipt->order())) : std::nullopt;
    if (!order)
        return fail(Error::Kind::NotFound, "receipt", "there is no such receipt of goods");
    const auto place = placeOfWork(shop, context, Id<schema::Location>(order->location()));
    if (!place)
        return tl::unexpected(place.error());
    if (isUndone(shop, input.receipt.raw))
        return fail(Error::Kind::Conflict, "receipt",
                    "it is undone: what is billed belongs to the receipt that stands");
    const auto what = requiredText(input.what, "what", 60);
    if (!what)
        return tl::unexpected(what.error());
    if (input.amountMinor == 0 || input.amountMinor > mostMinor || input.amountMinor < -mostMinor)
        return invalid("amount", "it is of something, and of less than this");
    std::vector<std::int64_t> weights;
    for (const auto& line : receipt->line())
        weights.push_back(line.cost_minor());
    const auto shares = sharesOf(input.amountMinor, weights);
    Commit commit{"add-landed-cost", context, actor};
    commit.writeInto(place->store);
    for (int i = 0; i < receipt->line_size(); ++i) {
        const auto share = shares[static_cast<std::size_t>(i)];
        const auto place_ = static_cast<int>(receipt->line(i).line());
        if (share == 0 || place_ >= order->line_size())
            continue;
        schema::LandedCost row;
        row.set_receipt(input.receipt.string());
        row.set_what(*what);
        row.set_variant(order->line(place_).variant());
        row.set_location(order->location());
        row.set_amount_minor(share);
        row.set_at_us(context.now);
        row.set_staff(actor.staff().string());
        commit.insert(row);
    }
    return commit;
}

} // namespace kontor
