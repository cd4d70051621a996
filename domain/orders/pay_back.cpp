#include "domain/orders/pay_back.h"

#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/loyalty/pay_points.h"
#include "domain/payments/card_state.h"
#include "domain/payments/stored_value.h"

#include <algorithm>
#include <set>

namespace kontor {

namespace {

/// The refund at the payment terminal that pays this part back, none of those that paid others; null: there is none.
const Tender* cardRefund(const Reader& shop, const PaidBack& back, std::span<const Tender> tenders,
                         std::set<RawId>& taken)
{
    const auto found = std::find_if(tenders.begin(), tenders.end(), [&](const Tender& tender) {
        if (tender.method != schema::CARD || tender.amount != -back.value || taken.contains(tender.attempt.raw))
            return false;
        const auto card = readCardPayment(shop, tender.attempt);
        bool used = false;
        schema::Payment other;
        shop.eachWhere(schema::Payment::kCardAttemptFieldNumber, tender.attempt.bytes(), other, [&] {
            used = true;
            return false;
        });
        return card && !used && card->holdsMoney() && card->attempt.refund_of() == back.cardAttempt &&
               tender.tipMinor <= 0 && -tender.tipMinor <= tipLeftMinor(shop, back.of) &&
               card->attempt.amount().minor() == tender.amount.minor() + tender.tipMinor;
    });
    if (found == tenders.end())
        return nullptr;
    taken.insert(found->attempt.raw);
    return &*found;
}

bool toCredit(const PaidBack& back)
{
    return back.method == schema::STORE_CREDIT && !(back.paidBy == schema::STORE_CREDIT && !back.storedValue.empty());
}

} // namespace

Result<Done> checkPaidBack(const Reader& shop, const SettlementPlan& plan, const RefundChoice& choice,
                           std::span<const Tender> tenders, TimeUs at)
{
    std::size_t cards = 0;
    std::set<RawId> taken;
    for (const auto& back : plan.back) {
        if (back.method == schema::CARD) {
            ++cards;
            if (cardRefund(shop, back, tenders, taken) == nullptr)
                return fail(Error::Kind::Conflict, "attempt",
                            "pay " + back.value.toString() + " back to the card of attempt " + hex(back.cardAttempt) +
                                " at the payment terminal first");
        }
        if (!toCredit(back) || choice.code.empty())
            continue;
        const auto value = readStoredValue(shop, choice.code);
        if (!value && value.error().kind != Error::Kind::NotFound)
            return tl::unexpected(value.error());
        if (value && (value->kind != schema::STORE_CREDIT_VALUE || value->balance.currency() != back.value.currency()))
            return fail(Error::Kind::Conflict, "code", value->code + " is no store credit of this currency");
        if (value)
            if (auto pays = checkPays(*value, at); !pays)
                return pays;
    }
    const auto given = static_cast<std::size_t>(
        std::count_if(tenders.begin(), tenders.end(), [](const Tender& tender) { return tender.amount.minor() < 0; }));
    if (given != cards)
        return invalid("payments", "money was paid back to a card that the goods were not paid by");
    return Done{};
}

void insertPaidBack(const Reader& shop, const Context& context, const SettlementPlan& plan, const RefundChoice& choice,
                    std::span<const Tender> tenders, Id<schema::Customer> customer, const Bytes& order, Commit& commit)
{
    Bytes credit; // One for all that goes there.
    std::set<RawId> taken;
    for (const auto& back : plan.back) {
        schema::Payment row;
        row.set_order(order);
        row.set_method(back.method);
        const bool isRoundedHere = back.method == schema::CASH || back.method == schema::STORE_CREDIT;
        const Money amount = isRoundedHere ? -(back.value + back.rounding) : -back.value;
        *row.mutable_amount() = amount.message();
        if (!back.of.isNil())
            row.set_refund_of(back.of.string());
        if (!back.rounding.isZero()) // Of what is exchanged it goes along: the payment it arrives as has it too.
            row.mutable_details()->set_rounding_minor(-back.rounding.minor());
        if (back.method == schema::CARD) {
            const auto* const refund = cardRefund(shop, back, tenders, taken);
            row.set_card_attempt(refund->attempt.string());
            if (refund->tipMinor != 0)
                row.mutable_details()->set_tip_minor(refund->tipMinor);
        }
        Bytes value = back.storedValue;
        if (toCredit(back)) {
            if (credit.empty()) {
                const auto present = choice.code.empty()
                                         ? Result<StoredValueView>(fail(Error::Kind::NotFound, "code", ""))
                                         : readStoredValue(shop, choice.code);
                if (present) {
                    credit = present->id.string();
                } else {
                    schema::StoredValue made;
                    made.set_kind(schema::STORE_CREDIT_VALUE);
                    made.set_code(choice.code.empty() ? newStoredValueCode(context, "SC")
                                                      : storedValueCode(choice.code).value());
                    made.set_currency(back.value.currency().numeric());
                    if (!customer.isNil())
                        made.set_customer(customer.string());
                    made.set_issued_us(context.now);
                    credit = commit.insert(made).string();
                }
            }
            value = credit;
        }
        const bool onCard = back.method == schema::GIFT_CARD || back.method == schema::STORE_CREDIT;
        if (onCard)
            row.set_stored_value(value);
        if (back.method == schema::ON_ACCOUNT || back.method == schema::LOYALTY_POINTS)
            row.mutable_details()->set_customer(back.customer);
        if (back.paidBy == schema::LOYALTY_POINTS) {
            row.mutable_details()->set_points(-back.points);
            row.mutable_details()->set_points_order(back.pointsOrder);
        }
        commit.insert(row);
        insertPointsOf(shop, context, row, commit);
        if (onCard) {
            auto entry = storedValueEntry(context, value, -amount, schema::VALUE_GIVEN_BACK, order);
            commit.insert(entry);
        }
        if (back.method == schema::ON_ACCOUNT) {
            schema::AccountEntry entry;
            entry.set_customer(back.customer);
            entry.set_amount_minor(-back.value.minor());
            entry.set_currency(back.value.currency().numeric());
            entry.set_order(order);
            entry.set_terminal(context.terminal.string());
            entry.set_at_us(context.now);
            commit.insert(entry);
        }
        if (back.method != schema::EXCHANGE)
            continue;
        // What left one payment arrives in this order, and remembers how it was first paid.
        schema::Payment carried;
        carried.set_order(order);
        carried.set_method(schema::EXCHANGE);
        *carried.mutable_amount() = back.value.message();
        if (!back.storedValue.empty())
            carried.set_stored_value(back.storedValue);
        if (!back.cardAttempt.empty())
            carried.set_card_attempt(back.cardAttempt);
        auto& details = *carried.mutable_details();
        details.set_carried(back.of.string());
        details.set_carried_method(back.paidBy);
        if (!back.customer.empty())
            details.set_customer(back.customer);
        if (back.paidBy == schema::LOYALTY_POINTS) {
            details.set_points(back.points);
            details.set_points_order(back.pointsOrder);
        }
        if (!back.rounding.isZero())
            details.set_rounding_minor(back.rounding.minor());
        commit.insert(carried);
    }
}

Money roundingOf(const SettlementPlan& plan)
{
    Money sum(0, plan.due.currency());
    for (const auto& back : plan.back)
        if (back.method == schema::CASH || back.method == schema::STORE_CREDIT)
            sum -= back.rounding;
    return sum;
}

} // namespace kontor
