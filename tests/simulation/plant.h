#pragma once

#include "domain/base/planted.h"

#include <optional>
#include <string_view>
#include <vector>

namespace kontor::simulation {

/// From here on the production code has this fault, where it was compiled for that.
void plant(Planted fault);
[[nodiscard]] std::optional<Planted> plantedByName(std::string_view name);
[[nodiscard]] std::vector<std::string_view> plantedNames();

} // namespace kontor::simulation
