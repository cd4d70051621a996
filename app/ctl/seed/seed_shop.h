#pragma once

#include "app/import/import_products.h"
#include "domain/base/result.h"
#include "domain/base/time.h"

#include <cstdint>
#include <filesystem>

namespace kontor {

class Store;

/// How large a shop to measure by is.
struct SeedWish {
    std::size_t products = 1000;
    std::size_t orders = 100;
    std::filesystem::path names = {}; ///< Of products; empty: made up. See seed_names.h.
    unsigned days = 200;              ///< Over which the orders are spread, the last of them being today.
};

struct SeedReport {
    std::uint64_t products = 0; ///< New ones; those of an earlier run stay.
    std::uint64_t orders = 0;
};

/// Fills a shop with products (each with a price, a shelf and stock) and orders of other people's making, by the same commands
/// as an import. Running it again with larger numbers adds what is missing. `options.staff` needs IMPORT_DATA and what it takes
/// to add products. Errors: of the commands; what was written before stays.
[[nodiscard]] Result<SeedReport> seedShop(Store& store, const SeedWish& wish, const ImportOptions& options);

} // namespace kontor
