#include "domain/commands/settlement_review.h"

#include "domain/base/text.h"
#include "domain/commands/reason.h"
#include "domain/identity/actor.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/refund.h"
#include "domain/orders/return_goods.h"
#include "domain/payments/card_state.h"
#include "domain/payments/cash_rounding.h"
#include "domain/payments/stored_value.h"
#include "domain/payments/tender.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace kontor {

namespace {

using Payments = std::vector<schema::Payment>;
constexpr std::int64_t mostMinor =
    1'000'000'000'000'000; // As line_price.h bounds a line: sums of them stay within an int64.
constexpr std::size_t mostRows = 5'000;

class Settling
{
public:
    Settling(const Reader& seen, Id<schema::Terminal> terminal, const Actor& author, const SaleFacts& facts)
        : m_seen(seen),
          m_author(author),
          m_facts(facts)
    {
        m_context.terminal = terminal;
    }

    std::vector<schema::Reason> run()
    {
        if (!isSane()) {
            differs("amounts", "so much money, or so many rows, no till settles");
            return std::move(m_reasons);
        }
        for (const auto& order : m_facts.orders)
            check(order);
        std::map<Bytes, Payments> alone; // Deposits, what goes back of them, and accounts that are paid: by order.
        for (const auto& payment : m_facts.payments)
            if (std::none_of(m_facts.orders.begin(), m_facts.orders.end(),
                             [&](const auto& order) { return order.id() == payment.order(); }))
                alone[payment.order()].push_back(payment);
        for (const auto& [order, payments] : alone)
            order.empty() ? checkAccountPaid(payments) : checkDeposit(order, payments);
        return std::move(m_reasons);
    }

private:
    /// Where it was: read when something asks, since nearly every sale is plain cash.
    const SettingOwners& owners()
    {
        if (m_owners.terminal != m_context.terminal) {
            if (const auto row = m_seen.get(m_context.terminal))
                m_context.store = Id<schema::Store>(row->store());
            if (const auto organisations = m_seen.all<schema::Organisation>(); !organisations.empty())
                m_context.organisation = Id<schema::Organisation>(organisations.front().id());
            m_owners = {m_context.organisation, m_context.store, m_context.terminal};
        }
        return m_owners;
    }
    void differs(std::string_view what, std::string_view detail)
    {
        if (m_reasons.size() < maxReasons)
            m_reasons.push_back(makeReason(schema::Reason::PRICE_DIFFERS, m_about + std::string(what), detail));
    }
    /// The till's code stops at amounts that no till writes.
    [[nodiscard]] bool isSane() const
    {
        const auto fits = [](std::int64_t minor) { return minor <= mostMinor && minor >= -mostMinor; };
        return m_facts.lines.size() <= mostRows && m_facts.payments.size() <= mostRows &&
               std::all_of(
                   m_facts.lines.begin(), m_facts.lines.end(),
                   [&](const auto& line) { return fits(line.total_minor()) && line.quantity() != INT64_MIN; }) &&
               std::all_of(m_facts.orders.begin(), m_facts.orders.end(),
                           [&](const auto& order) { return fits(order.total().minor()); }) &&
               std::all_of(m_facts.payments.begin(), m_facts.payments.end(), [&](const auto& payment) {
                   return fits(payment.amount().minor()) && fits(payment.details().tip_minor()) &&
                          fits(payment.details().rounding_minor());
               });
    }

    void check(const schema::Order& order)
    {
        const auto currency = Currency::fromNumeric(order.total().currency());
        if (!currency || order.has_source() || isPlaced(order.kind()))
            return; // Unknown money is order_review's matter; another system's order was settled there.
        m_about = "order " + shortened(order.receipt(), 80) + ", ";
        m_context.now = order.at_us();
        m_context.utcOffsetSeconds = order.utc_offset_s();
        if (order.training()) {
            if (!readBoolSetting(m_seen, owners(), tillTraining))
                differs("training", "the till was not set to practice: it was sold");
            return;
        }
        if (!order.has_series() || order.number() == 0)
            differs("number", "it has none of the till's series");
        Payments payments;
        std::copy_if(m_facts.payments.begin(), m_facts.payments.end(), std::back_inserter(payments),
                     [&](const auto& payment) { return payment.order() == order.id(); });
        checkTaken(payments, Id<schema::Customer>(order.customer()),
                   Money(std::max<std::int64_t>(order.total().minor(), 0), *currency));
        checkBack(order, payments, *currency);
        checkNewCards(order);
    }
    /// Gift cards that it sold: they pay as long as the shop says.
    void checkNewCards(const schema::Order& order)
    {
        for (const auto& line : m_facts.lines) {
            if (!line.has_issues() || line.order() != order.id())
                continue;
            for (const auto& card : m_facts.storedValues)
                if (card.id() == line.issues() &&
                    card.expires_us() != giftCardExpiry(m_seen, owners(), order.at_us()).value_or(0))
                    differs("gift card", "it expires at another time than the setting gift-card.expires-days says");
        }
    }

    /// What pays, as the till checks it.
    void checkTaken(const Payments& payments, Id<schema::Customer> customer, Money due)
    {
        std::vector<Tender> tenders;
        for (const auto& payment : payments) {
            if (payment.amount().minor() <= 0 || payment.method() == schema::CASH ||
                payment.method() == schema::DEPOSIT || payment.method() == schema::EXCHANGE)
                continue;
            Tender tender{payment.method(), Money(payment.amount().minor(), due.currency())};
            tender.tipMinor = payment.details().tip_minor();
            tender.reference = payment.details().reference();
            tender.attempt = Id<schema::PaymentAttempt>(payment.card_attempt());
            if (payment.has_stored_value()) {
                const auto value = readStoredValue(m_seen, Id<schema::StoredValue>(payment.stored_value()));
                if (!value) {
                    differs("payment", "the author had seen no such gift card or store credit");
                    continue;
                }
                tender.code = value->code;
                const auto held = readStoredValue(m_seen, value->code);
                if (!held || held->id != value->id)
                    differs("payment", "another gift card holds its code");
            }
            if (payment.method() == schema::ON_ACCOUNT && payment.details().customer() != customer.bytes())
                differs("payment", "it is on the account of somebody else");
            if (payment.method() == schema::LOYALTY_POINTS) {
                tender.points = payment.details().points();
                if (tender.points <= 0 || payment.details().customer() != customer.bytes())
                    differs("payment", "it is by no points, or by somebody else's");
            }
            tenders.push_back(std::move(tender));
        }
        if (tenders.empty())
            return;
        (void)owners(); // The context has them from here.
        if (const auto sound = checkTenders(m_seen, m_context, m_author, tenders, customer, due); !sound)
            differs("payment, " + sound.error().about, sound.error().detail);
    }

    /// What goes back, in whichever of the ways there are.
    void checkBack(const schema::Order& order, const Payments& payments, Currency currency)
    {
        CartView cart(currency);
        cart.total = Money(order.total().minor(), currency);
        bool comesBack = false;
        for (const auto& line : m_facts.lines) {
            if (line.order() != order.id())
                continue;
            auto& one = cart.lines.emplace_back(currency);
            one.returns = Id<schema::OrderLine>(line.returns());
            one.total = Money(line.total_minor(), currency);
            comesBack = comesBack || line.has_returns() || line.total_minor() < 0;
            checkComesBack(order, line);
        }
        const auto given = backIn(payments);
        if (!comesBack && given.empty())
            return;
        checkCarried(payments);
        std::optional<Error> refused;
        for (const auto& choice : choices()) {
            const auto plan = planReturn(m_seen, owners(), m_author, cart, choice, m_context.now);
            if (plan && (*plan ? planned(**plan) == given : isPlain(payments)))
                return checkWhere(*plan, payments);
            if (!plan)
                refused = refused.value_or(plan.error());
        }
        differs("refund", refused ? refused->detail : "it goes back otherwise than it was paid, or not as much");
    }
    [[nodiscard]] static std::array<RefundChoice, 3> choices()
    {
        return {RefundChoice{}, RefundChoice{schema::CASH, {}}, RefundChoice{schema::STORE_CREDIT, {}}};
    }

    /// (what of, how, value, amount), in their order.
    using Given = std::tuple<Bytes, int, std::int64_t, std::int64_t>;
    [[nodiscard]] static std::multiset<Given> backIn(const Payments& payments)
    {
        std::multiset<Given> given;
        for (const auto& payment : payments)
            if (payment.amount().minor() <= 0 || payment.has_refund_of())
                given.emplace(payment.refund_of(), payment.method(), refundedValueMinor(payment),
                              payment.amount().minor());
        return given;
    }
    [[nodiscard]] static std::multiset<Given> planned(const SettlementPlan& plan)
    {
        std::multiset<Given> given;
        for (const auto& back : plan.back) {
            const bool rounds = back.method == schema::CASH || back.method == schema::STORE_CREDIT;
            given.emplace(back.of.isNil() ? Bytes() : back.of.string(), back.method, back.value.minor(),
                          -back.value.minor() - (rounds ? back.rounding.minor() : 0));
        }
        return given;
    }
    [[nodiscard]] static bool isPlain(const Payments& payments)
    {
        return std::all_of(payments.begin(), payments.end(), [](const auto& payment) {
            return !payment.has_refund_of() && payment.method() != schema::EXCHANGE &&
                   (payment.amount().minor() >= 0 || payment.method() == schema::CASH);
        });
    }

    /// Whether each part goes to the card, the credit or the account that the plan names.
    void checkWhere(const std::optional<SettlementPlan>& plan, const Payments& payments)
    {
        if (!plan)
            return;
        for (const auto& payment : payments) {
            if (payment.amount().minor() > 0)
                continue;
            const auto back = std::find_if(plan->back.begin(), plan->back.end(), [&](const PaidBack& one) {
                return one.method == payment.method() &&
                       (one.of.isNil() ? Bytes() : one.of.string()) == payment.refund_of();
            });
            if (back == plan->back.end())
                continue; // Compared before.
            checkPlace(*back, payment);
        }
    }
    void checkPlace(const PaidBack& back, const schema::Payment& payment)
    {
        if (payment.method() == schema::CARD)
            return checkCardBack(payment, back.cardAttempt);
        if (payment.method() == schema::GIFT_CARD && payment.stored_value() != back.storedValue)
            differs("refund", "it goes back to another card");
        if (payment.method() == schema::ON_ACCOUNT && payment.details().customer() != back.customer)
            differs("refund", "it goes back to another's account");
        if (payment.details().points() != -back.points ||
            (back.paidBy == schema::LOYALTY_POINTS && payment.details().points_order() != back.pointsOrder))
            differs("refund", "other points go back than it was paid with");
        if (payment.method() == schema::LOYALTY_POINTS && payment.details().customer() != back.customer)
            differs("refund", "points go back to somebody else");
        if (payment.method() != schema::STORE_CREDIT)
            return;
        if (back.paidBy == schema::STORE_CREDIT && !back.storedValue.empty()) {
            if (payment.stored_value() != back.storedValue)
                differs("refund", "it goes back to another store credit");
            return;
        }
        const auto made = std::find_if(m_facts.storedValues.begin(), m_facts.storedValues.end(),
                                       [&](const auto& row) { return row.id() == payment.stored_value(); });
        const auto there = made == m_facts.storedValues.end()
                               ? m_seen.get(Id<schema::StoredValue>(payment.stored_value()))
                               : std::optional(*made);
        if (!there || there->kind() != schema::STORE_CREDIT_VALUE || there->currency() != payment.amount().currency())
            differs("refund", "it goes to what is no store credit of its currency");
        if (const auto value = readStoredValue(m_seen, Id<schema::StoredValue>(payment.stored_value())); value)
            if (const auto pays = checkPays(*value, m_context.now); !pays)
                differs("refund", pays.error().detail);
    }
    void checkCardBack(const schema::Payment& payment, const Bytes& charged)
    {
        const Id<schema::PaymentAttempt> id(payment.card_attempt());
        const auto card = readCardPayment(m_seen, id);
        if (!card || !card->holdsMoney())
            return differs("refund", "the payment terminal paid nothing back");
        if (card->attempt.refund_of() != charged)
            differs("refund", "the payment terminal paid another card back");
        const auto tip = payment.details().tip_minor();
        if (tip > 0 || -tip > tipLeftMinor(m_seen, RawId::of(payment.refund_of())))
            differs("refund", "more of the tip goes back than was given");
        if (card->attempt.amount().minor() != payment.amount().minor() + tip ||
            card->attempt.amount().currency() != payment.amount().currency())
            differs("refund", "the payment terminal paid another amount back");
        bool used = !m_attempts.insert(id.raw).second;
        schema::Payment other;
        m_seen.eachWhere(schema::Payment::kCardAttemptFieldNumber, id.bytes(), other, [&] {
            used = used || other.method() == schema::CARD;
            return !used;
        });
        if (used)
            differs("refund", "what the payment terminal paid back has served before");
    }

    /// What leaves a payment for other goods arrives there, and says how it was first paid.
    void checkCarried(const Payments& payments)
    {
        std::map<Bytes, std::int64_t> sums;
        std::map<Bytes, Int128> points;
        for (const auto& payment : payments)
            if (payment.method() == schema::EXCHANGE) {
                const bool leaves = payment.amount().minor() <= 0;
                const auto& of = leaves ? payment.refund_of() : payment.details().carried();
                sums[of] += payment.amount().minor();
                points[of] += payment.details().points();
                if (!leaves)
                    checkOrigin(payment);
            }
        for (const auto& [of, sum] : sums)
            if (sum != 0 || points[of] != 0)
                differs("exchange", "what was carried along is not what left the payment");
    }
    void checkOrigin(const schema::Payment& carried)
    {
        for (const auto& line : m_facts.lines) {
            const auto row = line.has_returns() && line.order() == carried.order()
                                 ? m_seen.get(Id<schema::OrderLine>(line.returns()))
                                 : std::nullopt;
            const auto legs = row ? refundLegs(m_seen, Id<schema::Order>(row->order()))
                                  : Result<std::vector<RefundLeg>>(std::vector<RefundLeg>());
            for (const auto& leg : legs.value_or(std::vector<RefundLeg>())) {
                if (leg.payment.bytes() != carried.details().carried())
                    continue;
                if (carried.details().carried_method() != leg.method || carried.stored_value() != leg.storedValue ||
                    carried.card_attempt() != leg.cardAttempt || carried.details().customer() != leg.customer ||
                    (leg.method == schema::LOYALTY_POINTS && carried.details().points_order() != leg.pointsOrder))
                    differs("exchange", "what was carried along was paid otherwise");
                return;
            }
        }
        differs("exchange", "it comes from no payment of goods that come back");
    }

    /// What comes back: whether in time, and of a gift card whether it is still worth what it was sold for.
    void checkComesBack(const schema::Order& order, const schema::OrderLine& line)
    {
        if (!line.has_returns())
            return;
        const auto row = m_seen.get(Id<schema::OrderLine>(line.returns()));
        const auto sold = row ? m_seen.get(Id<schema::Order>(row->order())) : std::nullopt;
        if (!sold)
            return;
        if (const auto within = checkReturnDays(m_seen, owners(), m_author, *sold, order.at_us()); !within)
            differs("returns.days", within.error().detail);
        if (row->has_issues())
            if (const auto sound = checkCardComesBack(m_seen, m_context, m_author, *row); !sound)
                differs("gift card", sound.error().detail);
    }

    void checkDeposit(const Bytes& id, const Payments& payments)
    {
        const Id<schema::Order> orderId(id);
        const auto order = m_seen.get(orderId);
        const auto currency = Currency::fromNumeric(order ? order->total().currency() : 0);
        if (!order || !currency)
            return; // Quarantined before.
        m_about = "order " + shortened(order->receipt(), 80) + ", ";
        m_context.now = payments.front().details().has_at_us() ? payments.front().details().at_us() : order->at_us();
        const auto due = depositDue(m_seen, orderId);
        if (!due) {
            differs("deposit", due.error().detail);
            return;
        }
        const Money coin = cashUnit(m_seen, owners(), *currency);
        Int128 cash = 0;
        for (const auto& payment : payments)
            if (payment.method() == schema::CASH && payment.amount().minor() > 0)
                cash += payment.amount().minor();
        if (cash % coin.minor() != 0 || cash > due->minor())
            differs("deposit", "there are no coins for what was paid in cash, or it is more than was due");
        checkTaken(payments, Id<schema::Customer>(order->customer()), *due);
        if (std::any_of(payments.begin(), payments.end(),
                        [](const auto& one) { return one.amount().minor() < 0 || one.has_refund_of(); }))
            checkCancelled(orderId, payments);
    }
    void checkCancelled(Id<schema::Order> order, const Payments& payments)
    {
        for (const auto& entry :
             m_facts.storedValueEntries) // What goes back says when only there, and only there it matters.
            if (entry.order() == order.bytes())
                m_context.now = entry.at_us();
        for (const auto& choice : choices()) {
            const auto plan = planCancellation(m_seen, owners(), m_author, order, choice, m_context.now);
            if (plan && planned(*plan) == backIn(payments))
                return checkWhere(*plan, payments);
        }
        differs("deposit", "what goes back of it is not what is left, or goes back otherwise than it was paid");
    }

    void checkAccountPaid(const Payments& payments)
    {
        m_about = "account, ";
        for (const auto& payment : payments) {
            const Id<schema::Customer> customer(payment.details().customer());
            const auto currency = Currency::fromNumeric(payment.amount().currency());
            const auto owed =
                currency ? owedBy(m_seen, customer, *currency) : Result<Money>(tl::unexpected(currency.error()));
            if (!owed) {
                differs(owed.error().about, owed.error().detail);
                continue;
            }
            m_context.now = payment.details().at_us();
            const Int128 value = static_cast<Int128>(payment.amount().minor()) - payment.details().rounding_minor();
            // The shop pays out what it owes, in cash.
            const bool isPaidOut = payment.amount().minor() < 0 && payment.method() == schema::CASH;
            const Int128 due = owed->minor();
            const bool isPart =
                isPaidOut ? value < 0 && value >= due : payment.amount().minor() > 0 && value > 0 && value <= due;
            if (!isPart)
                differs("amount", "it is no part of what was owed");
            else if (payment.method() == schema::CASH)
                checkCoinsOf(payment, Money(static_cast<std::int64_t>(value), *currency), restOf(*owed, payments));
            else if (payment.details().rounding_minor() != 0)
                differs("amount", "only cash is rounded");
            checkTaken({payment}, customer, std::max(*owed, Money(0, *currency)));
        }
    }

    /// What is owed less than a coin is rounded away only with all of it.
    [[nodiscard]] static Int128 restOf(Money owed, const Payments& payments)
    {
        Int128 rest = owed.minor();
        for (const auto& payment : payments)
            rest -= payment.method() == schema::CASH ? 0 : payment.amount().minor();
        return rest;
    }
    void checkCoinsOf(const schema::Payment& payment, Money value, Int128 rest)
    {
        const Money coin = cashUnit(m_seen, owners(), value.currency());
        const auto rounding = payment.details().rounding_minor();
        if (payment.amount().minor() % coin.minor() != 0)
            differs("amount", "there are no coins for what was paid in cash");
        if (rounding != 0 && (value.minor() != rest || rounding != cashRounding(value, coin).minor()))
            differs("amount", "its rounding is not that of its coins");
    }

    const Reader& m_seen;
    const Actor& m_author;
    const SaleFacts& m_facts;
    Context m_context;
    SettingOwners m_owners;
    std::string m_about;
    std::set<RawId> m_attempts;
    std::vector<schema::Reason> m_reasons;
};

} // namespace

std::vector<schema::Reason> checkSettlements(const Reader& asTheAuthorSaw, Id<schema::Terminal> terminal,
                                             const Actor& author, const SaleFacts& facts)
{
    if (facts.orders.empty() && facts.payments.empty())
        return {};
    return Settling(asTheAuthorSaw, terminal, author, facts).run();
}

} // namespace kontor
