#pragma once

#include <string>
#include <string_view>

namespace kontor {

/// Raw bytes. protobuf's `bytes` are std::string, so ours are too.
using Bytes = std::string;
using BytesView = std::string_view;

/// "0a1b…", lower case.
[[nodiscard]] std::string hex(BytesView bytes);
/// The bytes of an even number of hex digits; empty when there is any other character.
[[nodiscard]] Bytes unhex(std::string_view digits);

} // namespace kontor
