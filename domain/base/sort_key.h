#pragma once

#include <string>
#include <string_view>

namespace kontor {

/// What names are sorted and compared by: letters folded to one case and stripped of their marks, so that "Éclair" stands at
/// "eclair". Bytes compare in the order of code points. What is not UTF-8 comes back as it is.
[[nodiscard]] std::string sortKey(std::string_view text);

} // namespace kontor
