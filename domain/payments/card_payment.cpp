#include "domain/payments/card_payment.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/payments/card_number.h"
#include "domain/payments/card_state.h"
#include "domain/payments/tender.h"
#include "domain/schema/orders.pb.h"
#include "domain/settings/settings.h"

#include <algorithm>

namespace kontor {

namespace {

/// What earlier refunds of an attempt asked back, whatever came of those that are not declined.
std::int64_t askedBack(const Reader& shop, Id<schema::PaymentAttempt> of)
{
    std::uint64_t sum = 0; // Modulo 2^64, as every sum of facts.
    for (const auto& row :
         shop.where<schema::PaymentAttempt>(schema::PaymentAttempt::kRefundOfFieldNumber, of.bytes())) {
        const auto view = readCardPayment(shop, Id<schema::PaymentAttempt>(row.id()));
        if (view && view->state != schema::CARD_DECLINED && view->state != schema::CARD_VOIDED)
            sum -= static_cast<std::uint64_t>(row.amount().minor());
    }
    return static_cast<std::int64_t>(sum);
}

} // namespace

Result<Commit> beginCardPayment(const Reader& shop, const Context& context, const Actor& actor,
                                const BeginCardPayment& input)
{
    if (auto allowed = actor.may(input.amount.minor() < 0 ? schema::RETURN_GOODS : schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    if (input.amount.isZero())
        return invalid("amount", "there is nothing to take");
    const bool isPart = input.amount.minor() > 0 ? input.tipMinor >= 0 && input.tipMinor < input.amount.minor()
                                                 : input.tipMinor <= 0 && input.tipMinor > input.amount.minor();
    if (!isPart)
        return invalid("tip", "a tip is a part of what is taken on top of what is due");
    const auto terms = storeTerms(shop, context.store);
    if (!terms)
        return tl::unexpected(terms.error());
    if (input.amount.currency() != terms->currency)
        return invalid("currency", "cards are charged in " + std::string(terms->currency.alpha()));
    if (!isTaken(shop, {context.organisation, context.store, context.terminal}, schema::CARD))
        return invalid("methods", "cards are not taken here");
    schema::PaymentAttempt attempt;
    if (input.amount.minor() < 0) {
        const auto of = readCardPayment(shop, input.refundOf.value_or(Id<schema::PaymentAttempt>()));
        if (!of)
            return tl::unexpected(of.error());
        if (!of->holdsMoney())
            return fail(Error::Kind::Conflict, "attempt",
                        "it is " + std::string(cardStateName(of->state)) + ": there is nothing to pay back");
        const auto left = of->attempt.amount().minor() - askedBack(shop, *input.refundOf);
        if (-input.amount.minor() > left)
            return invalid("amount", Money(left, input.amount.currency()).toString() + " of it are left");
        attempt.set_refund_of(input.refundOf->string());
    }
    const auto provider = requiredText(input.provider, "provider", 60);
    if (!provider)
        return tl::unexpected(provider.error());
    *attempt.mutable_amount() = input.amount.message();
    attempt.set_terminal(context.terminal.string());
    attempt.set_staff(actor.staff().string());
    attempt.set_at_us(context.now);
    attempt.set_provider(*provider);
    if (input.tipMinor != 0)
        attempt.set_tip_minor(input.tipMinor);
    Commit commit{"begin-card-payment", context, actor};
    commit.insert(attempt);
    return commit;
}

Result<Commit> noteCardAnswer(const Reader& shop, const Context& context, const Actor& actor,
                              const NoteCardAnswer& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto view = readCardPayment(shop, input.attempt);
    if (!view)
        return tl::unexpected(view.error());
    Commit commit{"note-card-answer", context, actor};
    if (view->state == input.answer.state)
        return commit;
    if (!mayFollow(view->state, input.answer.state))
        return fail(Error::Kind::Conflict, "state",
                    "a card payment that is " + std::string(cardStateName(view->state)) + " does not become " +
                        std::string(cardStateName(input.answer.state)));
    const auto& answer = input.answer;
    if (answer.lastFour.size() > 4 ||
        !std::all_of(answer.lastFour.begin(), answer.lastFour.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return invalid("card number", "of a card only its last four digits are kept");
    schema::PaymentEvent event;
    event.set_attempt(input.attempt.string());
    event.set_state(answer.state);
    event.set_at_us(context.now);
    event.set_staff(actor.staff().string());
    if (!answer.lastFour.empty())
        event.set_last_four(answer.lastFour);
    // What a provider writes is cut, not refused: its answer must not be lost for a long sentence.
    const auto keep = [](const std::string& text, auto set) {
        auto kept = shortened(composed(text), 100);
        if (hasCardNumber(kept)) // Nor for a reference that looks like one: its last digits find it at the provider's.
            kept = "…" + kept.substr(kept.size() - 4);
        if (!kept.empty() && isUtf8(kept))
            set(kept);
    };
    keep(answer.providerReference, [&](const auto& text) { event.set_provider_reference(text); });
    keep(answer.scheme, [&](const auto& text) { event.set_scheme(text); });
    keep(answer.token, [&](const auto& text) { event.set_token(text); });
    keep(answer.detail, [&](const auto& text) { event.set_detail(text); });
    commit.insert(event);
    return commit;
}

namespace {

bool hasPaid(const Reader& shop, Id<schema::PaymentAttempt> attempt)
{
    bool paid = false;
    schema::Payment payment;
    shop.eachWhere(schema::Payment::kCardAttemptFieldNumber, attempt.bytes(), payment, [&] {
        paid = true;
        return false;
    });
    return paid;
}

/// Attempts since an instant that `wanted` says yes to, of their view and whether they have paid for something.
template <typename Wanted>
std::vector<OpenCardPayment> attemptsThat(const Reader& shop, TimeUs since, Wanted wanted)
{
    std::vector<OpenCardPayment> found;
    schema::PaymentAttempt row;
    shop.eachBetween(schema::PaymentAttempt::kAtUsFieldNumber, since, INT64_MAX, row, [&] {
        const Id<schema::PaymentAttempt> id(row.id());
        const auto view = readCardPayment(shop, id);
        const auto amount = Money::from(row.amount());
        if (view && amount && wanted(*view, id))
            found.push_back({id, *amount, row.at_us(), view->state});
        return true;
    });
    return found;
}

} // namespace

std::vector<OpenCardPayment> openCardPayments(const Reader& shop, TimeUs since)
{
    return attemptsThat(shop, since, [&](const CardPaymentView& view, Id<schema::PaymentAttempt> id) {
        return !view.isSettled() || (view.holdsMoney() && !hasPaid(shop, id));
    });
}

std::vector<OpenCardPayment> uncapturedCardPayments(const Reader& shop, TimeUs since)
{
    return attemptsThat(shop, since, [&](const CardPaymentView& view, Id<schema::PaymentAttempt> id) {
        return view.state == schema::CARD_AUTHORISED && hasPaid(shop, id);
    });
}

} // namespace kontor
