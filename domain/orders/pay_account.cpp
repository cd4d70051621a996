#include "domain/orders/pay_account.h"

#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/orders/shift_payments.h"
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
    if (cash.currency() != terms->currency)
        return invalid("currency", "accounts are kept in " + std::string(terms->currency.alpha()));
    if (cash < nothing || cash > *owed - *tendered || (cash + *tendered).isZero())
        return invalid("amount", customer->number() + " owes " + owed->toString());

    Commit commit{"pay-account", context, actor};
    if (!cash.isZero()) {
        schema::Payment row;
        row.set_method(schema::CASH);
        *row.mutable_amount() = cash.message();
        *row.mutable_tendered() = cash.message();
        *row.mutable_change() = nothing.message();
        auto& details = *row.mutable_details();
        details.set_customer(input.customer.string());
        details.set_terminal(context.terminal.string());
        details.set_at_us(context.now);
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
        entry.set_amount_minor(-payment.amount().minor());
        entry.set_currency(payment.amount().currency());
        entry.set_payment(draft.row.string());
        entry.set_terminal(context.terminal.string());
        entry.set_at_us(context.now);
        commit.insert(entry);
    }
    noteInShift(shop, context, actor, "account " + customer->number() + " paid", commit);
    return commit;
}

} // namespace kontor
