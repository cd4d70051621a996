#pragma once

#include "domain/base/currency.h"
#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

struct SettingOwners;

/// Which lot or piece a code names (gs1.h); empty where it does not.
struct PrintedLot {
    std::string lot;
    std::string serial;
    std::optional<std::uint32_t> expiresOn = {}; ///< 20101231
};

/// What a code means.
struct ScanResult {
    enum class By { Barcode, Sku, Alias };
    By by = By::Barcode;
    Id<schema::Variant> variant;             ///< The holder.
    std::vector<Id<schema::Variant>> others; ///< Who else claims the code: two offline tills made it twice. To offer.
    Id<schema::Unit> unit = {};              ///< What one scan is one of: the box the code is on; nil: the product's.
    std::optional<Quantity> quantity = {};   ///< From a label; in the product's unit.
    std::optional<UnitPrice> price = {};     ///< From a label: what is in the bag costs.
    std::string label = {};                  ///< The digits of a label that says a quantity or a price.
    PrintedLot printed = {};                 ///< From a GS1 code.
};

/// Looks a whole code up: printed barcode, then SKU exactly, then another spelling. Outer blanks do not count. Archived products
/// come last. Quantities such as "5*code" are taken off by the caller.
/// Errors: Invalid about "code" when empty; NotFound about "code".
[[nodiscard]] Result<ScanResult> resolveCode(const Reader& shop, std::string_view text);

/// The same for what a scanner reads at a till: a whole code first, then a GS1 code with its lot, piece, date, weight and price (gs1.h), then a label
/// of the formats in the setting scan.label-formats. A label's item is looked up by its code with a value of zero ("2112345000007"), by its number, and by its number
/// without leading zeros. `currency`: of a price on it.
/// Errors: as resolveCode; about a label's item, NotFound about "code" naming the number that no product has.
[[nodiscard]] Result<ScanResult> resolveScan(const Reader& shop, const SettingOwners& owners, Currency currency,
                                             std::string_view text);

/// Whether a label says that `variant` costs `price`: then nobody has keyed it in.
[[nodiscard]] bool isOnLabel(const Reader& shop, const SettingOwners& owners, Currency currency, std::string_view label,
                             Id<schema::Variant> variant, UnitPrice price);

} // namespace kontor
