#include "domain/orders/cart_steps.h"

#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"

#include <algorithm>

namespace kontor {

CartState cartState(const Reader& shop, Id<schema::Terminal> terminal)
{
    return {shop.get(Id<schema::Cart>(terminal.raw)),
            shop.where<schema::CartLine>(schema::CartLine::kCartFieldNumber, terminal.bytes())};
}

Result<Commit> restoreCart(const Reader& shop, const Context& context, const Actor& actor, const CartState& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto isOwn = [&](const Bytes& cart) { return cart == context.terminal.bytes(); };
    if ((input.cart && !isOwn(input.cart->id())) ||
        !std::all_of(input.lines.begin(), input.lines.end(), [&](const auto& line) { return isOwn(line.cart()); }))
        return invalid("cart", "is another till's");
    Commit commit{"restore-cart", context, actor};
    const CartState now = cartState(shop, context.terminal);
    for (const auto& line : now.lines)
        if (std::none_of(input.lines.begin(), input.lines.end(),
                         [&](const auto& kept) { return kept.id() == line.id(); }))
            commit.drop(line);
    if (now.cart && !input.cart)
        commit.drop(*now.cart);
    if (input.cart)
        commit.keep(*input.cart);
    for (const auto& line : input.lines)
        commit.keep(line);
    return commit;
}

} // namespace kontor
