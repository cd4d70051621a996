#pragma once

#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

class QLineEdit;

namespace kontor {

/// Letters and digits at the bottom of a window, for whoever touches a field of it and has no keyboard. A finger brings it up, a
/// mouse or a key does not; a key of a real keyboard, leaving the field, or its own Done put it away. The page above gives way, so that
/// nothing is covered. PIN pads and pages with keys of their own are left alone: a read-only or password field does not ask for it.
class TouchKeyboard : public QWidget
{
    Q_OBJECT
public:
    TouchKeyboard(const Theme& theme, QWidget* window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void open(QLineEdit* field);
    void putAway();

    QPointer<QLineEdit> m_field;
};

} // namespace kontor
