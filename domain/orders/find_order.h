#pragma once

#include "domain/commands/command.h"
#include "domain/schema/orders.pb.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace kontor {

/// Orders whose receipt number ends so, however old: "123", "000123", "K7Q2-000123". The number is put together with every till's
/// prefix and looked up, so it costs some thousand look-ups by index at most, whatever the shop has sold. Of a short end the smaller
/// numbers are found ("123", then "1123" …); how far it looks is bounded, and `limit` ends it. In no order. Imported numbers are
/// not among them: those are found whole (ordersByReceipt).
[[nodiscard]] std::vector<schema::Order> ordersByReceiptEnd(const Reader& shop, std::string_view end,
                                                            std::size_t limit);

} // namespace kontor
