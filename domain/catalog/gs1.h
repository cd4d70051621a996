#pragma once

#include "domain/base/result.h"
#include "domain/catalog/scan.h"
#include "domain/journal/reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

/// A number times 10^-decimals, as an identifier ends with them.
struct Gs1Number {
    std::int64_t number = 0;
    int decimals = 0;
    friend bool operator==(const Gs1Number&, const Gs1Number&) = default;
};

/// What a GS1 code says beyond the number of the goods: GS1-128, GS1 DataMatrix, GS1 QR and DataBar Expanded carry the same elements.
struct Gs1Label {
    std::string gtin;   ///< (01), 14 digits.
    std::string lot;    ///< (10); empty: none.
    std::string serial; ///< (21); empty: none.
    std::optional<std::uint32_t> expiresOn =
        {};                                  ///< (17), 20101231: the last day. A day of zero is the last of its month.
    std::optional<Gs1Number> kilograms = {}; ///< (310n): what is in the pack weighs, net.
    std::optional<Gs1Number> amount = {};    ///< (392n), (393n): what is in the pack costs;
    std::optional<std::uint32_t> currency = {}; ///< of (393n) ISO 4217, numeric; else the shop's own.
    std::string measure =
        {}; ///< The last of those two as it is printed, behind the number: "(01)…(3922)499"; empty: none.
};

/// The elements of a scanned code: as the symbols hold them, with or without the scanner's identifier ("]C1", "]d2", "]Q3", "]e0") and
/// with FNC1 as the character 29, or as they are printed below them: "(01)04012345678901(17)251231(10)A7". Elements it has no use for are
/// passed over; nothing when it is no such code, or names no goods by a number whose check digit is right.
/// Source: GS1 General Specifications, 3 (application identifiers), 7.8 (lengths that are fixed).
[[nodiscard]] std::optional<Gs1Label> readGs1(std::string_view text);

/// The number as catalogues write it: with 14 digits, then without the zeros that fill it up to those of EAN-13, UPC-A and EAN-8.
[[nodiscard]] std::vector<std::string> codesOf(const Gs1Label& label);

/// The goods of a label. Errors: NotFound about "code", naming the number.
[[nodiscard]] Result<ScanResult> resolveGs1(const Reader& shop, const Gs1Label& label);

} // namespace kontor
