#include "ui/widgets/avatar.h"

#include "ui/theme/paint.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace kontor {
namespace {
constexpr double personCircle = 72;
constexpr double badgeCircle = 28;
} // namespace

QString initialsOf(const QString& name)
{
    const auto words = name.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words.isEmpty())
        return QStringLiteral("?");
    QString initials = words.first().left(1);
    if (words.size() > 1)
        initials += words.last().left(1);
    return initials.toUpper();
}

QString shortNameOf(const QString& name)
{
    const auto words = name.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words.size() < 2)
        return name;
    return QStringLiteral("%1 %2.").arg(words.first(), words.last().left(1));
}

void paintAvatar(QPainter& painter, const QRectF& circle, const QString& initials, const QFont& font,
                 const QColor& fill, const QColor& content)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawEllipse(circle);
    painter.setFont(font);
    painter.setPen(content);
    painter.drawText(circle, Qt::AlignCenter, initials);
}

PersonButton::PersonButton(const Theme& theme, const QString& name, QWidget* parent)
    : QAbstractButton(parent),
      m_theme(theme),
      m_initials(initialsOf(name))
{
    setText(shortNameOf(name));
    setAccessibleName(name);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
}

QSize PersonButton::sizeHint() const
{
    return {110, 106};
}

void PersonButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    auto font = m_theme.font(TextRole::Key);
    font.setPointSizeF(font.pointSizeF() * 24 / 26);
    font.setWeight(QFont::DemiBold);
    const QRectF circle((width() - personCircle) / 2, 4, personCircle, personCircle);
    paintAvatar(painter, circle, m_initials, font, isChecked() ? m_theme.accentSoft : m_theme.sunk,
                isChecked() ? m_theme.accent : m_theme.muted);
    if (isChecked() || hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.accent, isChecked() ? 3 : 1));
        painter.drawEllipse(circle.adjusted(-1.5, -1.5, 1.5, 1.5));
    }
    auto name = m_theme.font(TextRole::Body);
    name.setWeight(isChecked() ? QFont::DemiBold : QFont::Normal);
    paintLine(painter, QRectF(4, circle.bottom() + 6, width() - 8, 22), Qt::AlignCenter, name, m_theme.text, text());
}

SignedInBadge::SignedInBadge(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void SignedInBadge::show(const QString& name, const QString& role)
{
    m_name = name;
    m_role = role;
    setAccessibleName(name.isEmpty() ? QString() : tr("Signed in: %1, %2").arg(name, role));
    setVisible(!name.isEmpty());
    updateGeometry();
    update();
}

QSize SignedInBadge::sizeHint() const
{
    const double name = QFontMetricsF(m_theme.font(TextRole::Strong)).horizontalAdvance(shortNameOf(m_name));
    const double role = QFontMetricsF(m_theme.font(TextRole::Body)).horizontalAdvance(m_role);
    return {int(std::ceil(badgeCircle + 8 + name + 8 + role)) + 1, int(badgeCircle)};
}

void SignedInBadge::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    auto font = m_theme.font(TextRole::Secondary);
    font.setPointSizeF(font.pointSizeF() * 11 / 12.5);
    font.setWeight(QFont::Bold);
    paintAvatar(painter, QRectF(mirrored ? width() - badgeCircle : 0, 0, badgeCircle, badgeCircle), initialsOf(m_name),
                font, m_theme.accentSoft, m_theme.accent);
    const auto nameFont = m_theme.font(TextRole::Strong);
    const auto shortName = shortNameOf(m_name);
    const double nameWidth = std::ceil(QFontMetricsF(nameFont).horizontalAdvance(shortName));
    const double start = badgeCircle + 8;
    const double rest = width() - start - nameWidth - 8;
    const auto box = [&](double x, double w) { return QRectF(mirrored ? width() - x - w : x, 0, w, height()); };
    paintLine(painter, box(start, nameWidth + 1), Qt::AlignVCenter, nameFont, m_theme.text, shortName);
    paintLine(painter, box(start + nameWidth + 8, rest), Qt::AlignVCenter, m_theme.font(TextRole::Body), m_theme.muted,
              m_role);
}

} // namespace kontor
