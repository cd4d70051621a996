#include "ui/widgets/pill.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace kontor {
namespace {
constexpr int iconSize = 14;
constexpr int side = 10;
constexpr int gap = 7;

QFont fontOf(const Theme& theme)
{
    auto font = theme.font(TextRole::Secondary);
    font.setWeight(QFont::Medium);
    return font;
}
} // namespace

Pill::Pill(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Pill::show(Tone tone, const QString& iconName, const QString& text)
{
    m_tone = tone;
    m_iconName = iconName;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const
{
    return {int(std::ceil(QFontMetricsF(fontOf(m_theme)).horizontalAdvance(m_text))) + iconSize + gap + 2 * side, 24};
}

void Pill::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto back = m_tone == Tone::Good ? m_theme.goodSoft : m_tone == Tone::Warn ? m_theme.warnSoft : m_theme.sunk;
    const auto front = m_tone == Tone::Good ? m_theme.good : m_tone == Tone::Warn ? m_theme.warn : m_theme.info;
    paintBox(painter, rect(), height() / 2.0, back, QColor());
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const QRectF icon(mirrored ? width() - side - iconSize : side, (height() - iconSize) / 2, iconSize, iconSize);
    if (!m_iconName.isEmpty())
        paintIcon(painter, m_iconName, icon, front);
    const int textLeft = mirrored ? side : side + iconSize + gap;
    paintLine(painter, QRectF(textLeft, 0, width() - 2 * side - iconSize - gap + 1, height()), Qt::AlignVCenter,
              fontOf(m_theme), front, m_text);
}

} // namespace kontor
