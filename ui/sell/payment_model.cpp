#include "ui/sell/payment_model.h"

#include "domain/identity/actor.h"
#include "domain/journal/reader.h"
#include "domain/payments/card_payment.h"
#include "domain/payments/card_state.h"
#include "domain/payments/cash_rounding.h"
#include "domain/payments/stored_value.h"
#include "domain/settings/settings.h"
#include "ui/text/money_text.h"

#include <algorithm>
#include <array>

namespace kontor {
namespace {

constexpr int lastDigits = 4;
constexpr int longestCode = 60;

bool isStoredValue(schema::PaymentMethod method)
{
    return method == schema::GIFT_CARD || method == schema::STORE_CREDIT;
}

} // namespace

PaymentModel::PaymentModel(Store& store, Clock clock, Currency currency, Run run, QObject* parent)
    : QObject(parent),
      m_store(store),
      m_clock(std::move(clock)),
      m_run(std::move(run)),
      m_cart(currency),
      m_coin(1, currency),
      m_state(currency),
      m_received(0, currency),
      m_tip(0, currency)
{}

SettingOwners PaymentModel::owners() const
{
    const auto identity = m_store.identity();
    return {identity.organisation, identity.store, identity.terminal};
}

void PaymentModel::setPeople(Id<schema::Staff> cashier, Id<schema::Staff> approver)
{
    m_cashier = cashier;
    m_approver = approver;
}

void PaymentModel::begin(const CartView& cart)
{
    m_refund = {};
    m_chosen = 0;
    setCart(cart);
    readParts();
    readOpenCards();
    readChoices();
    beginEntry();
}

void PaymentModel::readParts()
{
    for (const auto& part : cartParts(*m_store.read(), m_store.identity().terminal))
        if (!m_state.has(part.id))
            m_state.add(part);
}

void PaymentModel::setCart(const CartView& cart)
{
    m_cart = cart;
    m_coin = cashUnit(*m_store.read(), owners(), cart.total.currency());
    m_state.setTotal(cart.total, m_coin);
    planBack();
    if (!m_typed)
        m_received = due();
    Q_EMIT changed();
}

void PaymentModel::clear()
{
    m_state.clear();
    m_refunded.clear();
    m_refund = {};
    m_input.reset();
    m_typed = false;
    m_tip = Money(0, m_tip.currency());
}

void PaymentModel::readChoices()
{
    const auto shop = m_store.read();
    m_choices.assign(1, Choice{});
    for (const auto method :
         {schema::CARD, schema::GIFT_CARD, schema::STORE_CREDIT, schema::ON_ACCOUNT, schema::VOUCHER, schema::CHEQUE})
        if (isTaken(*shop, owners(), method) && (method != schema::ON_ACCOUNT || !m_cart.customer.isNil()))
            m_choices.push_back({method, {}});
    m_takesTips = readNumberSetting(*shop, owners(), tipsMaxPercent) > 0;
    const auto payable = m_cart.customer.isNil() || !isTaken(*shop, owners(), schema::LOYALTY_POINTS)
                             ? fail(Error::Kind::NotFound, "customer", {})
                             : payablePoints(*shop, m_cart.customer, m_state.rest(), m_clock());
    if (payable && payable->worth.minor() > 0)
        m_choices.push_back({schema::LOYALTY_POINTS, {}});
    const auto own = m_cart.total.currency();
    std::vector<Currency> seen;
    schema::ExchangeRate row;
    shop->each(row, [&] {
        const auto foreign = Currency::fromNumeric(row.foreign());
        if (!foreign || row.own() != own.numeric() || std::find(seen.begin(), seen.end(), *foreign) != seen.end())
            return true;
        seen.push_back(*foreign);
        if (rateAt(*shop, m_store.identity().store, *foreign, own, m_clock()))
            m_choices.push_back({schema::CASH, *foreign});
        return true;
    });
}

void PaymentModel::readOpenCards()
{
    constexpr TimeUs hours = TimeUs{12} * 3'600 * 1'000'000;
    const auto shop = m_store.read();
    for (const auto& open : openCardPayments(*shop, m_clock() - hours)) {
        const bool listed = std::any_of(m_state.taken().begin(), m_state.taken().end(), [&](const auto& part) {
            return part.tender && part.tender->attempt == open.attempt;
        });
        const auto card = readCardPayment(*shop, open.attempt);
        const bool mine = card && card->attempt.terminal() == m_store.identity().terminal.bytes() &&
                          card->attempt.provider() == cardByHand && card->holdsMoney();
        if (listed || !mine || open.amount.minor() <= 0)
            continue;
        Tender tender{schema::CARD, open.amount - Money(card->attempt.tip_minor(), open.amount.currency())};
        tender.tipMinor = card->attempt.tip_minor();
        tender.attempt = open.attempt;
        if (m_state.take(tender, card->lastFour))
            Q_EMIT noticeRaised({Notice::Tone::Warn,
                                 tr("A card payment of %1 had no sale yet.").arg(moneyText(open.amount)),
                                 tr("It stands in the list. Remove it there if it is not this customer's.")});
    }
}

void PaymentModel::beginEntry()
{
    m_code.clear();
    m_value.reset();
    m_points.reset();
    m_tip = Money(0, m_cart.total.currency());
    if (choice().method == schema::LOYALTY_POINTS)
        if (const auto payable = payablePoints(*m_store.read(), m_cart.customer, m_state.rest(), m_clock()))
            m_points = *payable;
    m_typed = false;
    m_received = due();
    Q_EMIT changed();
}

void PaymentModel::setTip(const Money& tip)
{
    if (!takesTip() || tip.currency() != m_tip.currency())
        return;
    m_tip = tip;
    Q_EMIT changed();
}

void PaymentModel::choose(int index)
{
    if (index < 0 || index >= int(m_choices.size()) || paysBack())
        return;
    m_chosen = index;
    beginEntry();
    Q_EMIT chosenChanged();
}

Result<RateView> PaymentModel::rate() const
{
    const auto own = m_cart.total.currency();
    return rateAt(*m_store.read(), m_store.identity().store, choice().foreign.value_or(own), own, m_clock());
}

Money PaymentModel::due() const
{
    if (choice().method == schema::LOYALTY_POINTS)
        return m_points ? m_points->worth : Money(0, m_cart.total.currency());
    if (choice().method != schema::CASH)
        return m_value ? std::min(m_state.rest(), m_value->spendable) : m_state.rest();
    if (!choice().foreign)
        return m_state.due();
    const auto now = rate();
    const Money nothing(0, *choice().foreign);
    if (!now || m_state.due().minor() <= 0)
        return nothing;
    return foreignDue(m_state.due(), *now, cashUnit(*m_store.read(), owners(), *choice().foreign)).value_or(nothing);
}

void PaymentModel::setReceived(const Money& received)
{
    if (received.currency() != m_received.currency())
        return;
    m_received = received;
    m_typed = true;
    Q_EMIT changed();
}

Result<CashPayment> PaymentModel::lastCash() const
{
    if (!choice().foreign)
        return cashPayment(m_state.due(), m_received);
    const auto now = rate();
    if (!now)
        return tl::unexpected(now.error());
    return foreignPayment(m_state.due(), m_received, *now);
}

std::optional<Money> PaymentModel::change() const
{
    if (choice().method != schema::CASH)
        return std::nullopt;
    const auto payment = lastCash();
    return payment ? std::optional(payment->change) : std::nullopt;
}

std::optional<Money> PaymentModel::worthOfReceived() const
{
    if (!choice().foreign)
        return m_received;
    const auto now = rate();
    const auto value = now ? worth(m_received, *now) : tl::unexpected(now.error());
    return value ? std::optional(*value) : std::nullopt;
}

bool PaymentModel::covers() const
{
    if (paysBack() || m_state.isPaid())
        return true;
    return choice().method == schema::CASH ? lastCash().has_value() : m_received >= m_state.rest();
}

std::vector<Money> PaymentModel::quickAmounts() const
{
    return choice().method == schema::CASH ? kontor::quickAmounts(due()) : std::vector<Money>();
}

void PaymentModel::setCode(const QString& code)
{
    const bool digits = choice().method == schema::CARD;
    m_code = code.left(digits ? lastDigits : longestCode);
    m_value.reset();
    if (isStoredValue(choice().method) && !m_code.isEmpty()) {
        const auto shop = m_store.read();
        const auto value = readStoredValue(*shop, m_code.toStdString());
        const auto kind = choice().method == schema::GIFT_CARD ? schema::GIFT_CARD_VALUE : schema::STORE_CREDIT_VALUE;
        if (value && value->kind == kind && value->balance.currency() == m_cart.total.currency()) {
            Context context;
            context.now = m_clock();
            context.utcOffsetSeconds = m_store.utcOffsetSeconds(context.now);
            std::tie(context.organisation, context.store, context.terminal) =
                std::tuple(owners().organisation, owners().store, owners().terminal);
            auto may = spendable(*shop, context, *value).value_or(Money(0, value->balance.currency()));
            for (const auto& part : m_state.taken()) // Of the same card, in this sale.
                if (part.tender && part.tender->code == value->code)
                    may -= std::min(may, part.amount);
            m_value = Value{value->balance, may};
        }
        if (!m_typed)
            m_received = due();
    }
    Q_EMIT changed();
}

bool PaymentModel::takeScan(const QString& code)
{
    const auto value = paysBack() ? fail(Error::Kind::Invalid, "code", {})
                                  : readStoredValue(*m_store.read(), code.trimmed().toStdString());
    if (!value)
        return false;
    const auto method = value->kind == schema::GIFT_CARD_VALUE ? schema::GIFT_CARD : schema::STORE_CREDIT;
    const auto found =
        std::find_if(m_choices.begin(), m_choices.end(), [&](const Choice& one) { return one.method == method; });
    if (found == m_choices.end())
        return false;
    choose(int(found - m_choices.begin()));
    setCode(qtext(value->code));
    return true;
}

void PaymentModel::planBack()
{
    m_back.clear();
    m_planned = false;
    if (!paysBack())
        return;
    const auto shop = m_store.read();
    m_planned =
        m_refund.to || readSetting(*shop, owners(), returnsNoReceipt) != "cash" ||
        std::any_of(m_cart.lines.begin(), m_cart.lines.end(), [](const auto& line) { return !line.returns.isNil(); });
    if (!m_planned)
        return;
    const auto actor =
        m_approver.isNil() ? Actor::load(*shop, m_cashier) : Actor::loadApproved(*shop, m_cashier, m_approver);
    const auto plan = actor ? planSettlement(*shop, owners(), *actor, m_cart, m_refund, m_store.now())
                            : tl::unexpected(actor.error());
    if (!plan) {
        m_refund = {}; // As it was paid is always possible.
        tell(plan.error());
        return;
    }
    for (const auto& back : plan->back)
        if (back.method != schema::EXCHANGE)
            m_back.push_back(back);
}

std::string PaymentModel::backLabel(const PaidBack& back) const
{
    const auto shop = m_store.read();
    if (back.method == schema::CARD) {
        const auto card = readCardPayment(*shop, Id<schema::PaymentAttempt>(back.cardAttempt));
        return card ? card->lastFour : std::string();
    }
    const auto value = back.method == back.paidBy && !back.storedValue.empty()
                           ? shop->get(Id<schema::StoredValue>(back.storedValue))
                           : std::nullopt;
    return value ? value->code() : std::string();
}

void PaymentModel::refundTo(std::optional<schema::PaymentMethod> method)
{
    m_refund.to = method;
    planBack();
    Q_EMIT changed();
}

} // namespace kontor
