#include "ui/widgets/label.h"

#include <QPainter>

namespace kontor {
namespace {

QColor colourOf(const Theme& theme, Tone tone)
{
    switch (tone) {
    case Tone::Text: return theme.text;
    case Tone::Muted: return theme.muted;
    case Tone::Good: return theme.good;
    case Tone::Bad: return theme.bad;
    case Tone::Brand: return theme.brandText;
    case Tone::BrandMuted: return theme.brandMuted;
    }
    return theme.text;
}

} // namespace

Label::Label(const Theme& theme, TextRole role, Tone tone, const QString& text, QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setFont(theme.font(role));
    auto colours = theme.palette();
    colours.setColor(QPalette::WindowText, colourOf(theme, tone));
    setPalette(colours);
    setText(text);
}

void Label::setElided(bool elided)
{
    m_elided = elided;
    updateGeometry();
}

QSize Label::minimumSizeHint() const
{
    return m_elided ? QSize(24, QLabel::minimumSizeHint().height()) : QLabel::minimumSizeHint();
}

void Label::paintEvent(QPaintEvent* event)
{
    if (!m_elided) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    painter.setFont(font());
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(rect(), int(alignment()) | Qt::TextSingleLine,
                     fontMetrics().elidedText(text(), Qt::ElideRight, width()));
}

} // namespace kontor
