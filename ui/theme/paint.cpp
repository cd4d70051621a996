#include "ui/theme/paint.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace kontor {

void paintBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& border)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(border.isValid() ? QPen(border, 1) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const double inset = border.isValid() ? 0.5 : 0.0;
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
}

QColor mixed(const QColor& fill, const QColor& towards, double share)
{
    const auto part = [share](int from, int to) { return int(std::lround(from + (to - from) * share)); };
    return QColor(part(fill.red(), towards.red()), part(fill.green(), towards.green()),
                  part(fill.blue(), towards.blue()));
}

namespace {

/// A name in Latin letters keeps its own order on a page that is read from the right: "Mira O." and not ".Mira O".
QString isolated(const QPainter& painter, const QString& text)
{
    constexpr QChar leftToRightIsolate(0x2066);
    constexpr QChar endOfIsolate(0x2069);
    if (painter.layoutDirection() != Qt::RightToLeft || text.isEmpty() || text.isRightToLeft())
        return text;
    return leftToRightIsolate + text + endOfIsolate;
}

} // namespace

void paintLine(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QFont& font, const QColor& colour,
               const QString& text)
{
    painter.setFont(font);
    painter.setPen(colour);
    const QFontMetricsF metrics(font);
    // Callers have mirrored already where it matters.
    painter.drawText(rect, int(alignment | Qt::AlignAbsolute) | Qt::TextSingleLine,
                     isolated(painter, metrics.elidedText(text, Qt::ElideRight, rect.width() + 0.5)));
}

void paintLines(QPainter& painter, const QRectF& rect, int lines, const QFont& font, const QColor& colour,
                const QString& text)
{
    QTextLayout layout(text, font);
    layout.beginLayout();
    const QFontMetricsF metrics(font);
    double y = rect.top();
    painter.setFont(font);
    painter.setPen(colour);
    for (int i = 0; i < lines; ++i) {
        auto line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(rect.width());
        const auto part = i + 1 == lines ? text.mid(line.textStart()) : text.mid(line.textStart(), line.textLength());
        const QRectF box(rect.left(), y, rect.width(), metrics.height());
        painter.drawText(box, Qt::AlignLeading | Qt::AlignVCenter | Qt::TextSingleLine,
                         isolated(painter, metrics.elidedText(part.trimmed(), Qt::ElideRight, rect.width() + 0.5)));
        y += metrics.height();
    }
    layout.endLayout();
}

double keyHintWidth(const Theme& theme, const QString& hint)
{
    return hint.isEmpty() ? 0.0 : QFontMetricsF(theme.font(TextRole::Hint)).horizontalAdvance(hint) + 12.0;
}

void paintKeyHint(QPainter& painter, const Theme& theme, const QRectF& rect, const QString& hint, KeyHintOn on)
{
    if (hint.isEmpty())
        return;
    const double height = 18.0;
    const QRectF cap(rect.left(), std::round(rect.center().y() - height / 2), keyHintWidth(theme, hint), height);
    if (on == KeyHintOn::Accent)
        paintBox(painter, cap, 4, QColor(), theme.accentText);
    else
        paintBox(painter, cap, 4, theme.sunk, theme.line);
    painter.setFont(theme.font(TextRole::Hint));
    painter.setPen(on == KeyHintOn::Accent ? theme.accentText : theme.muted);
    painter.drawText(cap, Qt::AlignCenter, hint);
}

} // namespace kontor
