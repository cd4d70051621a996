#include "ui/widgets/notice_strip.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QAccessible>
#include <QPainter>

#include <chrono>

namespace kontor {
namespace {
// Long enough to be read twice by someone who was looking at the customer.
constexpr std::chrono::seconds stay{8};
constexpr int left = 46;
} // namespace

NoticeStrip::NoticeStrip(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_leave.setSingleShot(true);
    m_leave.setInterval(stay);
    connect(&m_leave, &QTimer::timeout, this, &NoticeStrip::dismiss);
    hide();
}

void NoticeStrip::tell(Tone tone, const QString& title, const QString& remedy)
{
    m_tone = tone;
    m_title = title;
    m_remedy = remedy;
    setAccessibleName(remedy.isEmpty() ? title : title + QLatin1Char(' ') + remedy);
    show();
    update();
    m_leave.start();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void NoticeStrip::dismiss()
{
    m_leave.stop();
    hide();
}

QSize NoticeStrip::sizeHint() const
{
    return {240, 56};
}

void NoticeStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto back = m_tone == Tone::Bad    ? m_theme.badSoft
                      : m_tone == Tone::Warn ? m_theme.warnSoft
                                             : m_theme.goodSoft;
    const auto front = m_tone == Tone::Bad ? m_theme.bad : m_tone == Tone::Warn ? m_theme.warn : m_theme.good;
    paintBox(painter, rect(), metrics::cardRadius, back, QColor());
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    paintIcon(painter, m_tone == Tone::Good ? QStringLiteral("circle-check") : QStringLiteral("triangle-alert"),
              QRectF(mirrored ? width() - 16 - 18 : 16, (height() - 18) / 2, 18, 18), front);
    const double x = mirrored ? 16 : left;
    const double room = width() - left - 16;
    const auto side = Qt::AlignVCenter | (mirrored ? Qt::AlignRight : Qt::AlignLeft);
    auto bold = m_theme.font(TextRole::Strong);
    bold.setWeight(QFont::DemiBold);
    if (m_remedy.isEmpty()) {
        paintLine(painter, QRectF(x, 0, room, height()), side, bold, front, m_title);
        return;
    }
    paintLine(painter, QRectF(x, 8, room, 20), side, bold, front, m_title);
    paintLine(painter, QRectF(x, 28, room, 20), side, m_theme.font(TextRole::Secondary), m_theme.text, m_remedy);
}

void NoticeStrip::mousePressEvent(QMouseEvent*)
{
    dismiss();
}

} // namespace kontor
