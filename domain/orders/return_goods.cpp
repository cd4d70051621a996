#include "domain/orders/return_goods.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/orders/cart.h"
#include "domain/orders/cart_rows.h"
#include "domain/orders/line_share.h"
#include "domain/payments/stored_value.h"
#include "domain/schema/payments.pb.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <set>

namespace kontor {

Result<Done> checkCardComesBack(const Reader& shop, const Context& context, const Actor& actor,
                                const schema::OrderLine& sold)
{
    const auto value = readStoredValue(shop, Id<schema::StoredValue>(sold.issues()));
    if (!value)
        return tl::unexpected(value.error());
    if (value->balance.minor() < sold.total_minor())
        return fail(Error::Kind::Conflict, "balance",
                    "on " + value->code + " are " + value->balance.toString() + ", less than it was sold for");
    if (actor.may(schema::MANAGE_TILL))
        return Done{};
    const auto may =
        spendable(shop, context, *value); // Elsewhere it may have been spent, and nobody here has heard of it.
    if (!may)
        return tl::unexpected(may.error());
    if (may->minor() < sold.total_minor())
        return fail(Error::Kind::Denied, "stored-value.day-cap",
                    "this till may take " + may->toString() + " of " + value->code +
                        " now: a card of more is taken back by whom may manage-till");
    return Done{};
}

Result<Done> checkReturnDays(const Reader& shop, const SettingOwners& owners, const Actor& actor,
                             const schema::Order& sold, TimeUs at)
{
    constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
    const auto days = readNumberSetting(shop, owners, returnsDays);
    if (days > 0 && at - sold.at_us() > days * dayUs && !actor.may(schema::MANAGE_TILL))
        return invalid("returns.days", "it was sold more than " + std::to_string(days) + " days ago");
    return Done{};
}

Result<Commit> addReturn(const Reader& shop, const Context& context, const Actor& actor, const AddReturn& input)
{
    if (auto allowed = actor.may(schema::RETURN_GOODS); !allowed)
        return tl::unexpected(allowed.error());
    const auto source = readSourceLine(shop, input.line);
    if (!source)
        return tl::unexpected(source.error());
    if (source->order.kind() != schema::SALE || source->order.training() || source->row.quantity() <= 0)
        return invalid("line", "only what a sale sold comes back");
    const SettingOwners owners{context.organisation, context.store, context.terminal};
    if (auto within = checkReturnDays(shop, owners, actor, source->order, context.now); !within)
        return tl::unexpected(within.error());
    const auto reason = optionalText(input.reason, "reason", 100);
    if (!reason)
        return tl::unexpected(reason.error());
    if (input.quantity.thousandths <= 0)
        return invalid("quantity", "how many come back is more than none");
    if (source->row.has_issues())
        if (auto sound = checkCardComesBack(shop, context, actor, source->row); !sound)
            return tl::unexpected(sound.error());
    schema::CartLine line;
    line.set_variant(source->row.variant());
    line.set_quantity(-input.quantity.thousandths);
    if (source->row.has_counted_in())
        line.set_counted_in(source->row.counted_in());
    line.set_returns(input.line.string());
    if (input.condition != schema::RESTOCKED)
        line.mutable_details()->set_condition(input.condition);
    if (!reason->empty())
        line.mutable_details()->set_reason(*reason);
    if (auto sound = checkEarlier(shop, context, line); !sound)
        return tl::unexpected(sound.error());
    if (auto fits = checkLineCount(shop, context, cartLines(shop, context.terminal).size() + 1); !fits)
        return tl::unexpected(fits.error());
    Commit commit{"add-return", context, actor};
    auto cart = openCart(shop, context, actor);
    appendLine(cart, line, commit);
    commit.keep(cart);
    return commit;
}

Result<std::vector<ReturnableLine>> returnableLines(const Reader& shop, Id<schema::Order> order)
{
    if (!shop.get(order))
        return fail(Error::Kind::NotFound, "order", "there is no such order here");
    auto rows = shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order.bytes());
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.ordinal() < b.ordinal(); });
    std::vector<ReturnableLine> lines;
    for (auto& row : rows) {
        const auto returned = returnedOf(shop, Id<schema::OrderLine>(row.id()));
        lines.push_back({std::move(row), returned});
    }
    return lines;
}

std::vector<schema::Order> ordersByReceipt(const Reader& shop, std::string_view receipt)
{
    return shop.where<schema::Order>(schema::Order::kReceiptFieldNumber, composed(trimmed(receipt)));
}

std::vector<schema::Order> ordersByCard(const Reader& shop, std::string_view lastFour, std::size_t limit)
{
    std::set<RawId> ids; // Of orders; they are made of their time.
    for (const auto& event : shop.where<schema::PaymentEvent>(schema::PaymentEvent::kLastFourFieldNumber, lastFour))
        for (const auto& payment :
             shop.where<schema::Payment>(schema::Payment::kCardAttemptFieldNumber, event.attempt()))
            ids.insert(RawId::of(payment.order()));
    std::vector<schema::Order> orders;
    for (auto id = ids.rbegin(); id != ids.rend() && orders.size() < limit; ++id)
        if (auto order = shop.get(Id<schema::Order>(*id)))
            orders.push_back(std::move(*order));
    return orders;
}

} // namespace kontor
