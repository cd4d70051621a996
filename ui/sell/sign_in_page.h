#pragma once

#include "ui/page.h"
#include "ui/sell/sign_in_model.h"
#include "ui/theme/theme.h"
#include "ui/widgets/label.h"

#include <QTimer>

class QButtonGroup;
class QGridLayout;

namespace kontor {

class Keypad;
class Button;
class PinDots;

/// People to choose and a PIN pad. Digits, Backspace, Enter and the arrow keys do the same as touching.
class SignInPage : public Page
{
    Q_OBJECT
public:
    SignInPage(const Theme& theme, SignInModel& model, const QString& store, const QString& terminal);

    void enter() override;
    [[nodiscard]] bool isFull() const override { return true; }

    void setPlace(const QString& store, const QString& terminal);
    /// Something to say before anybody is signed in, e.g. after a scan.
    void say(const QString& text, Tone tone = Tone::Muted);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeBrand(const QString& store, const QString& terminal);
    QWidget* makeForm();
    void showPeople();
    void choose(int index);
    void type(const QString& digits);
    void erase();
    void submit();
    void showTime();
    void showLift(); ///< Of somebody who is locked out: the way to let them try again, in place.

    const Theme& m_theme;
    SignInModel& m_model;
    QGridLayout* m_people = nullptr;
    QButtonGroup* m_buttons = nullptr;
    PinDots* m_dots = nullptr;
    Label* m_place = nullptr;
    Label* m_message = nullptr;
    Keypad* m_keypad = nullptr;
    Label* m_clock = nullptr;
    Label* m_date = nullptr;
    QTimer m_tick;
    QString m_pin;
    Button* m_lift = nullptr;
    std::optional<SignInModel::Person> m_liftFor; ///< Whom the next PIN lets try again.
    int m_chosen = -1;
};

} // namespace kontor
