#pragma once

#include "ui/theme/theme.h"

#include <QProxyStyle>

class QApplication;

namespace kontor {

/// Draws the few stock controls Kontor uses (fields, scroll bars) in the theme's looks. What is Kontor's own (buttons,
/// tiles, rows) paints itself from the same Theme. A style rather than a style sheet: no parsing at start, no cascade.
class Style : public QProxyStyle
{
    Q_OBJECT
public:
    explicit Style(const Theme& theme);

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override;

private:
    const Theme& m_theme;
};

/// Puts style, palette and base font on the application. `theme` must outlive it.
void applyTheme(QApplication& application, const Theme& theme);

} // namespace kontor
