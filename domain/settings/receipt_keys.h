#pragma once

#include <string_view>

namespace kontor {

// Settings of a till's receipt printer; settingKeys() (keys.h) has their forms.

inline constexpr std::string_view receiptPrinter = "receipt.printer";   ///< As the system calls it; empty: none.
inline constexpr std::string_view receiptPaperMm = "receipt.paper-mm";  ///< "80" or "58".
inline constexpr std::string_view receiptPrinting = "receipt.printing"; ///< "asked" or "always".

} // namespace kontor
