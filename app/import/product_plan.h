#pragma once

#include "app/import/sales_file.h"
#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/schema/catalog.pb.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

/// Codes that differ by case or outer blanks are one product: this is its key ("85123a " and "85123A" are "85123A").
[[nodiscard]] std::string codeKey(std::string_view code);

/// Postage, fees, discounts, manual entries, gift vouchers: sold, but with no stock.
[[nodiscard]] bool isServiceCode(std::string_view key);

/// The product's id of a code: the same in every file of one source. That of other sources is the id that a table of products
/// gives it (import_table.h).
[[nodiscard]] RawId importedProductId(std::string_view key, std::string_view source = onlineRetail);

/// One product as the lines of a file tell it.
struct ProductPlan {
    std::string key;
    std::string sku;                  ///< The most frequent spelling of the code.
    std::vector<std::string> aliases; ///< The other spellings.
    std::string name; ///< The most frequent description, of priced lines if those have one; else the code.
    schema::ProductKind kind = schema::GOODS;
    std::optional<UnitPrice> price; ///< The most frequent one above zero; of equals the one that came first.
    TimeUs firstSeen = 0;           ///< Its price holds from then on.
};

/// Every product of the file, in the order in which they first come.
[[nodiscard]] std::vector<ProductPlan> planProducts(const SalesFile& file);

} // namespace kontor
