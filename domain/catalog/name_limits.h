#pragma once

#include <cstddef>

namespace kontor {

/// Of what is shown on a chip or in a column: who checks a file before it is imported needs the same bounds as the commands.
inline constexpr std::size_t maxCategoryNameBytes = 60;
inline constexpr std::size_t maxBrandBytes = 60;

} // namespace kontor
