#include "domain/orders/cart_steps.h"

#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/orders/cart_void.h"

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
    // What the step back takes out or brings in again is counted as any void is: undoing is no way around it.
    auto counted = now.cart.value_or(schema::Cart());
    const auto quantityIn = [](const std::vector<schema::CartLine>& lines, const Bytes& id) {
        const auto found = std::find_if(lines.begin(), lines.end(), [&](const auto& one) { return one.id() == id; });
        return found == lines.end() ? std::int64_t{0} : std::max<std::int64_t>(found->quantity(), 0);
    };
    for (const auto& line : now.lines)
        countVoid(shop, context, line, Quantity{line.quantity() - quantityIn(input.lines, line.id())}, counted);
    for (const auto& line : input.lines)
        if (quantityIn(now.lines, line.id()) == 0 && line.quantity() > 0 && counted.voided_lines() > 0)
            counted.set_voided_lines(counted.voided_lines() - 1);
    auto after = input.cart.value_or(schema::Cart());
    after.set_voided_lines(counted.voided_lines());
    after.set_voided_minor(counted.voided_lines() == 0 ? 0 : counted.voided_minor());
    if (after.voided_lines() == 0) {
        after.clear_voided_lines();
        after.clear_voided_minor();
    }
    if (input.cart) {
        commit.keep(after);
    } else if (now.cart && after.voided_lines() > 0) {
        after.set_id(now.cart->id());
        after.set_staff(now.cart->staff());
        after.set_opened_us(now.cart->opened_us());
        after.set_next_ordinal(now.cart->next_ordinal());
        commit.keep(after);
    } else if (now.cart) {
        commit.drop(*now.cart);
    }
    for (const auto& line : input.lines)
        commit.keep(line);
    return commit;
}

} // namespace kontor
