#include "domain/orders/cart.h"

#include "domain/base/text.h"
#include "domain/catalog/open_price.h"
#include "domain/catalog/product_view.h"
#include "domain/catalog/scan.h"
#include "domain/catalog/unit.h"
#include "domain/identity/actor.h"
#include "domain/inventory/line_lot.h"
#include "domain/journal/commit.h"
#include "domain/orders/buyer.h"
#include "domain/orders/cart_payment.h"
#include "domain/orders/cart_rows.h"
#include "domain/orders/cart_void.h"
#include "domain/orders/line_share.h"
#include "domain/payments/stored_value.h"
#include "domain/pricing/line_price.h"
#include "domain/pricing/unit_price.h"
#include "domain/settings/settings.h"

#include <algorithm>

namespace kontor {

namespace {

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
    return buyerFor(shop, store, cart ? Id<schema::Customer>(cart->customer()) : Id<schema::Customer>(), at);
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
    return checkWholeUnits(shop, Id<schema::Variant>(line.variant()), counted, Quantity{line.quantity()});
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
    if (line.has_issues() && line.quantity() != 1000)
        return invalid("quantity", "each gift card is a line of its own");
    const auto most = readNumberSetting(shop, {context.organisation, context.store, context.terminal}, cartMaxQuantity);
    if (line.quantity() > most * 1000 || line.quantity() < -most * 1000)
        return invalid("quantity", "a line is of at most " + std::to_string(most));
    if (auto priced = priceLine(shop, *product, requestOf(line, *buyer, context.now)); !priced)
        return tl::unexpected(priced.error());
    return Done{};
}

/// The code of a gift card that is to be sold: nobody's yet.
Result<std::string> newCardCode(const Reader& shop, const Context& context, const AddToCart& input)
{
    auto code = storedValueCode(input.issues);
    if (!code)
        return code;
    const auto variant = shop.get(input.variant);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!input.openPrice || input.openPrice->e4 <= 0 || input.quantity != Quantity::whole(1) || !product ||
        product->kind() != schema::SERVICE)
        return invalid("code", "a gift card is sold as one of a service, at the price that is to be on it");
    const auto lines = cartLines(shop, context.terminal);
    if (shop.holder<schema::StoredValue>(schema::StoredValue::kCodeFieldNumber, *code) ||
        std::any_of(lines.begin(), lines.end(), [&](const auto& other) { return other.issues() == *code; }))
        return fail(Error::Kind::Conflict, "code", "there is a gift card " + *code + " already");
    return code;
}

/// Of a line that goes down to `stays` thousandths.
void noteVoid(const Reader& shop, const Context& context, const schema::CartLine& line, std::int64_t stays,
              Commit& commit)
{
    auto cart = shop.get(Id<schema::Cart>(context.terminal.raw));
    const auto left = std::max<std::int64_t>(stays, 0);
    if (!cart || left >= line.quantity())
        return;
    countVoid(shop, context, line, Quantity{line.quantity() - left}, *cart);
    if (left == 0) {
        auto others = cartLines(shop, context.terminal);
        std::erase_if(others, [&](const auto& other) { return other.id() == line.id(); });
        keepPlaced(others, *cart);
    }
    commit.keep(*cart);
}

bool isEarlier(const schema::CartLine& line)
{
    return line.has_returns() || line.has_fulfils();
}

} // namespace

Result<Done> checkEarlier(const Reader& shop, const Context& context, const schema::CartLine& line)
{
    const Id<schema::OrderLine> id(line.has_returns() ? line.returns() : line.fulfils());
    const auto source = readSourceLine(shop, id);
    if (!source)
        return tl::unexpected(source.error());
    if ((line.quantity() < 0) != line.has_returns())
        return invalid("quantity", line.has_returns() ? "what comes back is counted below zero"
                                                      : "what is handed over is counted above zero");
    Quantity before = line.has_returns() ? returnedOf(shop, id) : fulfilledOf(shop, id);
    for (const auto& other : cartLines(shop, context.terminal))
        if (other.id() != line.id() && other.returns() == line.returns() && other.fulfils() == line.fulfils())
            before = before + Quantity{other.quantity() < 0 ? -other.quantity() : other.quantity()};
    if (const auto share = lineShare(*source, before, Quantity{line.quantity()}); !share)
        return tl::unexpected(share.error());
    return checkPart(shop, *source, before, Quantity{line.quantity()});
}

namespace {

Result<Done> chooseLot(const Reader& shop, const Context& context, const AddToCart& input, schema::CartLine& line)
{
    if (input.printed.lot.empty() && input.printed.serial.empty() && !input.printed.expiresOn)
        return Done{};
    const auto lot = lotOfCode(shop, input.variant, input.printed, input.quantity.thousandths > 0,
                               dateOf(context.now, context.utcOffsetSeconds));
    if (!lot)
        return tl::unexpected(lot.error());
    if (!lot->isNil())
        line.mutable_details()->set_lot(lot->string());
    return Done{};
}

bool isPiece(const Reader& shop, const schema::CartLine& line)
{
    const auto lot = shop.get(Id<schema::Lot>(line.details().lot()));
    return lot && lot->serial();
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
    if (!input.issues.empty()) {
        const auto code = newCardCode(shop, context, input);
        if (!code)
            return tl::unexpected(code.error());
        line.set_issues(*code);
    }
    if (!input.label.empty() && input.openPrice)
        weighByLabel(shop, context, line);
    if (auto allowed = mayHold(shop, context, actor, line); !allowed)
        return tl::unexpected(allowed.error());
    if (auto sound = check(shop, context, line); !sound)
        return tl::unexpected(sound.error());
    if (auto chosen = chooseLot(shop, context, input, line); !chosen)
        return tl::unexpected(chosen.error());

    Commit commit{"add-to-cart", context, actor};
    const auto lines = cartLines(shop, context.terminal);
    const auto same = std::find_if(lines.begin(), lines.end(), [&](const schema::CartLine& other) {
        return other.variant() == line.variant() && !other.has_open_price_e4() && !other.has_code() &&
               !other.has_returns() && !other.has_fulfils() && !other.has_issues() &&
               other.counted_in() == line.counted_in() && other.details().lot() == line.details().lot();
    });
    if (line.details().has_lot() && isPiece(shop, line) &&
        std::any_of(lines.begin(), lines.end(), [&](const schema::CartLine& other) {
            return other.details().lot() == line.details().lot() && other.quantity() > 0 && line.quantity() > 0;
        }))
        return fail(Error::Kind::Conflict, "lot", "this piece is in the cart already");
    if (!input.openPrice && input.label.empty() && same != lines.end()) {
        line = *same;
        line.set_quantity(same->quantity() + input.quantity.thousandths); // Both are within maxLineThousandths.
        noteVoid(shop, context, *same, line.quantity(), commit);
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
    if (auto fits = checkLineCount(shop, context, lines.size() + 1); !fits)
        return tl::unexpected(fits.error());
    auto cart = openCart(shop, context, actor);
    appendLine(cart, line, commit);
    commit.keep(cart);
    return commit;
}

Result<Commit> setLineQuantity(const Reader& shop, const Context& context, const Actor& actor,
                               const SetLineQuantity& input)
{
    auto line = lineOf(shop, context, input.line);
    const auto before = line.value_or(schema::CartLine());
    if (line)
        line->set_quantity(input.quantity.thousandths);
    if (auto allowed = mayHold(shop, context, actor, line.value_or(schema::CartLine())); !allowed)
        return tl::unexpected(allowed.error());
    if (!line)
        return tl::unexpected(line.error());

    Commit commit{"set-line-quantity", context, actor};
    noteVoid(shop, context, before, input.quantity.thousandths, commit);
    if (input.quantity.thousandths == 0) {
        commit.drop(*line);
        return commit;
    }
    if (auto sound = isEarlier(*line) ? checkEarlier(shop, context, *line) : check(shop, context, *line); !sound)
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
    if (isEarlier(*line))
        return invalid("price", "it costs what it did on its order");
    const auto reason = optionalText(input.reason, "reason", 100);
    if (!reason)
        return tl::unexpected(reason.error());
    if (input.price)
        line->set_open_price_e4(input.price->e4);
    else
        line->clear_open_price_e4();
    if (input.price && !reason->empty())
        line->mutable_details()->set_reason(*reason);
    else if (line->quantity() > 0 && line->details().has_reason()) // Of what comes back it says why that does.
        line->mutable_details()->clear_reason();
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
    noteVoid(shop, context, *line, 0, commit);
    commit.drop(*line);
    return commit;
}

Result<Commit> setCartCustomer(const Reader& shop, const Context& context, const Actor& actor,
                               const SetCartCustomer& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    auto cart = openCart(shop, context, actor);
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
    auto cart = openCart(shop, context, actor);
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
    auto cart = openCart(shop, context, actor);
    cart.set_tender(*tender);
    Commit commit{"set-cart-tender", context, actor};
    commit.keep(cart);
    return commit;
}

Result<Commit> setCartNote(const Reader& shop, const Context& context, const Actor& actor, const SetCartNote& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto note = optionalText(input.note, "note", 500);
    if (!note)
        return tl::unexpected(note.error());
    Commit commit{"set-cart-note", context, actor};
    if (input.line) {
        auto line = lineOf(shop, context, *input.line);
        if (!line)
            return tl::unexpected(line.error());
        line->mutable_details()->set_note(*note);
        commit.keep(*line);
        return commit;
    }
    auto cart = openCart(shop, context, actor);
    cart.set_note(*note);
    commit.keep(cart);
    return commit;
}

Result<Commit> clearCart(const Reader& shop, const Context& context, const Actor& actor)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    if (auto free = checkNothingTaken(shop, context.terminal); !free)
        return tl::unexpected(free.error());
    Commit commit{"clear-cart", context, actor};
    const auto terms = storeTerms(shop, context.store);
    if (auto cart = shop.get(Id<schema::Cart>(context.terminal.raw)); cart && terms) {
        for (const auto& line : cartLines(shop, context.terminal))
            countVoid(shop, context, line, Quantity{line.quantity()}, *cart);
        insertVoid(context, actor, *cart, {}, terms->currency, commit);
    }
    dropCart(shop, context.terminal, commit);
    return commit;
}

void dropCart(const Reader& shop, Id<schema::Terminal> terminal, Commit& commit)
{
    for (const auto& line : cartLines(shop, terminal))
        commit.drop(line);
    dropCartPayments(shop, terminal, commit);
    if (const auto cart = shop.get(Id<schema::Cart>(terminal.raw)))
        commit.drop(*cart);
}

} // namespace kontor
