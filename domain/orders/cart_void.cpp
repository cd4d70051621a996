#include "domain/orders/cart_void.h"

#include "domain/base/exact.h"
#include "domain/base/time.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/orders/buyer.h"
#include "domain/orders/cart_rows.h"
#include "domain/pricing/line_price.h"
#include "domain/settings/settings.h"

#include <algorithm>

namespace kontor {

void countVoid(const Reader& shop, const Context& context, const schema::CartLine& line, Quantity taken,
               schema::Cart& cart)
{
    if (line.quantity() <= 0 || taken.thousandths == 0 || line.has_returns() ||
        readBoolSetting(shop, {context.organisation, context.store, context.terminal}, tillTraining))
        return;
    const auto cartRow = shop.get(Id<schema::Cart>(context.terminal.raw));
    const auto buyer = buyerFor(
        shop, context.store, Id<schema::Customer>(cartRow ? BytesView(cartRow->customer()) : BytesView()), context.now);
    const auto price = buyer ? priceLine(shop, requestOf(line, *buyer, context.now)) : tl::unexpected(buyer.error());
    const std::int64_t worth = price ? price->total.minor() : 0; // What cannot be priced could not have been sold.
    const Int128 part = divideHalfUp(static_cast<Int128>(worth) * taken.thousandths, line.quantity());
    constexpr std::int64_t most = 1'000'000'000'000'000;
    const auto sum = std::clamp<Int128>(part + cart.voided_minor(), 0, most);
    const auto lines = static_cast<std::int64_t>(cart.voided_lines()) + (taken.thousandths < 0 ? -1 : 1);
    cart.set_voided_lines(static_cast<std::uint32_t>(std::max<std::int64_t>(lines, 0)));
    cart.set_voided_minor(static_cast<std::int64_t>(sum));
}

void insertVoid(const Context& context, const Actor& actor, const schema::Cart& cart, const Bytes& order,
                Currency currency, Commit& commit)
{
    if (cart.voided_lines() == 0)
        return;
    schema::CartVoid row;
    row.set_terminal(context.terminal.string());
    row.set_staff(actor.staff().string());
    row.set_at_us(context.now);
    row.set_business_date(dateOf(context.now, context.utcOffsetSeconds));
    row.set_lines(cart.voided_lines());
    *row.mutable_amount() = Money(cart.voided_minor(), currency).message();
    if (!order.empty())
        row.set_order(order);
    commit.insert(row);
}

} // namespace kontor
