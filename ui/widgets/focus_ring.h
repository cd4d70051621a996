#pragma once

#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

namespace kontor {

/// The 3 px ring around whatever has the keyboard focus in one window: a sheet above the page that lets everything
/// through, so that no widget has to keep room for its own ring.
class FocusRing : public QWidget
{
    Q_OBJECT
public:
    FocusRing(const Theme& theme, QWidget* window);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow(QWidget* focused);
    void place();

    const Theme& m_theme;
    QPointer<QWidget> m_target;
    QMetaObject::Connection m_tabs;
};

} // namespace kontor
