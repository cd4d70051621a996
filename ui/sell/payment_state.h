#pragma once

#include "domain/orders/cart_payment.h"
#include "domain/orders/sell.h"
#include "domain/payments/cash.h"
#include "domain/payments/exchange.h"
#include "domain/payments/tender.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

/// The money of one sale while it is taken: what was taken so far and what is left, for whoever pays the rest in cash and for
/// whoever pays it otherwise. Knows no store and no screen; what of it is allowed is said by `sell`.
///
/// Only the part that is paid in cash is rounded to coins, so what is left differs by the tender it is going to be paid by.
class PaymentState
{
public:
    /// A part that was taken.
    struct Taken {
        schema::PaymentMethod method = schema::CASH;
        Money amount;      ///< What it settles.
        std::string label; ///< For people: the card's last digits, the gift card's code, the cheque's number.
        std::optional<CashPayment> cash;   ///< Of CASH;
        std::optional<Tender> tender;      ///< of everything else.
        Id<schema::CartPayment> part = {}; ///< As it lies in the store; nil: of a card, which has its attempt.

        [[nodiscard]] std::int64_t tipMinor() const { return tender ? tender->tipMinor : 0; }
    };

    explicit PaymentState(Currency currency) : m_total(0, currency), m_coin(1, currency), m_nothing(0, currency) {}

    /// What is to be paid, above zero or not, and the smallest coin. What was taken stays.
    void setTotal(const Money& total, const Money& coin);
    void clear() { m_taken.clear(); }

    [[nodiscard]] const std::vector<Taken>& taken() const { return m_taken; }
    [[nodiscard]] const Money& total() const { return m_total; }
    /// Of the rest, when it is paid in cash: in coins there are. Below zero where money goes back.
    [[nodiscard]] Money due() const;
    /// The same when it is paid otherwise; zero where money goes back.
    [[nodiscard]] Money rest() const;
    /// Nothing is left, one way or the other.
    [[nodiscard]] bool isPaid() const;
    [[nodiscard]] bool isBegun() const { return !m_taken.empty(); }

    /// Cash of which nothing goes back: a part of what is due, in coins there are.
    /// Errors: Invalid about "part" when it is not above zero, not below what is due, or not in coins.
    [[nodiscard]] Result<Done> takeCash(const Money& amount);
    /// The same in another currency.
    [[nodiscard]] Result<Done> takeForeign(const Money& tendered, const RateView& rate);
    /// Errors: Invalid about "amount" when it is not above zero or more than is left.
    [[nodiscard]] Result<Done> take(Tender tender, std::string label);
    /// What the store knows of a part: it was taken, whatever is due by now.
    void add(const CartPart& part);
    [[nodiscard]] bool has(Id<schema::CartPayment> part) const;
    /// Gives back what stood there.
    Taken remove(std::size_t place);

    /// What `sell` is given: what was taken and `last`, the cash that pays the rest, if there is one.
    [[nodiscard]] SellInput input(const std::optional<CashPayment>& last) const;

private:
    [[nodiscard]] Money sumOf(bool cash) const;
    [[nodiscard]] Result<Done> takePart(CashPayment part, std::string label);

    Money m_total;
    Money m_coin;
    Money m_nothing;
    std::vector<Taken> m_taken;
};

} // namespace kontor
