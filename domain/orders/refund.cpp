#include "domain/orders/refund.h"

#include "domain/base/exact.h"
#include "domain/identity/actor.h"
#include "domain/journal/reader.h"
#include "domain/orders/line_share.h"
#include "domain/orders/placed_order.h"
#include "domain/payments/cash_rounding.h"
#include "domain/payments/stored_value.h"
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
    case schema::IMPORTED: return schema::CASH;
    case schema::CHEQUE: // Perhaps it is not covered.
    case schema::VOUCHER: return schema::STORE_CREDIT;
    case schema::EXCHANGE: return payment.details().carried_method();
    default: return payment.method();
    }
}

struct Back {
    std::uint64_t value = 0; // Modulo 2^64: absurd amounts stop nobody.
    std::uint64_t wentOut = 0;
    std::uint64_t inCash = 0;
    std::uint64_t coins = 0;
    std::uint64_t points = 0;
};
/// Of every refund that names `payment`.
Back backOf(const Reader& shop, const RawId& payment)
{
    Back back;
    schema::Payment row;
    shop.eachWhere(schema::Payment::kRefundOfFieldNumber, payment.bytes(), row, [&] {
        const auto value = static_cast<std::uint64_t>(refundedValueMinor(row));
        // What is exchanged moves no coins, and takes its share of the rounding along.
        const auto out = 0 - static_cast<std::uint64_t>(row.amount().minor()) -
                         (row.method() == schema::EXCHANGE ? static_cast<std::uint64_t>(row.details().rounding_minor())
                                                           : std::uint64_t{0});
        back.value += value;
        back.wentOut += out;
        back.points -= static_cast<std::uint64_t>(row.details().points());
        if (row.method() == schema::CASH) {
            back.inCash += value;
            back.coins += out;
        }
        return true;
    });
    return back;
}

void addBack(const Reader& shop, const RawId& payment, RefundLeg& leg)
{
    const Currency currency = leg.value.currency();
    const auto back = backOf(shop, payment);
    const auto add = [&](Money& to, std::uint64_t sum) {
        to += Money(bounded(static_cast<std::int64_t>(sum)), currency);
    };
    add(leg.refunded, back.value);
    add(leg.wentOut, back.wentOut);
    add(leg.inCash, back.inCash);
    add(leg.coins, back.coins);
    leg.pointsGone += bounded(static_cast<std::int64_t>(back.points));
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
        RawId roundingId;
        bool paysOut = false; // In plain cash, for goods without a receipt: the rounding is that of what went out.
        for (const auto& row :
             m_shop.where<schema::CashRounding>(schema::CashRounding::kOrderFieldNumber, m_order.id())) {
            rounding += bounded(row.amount().minor());
            roundingId = RawId::of(row.id());
        }
        for (const auto& payment : m_shop.where<schema::Payment>(schema::Payment::kOrderFieldNumber, m_order.id())) {
            if (payment.amount().minor() > 0)
                take(payment);
            else if (isRounded(payment) && !isPlaced(m_order.kind())) // That of a deposit is in no CashRounding.
                rounding -=
                    bounded(payment.details().rounding_minor()); // That of what went back, not of what was taken.
            paysOut = paysOut || (payment.amount().minor() < 0 && payment.method() == schema::CASH &&
                                  !payment.has_refund_of() && !payment.details().has_rounding_minor());
        }
        if (m_cashIds.empty() && rounding < 0 && !paysOut)
            m_cashIds.push_back(roundingId); // So little was to be paid in cash that no coin was taken for it.
        if (!m_cashIds.empty()) {
            m_cash.payment = m_cashIds.front();
            m_cash.value -= Money(rounding, m_currency);
            m_cash.rounding = Money(rounding, m_currency);
            for (const auto& id : m_cashIds)
                addBack(m_shop, id, m_cash);
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
        leg.points = std::max<std::int64_t>(bounded(payment.details().points()), 0);
        leg.pointsOrder = payment.details().has_points_order() ? payment.details().points_order() : payment.order();
        if (payment.method() == schema::EXCHANGE)
            leg.rounding = Money(bounded(payment.details().rounding_minor()), m_currency);
        addBack(m_shop, id, leg);
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
        addBack(m_shop, leg.payment, leg);
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

/// What is put onto a gift card or store credit that is blocked or has expired would be nobody's.
bool paysNoMore(const Reader& shop, const RefundLeg& leg, TimeUs at)
{
    if (leg.method != schema::GIFT_CARD && leg.method != schema::STORE_CREDIT)
        return false;
    const auto value = readStoredValue(shop, Id<schema::StoredValue>(leg.storedValue));
    return value && !checkPays(*value, at);
}

/// By the setting returns.refund-to, `rule`; `came`: how it goes back when nothing else is said.
Result<schema::PaymentMethod> methodBy(const std::string& rule, const Actor& actor, schema::PaymentMethod came,
                                       const RefundChoice& choice)
{
    // A debt goes back as a debt: nobody has paid it yet, and turned into money it would be value out of nothing.
    // Points likewise: nobody has paid money for them.
    if (came == schema::ON_ACCOUNT || came == schema::LOYALTY_POINTS)
        return came;
    const auto ruled = rule == "store-credit" ? schema::STORE_CREDIT : came;
    const auto wanted = choice.to.value_or(ruled);
    if (wanted == ruled)
        return wanted;
    if (wanted != came && wanted != schema::CASH && wanted != schema::STORE_CREDIT)
        return invalid("refund-to", "money goes back how it came, in cash or as store credit");
    if (rule != "any" && !actor.may(schema::MANAGE_TILL))
        return fail(Error::Kind::Denied, "refund-to",
                    rule == "store-credit"
                        ? "here money goes back as store credit (setting returns.refund-to), or by whom may manage-till"
                        : "here money goes back how it came (setting returns.refund-to), or by whom may manage-till");
    return wanted;
}

Result<PaidBack> wayBackBy(const Reader& shop, const std::string& rule, const Actor& actor, const RefundLeg& leg,
                           const RefundChoice& choice, TimeUs at)
{
    const bool isLost = paysNoMore(shop, leg, at);
    const auto method = methodBy(rule, actor, isLost ? schema::STORE_CREDIT : leg.method, choice);
    if (!method)
        return tl::unexpected(method.error());
    PaidBack back(leg);
    back.method = *method;
    if (isLost)
        back.storedValue.clear();
    return back;
}

class Planning
{
public:
    Planning(const Reader& shop, const SettingOwners& owners, const Actor& actor, const CartView& cart,
             const RefundChoice& choice, TimeUs at)
        : m_shop(shop),
          m_actor(actor),
          m_at(at),
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
            if (const auto before = m_takenHere.find(leg.payment); before != m_takenHere.end())
                leg = before->second; // Two orders of one placed order share its deposits.
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
                m_takenHere.insert_or_assign(leg.payment, leg);
            }
        }
        if (need.minor() > 0)
            return fail(Error::Kind::Conflict, "refund",
                        need.toString() + " more comes back than is left of what was paid for it");
        return Done{};
    }

    Result<Done> take(RefundLeg& leg, Money part, bool refunds)
    {
        PaidBack back(leg);
        back.method = schema::EXCHANGE;
        if (refunds) {
            auto way = wayBackBy(m_shop, m_rule, m_actor, leg, m_choice, m_at);
            if (!way)
                return tl::unexpected(way.error());
            back = *std::move(way);
        }
        back.value = part;
        if (leg.method == schema::LOYALTY_POINTS)
            back.points = takePointsOf(leg, part);
        const auto rounding = takeOf(leg, part, back.method, m_unit);
        if (!rounding)
            return tl::unexpected(rounding.error());
        back.rounding = *rounding;
        if (back.method == schema::STORE_CREDIT && (part + *rounding).isZero())
            back.method = schema::CASH; // So little that no coin was taken for it: no card is made for nothing.
        m_plan.back.push_back(std::move(back));
        return Done{};
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
    TimeUs m_at;
    const CartView& m_cart;
    const RefundChoice& m_choice;
    std::string m_rule;
    std::string m_noReceipt;
    Money m_unit;
    SettlementPlan m_plan;
    Money m_toRefund;
    std::map<RawId, RefundLeg> m_takenHere;
};

} // namespace

Result<Money> takeOf(RefundLeg& leg, Money part, schema::PaymentMethod method, Money coin)
{
    const Money nothing(0, part.currency());
    const bool wasCash = leg.method == schema::CASH;
    if (part <= nothing || part > leg.left())
        return invalid("amount", part.toString() + " is more than is left of " + leg.value.toString());
    Money rounding = nothing;
    if (wasCash && (method == schema::CASH || method == schema::EXCHANGE || method == schema::STORE_CREDIT)) {
        // What was taken in coins goes back as what was taken, were its value a little more or less.
        const Money unit = method == schema::STORE_CREDIT ? Money(1, part.currency()) : coin;
        const Money until = cashBackUntil({leg.value, leg.rounding, leg.refunded}, leg.refunded + part, unit);
        rounding = std::max(until - leg.wentOut, nothing) - part;
    } else if (method == schema::CASH) {
        // Not more than was paid by other means, and no coin less than for all of it at once.
        const Money cash = leg.inCash + part;
        const Money until(cash.minor() / coin.minor() * coin.minor(), part.currency());
        rounding = std::max(until - leg.coins, nothing) - part;
        leg.inCash = cash;
        leg.coins += part + rounding;
    }
    leg.refunded += part;
    leg.wentOut += part + rounding;
    return rounding;
}

std::int64_t takePointsOf(RefundLeg& leg, Money part)
{
    if (leg.value.minor() <= 0)
        return 0;
    const Int128 gone =
        std::clamp<Int128>(static_cast<Int128>(leg.refunded.minor()) + part.minor(), 0, leg.value.minor());
    const auto until = static_cast<std::int64_t>(static_cast<Int128>(leg.points) * gone / leg.value.minor());
    const auto points = std::max<std::int64_t>(until - leg.pointsGone, 0);
    leg.pointsGone += points;
    return points;
}

std::int64_t tipLeftMinor(const Reader& shop, const RawId& payment)
{
    const auto paid = shop.get(Id<schema::Payment>(payment));
    if (!paid || paid->details().tip_minor() <= 0)
        return 0;
    Int128 left = paid->details().tip_minor();
    schema::Payment refund;
    shop.eachWhere(schema::Payment::kRefundOfFieldNumber, payment.bytes(), refund, [&] {
        left += refund.details().tip_minor();
        return true;
    });
    return static_cast<std::int64_t>(std::clamp<Int128>(left, 0, paid->details().tip_minor()));
}

bool isRounded(const schema::Payment& payment)
{
    return payment.method() == schema::CASH || payment.method() == schema::STORE_CREDIT;
}

std::int64_t refundedValueMinor(const schema::Payment& refund)
{
    // An EXCHANGE moves no coins: its rounding is that of the payment it comes from, and not in its amount.
    const std::int64_t rounding = isRounded(refund) ? refund.details().rounding_minor() : 0;
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

Result<PaidBack> wayBack(const Reader& shop, const SettingOwners& owners, const Actor& actor, const RefundLeg& leg,
                         const RefundChoice& choice, TimeUs at)
{
    return wayBackBy(shop, readSetting(shop, owners, returnsRefundTo), actor, leg, choice, at);
}

Result<SettlementPlan> planSettlement(const Reader& shop, const SettingOwners& owners, const Actor& actor,
                                      const CartView& cart, const RefundChoice& choice, TimeUs at)
{
    return Planning(shop, owners, actor, cart, choice, at).run();
}

Result<std::optional<SettlementPlan>> planReturn(const Reader& shop, const SettingOwners& owners, const Actor& actor,
                                                 const CartView& cart, const RefundChoice& choice, TimeUs at)
{
    const Money nothing(0, cart.total.currency());
    bool receipts = false;
    Money given = nothing;
    for (const auto& line : cart.lines) {
        receipts = receipts || !line.returns.isNil();
        if (line.returns.isNil() && line.total < nothing)
            given -= line.total;
    }
    if (!receipts && given.isZero())
        return std::optional<SettlementPlan>();
    if (const auto limit = readNumberSetting(shop, owners, returnsNoReceiptLimit);
        limit > 0 && given.minor() > limit && !actor.may(schema::MANAGE_TILL))
        return invalid("no-receipt", given.toString() + " without a receipt is more than the setting "
                                                        "returns.no-receipt-limit");
    const auto rule = readSetting(shop, owners, returnsNoReceipt);
    if (!given.isZero() && rule == "refused")
        return invalid("no-receipt", "goods without a receipt are not taken back here");
    if (!receipts && ((rule == "cash" && !choice.to) || cart.total >= nothing))
        return std::optional<SettlementPlan>();
    auto plan = planSettlement(shop, owners, actor, cart, choice, at);
    if (!plan)
        return tl::unexpected(plan.error());
    return std::optional(*std::move(plan));
}

} // namespace kontor
