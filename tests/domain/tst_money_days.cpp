#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/product.h"
#include "domain/catalog/tax.h"
#include "domain/customers/customer.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/orders/shift.h"
#include "domain/payments/stored_value.h"
#include "domain/settings/settings.h"
#include "support/several_tills.h"

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

using namespace kontor;
using namespace kontor::testing;

namespace {

constexpr std::int64_t capMinor = 1'500;

/// Two tills of a store that take and give back money by what each has heard of so far.
class Days
{
public:
    Days()
    {
        auto& shop = tills.shop;
        const auto boss = shop.administrator();
        mug = shop.addGoods("MUG", "7.49");
        const Id<schema::Tax> vat(shop.run(addTax, boss, {"VAT 20 %", 200'000}).value().mainId());
        (void)shop.run(classifyProduct, boss, {shop.productOf(mug), {}, {}, {}, {}, vat}).value();
        card = shop.addService("CARD", "1.00");
        ann = Id<schema::Customer>(shop.run(addCustomer, boss, {"C1", "Ann"}).value().mainId());
        (void)shop
            .run(changeSetting, boss,
                 {shop.context.store.raw, std::string(storedValueDayCap), std::to_string(capMinor)})
            .value();
        tills.open({{}, {}});
        for (std::size_t i = 0; i < tills.size(); ++i)
            (void)tills.run(i, openShift, {money(10'000)}).value();
    }

    void step()
    {
        tills.tick(1);
        const auto who = *rc::gen::inRange<std::size_t>(0, tills.size());
        switch (*rc::gen::inRange(0, 12)) {
        case 0:
        case 1: return tills.hearSome(who);
        case 2:
        case 3: return buys(who);
        case 4: return sellsCard(who);
        case 5:
        case 6: return bringsBack(who);
        case 7: return places(who);
        case 8: return paysDeposit(who);
        case 9:
        case 10: return takesAway(who);
        default: return cancels(who);
        }
    }

    [[nodiscard]] Money money(std::int64_t minor) const { return {minor, tills.shop.currency()}; }

    SeveralTills tills;
    Id<schema::Variant> mug, card;
    Id<schema::Customer> ann;
    std::vector<Id<schema::Order>> sales, placed;
    std::vector<std::string> codes;
    std::map<std::size_t, std::set<RawId>> soldAt; ///< By till.
    std::map<std::size_t, std::int64_t> drawer;    ///< What the cash that was asked for made of it.

private:
    template <typename T>
    [[nodiscard]] std::optional<T> anyOf(const std::vector<T>& all) const
    {
        return all.empty() ? std::nullopt : std::optional(oneOf(all));
    }
    [[nodiscard]] Money some(std::int64_t most) const { return money(*rc::gen::inRange<std::int64_t>(1, most + 1)); }
    MemoryReader& shopOf(std::size_t who) { return tills.till(who).reader; }

    /// The cart paid: with what a gift card gives, a cheque or on paper, the rest in cash, or given back by the rules.
    void settle(std::size_t who)
    {
        const auto view = tills.till(who).cart();
        SellInput input{view.total, {}};
        Money rest = view.total;
        rest -= depositFor(shopOf(who), view, money(0)).value();
        if (const auto code = anyOf(codes); code && rest.minor() > 0 && *rc::gen::arbitrary<bool>()) {
            const auto value = readStoredValue(shopOf(who), *code);
            const auto may = value ? spendable(shopOf(who), tills.till(who).context, *value)
                                   : Result<Money>(money(0)); // Not heard of yet.
            const Money part = std::min(may.value_or(money(0)), rest);
            if (part.minor() > 0) {
                input.tenders.push_back({schema::GIFT_CARD, part});
                input.tenders.back().code = *code;
                rest -= part;
            }
        }
        if (rest.minor() > 0 && *rc::gen::inRange(0, 3) == 0) {
            const Money part = some(rest.minor());
            input.tenders.push_back({*rc::gen::element(schema::VOUCHER, schema::CHEQUE), part});
            input.tenders.back().reference = "PAPER";
            rest -= part;
        }
        const bool planned =
            std::any_of(view.lines.begin(), view.lines.end(), [](const auto& line) { return !line.returns.isNil(); });
        if (planned && *rc::gen::arbitrary<bool>())
            input.refund.to = *rc::gen::element(schema::CASH, schema::STORE_CREDIT);
        if (rest.minor() > 0 || (rest.minor() < 0 && !planned))
            input.payments.push_back(cashPayment(rest, std::max(rest, money(0))).value());
        const auto made = tills.run(who, sell, input);
        if (!made) {
            tills.clear(who);
            return;
        }
        const Id<schema::Order> id(made->mainId());
        sales.push_back(id);
        soldAt[who].insert(id.raw);
        noteCash(who, schema::Payment::kOrderFieldNumber, id.bytes(), {});
    }
    /// What the cash of new payments does to a drawer.
    void noteCash(std::size_t who, int field, BytesView of, const std::set<Bytes>& before)
    {
        for (const auto& row : shopOf(who).where<schema::Payment>(field, of))
            if (row.method() == schema::CASH && !before.contains(row.id()))
                drawer[who] += row.amount().minor();
    }
    std::set<Bytes> paymentsOf(std::size_t who, Id<schema::Order> order)
    {
        std::set<Bytes> ids;
        for (const auto& row : shopOf(who).where<schema::Payment>(schema::Payment::kOrderFieldNumber, order.bytes()))
            ids.insert(row.id());
        return ids;
    }

    void buys(std::size_t who)
    {
        (void)tills.run(who, addToCart, {mug, Quantity::whole(*rc::gen::inRange<std::int64_t>(1, 4))}).value();
        settle(who);
    }
    void sellsCard(std::size_t who)
    {
        AddToCart input{card, Quantity::whole(1), UnitPrice::of(some(3'000))};
        input.issues = "GIFT-" + std::to_string(1'000 + codes.size());
        codes.push_back(input.issues);
        (void)tills.run(who, addToCart, input).value();
        settle(who);
    }
    void bringsBack(std::size_t who)
    {
        const auto sale = anyOf(sales);
        const auto lines = sale ? returnableLines(shopOf(who), *sale)
                                : Result<std::vector<ReturnableLine>>(std::vector<ReturnableLine>());
        if (!lines || lines->empty())
            return; // Not heard of yet.
        const auto& line = lines->front();
        const auto left = line.line.quantity() - line.returned.thousandths;
        if (left < 1'000)
            return;
        const auto part = line.line.has_issues() ? left : 1'000 * *rc::gen::inRange<std::int64_t>(1, left / 1'000 + 1);
        if (tills.run(who, addReturn,
                      {Id<schema::OrderLine>(line.line.id()), Quantity{part}, schema::RESTOCKED, "why"}))
            settle(who);
    }
    void places(std::size_t who)
    {
        (void)tills.run(who, addToCart, {mug, Quantity::whole(*rc::gen::inRange<std::int64_t>(1, 5))}).value();
        (void)tills.run(who, setCartCustomer, {ann}).value();
        const auto kind = *rc::gen::element(schema::LAYAWAY, schema::ORDERED, schema::QUOTATION);
        placed.emplace_back(tills.run(who, placeOrder, {kind, tills.till(who).cart().total}).value().mainId());
    }
    void paysDeposit(std::size_t who)
    {
        const auto order = anyOf(placed);
        if (!order)
            return;
        const auto before = paymentsOf(who, *order);
        if (tills.run(who, payDeposit, {*order, some(2'000), {}}))
            noteCash(who, schema::Payment::kOrderFieldNumber, order->bytes(), before);
    }
    void takesAway(std::size_t who)
    {
        const auto order = anyOf(placed);
        if (!order)
            return;
        const auto rows = shopOf(who).where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order->bytes());
        if (rows.empty())
            return; // Not heard of yet.
        HandOver input{*order, {}};
        if (*rc::gen::arbitrary<bool>())
            input.items.push_back({Id<schema::OrderLine>(rows.front().id()), Quantity::whole(1)});
        if (tills.run(who, handOver, input))
            settle(who);
    }
    void cancels(std::size_t who)
    {
        const auto order = anyOf(placed);
        if (!order)
            return;
        const auto before = paymentsOf(who, *order);
        if (tills.run(who, cancelOrder, {*order, "not wanted"}))
            noteCash(who, schema::Payment::kOrderFieldNumber, order->bytes(), before);
    }
};

/// What was taken is what was sold and what is on deposit, whoever heard of what when.
void checkMoney(const MemoryReader& shop)
{
    Int128 paid = 0;
    Int128 due = 0;
    for (const auto& payment : shop.all<schema::Payment>()) {
        paid += payment.amount().minor();
        due += payment.method() == schema::DEPOSIT ? payment.amount().minor() : 0;
        if (const auto order = shop.get(Id<schema::Order>(payment.order())); order && isPlaced(order->kind()))
            due += payment.details().rounding_minor();
    }
    for (const auto& order : shop.all<schema::Order>())
        due += isPlaced(order.kind()) ? depositLeft(shop, Id<schema::Order>(order.id())).value().minor()
                                      : order.total().minor();
    for (const auto& rounding : shop.all<schema::CashRounding>())
        due += rounding.amount().minor();
    RC_ASSERT(paid == due);
}

} // namespace

/// Money at several tills, each of which sells by what it knows: commits come late, in any order, or not at all.
class MoneyDaysTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whateverTwoTillsDoUnheardOfEachOtherTheirBooksHold()
    {
        QVERIFY(rc::check("money of several tills", [] {
            Days days;
            for (int steps = *rc::gen::inRange(1, 50); steps > 0; --steps)
                days.step();
            auto& tills = days.tills;
            // The server sees what each author saw, and has nothing to say.
            if (!tills.flagged.empty())
                RC_FAIL(tills.flagged);
            const auto all = tills.everything();
            checkMoney(all);
            // Each drawer holds what was put into it there, and each sale is in the one shift it was made in.
            for (std::size_t i = 0; i < tills.size(); ++i) {
                if (*rc::gen::arbitrary<bool>())
                    tills.hearAll(i); // What comes late is another till's, and moves no coin here.
                const auto made = tills.run(i, closeShift, {days.money(0)}).value();
                RC_ASSERT(tills.flagged.empty());
                const auto closing = tills.till(i).reader.get(Id<schema::ShiftClosing>(made.mainId())).value();
                RC_ASSERT(closing.expected().minor() == 10'000 + days.drawer[i]);
                RC_ASSERT(closing.bad_count() == 0U);
                std::set<RawId> in;
                eachOrderOf(tills.till(i).reader, closing,
                            [&](const schema::Order& order) { RC_ASSERT(in.insert(RawId::of(order.id())).second); });
                RC_ASSERT(in == days.soldAt[i]);
            }
            // What cut-off tills lose of a gift card is bounded, but for what managers paid out for the card itself.
            for (const auto& code : days.codes)
                if (const auto value = readStoredValue(all, code)) {
                    auto bound = static_cast<std::int64_t>(tills.size() - 1) * capMinor;
                    for (const auto& entry : value->entries)
                        bound -= entry.reason() == schema::VALUE_TAKEN_BACK ? entry.amount_minor() : 0;
                    RC_ASSERT(value->balance.minor() >= -bound);
                }
            // In the end they agree.
            tills.hearAll(0);
            tills.hearAll(1);
            for (const auto& order : days.placed)
                RC_ASSERT(depositLeft(tills.till(0).reader, order).value() ==
                          depositLeft(tills.till(1).reader, order).value());
            for (const auto& code : days.codes) {
                const auto here = readStoredValue(tills.till(0).reader, code);
                const auto there = readStoredValue(tills.till(1).reader, code);
                RC_ASSERT(here.has_value() == there.has_value());
                if (here)
                    RC_ASSERT(here->balance == there->balance);
            }
        }));
    }
};

QTEST_GUILESS_MAIN(MoneyDaysTest)
#include "tst_money_days.moc"
