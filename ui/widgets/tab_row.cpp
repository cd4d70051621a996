#include "ui/widgets/tab_row.h"

#include "ui/theme/paint.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace kontor {

TabRow::TabRow(const Theme& theme, QWidget* parent) : QTabBar(parent), m_theme(theme)
{
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(false);
    setFocusPolicy(Qt::TabFocus);
}

QSize TabRow::tabSizeHint(int index) const
{
    auto font = m_theme.font(TextRole::Strong);
    font.setWeight(QFont::DemiBold);
    return {int(std::ceil(QFontMetricsF(font).horizontalAdvance(tabText(index)))) + 16, 40};
}

void TabRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(0, height() - 1, width(), 1, m_theme.line);
    for (int i = 0; i < count(); ++i) {
        const QRectF tab(tabRect(i));
        const bool on = i == currentIndex();
        auto font = m_theme.font(TextRole::Body);
        if (on)
            font.setWeight(QFont::DemiBold);
        paintLine(painter, tab, Qt::AlignCenter, font, on ? m_theme.accent : m_theme.muted, tabText(i));
        if (on)
            painter.fillRect(QRectF(tab.left() + 8, height() - 2, tab.width() - 16, 2), m_theme.accent);
    }
}

} // namespace kontor
