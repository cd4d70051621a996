#pragma once

#include "ui/widgets/button.h"

#include <QTimer>

namespace kontor {

/// A button for what cannot be taken back. The first touch (or Enter) only asks: the button says the question itself, in place, and
/// nothing else moves. The second confirms. Escape, another focus, or a few seconds put it back as it was.
class ConfirmButton : public Button
{
    Q_OBJECT
public:
    /// `question`: "Throw away?", said in place of `text`.
    ConfirmButton(const Theme& theme, const QString& text, const QString& question, QWidget* parent = nullptr,
                  Kind kind = Kind::Plain);

    [[nodiscard]] bool isAsking() const { return m_asking; }
    /// Room for the question beside the icon while it asks; 0: as it is.
    void setAskingWidth(int width) { m_askingWidth = width; }
    void setText(const QString& text); ///< What it says while it does not ask.
    void putBack();

Q_SIGNALS:
    void confirmed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void touch();

    QString m_plain;
    QString m_plainName;
    QString m_question;
    QTimer m_putBack;
    int m_plainWidth = 0;
    int m_askingWidth = 0;
    bool m_asking = false;
};

} // namespace kontor
