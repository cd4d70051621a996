#include "ui/sell/sell_page.h"

#include "ui/sell/approval_panel.h"
#include "ui/sell/customer_panel.h"
#include "ui/sell/parked_panel.h"
#include "ui/sell/price_panel.h"
#include "ui/sell/quantity_panel.h"
#include "ui/sell/return_panel.h"
#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice_strip.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/person_bar.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/ticket_list.h"
#include "ui/widgets/tile_grid.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

namespace kontor {

SellPage::SellPage(const Theme& theme, SellModel& model, Store& store)
    : m_theme(theme),
      m_model(model),
      m_store(store),
      m_approvalPanel(new ApprovalPanel(theme, store))
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
        leavePanel();
    });
    connect(&m_model, &SellModel::shelvesChanged, this, &SellPage::showShelves);
    connect(&m_model, &SellModel::stepsChanged, this, &SellPage::showSteps);
    connect(&m_model, &SellModel::parkedChanged, this, &SellPage::showParked);
    connect(&m_model, &SellModel::returningChanged, this, [this] {
        m_return->setChecked(m_model.isReturning());
        if (!m_model.isReturning() && m_goodsStack->currentWidget() == m_returnPanel)
            leavePanel();
    });
    connect(&m_model, &SellModel::receiptScanned, this, [this](Id<schema::Order> order) {
        showPanel(m_returnPanel);
        m_returnPanel->show(order);
    });
    connect(&m_model, &SellModel::approvalAsked, this, [this](const QString& forWhat) {
        showPanel(m_approvalPanel);
        m_approvalPanel->begin(forWhat, m_model.cashier());
    });
    connect(&m_model, &SellModel::approvalEnded, this, &SellPage::leavePanel);
    connect(&m_model, &SellModel::priceAsked, this, [this](const QString& name) {
        m_search->clear();
        showPanel(m_pricePanel);
        m_pricePanel->beginUnpriced(name);
    });
    connect(m_approvalPanel, &ApprovalPanel::approved, &m_model, &SellModel::approve);
    connect(m_approvalPanel, &ApprovalPanel::cancelled, &m_model, &SellModel::refuseApproval);
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
    showShelves();
    showSteps();
    showParked();
    showTiles();
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
    m_parked = new Button(m_theme, Button::Kind::Plain, tr("Parked"), side);
    m_parked->setIconName(QStringLiteral("layers"));
    m_parked->setKeyHint(QStringLiteral("F5"));
    connect(m_parked, &Button::clicked, this, &SellPage::toggleParked);

    m_tiles = new TileGrid(m_theme);
    m_tiles->setModel(&m_model.tiles());
    m_tiles->setAccessibleName(tr("Products"));
    m_tiles->installEventFilter(this);
    connect(m_tiles, &TileGrid::chosen, this, [this](const QModelIndex& index) { m_model.addTile(index.row()); });
    connect(m_tiles, &TileGrid::leftUpwards, this, [this] { m_search->setFocus(); });
    m_noTiles = new EmptyState(m_theme, QStringLiteral("search-x"));
    makePanels(m_store);
    m_shelves = new ChipRow(m_theme, Chip::Size::Touch, side);
    connect(m_shelves, &ChipRow::chosen, this, [this](int index) {
        m_search->clear();
        m_model.chooseShelf(m_model.shelves()[std::size_t(index)].category);
        leavePanel();
        showTiles();
    });
    m_goodsStack = new QStackedWidget;
    m_goodsStack->addWidget(m_tiles);
    m_goodsStack->addWidget(m_noTiles);
    for (auto* panel : std::initializer_list<QWidget*>{m_quantityPanel, m_pricePanel, m_approvalPanel, m_parkedPanel,
                                                       m_customerPanel, m_returnPanel})
        m_goodsStack->addWidget(panel);

    auto* top = new QHBoxLayout;
    top->setSpacing(metrics::buttonGap);
    top->setContentsMargins(sideMargins(0, 0, metrics::pageMargin, 0));
    top->addWidget(m_search, 1);
    top->addWidget(m_quantity);
    top->addWidget(m_parked);
    m_goods = new QVBoxLayout(side);
    m_goods->setSpacing(metrics::cardGap);
    m_goods->addLayout(top);
    m_goods->addWidget(m_shelves);
    m_goods->addWidget(m_goodsStack, 1);
    return side;
}

void SellPage::makePanels(Store& store)
{
    m_quantityPanel = new QuantityPanel(m_theme);
    connect(m_quantityPanel, &QuantityPanel::cancelled, this, &SellPage::leavePanel);
    connect(m_quantityPanel, &QuantityPanel::chosen, this, [this](Id<schema::CartLine> line, Quantity quantity) {
        leavePanel();
        m_model.setQuantity(line, quantity);
    });
    m_pricePanel = new PricePanel(m_theme, m_model.currency());
    connect(m_pricePanel, &PricePanel::cancelled, this, &SellPage::leavePanel);
    connect(m_pricePanel, &PricePanel::chosen, this,
            [this](Id<schema::CartLine> line, UnitPrice price, const QString& reason) {
                if (line.isNil())
                    m_model.addAtPrice(price);
                leavePanel();
                if (!line.isNil())
                    m_model.setPrice(line, price, reason);
            });
    connect(m_pricePanel, &PricePanel::listPriceWanted, this, [this](Id<schema::CartLine> line) {
        leavePanel();
        m_model.setPrice(line, std::nullopt);
    });
    m_parkedPanel = new ParkedPanel(m_theme);
    connect(m_parkedPanel, &ParkedPanel::cancelled, this, &SellPage::leavePanel);
    connect(m_parkedPanel, &ParkedPanel::chosen, this, [this](int row) {
        leavePanel();
        m_model.recall(row);
    });
    connect(m_parkedPanel, &ParkedPanel::discarded, &m_model, &SellModel::discardParked);
    m_customerPanel = new CustomerPanel(m_theme, store);
    connect(m_customerPanel, &CustomerPanel::cancelled, this, &SellPage::leavePanel);
    connect(m_customerPanel, &CustomerPanel::picked, this, [this](Id<schema::Customer> customer) {
        leavePanel();
        m_model.setCustomer(customer);
    });
    connect(m_customerPanel, &CustomerPanel::newWanted, this, [this](const QString& text) {
        leavePanel();
        m_model.addCustomer(text);
    });
    connect(m_customerPanel, &CustomerPanel::nobodyWanted, this, [this] {
        leavePanel();
        m_model.setCustomer(std::nullopt);
    });
    m_returnPanel = new ReturnPanel(m_theme, store);
    connect(m_returnPanel, &ReturnPanel::cancelled, this, [this] { m_model.setReturning(false); });
    connect(m_returnPanel, &ReturnPanel::copyWanted, &m_model, &SellModel::copyReceipt);
    connect(m_returnPanel, &ReturnPanel::accepted, this, [this](const std::vector<AddReturn>& goods) {
        m_model.setReturning(false);
        m_model.takeBack(goods);
    });
}

void SellPage::bindKeys()
{
    const auto bind = [this](const QKeySequence& key, auto&& action) {
        auto* shortcut = new QShortcut(key, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    bind(Qt::Key_F2, [this] {
        leavePanel();
        m_search->setFocus();
        m_search->selectAll();
    });
    bind(Qt::Key_F3, [this] { toggleCustomer(); });
    bind(Qt::Key_F4, [this] { editQuantity(); });
    bind(Qt::Key_F5, [this] { toggleParked(); });
    bind(Qt::Key_F6, [this] { m_model.park(); });
    bind(Qt::Key_F7, [this] { editPrice(); });
    bind(Qt::Key_F8, [this] { toggleReturn(); });
    bind(QKeySequence::Undo, [this] { m_model.undo(); });
    bind(Qt::CTRL | Qt::Key_Y, [this] { m_model.redo(); });
    bind(Qt::Key_F12, [this] { m_model.beginPayment(); });
    bind(Qt::Key_PageUp, [this] { stepLine(-1); });
    bind(Qt::Key_PageDown, [this] { stepLine(1); });
}

void SellPage::enter()
{
    leavePanel();
    m_search->setFocus();
}

QString SellPage::typedText() const
{
    return m_search->text();
}

void SellPage::setTypedText(const QString& text)
{
    m_search->setText(text);
}

Id<schema::CartLine> SellPage::markedLine() const
{
    const auto* line = m_model.ticket().line(currentLine());
    return line == nullptr ? Id<schema::CartLine>() : line->line;
}

void SellPage::markLine(Id<schema::CartLine> line)
{
    selectLine(m_model.ticket().rowOf(line));
}

void SellPage::showShelves()
{
    QStringList names;
    int chosen = 0;
    for (const auto& shelf : m_model.shelves()) {
        if (shelf.category == m_model.shelf())
            chosen = int(names.size());
        names << shelf.name;
    }
    m_shelves->setChoices(names, chosen);
    m_shelves->setVisible(names.size() > 1 && !m_narrow);
}

void SellPage::showParked()
{
    const auto count = int(m_model.parked().size());
    m_parked->setText(count == 0 ? tr("Parked") : tr("Parked %1").arg(count));
    m_parked->setAccessibleName(tr("Parked sales: %n", nullptr, count));
    m_parkedPanel->show(m_model.parked());
}

void SellPage::showTiles()
{
    const bool searching = !m_model.searchText().isEmpty();
    const bool shown = !m_narrow || searching || isPanelShown();
    m_goodsStack->setVisible(shown);
    // The tiles' scroll bar stands in the page's margin.
    m_goods->setContentsMargins(sideMargins(metrics::pageMargin, 14, 0, shown ? 0 : metrics::cardGap));
    m_halves->setStretch(1, m_narrow ? (shown ? 4 : 0) : 1);
    if (isPanelShown())
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

bool SellPage::isPanelShown() const
{
    const auto* shown = m_goodsStack->currentWidget();
    return shown != m_tiles && shown != m_noTiles;
}

void SellPage::leaveLineThatWent()
{
    const auto* shown = m_goodsStack->currentWidget();
    const auto line = shown == m_quantityPanel ? m_quantityPanel->line()
                      : shown == m_pricePanel  ? m_pricePanel->line()
                                               : Id<schema::CartLine>();
    if (!line.isNil() && m_model.ticket().rowOf(line) < 0)
        leavePanel();
}

void SellPage::step(int by)
{
    // One kilogram more of 0.354 is nobody's wish: what is measured is keyed in.
    const auto* line = m_model.ticket().line(currentLine());
    if (line != nullptr && m_model.isMeasured(line->variant, line->unit))
        editQuantity();
    else
        m_model.changeQuantity(currentLine(), by);
}

void SellPage::showPanel(QWidget* panel)
{
    const bool unpriced = m_goodsStack->currentWidget() == m_pricePanel && m_pricePanel->line().isNil();
    if (unpriced && panel != m_pricePanel)
        m_model.forgetUnpriced();
    m_goodsStack->setCurrentWidget(panel);
    showTiles();
}

void SellPage::editQuantity()
{
    const auto* line = m_model.ticket().line(currentLine());
    if (line == nullptr)
        return;
    showPanel(m_quantityPanel);
    m_quantityPanel->begin(line->line, qtext(line->name), line->quantity, m_model.isMeasured(line->variant, line->unit),
                           qtext(line->unitSymbol));
}

void SellPage::editPrice()
{
    const auto* line = m_model.ticket().line(currentLine());
    if (line == nullptr)
        return;
    showPanel(m_pricePanel);
    m_pricePanel->begin(line->line, qtext(line->name), line->reducedTo.value_or(line->unitPrice),
                        m_model.listPrice(line->variant), line->reducedTo ? qtext(line->details.reason()) : QString());
}

void SellPage::toggleParked()
{
    if (m_goodsStack->currentWidget() == m_parkedPanel) {
        leavePanel();
        return;
    }
    showPanel(m_parkedPanel);
    m_parkedPanel->begin();
}

void SellPage::toggleCustomer()
{
    if (m_goodsStack->currentWidget() == m_customerPanel) {
        leavePanel();
        return;
    }
    showPanel(m_customerPanel);
    m_customerPanel->open(!m_model.cart().customer.isNil());
}

void SellPage::toggleReturn()
{
    const bool begin = m_goodsStack->currentWidget() != m_returnPanel;
    if (begin) {
        showPanel(m_returnPanel);
        m_returnPanel->begin();
    }
    m_model.setReturning(begin); // The scan after it is the receipt, or goods that come back without one.
    m_return->setChecked(begin);
    if (!begin)
        leavePanel();
}

void SellPage::showCustomer()
{
    const auto& customer = m_model.cart().customer;
    if (m_shownCustomer == customer)
        return;
    m_shownCustomer = customer;
    const auto hit = customer.isNil() ? std::nullopt : customerHit(*m_store.read(), customer);
    m_customer->show(hit ? hit->name : tr("Customer"), hit ? hit->detail : QString(), hit.has_value());
}

void SellPage::leavePanel()
{
    if (!isPanelShown())
        return;
    const bool asked = m_goodsStack->currentWidget() == m_approvalPanel;
    const bool returning = m_goodsStack->currentWidget() == m_returnPanel;
    if (m_goodsStack->currentWidget() == m_pricePanel && m_pricePanel->line().isNil())
        m_model.forgetUnpriced();
    m_goodsStack->setCurrentWidget(m_tiles);
    showTiles();
    m_search->setFocus();
    if (asked) // By another way than its own: nobody said yes.
        m_model.refuseApproval();
    if (returning)
        m_model.setReturning(false);
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
    if (event->type() == QEvent::ShortcutOverride && watched == m_search && m_search->text().isEmpty()) {
        // An empty field has nothing of its own to take back: the keys are the cart's.
        const auto& pressed = static_cast<QKeyEvent&>(*event);
        if (pressed.matches(QKeySequence::Undo) || pressed.matches(QKeySequence::Redo) ||
            pressed.keyCombination() == (Qt::CTRL | Qt::Key_Y)) {
            event->ignore();
            return true;
        }
    }
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
        showShelves();
        showTiles();
    }
    placeNotice();
}

} // namespace kontor
