#include "domain/base/exact.h"
#include "domain/commands/order_review.h"
#include "domain/commands/reason.h"

#include <algorithm>
#include <map>

namespace kontor {

namespace {

bool isPaidInOther(const SaleFacts& facts, const schema::StoredValue& value)
{
    const bool byPayment = std::any_of(facts.payments.begin(), facts.payments.end(), [&](const auto& payment) {
        return payment.stored_value() == value.id() && payment.amount().currency() != value.currency();
    });
    return byPayment || std::any_of(facts.lines.begin(), facts.lines.end(), [&](const auto& line) {
               const auto order = std::find_if(facts.orders.begin(), facts.orders.end(),
                                               [&](const auto& one) { return one.id() == line.order(); });
               return line.issues() == value.id() && order != facts.orders.end() &&
                      order->total().currency() != value.currency();
           });
}

} // namespace

std::vector<schema::Reason> checkStoredValue(const SaleFacts& facts)
{
    std::map<Bytes, Int128> values; // What entries say, less what payments and lines of the commit account for.
    std::map<Bytes, Int128> accounts;
    std::vector<schema::Reason> reasons;
    for (const auto& entry : facts.storedValueEntries)
        if (entry.reason() != schema::VALUE_CORRECTED)
            values[entry.value()] += entry.amount_minor();
    for (const auto& entry : facts.accountEntries)
        accounts[entry.customer()] += entry.amount_minor();
    for (const auto& payment : facts.payments) {
        if (payment.method() == schema::GIFT_CARD || payment.method() == schema::STORE_CREDIT) {
            if (!payment.has_stored_value())
                reasons.push_back(makeReason(schema::Reason::MALFORMED, "payment", "it names no gift card"));
            values[payment.stored_value()] += payment.amount().minor();
        }
        if (payment.method() == schema::ON_ACCOUNT)
            accounts[payment.details().customer()] -= payment.amount().minor();
    }
    for (const auto& line : facts.lines)
        if (line.has_issues())
            values[line.issues()] -= line.total_minor();
    // A card that is made here has its entries in the money it was paid in: minor units of another would be worth more.
    for (const auto& value : facts.storedValues)
        if (isPaidInOther(facts, value))
            reasons.push_back(
                makeReason(schema::Reason::MALFORMED, "StoredValue",
                           "a gift card or store credit is in another currency than what was paid for it"));
    for (const auto& entry : facts.storedValueEntries)
        if (entry.reason() == schema::VALUE_TAKEN_BACK && entry.amount_minor() <= 0)
            values[entry.value()] -=
                entry.amount_minor(); // Nobody gains by it; that it was due is the refund's matter.
    // An account that is paid has a payment without an order.
    for (const auto& payment : facts.payments)
        if (payment.order().empty() && payment.details().has_customer())
            accounts[payment.details().customer()] +=
                static_cast<Int128>(payment.amount().minor()) - payment.details().rounding_minor();
    for (const auto& [id, difference] : values)
        if (difference != 0 && reasons.size() < maxReasons)
            reasons.push_back(makeReason(schema::Reason::MALFORMED, "StoredValueEntry",
                                         "a gift card or store credit moved by what nothing was paid or sold for"));
    for (const auto& [id, difference] : accounts)
        if (difference != 0 && reasons.size() < maxReasons)
            reasons.push_back(makeReason(schema::Reason::MALFORMED, "AccountEntry",
                                         "an account moved by what nothing was bought or paid for"));
    return reasons;
}

} // namespace kontor
