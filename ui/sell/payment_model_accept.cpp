#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/payments/card_payment.h"
#include "domain/payments/card_state.h"
#include "domain/payments/stored_value.h"
#include "domain/settings/settings.h"
#include "ui/sell/payment_model.h"
#include "ui/text/money_text.h"

#include <algorithm>

// PaymentModel takes, gives back, and hands the whole to `sell`.

namespace kontor {

void PaymentModel::tell(const Error& error)
{
    if (error.kind == Error::Kind::Denied)
        Q_EMIT denied(error);
    else
        Q_EMIT noticeRaised(noticeOf(error));
}

void PaymentModel::refuse(const Error& error)
{
    Q_EMIT stayed();
    tell(error);
}

void PaymentModel::accept()
{
    if (paysBack())
        acceptBack();
    else if (m_state.isPaid())
        settle({});
    else if (choice().method == schema::CASH)
        acceptCash();
    else if (choice().method == schema::CARD)
        acceptCard();
    else if (choice().method == schema::LOYALTY_POINTS)
        acceptPoints();
    else
        acceptOther();
}

void PaymentModel::acceptCash()
{
    if (const auto last = lastCash()) {
        settle(*last);
        return;
    }
    if (m_received.minor() <= 0) {
        refuse({Error::Kind::Invalid, "tendered", {}});
        return;
    }
    const auto now = choice().foreign ? rate() : Result<RateView>(fail(Error::Kind::NotFound, "rate", {}));
    auto tried = m_state; // Whether it is a part at all, before it is written.
    const auto taken = now ? tried.takeForeign(m_received, *now) : tried.takeCash(m_received);
    if (taken)
        keepPart(tried.taken().back());
    else
        refuse(taken.error());
}

void PaymentModel::keepPart(PaymentState::Taken part)
{
    const CartPart input{{}, part.cash, part.tender};
    m_run([input](const Reader& shop, const Context& context,
                  const Actor& actor) { return takePart(shop, context, actor, input); },
          [this, input](const Result<Committed>& kept) {
              if (!kept) {
                  refuse(kept.error());
                  return;
              }
              m_state.add({Id<schema::CartPayment>(kept->mainId), input.cash, input.tender});
              took();
          });
}

void PaymentModel::acceptCard()
{
    const Money amount = m_received;
    if (amount.minor() <= 0 || amount > m_state.rest()) {
        refuse({Error::Kind::Invalid, "amount", {}});
        return;
    }
    if (!m_code.isEmpty() && m_code.size() != 4) {
        refuse({Error::Kind::Invalid, "last four", {}});
        return;
    }
    Tender tender{schema::CARD, amount};
    tender.tipMinor = m_tip.minor();
    // Asked before the money is taken: a tip that the sale then refuses would have to go back on the card machine.
    if (const auto sound = checkTip(*m_store.read(), owners(), tender, m_cart.total); !sound) {
        refuse(sound.error());
        return;
    }
    const BeginCardPayment begin{amount + m_tip, std::string(cardByHand), {}, m_tip.minor()};
    recordCard(begin, m_code.toStdString(), [this, tender, digits = m_code.toStdString()](auto attempt) mutable {
        tender.attempt = attempt;
        if (const auto taken = m_state.take(tender, digits); !taken)
            refuse(taken.error()); // The cart costs less by now: the payment is offered again by begin().
        else
            took();
    });
}

void PaymentModel::recordCard(const BeginCardPayment& begin, std::string lastFour,
                              std::function<void(Id<schema::PaymentAttempt>)> then)
{
    m_run([begin](const Reader& shop, const Context& context,
                  const Actor& actor) { return beginCardPayment(shop, context, actor, begin); },
          [this, lastFour, then = std::move(then)](const Result<Committed>& begun) {
              if (!begun) {
                  refuse(begun.error());
                  return;
              }
              const Id<schema::PaymentAttempt> attempt(begun->mainId);
              NoteCardAnswer note{attempt, {}};
              note.answer.state = schema::CARD_CAPTURED;
              note.answer.lastFour = lastFour;
              m_run([note](const Reader& shop, const Context& context,
                           const Actor& actor) { return noteCardAnswer(shop, context, actor, note); },
                    [this, attempt, then](const Result<Committed>& noted) {
                        if (noted)
                            then(attempt);
                        else
                            refuse(noted.error());
                    });
          });
}

void PaymentModel::acceptOther()
{
    const auto method = choice().method;
    const bool stored = method == schema::GIFT_CARD || method == schema::STORE_CREDIT;
    Tender tender{method, m_received};
    if (method != schema::ON_ACCOUNT && m_code.trimmed().isEmpty()) {
        refuse({Error::Kind::Invalid, stored ? "code" : "reference", {}});
        return;
    }
    if (stored && !m_value) {
        refuse({Error::Kind::NotFound, "code", {}});
        return;
    }
    if (stored && m_received > m_value->spendable) {
        refuse({Error::Kind::Conflict, "balance", {}});
        return;
    }
    if (stored)
        tender.code = readStoredValue(*m_store.read(), m_code.toStdString())
                          .map([](const auto& value) { return value.code; })
                          .value_or(std::string());
    else
        tender.reference = m_code.trimmed().toStdString();
    auto tried = m_state;
    if (const auto taken = tried.take(tender, stored ? tender.code : tender.reference); !taken)
        refuse(taken.error());
    else
        keepPart(tried.taken().back());
}

void PaymentModel::acceptPoints()
{
    Tender tender{schema::LOYALTY_POINTS, m_received};
    const auto points = pointsForPayment(*m_store.read(), m_cart.customer, m_received, m_clock());
    if (!points) {
        refuse(points.error());
        return;
    }
    tender.points = *points;
    auto tried = m_state;
    if (const auto taken = tried.take(tender, {}); !taken)
        refuse(taken.error());
    else
        keepPart(tried.taken().back());
}

void PaymentModel::took()
{
    if (m_state.isPaid()) {
        settle({});
        return;
    }
    // What is left is most often paid in cash; another tender is one key away.
    m_chosen = 0;
    beginEntry();
    Q_EMIT stayed();
}

void PaymentModel::remove(int row)
{
    if (row < 0 || row >= int(m_state.taken().size()))
        return;
    const auto part = m_state.remove(std::size_t(row));
    beginEntry();
    if (part.method != schema::CARD) {
        m_run([id = part.part](const Reader& shop, const Context& context,
                               const Actor& actor) { return givePartBack(shop, context, actor, {id}); },
              [this, part](const Result<Committed>& given) {
                  if (given)
                      return;
                  m_state.add({part.part, part.cash, part.tender}); // It stands in the store.
                  refuse(given.error());
              });
        return;
    }
    NoteCardAnswer note{part.tender->attempt, {}};
    note.answer.state = schema::CARD_VOIDED;
    m_run([note](const Reader& shop, const Context& context,
                 const Actor& actor) { return noteCardAnswer(shop, context, actor, note); },
          [this, part](const Result<Committed>& voided) {
              if (!voided) {
                  (void)m_state.take(*part.tender, part.label); // It was taken and stands.
                  refuse(voided.error());
                  return;
              }
              Q_EMIT noticeRaised({Notice::Tone::Warn,
                                   tr("The card payment of %1 is recorded as cancelled.")
                                       .arg(moneyText(part.amount + Money(part.tipMinor(), part.amount.currency()))),
                                   tr("Cancel it on the card machine too.")});
          });
}

void PaymentModel::acceptBack()
{
    if (!m_planned) {
        const auto cash = cashPayment(m_state.due(), m_state.due());
        if (cash)
            settle(*cash);
        else
            refuse(cash.error());
        return;
    }
    // One after the other: each refund of a card is on disk before the next is begun.
    for (const auto& back : m_back) {
        if (back.method != schema::CARD)
            continue;
        const Id<schema::PaymentAttempt> of(back.cardAttempt);
        const auto refund = [&](const Tender& tender) {
            const auto card = readCardPayment(*m_store.read(), tender.attempt);
            return tender.amount == -back.value && card && card->attempt.refund_of() == of.bytes();
        };
        if (std::any_of(m_refunded.begin(), m_refunded.end(), refund))
            continue;
        const auto paid = readCardPayment(*m_store.read(), of);
        const BeginCardPayment begin{-back.value, std::string(cardByHand), of};
        recordCard(begin, paid ? paid->lastFour : std::string(), [this, amount = -back.value](auto attempt) {
            Tender tender{schema::CARD, amount};
            tender.attempt = attempt;
            m_refunded.push_back(tender);
            acceptBack();
        });
        return;
    }
    settle({});
}

void PaymentModel::settle(const std::optional<CashPayment>& last)
{
    const bool nothing = last && last->amount.isZero();
    m_input = m_state.input(nothing ? std::nullopt : last);
    m_input->refund = m_refund;
    m_input->tenders.insert(m_input->tenders.end(), m_refunded.begin(), m_refunded.end());
    Q_EMIT settled();
}

} // namespace kontor
