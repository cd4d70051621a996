#pragma once

#include "ui/page.h"
#include "ui/sell/amount_entry.h"
#include "ui/sell/sell_model.h"
#include "ui/theme/theme.h"

class QBoxLayout;
class QButtonGroup;
class QGridLayout;
class QHBoxLayout;
class QStackedWidget;
class QVBoxLayout;

namespace kontor {

class Button;
class Card;
class EntryCard;
class EntryFrame;
class Label;
class LetterKeys;
class NoticeStrip;
class Panel;

/// What to pay, by which tenders, what goes back. Opens on cash with the exact amount filled in, so that Enter finishes; less than
/// that, or another tender, takes a part and shows what is left. Where goods come back it says what goes back, and how.
class PaymentPage : public Page
{
    Q_OBJECT
public:
    PaymentPage(const Theme& theme, SellModel& model);

    void enter() override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    Panel* makeSale();
    QWidget* makeTenders();
    QWidget* makeEntry();
    QWidget* makeChange();
    QWidget* makeBack();
    void bindKeys();
    void chooseTile(int index);
    void type(const QString& characters);
    void erase();
    void clear();
    void setCode(const QString& code);
    /// What is being typed into.
    enum class Field { Amount, Tip, Code };
    void setField(Field field);
    void nextField(int by);
    void noteAmount();
    void showPayment();
    void showTiles();
    void arrangeTiles();
    void showTaken();
    void showEntry();
    void showChange();
    void showBack();
    void showQuickAmounts();

    const Theme& m_theme;
    SellModel& m_model;
    PaymentModel& m_payment;
    AmountEntry m_entry;
    Panel* m_sale = nullptr;
    Label* m_toPayWord = nullptr;
    Label* m_toPay = nullptr;
    QVBoxLayout* m_taken = nullptr;
    QWidget* m_restRow = nullptr;
    Label* m_rest = nullptr;
    QGridLayout* m_tiles = nullptr;
    QButtonGroup* m_tileButtons = nullptr;
    QStackedWidget* m_stack = nullptr;
    EntryFrame* m_frame = nullptr;
    EntryCard* m_code = nullptr;
    LetterKeys* m_letters = nullptr;
    EntryCard* m_tip = nullptr;
    AmountEntry m_tipEntry;
    Field m_field = Field::Amount;
    QWidget* m_quickRow = nullptr;
    QHBoxLayout* m_quick = nullptr;
    QButtonGroup* m_quickButtons = nullptr;
    std::vector<Money> m_quickAmounts;
    Card* m_changeCard = nullptr;
    Label* m_changeWord = nullptr;
    Label* m_change = nullptr;
    Label* m_shortWord = nullptr;
    Label* m_short = nullptr;
    QWidget* m_back = nullptr;
    QVBoxLayout* m_backRows = nullptr;
    NoticeStrip* m_notice = nullptr;
    QBoxLayout* m_foot = nullptr;
    Button* m_finish = nullptr;
};

} // namespace kontor
