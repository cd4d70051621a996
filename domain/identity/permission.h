#pragma once

#include "domain/schema/identity.pb.h"

#include <optional>
#include <span>
#include <string_view>

namespace kontor {

/// Every permission there is, in the order of their numbers.
[[nodiscard]] std::span<const schema::Permission> allPermissions();
/// What a cashier's role starts with: sell, take goods back, write down a customer.
[[nodiscard]] std::span<const schema::Permission> cashierPermissions();

/// "sell", "open-price": in errors, logs and on command lines.
[[nodiscard]] std::string_view permissionName(schema::Permission permission);
[[nodiscard]] std::optional<schema::Permission> permissionByName(std::string_view name);

} // namespace kontor
