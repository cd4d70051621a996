#include "ui/text/money_text.h"

#include <QGuiApplication>
#include <QLocale>

namespace kontor {
namespace {

const QChar minusSign(0x2212);

struct Number {
    bool negative = false;
    QString digits; ///< Grouped, with the locale's decimal mark.
};

/// From the domain's "-1234.50".
Number localised(const std::string& plain)
{
    Number number;
    auto text = QString::fromLatin1(plain.data(), qsizetype(plain.size()));
    number.negative = text.startsWith(QLatin1Char('-'));
    if (number.negative)
        text.remove(0, 1);
    const auto dot = text.indexOf(QLatin1Char('.'));
    auto whole = dot < 0 ? text : text.left(dot);
    const QLocale locale;
    for (auto at = whole.size() - 3; at > 0; at -= 3)
        whole.insert(at, locale.groupSeparator());
    number.digits = dot < 0 ? whole : whole + locale.decimalPoint() + text.mid(dot + 1);
    return number;
}

/// Within words that run from right to left the minus and the currency's sign would change sides.
QString isolated(const QString& text)
{
    constexpr char16_t leftToRightIsolate = 0x2066;
    constexpr char16_t popIsolate = 0x2069;
    return QGuiApplication::isRightToLeft() ? QChar(leftToRightIsolate) + text + QChar(popIsolate) : text;
}

QString signedText(const Number& number, const QString& currencySign)
{
    return isolated((number.negative ? QString(minusSign) : QString()) + currencySign + number.digits);
}

QString signOf(Currency currency)
{
    const auto symbol = currency.symbol();
    const auto text = QString::fromUtf8(symbol.data(), qsizetype(symbol.size()));
    // Letters need a gap ("CHF 5.00"), signs do not.
    return symbol == currency.alpha() ? text + QChar(QChar::Nbsp) : text;
}

} // namespace

QString moneyText(const Money& money)
{
    return signedText(localised(money.toString()), signOf(money.currency()));
}

QString amountText(const Money& money)
{
    return signedText(localised(money.toString()), {});
}

QString unitPriceText(UnitPrice price, Currency currency)
{
    return signedText(localised(price.toString(currency)), {});
}

QString pricePerUnitText(UnitPrice price, Currency currency)
{
    return signedText(localised(price.toString(currency)), signOf(currency));
}

QString quantityText(Quantity quantity)
{
    return signedText(localised(quantity.toString()), {});
}

QString rateText(std::uint32_t ratePpm)
{
    auto text = QString::number(ratePpm / 10'000);
    if (const auto rest = ratePpm % 10'000; rest != 0) {
        auto decimals = QStringLiteral("%1").arg(rest, 4, 10, QLatin1Char('0'));
        while (decimals.endsWith(QLatin1Char('0')))
            decimals.chop(1);
        text += QLocale().decimalPoint() + decimals;
    }
    return text + QLatin1Char('%');
}

} // namespace kontor
