#pragma once

#include "domain/base/money.h"
#include "ui/sell/amount_entry.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>

namespace kontor {

class Label;

/// Takes the place of the tiles while the price of one line is keyed in, or taken down by a part. Whether the cashier may is the
/// command's to say.
class PricePanel : public QWidget
{
    Q_OBJECT
public:
    explicit PricePanel(const Theme& theme, Currency currency, QWidget* parent = nullptr);

    void begin(const QString& name, UnitPrice now);

Q_SIGNALS:
    void accepted(kontor::UnitPrice price);
    void listPriceWanted();
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void type(const QString& characters);
    void takeOff(int percent);
    void accept();
    void showPrice();

    Currency m_currency;
    AmountEntry m_entry;
    Label* m_name;
    Label* m_shown;
    UnitPrice m_before;
};

} // namespace kontor
