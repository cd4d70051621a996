#pragma once

#include "domain/base/quantity.h"
#include "ui/widgets/entry_frame.h"

namespace kontor {

/// Takes the place of the tiles while the quantity of one line is typed. No dialog: the ticket stays in sight, and the
/// next scan goes on selling.
class QuantityPanel : public EntryFrame
{
    Q_OBJECT
public:
    explicit QuantityPanel(const Theme& theme, QWidget* parent = nullptr);

    void begin(const QString& name, Quantity now);

Q_SIGNALS:
    void chosen(kontor::Quantity quantity);

private:
    void type(const QString& digits);
    void accept();
    void showQuantity();

    QString m_text;
    Quantity m_before;
};

} // namespace kontor
