#include "domain/orders/cart.h"

#include "domain/base/text.h"
#include "domain/catalog/open_price.h"
#include "domain/catalog/product_view.h"
#include "domain/catalog/scan.h"
#include "domain/catalog/unit.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/pricing/line_price.h"
#include "domain/pricing/unit_price.h"
#include "domain/settings/settings.h"

#include <algorithm>

namespace kontor {

namespace {

std::vector<schema::CartLine> linesOf(const Reader& shop, Id<schema::Terminal> terminal)
{
    auto lines = shop.where<schema::CartLine>(schema::CartLine::kCartFieldNumber, terminal.bytes());
    std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.ordinal() < b.ordinal(); });
    return lines;
}

/// The terminal's cart, or a new one.
schema::Cart cartOf(const Reader& shop, const Context& context, const Actor& actor)
{
    if (auto cart = shop.get(Id<schema::Cart>(context.terminal.raw)))
        return *std::move(cart);
    schema::Cart cart;
    cart.set_id(context.terminal.string());
    cart.set_staff(actor.staff().string());
    cart.set_opened_us(context.now);
    cart.set_next_ordinal(1);
    if (Offer::of(shop)->asksFor(ShopAttribute::OrderId))
        cart.set_draw(context.newId().string());
    return cart;
}

Result<schema::CartLine> lineOf(const Reader& shop, const Context& context, Id<schema::CartLine> id)
{
    auto line = shop.get(id);
    if (!line || line->cart() != context.terminal.bytes())
        return fail(Error::Kind::NotFound, "line", "the cart has no such line");
    return *std::move(line);
}

/// Whoever the terminal's cart is for.
Result<Buyer> cartBuyer(const Reader& shop, Id<schema::Store> store, Id<schema::Terminal> terminal, TimeUs at)
{
    const auto cart = shop.get(Id<schema::Cart>(terminal.raw));
    return buyerOf(shop, store, cart ? Id<schema::Customer>(cart->customer()) : Id<schema::Customer>(), at);
}

Result<Done> mayHaveItsPrice(const Reader& shop, const Context& context, const Actor& actor,
                             const schema::CartLine& line)
{
    if (!line.has_open_price_e4())
        return Done{};
    const auto terms = storeTerms(shop, context.store);
    const auto variant = shop.get(Id<schema::Variant>(line.variant()));
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!terms || !product)
        return actor.may(schema::OPEN_PRICE);
    if (isOnLabel(shop, {context.organisation, context.store, context.terminal}, terms->currency, line.code(),
                  Id<schema::Variant>(line.variant()), UnitPrice{line.open_price_e4()}))
        return Done{};
    return mayKeyIn(actor, *product, UnitPrice{line.open_price_e4()}, terms->currency);
}

/// A bag from the scale whose label says what it costs: the weight it was made of, so that the stock is right.
void weighByLabel(const Reader& shop, const Context& context, schema::CartLine& line)
{
    const auto variant = shop.get(Id<schema::Variant>(line.variant()));
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    const auto unit = product && product->has_unit() ? shop.get(Id<schema::Unit>(product->unit())) : std::nullopt;
    const auto buyer = cartBuyer(shop, context.store, context.terminal, context.now);
    const bool isOne = line.quantity() == 1000 || line.quantity() == -1000;
    if (!isOne || !unit || unit->whole() || !buyer || line.has_counted_in() || line.open_price_e4() % 10'000 != 0)
        return;
    const PricedGoods goods{
        Id<schema::Variant>(line.variant()), Quantity::whole(1), {}, Id<schema::Unit>(product->unit())};
    const auto price = listPrice(shop, *buyer, goods, context.now, product->name());
    const auto quantity =
        price ? quantityFor(Money(line.open_price_e4() / 10'000, buyer->currency), *price) : std::nullopt;
    if (!quantity)
        return;
    line.clear_open_price_e4();
    line.set_quantity(line.quantity() < 0 ? -quantity->thousandths : quantity->thousandths);
}

Result<Done> mayHold(const Reader& shop, const Context& context, const Actor& actor, const schema::CartLine& line)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return allowed;
    if (auto allowed = mayHaveItsPrice(shop, context, actor, line); !allowed)
        return allowed;
    if (line.quantity() < 0)
        return actor.may(schema::RETURN_GOODS);
    return Done{};
}

LineRequest requestOf(const schema::CartLine& line, const Buyer& buyer, TimeUs at)
{
    LineRequest request{buyer, Id<schema::Variant>(line.variant()), Quantity{line.quantity()}, std::nullopt, 0,
                        at,    Id<schema::Unit>(line.counted_in())};
    if (line.has_open_price_e4())
        request.openPrice = UnitPrice{line.open_price_e4()};
    return request;
}

/// A quantity that its unit has, and that can be taken from the stock.
Result<Done> checkUnit(const Reader& shop, const schema::Product& product, const schema::CartLine& line)
{
    const Id<schema::Unit> own(product.unit());
    const Id<schema::Unit> counted = line.has_counted_in() ? Id<schema::Unit>(line.counted_in()) : own;
    const auto ratio = unitRatio(shop, counted, own);
    if (!ratio)
        return invalid("unit", product.name() + " is not counted in this unit");
    if (!inUnit(Quantity{line.quantity()}, *ratio))
        return invalid("quantity", "this is more than a line may hold");
    const auto unit = counted.isNil() ? std::nullopt : shop.get(counted);
    if (unit && unit->whole() && line.quantity() % 1000 != 0)
        return invalid("quantity", "of " + unit->name() + " only whole ones are sold");
    return Done{};
}

/// Why a line as it would stand cannot be sold, if so.
Result<Done> check(const Reader& shop, const Context& context, const schema::CartLine& line)
{
    const auto buyer = cartBuyer(shop, context.store, context.terminal, context.now);
    if (!buyer)
        return tl::unexpected(buyer.error());
    const auto variant = shop.get(Id<schema::Variant>(line.variant()));
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!product)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    if (product->status() != schema::PUBLISHED)
        return invalid("product", product->name() + " is not for sale");
    if (auto sound = checkUnit(shop, *product, line); !sound)
        return sound;
    if (auto priced = priceLine(shop, *product, requestOf(line, *buyer, context.now)); !priced)
        return tl::unexpected(priced.error());
    return Done{};
}

} // namespace

Result<Commit> addToCart(const Reader& shop, const Context& context, const Actor& actor, const AddToCart& input)
{
    schema::CartLine line;
    line.set_variant(input.variant.string());
    line.set_quantity(input.quantity.thousandths);
    if (!input.unit.isNil())
        line.set_counted_in(input.unit.string());
    if (!input.label.empty())
        line.set_code(input.label);
    if (input.openPrice)
        line.set_open_price_e4(input.openPrice->e4);
    if (!input.label.empty() && input.openPrice)
        weighByLabel(shop, context, line);
    if (auto allowed = mayHold(shop, context, actor, line); !allowed)
        return tl::unexpected(allowed.error());
    if (auto sound = check(shop, context, line); !sound)
        return tl::unexpected(sound.error());

    Commit commit{"add-to-cart", context, actor};
    const auto lines = linesOf(shop, context.terminal);
    const auto same = std::find_if(lines.begin(), lines.end(), [&](const schema::CartLine& other) {
        return other.variant() == line.variant() && !other.has_open_price_e4() && !other.has_code() &&
               other.counted_in() == line.counted_in();
    });
    if (!input.openPrice && input.label.empty() && same != lines.end()) {
        line = *same;
        line.set_quantity(same->quantity() + input.quantity.thousandths); // Both are within maxLineThousandths.
        if (line.quantity() == 0) {
            commit.drop(line);
            return commit;
        }
        if (auto allowed = mayHold(shop, context, actor, line); !allowed)
            return tl::unexpected(allowed.error());
        if (auto sound = check(shop, context, line); !sound)
            return tl::unexpected(sound.error());
        commit.keep(line);
        return commit;
    }
    if (lines.size() >= maxCartLines)
        return invalid("cart", "a cart holds at most " + std::to_string(maxCartLines) + " lines");

    auto cart = cartOf(shop, context, actor);
    line.set_id(commit.nextRowId().string());
    line.set_cart(cart.id());
    line.set_ordinal(cart.next_ordinal());
    cart.set_next_ordinal(cart.next_ordinal() + 1);
    commit.keep(cart);
    commit.keep(line);
    return commit;
}

Result<Commit> setLineQuantity(const Reader& shop, const Context& context, const Actor& actor,
                               const SetLineQuantity& input)
{
    auto line = lineOf(shop, context, input.line);
    if (line)
        line->set_quantity(input.quantity.thousandths);
    if (auto allowed = mayHold(shop, context, actor, line.value_or(schema::CartLine())); !allowed)
        return tl::unexpected(allowed.error());
    if (!line)
        return tl::unexpected(line.error());

    Commit commit{"set-line-quantity", context, actor};
    if (input.quantity.thousandths == 0) {
        commit.drop(*line);
        return commit;
    }
    if (auto sound = check(shop, context, *line); !sound)
        return tl::unexpected(sound.error());
    commit.keep(*line);
    return commit;
}

Result<Commit> setLinePrice(const Reader& shop, const Context& context, const Actor& actor, const SetLinePrice& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    auto line = lineOf(shop, context, input.line);
    if (!line) {
        // Whoever may not key prices in learns nothing of lines.
        if (auto allowed = actor.may(schema::OPEN_PRICE); !allowed)
            return tl::unexpected(allowed.error());
        return tl::unexpected(line.error());
    }
    if (input.price)
        line->set_open_price_e4(input.price->e4);
    else
        line->clear_open_price_e4();
    if (auto allowed = mayHold(shop, context, actor, *line); !allowed)
        return tl::unexpected(allowed.error());
    if (auto sound = check(shop, context, *line); !sound)
        return tl::unexpected(sound.error());
    Commit commit{"set-line-price", context, actor};
    commit.keep(*line);
    return commit;
}

Result<Commit> removeLine(const Reader& shop, const Context& context, const Actor& actor, const RemoveLine& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto line = lineOf(shop, context, input.line);
    if (!line)
        return tl::unexpected(line.error());
    Commit commit{"remove-line", context, actor};
    commit.drop(*line);
    return commit;
}

Result<Commit> setCartCustomer(const Reader& shop, const Context& context, const Actor& actor,
                               const SetCartCustomer& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    auto cart = cartOf(shop, context, actor);
    if (input.customer) {
        if (!shop.get(*input.customer))
            return fail(Error::Kind::NotFound, "customer", "there is no such customer");
        cart.set_customer(input.customer->string());
    } else {
        cart.clear_customer();
    }
    Commit commit{"set-cart-customer", context, actor};
    commit.keep(cart);
    return commit;
}

Result<Commit> setCartCodes(const Reader& shop, const Context& context, const Actor& actor, const SetCartCodes& input)
{
    constexpr std::size_t mostCodes = 20;
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    if (input.codes.size() > mostCodes)
        return invalid("code", "at most " + std::to_string(mostCodes) + " for one sale");
    auto cart = cartOf(shop, context, actor);
    cart.clear_code();
    for (const auto& code : input.codes) {
        const auto text = requiredText(code, "code", 60);
        if (!text)
            return tl::unexpected(text.error());
        cart.add_code(*text);
    }
    Commit commit{"set-cart-codes", context, actor};
    commit.keep(cart);
    return commit;
}

Result<Commit> setCartTender(const Reader& shop, const Context& context, const Actor& actor, const SetCartTender& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto tender = optionalText(input.tender, "tender", 30);
    if (!tender)
        return tl::unexpected(tender.error());
    auto cart = cartOf(shop, context, actor);
    cart.set_tender(*tender);
    Commit commit{"set-cart-tender", context, actor};
    commit.keep(cart);
    return commit;
}

Result<Commit> clearCart(const Reader& shop, const Context& context, const Actor& actor)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    Commit commit{"clear-cart", context, actor};
    dropCart(shop, context.terminal, commit);
    return commit;
}

void dropCart(const Reader& shop, Id<schema::Terminal> terminal, Commit& commit)
{
    for (const auto& line : linesOf(shop, terminal))
        commit.drop(line);
    if (const auto cart = shop.get(Id<schema::Cart>(terminal.raw)))
        commit.drop(*cart);
}

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
    readUnits(shop, *product, view);
    view.stockQuantity = view.quantity;
    if (!view.unit.isNil())
        if (const auto ratio = unitRatio(shop, view.unit, Id<schema::Unit>(product->unit())))
            view.stockQuantity = inUnit(view.quantity, *ratio).value_or(view.quantity);
    if (!view.price)
        view.priceNeeds = openPriceNeeds(*product, view.unitPrice, buyer.currency);
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
    const auto buyer = buyerOf(shop, store, cart ? Id<schema::Customer>(cart->customer()) : Id<schema::Customer>(), at);
    if (!buyer)
        return tl::unexpected(buyer.error());
    CartView view(buyer->currency);
    view.customer = buyer->customer;
    ShopOrder order{store, buyer->currency, buyer->customer, at, utcOffsetSeconds, {}, {}, {}, true, {}};
    if (cart) {
        view.codes.assign(cart->code().begin(), cart->code().end());
        view.tender = cart->tender();
        order.codes = view.codes;
        order.tender = view.tender;
        view.draw = order.draw = cart->draw();
    }
    const auto rows = linesOf(shop, terminal);
    view.lines.reserve(rows.size());
    order.lines.reserve(rows.size());
    std::vector<std::size_t> places; // Of the order's lines among the view's.
    for (const auto& row : rows) {
        ShopLine goods;
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
    return view;
}

} // namespace kontor
