#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace kontor {

/// A short state with its icon, e.g. "All changes synced". Colour, icon and word always say the same.
class Pill : public QWidget
{
    Q_OBJECT
public:
    enum class Tone { Good, Warn, Busy };

    explicit Pill(const Theme& theme, QWidget* parent = nullptr);

    void show(Tone tone, const QString& iconName, const QString& text);
    [[nodiscard]] QString text() const { return m_text; }

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    Tone m_tone = Tone::Busy;
    QString m_iconName;
    QString m_text;
};

} // namespace kontor
