#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"

#include <string_view>
#include <vector>

namespace kontor {

/// What a code means.
struct ScanResult {
    enum class By { Barcode, Sku, Alias };
    By by = By::Barcode;
    Id<schema::Variant> variant;             ///< The holder.
    std::vector<Id<schema::Variant>> others; ///< Who else claims the code: two offline tills made it twice. To offer.
};

/// Looks a whole code up: printed barcode, then SKU exactly, then another spelling. Outer blanks do not count. Archived products
/// come last. Quantities such as "5*code" are taken off by the caller.
/// Errors: Invalid about "code" when empty; NotFound about "code".
[[nodiscard]] Result<ScanResult> resolveCode(const Reader& shop, std::string_view text);

} // namespace kontor
