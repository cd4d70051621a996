#pragma once

#include "domain/base/result.h"
#include "storage/world.h"

#include <filesystem>
#include <string>

namespace kontor {

/// A new shop in words.
struct Founding {
    std::string organisation = "My organisation";
    std::string store = "My store";
    std::string terminal = "Till 1";
    std::string administrator = "Administrator";
    std::string pin;
    std::string currency = "GBP";
    std::string zone;    ///< IANA; empty: this machine's.
    std::string country; ///< ISO 3166 letters; empty: none is said. It is the first store's jurisdiction.
    std::string tax;     ///< As receipts show it, "VAT 20 %"; empty: nothing is taxed yet.
    std::string taxRate; ///< "20", "8.1": percent of the net price.
    bool taxIncluded = true;
    std::string cashUnits; ///< As the setting cash.units, where the country's smallest coin is not its currency's.
    std::string cashier;   ///< Empty: none.
    std::string cashierPin;
};

/// Founds organisation, store, first terminal, administrator, the usual tax of all goods and, if one is named, a cashier in a new data folder. All or
/// nothing: what goes wrong leaves no data folder behind, and a folder that is a shop already is not touched.
/// Errors: Conflict about the folder when it is a shop, or is not empty; Invalid about the field.
[[nodiscard]] Result<Done> foundShop(const std::filesystem::path& data, const Founding& founding, const World& world);

} // namespace kontor
