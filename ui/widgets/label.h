#pragma once

#include "ui/theme/theme.h"

#include <QLabel>

namespace kontor {

/// Which of the theme's text colours a label takes.
enum class Tone { Text, Muted, Good, Bad, Brand, BrandMuted };

/// A plain-text label in one of the theme's roles and tones.
class Label : public QLabel
{
    Q_OBJECT
public:
    Label(const Theme& theme, TextRole role, Tone tone, const QString& text = {}, QWidget* parent = nullptr);

    /// Long texts end in an ellipsis instead of widening the page; the whole stays as the accessible name.
    void setElided(bool elided);
    [[nodiscard]] bool isElided() const { return m_elided; }

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_elided = false;
};

} // namespace kontor
