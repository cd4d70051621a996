#include "ui/widgets/pin_dots.h"

#include <QPainter>

namespace kontor {

PinDots::PinDots(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setCount(0);
}

void PinDots::setCount(int typed)
{
    m_typed = typed;
    setAccessibleName(tr("%n digit(s) of the PIN typed", nullptr, typed));
    update();
}

void PinDots::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int places = std::max(4, m_typed);
    constexpr double dot = 16;
    constexpr double pitch = 30;
    double x = (width() - (places - 1) * pitch - dot) / 2;
    for (int i = 0; i < places; ++i, x += pitch) {
        painter.setPen(QPen(m_theme.accent, 2));
        painter.setBrush(i < m_typed ? QBrush(m_theme.accent) : QBrush(Qt::NoBrush));
        painter.drawEllipse(QRectF(x + 1, (height() - dot) / 2 + 1, dot - 2, dot - 2));
    }
}

} // namespace kontor
