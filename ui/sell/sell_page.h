#pragma once

#include "ui/page.h"
#include "ui/sell/sell_model.h"
#include "ui/theme/theme.h"

class QBoxLayout;
class QStackedWidget;

namespace kontor {

class Button;
class EmptyState;
class Label;
class NoticeStrip;
class Panel;
class ApprovalPanel;
class CustomerPanel;
class ChipRow;
class ParkedPanel;
class PersonBar;
class PricePanel;
class QuantityPanel;
class ReturnPanel;
class SearchField;
class TicketList;
class TileGrid;

/// The ticket at the left, search and tiles at the right. Narrower than 1024 px the ticket has the whole width and tiles
/// show only while something is searched for.
class SellPage : public Page
{
    Q_OBJECT
public:
    SellPage(const Theme& theme, SellModel& model, Store& store);

    void enter() override;
    /// What stands in the search field when a scan comes, e.g. "5*".
    [[nodiscard]] QString typedText() const;
    void setTypedText(const QString& text);
    [[nodiscard]] Id<schema::CartLine> markedLine() const; ///< Nil: none.
    void markLine(Id<schema::CartLine> line);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Panel* makeTicket();
    QWidget* makeGoods();
    void bindKeys();
    void showCart();
    void showTiles();
    void selectLine(int row);
    void stepLine(int by);
    [[nodiscard]] int currentLine() const;
    void step(int by); ///< More or fewer of the marked line.
    void leaveLineThatWent();
    void showSums();
    void showSteps();
    void showShelves();
    void showParked();
    void editQuantity();
    void editPrice();
    void toggleParked();
    void toggleCustomer();
    void toggleReturn();
    void showCustomer();
    void makePanels(Store& store);
    /// Whether something stands in place of the tiles.
    [[nodiscard]] bool isPanelShown() const;
    void showPanel(QWidget* panel);
    void leavePanel();
    void placeNotice();
    [[nodiscard]] bool typeIntoSearch(QKeyEvent& event);
    [[nodiscard]] bool editLineByKey(QKeyEvent& event);

    const Theme& m_theme;
    SellModel& m_model;
    Store& m_store;
    QBoxLayout* m_halves = nullptr;
    QBoxLayout* m_goods = nullptr;
    Panel* m_ticketSide = nullptr;
    QStackedWidget* m_ticketStack = nullptr;
    TicketList* m_ticket = nullptr;
    EmptyState* m_emptyTicket = nullptr;
    QWidget* m_subtotalRow = nullptr;
    QWidget* m_discountRow = nullptr;
    QWidget* m_taxRow = nullptr;
    Label* m_subtotalName = nullptr;
    Label* m_subtotal = nullptr;
    Label* m_discountName = nullptr;
    Label* m_discount = nullptr;
    Label* m_taxName = nullptr;
    Label* m_taxAmount = nullptr;
    Label* m_items = nullptr;
    Label* m_total = nullptr;
    Button* m_fewer = nullptr;
    Button* m_more = nullptr;
    Button* m_remove = nullptr;
    Button* m_undo = nullptr;
    Button* m_redo = nullptr;
    Button* m_park = nullptr;
    Button* m_price = nullptr;
    Button* m_return = nullptr;
    Button* m_charge = nullptr;
    SearchField* m_search = nullptr;
    Button* m_quantity = nullptr;
    Button* m_parked = nullptr;
    ChipRow* m_shelves = nullptr;
    QStackedWidget* m_goodsStack = nullptr;
    TileGrid* m_tiles = nullptr;
    EmptyState* m_noTiles = nullptr;
    QuantityPanel* m_quantityPanel = nullptr;
    PricePanel* m_pricePanel = nullptr;
    ApprovalPanel* m_approvalPanel = nullptr;
    ParkedPanel* m_parkedPanel = nullptr;
    CustomerPanel* m_customerPanel = nullptr;
    ReturnPanel* m_returnPanel = nullptr;
    PersonBar* m_customer = nullptr;
    std::optional<Id<schema::Customer>> m_shownCustomer; ///< Nothing: nobody was shown yet.
    NoticeStrip* m_notice = nullptr;
    bool m_narrow = false;
};

} // namespace kontor
