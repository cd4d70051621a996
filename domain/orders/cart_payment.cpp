#include "domain/orders/cart_payment.h"

#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/orders/cart_rows.h"

#include <algorithm>

namespace kontor {

namespace {

std::vector<schema::CartPayment> rowsOf(const Reader& shop, Id<schema::Terminal> terminal)
{
    auto rows = shop.where<schema::CartPayment>(schema::CartPayment::kCartFieldNumber, terminal.bytes());
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return std::pair(a.ordinal(), a.id()) < std::pair(b.ordinal(), b.id());
    });
    return rows;
}

Result<Done> checkPart(const CartPart& part)
{
    if (part.cash.has_value() == part.tender.has_value())
        return invalid("part", "it is either cash or another tender");
    const auto& amount = part.cash ? part.cash->amount : part.tender->amount;
    if (amount.minor() <= 0)
        return invalid("part", "a part is above zero");
    if (part.cash && (!part.cash->change.isZero() || part.cash->tendered != amount))
        return invalid("part", "of a part of the cash nothing goes back");
    if (part.tender && (part.tender->method == schema::CASH || part.tender->method == schema::CARD))
        return invalid("part", "a card payment is written down by itself");
    return Done{};
}

schema::CartPayment rowOf(const CartPart& part)
{
    schema::CartPayment row;
    row.set_method(part.cash ? schema::CASH : part.tender->method);
    *row.mutable_amount() = (part.cash ? part.cash->amount : part.tender->amount).message();
    if (part.cash && part.cash->foreign) {
        *row.mutable_foreign() = part.cash->foreign->tendered.message();
        row.set_rate(part.cash->foreign->rate.string());
    }
    if (part.tender && !part.tender->code.empty())
        row.set_code(part.tender->code);
    if (part.tender && !part.tender->reference.empty())
        row.set_reference(part.tender->reference);
    if (part.tender && part.tender->points != 0)
        row.set_points(part.tender->points);
    return row;
}

std::optional<CartPart> partOf(const schema::CartPayment& row)
{
    const auto amount = Money::from(row.amount());
    if (!amount || amount->minor() <= 0)
        return std::nullopt;
    CartPart part;
    part.id = Id<schema::CartPayment>(row.id());
    if (row.method() != schema::CASH) {
        Tender tender{row.method(), *amount};
        tender.code = row.code();
        tender.reference = row.reference();
        tender.points = row.points();
        part.tender = std::move(tender);
        return part;
    }
    part.cash = CashPayment{*amount, *amount, Money(0, amount->currency())};
    if (row.has_foreign()) {
        const auto foreign = Money::from(row.foreign());
        if (!foreign)
            return std::nullopt;
        part.cash->foreign = ForeignCash{*foreign, Id<schema::ExchangeRate>(row.rate())};
    }
    return part;
}

} // namespace

Result<Commit> takePart(const Reader& shop, const Context& context, const Actor& actor, const CartPart& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    if (auto sound = checkPart(input); !sound)
        return tl::unexpected(sound.error());
    if (cartLines(shop, context.terminal).empty())
        return invalid("cart", "there is nothing in it to pay for");
    const auto before = rowsOf(shop, context.terminal);
    if (before.size() >= maxCartPayments)
        return invalid("part", "one sale is paid in at most " + std::to_string(maxCartPayments) + " parts");
    Commit commit{"take-part", context, actor};
    auto row = rowOf(input);
    row.set_id(commit.nextRowId().string());
    row.set_cart(context.terminal.string());
    row.set_ordinal(before.empty() ? 1 : before.back().ordinal() + 1);
    commit.keep(row);
    return commit;
}

Result<Commit> givePartBack(const Reader& shop, const Context& context, const Actor& actor, const GivePartBack& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto row = shop.get(input.part);
    if (!row || row->cart() != context.terminal.bytes())
        return fail(Error::Kind::NotFound, "part", "the cart has no such payment");
    Commit commit{"give-part-back", context, actor};
    commit.drop(*row);
    return commit;
}

std::vector<CartPart> cartParts(const Reader& shop, Id<schema::Terminal> terminal)
{
    std::vector<CartPart> parts;
    for (const auto& row : rowsOf(shop, terminal))
        if (auto part = partOf(row))
            parts.push_back(*std::move(part));
    return parts;
}

Result<Done> checkNothingTaken(const Reader& shop, Id<schema::Terminal> terminal)
{
    if (rowsOf(shop, terminal).empty())
        return Done{};
    return fail(Error::Kind::Conflict, "paid", "a part of it is paid: finish the sale, or give the money back first");
}

void dropCartPayments(const Reader& shop, Id<schema::Terminal> terminal, Commit& commit)
{
    for (const auto& row : rowsOf(shop, terminal))
        commit.drop(row);
}

} // namespace kontor
