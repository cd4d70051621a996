#pragma once

#include "ui/page.h"
#include "ui/sell/amount_entry.h"
#include "ui/sell/sell_model.h"
#include "ui/theme/theme.h"

class QButtonGroup;
class QHBoxLayout;

namespace kontor {

class Button;
class Card;
class Label;
class NoticeStrip;

/// Cash: what to pay, what was received, what goes back. Opens with the exact amount filled in, so that Enter finishes.
class PaymentPage : public Page
{
    Q_OBJECT
public:
    PaymentPage(const Theme& theme, SellModel& model);

    void enter() override;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeSale();
    QWidget* makeCash();
    void type(const QString& characters);
    void erase();
    void clear();
    void showPayment();
    void showQuickAmounts();

    const Theme& m_theme;
    SellModel& m_model;
    AmountEntry m_entry;
    Label* m_toPay = nullptr;
    Label* m_received = nullptr;
    QHBoxLayout* m_quick = nullptr;
    QButtonGroup* m_quickButtons = nullptr;
    std::vector<Money> m_quickAmounts;
    Card* m_changeCard = nullptr;
    Label* m_changeWord = nullptr;
    Label* m_change = nullptr;
    Label* m_shortWord = nullptr;
    Label* m_short = nullptr;
    NoticeStrip* m_notice = nullptr;
    Button* m_finish = nullptr;
};

} // namespace kontor
