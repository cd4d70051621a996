#include "domain/catalog/open_price.h"
#include "domain/catalog/product_view.h"
#include "domain/catalog/unit.h"
#include "domain/journal/reader.h"
#include "domain/orders/buyer.h"
#include "domain/orders/cart.h"
#include "domain/orders/cart_rows.h"
#include "domain/orders/line_share.h"
#include "domain/orders/order_state.h"
#include "domain/orders/reprice.h"
#include "domain/pricing/line_price.h"
#include "domain/pricing/unit_price.h"

#include <algorithm>
#include <map>

namespace kontor {

bool CartView::isSellable() const
{
    return !lines.empty() &&
           std::none_of(lines.begin(), lines.end(), [](const CartLineView& line) { return line.problem.has_value(); });
}

namespace {

/// What quantity and price are called by, for goods that are not just counted.
void readUnits(const Reader& shop, const schema::Product& product, CartLineView& view)
{
    const Id<schema::Unit> own(product.unit());
    const auto counted = view.unit.isNil() ? own : view.unit;
    const auto fact = view.price && !view.perUnit.isOne() ? shop.get(*view.price) : std::nullopt;
    if (!counted.isNil())
        view.unitSymbol = unitSymbol(shop, counted);
    if (fact)
        view.priceUnitSymbol = unitSymbol(shop, fact->has_per() ? Id<schema::Unit>(fact->per()) : own);
}

/// How much of an earlier line the cart's lines before this one take.
using TakenHere = std::map<RawId, Quantity>;

/// A line of an earlier order that comes back or is handed over: it costs its share of what it did.
CartLineView readEarlier(const Reader& shop, const schema::CartLine& row, const Buyer& buyer, TakenHere& taken)
{
    const bool comesBack = row.has_returns();
    const Id<schema::OrderLine> id(comesBack ? row.returns() : row.fulfils());
    CartLineView view(buyer.currency);
    view.line = Id<schema::CartLine>(row.id());
    view.variant = Id<schema::Variant>(row.variant());
    view.ordinal = row.ordinal();
    view.quantity = view.stockQuantity = Quantity{row.quantity()};
    (comesBack ? view.returns : view.fulfils) = id;
    view.details = row.details();
    const auto source = readSourceLine(shop, id);
    if (!source) {
        view.problem = source.error();
        return view;
    }
    view.name = source->row.name();
    view.sku = source->row.sku();
    view.unit = Id<schema::Unit>(source->row.counted_in());
    view.unitSymbol = source->row.unit_symbol();
    view.priceUnitSymbol = source->row.price_unit_symbol();
    view.unitPrice = UnitPrice{source->row.unit_price_e4()};
    view.perUnit = pricePerUnit(source->row);
    if (source->row.has_price())
        view.price = Id<schema::Price>(source->row.price());
    if (source->row.has_charged_price_e4())
        view.chargedPrice = UnitPrice{source->row.charged_price_e4()};
    view.taxRatePpm = source->row.tax_rate_ppm();
    view.taxName = source->row.tax_name();
    const auto goods = goodsOfLine(shop, source->row);
    view.kind = goods.product.id().empty() ? schema::GOODS : goods.product.kind();
    if (const auto ratio = unitRatio(shop, view.unit, Id<schema::Unit>(goods.product.unit()));
        !view.unit.isNil() && ratio)
        view.stockQuantity = inUnit(view.quantity, *ratio).value_or(view.quantity);
    if (source->order.total().currency() != buyer.currency.numeric()) {
        view.problem = Error{Error::Kind::Invalid, "currency", "its order is in another currency"};
        return view;
    }
    const auto state =
        comesBack ? schema::ORDER_PENDING : orderHistory(shop, Id<schema::Order>(source->order.id())).state;
    if (isOver(state)) {
        view.problem = Error{Error::Kind::Conflict, "state",
                             source->order.receipt() + " is " + std::string(orderStateName(state)) +
                                 ": take its goods out of the cart"};
        return view;
    }
    auto& here = taken[id.raw];
    const auto before = (comesBack ? returnedOf(shop, id) : fulfilledOf(shop, id)) + here;
    const auto share = (view.quantity.thousandths < 0) == comesBack
                           ? lineShare(*source, before, view.quantity)
                           : Result<LineShare>(invalid("quantity", "its sign is not that of goods that come back"));
    if (!share) {
        view.problem = share.error();
        return view;
    }
    here = here + Quantity{comesBack ? -view.quantity.thousandths : view.quantity.thousandths};
    view.total = Money(share->totalMinor, buyer.currency);
    view.tax = Money(share->taxMinor, buyer.currency);
    view.discount = Money(share->discountMinor, buyer.currency);
    view.taxes = share->taxes;
    for (const auto& discount : share->discounts)
        view.discounts.push_back(
            {Id<schema::Promotion>(discount.promotion()), discount.name(), discount.amount_minor()});
    return view;
}

/// A price keyed in below the list's for a reason is the list's with a discount; nothing where it is a price like any other. Who
/// pays no taxes is charged another price than the list's, which nothing can be taken off in its terms.
std::optional<LinePrice> reducedFrom(const Reader& shop, const schema::Product& product, const schema::CartLine& row,
                                     const Buyer& buyer, TimeUs at)
{
    if (!row.has_open_price_e4() || row.details().reason().empty() || row.quantity() <= 0 || row.has_code() ||
        row.has_issues())
        return std::nullopt;
    const auto customer = buyer.customer.isNil() ? std::nullopt : shop.get(buyer.customer);
    if (customer && !customer->tax_exemption().empty())
        return std::nullopt;
    schema::CartLine listed = row;
    listed.clear_open_price_e4();
    const auto list = priceLine(shop, product, requestOf(listed, buyer, at));
    if (!list || Rational(list->unitPrice.e4) * list->perUnit.rational() <= Rational(row.open_price_e4()))
        return std::nullopt;
    return *list;
}

/// A line with its list or open price and what goes with it; `goods` is what the engine is asked about it.
CartLineView readLine(const Reader& shop, const schema::CartLine& row, const Buyer& buyer, TimeUs at, ShopLine& goods)
{
    CartLineView view(buyer.currency);
    view.line = Id<schema::CartLine>(row.id());
    view.variant = Id<schema::Variant>(row.variant());
    view.ordinal = row.ordinal();
    view.quantity = Quantity{row.quantity()};
    view.unit = Id<schema::Unit>(row.counted_in());
    view.unitPrice = UnitPrice{row.open_price_e4()};
    auto variant = shop.get(view.variant);
    auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!product) {
        view.problem = Error{Error::Kind::NotFound, "product", "there is no such product"};
        return view;
    }
    view.name = lineName(*product, *variant);
    view.sku = variant->sku();
    view.kind = product->kind();
    if (product->status() != schema::PUBLISHED) {
        view.problem = Error{Error::Kind::Invalid, "product", product->name() + " is not for sale"};
        return view;
    }
    auto priced = priceLine(shop, *product, requestOf(row, buyer, at));
    if (!priced) {
        view.problem = priced.error();
        return view;
    }
    view.unitPrice = priced->unitPrice;
    view.perUnit = priced->perUnit;
    view.price = priced->price;
    view.label = row.code();
    view.issues = row.issues();
    view.details = row.details();
    view.stockQuantity = view.quantity;
    if (!view.unit.isNil())
        if (const auto ratio = unitRatio(shop, view.unit, Id<schema::Unit>(product->unit())))
            view.stockQuantity = inUnit(view.quantity, *ratio).value_or(view.quantity);
    if (!view.price)
        view.priceNeeds = openPriceNeeds(*product, view.unitPrice, buyer.currency);
    if (const auto list = reducedFrom(shop, *product, row, buyer, at); list && list->total != priced->total) {
        view.reducedTo = view.unitPrice;
        view.unitPrice = list->unitPrice;
        view.perUnit = list->perUnit;
        view.price = list->price;
        goods.byHandMinor = (list->total - priced->total).minor();
        goods.byHandReason = row.details().reason();
    }
    readUnits(shop, *product, view);
    goods.variant.Swap(&*variant);
    goods.product.Swap(&*product);
    goods.quantity = view.quantity;
    goods.unitPriceE4 = Rational(view.unitPrice.e4) * view.perUnit.rational();
    return view;
}

void charge(CartLineView& view, LineCharge& charge)
{
    const Currency currency = view.total.currency();
    if (charge.unitPriceE4)
        view.chargedPrice = UnitPrice{*charge.unitPriceE4};
    view.discount = Money(charge.discountMinor, currency);
    view.discounts = std::move(charge.discounts);
    view.total = Money(charge.totalMinor, currency);
    view.tax = Money(charge.taxMinor, currency);
    if (const ChargedTax* plain = charge.plainTax()) {
        view.taxRatePpm = *plain->ratePpm;
        view.taxName = plain->name;
        return;
    }
    for (const auto& tax : charge.taxes)
        view.taxes.push_back(taxRow(tax));
}

/// Taxes, promotions and sums of the lines that can be sold.
void priceLines(const Reader& shop, ShopOrder& order, const std::vector<std::size_t>& places, CartView& view)
{
    auto quote = priceShopOrder(shop, order);
    if (!quote) {
        for (const auto place : places)
            view.lines[place].problem = quote.error();
        return;
    }
    for (std::size_t i = 0; i < places.size(); ++i)
        charge(view.lines[places[i]], quote->lines[i]);
    view.total = Money(quote->totalMinor, order.currency);
    view.tax = Money(quote->taxMinor, order.currency);
    view.refusedCodes = std::move(quote->refusedCodes);
    for (auto& gift : quote->gifts)
        if (const auto goods = giftGoods(shop, gift)) {
            gift.goodsName = lineName(goods->product, goods->variant);
            view.gifts.push_back(std::move(gift));
        }
    view.uses = std::move(quote->uses);
}

} // namespace

Result<CartView> readCart(const Reader& shop, Id<schema::Store> store, Id<schema::Terminal> terminal, TimeUs at,
                          std::int32_t utcOffsetSeconds)
{
    const auto cart = shop.get(Id<schema::Cart>(terminal.raw));
    const auto customer = cart ? Id<schema::Customer>(cart->customer()) : Id<schema::Customer>();
    const auto buyer = buyerFor(shop, store, customer, at);
    if (!buyer)
        return tl::unexpected(buyer.error());
    CartView view(buyer->currency);
    view.customer = customer;
    ShopOrder order{store, buyer->currency, customer, at, utcOffsetSeconds, {}, {}, {}, true, {}};
    if (cart) {
        view.codes.assign(cart->code().begin(), cart->code().end());
        view.tender = cart->tender();
        view.draw = order.draw = cart->draw();
        view.note = cart->note();
        view.placed = Id<schema::Order>(cart->placed());
        for (const auto& parked : cart->parked())
            view.parked.emplace_back(parked);
        order.codes = view.codes;
        order.tender = view.tender;
    }
    const auto rows = cartLines(shop, terminal);
    view.lines.reserve(rows.size());
    order.lines.reserve(rows.size());
    std::vector<std::size_t> places; // Of the order's lines among the view's.
    TakenHere taken;
    for (const auto& row : rows) {
        ShopLine goods;
        if (row.has_returns() || row.has_fulfils()) {
            view.lines.push_back(readEarlier(shop, row, *buyer, taken));
            view.items = view.items + view.lines.back().quantity;
            continue;
        }
        auto line = readLine(shop, row, *buyer, at, goods);
        view.items = view.items + line.quantity;
        if (!line.problem) {
            places.push_back(view.lines.size());
            order.lines.push_back(std::move(goods));
        }
        view.lines.push_back(std::move(line));
    }
    if (!places.empty())
        priceLines(shop, order, places, view);
    for (const auto& line : view.lines)
        if (!line.returns.isNil() || !line.fulfils.isNil()) {
            view.total += line.total;
            view.tax += line.tax;
        }
    return view;
}

} // namespace kontor
