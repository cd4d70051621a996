#include "domain/orders/cart_rows.h"

#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/orders/cart.h"
#include "domain/promotions/offer.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <string>

namespace kontor {

std::vector<schema::CartLine> cartLines(const Reader& shop, Id<schema::Terminal> terminal)
{
    auto lines = shop.where<schema::CartLine>(schema::CartLine::kCartFieldNumber, terminal.bytes());
    std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.ordinal() < b.ordinal(); });
    return lines;
}

schema::Cart openCart(const Reader& shop, const Context& context, const Actor& actor)
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

Result<Done> checkLineCount(const Reader& shop, const Context& context, std::size_t lines)
{
    const auto set = readNumberSetting(shop, {context.organisation, context.store, context.terminal}, cartMaxLines);
    const auto most = std::min(maxCartLines, static_cast<std::size_t>(set));
    if (lines > most)
        return invalid("cart", "a cart holds at most " + std::to_string(most) + " lines");
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

void keepPlaced(const std::vector<schema::CartLine>& lines, schema::Cart& cart)
{
    if (std::none_of(lines.begin(), lines.end(), [](const auto& line) { return line.has_fulfils(); }))
        cart.clear_placed();
}

void appendLine(schema::Cart& cart, schema::CartLine& line, Commit& commit)
{
    line.set_id(commit.nextRowId().string());
    line.set_cart(cart.id());
    line.set_ordinal(cart.next_ordinal());
    cart.set_next_ordinal(cart.next_ordinal() + 1);
    commit.keep(line);
}

} // namespace kontor
