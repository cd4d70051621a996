#include "domain/orders/order_state.h"

#include "domain/journal/reader.h"

#include <algorithm>
#include <utility>

namespace kontor {

namespace {

using State = schema::OrderState;

constexpr std::pair<State, State> transitions[] = {
    {schema::ORDER_PENDING, schema::ORDER_CONFIRMED},
    {schema::ORDER_PENDING, schema::ORDER_PROCESSING},
    {schema::ORDER_PENDING, schema::ORDER_READY_FOR_PICKUP},
    {schema::ORDER_PENDING, schema::ORDER_DELIVERED},
    {schema::ORDER_PENDING, schema::ORDER_CANCELLED},
    {schema::ORDER_CONFIRMED, schema::ORDER_PROCESSING},
    {schema::ORDER_CONFIRMED, schema::ORDER_READY_FOR_PICKUP},
    {schema::ORDER_CONFIRMED, schema::ORDER_SHIPPED},
    {schema::ORDER_CONFIRMED, schema::ORDER_DELIVERED},
    {schema::ORDER_CONFIRMED, schema::ORDER_CANCELLED},
    {schema::ORDER_PROCESSING, schema::ORDER_READY_FOR_PICKUP},
    {schema::ORDER_PROCESSING, schema::ORDER_SHIPPED},
    {schema::ORDER_PROCESSING, schema::ORDER_DELIVERED},
    {schema::ORDER_PROCESSING, schema::ORDER_CANCELLED},
    {schema::ORDER_READY_FOR_PICKUP, schema::ORDER_DELIVERED},
    {schema::ORDER_READY_FOR_PICKUP, schema::ORDER_PROCESSING},
    {schema::ORDER_READY_FOR_PICKUP, schema::ORDER_CANCELLED},
    {schema::ORDER_SHIPPED, schema::ORDER_DELIVERED},
    {schema::ORDER_SHIPPED, schema::ORDER_RETURNED},
    {schema::ORDER_DELIVERED, schema::ORDER_RETURNED},
};
constexpr std::pair<State, std::string_view> names[] = {
    {schema::ORDER_PENDING, "pending"},       {schema::ORDER_CONFIRMED, "confirmed"},
    {schema::ORDER_PROCESSING, "processing"}, {schema::ORDER_READY_FOR_PICKUP, "ready-for-pickup"},
    {schema::ORDER_SHIPPED, "shipped"},       {schema::ORDER_DELIVERED, "delivered"},
    {schema::ORDER_CANCELLED, "cancelled"},   {schema::ORDER_RETURNED, "returned"}};

} // namespace

bool mayFollow(State from, State to)
{
    return std::find(std::begin(transitions), std::end(transitions), std::pair(from, to)) != std::end(transitions);
}

bool isOver(State state)
{
    return state == schema::ORDER_DELIVERED || state == schema::ORDER_CANCELLED || state == schema::ORDER_RETURNED;
}

std::string_view orderStateName(State state)
{
    for (const auto& [one, name] : names)
        if (one == state)
            return name;
    return "?";
}

std::optional<State> orderStateByName(std::string_view name)
{
    for (const auto& [one, called] : names)
        if (called == name)
            return one;
    return std::nullopt;
}

OrderHistory orderHistory(const Reader& shop, Id<schema::Order> order)
{
    std::vector<std::pair<MergeKey, schema::OrderEvent>> events;
    for (auto& event : shop.where<schema::OrderEvent>(schema::OrderEvent::kOrderFieldNumber, order.bytes()))
        events.emplace_back(shop.keyOfFact(event, RawId::of(event.id())).value_or(MergeKey{}), std::move(event));
    std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    OrderHistory history;
    for (auto& [key, event] : events) {
        if (!mayFollow(history.state, event.state())) {
            history.strays.push_back(std::move(event));
            continue;
        }
        history.state = event.state();
        history.events.push_back(std::move(event));
    }
    return history;
}

} // namespace kontor
