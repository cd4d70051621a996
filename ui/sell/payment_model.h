#pragma once

#include "domain/loyalty/pay_points.h"
#include "domain/orders/cart.h"
#include "domain/orders/refund.h"
#include "domain/payments/card_payment.h"
#include "storage/store.h"
#include "ui/sell/notice.h"
#include "ui/sell/payment_state.h"

#include <QObject>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace kontor {

/// PaymentAttempt.provider of a card that another machine took and somebody wrote down here.
inline constexpr std::string_view cardByHand = "by-hand";

/// How one sale is paid: the tenders this till takes, what is being keyed in for the chosen one, what was taken so far; or, where
/// more comes back than goes out, what goes back and how.
///
/// A card is recorded by hand: the card machine beside the till took the money, and what is typed here is written down as a card
/// payment of its own (domain/payments/card_payment.h) before the sale is, so that a power cut between the two loses nothing:
/// a card payment that paid for nothing yet is offered again by begin(). Every other part is a row beside the cart's lines
/// (domain/orders/cart_payment.h) before it stands in state().
class PaymentModel : public QObject
{
    Q_OBJECT
public:
    struct Choice {
        schema::PaymentMethod method = schema::CASH;
        std::optional<Currency> foreign = {}; ///< Of cash.
    };
    /// A gift card or store credit whose code was given.
    struct Value {
        Money balance;
        Money spendable; ///< By this till, now.
    };
    using Clock = std::function<TimeUs()>;
    using Then = std::function<void(const Result<Committed>&)>;
    /// Runs a command as the cashier (and approver) of the sale, and `then` with its answer on this thread.
    using Run = std::function<void(Store::ActorCommand command, Then then)>;

    PaymentModel(Store& store, Clock clock, Currency currency, Run run, QObject* parent = nullptr);

    /// The parts of the open cart that the store has: after a power cut they stand there before anybody charges.
    void readParts();
    /// Whose permissions decide how money may go back.
    void setPeople(Id<schema::Staff> cashier, Id<schema::Staff> approver);
    /// Shown anew: cash is chosen, what is left filled in. What was taken stays.
    void begin(const CartView& cart);
    /// The cart may cost something else by now.
    void setCart(const CartView& cart);
    /// It is sold, or nobody pays for it any more.
    void clear();

    [[nodiscard]] const std::vector<Choice>& choices() const { return m_choices; }
    [[nodiscard]] int chosen() const { return m_chosen; }
    [[nodiscard]] const Choice& choice() const { return m_choices[std::size_t(m_chosen)]; }
    void choose(int index);

    [[nodiscard]] const PaymentState& state() const { return m_state; }
    /// What the chosen tender has to bring, in its currency.
    [[nodiscard]] Money due() const;
    [[nodiscard]] const Money& received() const { return m_received; }
    void setReceived(const Money& received);
    /// What goes back in cash; nothing while too little was received, and for what gives no change.
    [[nodiscard]] std::optional<Money> change() const;
    /// What received() is worth in the shop's own money.
    [[nodiscard]] std::optional<Money> worthOfReceived() const;
    /// Whether accept() ends the sale; otherwise it takes a part.
    [[nodiscard]] bool covers() const;
    [[nodiscard]] std::vector<Money> quickAmounts() const;

    /// The last digits of the card, at most four; of a gift card or store credit its code, of a cheque or voucher its number.
    [[nodiscard]] const QString& code() const { return m_code; }
    void setCode(const QString& code);
    /// On top of what a card brings; taken by choices of a card where the shop takes tips.
    [[nodiscard]] const Money& tip() const { return m_tip; }
    void setTip(const Money& tip);
    [[nodiscard]] bool takesTip() const { return m_takesTips && choice().method == schema::CARD && !paysBack(); }
    [[nodiscard]] const std::optional<Value>& value() const { return m_value; }
    /// What the customer's points are worth for what is left.
    [[nodiscard]] const std::optional<PayablePoints>& points() const { return m_points; }
    /// A scan on the payment page: true when it is the code of a gift card or store credit, which is then chosen.
    [[nodiscard]] bool takeScan(const QString& code);

    /// Takes back a part that was taken; of a card the payment is recorded as voided.
    void remove(int row);
    /// Takes what was keyed in: settled() follows when nothing is left, stayed() otherwise.
    void accept();
    /// What `sell` is given, once settled.
    [[nodiscard]] const std::optional<SellInput>& input() const { return m_input; }

    [[nodiscard]] bool paysBack() const { return m_cart.total.minor() < 0; }
    /// What goes back and how, for goods of earlier sales; empty: all of it in cash.
    [[nodiscard]] const std::vector<PaidBack>& back() const { return m_back; }
    /// What is known of the card or code a part of it goes back to; empty: nothing.
    [[nodiscard]] std::string backLabel(const PaidBack& back) const;
    [[nodiscard]] const std::optional<schema::PaymentMethod>& refundTo() const { return m_refund.to; }
    /// Nothing: how it was paid.
    void refundTo(std::optional<schema::PaymentMethod> method);

Q_SIGNALS:
    void changed();
    void chosenChanged();
    void settled();
    void stayed();
    void noticeRaised(const kontor::Notice& notice);
    /// Somebody else has to say yes, then accept() again.
    void denied(const kontor::Error& error);

private:
    [[nodiscard]] SettingOwners owners() const;
    void readChoices();
    void readOpenCards();
    void planBack();
    void beginEntry();
    [[nodiscard]] Result<CashPayment> lastCash() const;
    [[nodiscard]] Result<RateView> rate() const;
    void acceptCash();
    void acceptCard();
    void acceptOther();
    void acceptPoints();
    /// Writes a part down, then takes it.
    void keepPart(PaymentState::Taken part);
    void acceptBack();
    void recordCard(const BeginCardPayment& begin, std::string lastFour,
                    std::function<void(Id<schema::PaymentAttempt>)> then);
    void took();
    void settle(const std::optional<CashPayment>& last);
    void tell(const Error& error);
    void refuse(const Error& error); ///< The same, and what was keyed in is not taken.

    Store& m_store;
    Clock m_clock;
    Run m_run;
    CartView m_cart;
    Money m_coin;
    Id<schema::Staff> m_cashier;
    Id<schema::Staff> m_approver;
    std::vector<Choice> m_choices{Choice{}};
    int m_chosen = 0;
    PaymentState m_state;
    Money m_received;
    bool m_typed = false; ///< Otherwise what is received follows what is due.
    QString m_code;
    Money m_tip;
    bool m_takesTips = false;
    std::optional<Value> m_value;
    std::optional<PayablePoints> m_points;
    RefundChoice m_refund;
    bool m_planned = false; ///< What goes back is not simply cash.
    std::vector<PaidBack> m_back;
    std::vector<Tender> m_refunded; ///< Refunds of cards that were recorded already.
    std::optional<SellInput> m_input;
};

} // namespace kontor
