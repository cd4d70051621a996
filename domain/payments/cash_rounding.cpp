#include "domain/payments/cash_rounding.h"

#include "domain/base/exact.h"
#include "domain/settings/settings.h"

#include <algorithm>

namespace kontor {

namespace {

struct Custom {
    std::string_view alpha;
    std::int64_t minor;
};

/// Sources: Unicode CLDR, supplementalData, cashRounding and cashDigits (CAD, CHF, CZK, DKK, NOK, SEK); the coins that are legal
/// tender by the central banks: Reserve Bank of Australia (5 cents), Reserve Bank of New Zealand (10 cents), Danmarks Nationalbank
/// (50 øre), Norges Bank (1 krone), Sveriges Riksbank (1 krona), Swiss National Bank (5 Rappen), Bank of Canada (5 cents), Czech
/// National Bank (1 koruna), Magyar Nemzeti Bank (5 forint), Bank of Israel (10 agorot), Bank Negara Malaysia (5 sen).
/// The euro has one-cent coins everywhere; countries that round in spite of them are a setting of the store's.
constexpr Custom customs[] = {{"AUD", 5},  {"CAD", 5}, {"CHF", 5},   {"CZK", 100}, {"DKK", 50}, {"HUF", 500},
                              {"ILS", 10}, {"MYR", 5}, {"NOK", 100}, {"NZD", 10},  {"SEK", 100}};

Int128 magnitudeRounded(Int128 minor, std::int64_t unit)
{
    return divideHalfUp(minor, unit) * unit;
}

} // namespace

Money customaryCashUnit(Currency currency)
{
    for (const auto& custom : customs)
        if (custom.alpha == currency.alpha())
            return {custom.minor, currency};
    return {1, currency};
}

Result<std::vector<CashUnit>> parseCashUnits(std::string_view text)
{
    std::vector<CashUnit> units;
    constexpr std::string_view apart = " ,;\t\r\n";
    for (auto begin = text.find_first_not_of(apart); begin != std::string_view::npos;
         begin = text.find_first_not_of(apart, begin)) {
        const auto end = std::min(text.find_first_of(apart, begin), text.size());
        const auto one = text.substr(begin, end - begin);
        begin = end;
        const auto equals = one.find('=');
        const auto currency = Currency::fromAlpha(one.substr(0, equals));
        if (equals == std::string_view::npos || !currency)
            return invalid("cash_unit", "'" + std::string(one.substr(0, 40)) + "' is not like EUR=0.05");
        const auto value = one.substr(equals + 1);
        const auto unit =
            value == "none" ? Result<Money>(Money(1, *currency)) : Money::parse(value, *currency, "cash_unit");
        if (!unit || unit->minor() < 1 || unit->minor() > 100'000'000)
            return invalid("cash_unit", "'" + std::string(one.substr(0, 40)) + "': the smallest coin is an amount of " +
                                            std::string(currency->alpha()) + " above zero, or none");
        units.push_back({*currency, *unit});
    }
    return units;
}

Money cashUnit(const Reader& shop, const SettingOwners& owners, Currency currency)
{
    if (const auto units = parseCashUnits(readSetting(shop, owners, cashUnits)))
        for (const auto& one : *units)
            if (one.currency == currency)
                return one.unit;
    return customaryCashUnit(currency);
}

Money cashRounding(Money due, Money unit)
{
    KONTOR_ASSERT(unit.minor() > 0 && unit.currency() == due.currency());
    return {static_cast<std::int64_t>(magnitudeRounded(due.minor(), unit.minor()) - due.minor()), due.currency()};
}

Result<Done> checkCoins(Money cash, Money unit, const std::string& about)
{
    const auto odd = cash.minor() % unit.minor();
    if (odd == 0)
        return Done{};
    const Money less(cash.minor() - odd, cash.currency());
    return invalid(about, "there are no coins for " + cash.toString() + ": take " + less.toString() + " or " +
                              (less + unit).toString());
}

Money cashBackUntil(const PaidInCash& paid, Money refunded, Money unit)
{
    // Coins that add up to what was paid, or to just below it where a part of it was paid otherwise.
    const Int128 most = (static_cast<Int128>(paid.total.minor()) + paid.rounding.minor()) / unit.minor() * unit.minor();
    const Int128 until =
        refunded == paid.total ? most : std::min(magnitudeRounded(refunded.minor(), unit.minor()), most);
    return {narrow(std::max<Int128>(until, 0), "amount").value_or(0), paid.total.currency()};
}

Result<Money> refundCashRounding(const PaidInCash& paid, Money amount, Money unit)
{
    const Int128 after = static_cast<Int128>(paid.refunded.minor()) + amount.minor();
    if (amount.minor() <= 0 || paid.refunded.minor() < 0 || after > paid.total.minor())
        return invalid("amount", amount.toString() + " is more than is left of " + paid.total.toString());
    return cashBackUntil(paid, paid.refunded + amount, unit) - cashBackUntil(paid, paid.refunded, unit) - amount;
}

} // namespace kontor
