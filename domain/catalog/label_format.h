#pragma once

#include "domain/base/quantity.h"
#include "domain/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

/// How labels of scales carry a weight or a price in a 13-digit code, prefixes 02 and 20 to 29: "21IIIIIWWwwwC".
///
/// One character for each digit of the code:
/// - a digit: that digit. The first two are the prefix.
/// - `I`: the item's number, one run of two to eight.
/// - `W` and then `w`: the quantity in the product's own unit, whole units and then decimals (WWwww: kilos and grams; WWWWW: pieces).
/// - `P` and then `p`: the price of what is in the bag, whole units of the currency and then decimals (PPPpp).
/// - `V`: the check digit of a price or quantity of four or five digits, before or after it. Source: GS1 General
///   Specifications, "Price/weight field check digit calculations".
/// - `.`: any digit.
/// - `C`: the check digit of the code, the last.
struct LabelFormat {
    std::string pattern;
};

/// Reads formats, apart by blanks, commas or line ends. Errors: Invalid about "format", naming the first that is wrong and why.
[[nodiscard]] Result<std::vector<LabelFormat>> parseLabelFormats(std::string_view text);

/// What a label says.
struct LabelValue {
    std::string item; ///< Digits, with leading zeros.
    std::string
        itemCode; ///< The whole code with a value of zero and the check digits that go with it: "2112345000007".
    std::int64_t number = 0; ///< Times 10^-decimals.
    int decimals = 0;
    bool isPrice = false;
};

/// What `code` says by the first format that fits; nothing when none does or a check digit is wrong. A 12-digit UPC-A is read as
/// the EAN-13 with a zero before it.
[[nodiscard]] std::optional<LabelValue> readLabel(const std::vector<LabelFormat>& formats, std::string_view code);

/// The check digit of EAN-13, EAN-8 and UPC-A for the digits before it. Source: GS1 General Specifications, 7.9.1.
[[nodiscard]] char gs1CheckDigit(std::string_view digits);

} // namespace kontor
