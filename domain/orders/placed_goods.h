#pragma once

#include "domain/base/id.h"
#include "domain/commands/command.h"
#include "domain/schema/orders.pb.h"

#include <cstdint>
#include <map>
#include <vector>

namespace kontor {

/// What lines that are being sold hand over of placed orders' lines, and take back of sold ones: thousandths by line, above zero.
struct GoodsHere {
    std::map<RawId, std::int64_t> handedOver;
    std::map<RawId, std::int64_t> back;
};
[[nodiscard]] GoodsHere goodsIn(const std::vector<schema::OrderLine>& lines);

/// Whether all of a placed order is handed over with these.
[[nodiscard]] bool isAllHandedOver(const Reader& shop, Id<schema::Order> placed, const GoodsHere& here);
/// Whether all of a placed order was handed over, and all of it came back with these.
[[nodiscard]] bool isAllBack(const Reader& shop, Id<schema::Order> placed, const GoodsHere& here);
/// The placed orders of which goods come back with these.
[[nodiscard]] std::vector<Id<schema::Order>> comingBack(const Reader& shop, const GoodsHere& here);

} // namespace kontor
