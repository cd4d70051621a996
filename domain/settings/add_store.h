#pragma once

#include "domain/base/result.h"
#include "domain/commands/command.h"

#include <string>

namespace kontor {

struct AddStore {
    std::string name;
    std::string zone;         ///< IANA name; empty: that of the organisation's first store.
    std::string locationName; ///< Where its sales take their stock from; empty: "Shop floor".
};
/// "add-store"; MANAGE_SETTINGS. One more shop of the organisation, with its location; currency and price list are those of
/// the organisation's first store. The commit's main id is the store's.
/// Errors: Invalid about "name" or "zone"; Conflict about "name" when a store has it; NotFound about "store" before there is one.
[[nodiscard]] Result<Commit> addStore(const Reader& shop, const Context& context, const Actor& actor,
                                      const AddStore& input);

/// The shape of an IANA name; whether this machine knows the zone is asked by whoever has a clock.
[[nodiscard]] bool looksLikeZone(std::string_view zone);

} // namespace kontor
