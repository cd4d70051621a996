#include "domain/orders/placed_order.h"

#include "domain/base/exact.h"
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
#include "domain/orders/placed_goods.h"
#include "domain/orders/shift_payments.h"
#include "domain/payments/cash_rounding.h"
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
    if (isOver(state))
        return fail(Error::Kind::Conflict, "state", "it is " + std::string(orderStateName(state)));
    return Done{};
}

/// What a cancellation makes of it; nothing: it only gives the deposit back.
std::optional<schema::OrderState> endOf(schema::OrderState state)
{
    if (mayFollow(state, schema::ORDER_CANCELLED))
        return schema::ORDER_CANCELLED;
    if (state == schema::ORDER_SHIPPED) // It was not wanted any more on its way.
        return schema::ORDER_RETURNED;
    return std::nullopt;
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

/// What of its lines sales have handed over, and what of its deposit they used.
struct HandedOver {
    Int128 value = 0;
    Int128 deposit = 0;
};
HandedOver handedOver(const Reader& shop, Id<schema::Order> id)
{
    HandedOver sums;
    for (const auto& sale : shop.where<schema::Order>(schema::Order::kPlacedFieldNumber, id.bytes())) {
        schema::OrderLine line;
        shop.eachWhere(schema::OrderLine::kOrderFieldNumber, sale.id(), line, [&] {
            if (line.has_fulfils())
                sums.value += line.total_minor();
            return true;
        });
        schema::Payment payment;
        shop.eachWhere(schema::Payment::kOrderFieldNumber, sale.id(), payment, [&] {
            if (payment.method() == schema::DEPOSIT)
                sums.deposit += payment.amount().minor();
            return true;
        });
    }
    return sums;
}

/// What was paid on it, without the rounding of what went back.
Int128 paidOn(const Reader& shop, Id<schema::Order> id)
{
    Int128 sum = 0;
    schema::Payment payment;
    shop.eachWhere(schema::Payment::kOrderFieldNumber, id.bytes(), payment, [&] {
        sum += static_cast<Int128>(payment.amount().minor()) - payment.details().rounding_minor();
        return true;
    });
    return sum;
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
        if (line.quantity.thousandths < 0 || !line.issues.empty())
            return invalid("cart", "only goods that are to be sold are put aside");
    }
    const auto from = cart->placed.isNil() ? std::nullopt : shop.get(cart->placed);
    if (from && (from->kind() != schema::QUOTATION || input.kind == schema::QUOTATION))
        return invalid("cart",
                       "goods of " + from->receipt() +
                           " are in it: only those of a quotation become another order, and no quotation again");
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
    const auto left = narrow(paidOn(shop, id) - handedOver(shop, id).deposit, "deposit");
    if (!left)
        return tl::unexpected(left.error());
    return Money(*left, placed->currency);
}

Result<Money> depositFor(const Reader& shop, const CartView& cart, Money paidOtherwise)
{
    const Money nothing(0, cart.total.currency());
    if (cart.placed.isNil())
        return nothing;
    const auto left = depositLeft(shop, cart.placed);
    if (!left)
        return left;
    Money ofOrder = nothing;
    for (const auto& line : cart.lines)
        if (!line.fulfils.isNil())
            ofOrder += line.total;
    return std::max(std::min({*left, ofOrder, cart.total - paidOtherwise}), nothing);
}

Result<Money> depositDue(const Reader& shop, Id<schema::Order> id)
{
    const auto placed = readPlaced(shop, id);
    if (!placed)
        return tl::unexpected(placed.error());
    const auto over = handedOver(shop, id);
    const Int128 left = paidOn(shop, id) - over.deposit;
    const Int128 rest = placed->order.total().minor() - over.value - left;
    const auto due = narrow(std::max({rest, -left, Int128{0}}), "deposit");
    if (!due)
        return tl::unexpected(due.error());
    return Money(*due, placed->currency);
}

Result<Done> checkAdvance(const Reader& shop, Id<schema::Order> id, schema::OrderState to)
{
    if (to != schema::ORDER_DELIVERED && to != schema::ORDER_RETURNED)
        return Done{};
    if (to == schema::ORDER_DELIVERED)
        for (const auto& row : shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, id.bytes()))
            if (const auto gone = fulfilledOf(shop, Id<schema::OrderLine>(row.id())); gone.thousandths < row.quantity())
                return fail(Error::Kind::Conflict, "goods",
                            Quantity{row.quantity() - gone.thousandths}.toString() + " " + row.name() +
                                " are still to be handed over: it is delivered with their sale");
    const auto left = depositLeft(shop, id);
    if (!left)
        return tl::unexpected(left.error());
    if (left->minor() > 0)
        return fail(Error::Kind::Conflict, "deposit",
                    left->toString() + " were paid on it: cancel it, and they go back");
    return Done{};
}

std::vector<schema::PromotionUse> usesGivenBack(const Reader& shop, Id<schema::Order> id)
{
    if (!shop.where<schema::Order>(schema::Order::kPlacedFieldNumber, id.bytes()).empty())
        return {}; // What was handed over had it.
    auto uses = shop.where<schema::PromotionUse>(schema::PromotionUse::kOrderFieldNumber, id.bytes());
    // Of a quotation that became this order and nothing else, what it had used.
    const auto order = shop.get(id);
    if (order && order->has_placed() && isOver(orderHistory(shop, Id<schema::Order>(order->placed())).state) &&
        shop.where<schema::Order>(schema::Order::kPlacedFieldNumber, order->placed()).size() == 1)
        for (auto& use : shop.where<schema::PromotionUse>(schema::PromotionUse::kOrderFieldNumber, order->placed()))
            uses.push_back(std::move(use));
    if (std::any_of(uses.begin(), uses.end(), [](const auto& use) { return use.uses() < 0; }))
        return {}; // Given back already.
    const auto turned = [](std::int64_t value) { return value == INT64_MIN ? value : -value; };
    for (auto& use : uses) {
        // Of the row that it turns, so that two tills that cancel one order give it back once.
        use.set_id(RawId::imported("given-back", use.id(), 0).string());
        use.set_uses(turned(use.uses()));
        use.set_amount_minor(turned(use.amount_minor()));
    }
    return uses;
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
    std::vector<schema::OrderLine> rows;
    for (const auto& line : cart->lines) {
        auto& row = rows.emplace_back(lineOf(line, order.id(), ++ordinal));
        commit.insert(row);
        insertWords(row.id(), order.customer(), {{}, line.details.note()}, commit);
        reserveLine(shop, terms->location, order, row, line.stockQuantity, commit);
    }
    if (!cart->placed.isNil() && isAllHandedOver(shop, cart->placed, goodsIn(rows))) { // All that was quoted.
        auto event = eventOf(context, actor, cart->placed.string(), schema::ORDER_DELIVERED, {});
        commit.insert(event);
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
    const auto due = depositDue(shop, input.order);
    const auto left = depositLeft(shop, input.order);
    if (!due || !left)
        return tl::unexpected(!due ? due.error() : left.error());
    if (left->minor() >= 0) // Of one that sales took too much of the rest is paid whatever became of it.
        if (auto open = requireOpen(*placed); !open)
            return tl::unexpected(open.error());
    if (placed->order.kind() == schema::QUOTATION)
        return invalid("deposit", "a quotation takes none: hand it over into the cart, and place that as an order");
    if (std::any_of(input.tenders.begin(), input.tenders.end(),
                    [](const Tender& tender) { return tender.method == schema::LOYALTY_POINTS; }))
        return invalid("methods", "points pay when the goods are handed over");
    const Money nothing(0, placed->currency);
    const auto tendered =
        checkTenders(shop, context, actor, input.tenders, Id<schema::Customer>(placed->order.customer()), *due);
    if (!tendered)
        return tl::unexpected(tendered.error());
    const Money cash = input.cash.value_or(nothing);
    if (cash.currency() != placed->currency || cash < nothing || cash + *tendered > *due || (cash + *tendered).isZero())
        return invalid("deposit", "of " + due->toString() + " still to pay");
    const SettingOwners owners{context.organisation, context.store, context.terminal};
    if (auto sound = checkCoins(cash, cashUnit(shop, owners, placed->currency), "deposit"); !sound)
        return tl::unexpected(sound.error());
    const auto percent = readNumberSetting(shop, owners, layawayDepositPercent);
    if (placed->order.kind() == schema::LAYAWAY && paidOn(shop, input.order) == 0 &&
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
    if (auto sound = checkAdvance(shop, input.order, input.state); !sound)
        return tl::unexpected(sound.error());
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

Result<SettlementPlan> planCancellation(const Reader& shop, const SettingOwners& owners, const Actor& actor,
                                        Id<schema::Order> order, const RefundChoice& choice, TimeUs at)
{
    auto left = depositLeft(shop, order);
    auto legs = refundLegs(shop, order);
    if (!left || !legs)
        return tl::unexpected(!left ? left.error() : legs.error());
    const Money coin = cashUnit(shop, owners, left->currency());
    SettlementPlan plan(left->currency());
    for (auto& leg : *legs) {
        const Money part = std::min(leg.left(), *left);
        if (part.minor() <= 0)
            continue;
        auto way = wayBack(shop, owners, actor, leg, choice, at);
        if (!way)
            return tl::unexpected(way.error());
        auto& back = *way;
        back.value = part;
        const auto rounding = takeOf(leg, back.value, back.method, coin);
        if (!rounding)
            return tl::unexpected(rounding.error());
        back.rounding = *rounding;
        if (back.method == schema::STORE_CREDIT && (back.value + back.rounding).isZero())
            back.method = schema::CASH; // No card is made for nothing.
        *left -= back.value;
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
    const auto plan = planCancellation(shop, {context.organisation, context.store, context.terminal}, actor,
                                       input.order, input.refund, context.now);
    if (!plan)
        return tl::unexpected(plan.error());
    const auto ends = endOf(placed->history.state);
    if (!ends && plan->back.empty())
        return fail(Error::Kind::Conflict, "state",
                    "it is " + std::string(orderStateName(placed->history.state)) + " and cannot be cancelled");
    if (!plan->back.empty())
        if (auto allowed = actor.may(schema::RETURN_GOODS); !allowed)
            return tl::unexpected(allowed.error());
    if (auto sound = checkPaidBack(shop, *plan, input.refund, input.tenders, context.now); !sound)
        return tl::unexpected(sound.error());

    Commit commit{"cancel-order", context, actor};
    if (ends) {
        auto event = eventOf(context, actor, input.order.string(), *ends, *reason);
        commit.insert(event);
        for (auto& use : usesGivenBack(shop, input.order))
            commit.insert(use);
    }
    insertPaidBack(shop, context, *plan, input.refund, input.tenders, Id<schema::Customer>(placed->order.customer()),
                   input.order.string(), commit);
    noteInShift(shop, context, actor, "deposit back " + placed->order.receipt(), commit);
    return commit;
}

} // namespace kontor
