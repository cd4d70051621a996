#pragma once

#include "domain/base/money.h"

#include <QString>

namespace kontor {

/// An amount on its way through a keypad: "12", "12.", "12.5". Comma and dot are the same.
class AmountEntry
{
public:
    explicit AmountEntry(Currency currency) : m_currency(currency) {}

    /// Takes digits, "00" and a decimal mark; what makes no amount (a second mark, too many decimals, more than seven
    /// digits before the mark) is left out.
    void type(const QString& characters);
    void erase();
    void clear() { m_text.clear(); }

    [[nodiscard]] bool isEmpty() const { return m_text.isEmpty(); }
    [[nodiscard]] Money money() const; ///< Zero while empty.

private:
    Currency m_currency;
    QString m_text;
};

} // namespace kontor
