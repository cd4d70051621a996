#pragma once

#include "ui/sell/sign_in_model.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace kontor {

class ChipRow;
class Label;
class PinDots;

/// Takes the place of the tiles while a second person says yes with their PIN to what the cashier's role does not allow. The
/// ticket stays in sight, nobody signs out, and the next scan goes on selling.
class ApprovalPanel : public QWidget
{
    Q_OBJECT
public:
    ApprovalPanel(const Theme& theme, Store& store, QWidget* parent = nullptr);

    /// `cashier` is not among those who are asked.
    void begin(const QString& forWhat, Id<schema::Staff> cashier);

Q_SIGNALS:
    void approved(kontor::Id<kontor::schema::Staff> approver);
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void choose(int index);
    void type(const QString& digits);
    void erase();
    void submit();

    SignInModel m_model;
    std::vector<SignInModel::Person> m_people;
    Label* m_what;
    ChipRow* m_choices;
    PinDots* m_dots;
    Label* m_message;
    QString m_pin;
    int m_chosen = 0;
};

} // namespace kontor
