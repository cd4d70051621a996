#include "ui/sell/sell_page.h"

#include "ui/sell/quantity_panel.h"
#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice_strip.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/ticket_list.h"
#include "ui/widgets/tile_grid.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

namespace kontor {

SellPage::SellPage(const Theme& theme, SellModel& model) : m_theme(theme), m_model(model)
{
    setAccessibleName(tr("Sell"));
    m_halves = new QHBoxLayout(this);
    m_halves->setContentsMargins(0, 0, 0, 0);
    m_halves->setSpacing(0);
    m_ticketSide = makeTicket();
    m_halves->addWidget(m_ticketSide);
    m_halves->addWidget(makeGoods(), 1);
    m_notice = new NoticeStrip(theme, this);

    bindKeys();
    connect(&m_model, &SellModel::cartChanged, this, &SellPage::showCart);
    connect(&m_model, &SellModel::lineTouched, this, &SellPage::selectLine);
    connect(&m_model, &SellModel::searchDone, this, [this] {
        m_search->clear();
        m_search->setFocus();
        leaveQuantity();
    });
    connect(&m_model, &SellModel::hitsToChooseFrom, this, [this] { m_tiles->setFocus(); });
    connect(&m_model, &SellModel::noticeRaised, this, [this](const Notice& notice) {
        m_notice->tell(static_cast<NoticeStrip::Tone>(notice.tone), notice.title, notice.remedy);
        placeNotice();
    });
    connect(&m_model, &SellModel::itemBegun, m_notice, &NoticeStrip::dismiss);
    connect(&m_model.tiles(), &QAbstractItemModel::modelReset, this, &SellPage::showTiles);
    connect(&m_model.ticket(), &QAbstractItemModel::rowsInserted, this, &SellPage::showCart);
    connect(&m_model.ticket(), &QAbstractItemModel::rowsRemoved, this, &SellPage::showCart);
    showCart();
    showTiles();
}

Panel* SellPage::makeTicket()
{
    auto* side = new Panel(m_theme, Qt::RightEdge, this);
    side->setFixedWidth(metrics::ticketWidth);
    m_ticket = new TicketList(m_theme, TicketList::Rows::Selectable);
    m_ticket->setModel(&m_model.ticket());
    m_ticket->setAccessibleName(tr("Lines of this sale"));
    m_ticket->installEventFilter(this);
    m_emptyTicket = new EmptyState(m_theme, QStringLiteral("shopping-basket"));
    m_emptyTicket->say(tr("A new sale"), tr("Scan an item, or touch a product."));
    m_ticketStack = new QStackedWidget;
    m_ticketStack->addWidget(m_ticket);
    m_ticketStack->addWidget(m_emptyTicket);

    m_taxName = new Label(m_theme, TextRole::Body, Tone::Muted);
    m_taxAmount = new Label(m_theme, TextRole::Body, Tone::Muted);
    auto* tax = new QHBoxLayout;
    tax->addWidget(m_taxName, 1);
    tax->addWidget(m_taxAmount);
    auto* totalWord = new Label(m_theme, TextRole::Lead, Tone::Text, tr("Total"));
    m_items = new Label(m_theme, TextRole::Body, Tone::Muted);
    m_total = new Label(m_theme, TextRole::Total, Tone::Text);
    auto* total = new QHBoxLayout;
    total->setSpacing(6);
    total->addWidget(totalWord, 0, Qt::AlignVCenter);
    total->addWidget(m_items, 1, Qt::AlignVCenter);
    total->addWidget(m_total);

    m_fewer = new Button(m_theme, Button::Kind::Plain, tr("Fewer"));
    m_fewer->setIconName(QStringLiteral("minus"));
    m_fewer->setKeyHint(QStringLiteral("−"));
    m_fewer->setAccessibleName(tr("One fewer of the marked line"));
    m_more = new Button(m_theme, Button::Kind::Plain, tr("More"));
    m_more->setIconName(QStringLiteral("plus"));
    m_more->setKeyHint(QStringLiteral("+"));
    m_more->setAccessibleName(tr("One more of the marked line"));
    m_remove = new Button(m_theme, Button::Kind::Plain, tr("Remove"));
    m_remove->setIconName(QStringLiteral("trash-2"));
    m_remove->setKeyHint(tr("Del"));
    m_remove->setAccessibleName(tr("Remove the marked line"));
    auto* actions = new QHBoxLayout;
    actions->setSpacing(8);
    for (auto* button : {m_fewer, m_more, m_remove}) {
        button->setFixedHeight(52);
        actions->addWidget(button, button->sizeHint().width());
    }
    connect(m_fewer, &Button::clicked, this, [this] { m_model.changeQuantity(currentLine(), -1); });
    connect(m_more, &Button::clicked, this, [this] { m_model.changeQuantity(currentLine(), 1); });
    connect(m_remove, &Button::clicked, this, [this] { m_model.removeLine(currentLine()); });

    m_charge = new Button(m_theme, Button::Kind::Primary, {});
    m_charge->setKeyHint(QStringLiteral("F12"));
    m_charge->setFixedHeight(metrics::chargeHeight);
    connect(m_charge, &Button::clicked, &m_model, &SellModel::beginPayment);

    auto* sums = new Panel(m_theme, Qt::TopEdge);
    auto* below = new QVBoxLayout(sums);
    below->setContentsMargins(metrics::pageMargin, 12, metrics::pageMargin, 12);
    below->setSpacing(0);
    below->addLayout(tax);
    below->addSpacing(8);
    below->addLayout(total);
    below->addSpacing(12);
    below->addLayout(actions);
    below->addSpacing(8);
    below->addWidget(m_charge);

    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_ticketStack, 1);
    column->addWidget(sums);
    return side;
}

QWidget* SellPage::makeGoods()
{
    auto* side = new QWidget(this);
    m_search = new SearchField(m_theme, QStringLiteral("scan-barcode"), tr("Scan, or type a name, SKU or barcode"),
                               QStringLiteral("F2"), side);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model.search(text);
        showTiles();
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_model.enterText(m_search->text()); });
    connect(m_search, &SearchField::leftDownwards, this, [this] { m_tiles->setFocus(); });
    m_quantity = new Button(m_theme, Button::Kind::Plain, tr("Quantity"), side);
    m_quantity->setIconName(QStringLiteral("hash"));
    m_quantity->setKeyHint(QStringLiteral("F4"));
    m_quantity->setAccessibleName(tr("Quantity of the marked line"));
    connect(m_quantity, &Button::clicked, this, &SellPage::editQuantity);

    m_tiles = new TileGrid(m_theme);
    m_tiles->setModel(&m_model.tiles());
    m_tiles->setAccessibleName(tr("Products"));
    m_tiles->installEventFilter(this);
    connect(m_tiles, &TileGrid::chosen, this, [this](const QModelIndex& index) { m_model.addTile(index.row()); });
    connect(m_tiles, &TileGrid::leftUpwards, this, [this] { m_search->setFocus(); });
    m_noTiles = new EmptyState(m_theme, QStringLiteral("search-x"));
    m_quantityPanel = new QuantityPanel(m_theme);
    connect(m_quantityPanel, &QuantityPanel::cancelled, this, &SellPage::leaveQuantity);
    connect(m_quantityPanel, &QuantityPanel::accepted, this, [this](Quantity quantity) {
        m_model.setQuantity(currentLine(), quantity);
        leaveQuantity();
    });
    m_goodsStack = new QStackedWidget;
    m_goodsStack->addWidget(m_tiles);
    m_goodsStack->addWidget(m_noTiles);
    m_goodsStack->addWidget(m_quantityPanel);

    auto* top = new QHBoxLayout;
    top->setSpacing(metrics::buttonGap);
    top->setContentsMargins(sideMargins(0, 0, metrics::pageMargin, 0));
    top->addWidget(m_search, 1);
    top->addWidget(m_quantity);
    m_goods = new QVBoxLayout(side);
    m_goods->setSpacing(metrics::cardGap);
    m_goods->addLayout(top);
    m_goods->addWidget(m_goodsStack, 1);
    return side;
}

void SellPage::bindKeys()
{
    const auto bind = [this](const QKeySequence& key, auto&& action) {
        auto* shortcut = new QShortcut(key, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    bind(Qt::Key_F2, [this] {
        leaveQuantity();
        m_search->setFocus();
        m_search->selectAll();
    });
    bind(Qt::Key_F4, [this] { editQuantity(); });
    bind(Qt::Key_F12, [this] { m_model.beginPayment(); });
    bind(Qt::Key_PageUp, [this] { stepLine(-1); });
    bind(Qt::Key_PageDown, [this] { stepLine(1); });
}

void SellPage::enter()
{
    leaveQuantity();
    m_search->setFocus();
}

QString SellPage::typedText() const
{
    return m_search->text();
}

void SellPage::showCart()
{
    const auto& cart = m_model.cart();
    const bool rows = m_model.ticket().rowCount() > 0;
    m_ticketStack->setCurrentWidget(rows ? static_cast<QWidget*>(m_ticket) : m_emptyTicket);

    QStringList names;
    for (const auto& line : cart.lines) {
        const auto name = tr("%1 %2 included", "tax name, rate").arg(qtext(line.taxName), rateText(line.taxRatePpm));
        if (line.taxRatePpm != 0 && !names.contains(name))
            names << name;
    }
    m_taxName->setText(names.size() == 1 ? names.first() : tr("Taxes included"));
    m_taxAmount->setText(amountText(cart.tax));
    m_taxName->setVisible(!cart.tax.isZero());
    m_taxAmount->setVisible(!cart.tax.isZero());

    const bool whole = cart.items.thousandths % 1000 == 0;
    m_items->setText(cart.isEmpty() ? QString()
                     : whole        ? tr("%n item(s)", nullptr, int(cart.items.thousandths / 1000))
                                    : tr("%n line(s)", nullptr, int(cart.lines.size())));
    m_total->setText(moneyText(cart.total));
    m_charge->setText(cart.isEmpty() ? tr("Charge") : tr("Charge %1").arg(moneyText(cart.total)));
    m_charge->setAccessibleName(m_charge->text());
    m_charge->setEnabled(!cart.isEmpty());

    if (rows && currentLine() < 0)
        selectLine(m_model.ticket().rowCount() - 1);
    if (m_model.ticket().hasProblem())
        m_ticket->scrollToBottom();
    for (auto* button : {m_fewer, m_more, m_remove, m_quantity})
        button->setEnabled(!cart.isEmpty());
}

void SellPage::showTiles()
{
    const bool searching = !m_model.searchText().isEmpty();
    const bool shown = !m_narrow || searching || m_goodsStack->currentWidget() == m_quantityPanel;
    m_goodsStack->setVisible(shown);
    // The tiles' scroll bar stands in the page's margin.
    m_goods->setContentsMargins(sideMargins(metrics::pageMargin, 14, 0, shown ? 0 : metrics::cardGap));
    m_halves->setStretch(1, m_narrow ? (shown ? 4 : 0) : 1);
    if (m_goodsStack->currentWidget() == m_quantityPanel)
        return;
    const bool none = m_model.tiles().rowCount() == 0;
    if (none && searching)
        m_noTiles->say(tr("Nothing found for “%1”").arg(m_model.searchText()),
                       tr("Try fewer letters, or another word of the name."));
    else if (none)
        m_noTiles->say(tr("No products yet"), tr("Import or add products in the back office; they appear here."));
    m_goodsStack->setCurrentWidget(none ? static_cast<QWidget*>(m_noTiles) : m_tiles);
}

int SellPage::currentLine() const
{
    return m_ticket->currentIndex().row();
}

void SellPage::selectLine(int row)
{
    const auto index = m_model.ticket().index(row, 0);
    if (!index.isValid())
        return;
    m_ticket->setCurrentIndex(index);
    m_ticket->scrollTo(index);
}

void SellPage::stepLine(int by)
{
    const int rows = m_model.ticket().rowCount();
    if (rows > 0)
        selectLine(std::clamp(currentLine() + by, 0, rows - 1));
}

void SellPage::editQuantity()
{
    const auto* line = m_model.ticket().line(currentLine());
    if (line == nullptr)
        return;
    m_goodsStack->setCurrentWidget(m_quantityPanel);
    showTiles();
    m_quantityPanel->begin(qtext(line->name), line->quantity);
}

void SellPage::leaveQuantity()
{
    if (m_goodsStack->currentWidget() != m_quantityPanel)
        return;
    m_goodsStack->setCurrentWidget(m_tiles);
    showTiles();
    m_search->setFocus();
}

bool SellPage::editLineByKey(QKeyEvent& event)
{
    switch (event.key()) {
    case Qt::Key_Plus: m_more->click(); return true;
    case Qt::Key_Minus: m_fewer->click(); return true;
    case Qt::Key_Delete: m_remove->click(); return true;
    default: return false;
    }
}

bool SellPage::typeIntoSearch(QKeyEvent& event)
{
    const auto text = event.text();
    if (event.key() == Qt::Key_Escape) {
        m_search->setFocus();
        return true;
    }
    if (text.isEmpty() || !text.at(0).isPrint() || text.at(0).isSpace())
        return false;
    m_search->setFocus();
    m_search->insert(text);
    return true;
}

bool SellPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return Page::eventFilter(watched, event);
    auto& key = static_cast<QKeyEvent&>(*event);
    if (watched == m_search) {
        if (key.key() == Qt::Key_Escape) {
            m_search->clear();
            return true;
        }
        // Only an empty field has no use for these keys itself.
        return m_search->text().isEmpty() && editLineByKey(key);
    }
    return editLineByKey(key) || typeIntoSearch(key);
}

void SellPage::placeNotice()
{
    const int x = m_narrow ? metrics::pageMargin : metrics::ticketWidth + metrics::pageMargin;
    const int width = this->width() - x - metrics::pageMargin;
    const int y = m_narrow ? 72 : height() - m_notice->sizeHint().height() - metrics::pageMargin;
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    m_notice->setGeometry(mirrored ? metrics::pageMargin : x, y, width, m_notice->sizeHint().height());
    m_notice->raise();
}

void SellPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    const bool narrow = width() < metrics::narrowBelow;
    if (narrow != m_narrow) {
        m_narrow = narrow;
        // Bottom to top puts the second half, search and hits, above the ticket.
        m_halves->setDirection(narrow ? QBoxLayout::BottomToTop : QBoxLayout::LeftToRight);
        m_ticketSide->setLines(narrow ? Qt::TopEdge : Qt::RightEdge);
        m_ticketSide->setMinimumWidth(narrow ? 0 : metrics::ticketWidth);
        m_ticketSide->setMaximumWidth(narrow ? QWIDGETSIZE_MAX : metrics::ticketWidth);
        m_halves->setStretch(0, narrow ? 3 : 0);
        showTiles();
    }
    placeNotice();
}

} // namespace kontor
