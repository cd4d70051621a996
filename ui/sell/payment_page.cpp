#include "ui/sell/payment_page.h"

#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/keypad.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice_strip.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/ticket_list.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace kontor {
namespace {
constexpr int margin = 20;
constexpr int backMargin = 12;
} // namespace

PaymentPage::PaymentPage(const Theme& theme, SellModel& model)
    : m_theme(theme),
      m_model(model),
      m_entry(model.currency())
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Payment"));
    auto* halves = new QHBoxLayout(this);
    halves->setContentsMargins(0, 0, 0, 0);
    halves->setSpacing(0);
    halves->addWidget(makeSale());
    halves->addWidget(makeCash(), 1);

    connect(&m_model, &SellModel::paymentChanged, this, &PaymentPage::showPayment);
    connect(&m_model, &SellModel::noticeRaised, this, [this](const Notice& notice) {
        m_notice->tell(static_cast<NoticeStrip::Tone>(notice.tone), notice.title, notice.remedy);
    });
    showPayment();
}

QWidget* PaymentPage::makeSale()
{
    auto* side = new Panel(m_theme, Qt::RightEdge, this);
    side->setFixedWidth(metrics::ticketWidth);
    auto* back = new Button(m_theme, Button::Kind::Quiet, tr("Back to sale"));
    back->setIconName(QStringLiteral("arrow-left"), 16);
    back->setKeyHint(tr("Esc"));
    back->setLeading(true);
    connect(back, &Button::clicked, &m_model, &SellModel::cancelPayment);
    m_toPay = new Label(m_theme, TextRole::Amount, Tone::Text);
    auto* lines = new TicketList(m_theme, TicketList::Rows::Shown);
    lines->setModel(&m_model.ticket());
    lines->setAccessibleName(tr("Lines of this sale"));
    auto* rule = new QWidget;
    rule->setFixedHeight(1);
    rule->setAutoFillBackground(true);
    auto colours = m_theme.palette();
    colours.setColor(QPalette::Window, m_theme.line);
    rule->setPalette(colours);

    // The words of the way back, not the edge of its button, stand in line with the amount.
    auto* inLine = new QVBoxLayout;
    inLine->setContentsMargins(sideMargins(margin - backMargin, 0, 0, 0));
    inLine->setSpacing(0);
    inLine->addSpacing(12);
    inLine->addWidget(new Label(m_theme, TextRole::Body, Tone::Muted, tr("To pay")));
    inLine->addWidget(m_toPay);
    inLine->addSpacing(16);
    inLine->addWidget(rule);
    inLine->addWidget(lines, 1);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(sideMargins(backMargin, 6, margin, margin));
    column->setSpacing(0);
    column->addWidget(back, 0, Qt::AlignLeading);
    column->addLayout(inLine, 1);
    return side;
}

QWidget* PaymentPage::makeCash()
{
    auto* side = new QWidget(this);
    m_received = new Label(m_theme, TextRole::Entry, Tone::Text);
    m_received->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* entry = new Card(m_theme, Card::Tone::Entry);
    entry->setFixedHeight(76);
    auto* entryRow = new QHBoxLayout(entry);
    entryRow->setContentsMargins(20, 0, 20, 0);
    entryRow->addWidget(m_received);

    m_quick = new QHBoxLayout;
    m_quick->setSpacing(metrics::buttonGap);
    m_quickButtons = new QButtonGroup(this);
    m_quickButtons->setExclusive(false); // A typed amount may be none of them.
    connect(m_quickButtons, &QButtonGroup::idClicked, this, [this](int index) {
        m_entry.clear();
        m_model.setReceived(m_quickAmounts[std::size_t(index)]);
        setFocus();
    });

    m_changeCard = new Card(m_theme, Card::Tone::Good);
    m_changeCard->setFixedHeight(82);
    m_changeWord = new Label(m_theme, TextRole::Lead, Tone::Good, tr("Change to give"));
    m_change = new Label(m_theme, TextRole::Entry, Tone::Good);
    m_shortWord = new Label(m_theme, TextRole::Lead, Tone::Bad, tr("Still missing"));
    m_short = new Label(m_theme, TextRole::Entry, Tone::Bad);
    auto* changeRow = new QHBoxLayout(m_changeCard);
    changeRow->setContentsMargins(20, 0, 20, 0);
    changeRow->addWidget(m_changeWord);
    changeRow->addWidget(m_shortWord);
    changeRow->addStretch(1);
    changeRow->addWidget(m_change);
    changeRow->addWidget(m_short);

    m_notice = new NoticeStrip(m_theme);
    m_finish = new Button(m_theme, Button::Kind::Primary, tr("Finish sale"));
    m_finish->setKeyHint(tr("Enter"));
    m_finish->setFixedHeight(metrics::finishHeight);
    connect(m_finish, &Button::clicked, &m_model, &SellModel::finishSale);

    auto* left = new QVBoxLayout;
    left->setSpacing(0);
    left->addWidget(new Label(m_theme, TextRole::Body, Tone::Muted, tr("Cash received")));
    left->addSpacing(10);
    left->addWidget(entry);
    left->addSpacing(metrics::buttonGap);
    left->addLayout(m_quick);
    left->addSpacing(metrics::buttonGap);
    left->addWidget(m_changeCard);
    left->addSpacing(metrics::buttonGap);
    left->addWidget(m_notice);
    left->addStretch(1);
    left->addWidget(m_finish);

    auto* keypad = new Keypad(m_theme, Keypad::Layout::Amount);
    connect(keypad, &Keypad::typed, this, &PaymentPage::type);
    connect(keypad, &Keypad::erased, this, &PaymentPage::erase);
    connect(keypad, &Keypad::cleared, this, &PaymentPage::clear);

    auto* row = new QHBoxLayout(side);
    row->setContentsMargins(margin, margin, margin, margin);
    row->setSpacing(metrics::pageMargin);
    row->addLayout(left, 1);
    row->addWidget(keypad, 0, Qt::AlignTop);
    return side;
}

void PaymentPage::enter()
{
    m_entry.clear();
    m_notice->dismiss();
    showPayment();
    setFocus();
}

void PaymentPage::type(const QString& characters)
{
    m_entry.type(characters);
    m_model.setReceived(m_entry.money());
}

void PaymentPage::erase()
{
    m_entry.erase();
    m_model.setReceived(m_entry.money());
}

void PaymentPage::clear()
{
    m_entry.clear();
    m_model.setReceived(m_entry.money());
}

void PaymentPage::showPayment()
{
    const auto& total = m_model.due();
    m_toPay->setText(moneyText(total));
    m_received->setText(moneyText(m_model.received()));
    m_received->setAccessibleName(tr("Cash received: %1").arg(m_received->text()));
    showQuickAmounts();

    const auto change = m_model.change();
    m_changeCard->setTone(change ? Card::Tone::Good : Card::Tone::Bad);
    m_changeWord->setVisible(change.has_value());
    m_change->setVisible(change.has_value());
    m_shortWord->setVisible(!change.has_value());
    m_short->setVisible(!change.has_value());
    if (change)
        m_change->setText(moneyText(*change));
    else
        m_short->setText(moneyText(total - m_model.received()));
    m_finish->setEnabled(change.has_value() && !m_model.isFinishing());
}

void PaymentPage::showQuickAmounts()
{
    auto amounts = m_model.quickAmounts();
    if (amounts != m_quickAmounts) {
        m_quickAmounts = std::move(amounts);
        for (auto* button : m_quickButtons->buttons()) {
            m_quickButtons->removeButton(button);
            m_quick->removeWidget(button);
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
        m_quickButtons->button(i)->setChecked(m_quickAmounts[std::size_t(i)] == m_model.received());
}

void PaymentPage::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: m_model.finishSale(); return;
    case Qt::Key_Escape: m_model.cancelPayment(); return;
    case Qt::Key_Backspace: erase(); return;
    case Qt::Key_Delete:
    case Qt::Key_C: clear(); return;
    default: break;
    }
    const auto text = event->text();
    const bool part = text.size() == 1 && ((text.at(0) >= QLatin1Char('0') && text.at(0) <= QLatin1Char('9')) ||
                                           text == QLatin1String(".") || text == QLatin1String(","));
    if (part)
        type(text);
    else
        Page::keyPressEvent(event);
}

} // namespace kontor
