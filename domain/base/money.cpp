#include "domain/base/money.h"

#include "domain/base/decimal.h"

namespace kontor {

Result<Money> Money::from(const schema::Money& message)
{
    const auto currency = Currency::fromNumeric(message.currency());
    if (!currency)
        return tl::unexpected(currency.error());
    return Money(message.minor(), *currency);
}

schema::Money Money::message() const
{
    schema::Money message;
    message.set_minor(m_minor);
    message.set_currency(m_currency.numeric());
    return message;
}

Money& Money::operator+=(const Money& other)
{
    KONTOR_ASSERT(m_currency == other.m_currency);
    KONTOR_ASSERT(!__builtin_add_overflow(m_minor, other.m_minor, &m_minor));
    return *this;
}

std::strong_ordering operator<=>(const Money& a, const Money& b)
{
    KONTOR_ASSERT(a.m_currency == b.m_currency);
    return a.m_minor <=> b.m_minor;
}

std::string Money::toString() const
{
    return formatDecimal(m_minor, m_currency.exponent(), m_currency.exponent());
}

Result<Money> Money::parse(std::string_view text, Currency currency, std::string_view about)
{
    return parseDecimal(text, currency.exponent(), about).map([&](std::int64_t minor) {
        return Money(minor, currency);
    });
}

Result<UnitPrice> UnitPrice::parse(std::string_view text, Currency currency, std::string_view about)
{
    return parseDecimal(text, currency.exponent() + 4, about).map([](std::int64_t e4) { return UnitPrice{e4}; });
}

std::string UnitPrice::toString(Currency currency) const
{
    return formatDecimal(e4, currency.exponent() + 4, currency.exponent());
}

} // namespace kontor
