#pragma once

#include "domain/customers/erase.h"

#include <nlohmann/json_fwd.hpp>

namespace kontor {

/// What a shop has about a person beside who they are, as `customer show` hands it out: lines and payments of their orders, what
/// promotions gave, stored value that is theirs, parked carts, what is kept for them, and free words; under "all" every row, field by field.
[[nodiscard]] nlohmann::ordered_json exportOf(const Reader& shop, const CustomerData& data);

} // namespace kontor
