#include "domain/orders/pay_account.h"

#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/orders/shift_payments.h"
#include "domain/payments/cash_rounding.h"
#include "domain/settings/settings.h"

#include <algorithm>

namespace kontor {

Result<Commit> payAccount(const Reader& shop, const Context& context, const Actor& actor, const PayAccount& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto terms = storeTerms(shop, context.store);
    if (!terms)
        return tl::unexpected(terms.error());
    const auto owed = owedBy(shop, input.customer, terms->currency);
    if (!owed)
        return tl::unexpected(owed.error());
    const auto customer = shop.get(input.customer);
    if (std::any_of(input.tenders.begin(), input.tenders.end(), [](const Tender& tender) {
            return tender.method == schema::ON_ACCOUNT || tender.method == schema::LOYALTY_POINTS ||
                   tender.amount.minor() <= 0;
        }))
        return invalid("methods", "what is owed is paid with money");
    const Money nothing(0, terms->currency);
    const auto tendered = checkTenders(shop, context, actor, input.tenders, input.customer, std::max(*owed, nothing));
    if (!tendered)
        return tl::unexpected(tendered.error());
    const Money cash = input.cash.value_or(nothing);
    const bool isPaidOut = cash < nothing;
    if (isPaidOut) {
        if (auto allowed = actor.may(schema::RETURN_GOODS); !allowed)
            return tl::unexpected(allowed.error());
        if (!input.tenders.empty())
            return invalid("methods", "what the shop owes is paid out in cash");
    }
    if (cash.currency() != terms->currency)
        return invalid("currency", "accounts are kept in " + std::string(terms->currency.alpha()));
    const Money rest = *owed - *tendered;
    const Money unit = cashUnit(shop, {context.organisation, context.store, context.terminal}, terms->currency);
    // All that is owed is paid in the coins next to it; a part of it in coins there are.
    const bool isOwed = isPaidOut ? rest < nothing : rest > nothing;
    const Money toCoins = cash.isZero() || !isOwed ? nothing : cashRounding(rest, unit);
    const bool paysAll = cash == rest || cash == rest + toCoins;
    const Money rounding = paysAll ? toCoins : nothing;
    const Money coins = paysAll ? rest + toCoins : cash;
    if ((isPaidOut && !isOwed) || (!paysAll && (isPaidOut ? cash < rest : cash > rest)) || (cash + *tendered).isZero())
        return invalid("amount", customer->number() + " owes " + owed->toString());
    if (!cash.isZero() && (isPaidOut ? coins >= nothing : coins <= nothing))
        return invalid("amount", "there is no coin as small as the " + rest.toString() + " they owe");
    if (auto sound = checkCoins(coins, unit, "amount"); !sound)
        return tl::unexpected(sound.error());

    Commit commit{"pay-account", context, actor};
    if (!cash.isZero()) {
        schema::Payment row;
        row.set_method(schema::CASH);
        *row.mutable_amount() = coins.message();
        if (!isPaidOut) {
            *row.mutable_tendered() = coins.message();
            *row.mutable_change() = nothing.message();
        }
        auto& details = *row.mutable_details();
        details.set_customer(input.customer.string());
        details.set_terminal(context.terminal.string());
        details.set_at_us(context.now);
        if (!rounding.isZero())
            details.set_rounding_minor(rounding.minor());
        commit.insert(row);
    }
    insertTenders(shop, context, input.tenders, input.customer, {}, commit);
    const auto drafts = commit.changes(); // A copy: entries are added to it.
    for (const auto& draft : drafts) {
        schema::Payment payment;
        if (draft.type != rowTypeOf(schema::Payment::descriptor()).type || !payment.ParseFromString(draft.body))
            continue;
        schema::AccountEntry entry;
        entry.set_customer(input.customer.string());
        entry.set_amount_minor(payment.details().rounding_minor() - payment.amount().minor());
        entry.set_currency(payment.amount().currency());
        entry.set_payment(draft.row.string());
        entry.set_terminal(context.terminal.string());
        entry.set_at_us(context.now);
        commit.insert(entry);
    }
    noteInShift(shop, context, actor, "account " + customer->number() + (isPaidOut ? " paid out" : " paid"), commit);
    return commit;
}

} // namespace kontor
