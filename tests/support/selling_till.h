#pragma once

#include "domain/commands/review.h"
#include "domain/customers/customer.h"
#include "domain/orders/line_share.h"
#include "domain/orders/park.h"
#include "domain/orders/pay_back.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/payments/card_payment.h"
#include "domain/payments/cash_rounding.h"
#include "domain/payments/stored_value.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace kontor::testing {

/// A shop that rounds cash to five pence and takes everything.
struct Till : TestShop {
    Id<schema::Variant> mug = addGoods("MUG", "2.57");
    Id<schema::Variant> plate = addGoods("PLATE", "9.99");
    Id<schema::Variant> card = addService("CARD", "1.00");
    Id<schema::Customer> customer;
    Actor boss = administrator();

    explicit Till(bool coins = true)
    {
        if (coins)
            set(cashUnits, "GBP=0.05");
        set(accountLimit, "1000000");
        set(storedValueDayCap, "1000000");
        customer = Id<schema::Customer>(run(addCustomer, boss, {"C1", "Ann"}).value().mainId());
    }
    void set(std::string_view setting, std::string_view value)
    {
        (void)run(changeSetting, boss, {context.store.raw, std::string(setting), std::string(value)}).value();
    }
    void scan(Id<schema::Variant> variant, std::int64_t count = 1)
    {
        (void)run(addToCart, boss, {variant, Quantity::whole(count)}).value();
    }
    /// So many mugs that Ann has ordered.
    Id<schema::Order> placed(std::int64_t mugs)
    {
        (void)run(setCartCustomer, boss, {customer}).value();
        scan(mug, mugs);
        return Id<schema::Order>(run(placeOrder, boss, {schema::ORDERED, cart().total}).value().mainId());
    }
    Id<schema::OrderLine> lineOf(Id<schema::Order> order) const
    {
        return Id<schema::OrderLine>(
            reader.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order.bytes()).at(0).id());
    }
    /// A gift card with so much on it, sold for cash.
    std::string giftCard(const std::string& code, std::string_view amount)
    {
        AddToCart input{card, Quantity::whole(1), price(amount)};
        input.issues = code;
        (void)run(addToCart, boss, input).value();
        (void)pay().value();
        return code;
    }
    /// Sells the cart: `tenders` first, the rest in cash, or pays out what is planned.
    Result<Commit> pay(std::vector<Tender> tenders = {}, RefundChoice choice = {})
    {
        const auto view = cart();
        SellInput input{view.total, {}, {}, tenders, choice};
        Money rest = view.total;
        for (const auto& tender : tenders)
            if (tender.amount.minor() > 0)
                rest -= tender.amount;
        const Money due =
            rest + cashRounding(rest, cashUnit(reader, {context.organisation, context.store, {}}, currency()));
        if (due.minor() > 0)
            input.payments.push_back(cashPayment(due, due).value());
        else if (due.minor() < 0 && std::none_of(view.lines.begin(), view.lines.end(),
                                                 [](const auto& line) { return !line.returns.isNil(); }))
            input.payments.push_back(cashPayment(due, due).value());
        const auto before = reader;
        auto sold = run(sell, boss, input);
        if (sold) {
            const auto sealed = seal(*sold);
            verdict = review(before, before, sealed, changesOf(sealed).value());
        }
        return sold;
    }
    std::vector<schema::OrderLine> linesOf(const Commit& sale) const
    {
        auto lines = reader.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, sale.mainId().bytes());
        std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.ordinal() < b.ordinal(); });
        return lines;
    }
    Result<Commit> giveBack(const schema::OrderLine& line, Quantity quantity)
    {
        return run(addReturn, boss, {Id<schema::OrderLine>(line.id()), quantity});
    }
    /// What every means of payment has taken, less what it gave back.
    std::map<std::string, std::int64_t> till() const
    {
        std::map<std::string, std::int64_t> sums;
        for (const auto& payment : reader.all<schema::Payment>())
            sums[std::string(methodName(payment.method()))] += payment.amount().minor();
        std::erase_if(sums, [](const auto& one) { return one.second == 0; });
        return sums;
    }
    Tender byCard(std::string_view amount, schema::CardState state = schema::CARD_CAPTURED,
                  Id<schema::PaymentAttempt> of = {})
    {
        BeginCardPayment begin{money(amount), "simulated", {}};
        if (!of.isNil())
            begin.refundOf = of;
        const Id<schema::PaymentAttempt> attempt(run(beginCardPayment, boss, begin).value().mainId());
        TerminalAnswer answer;
        answer.state = state;
        answer.lastFour = "4242";
        (void)run(noteCardAnswer, boss, {attempt, answer}).value();
        Tender tender{schema::CARD, money(amount)};
        tender.attempt = attempt;
        return tender;
    }
    Tender by(schema::PaymentMethod method, Money amount, const std::string& code = {})
    {
        Tender tender{method, amount};
        tender.code = code;
        if (method == schema::CHEQUE || method == schema::VOUCHER)
            tender.reference = "4711";
        return tender;
    }

    Review verdict;
};

inline std::string said(const Review& review)
{
    return review.verdict == schema::ACCEPTED ? "ACCEPTED"
                                              : review.reasons.at(0).subject() + ": " + review.reasons.at(0).detail();
}

} // namespace kontor::testing
