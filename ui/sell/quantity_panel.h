#pragma once

#include "domain/base/quantity.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace kontor {

class Label;

/// Takes the place of the tiles while the quantity of one line is typed. No dialog: the ticket stays in sight, and the
/// next scan goes on selling.
class QuantityPanel : public QWidget
{
    Q_OBJECT
public:
    explicit QuantityPanel(const Theme& theme, QWidget* parent = nullptr);

    void begin(const QString& name, Quantity now);

Q_SIGNALS:
    void accepted(kontor::Quantity quantity);
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void type(const QString& digits);
    void erase();
    void clear();
    void accept();
    void showQuantity();

    Label* m_name;
    Label* m_shown;
    QString m_text;
    Quantity m_before;
};

} // namespace kontor
