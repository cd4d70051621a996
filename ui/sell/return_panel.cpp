#include "ui/sell/return_panel.h"

#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/pick_list.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QScrollArea>
#include <QScroller>
#include <QVBoxLayout>

#include <algorithm>

namespace kontor {
namespace {
constexpr std::size_t mostSales = 20;
}

ReturnPanel::ReturnPanel(const Theme& theme, Store& store, QWidget* parent)
    : QStackedWidget(parent),
      m_theme(theme),
      m_model(store),
      m_find(new PickList(theme, QStringLiteral("receipt-text"),
                          tr("Scan the receipt, or type its number or the end of it")))
{
    m_goods = makeGoods();
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Return"));
    setContentsMargins(sideMargins(0, 0, metrics::pageMargin, metrics::pageMargin));
    m_find->setAccessibleName(tr("Find the sale"));
    m_find->setNone(tr("No such sale"), tr("Check the number. Goods without a receipt: scan them or touch them."));
    auto* back = m_find->addButton(Button::Kind::Plain, tr("Leave as it is"), tr("Esc"));
    connect(back, &Button::clicked, this, &ReturnPanel::cancelled);
    connect(m_find, &PickList::cancelled, this, &ReturnPanel::cancelled);
    connect(m_find, &PickList::textChanged, this, &ReturnPanel::find);
    connect(m_find, &PickList::chosen, this, [this](int row) { show(m_found[std::size_t(row)].order); });
    addWidget(m_find);
    addWidget(m_goods);
}

QWidget* ReturnPanel::makeGoods()
{
    auto* goods = new QWidget;
    m_title = new Label(m_theme, TextRole::Lead, Tone::Text);
    m_title->setElided(true);
    auto* all = new Button(m_theme, Button::Kind::Plain, tr("All of it"));
    all->setKeyHint(tr("A"));
    connect(all, &Button::clicked, this, [this] {
        m_model.takeAll();
        showGoods();
    });
    auto* copy = new Button(m_theme, Button::Kind::Plain, tr("Duplicate"));
    copy->setIconName(QStringLiteral("file-down"));
    copy->setKeyHint(QStringLiteral("F9"));
    copy->setAccessibleName(tr("Save a duplicate of the receipt"));
    connect(copy, &Button::clicked, this, [this] {
        if (m_model.sale())
            Q_EMIT copyWanted(m_model.sale()->order);
    });
    m_copy = copy;
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(copy);
    head->addWidget(all);

    auto* inside = new QWidget;
    m_rows = new QVBoxLayout(inside);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(8);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inside);
    QScroller::grabGesture(scroll->viewport(), QScroller::TouchGesture);

    m_reasons = new ChipRow(m_theme, Chip::Size::Touch);
    m_reasons->setChoices({tr("Not wanted"), tr("Faulty"), tr("Does not fit"), tr("Not as described"), tr("Other")}, 0);
    m_conditions = new ChipRow(m_theme, Chip::Size::Touch);
    m_conditions->setChoices({tr("Goes back on the shelf"), tr("Cannot be sold again")}, 0);
    m_accept = new Button(m_theme, Button::Kind::Primary, tr("Take back"));
    m_accept->setKeyHint(tr("Enter"));
    m_accept->setFixedHeight(metrics::chargeHeight);
    connect(m_accept, &Button::clicked, this, &ReturnPanel::accept);
    auto* back = new Button(m_theme, Button::Kind::Plain, tr("Another sale"));
    back->setKeyHint(tr("Esc"));
    back->setFixedHeight(metrics::chargeHeight);
    connect(back, &Button::clicked, this, &ReturnPanel::begin);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(metrics::buttonGap);
    foot->addWidget(m_accept, 2);
    foot->addWidget(back, 1);

    auto* column = new QVBoxLayout(goods);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::cardGap);
    column->addLayout(head);
    column->addWidget(scroll, 1);
    column->addWidget(m_reasons);
    column->addWidget(m_conditions);
    column->addLayout(foot);
    return goods;
}

void ReturnPanel::begin()
{
    m_model.close();
    setCurrentWidget(m_find);
    m_find->begin();
    find({});
}

void ReturnPanel::find(const QString& text)
{
    m_found = m_model.find(text, mostSales);
    std::vector<PickList::Row> rows;
    for (const auto& sale : m_found) {
        const auto at = QDateTime::fromMSecsSinceEpoch(sale.at / 1000);
        rows.push_back({QStringLiteral("receipt-text"), tr("%1 · %2 · %3", "time, receipt, total")
                                                            .arg(QLocale().toString(at, QStringLiteral("ddd HH:mm")),
                                                                 sale.receipt, moneyText(sale.total))});
    }
    m_find->setRows(rows);
}

void ReturnPanel::show(Id<schema::Order> order)
{
    if (!m_model.open(order))
        return;
    m_title->setText(tr("%1 · %2", "receipt, total").arg(m_model.sale()->receipt, moneyText(m_model.sale()->total)));
    m_marked = 0;
    m_reasons->choose(0);
    m_conditions->choose(0);
    while (auto* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_counts.clear();
    m_cards.clear();
    for (int i = 0; i < int(m_model.lines().size()); ++i) {
        const auto& line = m_model.lines()[std::size_t(i)];
        auto* card = new Card(m_theme, Card::Tone::Plain);
        auto* name = new Label(m_theme, TextRole::Strong, Tone::Text, line.name);
        name->setElided(true);
        const bool gone = line.left.thousandths == 0;
        auto* detail =
            new Label(m_theme, TextRole::Secondary, Tone::Muted,
                      gone ? tr("%1 sold, all came back").arg(quantityText(line.sold))
                           : tr("%1 sold for %2, %3 left to come back")
                                 .arg(quantityText(line.sold), moneyText(line.total), quantityText(line.left)));
        auto* words = new QVBoxLayout;
        words->setSpacing(0);
        words->addWidget(name);
        words->addWidget(detail);
        auto* fewer = new Button(m_theme, Button::Kind::Plain, {});
        fewer->setIconName(QStringLiteral("minus"));
        fewer->setAccessibleName(tr("One fewer of %1").arg(line.name));
        auto* more = new Button(m_theme, Button::Kind::Plain, {});
        more->setIconName(QStringLiteral("plus"));
        more->setAccessibleName(tr("One more of %1").arg(line.name));
        for (auto* button : {fewer, more}) {
            button->setFixedSize(metrics::touch, metrics::touch);
            button->setEnabled(!gone);
        }
        connect(fewer, &Button::clicked, this, [this, i] { change(i, -1); });
        connect(more, &Button::clicked, this, [this, i] { change(i, 1); });
        auto* count = new Label(m_theme, TextRole::Lead, Tone::Text);
        count->setAlignment(Qt::AlignCenter);
        count->setMinimumWidth(56);
        auto* row = new QHBoxLayout(card);
        row->setContentsMargins(12, 8, 8, 8);
        row->setSpacing(4);
        row->addLayout(words, 1);
        row->addWidget(fewer);
        row->addWidget(count);
        row->addWidget(more);
        m_rows->addWidget(card);
        m_counts.push_back(count);
        m_cards.push_back(card);
    }
    m_rows->addStretch(1);
    setCurrentWidget(m_goods);
    showGoods();
    setFocus();
}

void ReturnPanel::showGoods()
{
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        m_counts[i]->setText(quantityText(m_model.lines()[i].taken));
    m_accept->setEnabled(m_model.isAnyTaken());
    mark(m_marked);
}

void ReturnPanel::mark(int row)
{
    m_marked = std::clamp(row, 0, std::max(int(m_cards.size()) - 1, 0));
    for (std::size_t i = 0; i < m_cards.size(); ++i)
        m_cards[i]->setTone(int(i) == m_marked ? Card::Tone::Entry : Card::Tone::Plain);
}

void ReturnPanel::change(int row, int by)
{
    m_marked = row;
    m_model.change(row, by);
    showGoods();
}

void ReturnPanel::accept()
{
    if (!m_model.isAnyTaken())
        return;
    static const char* const reasons[] = {"not wanted", "faulty", "does not fit", "not as described", "other"};
    const auto reason = QLatin1String(reasons[std::max(m_reasons->chosenIndex(), 0)]);
    const auto condition = m_conditions->chosenIndex() == 1 ? schema::SCRAPPED : schema::RESTOCKED;
    const auto goods = m_model.goods(reason, condition);
    m_model.close();
    setCurrentWidget(m_find);
    Q_EMIT accepted(goods);
}

void ReturnPanel::keyPressEvent(QKeyEvent* event)
{
    if (currentWidget() != m_goods) {
        QStackedWidget::keyPressEvent(event);
        return;
    }
    const auto turn = [](ChipRow& chips, int by) {
        chips.choose((chips.chosenIndex() + by + chips.count()) % chips.count());
    };
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: accept(); return;
    case Qt::Key_Escape: begin(); return;
    case Qt::Key_Up: mark(m_marked - 1); return;
    case Qt::Key_Down: mark(m_marked + 1); return;
    case Qt::Key_Plus: change(m_marked, 1); return;
    case Qt::Key_Minus: change(m_marked, -1); return;
    case Qt::Key_F9: m_copy->click(); return;
    case Qt::Key_A:
        m_model.takeAll();
        showGoods();
        return;
    case Qt::Key_Left: turn(*m_reasons, -1); return;
    case Qt::Key_Right: turn(*m_reasons, 1); return;
    case Qt::Key_S: turn(*m_conditions, 1); return;
    default: QStackedWidget::keyPressEvent(event);
    }
}

} // namespace kontor
