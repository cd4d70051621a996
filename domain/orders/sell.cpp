#include "domain/orders/sell.h"

#include "domain/base/text.h"
#include "domain/catalog/product_view.h"
#include "domain/catalog/scan.h"
#include "domain/identity/actor.h"
#include "domain/identity/terminal.h"
#include "domain/inventory/stock.h"
#include "domain/journal/commit.h"
#include "domain/orders/cart.h"
#include "domain/payments/cash_rounding.h"
#include "domain/payments/exchange.h"
#include "domain/schema/promotions.pb.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <map>

namespace kontor {

namespace {

constexpr std::size_t maxPayments = 4; // Times 2,000 lines of maxLineMinor stays within an int64.

Result<Done> mayHold(const Reader& shop, const Context& context, const Actor& actor, const CartView& cart)
{
    const SettingOwners owners{context.organisation, context.store, context.terminal};
    for (const auto& line : cart.lines) {
        if (!line.price && !isOnLabel(shop, owners, cart.total.currency(), line.label, line.variant, line.unitPrice))
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
        if (line.kind == schema::GOODS)
            leaving[line.variant] = leaving[line.variant] + line.stockQuantity;
    for (const auto& line : cart.lines) {
        const auto wanted = leaving.find(line.variant);
        if (wanted == leaving.end() || wanted->second.thousandths <= 0)
            continue;
        const auto level = shop.stockLevel(line.variant, terms.location);
        if (level < wanted->second)
            return fail(Error::Kind::Conflict, "stock", "there are " + level.toString() + " of " + line.name + " left");
    }
    return Done{};
}

schema::Order orderOf(const Context& context, const Actor& actor, const CartView& cart,
                      const schema::Terminal& terminal)
{
    const bool comesBack = std::all_of(cart.lines.begin(), cart.lines.end(),
                                       [](const CartLineView& line) { return line.quantity.thousandths < 0; });
    schema::Order order;
    order.set_kind(comesBack ? schema::RETURN : schema::SALE);
    order.set_terminal(context.terminal.string());
    order.set_series(context.origin.string());
    order.set_number(context.nextReceiptNumber);
    order.set_receipt(receiptNumber(receiptPrefix(terminal), context.originCode, context.nextReceiptNumber));
    if (!cart.customer.isNil())
        order.set_customer(cart.customer.string());
    order.set_staff(actor.staff().string());
    *order.mutable_total() = cart.total.message();
    *order.mutable_tax() = cart.tax.message();
    order.set_at_us(context.now);
    order.set_business_date(dateOf(context.now, context.utcOffsetSeconds));
    order.set_lines(static_cast<std::uint32_t>(cart.lines.size()));
    for (const auto& code : cart.codes)
        order.add_code(code);
    if (context.utcOffsetSeconds != 0)
        order.set_utc_offset_s(context.utcOffsetSeconds);
    if (!cart.tender.empty())
        order.set_tender(cart.tender);
    if (!cart.draw.empty())
        order.set_draw(cart.draw);
    for (const auto& parked : cart.parked)
        if (order.has_cart())
            order.mutable_details()->add_further_cart(parked.string());
        else
            order.set_cart(parked.string());
    if (!cart.placed.isNil())
        order.set_placed(cart.placed.string());
    if (!cart.note.empty())
        order.mutable_details()->set_note(cart.note);
    return order;
}

schema::OrderLine lineOf(const CartLineView& line, const Bytes& order, std::uint32_t ordinal)
{
    schema::OrderLine row;
    row.set_order(order);
    row.set_ordinal(ordinal);
    row.set_variant(line.variant.string());
    row.set_sku(line.sku);
    row.set_name(line.name);
    row.set_quantity(line.quantity.thousandths);
    row.set_unit_price_e4(line.unitPrice.e4);
    if (!line.unit.isNil())
        row.set_counted_in(line.unit.string());
    if (!line.unitSymbol.empty())
        row.set_unit_symbol(line.unitSymbol);
    if (!line.priceUnitSymbol.empty())
        row.set_price_unit_symbol(line.priceUnitSymbol);
    if (!line.label.empty())
        row.set_code(line.label);
    if (!line.perUnit.isOne()) {
        row.set_price_numerator(static_cast<std::uint64_t>(line.perUnit.n));
        row.set_price_denominator(static_cast<std::uint64_t>(line.perUnit.d));
    }
    if (!line.returns.isNil())
        row.set_returns(line.returns.string());
    if (!line.fulfils.isNil())
        row.set_fulfils(line.fulfils.string());
    if (line.details.ByteSizeLong() > 0)
        *row.mutable_details() = line.details;
    if (line.price)
        row.set_price(line.price->string());
    if (line.chargedPrice)
        row.set_charged_price_e4(line.chargedPrice->e4);
    if (!line.discount.isZero())
        row.set_discount_minor(line.discount.minor());
    row.set_total_minor(line.total.minor());
    if (!line.taxName.empty() || line.taxRatePpm != 0) {
        row.set_tax_rate_ppm(line.taxRatePpm);
        row.set_tax_minor(line.tax.minor());
        row.set_tax_name(line.taxName);
    } else if (!line.taxes.empty()) {
        row.set_tax_minor(line.tax.minor());
    }
    return row;
}

/// Further taxes of a line and what promotions took from it: facts of their own, so that the usual line is one row.
void insertCharges(const CartLineView& line, const Bytes& order, std::uint32_t ordinal, Commit& commit)
{
    for (const auto& tax : line.taxes) {
        schema::LineTax row = tax;
        row.set_order(order);
        row.set_line(ordinal);
        commit.insert(row);
    }
    for (const auto& discount : line.discounts) {
        schema::LineDiscount row;
        row.set_order(order);
        row.set_line(ordinal);
        row.set_promotion(discount.promotion.string());
        row.set_name(discount.name);
        row.set_amount_minor(discount.amountMinor);
        commit.insert(row);
    }
}

void insertUses(const CartView& cart, const Bytes& order, Commit& commit)
{
    for (const auto& use : cart.uses) {
        schema::PromotionUse row;
        row.set_promotion(use.promotion.string());
        if (!use.campaign.isNil())
            row.set_campaign(use.campaign.string());
        if (!use.code.isNil())
            row.set_code(use.code.string());
        if (!cart.customer.isNil())
            row.set_customer(cart.customer.string());
        row.set_order(order);
        row.set_uses(use.uses);
        row.set_amount_minor(use.amountMinor);
        commit.insert(row);
    }
}

/// What comes along for nothing: lines without a price, that say by which promotion. Goods the shop does not know are left out.
void insertGifts(const Reader& shop, const CartView& cart, const StoreTerms& terms, TimeUs at, const Bytes& order,
                 std::uint32_t ordinal, Commit& commit)
{
    for (const auto& gift : cart.gifts) {
        const auto goods = giftGoods(shop, gift);
        if (!goods)
            continue;
        schema::OrderLine row;
        row.set_order(order);
        row.set_ordinal(++ordinal);
        row.set_variant(goods->variant.id());
        row.set_sku(goods->variant.sku());
        row.set_name(lineName(goods->product, goods->variant));
        row.set_quantity(gift.quantity.thousandths);
        row.set_unit_price_e4(0);
        row.set_total_minor(0);
        row.set_gift_of(gift.promotion.string());
        commit.insert(row);
        schema::LineDiscount reason;
        reason.set_order(order);
        reason.set_line(ordinal);
        reason.set_promotion(gift.promotion.string());
        reason.set_name(gift.name);
        reason.set_amount_minor(0);
        commit.insert(reason);
        if (goods->product.kind() == schema::GOODS) {
            auto movement =
                movementOfLine(Id<schema::Variant>(goods->variant.id()), gift.quantity, terms.location, row.id(), at);
            commit.insert(movement);
        }
    }
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
    const Money coin = cashUnit(shop, {context.organisation, context.store, context.terminal}, terms->currency);
    const Money rounding = cashRounding(cart->total, coin);
    if (auto sound = checkPayments(input.payments, cart->total + rounding); !sound)
        return tl::unexpected(sound.error());
    for (const auto& payment : input.payments)
        if (auto sound = checkForeign(shop, context, payment); !sound)
            return tl::unexpected(sound.error());
    if (auto enough = checkStock(shop, context, *cart, *terms); !enough)
        return tl::unexpected(enough.error());

    const auto reference = optionalText(input.reference, "reference", 64);
    if (!reference)
        return tl::unexpected(reference.error());

    Commit commit{"sell", context, actor};
    auto order = orderOf(context, actor, *cart, *terminal);
    order.set_lines(order.lines() + static_cast<std::uint32_t>(cart->gifts.size()));
    if (!reference->empty())
        order.set_reference(*reference);
    commit.insert(order);
    std::vector<Bytes> lineIds;
    std::uint32_t ordinal = 0;
    for (const auto& line : cart->lines) {
        auto row = lineOf(line, order.id(), ++ordinal);
        commit.insert(row);
        lineIds.push_back(row.id());
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
    if (!rounding.isZero()) {
        schema::CashRounding row;
        row.set_order(order.id());
        *row.mutable_amount() = rounding.message();
        row.set_unit_minor(coin.minor());
        commit.insert(row);
    }
    for (std::size_t i = 0; i < cart->lines.size(); ++i)
        if (const auto& line = cart->lines[i]; line.kind == schema::GOODS) {
            auto movement = movementOfLine(line.variant, line.stockQuantity, terms->location, lineIds[i], context.now);
            commit.insert(movement);
        }
    for (std::size_t i = 0; i < cart->lines.size(); ++i)
        insertCharges(cart->lines[i], order.id(), static_cast<std::uint32_t>(i) + 1, commit);
    insertGifts(shop, *cart, *terms, context.now, order.id(), ordinal, commit);
    insertUses(*cart, order.id(), commit);
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
