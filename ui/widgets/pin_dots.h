#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace kontor {

/// How many digits of a PIN are typed; never which. Shows at least four places.
class PinDots : public QWidget
{
    Q_OBJECT
public:
    explicit PinDots(const Theme& theme, QWidget* parent = nullptr);

    void setCount(int typed);

    [[nodiscard]] QSize sizeHint() const override { return {240, 24}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    int m_typed = 0;
};

} // namespace kontor
