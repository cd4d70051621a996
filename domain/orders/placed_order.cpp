#include "domain/orders/placed_order.h"

#include "domain/base/text.h"
#include "domain/customers/free_words.h"
#include "domain/identity/actor.h"
#include "domain/inventory/reservation.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/orders/cart.h"
#include "domain/orders/cart_payment.h"
#include "domain/orders/cart_rows.h"
#include "domain/orders/cart_void.h"
#include "domain/orders/line_share.h"
#include "domain/orders/order_rows.h"
#include "domain/orders/order_state.h"
#include "domain/orders/pay_back.h"
#include "domain/orders/refund.h"
#include "domain/orders/shift_payments.h"
#include "domain/settings/settings.h"

#include <algorithm>

namespace kontor {

namespace {

struct Placed {
    schema::Order order;
    Currency currency;
    OrderHistory history;
};
Result<Placed> readPlaced(const Reader& shop, Id<schema::Order> id)
{
    auto order = shop.get(id);
    if (!order || !isPlaced(order->kind()))
        return fail(Error::Kind::NotFound, "order", "there is no such placed order here");
    const auto currency = Currency::fromNumeric(order->total().currency());
    if (!currency)
        return tl::unexpected(currency.error());
    return Placed{*std::move(order), *currency, orderHistory(shop, id)};
}

Result<Done> requireOpen(const Placed& placed)
{
    const auto state = placed.history.state;
    if (state == schema::ORDER_CANCELLED || state == schema::ORDER_DELIVERED || state == schema::ORDER_RETURNED)
        return fail(Error::Kind::Conflict, "state", "it is " + std::string(orderStateName(state)));
    return Done{};
}

schema::OrderEvent eventOf(const Context& context, const Actor& actor, const Bytes& order, schema::OrderState state,
                           const std::string& reason)
{
    schema::OrderEvent event;
    event.set_order(order);
    event.set_state(state);
    event.set_at_us(context.now);
    event.set_staff(actor.staff().string());
    if (!reason.empty())
        event.set_reason(reason);
    return event;
}

Result<CartView> placeable(const Reader& shop, const Context& context, const PlaceOrder& input)
{
    if (!isPlaced(input.kind))
        return invalid("kind", "a layaway, pre-order, quotation or order");
    auto cart = readCart(shop, context.store, context.terminal, context.now, context.utcOffsetSeconds);
    if (!cart)
        return cart;
    if (cart->isEmpty())
        return invalid("cart", "there is nothing in it");
    if (cart->customer.isNil())
        return invalid("customer", "who it is for is not named");
    for (const auto& line : cart->lines) {
        if (line.problem)
            return tl::unexpected(*line.problem);
        if (line.quantity.thousandths < 0 || !line.fulfils.isNil() || !line.issues.empty())
            return invalid("cart", "only goods that are to be sold are put aside");
    }
    if (input.expectedTotal != cart->total)
        return fail(Error::Kind::Conflict, "total",
                    "the customer was shown " + input.expectedTotal.toString() + ", the cart now costs " +
                        cart->total.toString());
    return cart;
}

} // namespace

bool isPlaced(schema::OrderKind kind)
{
    return kind == schema::LAYAWAY || kind == schema::PRE_ORDER || kind == schema::QUOTATION || kind == schema::ORDERED;
}

Result<Money> depositLeft(const Reader& shop, Id<schema::Order> id)
{
    const auto placed = readPlaced(shop, id);
    if (!placed)
        return tl::unexpected(placed.error());
    std::uint64_t sum = 0;
    schema::Payment payment;
    shop.eachWhere(schema::Payment::kOrderFieldNumber, id.bytes(), payment, [&] {
        sum += static_cast<std::uint64_t>(payment.amount().minor() - payment.details().rounding_minor());
        return true;
    });
    for (const auto& sale : shop.where<schema::Order>(schema::Order::kPlacedFieldNumber, id.bytes()))
        shop.eachWhere(schema::Payment::kOrderFieldNumber, sale.id(), payment, [&] {
            if (payment.method() == schema::DEPOSIT)
                sum -= static_cast<std::uint64_t>(payment.amount().minor());
            return true;
        });
    return Money(static_cast<std::int64_t>(sum), placed->currency);
}

Result<Commit> placeOrder(const Reader& shop, const Context& context, const Actor& actor, const PlaceOrder& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto terms = storeTerms(shop, context.store);
    if (!terms)
        return tl::unexpected(terms.error());
    const auto terminal = shop.get(context.terminal);
    if (!terminal)
        return fail(Error::Kind::NotFound, "terminal", "this terminal is not enrolled");
    const auto cart = placeable(shop, context, input);
    if (!cart)
        return tl::unexpected(cart.error());
    if (auto free = checkNothingTaken(shop, context.terminal); !free)
        return tl::unexpected(free.error());
    for (const auto& line : cart->lines)
        for (const auto permission : line.priceNeeds)
            if (auto allowed = actor.may(permission); !allowed)
                return tl::unexpected(allowed.error());

    Commit commit{"place-order", context, actor};
    auto order = orderOf(context, actor, *cart, *terminal, true);
    order.clear_training();
    order.set_kind(input.kind);
    order.set_lines(order.lines() + static_cast<std::uint32_t>(cart->gifts.size()));
    order.set_id(commit.nextRowId().string());
    const auto digits = hex(order.id());
    order.set_receipt("L-" + context.originCode + "-" + digits.substr(digits.size() - 14, 8));
    const auto days = readNumberSetting(shop, {context.organisation, context.store, context.terminal}, placedOrderDays);
    constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
    if (days > 0)
        order.mutable_details()->set_expires_us(context.now + days * dayUs);
    commit.insert(order);
    insertWords(order.id(), order.customer(), {{}, cart->note}, commit);
    std::uint32_t ordinal = 0;
    for (const auto& line : cart->lines) {
        auto row = lineOf(line, order.id(), ++ordinal);
        commit.insert(row);
        reserveLine(shop, terms->location, order, row, line.stockQuantity, commit);
    }
    for (std::size_t i = 0; i < cart->lines.size(); ++i)
        insertCharges(cart->lines[i], order.id(), static_cast<std::uint32_t>(i) + 1, commit);
    insertGifts(shop, *cart, *terms, context.now, order.id(), ordinal, commit, nullptr);
    insertUses(*cart, order.id(), commit);
    insertCarts(*cart, order.id(), commit);
    if (const auto kept = shop.get(Id<schema::Cart>(context.terminal.raw)))
        insertVoid(context, actor, *kept, order.id(), terms->currency, commit);
    dropCart(shop, context.terminal, commit);
    return commit;
}

Result<Commit> payDeposit(const Reader& shop, const Context& context, const Actor& actor, const PayDeposit& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto placed = readPlaced(shop, input.order);
    if (!placed)
        return tl::unexpected(placed.error());
    if (auto open = requireOpen(*placed); !open)
        return tl::unexpected(open.error());
    if (placed->order.kind() == schema::QUOTATION)
        return invalid("deposit", "a quotation takes none: place it as an order");
    if (std::any_of(input.tenders.begin(), input.tenders.end(),
                    [](const Tender& tender) { return tender.method == schema::LOYALTY_POINTS; }))
        return invalid("methods", "points pay when the goods are handed over");
    std::int64_t paid = 0;
    for (const auto& payment : shop.where<schema::Payment>(schema::Payment::kOrderFieldNumber, input.order.bytes()))
        paid += payment.amount().minor();
    const Money due(placed->order.total().minor() - paid, placed->currency);
    const Money nothing(0, placed->currency);
    const auto tendered = checkTenders(shop, context, actor, input.tenders,
                                       Id<schema::Customer>(placed->order.customer()), std::max(due, nothing));
    if (!tendered)
        return tl::unexpected(tendered.error());
    const Money cash = input.cash.value_or(nothing);
    if (cash.currency() != placed->currency || cash < nothing || cash + *tendered > due || (cash + *tendered).isZero())
        return invalid("deposit", "of " + due.toString() + " still to pay");
    const auto percent =
        readNumberSetting(shop, {context.organisation, context.store, context.terminal}, layawayDepositPercent);
    if (placed->order.kind() == schema::LAYAWAY && paid == 0 &&
        (cash + *tendered).minor() * 100 < placed->order.total().minor() * std::min<std::int64_t>(percent, 100))
        return invalid("deposit", "at least " + std::to_string(percent) + " % the first time");

    Commit commit{"pay-deposit", context, actor};
    if (!cash.isZero()) {
        schema::Payment row;
        row.set_order(input.order.string());
        row.set_method(schema::CASH);
        *row.mutable_amount() = cash.message();
        *row.mutable_tendered() = cash.message();
        *row.mutable_change() = nothing.message();
        row.mutable_details()->set_terminal(context.terminal.string());
        row.mutable_details()->set_staff(actor.staff().string());
        row.mutable_details()->set_at_us(context.now);
        commit.insert(row);
    }
    insertTenders(shop, context, input.tenders, Id<schema::Customer>(placed->order.customer()), input.order.string(),
                  commit);
    noteInShift(shop, context, actor, "deposit " + placed->order.receipt(), commit);
    return commit;
}

Result<Commit> advanceOrder(const Reader& shop, const Context& context, const Actor& actor, const AdvanceOrder& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto placed = readPlaced(shop, input.order);
    if (!placed)
        return tl::unexpected(placed.error());
    const auto reason = optionalText(input.reason, "reason");
    if (!reason)
        return tl::unexpected(reason.error());
    if (input.state == schema::ORDER_CANCELLED || !mayFollow(placed->history.state, input.state))
        return fail(Error::Kind::Conflict, "state",
                    "an order that is " + std::string(orderStateName(placed->history.state)) + " does not become " +
                        std::string(orderStateName(input.state)) + " this way");
    Commit commit{"advance-order", context, actor};
    auto event = eventOf(context, actor, input.order.string(), input.state, *reason);
    commit.insert(event);
    return commit;
}

Result<Commit> handOver(const Reader& shop, const Context& context, const Actor& actor, const HandOver& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto placed = readPlaced(shop, input.order);
    if (!placed)
        return tl::unexpected(placed.error());
    if (auto open = requireOpen(*placed); !open)
        return tl::unexpected(open.error());
    if (const auto expires = placed->order.details().expires_us();
        expires != 0 && expires <= context.now && !actor.may(schema::MANAGE_TILL))
        return invalid("order", "its prices held until " + formatTime(expires));
    auto cart = openCart(shop, context, actor);
    if (cart.has_placed() && cart.placed() != input.order.bytes())
        return fail(Error::Kind::Conflict, "order", "the cart hands over goods of another order");
    auto items = input.items;
    auto rows = shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, input.order.bytes());
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.ordinal() < b.ordinal(); });
    if (items.empty())
        for (const auto& row : rows) {
            const Id<schema::OrderLine> id(row.id());
            if (const auto left = row.quantity() - fulfilledOf(shop, id).thousandths; left > 0)
                items.push_back({id, Quantity{left}});
        }
    if (items.empty())
        return invalid("quantity", "all of it was handed over");
    const auto present = cartLines(shop, context.terminal).size();
    if (auto fits = checkLineCount(shop, context, present + items.size()); !fits)
        return tl::unexpected(fits.error());
    Commit commit{"hand-over", context, actor};
    for (const auto& item : items) {
        const auto row =
            std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.id() == item.line.bytes(); });
        if (row == rows.end())
            return fail(Error::Kind::NotFound, "line", "the order has no such line");
        schema::CartLine line;
        line.set_variant(row->variant());
        line.set_quantity(item.quantity.thousandths);
        if (row->has_counted_in())
            line.set_counted_in(row->counted_in());
        line.set_fulfils(row->id());
        if (auto sound = checkEarlier(shop, context, line); !sound)
            return tl::unexpected(sound.error());
        appendLine(cart, line, commit);
    }
    cart.set_placed(input.order.string());
    if (!cart.has_customer() && placed->order.has_customer())
        cart.set_customer(placed->order.customer());
    commit.keep(cart);
    return commit;
}

Result<SettlementPlan> planCancellation(const Reader& shop, Id<schema::Order> order)
{
    auto left = depositLeft(shop, order);
    const auto legs = refundLegs(shop, order);
    if (!left || !legs)
        return tl::unexpected(!left ? left.error() : legs.error());
    SettlementPlan plan(left->currency());
    for (const auto& leg : *legs) {
        PaidBack back(leg);
        back.value = std::min(leg.left(), *left);
        if (back.value.minor() <= 0)
            continue;
        *left -= back.value;
        if (back.method == schema::CARD)
            back.method = schema::STORE_CREDIT;
        plan.back.push_back(std::move(back));
    }
    return plan;
}

Result<Commit> cancelOrder(const Reader& shop, const Context& context, const Actor& actor, const CancelOrder& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto placed = readPlaced(shop, input.order);
    if (!placed)
        return tl::unexpected(placed.error());
    const auto reason = requiredText(input.reason, "reason");
    if (!reason)
        return tl::unexpected(reason.error());
    if (!mayFollow(placed->history.state, schema::ORDER_CANCELLED))
        return fail(Error::Kind::Conflict, "state",
                    "it is " + std::string(orderStateName(placed->history.state)) + " and cannot be cancelled");
    const auto plan = planCancellation(shop, input.order);
    if (!plan)
        return tl::unexpected(plan.error());
    if (!plan->back.empty())
        if (auto allowed = actor.may(schema::RETURN_GOODS); !allowed)
            return tl::unexpected(allowed.error());

    Commit commit{"cancel-order", context, actor};
    auto event = eventOf(context, actor, input.order.string(), schema::ORDER_CANCELLED, *reason);
    commit.insert(event);
    insertPaidBack(shop, context, *plan, {}, {}, Id<schema::Customer>(placed->order.customer()), input.order.string(),
                   commit);
    noteInShift(shop, context, actor, "deposit back " + placed->order.receipt(), commit);
    return commit;
}

} // namespace kontor
