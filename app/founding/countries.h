#pragma once

#include <span>
#include <string_view>

namespace kontor {

/// What a shop in a country begins with. All of it can be changed afterwards.
struct Country {
    std::string_view code; ///< ISO 3166, "GB".
    std::string_view name; ///< As it calls itself, in Latin letters or its own.
    std::string_view english;
    std::string_view currency; ///< ISO 4217.
    std::string_view zone;     ///< IANA; of the capital where there are several.
    std::string_view tax;      ///< What the usual tax is called there.
    std::string_view
        rate; ///< Percent, the standard rate; empty: it differs by place, and whoever founds the shop says it.
    bool included = true;            ///< Prices are shown with it.
    std::string_view cashUnits = {}; ///< As the setting cash.units, where coins are rarer than the currency's.
};

/// By their English names. Rates as of 2026.
[[nodiscard]] std::span<const Country> countries();
[[nodiscard]] const Country* country(std::string_view code); ///< Null for one that is not here.

} // namespace kontor
