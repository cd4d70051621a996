#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/orders.pb.h"

#include <optional>
#include <string_view>
#include <vector>

namespace kontor {

/// Whether a placed order may become this next. The table: domain/orders/README.md.
[[nodiscard]] bool mayFollow(schema::OrderState from, schema::OrderState to);
/// Whether nothing more is handed over of it: delivered, cancelled, returned.
[[nodiscard]] bool isOver(schema::OrderState state);
[[nodiscard]] std::string_view orderStateName(schema::OrderState state); ///< "ready-for-pickup"
[[nodiscard]] std::optional<schema::OrderState> orderStateByName(std::string_view name);

/// Its events in their merge order, those that cannot follow left out: two tills both moved it on.
struct OrderHistory {
    schema::OrderState state = schema::ORDER_PENDING;
    std::vector<schema::OrderEvent> events;
    std::vector<schema::OrderEvent> strays;
};
[[nodiscard]] OrderHistory orderHistory(const Reader& shop, Id<schema::Order> order);

} // namespace kontor
