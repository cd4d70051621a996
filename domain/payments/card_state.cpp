#include "domain/payments/card_state.h"

#include <algorithm>
#include <utility>

namespace kontor {

namespace {

using State = schema::CardState;

constexpr std::pair<State, State> transitions[] = {
    {schema::CARD_PENDING, schema::CARD_AUTHORISED}, {schema::CARD_PENDING, schema::CARD_CAPTURED},
    {schema::CARD_PENDING, schema::CARD_DECLINED},   {schema::CARD_PENDING, schema::CARD_UNKNOWN},
    {schema::CARD_PENDING, schema::CARD_VOIDED},     {schema::CARD_UNKNOWN, schema::CARD_AUTHORISED},
    {schema::CARD_UNKNOWN, schema::CARD_CAPTURED},   {schema::CARD_UNKNOWN, schema::CARD_DECLINED},
    {schema::CARD_UNKNOWN, schema::CARD_VOIDED},     {schema::CARD_AUTHORISED, schema::CARD_CAPTURED},
    {schema::CARD_AUTHORISED, schema::CARD_VOIDED},  {schema::CARD_AUTHORISED, schema::CARD_UNKNOWN},
    {schema::CARD_CAPTURED, schema::CARD_VOIDED},    {schema::CARD_CAPTURED, schema::CARD_REFUNDED},
};

} // namespace

bool mayFollow(State from, State to)
{
    return std::find(std::begin(transitions), std::end(transitions), std::pair(from, to)) != std::end(transitions);
}

std::string_view cardStateName(State state)
{
    switch (state) {
    case schema::CARD_PENDING: return "pending";
    case schema::CARD_AUTHORISED: return "authorised";
    case schema::CARD_CAPTURED: return "captured";
    case schema::CARD_DECLINED: return "declined";
    case schema::CARD_UNKNOWN: return "unknown";
    case schema::CARD_VOIDED: return "voided";
    case schema::CARD_REFUNDED: return "refunded";
    default: return "?";
    }
}

bool CardPaymentView::isSettled() const
{
    return state != schema::CARD_PENDING && state != schema::CARD_UNKNOWN;
}

bool CardPaymentView::holdsMoney() const
{
    return state == schema::CARD_AUTHORISED || state == schema::CARD_CAPTURED;
}

Result<CardPaymentView> readCardPayment(const Reader& shop, Id<schema::PaymentAttempt> id)
{
    auto attempt = shop.get(id);
    if (!attempt)
        return fail(Error::Kind::NotFound, "attempt", "there is no such card payment here");
    CardPaymentView view;
    view.attempt.Swap(&*attempt);
    std::vector<std::pair<MergeKey, schema::PaymentEvent>> events;
    for (auto& event : shop.where<schema::PaymentEvent>(schema::PaymentEvent::kAttemptFieldNumber, id.bytes()))
        events.emplace_back(shop.keyOfFact(event, RawId::of(event.id())).value_or(MergeKey{}), std::move(event));
    std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [key, event] : events) {
        if (!mayFollow(view.state, event.state())) {
            if (event.state() != view.state) // Heard twice is no contradiction.
                view.strays.push_back(std::move(event));
            continue;
        }
        view.state = event.state();
        if (event.has_last_four())
            view.lastFour = event.last_four();
        if (event.has_scheme())
            view.scheme = event.scheme();
        if (event.has_provider_reference())
            view.providerReference = event.provider_reference();
        view.last.Swap(&event);
    }
    return view;
}

} // namespace kontor
