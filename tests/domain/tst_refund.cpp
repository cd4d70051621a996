#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/product.h"
#include "domain/catalog/tax.h"
#include "domain/loyalty/pay_points.h"
#include "domain/loyalty/points.h"
#include "domain/loyalty/program.h"
#include "domain/payments/exchange.h"
#include "support/selling_till.h"

#include <rapidcheck.h>

#include <functional>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// A customer who pays with whatever there is: two taxes, a gift card, points, an account, a card, paper, euros and coins.
struct Purse : Till {
    explicit Purse(bool coins) : Till(coins)
    {
        const auto tax = [&](const char* name, std::uint32_t ppm, Id<schema::Variant> goods) {
            const Id<schema::Tax> id(run(addTax, boss, {name, ppm}).value().mainId());
            (void)run(classifyProduct, boss, {productOf(goods), {}, {}, {}, {}, id}).value();
        };
        tax("VAT", 200'000, mug);
        tax("Reduced", 50'000, plate);
        (void)run(setExchangeRate, boss, {"EUR", {}, "0.8537", true, {}, {}}).value();
        schema::LoyaltyProgram program;
        program.set_name("Club");
        program.set_active(true);
        program.set_minor_per_point(50);
        program.set_point_value_e4(*rc::gen::element<std::int64_t>(3'333, 10'000, 25'000));
        (void)run(setLoyaltyProgram, boss, program).value();
        (void)run(adjustPoints, boss, {customer, 500, "a present"}).value();
        (void)giftCard("GIFT-1", "5.00");
    }
    [[nodiscard]] std::int64_t points() const { return readPoints(reader, customer, context.now).balance; }

    /// Something bought, and its lines.
    std::vector<schema::OrderLine> buy()
    {
        tick(60);
        scan(mug, *rc::gen::inRange(1, 6));
        scan(plate, *rc::gen::inRange(1, 4));
        (void)run(setCartCustomer, boss, {customer}).value();
        SellInput input{cart().total, {}};
        Money rest = input.expectedTotal;
        const auto some = [&] {
            return Money(*rc::gen::inRange<std::int64_t>(1, std::min<std::int64_t>(rest.minor(), 300) + 1), currency());
        };
        for (const auto method : {schema::GIFT_CARD, schema::ON_ACCOUNT, schema::VOUCHER, schema::CHEQUE,
                                  schema::LOYALTY_POINTS, schema::CARD}) {
            if (rest.minor() <= 0 || *rc::gen::arbitrary<bool>())
                continue;
            Money part = some();
            if (method == schema::LOYALTY_POINTS)
                part = payablePoints(reader, customer, part, context.now).value().worth;
            if (part.isZero())
                continue;
            input.tenders.push_back(method == schema::CARD ? byCard(part.toString()) : by(method, part, "GIFT-1"));
            rest -= part;
        }
        const Money due =
            rest + cashRounding(rest, cashUnit(reader, {context.organisation, context.store, {}}, currency()));
        if (due.minor() > 0 && *rc::gen::arbitrary<bool>()) {
            const auto rate =
                rateAt(reader, context.store, Currency::fromAlpha("EUR").value(), currency(), context.now);
            const Money least = foreignDue(due, rate.value(), Money(1, rate->foreign)).value();
            input.payments.push_back(foreignPayment(due, least, *rate).value());
        } else if (due.minor() > 0) {
            input.payments.push_back(cashPayment(due, due).value());
        }
        return judged(input);
    }
    /// What is in the cart paid, or given back as it was paid: to cards at the payment terminal first. The lines that went out.
    std::vector<schema::OrderLine> settle()
    {
        tick(60);
        SellInput input{cart().total, {}};
        const SettingOwners owners{context.organisation, context.store, context.terminal};
        const auto plan = planReturn(reader, owners, boss, cart(), {}, context.now).value();
        for (const auto& back : plan->back)
            if (back.method == schema::CARD)
                input.tenders.push_back(byCard((-back.value).toString(), schema::CARD_CAPTURED,
                                               Id<schema::PaymentAttempt>(back.cardAttempt)));
        const Money due = plan->due + cashRounding(plan->due, cashUnit(reader, owners, currency()));
        if (due.minor() > 0)
            input.payments.push_back(cashPayment(due, due).value());
        return judged(input);
    }

private:
    std::vector<schema::OrderLine> judged(const SellInput& input)
    {
        const auto before = reader;
        const auto sold = run(sell, boss, input);
        RC_ASSERT(TestShop::errorOf(sold) == "no error");
        const auto sealed = seal(*sold);
        RC_ASSERT(said(review(before, before, sealed, changesOf(sealed).value())) == "ACCEPTED");
        auto lines = linesOf(*sold);
        std::erase_if(lines, [](const auto& line) { return line.quantity() < 0; });
        return lines;
    }
};

} // namespace

class RefundTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anyPartsOfALineAddUpToIt()
    {
        QVERIFY(rc::check("shares telescope", [] {
            SourceLine line;
            const auto quantity = *rc::gen::inRange<std::int64_t>(1, 1'000'000);
            line.row.set_quantity(quantity);
            line.row.set_total_minor(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000));
            line.row.set_tax_minor(*rc::gen::inRange<std::int64_t>(0, 1'000'000));
            line.row.set_discount_minor(*rc::gen::inRange<std::int64_t>(0, 1'000'000));
            line.taxes.emplace_back().set_amount_minor(line.row.tax_minor());
            std::int64_t total = 0;
            std::int64_t tax = 0;
            std::int64_t discount = 0;
            std::int64_t rows = 0;
            for (std::int64_t gone = 0; gone < quantity;) {
                const auto part = *rc::gen::inRange<std::int64_t>(1, quantity - gone + 1);
                const auto share = lineShare(line, Quantity{gone}, Quantity{-part});
                RC_ASSERT(share.has_value());
                RC_ASSERT(share->totalMinor <= 0); // It never asks for more.
                total -= share->totalMinor;
                tax -= share->taxMinor;
                discount -= share->discountMinor;
                rows -= share->taxes[0].amount_minor();
                gone += part;
            }
            RC_ASSERT(total == line.row.total_minor());
            RC_ASSERT(tax == line.row.tax_minor());
            RC_ASSERT(discount == line.row.discount_minor());
            RC_ASSERT(rows == line.row.tax_minor());
            RC_ASSERT(!lineShare(line, Quantity{quantity}, Quantity{-1}).has_value());
        }));
    }
    void anyPartitionOfRefundsAddsUpToWhatWasPaidPerTender()
    {
        QVERIFY(rc::check("refunds by tender", [] {
            Till till(*rc::gen::arbitrary<bool>());
            const auto before = till.till();
            const auto gift = till.giftCard("GIFT-1", "5.00");
            const auto afterCard = till.till();
            till.scan(till.mug, *rc::gen::inRange(1, 6));
            till.scan(till.plate, *rc::gen::inRange(1, 4));
            if (*rc::gen::arbitrary<bool>())
                (void)till.run(setCartCustomer, till.boss, {till.customer}).value();
            const auto view = till.cart();
            std::vector<Tender> tenders;
            if (*rc::gen::arbitrary<bool>())
                tenders.push_back(
                    till.by(schema::GIFT_CARD, till.money(*rc::gen::element("0.01", "3.33", "5.00")), gift));
            if (!view.customer.isNil() && *rc::gen::arbitrary<bool>())
                tenders.push_back(till.by(schema::ON_ACCOUNT, till.money(*rc::gen::element("0.02", "1.11", "2.00"))));
            if (*rc::gen::arbitrary<bool>())
                tenders.push_back(till.by(schema::VOUCHER, till.money("0.50")));
            const auto sold = till.pay(tenders);
            RC_ASSERT(TestShop::errorOf(sold) == "no error");
            RC_ASSERT(said(till.verdict) == "ACCEPTED");
            auto left = till.linesOf(*sold);
            while (!left.empty()) {
                for (std::size_t i = left.size(); i-- > 0;) {
                    if (*rc::gen::inRange(0, 3) == 2) // Not 0: that is what shrinking turns everything to.
                        continue;
                    const auto part = *rc::gen::inRange<std::int64_t>(1, left[i].quantity() / 1000 + 1);
                    RC_ASSERT(till.giveBack(left[i], Quantity::whole(part)).has_value());
                    // The rest is read afresh by the till; here it is only counted.
                    left[i].set_quantity(left[i].quantity() - part * 1000);
                    if (left[i].quantity() == 0)
                        left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
                }
                if (till.cart().isEmpty())
                    continue;
                const auto back = till.pay();
                RC_ASSERT(TestShop::errorOf(back) == "no error");
                RC_ASSERT(said(till.verdict) == "ACCEPTED");
            }
            // A voucher goes back as store credit; all else by what it was paid with, to the minor unit.
            auto now = till.till();
            const auto voucher = now["voucher"];
            RC_ASSERT(voucher == -now["store-credit"]);
            now.erase("voucher");
            now.erase("store-credit");
            RC_ASSERT(now == afterCard);
            RC_ASSERT(readStoredValue(till.reader, gift)->balance == till.money("5.00"));
            RC_ASSERT(owedBy(till.reader, till.customer, till.currency())->minor() == 0);
        }));
    }
    void everyMeansOfPaymentGetsBackWhatItGaveInWhateverPartsAndExchanges()
    {
        QVERIFY(rc::check("refunds by every tender", [] {
            Purse till(*rc::gen::arbitrary<bool>());
            const auto start = till.till();
            const auto points = till.points();
            auto left = till.buy();
            const auto bring = [&](std::size_t i, std::int64_t part) {
                RC_ASSERT(till.giveBack(left[i], Quantity::whole(part)).has_value());
                left[i].set_quantity(left[i].quantity() - part * 1000);
                if (left[i].quantity() == 0)
                    left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
            };
            for (auto exchanges = *rc::gen::inRange(0, 4); !left.empty();) {
                for (std::size_t i = left.size(); i-- > 0;)
                    if (*rc::gen::inRange(0, 3) != 2) // Not 0: that is what shrinking turns everything to.
                        bring(i, *rc::gen::inRange<std::int64_t>(1, left[i].quantity() / 1000 + 1));
                if (till.cart().isEmpty())
                    continue;
                if (exchanges > 0 && *rc::gen::arbitrary<bool>()) {
                    --exchanges;
                    till.scan(*rc::gen::element(till.mug, till.plate), *rc::gen::inRange(1, 3));
                }
                for (auto& line : till.settle())
                    left.push_back(std::move(line)); // What went out for it comes back as well.
            }
            auto now = till.till();
            RC_ASSERT(now["voucher"] + now["cheque"] == -now["store-credit"]); // No coin for what may not be covered.
            now.erase("voucher");
            now.erase("cheque");
            now.erase("store-credit");
            RC_ASSERT(now == start);
            RC_ASSERT(readStoredValue(till.reader, "GIFT-1")->balance == till.money("5.00"));
            RC_ASSERT(owedBy(till.reader, till.customer, till.currency())->minor() == 0);
            RC_ASSERT(till.points() == points);
            RC_ASSERT(openCardPayments(till.reader, 0).empty());
            // And of tax and discount nothing is left either.
            std::int64_t total = -till.money("5.00").minor();
            std::int64_t tax = 0;
            for (const auto& line : till.reader.all<schema::OrderLine>()) {
                total += line.total_minor();
                tax += line.tax_minor();
            }
            RC_ASSERT(total == 0);
            RC_ASSERT(tax == 0);
        }));
    }
    void exchangesMakeNoValueHoweverLongTheChain()
    {
        QVERIFY(rc::check("exchanges", [] {
            Till till(*rc::gen::arbitrary<bool>());
            const auto gift = till.giftCard("GIFT-1", "5.00");
            const auto start = till.till();
            till.scan(till.mug, 2);
            till.scan(till.plate);
            std::vector<Tender> tenders;
            if (*rc::gen::arbitrary<bool>())
                tenders.push_back(till.by(schema::GIFT_CARD, till.money("3.33"), gift));
            RC_ASSERT(till.pay(tenders).has_value());
            for (int step = *rc::gen::inRange(0, 6); step > 0; --step) {
                for (const auto& line : till.reader.all<schema::OrderLine>()) {
                    const auto left =
                        line.quantity() - returnedOf(till.reader, Id<schema::OrderLine>(line.id())).thousandths;
                    if (left > 0 && !line.has_issues() && *rc::gen::arbitrary<bool>())
                        RC_ASSERT(till.giveBack(line, Quantity{*rc::gen::arbitrary<bool>() ? left : 1000}).has_value());
                }
                if (*rc::gen::arbitrary<bool>())
                    till.scan(till.mug, *rc::gen::inRange(1, 5));
                if (till.cart().isEmpty())
                    continue;
                const auto settled = till.pay();
                RC_ASSERT(TestShop::errorOf(settled) == "no error");
                RC_ASSERT(said(till.verdict) == "ACCEPTED");
            }
            for (const auto& line : till.reader.all<schema::OrderLine>())
                if (const auto left =
                        line.quantity() - returnedOf(till.reader, Id<schema::OrderLine>(line.id())).thousandths;
                    left > 0 && !line.has_issues())
                    RC_ASSERT(till.giveBack(line, Quantity{left}).has_value());
            if (!till.cart().isEmpty())
                RC_ASSERT(till.pay().has_value());
            // Everything is back, so everything paid is, by what it was paid with.
            RC_ASSERT(till.till() == start);
            RC_ASSERT(readStoredValue(till.reader, gift)->balance == till.money("5.00"));
        }));
    }
    void goodsComeBackAtWhatTheyWereSoldFor()
    {
        Till till(false);
        till.scan(till.mug, 3);
        const auto sale = till.pay().value();
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
        till.tick(60);
        QCOMPARE(till.cart().total, till.money("-2.57"));
        const auto back = till.pay();
        QVERIFY2(back, TestShop::errorOf(back).c_str());
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        const auto order = till.reader.get(Id<schema::Order>(back->mainId())).value();
        QVERIFY(order.kind() == schema::RETURN);
        QCOMPARE(till.till()["cash"], std::int64_t(514));
        QCOMPARE(till.reader.stockLevel(till.mug, till.location()), Quantity::whole(-2));
    }
    void noMoreComesBackThanWasSold()
    {
        Till till;
        till.scan(till.mug, 3);
        const auto sale = till.pay().value();
        const auto line = till.linesOf(sale)[0];
        QCOMPARE(TestShop::errorOf(till.giveBack(line, Quantity::whole(4))), std::string("Invalid quantity"));
        QCOMPARE(TestShop::errorOf(till.giveBack(line, Quantity{})), std::string("Invalid quantity"));
        QVERIFY(till.giveBack(line, Quantity::whole(2)));
        QCOMPARE(TestShop::errorOf(till.giveBack(line, Quantity::whole(2))), std::string("Invalid quantity"));
        QVERIFY(till.pay());
        QCOMPARE(TestShop::errorOf(till.giveBack(line, Quantity::whole(2))), std::string("Invalid quantity"));
        QVERIFY(till.giveBack(line, Quantity::whole(1)));
    }
    void whatIsScrappedMovesNoStock()
    {
        Till till;
        till.scan(till.mug, 2);
        const auto sale = till.pay().value();
        const Id<schema::OrderLine> line(till.linesOf(sale)[0].id());
        QVERIFY(till.run(addReturn, till.boss, {line, Quantity::whole(1), schema::SCRAPPED, "broken"}));
        const auto back = till.pay().value();
        QCOMPARE(till.reader.stockLevel(till.mug, till.location()), Quantity::whole(-2));
        QCOMPARE(till.linesOf(back)[0].details().reason(), std::string("broken"));
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
    }
    void aCardIsPaidBackAtThePaymentTerminalFirst()
    {
        Till till(false);
        till.scan(till.mug);
        const auto charged = till.byCard("2.57");
        const auto sale = till.pay({charged}).value();
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
        QCOMPARE(TestShop::errorOf(till.pay()), std::string("Conflict attempt"));
        const auto back = till.byCard("-2.57", schema::CARD_CAPTURED, charged.attempt);
        const auto refunded = till.pay({back});
        QVERIFY2(refunded, TestShop::errorOf(refunded).c_str());
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        QVERIFY(till.till().empty());
        QVERIFY(openCardPayments(till.reader, 0).empty());
        const auto again = till.run(beginCardPayment, till.boss, {till.money("-0.01"), "simulated", charged.attempt});
        QCOMPARE(TestShop::errorOf(again), std::string("Invalid amount"));
    }
    void moneyGoesBackAnotherWayOnlyWhereThatIsAllowed()
    {
        Till till(false);
        till.scan(till.mug);
        const auto sale = till.pay({till.byCard("2.57")}).value();
        till.boss = till.personWith({schema::SELL, schema::RETURN_GOODS});
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
        const RefundChoice cash{schema::CASH, {}};
        QCOMPARE(TestShop::errorOf(till.pay({}, cash)), std::string("Denied refund-to"));
        till.boss = till.administrator();
        till.set(returnsRefundTo, "any");
        till.boss = till.personWith({schema::SELL, schema::RETURN_GOODS});
        QVERIFY(till.pay({}, {schema::STORE_CREDIT, "sc-0001"}));
        QCOMPARE(readStoredValue(till.reader, "SC-0001")->balance, till.money("2.57"));
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
    }
    void aGiftCardThatIsUsedDoesNotComeBack()
    {
        Till till(false);
        AddToCart input{till.card, Quantity::whole(1), till.price("10.00")};
        input.issues = "GIFT-1";
        (void)till.run(addToCart, till.boss, input).value();
        const auto sale = till.pay().value();
        till.scan(till.mug);
        const auto spent = till.pay({till.by(schema::GIFT_CARD, till.money("2.57"), "GIFT-1")}).value();
        QCOMPARE(TestShop::errorOf(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1))),
                 std::string("Conflict balance"));
        // With the mug back its value is on the card again, and the card can be given back.
        QVERIFY(till.giveBack(till.linesOf(spent)[0], Quantity::whole(1)));
        QVERIFY(till.pay());
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
        const auto back = till.pay();
        QVERIFY2(back, TestShop::errorOf(back).c_str());
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        QVERIFY(till.till().empty());
        QCOMPARE(readStoredValue(till.reader, "GIFT-1")->balance.minor(), std::int64_t(0));
    }
    void whatACardPaidThatPaysNoMoreComesBackAsNewCredit_data()
    {
        QTest::addColumn<bool>("credit"); // It was paid with store credit, not with a gift card.
        QTest::addColumn<bool>("expired");
        QTest::addColumn<bool>("blocked");
        QTest::newRow("a gift card that has expired") << false << true << false;
        QTest::newRow("a gift card that is blocked") << false << false << true;
        QTest::newRow("a store credit that is blocked") << true << false << true;
        QTest::newRow("a gift card that pays") << false << false << false;
        QTest::newRow("a store credit that pays") << true << false << false;
    }
    void whatACardPaidThatPaysNoMoreComesBackAsNewCredit()
    {
        QFETCH(bool, credit);
        QFETCH(bool, expired);
        QFETCH(bool, blocked);
        Till till(false);
        const auto manager = till.boss;
        till.set(giftCardExpiresDays, expired ? "10" : "0");
        auto code = till.giftCard("GIFT-1", "5.00");
        if (credit) {
            till.scan(till.mug);
            const auto sale = till.pay().value();
            QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
            (void)till.pay({}, {schema::STORE_CREDIT, "CREDIT-1"}).value();
            code = "CREDIT-1";
        }
        till.scan(till.mug);
        const auto sale =
            till.pay({till.by(credit ? schema::STORE_CREDIT : schema::GIFT_CARD, till.money("2.57"), code)}).value();
        const auto before = readStoredValue(till.reader, code)->balance;
        till.tick(11 * 86'400);
        if (blocked)
            QVERIFY(till.run(blockStoredValue, manager, {code, true}));
        till.boss = till.personWith({schema::SELL, schema::RETURN_GOODS}); // Nobody has to know of it beforehand.
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
        const auto back = till.pay();
        QVERIFY2(back, TestShop::errorOf(back).c_str());
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        const bool pays = !expired && !blocked;
        QCOMPARE(readStoredValue(till.reader, code)->balance - before, till.money(pays ? "2.57" : "0.00"));
        Money spendableElsewhere = till.money("0.00");
        for (const auto& row : till.reader.all<schema::StoredValue>())
            if (row.code() != "GIFT-1" && row.code() != "CREDIT-1") {
                QVERIFY(row.kind() == schema::STORE_CREDIT_VALUE);
                spendableElsewhere +=
                    spendable(till.reader, till.context, readStoredValue(till.reader, row.code()).value()).value();
            }
        QCOMPARE(spendableElsewhere, till.money(pays ? "0.00" : "2.57"));
    }
    void noMoneyGoesToAStoreCreditThatIsBlocked()
    {
        Till till(false);
        const auto back = [&] {
            till.scan(till.mug);
            const auto sale = till.pay().value();
            (void)till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)).value();
            return till.pay({}, {schema::STORE_CREDIT, "CREDIT-1"});
        };
        QVERIFY(back());
        QVERIFY(till.run(blockStoredValue, till.boss, {"CREDIT-1", true}));
        QCOMPARE(TestShop::errorOf(back()), std::string("Invalid code"));
    }
    void goodsWithoutAReceiptFollowTheirOwnRules()
    {
        Till till(false);
        const auto bring = [&till] { (void)till.run(addToCart, till.boss, {till.mug, Quantity::whole(-1)}).value(); };
        bring();
        QVERIFY(till.pay());
        QCOMPARE(till.till()["cash"], std::int64_t(-257));
        till.set(returnsNoReceiptLimit, "100");
        till.boss = till.personWith({schema::SELL, schema::RETURN_GOODS});
        bring();
        QCOMPARE(TestShop::errorOf(till.pay()), std::string("Invalid no-receipt"));
        till.boss = till.administrator();
        till.set(returnsNoReceipt, "refused");
        QCOMPARE(TestShop::errorOf(till.pay()), std::string("Invalid no-receipt"));
        till.set(returnsNoReceipt, "store-credit");
        SellInput input{till.cart().total, {}, {}, {}, {{}, "SC-0001"}};
        QVERIFY(till.run(sell, till.boss, input));
        QCOMPARE(readStoredValue(till.reader, "SC-0001")->balance, till.money("2.57"));
    }
    void aForgedRefundIsFlagged_data()
    {
        QTest::addColumn<int>("forgery");
        QTest::addColumn<int>("expected");
        QTest::newRow("more goes back to the card than its entry says") << 0 << int(schema::QUARANTINED);
        QTest::newRow("the goods cost more than they did") << 1 << int(schema::FLAGGED);
        QTest::newRow("more goods than were sold") << 2 << int(schema::FLAGGED);
        QTest::newRow("another payment is paid back") << 3 << int(schema::FLAGGED);
        QTest::newRow("a gift card is filled besides") << 4 << int(schema::QUARANTINED);
    }
    void aForgedRefundIsFlagged()
    {
        QFETCH(int, forgery);
        Till till(false);
        const auto gift = till.giftCard("GIFT-1", "5.00");
        till.scan(till.mug, 2);
        const auto sale = till.pay({till.by(schema::GIFT_CARD, till.money("5.00"), gift)}).value();
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(2)));
        const auto before = till.reader;
        const auto back = sell(till.reader, till.context, till.boss, {till.cart().total, {}}).value();
        const auto sealed = till.seal(back);
        auto changes = changesOf(sealed).value();
        const auto forge = [&changes]<typename T>(void (*turn)(T&)) {
            for (auto& change : changes)
                if (T row; change.type() == rowTypeOf(T::descriptor()).type && row.ParseFromString(change.body())) {
                    turn(row);
                    change.set_body(row.SerializeAsString());
                }
        };
        switch (forgery) {
        case 0:
            forge.operator()<schema::Payment>(
                [](schema::Payment& row) { row.mutable_amount()->set_minor(row.amount().minor() - 100); });
            break;
        case 1:
            forge.operator()<schema::OrderLine>(
                [](schema::OrderLine& row) { row.set_total_minor(row.total_minor() - 100); });
            break;
        case 2:
            forge.operator()<schema::OrderLine>(
                [](schema::OrderLine& row) { row.set_quantity(row.quantity() - 1000); });
            break;
        case 3:
            forge.operator()<schema::Payment>([](schema::Payment& row) { row.set_refund_of(Bytes(16, 'x')); });
            break;
        case 4:
            forge.operator()<schema::StoredValueEntry>(
                [](schema::StoredValueEntry& row) { row.set_amount_minor(row.amount_minor() + 100); });
            break;
        }
        QTEST(int(review(before, before, sealed, changes).verdict), "expected");
    }
    void whatAnotherTillSignedStopsNobody_data()
    {
        QTest::addColumn<int>("hostility");
        QTest::newRow("an order placed on itself") << 0;
        QTest::newRow("payments beyond any amount") << 1;
    }
    void whatAnotherTillSignedStopsNobody()
    {
        QFETCH(int, hostility);
        Till till(false);
        till.scan(till.mug);
        const auto sale = till.pay().value();
        Commit commit{"test", till.context, till.boss};
        for (int i = 0; i < 3; ++i) {
            schema::Payment payment;
            payment.set_order(sale.mainId().string());
            payment.set_method(hostility == 0 ? schema::DEPOSIT : schema::CASH);
            *payment.mutable_amount() = till.money("1.00").message();
            if (hostility != 0)
                payment.mutable_amount()->set_minor(INT64_MAX);
            commit.insert(payment);
        }
        (void)till.take(commit).value();
        if (hostility == 0) {
            auto order = till.reader.get(Id<schema::Order>(sale.mainId())).value();
            order.set_placed(order.id());
            schema::Change change;
            change.set_type(rowTypeOf(schema::Order::descriptor()).type);
            change.set_row(order.id());
            change.set_body(order.SerializeAsString());
            till.reader.apply(change, MergeKey{});
        }
        QVERIFY(refundLegs(till.reader, Id<schema::Order>(sale.mainId())));
        (void)till.giveBack(till.linesOf(sale).front(), Quantity::whole(-1));
        (void)till.pay();
    }
    void halfAGiftCardDoesNotComeBack()
    {
        Till till(false);
        AddToCart input{till.card, Quantity::whole(1), till.price("10.00")};
        input.issues = "GIFT-1";
        (void)till.run(addToCart, till.boss, input).value();
        QCOMPARE(TestShop::errorOf(till.run(splitCart, till.boss, {{{till.cart().lines[0].line, Quantity{500}}}, {}})),
                 std::string("Invalid quantity"));
        const auto sale = till.pay().value();
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
        const auto line = till.cart().lines[0].line;
        const auto half = Quantity{-500};
        QCOMPARE(TestShop::errorOf(till.run(setLineQuantity, till.boss, {line, half})),
                 std::string("Invalid quantity"));
        QCOMPARE(TestShop::errorOf(till.run(splitCart, till.boss, {{{line, half}}, {}})),
                 std::string("Invalid quantity"));
    }
    void aGiftCardIsTakenBackOrSpentNotBoth()
    {
        Till till(false);
        const auto code = till.giftCard("GIFT1", "50.00");
        const auto sold = till.reader.all<schema::OrderLine>().front();
        QVERIFY(till.giveBack(sold, Quantity::whole(1)));
        till.scan(till.plate, 10); // 99.90.
        const auto both = till.pay({till.by(schema::GIFT_CARD, till.money("49.90"), code)});
        QVERIFY(!both);
        QCOMPARE(both.error().about, std::string("code"));
        const auto paid = till.pay();
        QVERIFY2(paid, paid ? "" : paid.error().detail.c_str());
        QCOMPARE(QString::fromStdString(said(till.verdict)), QStringLiteral("ACCEPTED"));
    }
    void ordersAreFoundByReceiptAndByTheDigitsOfTheCard()
    {
        Till till(false);
        till.scan(till.mug);
        const auto sale = till.pay({till.byCard("2.57")}).value();
        const auto order = till.reader.get(Id<schema::Order>(sale.mainId())).value();
        QCOMPARE(ordersByReceipt(till.reader, " " + order.receipt() + " ").size(), std::size_t(1));
        QCOMPARE(ordersByCard(till.reader, "4242", 10).at(0).id(), order.id());
        QVERIFY(ordersByCard(till.reader, "1111", 10).empty());
    }
};

QTEST_GUILESS_MAIN(RefundTest)
#include "tst_refund.moc"
