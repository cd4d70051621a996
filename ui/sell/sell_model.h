#pragma once

#include "domain/base/time.h"
#include "domain/catalog/product_view.h"
#include "domain/orders/cart.h"
#include "domain/orders/cart_steps.h"
#include "domain/orders/park.h"
#include "domain/orders/receipt.h"
#include "domain/orders/return_goods.h"
#include "domain/payments/cash.h"
#include "storage/product_lists.h"
#include "storage/store.h"
#include "ui/courier.h"
#include "ui/sell/notice.h"
#include "ui/sell/payment_model.h"
#include "ui/sell/ticket_model.h"
#include "ui/sell/tile_model.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace kontor {

/// The state of a sale on this till: the open cart, the search, the cash received, the receipt. Pages show it and forward
/// what the cashier does; rules are the domain's.
///
/// The cart lives in the store: each change is a command, and what the screen shows is read back after it is durable.
/// Commands are answered in their order, so a cashier may be quicker than the disk: charging or scanning on waits for
/// what is under way, never the other way round.
class SellModel : public QObject
{
    Q_OBJECT
public:
    enum class Screen { Sell, Payment, Receipt };
    using Clock = std::function<TimeUs()>;

    /// `lists` for searches and tiles; null: straight from the tables, for small shops and tests. Both outlive the model.
    SellModel(Store& store, Clock clock, const ProductLists* lists = nullptr, QObject* parent = nullptr);
    ~SellModel() override;

    /// Who sells from now on; nil: nobody. An open cart stays for the next person.
    void setCashier(Id<schema::Staff> staff);

    [[nodiscard]] Screen screen() const { return m_screen; }
    [[nodiscard]] TicketModel& ticket() { return m_ticket; }
    [[nodiscard]] TileModel& tiles() { return m_tiles; }
    [[nodiscard]] const CartView& cart() const { return m_cart; }
    [[nodiscard]] Currency currency() const { return m_cart.total.currency(); }

    // --- items
    /// A code from the scanner. `typedBefore` is what stands in the search field: "5*" makes it five.
    /// On the payment page the item joins the sale; on the receipt it begins the next one.
    void scan(const QString& code, const QString& typedBefore);
    /// Enter in the search field: "5*code", a code, or a name of which the only hit is taken. With more hits
    /// hitsToChooseFrom is emitted.
    void enterText(const QString& text);
    /// Each keystroke; the quantity prefix is not searched for.
    void search(const QString& text);
    [[nodiscard]] const QString& searchText() const { return m_searchText; }
    void addTile(int row);

    // --- shelves: which products the tiles are of
    struct Shelf {
        Id<schema::Category> category; ///< Nil: what sells most.
        QString name;
    };
    [[nodiscard]] const std::vector<Shelf>& shelves() const { return m_shelves; }
    [[nodiscard]] Id<schema::Category> shelf() const { return m_shelf; }
    void chooseShelf(Id<schema::Category> category);
    void refreshTiles() { reloadTiles(); } ///< What is prepared for them has changed.

    void setQuantity(Id<schema::CartLine> line, Quantity quantity);
    void changeQuantity(int row, int by);
    void removeLine(int row);
    /// Of one of its unit; nothing: back to the list's.
    /// With a reason: a discount of its own below the list's price.
    void setPrice(Id<schema::CartLine> line, std::optional<UnitPrice> price, const QString& reason = {});
    /// What anybody pays for one of it; nothing without a price.
    [[nodiscard]] std::optional<UnitPrice> listPrice(Id<schema::Variant> variant) const;
    /// Whether parts of one are sold: a weight, a length.
    [[nodiscard]] bool isMeasured(Id<schema::Variant> variant, Id<schema::Unit> countedIn) const;

    // --- an item without a price in the list, which is asked for in place
    /// The item that priceAsked() named joins the sale at this price.
    void addAtPrice(UnitPrice price);
    void forgetUnpriced() { m_unpriced.reset(); }
    /// The next item comes back.
    void setReturning(bool returning);
    [[nodiscard]] bool isReturning() const { return m_returning; }

    // --- steps of the cart
    [[nodiscard]] bool canUndo() const { return !m_done.empty(); }
    [[nodiscard]] bool canRedo() const { return !m_undone.empty(); }
    /// After what is under way: each press is a step, however quick.
    void undo();
    void redo();

    // --- what the store does not keep, for the same till in another theme or language
    struct Kept {
        std::vector<CartState> done;
        std::vector<CartState> undone;
        Id<schema::Staff> approver;
        std::map<Id<schema::ParkedCart>, Id<schema::Staff>> parkedApprovals;
        std::optional<ReceiptView> receipt;
        Screen screen = Screen::Sell;
    };
    [[nodiscard]] Kept keep() const;
    /// After setCashier() with whoever it was.
    void resume(Kept kept);

    // --- carts set aside
    void park();
    [[nodiscard]] const std::vector<ParkedCartView>& parked() const { return m_parked; }
    void recall(int row);
    void discardParked(int row);

    // --- a second person's word, asked for in place when the cashier's role does not reach
    /// What was asked is done with `approver`; so is the sale it belongs to, and nothing after it: the word ends with the sale and
    /// when nothing in the cart needs it any more. It waits with a sale that is set aside, at this till.
    void approve(Id<schema::Staff> approver);
    void refuseApproval();
    [[nodiscard]] Id<schema::Staff> cashier() const { return m_cashier; }

    // --- payment
    /// Nothing happens without a sellable line.
    void beginPayment();
    void cancelPayment();
    [[nodiscard]] PaymentModel& payment() { return m_payment; }
    [[nodiscard]] const Money& received() const { return m_payment.received(); }
    void setReceived(const Money& received);
    /// What goes back; nothing while too little was received.
    [[nodiscard]] std::optional<Money> change() const { return m_payment.change(); }
    /// What the chosen tender has to bring; of cash: rounded to coins where the currency has no smaller ones.
    [[nodiscard]] Money due() const { return m_payment.due(); }
    [[nodiscard]] std::vector<Money> quickAmounts() const { return m_payment.quickAmounts(); }
    /// Takes what was keyed in, and sells when nothing is left to pay.
    void finishSale();
    [[nodiscard]] bool isFinishing() const { return m_finishing; }

    // --- who buys
    void setCustomer(std::optional<Id<schema::Customer>> customer);
    /// Makes a customer and takes them for the sale. Figures alone are their number; anything else their name, and the number
    /// is the till's next.
    void addCustomer(const QString& text);

    // --- goods of an earlier sale that come back; each a line of the cart
    void takeBack(const std::vector<AddReturn>& goods);

    // --- receipt
    [[nodiscard]] const std::optional<ReceiptView>& receipt() const { return m_receipt; }
    void nextSale();
    /// Counts one more copy of a receipt; receiptCopied() brings it.
    void copyReceipt(Id<schema::Order> order);

Q_SIGNALS:
    /// `copy`: which duplicate this is, from 1.
    void receiptCopied(const kontor::ReceiptView& receipt, quint32 copy);
    void screenChanged();
    void cartChanged();
    void lineTouched(int row); ///< The line that was just added or changed: select it.
    void itemBegun();          ///< Something is done about the cart: what was wrong before is past.
    void searchDone();         ///< An item was taken: empty the field.
    void hitsToChooseFrom();
    void paymentChanged();
    void shelvesChanged();
    void stepsChanged();
    void parkedChanged();
    void returningChanged();
    void priceAsked(const QString& name); ///< For addAtPrice(): the list has none.
    void approvalAsked(const QString& forWhat);
    void approvalEnded();
    void noticeRaised(const kontor::Notice& notice);
    /// A receipt, whose goods may come back.
    void receiptScanned(kontor::Id<kontor::schema::Order> order);
    void unknownCode(const QString& code); ///< For the sound; the row is in the ticket.

private:
    struct Asked {
        Quantity quantity;
        QString rest;
        bool prefixed = false;
    };
    /// Splits "5*code"; quantity 1 without a prefix.
    [[nodiscard]] static Asked split(const QString& text);

    [[nodiscard]] bool addCode(const Asked& asked);
    [[nodiscard]] bool addOtherCode(const Reader& shop,
                                    const std::string& code); ///< Of a customer, a receipt or a promotion.
    void tellOfCode();                                        ///< Once: why the code just given takes nothing off.
    void add(const AddToCart& input);
    void askPrice(const AddToCart& input); ///< Or says that there is none, while one is asked for already.
    void undoNow();
    void redoNow();
    enum class Step { New, Undo, Redo };
    using Refused = std::function<bool(const Error&)>; ///< Whether it has been dealt with.
    void run(Store::ActorCommand command, Id<schema::Variant> touched, Step step = Step::New, Refused refused = {});
    /// With the approver's permissions, where there is one.
    void execute(Store::ActorCommand command, Store::Answer answer);
    /// The same, the answer on this thread; nothing else begins before it.
    void ask(Store::ActorCommand command, PaymentModel::Then then);
    [[nodiscard]] bool refuseWhilePaying();
    void stayed();
    void sayTender(const std::string& tender); ///< How it is going to be paid; empty: not known any more.
    void remember(CartState before, Step step);
    void forgetSteps();
    void askApproval(const Error& denied, Id<schema::Staff> askedWith, std::function<void()> again);
    void forgetApproval();
    [[nodiscard]] bool needsApproval() const; ///< Something in the cart may.
    void reloadShelves();
    void reloadParked();
    [[nodiscard]] int rowOfParked(Id<schema::ParkedCart> cart) const; ///< -1: it is gone.
    void markLine(Id<schema::Variant> touched);
    void answered();
    void whenSettled(std::function<void()> action);
    void setScreen(Screen screen);
    void reloadCart();
    void reloadTiles();
    void refresh();
    void sellNow();
    void sold(const Result<Committed>& committed);
    void tellProblem(const QString& title, const QString& remedy);

    Store& m_store;
    Clock m_clock;
    const ProductLists* m_lists;
    StoreIdentity m_identity;
    Id<schema::Staff> m_cashier;
    Screen m_screen = Screen::Sell;
    TicketModel m_ticket;
    TileModel m_tiles;
    CartView m_cart;
    QString m_searchText;
    std::string m_lastCode;                       ///< Of a promotion, on its way into the cart.
    Quantity m_tileQuantity = Quantity::whole(1); ///< Of "5*" in the search field, for the tile touched next.
    bool m_finishing = false;
    bool m_returning = false;
    Id<schema::Category> m_shelf;
    std::vector<Shelf> m_shelves;
    std::vector<ParkedCartView> m_parked;
    std::vector<CartState> m_done;   ///< States to go back to, the last step's last.
    std::vector<CartState> m_undone; ///< And forward again.
    Id<schema::Staff> m_approver;    ///< Of this sale; nil: nobody was needed.
    std::map<Id<schema::ParkedCart>, Id<schema::Staff>>
        m_parkedApprovals;               ///< Given at this till, to who signed in now.
    std::function<void()> m_again;       ///< What waits for an approval.
    std::optional<AddToCart> m_unpriced; ///< Waits for its price.
    std::optional<ReceiptView> m_receipt;
    int m_underWay = 0;              ///< Commands not answered yet.
    Id<schema::Variant> m_lastAsked; ///< What the last of them adds or changes.
    std::vector<std::function<void()>> m_waiting;
    QTimer m_problemLeaves;
    Courier m_courier{this};
    PaymentModel m_payment;
    int m_watch = 0;
};

} // namespace kontor
