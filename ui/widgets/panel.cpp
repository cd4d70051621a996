#include "ui/widgets/panel.h"

#include "ui/theme/paint.h"

#include <QPainter>

namespace kontor {

Panel::Panel(const Theme& theme, Qt::Edges lines, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setLines(lines);
}

void Panel::setLines(Qt::Edges lines)
{
    m_lines = lines;
    setContentsMargins(sideMargins(0, lines.testFlag(Qt::TopEdge) ? 1 : 0, lines.testFlag(Qt::RightEdge) ? 1 : 0,
                                   lines.testFlag(Qt::BottomEdge) ? 1 : 0));
    update();
}

void Panel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.surface);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    if (m_lines.testFlag(Qt::RightEdge))
        painter.fillRect(mirrored ? 0 : width() - 1, 0, 1, height(), m_theme.line);
    if (m_lines.testFlag(Qt::TopEdge))
        painter.fillRect(0, 0, width(), 1, m_theme.line);
    if (m_lines.testFlag(Qt::BottomEdge))
        painter.fillRect(0, height() - 1, width(), 1, m_theme.line);
}

Card::Card(const Theme& theme, Tone tone, QWidget* parent) : QWidget(parent), m_theme(theme), m_tone(tone) {}

void Card::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Card::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QColor fill = m_theme.surface;
    QColor border;
    switch (m_tone) {
    case Tone::Plain: border = m_theme.line; break;
    case Tone::Entry: border = m_theme.accent; break;
    case Tone::Good: fill = m_theme.goodSoft; break;
    case Tone::Bad: fill = m_theme.badSoft; break;
    case Tone::Sunk: fill = m_theme.sunk; break;
    }
    paintBox(painter, rect(), metrics::cardRadius, fill, border);
}

} // namespace kontor
