#include "domain/payments/tender.h"

#include "domain/base/exact.h"
#include "domain/base/text.h"
#include "domain/customers/merge.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/loyalty/pay_points.h"
#include "domain/payments/card_state.h"
#include "domain/payments/stored_value.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace kontor {

namespace {

struct Named {
    schema::PaymentMethod method;
    std::string_view name;
};
constexpr Named names[] = {{schema::CASH, "cash"},
                           {schema::IMPORTED, "imported"},
                           {schema::CARD, "card"},
                           {schema::GIFT_CARD, "gift-card"},
                           {schema::STORE_CREDIT, "store-credit"},
                           {schema::ON_ACCOUNT, "on-account"},
                           {schema::VOUCHER, "voucher"},
                           {schema::CHEQUE, "cheque"},
                           {schema::DEPOSIT, "deposit"},
                           {schema::EXCHANGE, "exchange"},
                           {schema::LOYALTY_POINTS, "points"}};

bool isStoredValue(schema::PaymentMethod method)
{
    return method == schema::GIFT_CARD || method == schema::STORE_CREDIT;
}

class Checking
{
public:
    Checking(const Reader& shop, const Context& context, const Actor& actor, Id<schema::Customer> customer, Money due)
        : m_shop(shop),
          m_context(context),
          m_actor(actor),
          m_owners{context.organisation, context.store, context.terminal},
          m_customer(customer),
          m_due(due),
          m_sum(0, due.currency())
    {}

    Result<Money> run(std::span<const Tender> tenders)
    {
        for (const auto& tender : tenders) {
            if (tender.amount.minor() < 0)
                continue; // What goes back is planned elsewhere (orders/refund.h).
            if (auto sound = check(tender); !sound)
                return tl::unexpected(sound.error());
        }
        return m_sum;
    }

private:
    Result<Done> check(const Tender& tender)
    {
        const std::string name(methodName(tender.method));
        if (tender.amount.currency() != m_due.currency())
            return invalid("currency", "a payment is in another currency than the sale");
        if (tender.amount.isZero() || tender.amount > m_due - m_sum)
            return invalid("payments", tender.amount.toString() + " by " + name +
                                           " is no part of what is left to pay, " + (m_due - m_sum).toString() +
                                           ": only cash gives change");
        if (tender.method == schema::CASH || !isTaken(m_shop, m_owners, tender.method))
            return invalid("methods", name + " is not taken here");
        if (auto sound = checkTip(m_shop, m_owners, tender, m_due); !sound)
            return sound;
        m_sum += tender.amount;
        if (tender.method == schema::CARD)
            return checkCard(tender);
        if (isStoredValue(tender.method))
            return checkStoredValue(tender);
        if (tender.method == schema::ON_ACCOUNT)
            return checkAccount(tender);
        if (tender.method == schema::LOYALTY_POINTS)
            return checkPoints(tender);
        if (const auto number = requiredText(tender.reference, "reference", 60); !number)
            return tl::unexpected(number.error());
        return Done{};
    }

    Result<Done> checkCard(const Tender& tender)
    {
        const auto card = readCardPayment(m_shop, tender.attempt);
        if (!card)
            return tl::unexpected(card.error());
        const auto conflict = [](std::string detail) {
            return fail(Error::Kind::Conflict, "attempt", std::move(detail));
        };
        if (!card->holdsMoney())
            return conflict("the card payment is " + std::string(cardStateName(card->state)) +
                            ": only what is authorised or captured pays");
        if (card->attempt.amount().currency() != tender.amount.currency().numeric() ||
            card->attempt.amount().minor() != tender.amount.minor() + tender.tipMinor)
            return conflict("the payment terminal took another amount");
        if (!m_attempts.insert(tender.attempt.raw).second)
            return conflict("it pays twice");
        schema::Payment other;
        bool used = false;
        m_shop.eachWhere(schema::Payment::kCardAttemptFieldNumber, tender.attempt.bytes(), other, [&] {
            used = true;
            return false;
        });
        return used ? Result<Done>(conflict("it has paid for another order")) : Result<Done>(Done{});
    }

    Result<Done> checkStoredValue(const Tender& tender)
    {
        const auto value = readStoredValue(m_shop, tender.code);
        if (!value)
            return tl::unexpected(value.error());
        const auto kind = tender.method == schema::GIFT_CARD ? schema::GIFT_CARD_VALUE : schema::STORE_CREDIT_VALUE;
        if (value->kind != kind || value->balance.currency() != m_due.currency())
            return invalid("code", value->code + " is of another kind or currency");
        const auto may = spendable(m_shop, m_context, *value);
        if (!may)
            return tl::unexpected(may.error());
        auto& here = m_spent.try_emplace(value->id.raw, Money(0, m_due.currency())).first->second;
        here += tender.amount;
        if (here > *may)
            return fail(Error::Kind::Conflict, "balance",
                        "of " + value->code + " this till may take " + may->toString() + " now; on it are " +
                            value->balance.toString());
        return Done{};
    }

    Result<Done> checkAccount(const Tender& tender)
    {
        if (m_customer.isNil())
            return invalid("customer", "who is to pay later is not named");
        auto& here = m_owed;
        if (!here) {
            const auto owed = owedBy(m_shop, m_customer, m_due.currency());
            if (!owed)
                return tl::unexpected(owed.error());
            here = *owed;
        }
        const auto sum = narrow(static_cast<Int128>(here->minor()) + tender.amount.minor(), "limit");
        if (!sum)
            return tl::unexpected(sum.error()); // What another till wrote into the account.
        here = Money(*sum, m_due.currency());
        const auto row = m_shop.get(standsFor(m_shop, m_customer));
        const bool hasOwn =
            row && row->has_credit_limit_minor() && row->credit_currency() == m_due.currency().numeric();
        const auto limit = hasOwn ? row->credit_limit_minor() : readNumberSetting(m_shop, m_owners, accountLimit);
        if (here->minor() > limit && !m_actor.may(schema::MANAGE_TILL))
            return invalid("limit", "they would owe " + here->toString() +
                                        ", more than their limit or the setting account.limit");
        return Done{};
    }

    Result<Done> checkPoints(const Tender& tender)
    {
        if (std::exchange(m_byPoints, true))
            return invalid("payments", "points pay one part of an order: put them together");
        const auto points = pointsForPayment(m_shop, m_customer, tender.amount, m_context.now);
        if (!points)
            return tl::unexpected(points.error());
        if (tender.points != 0 && tender.points != *points)
            return invalid("points", tender.amount.toString() + " takes " + std::to_string(*points) + ", not " +
                                         std::to_string(tender.points));
        return Done{};
    }

    const Reader& m_shop;
    const Context& m_context;
    const Actor& m_actor;
    SettingOwners m_owners;
    Id<schema::Customer> m_customer;
    Money m_due;
    Money m_sum;
    std::set<RawId> m_attempts;
    std::map<RawId, Money> m_spent;
    std::optional<Money> m_owed;
    bool m_byPoints = false;
};

} // namespace

std::string_view methodName(schema::PaymentMethod method)
{
    for (const auto& named : names)
        if (named.method == method)
            return named.name;
    return "unknown";
}

std::optional<schema::PaymentMethod> methodByName(std::string_view name)
{
    for (const auto& named : names)
        if (named.name == name)
            return named.method;
    return std::nullopt;
}

bool isTaken(const Reader& shop, const SettingOwners& owners, schema::PaymentMethod method)
{
    const std::string list = " " + readSetting(shop, owners, paymentMethods) + " ";
    return list.find(" " + std::string(methodName(method)) + " ") != std::string::npos;
}

Result<Done> checkTip(const Reader& shop, const SettingOwners& owners, const Tender& tender, Money due)
{
    if (tender.tipMinor == 0)
        return Done{};
    if (tender.tipMinor < 0 || tender.method != schema::CARD)
        return invalid("tip", "a tip goes on top of a card payment");
    const auto percent = readNumberSetting(shop, owners, tipsMaxPercent);
    if (static_cast<Int128>(tender.tipMinor) * 100 > static_cast<Int128>(due.minor()) * percent)
        return invalid("tip", "it is more than " + std::to_string(percent) + " % of the total");
    return Done{};
}

Result<Money> checkTenders(const Reader& shop, const Context& context, const Actor& actor,
                           std::span<const Tender> tenders, Id<schema::Customer> customer, Money due)
{
    return Checking(shop, context, actor, customer, due).run(tenders);
}

void insertTenders(const Reader& shop, const Context& context, std::span<const Tender> tenders,
                   Id<schema::Customer> customer, const Bytes& order, Commit& commit)
{
    for (const auto& tender : tenders) {
        if (tender.amount.minor() <= 0)
            continue;
        schema::Payment row;
        if (order.empty()) { // An account that is paid.
            row.mutable_details()->set_customer(customer.string());
            row.mutable_details()->set_terminal(context.terminal.string());
            row.mutable_details()->set_at_us(context.now);
        } else {
            row.set_order(order);
        }
        row.set_method(tender.method);
        *row.mutable_amount() = tender.amount.message();
        if (tender.tipMinor != 0)
            row.mutable_details()->set_tip_minor(tender.tipMinor);
        if (!tender.reference.empty())
            row.mutable_details()->set_reference(std::string(trimmed(tender.reference)));
        if (tender.method == schema::CARD) {
            row.set_card_attempt(tender.attempt.string());
            if (const auto card = readCardPayment(shop, tender.attempt)) {
                if (!card->lastFour.empty())
                    row.mutable_details()->set_last_four(card->lastFour);
                if (!card->scheme.empty())
                    row.mutable_details()->set_scheme(card->scheme);
                if (!card->providerReference.empty())
                    row.mutable_details()->set_provider_reference(card->providerReference);
            }
        }
        if (tender.method == schema::ON_ACCOUNT)
            row.mutable_details()->set_customer(customer.string());
        if (tender.method == schema::LOYALTY_POINTS) {
            row.mutable_details()->set_customer(customer.string());
            row.mutable_details()->set_points(
                pointsForPayment(shop, customer, tender.amount, context.now).value_or(0)); // Checked before.
            insertPointsOf(shop, context, row, commit);
        }
        const auto value = isStoredValue(tender.method) ? readStoredValue(shop, tender.code)
                                                        : Result<StoredValueView>(invalid("code", ""));
        if (value)
            row.set_stored_value(value->id.string());
        commit.insert(row);
        if (value) {
            auto entry = storedValueEntry(context, value->id.string(), -tender.amount, schema::VALUE_SPENT, order);
            commit.insert(entry);
        }
        if (tender.method == schema::ON_ACCOUNT) {
            schema::AccountEntry entry;
            entry.set_customer(customer.string());
            entry.set_amount_minor(tender.amount.minor());
            entry.set_currency(tender.amount.currency().numeric());
            entry.set_order(order);
            entry.set_terminal(context.terminal.string());
            entry.set_at_us(context.now);
            commit.insert(entry);
        }
    }
}

Result<Money> owedBy(const Reader& shop, Id<schema::Customer> customer, Currency currency)
{
    if (!shop.get(customer))
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    std::uint64_t sum = 0;
    schema::AccountEntry entry;
    for (const auto id : sameCustomers(shop, customer))
        shop.eachWhere(schema::AccountEntry::kCustomerFieldNumber, id.bytes(), entry, [&] {
            if (entry.currency() == currency.numeric())
                sum += static_cast<std::uint64_t>(entry.amount_minor());
            return true;
        });
    return Money(static_cast<std::int64_t>(sum), currency);
}

} // namespace kontor
