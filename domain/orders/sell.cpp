#include "domain/orders/sell.h"

#include "domain/base/text.h"
#include "domain/catalog/product_view.h"
#include "domain/catalog/scan.h"
#include "domain/customers/free_words.h"
#include "domain/identity/actor.h"
#include "domain/identity/terminal.h"
#include "domain/inventory/line_goods.h"
#include "domain/inventory/reservation.h"
#include "domain/inventory/stock.h"
#include "domain/journal/commit.h"
#include "domain/loyalty/earn.h"
#include "domain/loyalty/program.h"
#include "domain/orders/cart.h"
#include "domain/orders/cart_void.h"
#include "domain/orders/line_cost.h"
#include "domain/orders/line_share.h"
#include "domain/orders/order_rows.h"
#include "domain/orders/order_state.h"
#include "domain/orders/pay_back.h"
#include "domain/orders/placed_goods.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/return_goods.h"
#include "domain/payments/cash_rounding.h"
#include "domain/payments/exchange.h"
#include "domain/payments/stored_value.h"
#include "domain/schema/promotions.pb.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <map>
#include <set>

namespace kontor {

namespace {

constexpr std::size_t maxPayments = 4; // Times 2,000 lines of maxLineMinor stays within an int64.

Result<Done> mayHold(const Reader& shop, const Context& context, const Actor& actor, const CartView& cart)
{
    const SettingOwners owners{context.organisation, context.store, context.terminal};
    for (const auto& line : cart.lines) {
        if ((!line.price || line.reducedTo) &&
            !isOnLabel(shop, owners, cart.total.currency(), line.label, line.variant, line.unitPrice))
            for (const auto permission : line.priceNeeds)
                if (auto allowed = actor.may(permission); !allowed)
                    return allowed;
        if (line.quantity.thousandths < 0)
            if (auto allowed = actor.may(schema::RETURN_GOODS); !allowed)
                return allowed;
    }
    return Done{};
}

/// Money of another currency: at the rate of this moment, whatever the screen showed.
Result<Done> checkForeign(const Reader& shop, const Context& context, const CashPayment& payment)
{
    if (!payment.foreign)
        return Done{};
    const auto rate =
        rateAt(shop, context.store, payment.foreign->tendered.currency(), payment.amount.currency(), context.now);
    if (!rate)
        return tl::unexpected(rate.error());
    const auto value = worth(payment.foreign->tendered, *rate);
    if (!value)
        return tl::unexpected(value.error());
    if (rate->fact != payment.foreign->rate || *value != payment.tendered)
        return fail(Error::Kind::Conflict, "rate",
                    payment.foreign->tendered.toString() + " " + std::string(rate->foreign.alpha()) + " is now worth " +
                        value->toString() + ": show it again");
    return Done{};
}

Result<Done> checkPayments(const std::vector<CashPayment>& payments, Money total)
{
    if (payments.size() > maxPayments)
        return invalid("payments", "at most " + std::to_string(maxPayments) + " for one sale");
    Money sum(0, total.currency());
    for (const auto& payment : payments) {
        if (payment.amount.currency() != total.currency() || payment.change.currency() != total.currency())
            return invalid("currency", "a payment is in another currency than the sale");
        // More than the total in one payment and back in another would move cash without a reason.
        const bool within = total.minor() >= 0 ? payment.amount.minor() >= 0 && payment.amount <= total
                                               : payment.amount.minor() <= 0 && payment.amount >= total;
        if (!within)
            return invalid("payments", payment.amount.toString() + " is not a part of " + total.toString());
        const auto checked = cashPayment(payment.amount, payment.tendered);
        if (!checked)
            return tl::unexpected(checked.error());
        if (checked->tendered != payment.tendered || checked->change != payment.change)
            return invalid("payments", "tendered, change and amount of a payment do not agree");
        sum += payment.amount; // At most maxPayments times a bounded total.
    }
    if (sum != total)
        return invalid("payments", "they are " + sum.toString() + ", not the total of " + total.toString());
    return Done{};
}

/// Goods that leave, against what is there; only where the shop forbids to sell what the stock does not have.
Result<Done> checkStock(const Reader& shop, const Context& context, const CartView& cart, const StoreTerms& terms)
{
    if (readBoolSetting(shop, {context.organisation, context.store, context.terminal}, stockAllowNegative))
        return Done{};
    std::map<Id<schema::Variant>, Quantity> leaving;
    for (const auto& line : cart.lines)
        if (line.kind == schema::GOODS) {
            const auto goods = goodsTaken(shop, line.variant, line.stockQuantity);
            if (!goods)
                return tl::unexpected(goods.error());
            for (const auto& [variant, quantity] : *goods)
                leaving[variant] = leaving[variant] + quantity;
        }
    std::vector<RawId> own{cart.placed.raw}; // What is kept for this very sale.
    for (const auto& parked : cart.parked)
        own.push_back(parked.raw);
    for (const auto& [id, wanted] : leaving) {
        if (wanted.thousandths <= 0)
            continue;
        const auto level = shop.stockLevel(id, terms.location) - reservedOf(shop, id, terms.location, context.now, own);
        if (level >= wanted)
            continue;
        const auto variant = shop.get(id);
        const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
        return fail(Error::Kind::Conflict, "stock",
                    "there are " + level.toString() + " of " +
                        (product ? lineName(*product, *variant) : std::string("a part")) + " left");
    }
    return Done{};
}

/// Practice is cash across the counter and nothing else: no gift card, customer's account or earlier order changes by it.
Result<Done> mayPractise(bool training, const CartView& cart, const SellInput& input)
{
    const bool reaches =
        !input.tenders.empty() || std::any_of(cart.lines.begin(), cart.lines.end(), [](const auto& line) {
            return !line.returns.isNil() || !line.fulfils.isNil() || !line.issues.empty() ||
                   line.quantity.thousandths < 0;
        });
    if (training && reaches)
        return invalid("training", "this till is for practice (setting till.training): only new goods, for cash");
    return Done{};
}

/// What becomes of goods that come back; nothing for a cart without any, and for goods without a receipt that are paid out in cash
/// as everything is.
Result<std::optional<SettlementPlan>> settleBackwards(const Reader& shop, const Context& context, const Actor& actor,
                                                      const CartView& cart, const SellInput& input)
{
    const SettingOwners owners{context.organisation, context.store, context.terminal};
    for (const auto& line : cart.lines) {
        if (line.returns.isNil())
            continue;
        const auto row = shop.get(line.returns);
        if (!row || !row->has_issues())
            continue;
        if (auto sound = checkCardComesBack(shop, context, actor, *row); !sound)
            return tl::unexpected(sound.error());
        for (const auto& tender : input.tenders) // What is on it can be given back or spent, not both.
            if (tender.method == schema::GIFT_CARD)
                if (const auto spent = readStoredValue(shop, tender.code); spent && spent->id.bytes() == row->issues())
                    return fail(Error::Kind::Conflict, "code",
                                spent->code + " is taken back in this sale: pay otherwise");
    }
    auto plan = planReturn(shop, owners, actor, cart, input.refund, context.now);
    if (plan && *plan)
        if (auto sound = checkPaidBack(shop, **plan, input.refund, input.tenders, context.now); !sound)
            return tl::unexpected(sound.error());
    return plan;
}

/// Gift cards that are sold: since the cart was begun, or parked elsewhere, another may have been sold under its code.
Result<Done> checkNewCards(const Reader& shop, const CartView& cart)
{
    std::set<std::string> codes;
    for (const auto& line : cart.lines)
        if (!line.issues.empty() &&
            (!codes.insert(line.issues).second ||
             shop.holder<schema::StoredValue>(schema::StoredValue::kCodeFieldNumber, line.issues)))
            return fail(Error::Kind::Conflict, "code",
                        "there is a gift card " + line.issues + " already: take another");
    return Done{};
}

/// What becomes of the placed orders whose goods go out, or come back, with these lines.
void insertEvents(const Reader& shop, const Context& context, const Actor& actor, const CartView& cart,
                  const std::vector<schema::OrderLine>& rows, Commit& commit)
{
    const GoodsHere here = goodsIn(rows);
    const auto becomes = [&](Id<schema::Order> placed, schema::OrderState state) {
        if (!mayFollow(orderHistory(shop, placed).state, state))
            return;
        schema::OrderEvent event;
        event.set_order(placed.string());
        event.set_state(state);
        event.set_at_us(context.now);
        event.set_staff(actor.staff().string());
        commit.insert(event);
    };
    if (!cart.placed.isNil() && isAllHandedOver(shop, cart.placed, here))
        becomes(cart.placed, schema::ORDER_DELIVERED);
    for (const auto placed : comingBack(shop, here))
        if (isAllBack(shop, placed, here))
            becomes(placed, schema::ORDER_RETURNED);
}

/// The gift card a line sells.
void issueCard(const Reader& shop, const Context& context, const CartLineView& line, schema::OrderLine& row,
               const Bytes& order, Commit& commit)
{
    schema::StoredValue value;
    value.set_kind(schema::GIFT_CARD_VALUE);
    value.set_code(line.issues);
    value.set_currency(line.total.currency().numeric());
    value.set_issued_us(context.now);
    if (const auto expires = giftCardExpiry(shop, {context.organisation, context.store, context.terminal}, context.now))
        value.set_expires_us(*expires);
    row.set_issues(commit.insert(value).string());
    auto entry = storedValueEntry(context, row.issues(), line.total, schema::VALUE_ISSUED, order);
    commit.insert(entry);
}

/// A gift card that comes back is worth nothing any more.
void takeCardBack(const Reader& shop, const Context& context, const CartLineView& line, const Bytes& order,
                  Commit& commit)
{
    const auto sold = shop.get(line.returns);
    if (!sold || !sold->has_issues())
        return;
    auto entry = storedValueEntry(context, sold->issues(), line.total, schema::VALUE_TAKEN_BACK, order);
    commit.insert(entry);
}

/// The goods of a line leave the stock, or come back into it.
Result<Done> moveGoods(const Reader& shop, const Context& context, const StoreTerms& terms, const CartLineView& line,
                       const Bytes& lineId, GoodsMoved& goods, Commit& commit)
{
    // Both were read for the price, and are remembered.
    const auto variant = shop.get(line.variant);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    // What comes back is what left by its line: a product of parts by now need not have been one then.
    if (!product || (isPlain(*product, *variant) && line.returns.isNil())) {
        auto movement = movementOfLine(line.variant, line.stockQuantity, terms.location, lineId, context.now);
        commit.insert(movement);
        return Done{};
    }
    const bool mayRunOut =
        readBoolSetting(shop, {context.organisation, context.store, context.terminal}, stockAllowNegative);
    auto movements =
        movementsOfLine(shop,
                        {line.variant, line.stockQuantity, lineId, line.details.lot(),
                         line.returns.isNil() ? Bytes() : line.returns.string(), line.quantity},
                        terms.location, context.now, dateOf(context.now, context.utcOffsetSeconds), mayRunOut, goods);
    if (!movements)
        return tl::unexpected(movements.error());
    for (auto& movement : *movements)
        commit.insert(movement);
    return Done{};
}

} // namespace

Result<Commit> sell(const Reader& shop, const Context& context, const Actor& actor, const SellInput& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto terms = storeTerms(shop, context.store);
    if (!terms)
        return tl::unexpected(terms.error());
    const auto terminal = shop.get(context.terminal);
    if (!terminal)
        return fail(Error::Kind::NotFound, "terminal", "this terminal is not enrolled");
    const auto cart = readCart(shop, context.store, context.terminal, context.now, context.utcOffsetSeconds);
    if (!cart)
        return tl::unexpected(cart.error());
    if (cart->isEmpty())
        return invalid("cart", "there is nothing in it");
    for (const auto& line : cart->lines)
        if (line.problem)
            return tl::unexpected(*line.problem);
    if (auto allowed = mayHold(shop, context, actor, *cart); !allowed)
        return tl::unexpected(allowed.error());
    if (input.expectedTotal.currency() != terms->currency)
        return invalid("currency", "the store sells in " + std::string(terms->currency.alpha()));
    if (input.expectedTotal != cart->total)
        return fail(Error::Kind::Conflict, "total",
                    "the customer was shown " + input.expectedTotal.toString() + ", the cart now costs " +
                        cart->total.toString());
    const SettingOwners owners{context.organisation, context.store, context.terminal};
    const bool training = readBoolSetting(shop, owners, tillTraining);
    if (auto sound = mayPractise(training, *cart, input); !sound)
        return tl::unexpected(sound.error());
    if (auto sound = checkNewCards(shop, *cart); !sound)
        return tl::unexpected(sound.error());
    const auto backwards = settleBackwards(shop, context, actor, *cart, input);
    if (!backwards)
        return tl::unexpected(backwards.error());
    const Money nothing(0, terms->currency);
    const auto tendered =
        checkTenders(shop, context, actor, input.tenders, cart->customer, std::max(cart->total, nothing));
    if (!tendered)
        return tl::unexpected(tendered.error());
    const Money coin = cashUnit(shop, owners, terms->currency);
    const auto deposit = depositFor(shop, *cart, *tendered);
    if (!deposit)
        return tl::unexpected(deposit.error());
    const Money inCash = *backwards && cart->total < nothing ? nothing : cart->total - *tendered - *deposit;
    Money rounding = cashRounding(inCash, coin);
    if (auto sound = checkPayments(input.payments, inCash + rounding); !sound)
        return tl::unexpected(sound.error());
    if (*backwards)
        rounding += roundingOf(**backwards);
    for (const auto& payment : input.payments)
        if (auto sound = checkForeign(shop, context, payment); !sound)
            return tl::unexpected(sound.error());
    if (auto enough = checkStock(shop, context, *cart, *terms); !enough)
        return tl::unexpected(enough.error());

    const auto reference = optionalText(input.reference, "reference", 64);
    if (!reference)
        return tl::unexpected(reference.error());

    Commit commit{"sell", context, actor};
    auto order = orderOf(context, actor, *cart, *terminal, training);
    order.set_lines(order.lines() + static_cast<std::uint32_t>(cart->gifts.size()));
    if (!reference->empty())
        order.set_reference(*reference);
    commit.insert(order);
    insertWords(order.id(), order.customer(), {{}, cart->note}, commit);
    std::vector<Bytes> lineIds;
    const bool earns =
        loyaltyTerms(shop)->program.has_value(); // What comes back takes its points whatever became of it.
    std::vector<schema::OrderLine> earning;
    std::vector<schema::OrderLine> ofEarlier;
    std::uint32_t ordinal = 0;
    LineCosts costs(shop, terms->location,
                    readSetting(shop, owners, stockCostMethod) == "fifo" ? CostMethod::Fifo
                                                                         : CostMethod::MovingAverage);
    for (const auto& line : cart->lines) {
        auto row = lineOf(line, order.id(), ++ordinal);
        if (!training)
            if (const auto cost = costs.of(line))
                row.set_cost_e4(*cost);
        if (!line.issues.empty())
            issueCard(shop, context, line, row, order.id(), commit);
        commit.insert(row);
        insertWords(row.id(), order.customer(), {{}, line.details.note()}, commit);
        if (!line.returns.isNil() || !line.fulfils.isNil())
            ofEarlier.push_back(row);
        if (!line.returns.isNil())
            takeCardBack(shop, context, line, order.id(), commit);
        lineIds.push_back(row.id());
        if (!training && (earns || !line.returns.isNil()))
            earning.push_back(std::move(row));
    }
    for (const auto& payment : input.payments) {
        if (payment.amount.isZero())
            continue;
        schema::Payment row;
        row.set_order(order.id());
        row.set_method(schema::CASH);
        *row.mutable_amount() = payment.amount.message();
        *row.mutable_tendered() = payment.tendered.message();
        *row.mutable_change() = payment.change.message();
        if (payment.foreign) {
            *row.mutable_foreign() = payment.foreign->tendered.message();
            row.set_rate(payment.foreign->rate.string());
        }
        commit.insert(row);
    }
    if (!deposit->isZero()) {
        schema::Payment row;
        row.set_order(order.id());
        row.set_method(schema::DEPOSIT);
        *row.mutable_amount() = deposit->message();
        commit.insert(row);
    }
    insertEvents(shop, context, actor, *cart, ofEarlier, commit);
    insertTenders(shop, context, input.tenders, cart->customer, order.id(), commit);
    if (*backwards)
        insertPaidBack(shop, context, **backwards, input.refund, input.tenders, cart->customer, order.id(), commit);
    if (!rounding.isZero()) {
        schema::CashRounding row;
        row.set_order(order.id());
        *row.mutable_amount() = rounding.message();
        row.set_unit_minor(coin.minor());
        commit.insert(row);
    }
    GoodsMoved goods(shop);
    for (std::size_t i = 0; i < cart->lines.size(); ++i)
        if (const auto& line = cart->lines[i];
            line.kind == schema::GOODS && !training && line.details.condition() != schema::SCRAPPED)
            if (auto done = moveGoods(shop, context, *terms, line, lineIds[i], goods, commit); !done)
                return tl::unexpected(done.error());
    for (std::size_t i = 0; i < cart->lines.size(); ++i)
        insertCharges(cart->lines[i], order.id(), static_cast<std::uint32_t>(i) + 1, commit);
    insertGifts(shop, *cart, *terms, context.now, order.id(), ordinal, commit, training ? nullptr : &costs);
    if (!training)
        insertUses(*cart, order.id(), commit);
    insertPoints(shop, order, earning, commit);
    insertCarts(*cart, order.id(), commit);
    if (const auto kept = shop.get(Id<schema::Cart>(context.terminal.raw)); kept && !training)
        insertVoid(context, actor, *kept, order.id(), terms->currency, commit);
    dropCart(shop, context.terminal, commit);
    return commit;
}

std::string receiptNumber(std::string_view prefix, std::string_view originCode, std::uint64_t number)
{
    std::string digits = std::to_string(number);
    if (digits.size() < 6)
        digits.insert(0, 6 - digits.size(), '0');
    return std::string(prefix) + "-" + std::string(originCode) + "-" + digits;
}

} // namespace kontor
