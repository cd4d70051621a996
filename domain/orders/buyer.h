#pragma once

#include "domain/pricing/list_price.h"

namespace kontor {

/// buyerOf for a sale to a customer: whoever was merged buys by the lists, groups and prices of the one who stands for them. The order
/// still names the number they bought under, so that undoing the merge takes the sale along.
[[nodiscard]] Result<Buyer> buyerFor(const Reader& shop, Id<schema::Store> store, Id<schema::Customer> customer,
                                     TimeUs at, std::optional<Currency> currency = {});

} // namespace kontor
