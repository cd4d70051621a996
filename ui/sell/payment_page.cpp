#include "ui/sell/payment_page.h"

#include "ui/sell/tender_text.h"
#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/entry_card.h"
#include "ui/widgets/entry_frame.h"
#include "ui/widgets/label.h"
#include "ui/widgets/letter_keys.h"
#include "ui/widgets/notice_strip.h"
#include "ui/widgets/panel.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QKeyEvent>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

// What is keyed in, and which keys do what; payment_page_parts.cpp builds the page and shows it.

namespace kontor {
namespace {

constexpr int mostTiles = 9;
constexpr int longestLabel = 60;
constexpr int lowBelow = 640;

bool takesCode(schema::PaymentMethod method)
{
    return method != schema::CASH && method != schema::ON_ACCOUNT && method != schema::LOYALTY_POINTS;
}

} // namespace

PaymentPage::PaymentPage(const Theme& theme, SellModel& model)
    : m_theme(theme),
      m_model(model),
      m_payment(model.payment()),
      m_entry(model.currency()),
      m_tipEntry(model.currency())
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Payment"));
    auto* halves = new QHBoxLayout(this);
    halves->setContentsMargins(0, 0, 0, 0);
    halves->setSpacing(0);
    m_sale = makeSale();
    halves->addWidget(m_sale);
    halves->addWidget(makeTenders(), 1);
    bindKeys();

    connect(&m_model, &SellModel::paymentChanged, this, &PaymentPage::showPayment);
    connect(&m_payment, &PaymentModel::chosenChanged, this, [this] {
        m_entry = AmountEntry(m_payment.received().currency());
        const bool byCode = takesCode(m_payment.choice().method) && m_payment.choice().method != schema::CARD;
        m_tipEntry.clear();
        setField(byCode ? Field::Code : Field::Amount);
        m_frame->setFocus();
    });
    connect(&m_payment, &PaymentModel::stayed, this, [this] {
        m_entry = AmountEntry(m_payment.received().currency());
        if (m_payment.tip().isZero())
            m_tipEntry.clear();
        const bool stays = m_field == Field::Tip ? m_payment.takesTip() : takesCode(m_payment.choice().method);
        setField(stays ? m_field : Field::Amount);
    });
    connect(&m_model, &SellModel::noticeRaised, this, [this](const Notice& notice) {
        m_notice->tell(static_cast<NoticeStrip::Tone>(notice.tone), notice.title, notice.remedy);
    });
    showPayment();
}

void PaymentPage::bindKeys()
{
    for (int i = 0; i < mostTiles; ++i) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::Key_F1 + i), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, i] { chooseTile(i); });
    }
}

void PaymentPage::chooseTile(int index)
{
    if (m_model.isFinishing())
        return;
    if (!m_payment.paysBack()) {
        m_payment.choose(index);
        return;
    }
    if (m_payment.back().empty())
        return;
    constexpr std::array<std::optional<schema::PaymentMethod>, 3> ways{std::nullopt, schema::CASH,
                                                                       schema::STORE_CREDIT};
    if (index < int(ways.size()))
        m_payment.refundTo(ways[std::size_t(index)]);
}

void PaymentPage::enter()
{
    m_entry = AmountEntry(m_payment.received().currency());
    m_tipEntry.clear();
    m_notice->dismiss();
    setField(Field::Amount);
    showPayment();
    if (m_payment.paysBack())
        setFocus();
    else
        m_frame->setFocus();
}

void PaymentPage::setField(Field field)
{
    m_field = field;
    showEntry();
}

void PaymentPage::nextField(int by)
{
    std::vector<Field> fields{Field::Amount};
    if (m_payment.takesTip())
        fields.push_back(Field::Tip);
    if (takesCode(m_payment.choice().method))
        fields.push_back(Field::Code);
    const auto here = std::find(fields.begin(), fields.end(), m_field) - fields.begin();
    setField(fields[std::size_t(std::clamp<std::ptrdiff_t>(here + by, 0, std::ptrdiff_t(fields.size()) - 1))]);
}

void PaymentPage::setCode(const QString& code)
{
    if (!m_model.isFinishing())
        m_payment.setCode(code.left(longestLabel));
}

void PaymentPage::noteAmount()
{
    if (m_field == Field::Amount)
        m_model.setReceived(m_entry.money());
    else if (!m_model.isFinishing())
        m_payment.setTip(m_tipEntry.money());
}

void PaymentPage::type(const QString& characters)
{
    if (m_field == Field::Code) {
        setCode(m_payment.code() + characters);
        return;
    }
    (m_field == Field::Tip ? m_tipEntry : m_entry).type(characters);
    noteAmount();
}

void PaymentPage::erase()
{
    if (m_field == Field::Code) {
        setCode(m_payment.code().chopped(std::min<qsizetype>(1, m_payment.code().size())));
        return;
    }
    (m_field == Field::Tip ? m_tipEntry : m_entry).erase();
    noteAmount();
}

void PaymentPage::clear()
{
    if (m_field == Field::Code) {
        setCode({});
        return;
    }
    (m_field == Field::Tip ? m_tipEntry : m_entry).clear();
    noteAmount();
}

void PaymentPage::showPayment()
{
    const bool back = m_payment.paysBack();
    m_toPayWord->setText(back ? tr("To pay back") : tr("To pay"));
    const auto total = back                          ? -m_payment.state().due()
                       : m_payment.state().isBegun() ? m_payment.state().total()
                                                     : m_payment.state().due();
    m_toPay->setText(moneyText(total));
    m_stack->setCurrentWidget(back ? m_back : static_cast<QWidget*>(m_frame));
    showTiles();
    showTaken();
    showEntry();
    showBack();
    showChange();
}

void PaymentPage::showEntry()
{
    const auto method = m_payment.choice().method;
    const auto& foreign = m_payment.choice().foreign;
    const auto& points = m_payment.points();
    const auto withTip = [&] { return moneyText(m_payment.received() + m_payment.tip()); };
    m_frame->setCaption(foreign                        ? tenderName(method, foreign)
                        : method == schema::CASH       ? tr("Cash received")
                        : method == schema::ON_ACCOUNT ? tr("To be paid later")
                        : points                       ? tr("Paid with points; there are %n", nullptr,
                                                            int(std::min<std::int64_t>(points->balance, 1'000'000'000)))
                        : method == schema::CARD && m_payment.tip().isZero() ? tr("Taken on the card machine")
                        : method == schema::CARD ? tr("Without tip; on the card machine %1").arg(withTip())
                                                 : tr("Taken from it"));
    const bool letters = m_field == Field::Code && method != schema::CARD;
    const bool low = letters && height() < lowBelow; // The letters need the room.
    m_frame->card().setVisible(!low);
    if (low)
        m_frame->setCaption({});
    m_frame->card().setShown(moneyText(m_payment.received()));
    m_frame->card().setActive(m_field == Field::Amount);
    m_frame->setTakesLetters(letters);
    m_code->setVisible(takesCode(method));
    m_code->setActive(m_field == Field::Code);
    m_tip->setVisible(m_payment.takesTip());
    m_tip->setActive(m_field == Field::Tip);
    m_tip->setShown(m_payment.tip().isZero() ? tr("none", "tip") : moneyText(m_payment.tip()),
                    m_payment.tip().isZero());
    m_letters->setVisible(letters);
    const auto& value = m_payment.value();
    if (method == schema::CARD)
        m_code->setCaption(tr("Last four digits"));
    else if (method == schema::GIFT_CARD || method == schema::STORE_CREDIT)
        m_code->setCaption(value ? tr("Code, on it %1").arg(moneyText(value->balance)) : tr("Code"));
    else
        m_code->setCaption(tr("Number"));
    m_code->setShown(m_payment.code().isEmpty() && method == schema::CARD ? tr("not needed") : m_payment.code(),
                     m_payment.code().isEmpty());
    showQuickAmounts();
}

void PaymentPage::showChange()
{
    const bool covers = m_payment.covers();
    const auto change = m_payment.change();
    const bool cash = m_payment.choice().method == schema::CASH;
    // Without cash nothing goes back: what is left afterwards is all there is to say.
    m_changeCard->setVisible(!m_payment.paysBack() && (cash || !covers));
    m_changeCard->setTone(covers ? Card::Tone::Good : Card::Tone::Sunk);
    for (auto* label : {m_changeWord, m_change})
        label->setVisible(covers);
    for (auto* label : {m_shortWord, m_short})
        label->setVisible(!covers);
    if (change)
        m_change->setText(moneyText(*change));
    if (!covers) {
        const auto given = m_payment.worthOfReceived().value_or(Money(0, m_model.currency()));
        const auto rest = cash ? m_payment.state().due() : m_payment.state().rest();
        m_short->setText(moneyText(rest - given));
    }
    const auto amount = moneyText(m_payment.received());
    m_finish->setText(m_payment.paysBack() ? tr("Pay back")
                      : covers             ? tr("Finish sale")
                                           : tr("Take %1", "a part of the payment").arg(amount));
    m_finish->setAccessibleName(m_finish->text());
    m_finish->setEnabled(!m_model.isFinishing() && (covers || m_payment.received().minor() > 0));
}

void PaymentPage::showQuickAmounts()
{
    auto amounts = m_payment.quickAmounts();
    m_quickRow->setVisible(!amounts.empty());
    if (amounts != m_quickAmounts) {
        m_quickAmounts = std::move(amounts);
        for (auto* button : m_quickButtons->buttons()) {
            m_quickButtons->removeButton(button);
            m_quick->removeWidget(button);
            button->hide();
            button->deleteLater();
        }
        for (int i = 0; i < int(m_quickAmounts.size()); ++i) {
            auto* button = new Button(m_theme, Button::Kind::Choice, moneyText(m_quickAmounts[std::size_t(i)]));
            button->setFixedHeight(56);
            button->setAccessibleName(tr("Received %1").arg(button->text()));
            m_quickButtons->addButton(button, i);
            m_quick->addWidget(button, 1);
        }
    }
    for (int i = 0; i < int(m_quickAmounts.size()); ++i)
        m_quickButtons->button(i)->setChecked(m_quickAmounts[std::size_t(i)] == m_payment.received());
}

void PaymentPage::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: m_model.finishSale(); return;
    case Qt::Key_Escape: m_model.cancelPayment(); return;
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (!m_payment.paysBack())
            nextField(event->key() == Qt::Key_Down ? 1 : -1);
        return;
    default: Page::keyPressEvent(event);
    }
}

} // namespace kontor
