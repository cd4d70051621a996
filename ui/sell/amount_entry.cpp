#include "ui/sell/amount_entry.h"

namespace kontor {
namespace {
constexpr qsizetype maxWholeDigits = 7;
}

void AmountEntry::type(const QString& characters)
{
    for (const auto character : characters) {
        const auto mark = m_text.indexOf(QLatin1Char('.'));
        if (character == QLatin1Char('.') || character == QLatin1Char(',')) {
            if (mark < 0 && m_currency.exponent() > 0)
                m_text += m_text.isEmpty() ? QStringLiteral("0.") : QStringLiteral(".");
            continue;
        }
        if (character < QLatin1Char('0') || character > QLatin1Char('9'))
            continue;
        const bool fits = mark < 0 ? m_text.size() < maxWholeDigits : m_text.size() - mark - 1 < m_currency.exponent();
        if (!fits)
            continue;
        if (m_text == QLatin1String("0"))
            m_text.clear();
        m_text += character;
    }
}

void AmountEntry::erase()
{
    m_text.chop(1);
}

Money AmountEntry::money() const
{
    auto text = m_text;
    if (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    const auto money = Money::parse(text.toStdString(), m_currency, "received");
    return money ? *money : Money(0, m_currency);
}

} // namespace kontor
