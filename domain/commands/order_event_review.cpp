#include "domain/commands/order_event_review.h"

#include "domain/base/text.h"
#include "domain/commands/reason.h"
#include "domain/journal/reader.h"
#include "domain/orders/order_state.h"
#include "domain/orders/placed_goods.h"
#include "domain/orders/placed_order.h"

#include <algorithm>
#include <set>

namespace kontor {

namespace {

/// What sets a state: a command for which it is none writes it by itself.
bool writes(std::string_view command, schema::OrderState from, schema::OrderState to)
{
    if (command == "cancel-order")
        return to == schema::ORDER_CANCELLED || (to == schema::ORDER_RETURNED && from == schema::ORDER_SHIPPED);
    if (command == "sell")
        return to == schema::ORDER_DELIVERED || to == schema::ORDER_RETURNED;
    if (command == "place-order") // Of a quotation that is accepted.
        return to == schema::ORDER_DELIVERED;
    return to != schema::ORDER_CANCELLED;
}

class Judging
{
public:
    Judging(const Reader& seen, std::string_view command, const SaleFacts& facts)
        : m_seen(seen),
          m_command(command),
          m_facts(facts)
    {}

    void judge(const schema::OrderEvent& event)
    {
        const Id<schema::Order> id(event.order());
        const auto order = m_seen.get(id);
        if (!order || !isPlaced(order->kind()))
            return says("", "it is of no placed order that the author had seen");
        const auto from = orderHistory(m_seen, id).state;
        const auto to = event.state();
        const std::string receipt = shortened(order->receipt(), 80);
        if (!mayFollow(from, to) || !writes(m_command, from, to))
            return says(receipt, "what is " + std::string(orderStateName(from)) + " does not become " +
                                     std::string(orderStateName(to)) + " this way");
        if (m_command == "advance-order") {
            if (const auto sound = checkAdvance(m_seen, id, to); !sound)
                says(receipt, sound.error().detail);
        } else if (m_command == "sell" || m_command == "place-order") {
            const GoodsHere here = goodsIn(m_facts.lines);
            if (to == schema::ORDER_DELIVERED ? !isAllHandedOver(m_seen, id, here) : !isAllBack(m_seen, id, here))
                says(receipt, "not all of its goods went that way");
        }
    }

    void judgeUses(const std::set<Bytes>& cancelled)
    {
        std::multiset<std::string> claimed;
        for (auto use : m_facts.uses) {
            use.clear_id();
            claimed.insert(use.SerializeAsString());
        }
        std::multiset<std::string> due;
        for (const auto& order : cancelled)
            for (auto& use : usesGivenBack(m_seen, Id<schema::Order>(order))) {
                use.clear_id(); // An earlier program gave it one of the commit's.
                due.insert(use.SerializeAsString());
            }
        if (claimed != due)
            says("", "it gives back other uses of promotions than the order had taken");
    }

    void tooMany(std::size_t events)
    {
        says("", std::string(m_command) + " wrote " + std::to_string(events) + " of them: not all were judged");
    }

    std::vector<schema::Reason> take() { return std::move(m_reasons); }

private:
    void says(const std::string& receipt, std::string_view detail)
    {
        if (m_reasons.size() < maxReasons)
            m_reasons.push_back(makeReason(schema::Reason::PRICE_DIFFERS,
                                           "OrderEvent" + (receipt.empty() ? "" : " of " + receipt), detail));
    }

    const Reader& m_seen;
    std::string_view m_command;
    const SaleFacts& m_facts;
    std::vector<schema::Reason> m_reasons;
};

} // namespace

std::vector<schema::Reason> checkOrderEvents(const Reader& seen, std::string_view command, const SaleFacts& facts,
                                             const std::vector<schema::OrderEvent>& events)
{
    // A sale delivers one order and brings few back; what is written by itself is of one.
    const std::size_t mostEvents = command == "sell" ? 100 : 1;
    Judging judging(seen, command, facts);
    if (events.size() > mostEvents)
        judging.tooMany(events.size());
    std::set<Bytes> ended;
    for (std::size_t i = 0; i < std::min(events.size(), mostEvents); ++i) {
        judging.judge(events[i]);
        ended.insert(events[i].order());
    }
    if (command == "cancel-order")
        judging.judgeUses(ended);
    return judging.take();
}

} // namespace kontor
