#include "ui/widgets/progress_line.h"

#include "ui/theme/paint.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace kontor {

ProgressLine::ProgressLine(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setFixedHeight(6);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Progress"));
}

void ProgressLine::show(double share)
{
    m_share = std::min(share, 1.0);
    setAccessibleDescription(share < 0 ? QString() : tr("%1%").arg(QLocale().toString(int(m_share * 100))));
    update();
}

void ProgressLine::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QRectF whole(rect());
    paintBox(painter, whole, 3, m_theme.sunk, QColor());
    const double width = std::max(6.0, whole.width() * std::max(m_share, 0.0));
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    paintBox(painter, QRectF(mirrored ? whole.right() - width : 0, 0, width, whole.height()), 3, m_theme.accent,
             QColor());
}

} // namespace kontor
