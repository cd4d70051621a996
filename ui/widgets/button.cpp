#include "ui/widgets/button.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QPainter>

#include <cmath>

namespace kontor {
namespace {

constexpr double gap = 10;

struct Looks {
    QColor fill;
    QColor border;
    QColor content;
    int radius;
};

Looks looksOf(const Theme& theme, Button::Kind kind, bool checked)
{
    switch (kind) {
    case Button::Kind::Primary: return {theme.accent, QColor(), theme.accentText, metrics::buttonRadius};
    case Button::Kind::Plain: return {theme.surface, theme.line, theme.text, metrics::buttonRadius};
    case Button::Kind::Quiet: return {QColor(), QColor(), theme.muted, metrics::buttonRadius};
    case Button::Kind::Key: return {theme.surface, theme.line, theme.text, metrics::cardRadius};
    case Button::Kind::Choice:
        if (checked)
            return {theme.accentSoft, theme.accent, theme.accent, metrics::buttonRadius};
        return {theme.surface, theme.line, theme.text, metrics::buttonRadius};
    case Button::Kind::Tile:
        if (checked)
            return {theme.accentSoft, theme.accent, theme.accent, metrics::cardRadius};
        return {theme.surface, theme.line, theme.text, metrics::cardRadius};
    }
    return {theme.surface, theme.line, theme.text, metrics::buttonRadius};
}

TextRole roleOf(Button::Kind kind)
{
    switch (kind) {
    case Button::Kind::Primary: return TextRole::Action;
    case Button::Kind::Key: return TextRole::Key;
    case Button::Kind::Quiet: return TextRole::Body;
    case Button::Kind::Plain:
    case Button::Kind::Tile:
    case Button::Kind::Choice: return TextRole::Strong;
    }
    return TextRole::Strong;
}

} // namespace

Button::Button(const Theme& theme, Kind kind, const QString& text, QWidget* parent)
    : QAbstractButton(parent),
      m_theme(theme),
      m_kind(kind),
      m_role(roleOf(kind))
{
    setText(text);
    setAccessibleName(text);
    setFocusPolicy(Qt::TabFocus);
    setCheckable(kind == Kind::Choice || kind == Kind::Tile);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

void Button::setIconName(const QString& name, int size)
{
    m_iconName = name;
    m_iconSize = size;
    updateGeometry();
    update();
}

void Button::setKeyHint(const QString& hint)
{
    m_keyHint = hint;
    setAccessibleDescription(hint.isEmpty() ? QString() : tr("Key: %1").arg(hint));
    updateGeometry();
    update();
}

void Button::setRole(TextRole role)
{
    m_role = role;
    updateGeometry();
    update();
}

void Button::setLeading(bool leading)
{
    m_leading = leading;
    update();
}

void Button::setWarning(bool warning)
{
    m_warning = warning;
    update();
}

double Button::contentWidth() const
{
    double width = 0;
    if (!m_iconName.isEmpty())
        width += m_iconSize;
    if (!text().isEmpty())
        width += (width > 0 ? gap : 0) + QFontMetricsF(m_theme.font(m_role)).horizontalAdvance(text());
    if (!m_keyHint.isEmpty())
        width += (width > 0 ? gap : 0) + keyHintWidth(m_theme, m_keyHint);
    return width;
}

QSize Button::sizeHint() const
{
    const int side = m_kind == Kind::Quiet ? 8 : 16;
    return {std::max(int(std::ceil(contentWidth())) + 2 * side, metrics::touch),
            std::max(metrics::touch, minimumHeight())};
}

QSize Button::minimumSizeHint() const
{
    return {metrics::touch, sizeHint().height()};
}

void Button::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (!isEnabled())
        painter.setOpacity(metrics::disabledOpacity);
    auto looks = looksOf(m_theme, m_kind, isChecked());
    if (m_warning) {
        looks.border = m_theme.bad;
        looks.content = m_theme.bad;
    }
    if (isDown())
        looks.fill = mixed(looks.fill.isValid() ? looks.fill : m_theme.surface, m_theme.text, 0.10);
    else if (underMouse() && isEnabled() && m_kind != Kind::Quiet)
        looks.fill = mixed(looks.fill, m_theme.text, 0.03);
    if (hasFocus() && m_kind != Kind::Primary)
        looks.border = m_theme.accent;
    paintBox(painter, rect(), looks.radius, looks.fill, looks.border);

    if (m_kind == Kind::Tile) {
        paintTile(painter, looks.content);
        return;
    }
    const double inset = m_leading ? (m_kind == Kind::Quiet ? 8 : 16) : std::max(8.0, (width() - contentWidth()) / 2);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    double x = inset;
    // Laid out from the leading edge; mirrored at the end for right-to-left languages.
    const auto place = [&](double w) {
        const QRectF box(mirrored ? width() - x - w : x, 0, w, height());
        x += w + gap;
        return box;
    };
    if (!m_iconName.isEmpty()) {
        auto box = place(m_iconSize);
        box = QRectF(std::round(box.left()), std::round((height() - m_iconSize) / 2.0), m_iconSize, m_iconSize);
        paintIcon(painter, m_iconName, box, looks.content);
    }
    if (!text().isEmpty()) {
        const auto font = m_theme.font(m_role);
        const double hint = m_keyHint.isEmpty() ? 0 : gap + keyHintWidth(m_theme, m_keyHint);
        const double wanted = QFontMetricsF(font).horizontalAdvance(text());
        paintLine(painter, place(std::max(0.0, std::min(wanted, width() - x - hint - 8))), Qt::AlignCenter, font,
                  looks.content, text());
    }
    if (!m_keyHint.isEmpty())
        paintKeyHint(painter, m_theme, place(keyHintWidth(m_theme, m_keyHint)), m_keyHint,
                     m_kind == Kind::Primary ? KeyHintOn::Accent : KeyHintOn::Surface);
}

void Button::paintTile(QPainter& painter, const QColor& content)
{
    // Where there is less room the words are smaller, and the key stands beside the icon.
    const bool low = height() < 80;
    const double icon = low ? 18 : 24;
    const auto font = m_theme.font(low ? TextRole::Secondary : m_role);
    const double words = QFontMetricsF(font).horizontalAdvance(text());
    const double hint = m_keyHint.isEmpty() ? 0 : keyHintWidth(m_theme, m_keyHint);
    constexpr double between = 6;
    const double lineHeight = low ? 18 : 22;
    const double top = std::round((height() - icon - between - lineHeight) / 2);
    paintIcon(painter, m_iconName, QRectF(std::round((width() - icon) / 2), top, icon, icon), content);
    const QRectF line(6, top + icon + between, width() - 12, lineHeight);
    if (hint > 0 && words + between + hint <= line.width()) {
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        const double left = (width() - words - between - hint) / 2;
        const double wordsAt = mirrored ? left + hint + between : left;
        const double hintAt = mirrored ? left : left + words + between;
        paintLine(painter, QRectF(wordsAt, line.top(), words + 1, lineHeight), Qt::AlignCenter, font, content, text());
        paintKeyHint(painter, m_theme, QRectF(hintAt, line.top(), hint, lineHeight), m_keyHint, KeyHintOn::Surface);
        return;
    }
    paintLine(painter, line, Qt::AlignCenter, font, content, text());
    if (hint > 0)
        paintKeyHint(painter, m_theme, QRectF(width() / 2.0 + icon / 2 + between, top, hint, icon), m_keyHint,
                     KeyHintOn::Surface);
}

void Button::enterEvent(QEnterEvent*)
{
    update();
}

void Button::leaveEvent(QEvent*)
{
    update();
}

void Button::keyPressEvent(QKeyEvent* event)
{
    // QAbstractButton knows the space bar only; Enter is what a cashier presses.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace kontor
