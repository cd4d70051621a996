#pragma once

#include "storage/store.h"

#include <memory>

namespace kontor {

/// Store::open with the wall clock of the store that the terminal belongs to, wherever the machine thinks it is: business dates
/// and the hours of promotions are the shop's. A shop that has no store yet has the machine's. Errors: as Store::open.
[[nodiscard]] Result<std::unique_ptr<Store>> openShop(StoreOptions options);

} // namespace kontor
