#include "domain/orders/order_rows.h"

#include "domain/catalog/product_view.h"
#include "domain/identity/actor.h"
#include "domain/identity/terminal.h"
#include "domain/inventory/line_goods.h"
#include "domain/inventory/stock.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/orders/line_cost.h"
#include "domain/orders/sell.h"
#include "domain/pricing/engine.h"
#include "domain/schema/promotions.pb.h"

#include <algorithm>

namespace kontor {

schema::Order orderOf(const Context& context, const Actor& actor, const CartView& cart,
                      const schema::Terminal& terminal, bool training)
{
    const bool comesBack = std::all_of(cart.lines.begin(), cart.lines.end(),
                                       [](const CartLineView& line) { return line.quantity.thousandths < 0; });
    schema::Order order;
    order.set_kind(comesBack ? schema::RETURN : schema::SALE);
    order.set_terminal(context.terminal.string());
    if (training) {
        order.set_training(true);
        order.set_receipt("TRAINING");
    } else {
        order.set_series(context.origin.string());
        order.set_number(context.nextReceiptNumber);
        order.set_receipt(receiptNumber(receiptPrefix(terminal), context.originCode, context.nextReceiptNumber));
    }
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
    if (pricingEngine != engineOf(0))
        order.set_engine(pricingEngine);
    for (const auto& parked : cart.parked)
        if (order.has_cart())
            order.mutable_details()->add_further_cart(parked.string());
        else
            order.set_cart(parked.string());
    if (!cart.placed.isNil())
        order.set_placed(cart.placed.string());
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
    auto details = line.details;
    details.clear_note(); // Free words are kept apart (free_words.h).
    if (details.ByteSizeLong() > 0)
        *row.mutable_details() = details;
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

/// Further taxes of a line and what was taken from it: facts of their own, so that the usual line is one row.
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
        if (!discount.promotion.isNil())
            row.set_promotion(discount.promotion.string());
        row.set_name(discount.name);
        row.set_amount_minor(discount.amountMinor);
        commit.insert(row);
    }
}

void insertCarts(const CartView& cart, const Bytes& order, Commit& commit)
{
    for (std::size_t i = 1; i < cart.parked.size(); ++i) {
        schema::MergedCart row;
        row.set_order(order);
        row.set_cart(cart.parked[i].string());
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
                 std::uint32_t ordinal, Commit& commit, LineCosts* costs)
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
        const bool moves = costs != nullptr && goods->product.kind() == schema::GOODS;
        if (moves)
            if (const auto cost = costs->of(Id<schema::Variant>(goods->variant.id()), gift.quantity))
                row.set_cost_e4(*cost);
        commit.insert(row);
        schema::LineDiscount reason;
        reason.set_order(order);
        reason.set_line(ordinal);
        reason.set_promotion(gift.promotion.string());
        reason.set_name(gift.name);
        reason.set_amount_minor(0);
        commit.insert(reason);
        if (moves) {
            const Id<schema::Variant> variant(goods->variant.id());
            std::vector<schema::StockMovement> movements;
            GoodsMoved taken(shop);
            if (!isPlain(goods->product, goods->variant)) // A gift is never what keeps a sale from being made.
                movements = movementsOfLine(shop, {variant, gift.quantity, row.id()}, terms.location, at, dateOf(at, 0),
                                            true, taken)
                                .value_or(movements);
            if (movements.empty())
                movements.push_back(movementOfLine(variant, gift.quantity, terms.location, row.id(), at));
            for (auto& movement : movements)
                commit.insert(movement);
        }
    }
}

} // namespace kontor
