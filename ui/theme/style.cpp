#include "ui/theme/style.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QApplication>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOptionComplex>

namespace kontor {

Style::Style(const Theme& theme) : QProxyStyle(QStringLiteral("Fusion")), m_theme(theme) {}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    switch (element) {
    case PE_PanelLineEdit:
    case PE_FrameLineEdit:
        paintBox(*painter, option->rect, metrics::buttonRadius, m_theme.surface,
                 (option->state & State_HasFocus) != 0 ? m_theme.accent : m_theme.line);
        return;
    case PE_FrameFocusRect: // The ring around the widget (FocusRing) says it already.
    case PE_PanelScrollAreaCorner: return;
    default: QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const
{
    if (control == CC_ComboBox) {
        const bool focused = (option->state & State_HasFocus) != 0;
        paintBox(*painter, option->rect, metrics::buttonRadius, m_theme.surface,
                 focused ? m_theme.accent : m_theme.line);
        const bool mirrored = option->direction == Qt::RightToLeft;
        const int left = mirrored ? 10 : option->rect.width() - 26;
        paintIcon(*painter, QStringLiteral("chevron-down"), QRectF(left, (option->rect.height() - 16) / 2, 16, 16),
                  m_theme.muted);
        return;
    }
    if (control != CC_ScrollBar) {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        return;
    }
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (bar == nullptr || bar->maximum == bar->minimum) // All in sight: nothing to scroll.
        return;
    const auto slider = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    const bool held = (option->activeSubControls & SC_ScrollBarSlider) != 0;
    paintBox(*painter, QRectF(slider).adjusted(2, 2, -2, -2), 3, held ? m_theme.muted : m_theme.faint, QColor());
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                            const QWidget* widget) const
{
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        return option->direction == Qt::RightToLeft ? option->rect.adjusted(30, 0, -10, 0)
                                                    : option->rect.adjusted(10, 0, -30, 0);
    if (control != CC_ScrollBar)
        return QProxyStyle::subControlRect(control, option, part, widget);
    // No arrow buttons: the groove is the whole bar.
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (bar == nullptr)
        return {};
    const bool vertical = bar->orientation == Qt::Vertical;
    const int length = vertical ? bar->rect.height() : bar->rect.width();
    const auto range = qint64(bar->maximum) - bar->minimum;
    int thumb = length;
    if (range > 0)
        thumb = std::max(int(qint64(length) * bar->pageStep / (range + bar->pageStep)), 32);
    const int start =
        sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - thumb, bar->upsideDown);
    const auto along = [&](int from, int size) {
        return vertical ? QRect(0, from, bar->rect.width(), size) : QRect(from, 0, size, bar->rect.height());
    };
    switch (part) {
    case SC_ScrollBarGroove: return along(0, length);
    case SC_ScrollBarSlider: return along(start, thumb);
    case SC_ScrollBarSubPage: return along(0, start);
    case SC_ScrollBarAddPage: return along(start + thumb, length - start - thumb);
    default: return {};
    }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent: return 10;
    case PM_ScrollView_ScrollBarSpacing: return 0;
    case PM_DefaultFrameWidth: return 0;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                     QStyleHintReturn* returned) const
{
    if (hint == SH_ItemView_ActivateItemOnSingleClick) // A tile is a button: one touch, not two.
        return 0;
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

void applyTheme(QApplication& application, const Theme& theme)
{
    QApplication::setStyle(new Style(theme));
    QApplication::setPalette(theme.palette());
    application.setFont(theme.font(TextRole::Body));
}

} // namespace kontor
