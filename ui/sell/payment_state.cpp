#include "ui/sell/payment_state.h"

#include "domain/payments/cash_rounding.h"

#include <algorithm>

namespace kontor {

void PaymentState::setTotal(const Money& total, const Money& coin)
{
    m_total = total;
    m_coin = coin;
}

Money PaymentState::sumOf(bool cash) const
{
    auto sum = m_nothing;
    for (const auto& part : m_taken)
        if ((part.method == schema::CASH) == cash)
            sum += part.amount;
    return sum;
}

Money PaymentState::due() const
{
    const auto inCash = m_total - sumOf(false);
    return inCash + cashRounding(inCash, m_coin) - sumOf(true);
}

Money PaymentState::rest() const
{
    return std::max(m_total - sumOf(false) - sumOf(true), m_nothing);
}

bool PaymentState::isPaid() const
{
    return due().isZero() || (m_total > m_nothing && rest().isZero());
}

Result<Done> PaymentState::takePart(CashPayment part, std::string label)
{
    if (part.amount <= m_nothing || part.amount >= due())
        return fail(Error::Kind::Invalid, "part", "it is not a part of " + due().toString());
    // What is left may be paid without cash: then this part alone has to be in coins.
    if (part.amount.minor() % m_coin.minor() != 0)
        return fail(Error::Kind::Invalid, "part", "the smallest coin is " + m_coin.toString());
    m_taken.push_back({schema::CASH, part.amount, std::move(label), part, {}});
    return Done{};
}

Result<Done> PaymentState::takeCash(const Money& amount)
{
    return takePart({amount, amount, m_nothing}, {});
}

Result<Done> PaymentState::takeForeign(const Money& tendered, const RateView& rate)
{
    const auto value = worth(tendered, rate);
    if (!value)
        return tl::unexpected(value.error());
    const auto part = foreignPayment(*value, tendered, rate);
    if (!part)
        return tl::unexpected(part.error());
    return takePart(*part, tendered.toString() + " " + std::string(tendered.currency().alpha()));
}

Result<Done> PaymentState::take(Tender tender, std::string label)
{
    if (tender.amount <= m_nothing || tender.amount > rest())
        return fail(Error::Kind::Invalid, "amount", "there are " + rest().toString() + " left to pay");
    m_taken.push_back({tender.method, tender.amount, std::move(label), {}, tender});
    return Done{};
}

void PaymentState::add(const CartPart& part)
{
    if (part.tender) {
        const auto& label = part.tender->code.empty() ? part.tender->reference : part.tender->code;
        m_taken.push_back({part.tender->method, part.tender->amount, label, {}, part.tender, part.id});
    } else if (part.cash) {
        const auto& foreign = part.cash->foreign;
        auto label = foreign ? foreign->tendered.toString() + " " + std::string(foreign->tendered.currency().alpha())
                             : std::string();
        m_taken.push_back({schema::CASH, part.cash->amount, std::move(label), part.cash, {}, part.id});
    }
}

bool PaymentState::has(Id<schema::CartPayment> part) const
{
    return std::any_of(m_taken.begin(), m_taken.end(), [&](const Taken& taken) { return taken.part == part; });
}

PaymentState::Taken PaymentState::remove(std::size_t place)
{
    auto part = m_taken.at(place);
    m_taken.erase(m_taken.begin() + std::ptrdiff_t(place));
    return part;
}

SellInput PaymentState::input(const std::optional<CashPayment>& last) const
{
    SellInput input{m_total, {}};
    for (const auto& part : m_taken)
        if (part.method == schema::CASH)
            input.payments.push_back(*part.cash);
        else
            input.tenders.push_back(*part.tender);
    if (last)
        input.payments.push_back(*last);
    return input;
}

} // namespace kontor
