#include "ui/sell/payment_page.h"
#include "ui/sell/tender_text.h"
#include "ui/text/money_text.h"
#include "ui/theme/icon.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirm_button.h"
#include "ui/widgets/entry_card.h"
#include "ui/widgets/entry_frame.h"
#include "ui/widgets/label.h"
#include "ui/widgets/letter_keys.h"
#include "ui/widgets/notice_strip.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/ticket_list.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QResizeEvent>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

// How PaymentPage is built, and its lists: tenders, what was taken, what goes back.

namespace kontor {
namespace {

constexpr int margin = 20;
constexpr int backMargin = 12;
constexpr int tileWidth = 112;
constexpr int keypadWidth = 3 * 96 + 2 * metrics::buttonGap;

void empty(QLayout& rows)
{
    while (auto* item = rows.takeAt(0)) {
        if (auto* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
}

QWidget* ruleOf(const Theme& theme)
{
    auto* rule = new QWidget;
    rule->setFixedHeight(1);
    rule->setAutoFillBackground(true);
    auto colours = theme.palette();
    colours.setColor(QPalette::Window, theme.line);
    rule->setPalette(colours);
    return rule;
}

/// Icon, what, how much, and what stands behind it.
QWidget* moneyRow(const Theme& theme, const QString& icon, const QString& what, const QString& amount, QWidget* behind)
{
    auto* widget = new QWidget;
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    auto* mark = new QLabel;
    mark->setPixmap(iconPixmap(icon, 18, theme.accent, widget->devicePixelRatioF()));
    auto* name = new Label(theme, TextRole::Body, Tone::Text, what);
    name->setElided(true);
    name->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    row->addWidget(mark);
    row->addWidget(name, 1);
    row->addWidget(new Label(theme, TextRole::Body, Tone::Text, amount));
    if (behind != nullptr)
        row->addWidget(behind);
    column->addLayout(row, 1);
    column->addWidget(ruleOf(theme));
    widget->setFixedHeight(49);
    return widget;
}

} // namespace

Panel* PaymentPage::makeSale()
{
    auto* side = new Panel(m_theme, Qt::RightEdge, this);
    side->setFixedWidth(metrics::ticketWidth);
    auto* back = new Button(m_theme, Button::Kind::Quiet, tr("Back to sale"));
    back->setIconName(QStringLiteral("arrow-left"), 16);
    back->setKeyHint(tr("Esc"));
    back->setLeading(true);
    connect(back, &Button::clicked, &m_model, &SellModel::cancelPayment);
    m_toPayWord = new Label(m_theme, TextRole::Body, Tone::Muted, tr("To pay"));
    m_toPay = new Label(m_theme, TextRole::Amount, Tone::Text);
    auto* taken = new QWidget;
    m_taken = new QVBoxLayout(taken);
    m_taken->setContentsMargins(0, 0, 0, 0);
    m_taken->setSpacing(0);
    m_restRow = new QWidget;
    m_restRow->setFixedHeight(64);
    auto* rest = new QHBoxLayout(m_restRow);
    rest->setContentsMargins(0, 0, 0, 0);
    rest->addWidget(new Label(m_theme, TextRole::Lead, Tone::Text, tr("Remaining")), 1);
    m_rest = new Label(m_theme, TextRole::Figure, Tone::Text);
    rest->addWidget(m_rest);
    auto* lines = new TicketList(m_theme, TicketList::Rows::Shown);
    lines->setModel(&m_model.ticket());
    lines->setAccessibleName(tr("Lines of this sale"));

    // The words of the way back, not the edge of its button, stand in line with the amount.
    auto* inLine = new QVBoxLayout;
    inLine->setContentsMargins(sideMargins(margin - backMargin, 0, 0, 0));
    inLine->setSpacing(0);
    inLine->addSpacing(12);
    inLine->addWidget(m_toPayWord);
    inLine->addWidget(m_toPay);
    inLine->addSpacing(16);
    inLine->addWidget(ruleOf(m_theme));
    inLine->addWidget(taken);
    inLine->addWidget(m_restRow);
    inLine->addWidget(lines, 1);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(sideMargins(backMargin, 6, margin, margin));
    column->setSpacing(0);
    column->addWidget(back, 0, Qt::AlignLeading);
    column->addLayout(inLine, 1);
    return side;
}

QWidget* PaymentPage::makeTenders()
{
    auto* side = new QWidget(this);
    m_tiles = new QGridLayout;
    m_tiles->setSpacing(metrics::buttonGap);
    m_tileButtons = new QButtonGroup(this);
    connect(m_tileButtons, &QButtonGroup::idClicked, this, &PaymentPage::chooseTile);
    m_stack = new QStackedWidget;
    m_stack->addWidget(makeEntry());
    m_stack->addWidget(makeBack());
    m_notice = new NoticeStrip(m_theme);
    m_finish = new Button(m_theme, Button::Kind::Primary, tr("Finish sale"));
    m_finish->setKeyHint(tr("Enter"));
    m_finish->setFixedHeight(metrics::finishHeight);
    connect(m_finish, &Button::clicked, &m_model, &SellModel::finishSale);
    auto* foot = new QVBoxLayout;
    foot->setSpacing(metrics::buttonGap);
    foot->addWidget(m_notice);
    foot->addWidget(m_finish);
    m_foot = new QHBoxLayout;
    m_foot->addLayout(foot, 1);
    m_foot->addSpacing(keypadWidth + metrics::pageMargin); // Ends where the entry does.

    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(14);
    column->addLayout(m_tiles);
    column->addWidget(m_stack, 1);
    column->addLayout(m_foot);
    return side;
}

QWidget* PaymentPage::makeEntry()
{
    m_frame = new EntryFrame(m_theme, Keypad::Layout::Amount, tr("Cash received"));
    connect(m_frame, &EntryFrame::typed, this, &PaymentPage::type);
    connect(m_frame, &EntryFrame::erased, this, &PaymentPage::erase);
    connect(m_frame, &EntryFrame::cleared, this, &PaymentPage::clear);
    connect(m_frame, &EntryFrame::accepted, &m_model, &SellModel::finishSale);
    connect(m_frame, &EntryFrame::cancelled, &m_model, &SellModel::cancelPayment);
    connect(&m_frame->card(), &EntryCard::touched, this, [this] { setField(Field::Amount); });
    m_code = new EntryCard(m_theme, EntryCard::Size::Small);
    connect(m_code, &EntryCard::touched, this, [this] { setField(Field::Code); });
    m_tip = new EntryCard(m_theme, EntryCard::Size::Small);
    m_tip->setCaption(tr("Tip"));
    connect(m_tip, &EntryCard::touched, this, [this] { setField(Field::Tip); });
    auto* beside = new QWidget;
    auto* pair = new QHBoxLayout(beside);
    pair->setContentsMargins(0, 0, 0, 0);
    pair->setSpacing(metrics::buttonGap);
    pair->addWidget(m_tip, 1);
    pair->addWidget(m_code, 1);
    m_letters = new LetterKeys(m_theme);
    connect(m_letters, &LetterKeys::typed, this, &PaymentPage::type);
    connect(m_letters, &LetterKeys::erased, this, &PaymentPage::erase);

    m_quickRow = new QWidget;
    m_quick = new QHBoxLayout(m_quickRow);
    m_quick->setContentsMargins(0, 0, 0, 0);
    m_quick->setSpacing(metrics::buttonGap);
    m_quickButtons = new QButtonGroup(this);
    m_quickButtons->setExclusive(false); // A typed amount may be none of them.
    connect(m_quickButtons, &QButtonGroup::idClicked, this, [this](int index) {
        m_entry.clear();
        m_model.setReceived(m_quickAmounts[std::size_t(index)]);
        m_frame->setFocus();
    });
    m_frame->addBelowCard(m_quickRow);
    m_frame->addBelowCard(beside);
    m_frame->addBelowCard(m_letters);
    m_frame->addBelowCard(makeChange());
    return m_frame;
}

QWidget* PaymentPage::makeChange()
{
    m_changeCard = new Card(m_theme, Card::Tone::Good);
    m_changeCard->setFixedHeight(82);
    m_changeWord = new Label(m_theme, TextRole::Lead, Tone::Good, tr("Change to give"));
    m_change = new Label(m_theme, TextRole::Entry, Tone::Good);
    m_shortWord = new Label(m_theme, TextRole::Lead, Tone::Text, tr("Left to pay after this"));
    m_short = new Label(m_theme, TextRole::Entry, Tone::Text);
    auto* row = new QHBoxLayout(m_changeCard);
    row->setContentsMargins(20, 0, 20, 0);
    row->addWidget(m_changeWord);
    row->addWidget(m_shortWord);
    row->addStretch(1);
    row->addWidget(m_change);
    row->addWidget(m_short);
    return m_changeCard;
}

QWidget* PaymentPage::makeBack()
{
    m_back = new QWidget;
    m_backRows = new QVBoxLayout;
    m_backRows->setSpacing(0);
    auto* column = new QVBoxLayout(m_back);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::cardGap);
    column->addWidget(new Label(m_theme, TextRole::Lead, Tone::Text, tr("What goes back")));
    column->addLayout(m_backRows);
    column->addStretch(1);
    return m_back;
}

void PaymentPage::showTiles()
{
    struct Tile {
        QString icon;
        QString name;
    };
    std::vector<Tile> tiles;
    int chosen = m_payment.chosen();
    if (m_payment.paysBack()) {
        chosen = !m_payment.refundTo() ? 0 : *m_payment.refundTo() == schema::CASH ? 1 : 2;
        if (m_payment.back().empty()) // Without a receipt it is the shop's rule, and no choice.
            tiles.push_back({tenderIcon(schema::CASH), tr("Cash")});
        else
            tiles = {{QStringLiteral("corner-up-left"), tr("As it was paid")},
                     {tenderIcon(schema::CASH), tr("Cash")},
                     {tenderIcon(schema::STORE_CREDIT), tr("Store credit")}};
    } else {
        for (const auto& choice : m_payment.choices())
            tiles.push_back(
                {tenderIcon(choice.method, choice.foreign.has_value()), tenderName(choice.method, choice.foreign)});
    }
    QStringList names;
    QStringList shown;
    for (const auto& tile : tiles)
        names << tile.name;
    for (auto* button : m_tileButtons->buttons())
        shown << button->text();
    if (names != shown) {
        for (auto* button : m_tileButtons->buttons()) {
            m_tileButtons->removeButton(button);
            button->hide();
            button->deleteLater();
        }
        for (int i = 0; i < int(tiles.size()); ++i) {
            auto* button = new Button(m_theme, Button::Kind::Tile, tiles[std::size_t(i)].name);
            button->setIconName(tiles[std::size_t(i)].icon, 24);
            if (i < 9)
                button->setKeyHint(QStringLiteral("F%1").arg(i + 1));
            m_tileButtons->addButton(button, i);
        }
        arrangeTiles();
    }
    for (auto* button : m_tileButtons->buttons())
        button->setChecked(m_tileButtons->id(button) == chosen);
}

void PaymentPage::arrangeTiles()
{
    while (auto* item = m_tiles->takeAt(0))
        delete item;
    const int count = int(m_tileButtons->buttons().size());
    const int width = this->width() - m_sale->width() - 2 * margin;
    const int fitting =
        std::clamp((width + metrics::buttonGap) / (tileWidth + metrics::buttonGap), 1, std::max(count, 1));
    const int rows = (count + fitting - 1) / fitting;
    const int columns = rows == 0 ? 1 : (count + rows - 1) / rows; // Rows of one length.
    for (int i = 0; i < count; ++i) {
        auto* button = m_tileButtons->button(i);
        button->setFixedHeight(rows == 1 ? 88 : 56);
        m_tiles->addWidget(button, i / columns, i % columns);
        button->show();
    }
    for (int column = 0; column < m_tiles->columnCount(); ++column)
        m_tiles->setColumnStretch(column, column < columns ? 1 : 0);
    const int tiles = rows * (rows == 1 ? 88 : 56) + (rows - 1) * metrics::buttonGap;
    // The keys are the tallest thing of the page: they give way first.
    const int room = height() - 2 * margin - tiles - 2 * 14 - metrics::finishHeight - 4 * metrics::buttonGap;
    m_frame->keypad().setKeyHeight(std::clamp(room / 5, metrics::touch, metrics::keyHeight));
}

void PaymentPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    m_sale->setFixedWidth(width() < metrics::narrowBelow ? width() / 3 : metrics::ticketWidth);
    arrangeTiles();
    showEntry();
}

void PaymentPage::showTaken()
{
    empty(*m_taken);
    const auto& taken = m_payment.state().taken();
    for (int i = 0; i < int(taken.size()); ++i) {
        const auto& part = taken[std::size_t(i)];
        const auto what = tenderText(part.method, part.label);
        auto* away = new ConfirmButton(m_theme, {}, tr("Give back?"), nullptr, Button::Kind::Quiet);
        away->setIconName(QStringLiteral("x"));
        away->setAccessibleName(tr("Give back: %1").arg(what));
        away->setFixedSize(metrics::touch, metrics::touch);
        away->setAskingWidth(144);
        connect(away, &ConfirmButton::confirmed, this, [this, i] {
            m_payment.remove(i);
            m_frame->setFocus();
        });
        const auto said = part.tipMinor() == 0
                              ? what
                              : tr("%1, tip %2").arg(what, moneyText(Money(part.tipMinor(), part.amount.currency())));
        m_taken->addWidget(moneyRow(m_theme, tenderIcon(part.method), said, moneyText(-part.amount), away));
    }
    m_restRow->setVisible(!taken.empty());
    m_rest->setText(moneyText(m_payment.state().rest()));
}

void PaymentPage::showBack()
{
    empty(*m_backRows);
    if (!m_payment.paysBack())
        return;
    if (m_payment.back().empty())
        m_backRows->addWidget(moneyRow(m_theme, tenderIcon(schema::CASH), tr("Cash out of the drawer"),
                                       moneyText(-m_payment.state().due()), nullptr));
    for (const auto& back : m_payment.back()) {
        const auto amount = back.method == schema::CASH ? back.value + back.rounding : back.value;
        const auto to = tenderText(back.method, m_payment.backLabel(back));
        const auto what = back.method == schema::CASH ? tr("Cash out of the drawer")
                          : back.method == schema::CARD
                              ? tr("%1: pay it back on the card machine, then finish here").arg(to)
                              : to;
        m_backRows->addWidget(moneyRow(m_theme, tenderIcon(back.method), what, moneyText(amount), nullptr));
    }
}

} // namespace kontor
