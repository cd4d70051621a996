#pragma once

#include "ui/widgets/button.h"
#include "ui/widgets/keypad.h"

#include <QWidget>

class QVBoxLayout;

namespace kontor {

class EntryCard;
class Label;

/// Something is keyed in: a card with what it is, beside a keypad, and the buttons that take it. Keys of the keyboard and of the
/// pad come by the same signals. What of them makes a number is the page's business.
class EntryFrame : public QWidget
{
    Q_OBJECT
public:
    EntryFrame(const Theme& theme, Keypad::Layout keys, const QString& caption, QWidget* parent = nullptr);

    [[nodiscard]] EntryCard& card() { return *m_card; }
    void setCaption(const QString& caption);
    void setName(const QString& name); ///< Of what it is about; empty: no line for it.
    /// Between the card and the buttons, in the order of the calls.
    void addBelowCard(QWidget* widget);
    void addBelowCard(QLayout* layout);
    /// Buttons one below the other; Enter is accepted(), whichever they are.
    Button* addButton(Button::Kind kind, const QString& text, const QString& keyHint, int height);
    [[nodiscard]] Keypad& keypad() { return *m_keypad; }
    /// Letters count too, as in the code of a gift card.
    void setTakesLetters(bool takes) { m_letters = takes; }

Q_SIGNALS:
    void typed(const QString& characters);
    void erased();
    void cleared();
    void accepted();
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    const Theme& m_theme;
    Label* m_caption;
    Label* m_name;
    EntryCard* m_card;
    Keypad* m_keypad;
    QVBoxLayout* m_middle;
    QVBoxLayout* m_buttons;
    bool m_marks;
    bool m_letters = false;
};

} // namespace kontor
