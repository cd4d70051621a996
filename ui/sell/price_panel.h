#pragma once

#include "domain/base/money.h"
#include "ui/sell/amount_entry.h"
#include "ui/widgets/entry_frame.h"

namespace kontor {

/// Takes the place of the tiles while the price of one line is keyed in, or taken down by a part. Whether the cashier may is the
/// command's to say.
class PricePanel : public EntryFrame
{
    Q_OBJECT
public:
    explicit PricePanel(const Theme& theme, Currency currency, QWidget* parent = nullptr);

    void begin(const QString& name, UnitPrice now);

Q_SIGNALS:
    void chosen(kontor::UnitPrice price);
    void listPriceWanted();

private:
    void takeOff(int percent);
    void accept();
    void showPrice();

    Currency m_currency;
    AmountEntry m_entry;
    UnitPrice m_before;
};

} // namespace kontor
