#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/commands/review.h"
#include "domain/customers/customer.h"
#include "domain/orders/park.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/sell.h"
#include "domain/orders/shift.h"
#include "domain/payments/exchange.h"
#include "domain/schema/identity.pb.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

#include <functional>

using namespace kontor;
using namespace kontor::testing;

namespace {

struct Till : TestShop {
    Id<schema::Variant> mug = addGoods("MUG", "2.50");

    Result<Commit> open(std::string_view amount = "100.00") { return run(openShift, cashier(), {money(amount)}); }
    Result<Commit> move(schema::CashReason kind, std::string_view amount, const std::string& reason = "why")
    {
        return run(moveCash, cashier(), {kind, money(amount), reason});
    }
    Result<Commit> close(const Actor& actor, std::string_view counted)
    {
        return run(closeShift, actor, {money(counted), {}, {}});
    }
    Id<schema::Order> sellMugs(std::int64_t count)
    {
        (void)run(addToCart, administrator(), {mug, Quantity::whole(count)}).value();
        return Id<schema::Order>(sellExactly(administrator()).value().mainId());
    }
    ShiftReport now() const
    {
        const auto opening = openShiftOf(reader, context.terminal).value();
        return shiftReport(reader, Id<schema::ShiftOpening>(opening.id()), context.origin, context.nextReceiptNumber)
            .value();
    }
    schema::ShiftClosing closing(const Commit& commit) const
    {
        return reader.get(Id<schema::ShiftClosing>(commit.mainId())).value();
    }
};

} // namespace

class ShiftTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theDrawerIsWhatWasInItAndWhatCameAndWent()
    {
        Till till;
        QVERIFY(till.open());
        (void)till.sellMugs(2);
        (void)till.sellMugs(-1);
        QVERIFY(till.move(schema::CASH_PAID_IN, "20.00"));
        QVERIFY(till.move(schema::CASH_PAID_OUT, "5.00"));
        QVERIFY(till.move(schema::CASH_DROPPED, "50.00", {}));
        QVERIFY(till.move(schema::CASH_NO_SALE, "0.00"));
        const auto x = till.now();
        QCOMPARE(x.expected, till.money("67.50"));
        QCOMPARE(x.noSales, std::uint64_t(1));
        QCOMPARE(x.sums.sales_minor(), std::int64_t(500));
        QCOMPARE(x.sums.returns_minor(), std::int64_t(-250));
        const auto z = till.closing(till.close(till.cashier(), "67.50").value());
        QCOMPARE(z.number(), std::uint64_t(1));
        QCOMPARE(z.expected().minor(), std::int64_t(6750));
        QCOMPARE(z.perpetual_sales_minor(), std::int64_t(500));
        QCOMPARE(z.perpetual_orders(), std::uint64_t(2));
        QCOMPARE(z.cash_out_minor(), std::int64_t(5500));
        QCOMPARE(z.sums().tender(0).amount_minor(), std::int64_t(250));
        QCOMPARE(z.bad_count(), std::uint64_t(0));
    }
    void everySaleIsInExactlyOneShiftWhateverItsSecond()
    {
        // Field notes: sales at the closing second were lost to a "rescue session". Here the clock stands still throughout.
        QVERIFY(rc::check("sales and shifts", [] {
            Till till;
            std::int64_t sold = 0;
            std::int64_t orders = 0;
            std::int64_t inShifts = 0;
            std::int64_t ordersInShifts = 0;
            std::uint64_t number = 0;
            bool isOpen = false;
            bool begun = false;
            for (const int what : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4))) {
                if (what < 2) {
                    (void)till.sellMugs(what + 1);
                    if (begun) { // What was sold before there ever was a shift is in none.
                        sold += 250 * (what + 1);
                        ++orders;
                    }
                } else if (!isOpen) {
                    RC_ASSERT(till.open().has_value());
                    isOpen = begun = true;
                } else {
                    const auto z = till.closing(till.close(till.administrator(), "0.00").value());
                    RC_ASSERT(z.number() == ++number);
                    inShifts += z.sums().sales_minor();
                    ordersInShifts += static_cast<std::int64_t>(z.sums().sales());
                    RC_ASSERT(z.perpetual_sales_minor() == inShifts);
                    isOpen = false;
                }
                if (*rc::gen::arbitrary<bool>())
                    till.tick(*rc::gen::inRange(0, 100'000));
            }
            if (!isOpen)
                RC_ASSERT(till.open().has_value());
            const auto rest = till.now();
            RC_ASSERT(inShifts + rest.sums.sales_minor() == (begun ? sold : 0));
            RC_ASSERT(ordersInShifts + static_cast<std::int64_t>(rest.sums.sales()) == (begun ? orders : 0));
        }));
    }
    void aSaleMadeWhileTheClockWasWrongIsInItsShiftAllTheSame()
    {
        Till till;
        till.tick(40 * 86'400); // It was a month ahead, and was set right with the shift open.
        QVERIFY(till.open());
        till.context.now -= 40LL * 86'400 * 1'000'000;
        (void)till.sellMugs(1);
        QCOMPARE(till.now().sums.sales(), std::uint64_t(1));
    }
    void aNewLifeOfTheTillGoesOnWithItsShift()
    {
        Till till;
        QVERIFY(till.open());
        (void)till.sellMugs(1);
        till.context.origin = till.context.newId();
        till.context.nextReceiptNumber = 1;
        (void)till.sellMugs(2);
        QCOMPARE(till.now().sums.sales_minor(), std::int64_t(750));
        QVERIFY(till.close(till.administrator(), "0.00"));
        QVERIFY(till.open());
        QCOMPARE(till.now().sums.sales(), std::uint64_t(0));
        (void)till.sellMugs(1);
        QCOMPARE(till.now().sums.sales(), std::uint64_t(1));
    }
    void aBadOrderIsListedAndNeverBlocksAClose()
    {
        Till till;
        QVERIFY(till.open());
        (void)till.sellMugs(1);
        schema::Order bad;
        bad.set_series(till.context.origin.string());
        bad.set_number(till.context.nextReceiptNumber);
        bad.set_receipt("BAD");
        bad.set_at_us(till.context.now);
        bad.mutable_total()->set_minor(INT64_MAX);
        bad.mutable_total()->set_currency(till.currency().numeric());
        Commit commit{"sell", till.context, till.cashier()};
        commit.insert(bad);
        (void)till.take(commit).value();
        bad.clear_id();
        bad.set_number(till.context.nextReceiptNumber);
        bad.mutable_total()->set_minor(100);
        Commit another{"sell", till.context, till.cashier()};
        another.insert(bad);
        (void)till.take(another).value();
        const auto z = till.closing(till.close(till.administrator(), "0.00").value());
        QCOMPARE(z.bad_count(), std::uint64_t(2));
        QCOMPARE(z.bad(0).receipt(), std::string("BAD"));
        QCOMPARE(z.sums().sales(), std::uint64_t(2)); // The one whose total is no amount is only listed.
    }
    void whoeverCountsIsNotToldWhatIsExpectedAndTheLimitIsTheManagers()
    {
        Till till;
        QVERIFY(till.open());
        const auto refused = till.close(till.cashier(), "94.99");
        QCOMPARE(TestShop::errorOf(refused), std::string("Denied difference"));
        QVERIFY(refused.error().detail.find("100") == std::string::npos);
        QVERIFY(till.close(till.cashier(), "95.00"));
        QVERIFY(till.open());
        QVERIFY(till.close(till.administrator(), "1.00"));
    }
    void whoCountsBlindlyIsNotToldWhatIsExpectedBefore()
    {
        Till till;
        const auto clerk = till.personWith({schema::SELL});
        const auto told = [&](const Actor& actor) {
            const auto may = mayReadX(till.reader, till.context, actor);
            return may ? std::string("told") : may.error().about;
        };
        QCOMPARE(told(clerk), std::string("told"));
        QCOMPARE(told(till.personWith({schema::EDIT_CATALOG})), std::string("sell"));
        (void)till.run(changeSetting, till.administrator(), {till.context.store.raw, std::string(shiftBlind), "true"})
            .value();
        QCOMPARE(told(clerk), std::string("manage-till"));
        QCOMPARE(told(till.administrator()), std::string("told"));
        // The count itself is theirs all the same, and says afterwards what it was off by.
        QVERIFY(till.run(openShift, clerk, {till.money("100.00")}));
        const auto z = till.closing(till.close(clerk, "99.00").value());
        QCOMPARE(z.expected().minor() - z.counted().minor(), std::int64_t(100));
    }
    void whatIsCountedByCoinAddsUp()
    {
        Till till;
        QVERIFY(till.open());
        schema::Denomination notes;
        notes.set_value_minor(2000);
        notes.set_count(5);
        const auto close = [&](std::string_view counted, std::vector<schema::Denomination> by) {
            return till.run(closeShift, till.cashier(), {till.money(counted), std::move(by), {}});
        };
        QCOMPARE(TestShop::errorOf(close("99.00", {notes})), std::string("Invalid denominations"));
        notes.set_value_minor(0);
        QCOMPARE(TestShop::errorOf(close("0.00", {notes})), std::string("Invalid denominations"));
        notes.set_value_minor(2000);
        QVERIFY(close("100.00", {notes}));
    }
    void aShiftIsOpenedAndClosedOnce()
    {
        Till till;
        QCOMPARE(TestShop::errorOf(till.close(till.cashier(), "0.00")), std::string("NotFound shift"));
        QCOMPARE(TestShop::errorOf(till.move(schema::CASH_PAID_IN, "1.00")), std::string("NotFound shift"));
        QCOMPARE(TestShop::errorOf(till.open("-1.00")), std::string("Invalid float"));
        QVERIFY(till.open());
        QCOMPARE(TestShop::errorOf(till.open()), std::string("Conflict shift"));
        QCOMPARE(TestShop::errorOf(till.move(schema::CASH_PAID_IN, "0.00")), std::string("Invalid amount"));
        QCOMPARE(TestShop::errorOf(till.move(schema::CASH_NO_SALE, "1.00")), std::string("Invalid amount"));
        QCOMPARE(TestShop::errorOf(till.move(schema::CASH_PAID_OUT, "1.00", {})), std::string("Invalid reason"));
        QVERIFY(till.close(till.cashier(), "100.00"));
        QCOMPARE(TestShop::errorOf(till.close(till.cashier(), "100.00")), std::string("NotFound shift"));
    }
    void daysMonthsAndYearsAreTheSumOfTheirShifts()
    {
        Till till;
        const auto period = [&](schema::PeriodKind kind, std::uint32_t which) {
            return till.run(closePeriod, till.cashier(), {kind, which});
        };
        QVERIFY(till.open());
        (void)till.sellMugs(1);
        QCOMPARE(TestShop::errorOf(period(schema::PERIOD_DAY, 20101201)), std::string("Conflict period"));
        QVERIFY(till.close(till.administrator(), "102.50"));
        QVERIFY(till.open());
        (void)till.sellMugs(3);
        QVERIFY(till.close(till.administrator(), "107.50"));
        till.tick(86'400);
        const auto day = period(schema::PERIOD_DAY, 20101201);
        QVERIFY2(day, TestShop::errorOf(day).c_str());
        const auto row = till.reader.get(Id<schema::PeriodClosing>(day->mainId())).value();
        QCOMPARE(row.sums().sales_minor(), std::int64_t(1000));
        QCOMPARE(row.first_closing(), std::uint64_t(1));
        QCOMPARE(row.last_closing(), std::uint64_t(2));
        QCOMPARE(row.perpetual_orders(), std::uint64_t(2));
        QCOMPARE(TestShop::errorOf(period(schema::PERIOD_DAY, 20101201)), std::string("Conflict period"));
        QCOMPARE(TestShop::errorOf(period(schema::PERIOD_DAY, 20101130)), std::string("NotFound period"));
        QCOMPARE(TestShop::errorOf(period(schema::PERIOD_MONTH, 201101)), std::string("Invalid period"));
        till.tick(31 * 86'400);
        QVERIFY(period(schema::PERIOD_MONTH, 201012));
        QVERIFY(period(schema::PERIOD_YEAR, 2010));
    }
    void aMonthIsTheSumOfItsDaysAndAShiftIsOfTheDayItBegan()
    {
        Till till;
        const auto period = [&](schema::PeriodKind kind, std::uint32_t which) {
            const auto done = till.run(closePeriod, till.cashier(), {kind, which}).value();
            return till.reader.get(Id<schema::PeriodClosing>(done.mainId())).value();
        };
        for (int day = 0; day < 3; ++day) {
            QVERIFY(till.open());
            (void)till.sellMugs(1 + day);
            if (day == 1)
                till.tick(86'400); // Over midnight: what is sold then is of the day it began.
            (void)till.sellMugs(-1);
            QVERIFY(till.close(till.administrator(), "100.00"));
            till.tick(day == 1 ? 60 : 86'400);
        }
        QCOMPARE(period(schema::PERIOD_DAY, 20101202).sums().sales_minor(), std::int64_t(500));
        QCOMPARE(period(schema::PERIOD_DAY, 20101203).sums().sales_minor(), std::int64_t(750));
        till.tick(31 * 86'400);
        const auto month = period(schema::PERIOD_MONTH, 201012);
        QCOMPARE(month.sums().sales_minor(), std::int64_t(1500));
        QCOMPARE(month.sums().returns_minor(), std::int64_t(-750));
        QCOMPARE(month.first_closing(), std::uint64_t(1));
        QCOMPARE(month.last_closing(), std::uint64_t(3));
        QCOMPARE(month.perpetual_sales_minor(), std::int64_t(1500));
        QCOMPARE(month.perpetual_returns_minor(), std::int64_t(-750));
        const auto year = period(schema::PERIOD_YEAR, 2010);
        QCOMPARE(year.sums().SerializeAsString(), month.sums().SerializeAsString());
        QCOMPARE(year.perpetual_orders(), std::uint64_t(6));
    }
    /// Field note 15: orders that were open at the close were gone the next morning.
    /// Of a clock that was set back.
    void aClosedDayGetsNoFurtherShift()
    {
        Till till;
        const TimeUs began = till.context.now;
        const auto shiftOf = [&] {
            (void)till.open().value();
            (void)till.sellMugs(1);
            return till.closing(till.close(till.administrator(), "102.50").value()).business_date();
        };
        const auto day = shiftOf();
        till.tick(86'400);
        (void)till.run(closePeriod, till.administrator(), {schema::PERIOD_DAY, day}).value();
        till.context.now = began + 1;
        const auto after = shiftOf();
        QCOMPARE(after, dateOf(began + TimeUs{86'400} * 1'000'000, till.context.utcOffsetSeconds));
        till.context.now = began + TimeUs{2 * 86'400} * 1'000'000;
        const auto closed = till.run(closePeriod, till.administrator(), {schema::PERIOD_DAY, after}).value();
        QCOMPARE(till.reader.get(Id<schema::PeriodClosing>(closed.mainId()))->sums().sales(), std::uint64_t(1));
        // The same of a month.
        till.context.now = began + TimeUs{40 * 86'400} * 1'000'000;
        (void)till.run(closePeriod, till.administrator(), {schema::PERIOD_MONTH, day / 100}).value();
        till.context.now = began;
        QCOMPARE(shiftOf() % 100, 1U);
    }
    void aShiftThatWasClosedTwiceIsInItsDayOnce()
    {
        Till till;
        (void)till.open().value();
        const Till before = till;
        (void)till.sellMugs(1);
        const auto once = till.closing(till.close(till.administrator(), "102.50").value());
        auto again = before; // Set back to the morning, and closed once more.
        again.tick(60);
        (void)again.sellMugs(2);
        const auto twice = again.close(again.administrator(), "105.00").value();
        (void)till.take(twice);
        const auto day = periodSums(till.reader, till.context.terminal, schema::PERIOD_DAY, once.business_date());
        QCOMPARE(day.sums().sales_minor(), once.sums().sales_minor());
        QCOMPARE(day.sums().sales(), std::uint64_t(1));
    }
    void whatWaitsIsStillThereAfterTheClosing()
    {
        Till till;
        const auto admin = till.administrator();
        QVERIFY(till.open());
        const auto put = [&] { (void)till.run(addToCart, admin, {till.mug, Quantity::whole(2)}).value(); };
        put();
        QVERIFY(till.run(parkCart, admin, {"table 4"}));
        const Id<schema::Customer> ann(till.run(addCustomer, admin, {"C1", "Ann", {}}).value().mainId());
        put();
        (void)till.run(setCartCustomer, admin, {ann}).value();
        const Id<schema::Order> layaway(
            till.run(placeOrder, admin, {schema::LAYAWAY, till.cart().total}).value().mainId());
        QVERIFY(till.run(payDeposit, admin, {layaway, till.money("2.00"), {}}));
        put(); // And one is open in front of the cashier.
        QVERIFY(till.close(admin, "102.00"));
        till.tick(86'400);
        QVERIFY(till.run(closePeriod, admin, {schema::PERIOD_DAY, 20101201}));
        QVERIFY(till.open());
        QCOMPARE(parkedCarts(till.reader, till.context.store, till.context.now).size(), std::size_t(1));
        QCOMPARE(till.cart().total, till.money("5.00"));
        QCOMPARE(depositLeft(till.reader, layaway).value(), till.money("2.00"));
        QVERIFY(till.sellExactly(admin));
        QVERIFY(till.run(handOver, admin, {layaway, {}}));
    }
    void trainingIsMarkedAndInNoSum()
    {
        Till till;
        QVERIFY(till.open());
        (void)till
            .run(changeSetting, till.administrator(), {till.context.terminal.raw, std::string(tillTraining), "true"})
            .value();
        const auto next = till.context.nextReceiptNumber;
        const auto order = till.reader.get(till.sellMugs(1)).value();
        QVERIFY(order.training());
        QVERIFY(!order.has_series());
        QCOMPARE(till.context.nextReceiptNumber, next);
        QCOMPARE(till.reader.stockLevel(till.mug, till.location()), Quantity{});
        QCOMPARE(till.now().sums.sales(), std::uint64_t(0));
        QCOMPARE(till.now().expected, till.money("100.00"));
    }
    void aForgedClosingIsFlagged()
    {
        Till till;
        QVERIFY(till.open());
        (void)till.sellMugs(2);
        QVERIFY(till.close(till.administrator(), "105.00"));
        QVERIFY(till.open());
        (void)till.sellMugs(1);
        const auto z =
            closeShift(till.reader, till.context, till.administrator(), {till.money("1.00"), {}, {}}).value();
        const auto sealed = till.seal(z);
        const auto judged = [&](const std::function<void(schema::ShiftClosing&)>& forge) {
            auto changes = changesOf(sealed).value();
            schema::ShiftClosing row;
            QVERIFY2(row.ParseFromString(changes.at(0).body()), "no closing");
            forge(row);
            changes.at(0).set_body(row.SerializeAsString());
            verdict = review(till.reader, till.reader, sealed, changes).verdict;
        };
        judged([](auto&) {});
        QVERIFY(verdict == schema::ACCEPTED);
        judged([](auto& row) { row.set_number(3); });
        QVERIFY(verdict == schema::FLAGGED);
        judged([](auto& row) { row.set_perpetual_sales_minor(1); });
        QVERIFY(verdict == schema::FLAGGED);
        judged([](auto& row) { row.mutable_numbers(0)->set_first(1); });
        QVERIFY(verdict == schema::FLAGGED);
        judged([](auto& row) { row.set_shift(Bytes(16, 'x')); });
        QVERIFY(verdict == schema::FLAGGED);
    }
    void theServerAcceptsADay()
    {
        Till till;
        const auto judge =
            [&](Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const OpenShift&)) {
                const auto sealed =
                    till.seal(command(till.reader, till.context, till.cashier(), {till.money("1.00")}).value());
                return review(till.reader, till.reader, sealed, changesOf(sealed).value()).verdict;
            };
        QVERIFY(judge(openShift) == schema::ACCEPTED);
        QVERIFY(till.open());
        const auto z = closeShift(till.reader, till.context, till.cashier(), {till.money("100.00"), {}, {}}).value();
        const auto sealed = till.seal(z);
        QVERIFY(review(till.reader, till.reader, sealed, changesOf(sealed).value()).verdict == schema::ACCEPTED);
    }

    void whatRunsIsNotClosed()
    {
        Till till;
        QVERIFY(till.open());
        (void)till.sellMugs(1);
        (void)till.close(till.administrator(), "0.00").value();
        const auto today = dateOf(till.context.now, 0);
        const auto close = [&](schema::PeriodKind kind, std::uint32_t period) {
            return TestShop::errorOf(till.run(closePeriod, till.cashier(), {kind, period}));
        };
        QCOMPARE(close(schema::PERIOD_DAY, today), std::string("Conflict period"));
        QCOMPARE(close(schema::PERIOD_MONTH, today / 100), std::string("Conflict period"));
        QCOMPARE(close(schema::PERIOD_YEAR, today / 10'000), std::string("Conflict period"));
        till.tick(86'400);
        QCOMPARE(close(schema::PERIOD_DAY, today), std::string("no error"));
    }
    void aNumberThatNoOrderHasIsListedAndTheRestIsSummedUp()
    {
        Till till;
        QVERIFY(till.open());
        (void)till.sellMugs(1);
        ++till.context.nextReceiptNumber; // Its sale was set aside everywhere.
        (void)till.sellMugs(2);
        const auto x = till.now();
        QCOMPARE(x.sums.sales_minor(), std::int64_t(750));
        QCOMPARE(x.badCount, std::uint64_t(1));
        QVERIFY(x.bad.at(0).receipt().ends_with("000002"));
        const auto closed = till.close(till.administrator(), "0.00");
        QVERIFY2(closed, TestShop::errorOf(closed).c_str());
    }
    void whatWasPractisedIsCountedAndInNoSum()
    {
        Till till;
        QVERIFY(till.open());
        (void)till.sellMugs(1);
        const auto train = [&](std::string_view value) {
            (void)till
                .run(changeSetting, till.administrator(),
                     {till.context.terminal.raw, std::string(tillTraining), std::string(value)})
                .value();
        };
        train("true");
        (void)till.sellMugs(5);
        train("false");
        QCOMPARE(till.now().sums.training(), std::uint64_t(1));
        QCOMPARE(till.now().sums.sales_minor(), std::int64_t(250));
    }
    void moneyOfOtherCurrenciesIsCountedToo()
    {
        Till till;
        (void)till.run(setExchangeRate, till.administrator(), {"EUR", {}, "0.50", true, {}, {}}).value();
        QVERIFY(till.open("0.00"));
        (void)till.run(addToCart, till.administrator(), {till.mug, Quantity::whole(2)}).value();
        const auto euro = Currency::fromAlpha("EUR").value();
        const auto rate = rateAt(till.reader, till.context.store, euro, till.currency(), till.context.now).value();
        const auto paid = foreignPayment(till.cart().total, Money(2'000, euro), rate).value();
        (void)till.run(sell, till.administrator(), {till.cart().total, {paid}}).value();
        QCOMPARE(till.now().foreign.at(0).minor(), std::int64_t(2'000));
        CloseShift input{till.money("0.00"), {}, {}};
        input.foreign = {Money(500, euro)}; // 15.00 euros are missing: 7.50, above the limit of 5.00.
        QCOMPARE(till.now().expected, till.money("-5.00"));
        input.counted = till.money("0.00");
        QCOMPARE(TestShop::errorOf(till.run(closeShift, till.cashier(), input)), std::string("Denied difference"));
        input.foreign = {Money(2'000, euro)};
        schema::Denomination note;
        note.set_value_minor(1'000);
        note.set_count(2);
        note.set_currency(euro.numeric());
        schema::Denomination coin;
        coin.set_value_minor(1);
        coin.set_count(0);
        input.denominations = {note, coin};
        const auto z = till.closing(till.run(closeShift, till.cashier(), input).value());
        QCOMPARE(z.foreign(0).expected_minor(), std::int64_t(2'000));
        QCOMPARE(z.foreign(0).counted_minor(), std::int64_t(2'000));
    }
    void moneyOfOtherCurrenciesIsCarriedIntoTheNextShift()
    {
        Till till;
        const auto euro = Currency::fromAlpha("EUR").value();
        (void)till.run(setExchangeRate, till.administrator(), {"EUR", {}, "0.50", true, {}, {}}).value();
        const auto open = [&](std::optional<std::vector<Money>> foreign) {
            return till.run(openShift, till.cashier(), {till.money("0.00"), std::move(foreign)});
        };
        QCOMPARE(TestShop::errorOf(open(std::vector{Money(-1, euro)})), std::string("Invalid foreign"));
        QCOMPARE(TestShop::errorOf(open(std::vector{Money(1, euro), Money(2, euro)})), std::string("Invalid foreign"));
        QCOMPARE(TestShop::errorOf(open(std::vector{till.money("1.00")})), std::string("Invalid foreign"));
        QVERIFY(open(std::vector{Money(3'000, euro)}));
        (void)till.run(addToCart, till.administrator(), {till.mug, Quantity::whole(2)}).value();
        const auto rate = rateAt(till.reader, till.context.store, euro, till.currency(), till.context.now).value();
        const auto paid = foreignPayment(till.cart().total, Money(1'000, euro), rate).value();
        (void)till.run(sell, till.administrator(), {till.cart().total, {paid}}).value();
        QCOMPARE(till.now().foreign, (std::vector<Money>{Money(4'000, euro)}));
        CloseShift input{till.now().expected, {}, {}};
        input.foreign = {Money(3'900, euro)}; // One euro short, within the limit.
        const auto sealed = till.seal(closeShift(till.reader, till.context, till.cashier(), input).value());
        QVERIFY(review(till.reader, till.reader, sealed, changesOf(sealed).value()).verdict == schema::ACCEPTED);
        const auto z = till.closing(till.run(closeShift, till.cashier(), input).value());
        QCOMPARE(z.foreign(0).expected_minor(), std::int64_t(4'000));
        // The next begins with what was counted, and so on while nothing is taken.
        for (int shift = 0; shift < 2; ++shift) {
            QVERIFY(open({}));
            QCOMPARE(till.now().foreign, (std::vector<Money>{Money(3'900, euro)}));
            QVERIFY(till.close(till.cashier(), "0.00")); // Nobody counted them: they are as expected.
        }
        QVERIFY(open(std::vector<Money>())); // Brought to the bank.
        QVERIFY(till.now().foreign.empty());
    }
    void aLateSaleOfAFormerLifeIsInTheShiftThatIsOpenAndKeepsItsNumber()
    {
        Till till;
        QVERIFY(till.open());
        const auto startLife = [&] {
            schema::Origin row;
            row.set_id(till.context.newId().string());
            row.set_terminal(till.context.terminal.string());
            row.set_ordinal(static_cast<std::uint32_t>(till.reader.count<schema::Origin>() + 1));
            row.set_code("L" + std::to_string(row.ordinal()));
            Commit commit{"begin-origin", till.context, till.administrator()};
            commit.insert(row);
            // By its key, which is a time, it is known when the life before it ended.
            till.reader.apply(commit, {{static_cast<std::uint64_t>(till.context.now / 1000), 0}, {}, 0, {}});
            till.context.origin = RawId::of(row.id());
            till.context.nextReceiptNumber = 1;
        };
        startLife();
        QVERIFY(till.close(till.administrator(), "0.00"));
        QVERIFY(till.open());
        (void)till.sellMugs(1);
        const auto saved = till.reader; // The backup.
        (void)till.sellMugs(4);         // Sold, sent to the server, and lost with the disk.
        const auto lost = till.reader.all<schema::Order>().back();
        const auto lostRows = [&](auto prototype) {
            using T = decltype(prototype);
            std::vector<T> rows;
            for (auto& row : till.reader.where<T>(T::kOrderFieldNumber, lost.id()))
                rows.push_back(row);
            return rows;
        };
        const auto lines = lostRows(schema::OrderLine());
        const auto payments = lostRows(schema::Payment());
        till.tick(60);
        till.reader = saved;
        startLife();
        (void)till.sellMugs(2); // 000001 of the new life.
        const auto firstZ = till.closing(till.close(till.administrator(), "0.00").value());
        QCOMPARE(firstZ.sums().sales_minor(), std::int64_t(750));
        QVERIFY(till.open());
        QCOMPARE(till.now().sums.sales(), std::uint64_t(0));
        // The server gives it back.
        Commit late{"sell", till.context, till.administrator()};
        auto order = lost;
        late.insert(order);
        for (auto row : lines)
            late.insert(row);
        for (auto row : payments)
            late.insert(row);
        till.reader.apply(late, {}); // Not sold here: it takes no number of this life.
        QCOMPARE(till.now().sums.sales(), std::uint64_t(1));
        const auto z = till.closing(till.close(till.administrator(), "0.00").value());
        QCOMPARE(z.sums().sales_minor(), std::int64_t(1'000));
        QCOMPARE(z.bad_count(), std::uint64_t(0));
        QCOMPARE(z.number(), firstZ.number() + 1);
        QCOMPARE(z.perpetual_sales_minor(), std::int64_t(1'750));
        // Each series goes on without a gap, and no number is twice.
        std::map<Bytes, std::vector<std::uint64_t>> numbers;
        for (const auto& one : till.reader.all<schema::Order>())
            numbers[one.series()].push_back(one.number());
        QCOMPARE(numbers.size(), std::size_t(2));
        for (auto& [series, each] : numbers) {
            std::sort(each.begin(), each.end());
            for (std::size_t i = 0; i < each.size(); ++i)
                QCOMPARE(each[i], static_cast<std::uint64_t>(i + 1));
        }
        QVERIFY(till.open());
        QCOMPARE(till.now().sums.sales(), std::uint64_t(0));
    }
    void aForgedPeriodIsFlagged_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("reason");
        QTest::newRow("as it is") << 0 << "";
        QTest::newRow("sales") << 1 << "its sums are not those of its shifts";
        QTest::newRow("first closing") << 2 << "its sums are not those of its shifts";
        QTest::newRow("perpetual sums") << 3 << "its perpetual sums are not those of its last shift";
        QTest::newRow("number") << 4 << "its number is not the next";
        QTest::newRow("another till's") << 5 << "its sums are not those of its shifts";
    }
    void aForgedPeriodIsFlagged()
    {
        QFETCH(int, what);
        QFETCH(QString, reason);
        Till till;
        for (int day = 0; day < 2; ++day) {
            QVERIFY(till.open());
            (void)till.sellMugs(1 + day);
            QVERIFY(till.close(till.administrator(), "0.00"));
            till.tick(86'400);
        }
        QVERIFY(till.run(closePeriod, till.cashier(), {schema::PERIOD_DAY, 20101201}));
        const auto second =
            closePeriod(till.reader, till.context, till.cashier(), {schema::PERIOD_DAY, 20101202}).value();
        const auto sealed = till.seal(second);
        auto changes = changesOf(sealed).value();
        schema::PeriodClosing row;
        QVERIFY(row.ParseFromString(changes.at(0).body()));
        QCOMPARE(row.number(), std::uint64_t(2));
        if (what == 1)
            row.mutable_sums()->set_sales_minor(1);
        if (what == 2)
            row.set_first_closing(1);
        if (what == 3)
            row.set_perpetual_sales_minor(1);
        if (what == 4)
            row.set_number(3);
        if (what == 5)
            row.set_terminal(Bytes(16, 'x'));
        changes.at(0).set_body(row.SerializeAsString());
        const auto said = review(till.reader, till.reader, sealed, changes);
        QCOMPARE(said.verdict, what == 0 ? schema::ACCEPTED : schema::FLAGGED);
        if (what != 0)
            QCOMPARE(QString::fromStdString(said.reasons.at(0).detail()), reason);
    }

private:
    schema::Verdict verdict = schema::PENDING;
};

QTEST_GUILESS_MAIN(ShiftTest)
#include "tst_shift.moc"
