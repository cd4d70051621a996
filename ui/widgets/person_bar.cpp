#include "ui/widgets/person_bar.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QKeyEvent>
#include <QPainter>

#include <cmath>

namespace kontor {
namespace {
constexpr double circle = 36;
}

PersonBar::PersonBar(const Theme& theme, const QString& keyHint, QWidget* parent)
    : QAbstractButton(parent),
      m_theme(theme),
      m_keyHint(keyHint)
{
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setAccessibleDescription(tr("Key: %1").arg(keyHint));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setMinimumHeight(56);
    setMaximumHeight(73);
}

void PersonBar::show(const QString& name, const QString& detail, bool isSomebody)
{
    setText(name);
    m_detail = detail;
    m_somebody = isSomebody;
    setAccessibleName(isSomebody ? tr("Customer: %1, %2").arg(name, detail) : name);
    update();
}

QSize PersonBar::sizeHint() const
{
    return {320, 73};
}

void PersonBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    auto back = m_theme.surface;
    if (isDown())
        back = mixed(back, m_theme.text, 0.10);
    else if (underMouse())
        back = mixed(back, m_theme.text, 0.03);
    painter.fillRect(rect(), back);
    painter.fillRect(0, height() - 1, width(), 1, m_theme.line);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const double middle = (height() - 1) / 2.0;
    const double left = mirrored ? width() - metrics::pageMargin - circle : metrics::pageMargin;
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_somebody ? m_theme.accentSoft : m_theme.sunk);
    painter.drawEllipse(QRectF(left, middle - circle / 2, circle, circle));
    const double icon = 18;
    paintIcon(painter, m_somebody ? QStringLiteral("user") : QStringLiteral("user-plus"),
              QRectF(std::round(left + (circle - icon) / 2), std::round(middle - icon / 2), icon, icon),
              m_somebody ? m_theme.accent : m_theme.muted);
    const double hint = keyHintWidth(m_theme, m_keyHint);
    paintKeyHint(painter, m_theme,
                 QRectF(mirrored ? metrics::pageMargin : width() - metrics::pageMargin - hint, 0, hint, height() - 1),
                 m_keyHint, KeyHintOn::Surface);
    const double from = metrics::pageMargin + circle + 10;
    const QRectF words(mirrored ? metrics::pageMargin + hint + 10 : from, 0,
                       width() - from - hint - 10 - metrics::pageMargin, height() - 1);
    const auto lead = (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
    auto strong = m_theme.font(TextRole::Strong);
    strong.setWeight(QFont::DemiBold);
    const auto colour = m_somebody ? m_theme.text : m_theme.muted;
    if (m_detail.isEmpty()) {
        paintLine(painter, words, lead, m_somebody ? strong : m_theme.font(TextRole::Body), colour, text());
        return;
    }
    paintLine(painter, QRectF(words.left(), middle - 20, words.width(), 20), lead, strong, colour, text());
    paintLine(painter, QRectF(words.left(), middle, words.width(), 19), lead, m_theme.font(TextRole::Secondary),
              m_theme.muted, m_detail);
}

void PersonBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace kontor
