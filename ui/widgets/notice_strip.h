#pragma once

#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

namespace kontor {

/// Something went wrong or happened, said where the eye is: what, and what to do next. Goes by itself or at a touch.
class NoticeStrip : public QWidget
{
    Q_OBJECT
public:
    enum class Tone { Bad, Warn, Good };

    explicit NoticeStrip(const Theme& theme, QWidget* parent = nullptr);

    /// `title` says what, `remedy` what to do next (may be empty).
    void tell(Tone tone, const QString& title, const QString& remedy);
    void dismiss();
    [[nodiscard]] QString title() const { return m_title; }

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    const Theme& m_theme;
    Tone m_tone = Tone::Bad;
    QString m_title;
    QString m_remedy;
    QTimer m_leave;
};

} // namespace kontor
