#pragma once

#include "domain/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

/// A product that nobody sells: for shops to measure by.
struct SeedGoods {
    std::string name;
    std::string barcode;      ///< A valid GTIN, or empty.
    std::size_t category = 0; ///< Into seedCategories().
};

[[nodiscard]] const std::vector<std::string>& seedCategories();

/// `count` products. Those of `file` (columns gtin and name, packed with zstd or not) come first; where it has fewer, or there is
/// none (empty path), they come again in other sizes, or are made up. The same call gives the same list.
/// Errors: as CsvReader's; Invalid about "header" without those columns.
[[nodiscard]] Result<std::vector<SeedGoods>> seedGoods(std::size_t count, const std::filesystem::path& file);

/// A number of 12 digits with its check digit behind.
[[nodiscard]] std::string withCheckDigit(std::string digits);

/// Numbers that look random and are the same each time.
class SeedNumbers
{
public:
    explicit SeedNumbers(std::uint64_t seed) : m_state(seed) {}
    [[nodiscard]] std::uint64_t next();
    /// 0 to below - 1.
    [[nodiscard]] std::uint64_t below(std::uint64_t below) { return next() % below; }

private:
    std::uint64_t m_state;
};

} // namespace kontor
