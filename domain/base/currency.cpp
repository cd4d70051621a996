#include "domain/base/currency.h"

#include <algorithm>
#include <array>
#include <string>

namespace kontor {

namespace {

struct Row {
    std::uint16_t numeric;
    std::uint8_t exponent;
    std::string_view alpha;
    std::string_view symbol; ///< Empty: its letters.
};

/// Source: ISO 4217, list one (active currencies and funds) without the codes that have no minor unit, up to amendment 180; the
/// latest are XCG (amendment 176), ZWG and XAD (179: Arab Monetary Fund, from 2025-05-12). BGN ended by amendment 180 on
/// 2026-01-01 and stays: shops have a past in it. By letters.
constexpr Row rows[] = {
    {784, 2, "AED", ""},    {971, 2, "AFN", ""},    {8, 2, "ALL", ""},     {51, 2, "AMD", ""},
    {973, 2, "AOA", ""},    {32, 2, "ARS", ""},     {36, 2, "AUD", "A$"},  {533, 2, "AWG", ""},
    {944, 2, "AZN", ""},    {977, 2, "BAM", ""},    {52, 2, "BBD", ""},    {50, 2, "BDT", ""},
    {975, 2, "BGN", ""},    {48, 3, "BHD", ""},     {108, 0, "BIF", ""},   {60, 2, "BMD", ""},
    {96, 2, "BND", ""},     {68, 2, "BOB", ""},     {984, 2, "BOV", ""},   {986, 2, "BRL", "R$"},
    {44, 2, "BSD", ""},     {64, 2, "BTN", ""},     {72, 2, "BWP", ""},    {933, 2, "BYN", ""},
    {84, 2, "BZD", ""},     {124, 2, "CAD", "CA$"}, {976, 2, "CDF", ""},   {947, 2, "CHE", ""},
    {756, 2, "CHF", ""},    {948, 2, "CHW", ""},    {990, 4, "CLF", ""},   {152, 0, "CLP", ""},
    {156, 2, "CNY", "CN¥"}, {170, 2, "COP", ""},    {970, 2, "COU", ""},   {188, 2, "CRC", ""},
    {192, 2, "CUP", ""},    {132, 2, "CVE", ""},    {203, 2, "CZK", "Kč"}, {262, 0, "DJF", ""},
    {208, 2, "DKK", "kr."}, {214, 2, "DOP", ""},    {12, 2, "DZD", ""},    {818, 2, "EGP", ""},
    {232, 2, "ERN", ""},    {230, 2, "ETB", ""},    {978, 2, "EUR", "€"},  {242, 2, "FJD", ""},
    {238, 2, "FKP", ""},    {826, 2, "GBP", "£"},   {981, 2, "GEL", ""},   {936, 2, "GHS", ""},
    {292, 2, "GIP", ""},    {270, 2, "GMD", ""},    {324, 0, "GNF", ""},   {320, 2, "GTQ", ""},
    {328, 2, "GYD", ""},    {344, 2, "HKD", "HK$"}, {340, 2, "HNL", ""},   {332, 2, "HTG", ""},
    {348, 2, "HUF", "Ft"},  {360, 2, "IDR", "Rp"},  {376, 2, "ILS", "₪"},  {356, 2, "INR", "₹"},
    {368, 3, "IQD", ""},    {364, 2, "IRR", ""},    {352, 0, "ISK", ""},   {388, 2, "JMD", ""},
    {400, 3, "JOD", ""},    {392, 0, "JPY", "¥"},   {404, 2, "KES", ""},   {417, 2, "KGS", ""},
    {116, 2, "KHR", ""},    {174, 0, "KMF", ""},    {408, 2, "KPW", ""},   {410, 0, "KRW", "₩"},
    {414, 3, "KWD", ""},    {136, 2, "KYD", ""},    {398, 2, "KZT", "₸"},  {418, 2, "LAK", ""},
    {422, 2, "LBP", ""},    {144, 2, "LKR", ""},    {430, 2, "LRD", ""},   {426, 2, "LSL", ""},
    {434, 3, "LYD", ""},    {504, 2, "MAD", ""},    {498, 2, "MDL", ""},   {969, 2, "MGA", ""},
    {807, 2, "MKD", ""},    {104, 2, "MMK", ""},    {496, 2, "MNT", ""},   {446, 2, "MOP", ""},
    {929, 2, "MRU", ""},    {480, 2, "MUR", ""},    {462, 2, "MVR", ""},   {454, 2, "MWK", ""},
    {484, 2, "MXN", "MX$"}, {979, 2, "MXV", ""},    {458, 2, "MYR", "RM"}, {943, 2, "MZN", ""},
    {516, 2, "NAD", ""},    {566, 2, "NGN", "₦"},   {558, 2, "NIO", ""},   {578, 2, "NOK", "kr"},
    {524, 2, "NPR", ""},    {554, 2, "NZD", "NZ$"}, {512, 3, "OMR", ""},   {590, 2, "PAB", ""},
    {604, 2, "PEN", ""},    {598, 2, "PGK", ""},    {608, 2, "PHP", "₱"},  {586, 2, "PKR", ""},
    {985, 2, "PLN", "zł"},  {600, 0, "PYG", ""},    {634, 2, "QAR", ""},   {946, 2, "RON", "lei"},
    {941, 2, "RSD", ""},    {643, 2, "RUB", "₽"}, {646, 0, "RWF", ""},   {682, 2, "SAR", ""},
    {90, 2, "SBD", ""},     {690, 2, "SCR", ""},    {938, 2, "SDG", ""},   {752, 2, "SEK", "kr"},
    {702, 2, "SGD", "S$"},  {654, 2, "SHP", ""},    {925, 2, "SLE", ""},   {706, 2, "SOS", ""},
    {968, 2, "SRD", ""},    {728, 2, "SSP", ""},    {930, 2, "STN", ""},   {222, 2, "SVC", ""},
    {760, 2, "SYP", ""},    {748, 2, "SZL", ""},    {764, 2, "THB", "฿"},  {972, 2, "TJS", ""},
    {934, 2, "TMT", ""},    {788, 3, "TND", ""},    {776, 2, "TOP", ""},   {949, 2, "TRY", "₺"},
    {780, 2, "TTD", ""},    {901, 2, "TWD", "NT$"}, {834, 2, "TZS", ""},   {980, 2, "UAH", "₴"},
    {800, 0, "UGX", ""},    {840, 2, "USD", "$"},   {997, 2, "USN", ""},   {940, 0, "UYI", ""},
    {858, 2, "UYU", ""},    {927, 4, "UYW", ""},    {860, 2, "UZS", ""},   {926, 2, "VED", ""},
    {928, 2, "VES", ""},    {704, 0, "VND", "₫"},   {548, 0, "VUV", ""},   {882, 2, "WST", ""},
    {396, 2, "XAD", ""},    {950, 0, "XAF", ""},    {951, 2, "XCD", ""},   {532, 2, "XCG", ""},
    {952, 0, "XOF", ""},    {953, 0, "XPF", ""},    {886, 2, "YER", ""},   {710, 2, "ZAR", "R"},
    {967, 2, "ZMW", ""},    {924, 2, "ZWG", ""},
};
static_assert(std::is_sorted(std::begin(rows), std::end(rows),
                             [](const Row& a, const Row& b) { return a.alpha < b.alpha; }));

/// Position in `rows` plus one by numeric code: every amount that is read asks it.
constexpr auto byNumeric = [] {
    std::array<std::uint8_t, 1000> index{};
    for (std::size_t i = 0; i < std::size(rows); ++i)
        index[rows[i].numeric] = static_cast<std::uint8_t>(i + 1);
    return index;
}();

const Row& rowOf(std::uint32_t numeric)
{
    return rows[byNumeric[numeric] - 1U];
}

} // namespace

Result<Currency> Currency::fromNumeric(std::uint32_t code)
{
    if (code >= byNumeric.size() || byNumeric[code] == 0)
        return invalid("currency", "there is no currency number " + std::to_string(code));
    return Currency(code);
}

Result<Currency> Currency::fromAlpha(std::string_view letters)
{
    const auto* const row = std::lower_bound(std::begin(rows), std::end(rows), letters,
                                             [](const Row& r, std::string_view text) { return r.alpha < text; });
    if (row == std::end(rows) || row->alpha != letters)
        return invalid("currency", "there is no currency '" + std::string(letters.substr(0, 20)) + "'");
    return Currency(row->numeric);
}

std::string_view Currency::alpha() const
{
    return rowOf(m_numeric).alpha;
}

int Currency::exponent() const
{
    return rowOf(m_numeric).exponent;
}

std::string_view Currency::symbol() const
{
    const Row& row = rowOf(m_numeric);
    return row.symbol.empty() ? row.alpha : row.symbol;
}

} // namespace kontor
