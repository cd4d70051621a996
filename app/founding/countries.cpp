#include "app/founding/countries.h"

#include <algorithm>

namespace kontor {
namespace {

constexpr std::string_view fiveCents =
    "EUR=0.05"; // By law or custom there, the euro's coins being the same everywhere.

constexpr Country all[] = {
    {"AR", "Argentina", "Argentina", "ARS", "America/Argentina/Buenos_Aires", "IVA", "21"},
    {"AU", "Australia", "Australia", "AUD", "Australia/Sydney", "GST", "10"},
    {"AT", "Österreich", "Austria", "EUR", "Europe/Vienna", "USt.", "20"},
    {"BE", "België / Belgique", "Belgium", "EUR", "Europe/Brussels", "BTW/TVA", "21", true, fiveCents},
    {"BG", "България", "Bulgaria", "EUR", "Europe/Sofia", "ДДС", "20"},
    {"CA", "Canada", "Canada", "CAD", "America/Toronto", "GST", "5", false},
    {"CL", "Chile", "Chile", "CLP", "America/Santiago", "IVA", "19"},
    {"HR", "Hrvatska", "Croatia", "EUR", "Europe/Zagreb", "PDV", "25"},
    {"CY", "Κύπρος", "Cyprus", "EUR", "Asia/Nicosia", "ΦΠΑ", "19"},
    {"CZ", "Česko", "Czechia", "CZK", "Europe/Prague", "DPH", "21"},
    {"DK", "Danmark", "Denmark", "DKK", "Europe/Copenhagen", "Moms", "25"},
    {"EG", "مصر", "Egypt", "EGP", "Africa/Cairo", "VAT", "14"},
    {"EE", "Eesti", "Estonia", "EUR", "Europe/Tallinn", "KM", "24", true, fiveCents},
    {"FI", "Suomi", "Finland", "EUR", "Europe/Helsinki", "ALV", "25.5", true, fiveCents},
    {"FR", "France", "France", "EUR", "Europe/Paris", "TVA", "20"},
    {"DE", "Deutschland", "Germany", "EUR", "Europe/Berlin", "MwSt.", "19"},
    {"GR", "Ελλάδα", "Greece", "EUR", "Europe/Athens", "ΦΠΑ", "24"},
    {"HU", "Magyarország", "Hungary", "HUF", "Europe/Budapest", "ÁFA", "27"},
    {"IS", "Ísland", "Iceland", "ISK", "Atlantic/Reykjavik", "VSK", "24"},
    {"IN", "India", "India", "INR", "Asia/Kolkata", "GST", "18"},
    {"IE", "Ireland", "Ireland", "EUR", "Europe/Dublin", "VAT", "23", true, fiveCents},
    {"IT", "Italia", "Italy", "EUR", "Europe/Rome", "IVA", "22", true, fiveCents},
    {"JP", "日本", "Japan", "JPY", "Asia/Tokyo", "消費税", "10"},
    {"KE", "Kenya", "Kenya", "KES", "Africa/Nairobi", "VAT", "16"},
    {"LV", "Latvija", "Latvia", "EUR", "Europe/Riga", "PVN", "21"},
    {"LT", "Lietuva", "Lithuania", "EUR", "Europe/Vilnius", "PVM", "21", true, fiveCents},
    {"LU", "Lëtzebuerg", "Luxembourg", "EUR", "Europe/Luxembourg", "TVA", "17"},
    {"MT", "Malta", "Malta", "EUR", "Europe/Malta", "VAT", "18"},
    {"MX", "México", "Mexico", "MXN", "America/Mexico_City", "IVA", "16"},
    {"MA", "المغرب", "Morocco", "MAD", "Africa/Casablanca", "TVA", "20"},
    {"NL", "Nederland", "Netherlands", "EUR", "Europe/Amsterdam", "BTW", "21", true, fiveCents},
    {"NZ", "New Zealand", "New Zealand", "NZD", "Pacific/Auckland", "GST", "15"},
    {"NO", "Norge", "Norway", "NOK", "Europe/Oslo", "MVA", "25"},
    {"PL", "Polska", "Poland", "PLN", "Europe/Warsaw", "VAT", "23"},
    {"PT", "Portugal", "Portugal", "EUR", "Europe/Lisbon", "IVA", "23"},
    {"RO", "România", "Romania", "RON", "Europe/Bucharest", "TVA", "21"},
    {"SA", "السعودية", "Saudi Arabia", "SAR", "Asia/Riyadh", "VAT", "15"},
    {"SG", "Singapore", "Singapore", "SGD", "Asia/Singapore", "GST", "9"},
    {"SK", "Slovensko", "Slovakia", "EUR", "Europe/Bratislava", "DPH", "23", true, fiveCents},
    {"SI", "Slovenija", "Slovenia", "EUR", "Europe/Ljubljana", "DDV", "22"},
    {"ZA", "South Africa", "South Africa", "ZAR", "Africa/Johannesburg", "VAT", "15"},
    {"ES", "España", "Spain", "EUR", "Europe/Madrid", "IVA", "21"},
    {"SE", "Sverige", "Sweden", "SEK", "Europe/Stockholm", "Moms", "25"},
    {"CH", "Schweiz / Suisse", "Switzerland", "CHF", "Europe/Zurich", "MWST", "8.1"},
    {"TR", "Türkiye", "Turkey", "TRY", "Europe/Istanbul", "KDV", "20"},
    {"AE", "الإمارات", "United Arab Emirates", "AED", "Asia/Dubai", "VAT", "5"},
    {"GB", "United Kingdom", "United Kingdom", "GBP", "Europe/London", "VAT", "20"},
    {"US", "United States", "United States", "USD", "America/New_York", "Sales tax", "", false},
};

} // namespace

std::span<const Country> countries()
{
    return all;
}

const Country* country(std::string_view code)
{
    const auto* found =
        std::find_if(std::begin(all), std::end(all), [&](const Country& one) { return one.code == code; });
    return found == std::end(all) ? nullptr : found;
}

} // namespace kontor
