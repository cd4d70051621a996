#pragma once

#include "ui/theme/theme.h"

#include <QTabBar>

namespace kontor {

/// The tabs of an inspector: words on a line, the shown one underlined in the accent colour.
class TabRow : public QTabBar
{
    Q_OBJECT
public:
    explicit TabRow(const Theme& theme, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
    [[nodiscard]] QSize tabSizeHint(int index) const override;

private:
    const Theme& m_theme;
};

} // namespace kontor
