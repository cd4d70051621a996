#include "domain/orders/refund.h"

#include "domain/base/exact.h"
#include "domain/identity/actor.h"
#include "domain/journal/reader.h"
#include "domain/orders/line_share.h"
#include "domain/payments/cash_rounding.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <map>

namespace kontor {

namespace {

/// No honest amount is beyond it, and so many payments as a commit holds stay within an int64: what another till signed must not
/// stop this one.
std::int64_t bounded(std::int64_t minor)
{
    constexpr std::int64_t most = 1'000'000'000'000'000;
    return std::clamp(minor, -most, most);
}

/// How a payment goes back when nothing else is chosen.
schema::PaymentMethod goesBackBy(const schema::Payment& payment)
{
    switch (payment.method()) {
    case schema::IMPORTED:
    case schema::CHEQUE: return schema::CASH;
    case schema::VOUCHER: return schema::STORE_CREDIT;
    case schema::EXCHANGE: return payment.details().carried_method();
    default: return payment.method();
    }
}

/// Of every refund that names `payment`.
std::int64_t refundedOf(const Reader& shop, const RawId& payment)
{
    std::uint64_t sum = 0; // Modulo 2^64: absurd amounts stop nobody.
    schema::Payment row;
    shop.eachWhere(schema::Payment::kRefundOfFieldNumber, payment.bytes(), row, [&] {
        sum += static_cast<std::uint64_t>(refundedValueMinor(row));
        return true;
    });
    return bounded(static_cast<std::int64_t>(sum));
}

class Legs
{
public:
    enum class Deposits { Followed, Left };
    Legs(const Reader& shop, schema::Order order, Currency currency, Deposits deposits)
        : m_shop(shop),
          m_order(std::move(order)),
          m_currency(currency),
          m_deposits(deposits),
          m_cash(currency)
    {}

    std::vector<RefundLeg> read()
    {
        std::int64_t rounding = 0;
        for (const auto& row :
             m_shop.where<schema::CashRounding>(schema::CashRounding::kOrderFieldNumber, m_order.id()))
            rounding += bounded(row.amount().minor());
        for (const auto& payment : m_shop.where<schema::Payment>(schema::Payment::kOrderFieldNumber, m_order.id())) {
            if (payment.amount().minor() > 0)
                take(payment);
            else if (payment.method() == schema::CASH)
                rounding -=
                    bounded(payment.details().rounding_minor()); // That of what went back, not of what was taken.
        }
        if (!m_cashIds.empty()) {
            m_cash.payment = m_cashIds.front();
            m_cash.value -= Money(rounding, m_currency);
            m_cash.rounding = Money(rounding, m_currency);
            for (const auto& id : m_cashIds)
                m_cash.refunded += Money(refundedOf(m_shop, id), m_currency);
            m_legs.push_back(m_cash);
        }
        addGoods();
        std::stable_sort(m_legs.begin(), m_legs.end(), [](const RefundLeg& a, const RefundLeg& b) {
            return (a.method == schema::CASH) < (b.method == schema::CASH);
        });
        return std::move(m_legs);
    }

private:
    void take(const schema::Payment& payment)
    {
        const RawId id = RawId::of(payment.id());
        if (payment.method() == schema::CASH) {
            m_cashIds.push_back(id);
            m_cash.value += Money(bounded(payment.amount().minor()), m_currency);
            return;
        }
        if (payment.method() == schema::DEPOSIT) {
            // It was paid before, on the placed order.
            // One step back and no further: whoever signs orders that name each other stops nobody.
            auto placed =
                m_deposits == Deposits::Followed ? m_shop.get(Id<schema::Order>(m_order.placed())) : std::nullopt;
            if (!placed || placed->total().currency() != m_order.total().currency())
                return;
            const auto before = Legs(m_shop, *std::move(placed), m_currency, Deposits::Left).read();
            m_legs.insert(m_legs.end(), before.begin(), before.end());
            return;
        }
        RefundLeg leg(m_currency);
        leg.payment = id;
        leg.method = goesBackBy(payment);
        leg.storedValue = payment.stored_value();
        leg.cardAttempt = payment.card_attempt();
        leg.customer = payment.details().customer();
        leg.value = Money(bounded(payment.amount().minor()), m_currency);
        if (payment.method() == schema::EXCHANGE)
            leg.rounding = Money(bounded(payment.details().rounding_minor()), m_currency);
        leg.refunded = Money(refundedOf(m_shop, id), m_currency);
        m_legs.push_back(std::move(leg));
    }

    /// Goods that were bought for goods without a receipt: nothing was paid for them, and value was given all the same.
    void addGoods()
    {
        Int128 bought = 0;
        Int128 given = 0;
        for (const auto& line : m_shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, m_order.id()))
            if (line.total_minor() > 0)
                bought += line.total_minor();
            else if (!line.has_returns())
                given -= line.total_minor();
        const auto value = narrow(std::min(bought, given), "order");
        if (!value || *value <= 0)
            return;
        RefundLeg leg(m_currency);
        leg.payment = RawId::of(m_order.id());
        leg.value = Money(bounded(*value), m_currency);
        leg.refunded = Money(refundedOf(m_shop, leg.payment), m_currency);
        m_legs.push_back(std::move(leg));
    }

    const Reader& m_shop;
    schema::Order m_order;
    Currency m_currency;
    Deposits m_deposits;
    RefundLeg m_cash;
    std::vector<RawId> m_cashIds;
    std::vector<RefundLeg> m_legs;
};

Money downToCoins(Money value, Money unit)
{
    return {-(value.minor() % unit.minor()), value.currency()};
}

class Planning
{
public:
    Planning(const Reader& shop, const SettingOwners& owners, const Actor& actor, const CartView& cart,
             const RefundChoice& choice)
        : m_shop(shop),
          m_actor(actor),
          m_cart(cart),
          m_choice(choice),
          m_rule(readSetting(shop, owners, returnsRefundTo)),
          m_noReceipt(readSetting(shop, owners, returnsNoReceipt)),
          m_unit(cashUnit(shop, owners, cart.total.currency())),
          m_plan(cart.total.currency()),
          m_toRefund(0, cart.total.currency())
    {}

    Result<SettlementPlan> run()
    {
        const Currency currency = m_cart.total.currency();
        Money bought(0, currency);
        Money given(0, currency); // Without a receipt.
        Money returned(0, currency);
        std::map<RawId, Money> byOrder;
        for (const auto& line : m_cart.lines) {
            if (line.returns.isNil()) {
                (line.total.minor() < 0 ? given : bought) += line.total.minor() < 0 ? -line.total : line.total;
                continue;
            }
            const auto row = m_shop.get(line.returns);
            if (!row)
                return fail(Error::Kind::NotFound, "line", "there is no such line of an order here");
            byOrder.try_emplace(RawId::of(row->order()), Money(0, currency)).first->second -= line.total;
            returned -= line.total;
        }
        const Money carried = std::clamp(bought - given, Money(0, currency), returned);
        m_toRefund = returned - carried;
        for (const auto& [order, value] : byOrder)
            if (auto done = takeFrom(Id<schema::Order>(order), value); !done)
                return tl::unexpected(done.error());
        if (given > bought)
            if (auto done = payForGoods(given - bought); !done)
                return tl::unexpected(done.error());
        m_plan.due = std::max(m_cart.total, Money(0, currency));
        return std::move(m_plan);
    }

private:
    Result<Done> takeFrom(Id<schema::Order> order, Money need)
    {
        auto legs = refundLegs(m_shop, order);
        if (!legs)
            return tl::unexpected(legs.error());
        for (auto& leg : *legs) {
            leg.refunded += Money(m_takenHere[leg.payment], need.currency());
            while (need.minor() > 0 && leg.left().minor() > 0) {
                const bool refunds = m_toRefund.minor() > 0;
                Money part = std::min(need, leg.left());
                if (refunds)
                    part = std::min(part, m_toRefund);
                if (auto done = take(leg, part, refunds); !done)
                    return done;
                need -= part;
                if (refunds)
                    m_toRefund -= part;
                leg.refunded += part;
                m_takenHere[leg.payment] += part.minor();
            }
        }
        if (need.minor() > 0)
            return fail(Error::Kind::Conflict, "refund",
                        need.toString() + " more comes back than is left of what was paid for it");
        return Done{};
    }

    Result<Done> take(const RefundLeg& leg, Money part, bool refunds)
    {
        PaidBack back(leg);
        back.value = part;
        const bool wasCash = leg.method == schema::CASH;
        if (refunds) {
            const auto method = methodFor(leg);
            if (!method)
                return tl::unexpected(method.error());
            back.method = *method;
        } else {
            back.method = schema::EXCHANGE;
        }
        if (wasCash && (back.method == schema::CASH || back.method == schema::EXCHANGE)) {
            const auto rounding = refundCashRounding({leg.value, leg.rounding, leg.refunded}, part, m_unit);
            if (!rounding)
                return tl::unexpected(rounding.error());
            back.rounding = *rounding;
        } else if (back.method == schema::CASH) {
            back.rounding = downToCoins(part, m_unit); // Not more than was paid by other means.
        }
        m_plan.back.push_back(std::move(back));
        return Done{};
    }

    Result<schema::PaymentMethod> methodFor(const RefundLeg& leg) const
    {
        if (!m_choice.to)
            return m_rule == "store-credit" ? schema::STORE_CREDIT : leg.method;
        if (*m_choice.to == leg.method)
            return leg.method;
        const bool ruled = (m_rule == "store-credit" && *m_choice.to == schema::STORE_CREDIT) || m_rule == "any";
        if (*m_choice.to != schema::CASH && *m_choice.to != schema::STORE_CREDIT)
            return invalid("refund-to", "money goes back how it came, in cash or as store credit");
        if (!ruled && !m_actor.may(schema::MANAGE_TILL))
            return fail(Error::Kind::Denied, "refund-to",
                        "here money goes back how it came (setting returns.refund-to), or by whom may manage-till");
        return *m_choice.to;
    }

    Result<Done> payForGoods(Money value)
    {
        RefundLeg nobody(value.currency());
        PaidBack back(nobody);
        back.value = value;
        if (m_noReceipt == "refused")
            return invalid("no-receipt", "goods without a receipt are not taken back here");
        back.method =
            m_noReceipt == "store-credit" || m_choice.to == schema::STORE_CREDIT ? schema::STORE_CREDIT : schema::CASH;
        if (back.method == schema::CASH)
            back.rounding = cashRounding(value, m_unit);
        m_plan.back.push_back(std::move(back));
        return Done{};
    }

    const Reader& m_shop;
    const Actor& m_actor;
    const CartView& m_cart;
    const RefundChoice& m_choice;
    std::string m_rule;
    std::string m_noReceipt;
    Money m_unit;
    SettlementPlan m_plan;
    Money m_toRefund;
    std::map<RawId, std::int64_t> m_takenHere;
};

} // namespace

std::int64_t refundedValueMinor(const schema::Payment& refund)
{
    // An EXCHANGE moves no coins: its rounding is that of the payment it comes from, and not in its amount.
    const std::int64_t rounding = refund.method() == schema::CASH ? refund.details().rounding_minor() : 0;
    const Int128 value = -(static_cast<Int128>(refund.amount().minor()) - rounding);
    return narrow(value, "refund").value_or(INT64_MAX);
}

Result<std::vector<RefundLeg>> refundLegs(const Reader& shop, Id<schema::Order> id)
{
    auto order = shop.get(id);
    if (!order)
        return fail(Error::Kind::NotFound, "order", "there is no such order here");
    const auto currency = Currency::fromNumeric(order->total().currency());
    if (!currency)
        return tl::unexpected(currency.error());
    return Legs(shop, *std::move(order), *currency, Legs::Deposits::Followed).read();
}

Result<SettlementPlan> planSettlement(const Reader& shop, const SettingOwners& owners, const Actor& actor,
                                      const CartView& cart, const RefundChoice& choice)
{
    return Planning(shop, owners, actor, cart, choice).run();
}

namespace {

/// Whether what goes back from a payment goes where it came from, or to cash or store credit; and whether what is carried along
/// says of itself what the payment was.
void checkWay(const RefundLeg& leg, const std::vector<schema::Payment>& payments, std::vector<RefundFault>& faults)
{
    for (const auto& payment : payments) {
        const bool isBack = payment.has_refund_of() && RawId::of(payment.refund_of()) == leg.payment;
        const bool isCarried =
            payment.method() == schema::EXCHANGE && !isBack && RawId::of(payment.details().carried()) == leg.payment;
        if (isBack && payment.method() != schema::CASH && payment.method() != schema::STORE_CREDIT &&
            payment.method() != schema::EXCHANGE && payment.method() != leg.method)
            faults.push_back({"refund", "it goes back by other means than it was paid"});
        if (isBack && payment.method() == schema::GIFT_CARD && payment.stored_value() != leg.storedValue)
            faults.push_back({"refund", "it goes back to another card"});
        if (isBack && payment.method() == schema::ON_ACCOUNT && payment.details().customer() != leg.customer)
            faults.push_back({"refund", "it goes back to another's account"});
        if (isCarried &&
            (payment.details().carried_method() != leg.method || payment.stored_value() != leg.storedValue ||
             payment.card_attempt() != leg.cardAttempt || payment.details().customer() != leg.customer))
            faults.push_back({"exchange", "what was carried along was paid otherwise"});
    }
}

} // namespace

std::vector<RefundFault> checkRefunds(const Reader& seen, const schema::Order& order,
                                      const std::vector<schema::OrderLine>& lines,
                                      const std::vector<schema::Payment>& payments)
{
    std::vector<RefundFault> faults;
    std::map<RawId, Int128> returned; // By earlier order.
    for (const auto& line : lines)
        if (const auto row = line.has_returns() ? seen.get(Id<schema::OrderLine>(line.returns())) : std::nullopt)
            returned[RawId::of(row->order())] -= line.total_minor();
    std::map<RawId, Int128> taken; // By payment.
    std::map<RawId, Int128> coins;
    std::map<RawId, Int128> carried;
    for (const auto& payment : payments) {
        if (payment.has_refund_of() && payment.amount().minor() <= 0) {
            const RawId of = RawId::of(payment.refund_of());
            taken[of] += refundedValueMinor(payment);
            if (payment.method() == schema::CASH)
                coins[of] -= payment.amount().minor();
            if (payment.method() == schema::EXCHANGE)
                carried[of] -= payment.amount().minor();
        } else if (payment.method() == schema::EXCHANGE) {
            carried[RawId::of(payment.details().carried())] -= payment.amount().minor();
        } else if (payment.has_refund_of()) {
            faults.push_back({"refund", "it pays nothing back"});
        }
    }
    for (const auto& [of, value] : carried)
        if (value != 0)
            faults.push_back({"exchange", "what was carried along is not what left the payment"});
    for (const auto& [id, value] : returned) {
        const auto legs = refundLegs(seen, Id<schema::Order>(id));
        Int128 back = 0;
        for (const auto& leg : legs.value_or(std::vector<RefundLeg>())) {
            checkWay(leg, payments, faults);
            const Int128 here = std::exchange(taken[leg.payment], 0);
            back += here;
            if (here > leg.left().minor() || coins[leg.payment] > static_cast<Int128>(leg.value.minor()) +
                                                                      std::max<std::int64_t>(leg.rounding.minor(), 0))
                faults.push_back({"refund", "it is more than is left of the payment"});
        }
        if (back != value)
            faults.push_back({"refund", "it is not what the goods that came back had cost"});
    }
    for (const auto& [of, value] : taken)
        if (value != 0)
            faults.push_back({"refund", "it pays back what no goods of this order were paid by"});
    (void)order;
    return faults;
}

} // namespace kontor
