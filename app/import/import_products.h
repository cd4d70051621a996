#pragma once

#include "app/import/product_plan.h"
#include "domain/base/result.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/identity.pb.h"

#include <cstdint>
#include <functional>

namespace kontor {

class Store;

/// How an import runs.
struct ImportOptions {
    Id<schema::Staff> staff;
    std::size_t batch = 1000; ///< Products or customers per commit.
    /// Called now and then on the thread that imports.
    std::function<void(const char* stage, std::uint64_t done, std::uint64_t total)> progress;
    bool dryRun = false; ///< Everything is checked and nothing written.
    bool newProducts =
        false; ///< Of a dry run of sales: products that the shop does not have will have been added before.
    /// Of sales: where a new product of that name belongs. Empty: nowhere.
    std::function<Id<schema::Category>(std::string_view name)> shelfOf = {};
    /// Asked now and then; what was written until then stays, and the next run goes on.
    std::function<bool()> isCancelled = {};
};

/// Conflict about "import", saying how far it came.
[[nodiscard]] tl::unexpected<Error> importStopped(std::uint64_t written);

struct ProductsReport {
    std::uint64_t products = 0; ///< In the file; new ones plus those that were there.
    std::uint64_t added = 0;
    std::uint64_t there = 0;
    std::uint64_t aliasesAdded = 0; ///< Spellings of products that were there, new to the shop.
    std::uint64_t withoutPrice = 0; ///< Of the new ones: never sold in the file, so they get no list price.
};

/// Adds the products of the file that the shop does not have, and new spellings of those it has. What is there stays as it is.
/// Errors: of the commands it runs; importStopped; what was written before stays, and the next run goes on there.
[[nodiscard]] Result<ProductsReport> importProducts(Store& store, const SalesFile& file, const ImportOptions& options);

} // namespace kontor
