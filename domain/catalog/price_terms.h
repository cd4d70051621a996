#pragma once

#include "domain/base/currency.h"
#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/settings.pb.h"

#include <optional>
#include <string_view>

namespace kontor {

/// Where a price goes.
struct PriceTerms {
    Id<schema::PriceList> list;
    Currency currency;
};

/// The list that is chosen, or the store's, and its currency, which `letters` has to name unless it is empty.
/// Errors: NotFound about "price_list"; Invalid about "currency".
[[nodiscard]] Result<PriceTerms> priceTerms(const Reader& shop, Id<schema::Store> store,
                                            const std::optional<Id<schema::PriceList>>& chosen,
                                            std::string_view letters);

} // namespace kontor
