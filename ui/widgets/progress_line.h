#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace kontor {

/// How far something long is, as a line that fills. Its share is said to what reads the screen.
class ProgressLine : public QWidget
{
    Q_OBJECT
public:
    explicit ProgressLine(const Theme& theme, QWidget* parent = nullptr);

    /// 0 to 1; below 0: nobody knows how long it takes.
    void show(double share);
    [[nodiscard]] double share() const { return m_share; }
    [[nodiscard]] QSize sizeHint() const override { return {120, 6}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    double m_share = 0;
};

} // namespace kontor
