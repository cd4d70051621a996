#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/commands/review.h"
#include "domain/orders/cart_payment.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/payments/card_number.h"
#include "domain/payments/card_payment.h"
#include "domain/payments/card_state.h"
#include "domain/payments/stored_value.h"
#include "domain/payments/tender.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// A card with money on it, and the entries a till has heard of.
struct Card : TestShop {
    Id<schema::StoredValue> id;

    explicit Card(std::int64_t balance, std::int64_t cap)
    {
        (void)run(changeSetting, administrator(),
                  {context.store.raw, std::string(storedValueDayCap), std::to_string(cap)})
            .value();
        schema::StoredValue row;
        row.set_code("GIFT-1");
        row.set_currency(currency().numeric());
        Commit commit{"sell", context, administrator()};
        id = commit.add(row);
        auto entry = storedValueEntry(context, id.string(), Money(balance, currency()), schema::VALUE_ISSUED, {});
        commit.insert(entry);
        (void)take(commit).value();
    }
};

} // namespace

class StoredValueTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneTillTakesNoMoreThanIsOnTheCardAndTheDaysCap()
    {
        Card shop(100, 60);
        const auto may = [&] {
            return spendable(shop.reader, shop.context, readStoredValue(shop.reader, "gift-1").value()).value().minor();
        };
        const auto take = [&](std::int64_t amount) {
            Commit commit{"sell", shop.context, shop.administrator()};
            auto entry = storedValueEntry(shop.context, shop.id.string(), Money(-amount, shop.currency()),
                                          schema::VALUE_SPENT, {});
            commit.insert(entry);
            (void)shop.take(commit).value();
        };
        QCOMPARE(may(), std::int64_t(60));
        take(60);
        QCOMPARE(may(), std::int64_t(0));
        shop.tick(86'400);
        QCOMPARE(may(), std::int64_t(40));
    }
    void aBlockedOrExpiredCardPaysNothing()
    {
        Card shop(100, 1000);
        const auto why = [&] {
            const auto may = spendable(shop.reader, shop.context, readStoredValue(shop.reader, "GIFT-1").value());
            return may ? std::string("no error") : may.error().about;
        };
        QCOMPARE(why(), std::string("no error"));
        QVERIFY(shop.run(blockStoredValue, shop.administrator(), {"GIFT-1", true}));
        QCOMPARE(why(), std::string("code"));
        QCOMPARE(TestShop::errorOf(shop.run(blockStoredValue, shop.administrator(), {"GIFT-1", true})),
                 std::string("Conflict code"));
        QCOMPARE(TestShop::errorOf(shop.run(blockStoredValue, shop.cashier(), {"GIFT-1", false})),
                 std::string("Denied manage-till"));
        QVERIFY(shop.run(blockStoredValue, shop.administrator(), {"GIFT-1", false}));
        QCOMPARE(why(), std::string("no error"));
        const auto before = shop.reader.get(shop.id).value();
        auto after = before;
        after.set_expires_us(shop.context.now + 1);
        Commit commit{"block-stored-value", shop.context, shop.administrator()};
        commit.update(before, after);
        (void)shop.take(commit).value();
        QCOMPARE(why(), std::string("no error"));
        shop.context.now += 1; // At that instant it pays no more.
        QCOMPARE(why(), std::string("code"));
    }
    void aGiftCardThatIsSoldPaysAsLongAsTheShopSays()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        const auto service = shop.addService("CARD", "1.00");
        const auto sellCard = [&](const std::string& code) {
            AddToCart input{service, Quantity::whole(1), shop.price("10.00")};
            input.issues = code;
            (void)shop.run(addToCart, admin, input).value();
            const auto before = shop.reader;
            const auto made = shop.sellExactly(admin).value();
            const auto sealed = shop.seal(made);
            return review(before, before, sealed, changesOf(sealed).value()).verdict;
        };
        QCOMPARE(sellCard("GIFT-1"), schema::ACCEPTED);
        (void)shop.run(changeSetting, admin, {shop.context.store.raw, std::string(giftCardExpiresDays), "365"}).value();
        QCOMPARE(sellCard("GIFT-2"), schema::ACCEPTED);
        shop.tick(365 * 86'400 - 1);
        const auto may = [&](const char* code) {
            return spendable(shop.reader, shop.context, readStoredValue(shop.reader, code).value()).has_value();
        };
        QVERIFY(may("GIFT-1") && may("GIFT-2"));
        shop.tick(1);
        QVERIFY(may("GIFT-1") && !may("GIFT-2"));
        // A till that gives its customers longer is found out.
        (void)shop.run(changeSetting, admin, {shop.context.store.raw, std::string(giftCardExpiresDays), "10"}).value();
        auto elsewhere = shop;
        (void)elsewhere.run(changeSetting, admin, {shop.context.store.raw, std::string(giftCardExpiresDays), "99"})
            .value();
        AddToCart input{service, Quantity::whole(1), shop.price("10.00")};
        input.issues = "GIFT-3";
        (void)elsewhere.run(addToCart, admin, input).value();
        const auto made = elsewhere.sellExactly(admin).value();
        const auto sealed = elsewhere.seal(made);
        QCOMPARE(review(shop.reader, shop.reader, sealed, changesOf(sealed).value()).verdict, schema::FLAGGED);
    }
    void aTipGoesBackWithItsSale()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        const auto atTerminal = [&](std::string_view amount, std::int64_t tip,
                                    std::optional<Id<schema::PaymentAttempt>> of) {
            const Id<schema::PaymentAttempt> id(
                shop.run(beginCardPayment, admin, {shop.money(amount), "simulated", of, tip}).value().mainId());
            TerminalAnswer answer;
            answer.state = schema::CARD_CAPTURED;
            (void)shop.run(noteCardAnswer, admin, {id, answer}).value();
            return id;
        };
        std::string verdict;
        const auto sold = [&](std::string_view total, std::string_view amount, std::int64_t tip,
                              Id<schema::PaymentAttempt> by) {
            Tender tender{schema::CARD, shop.money(amount)};
            tender.attempt = by;
            tender.tipMinor = tip;
            const auto before = shop.reader;
            auto made = shop.run(sell, admin, {shop.money(total), {}, {}, {tender}, {}});
            if (made) {
                const auto sealed = shop.seal(*made);
                verdict = review(before, before, sealed, changesOf(sealed).value()).verdict == schema::ACCEPTED
                              ? "ACCEPTED"
                              : "not accepted";
            }
            return made;
        };
        QVERIFY(shop.run(addToCart, admin, {shop.addGoods("MUG", "5.00"), Quantity::whole(2)}));
        const auto charged = atTerminal("11.50", 150, {});
        const auto sale = sold("10.00", "10.00", 150, charged).value();
        QCOMPARE(verdict, std::string("ACCEPTED"));
        const auto line =
            shop.reader.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, sale.mainId().bytes()).at(0);
        const auto bringBack = [&] {
            QVERIFY(shop.run(addReturn, admin,
                             {Id<schema::OrderLine>(line.id()), Quantity::whole(1), schema::RESTOCKED, {}}));
        };
        bringBack();
        {
            const auto kept = shop.reader;
            QCOMPARE(TestShop::errorOf(sold("-5.00", "-5.00", -151, atTerminal("-6.51", -151, charged))),
                     std::string("Conflict attempt")); // More than the tip was.
            shop.reader = kept;
        }
        const auto back = [&](std::string_view amount, std::int64_t tip) {
            const auto done = sold("-5.00", "-5.00", tip, atTerminal(amount, tip, charged));
            QVERIFY2(done, TestShop::errorOf(done).c_str());
            QCOMPARE(verdict, std::string("ACCEPTED"));
        };
        back("-6.00", -100);
        bringBack();
        back("-5.50", -50);
        QVERIFY(openCardPayments(shop.reader, 0).empty());
    }
    void correctionsNeedAReasonAndAManager()
    {
        Card shop(100, 1000);
        QCOMPARE(TestShop::errorOf(shop.run(adjustStoredValue, shop.cashier(), {"GIFT-1", 5, "x"})),
                 std::string("Denied manage-till"));
        QCOMPARE(TestShop::errorOf(shop.run(adjustStoredValue, shop.administrator(), {"GIFT-1", 5, ""})),
                 std::string("Invalid note"));
        QCOMPARE(TestShop::errorOf(shop.run(adjustStoredValue, shop.administrator(), {"GIFT-1", 0, "x"})),
                 std::string("Invalid amount"));
        QCOMPARE(TestShop::errorOf(shop.run(adjustStoredValue, shop.administrator(), {"NONE", 5, "x"})),
                 std::string("NotFound code"));
        QVERIFY(shop.run(adjustStoredValue, shop.administrator(), {"GIFT-1", -30, "counted wrong"}));
        QCOMPARE(readStoredValue(shop.reader, "GIFT-1")->balance.minor(), std::int64_t(70));
    }

    void aCardPaymentBecomesOnlyWhatTheTableSays()
    {
        // Written out once more: rows are what it is, columns what it may become, in the order of the enum.
        constexpr std::string_view table[] = {".xxxxx.", "..x.xx.", ".....xx", ".......",
                                              ".xxx.x.", ".......", "......."};
        for (int from = 0; from < 7; ++from)
            for (int to = 0; to < 7; ++to)
                QCOMPARE(mayFollow(static_cast<schema::CardState>(from), static_cast<schema::CardState>(to)),
                         table[from][static_cast<std::size_t>(to)] == 'x');
    }
    void whatIsAuthorisedPaysAndIsListedUntilItIsCaptured()
    {
        TestShop shop;
        const Id<schema::PaymentAttempt> attempt(
            shop.run(beginCardPayment, shop.cashier(), {shop.money("5.00"), "simulated", {}}).value().mainId());
        const auto note = [&](schema::CardState state) {
            TerminalAnswer answer;
            answer.state = state;
            QVERIFY(shop.run(noteCardAnswer, shop.cashier(), {attempt, answer}));
        };
        note(schema::CARD_AUTHORISED);
        QVERIFY(uncapturedCardPayments(shop.reader, 0).empty()); // It has paid for nothing: openCardPayments has it.
        QCOMPARE(openCardPayments(shop.reader, 0).size(), std::size_t(1));
        QVERIFY(shop.run(addToCart, shop.cashier(), {shop.addGoods("MUG", "5.00")}));
        Tender tender{schema::CARD, shop.money("5.00")};
        tender.attempt = attempt;
        QVERIFY(shop.run(sell, shop.cashier(), {shop.money("5.00"), {}, {}, {tender}, {}}));
        QVERIFY(openCardPayments(shop.reader, 0).empty());
        QCOMPARE(uncapturedCardPayments(shop.reader, 0).size(), std::size_t(1));
        note(schema::CARD_CAPTURED);
        QVERIFY(uncapturedCardPayments(shop.reader, 0).empty());
    }
    void cardStatesFollowTheTableAndNothingElse()
    {
        QVERIFY(rc::check("card states", [] {
            TestShop shop;
            const Id<schema::PaymentAttempt> attempt(
                shop.run(beginCardPayment, shop.cashier(), {shop.money("5.00"), "simulated", {}}).value().mainId());
            auto state = schema::CARD_PENDING;
            for (const int step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 7))) {
                TerminalAnswer answer;
                answer.state = static_cast<schema::CardState>(step);
                const auto noted = shop.run(noteCardAnswer, shop.cashier(), {attempt, answer});
                RC_ASSERT(noted.has_value() == (mayFollow(state, answer.state) || state == answer.state));
                if (noted)
                    state = answer.state;
                RC_ASSERT(readCardPayment(shop.reader, attempt)->state == state);
            }
        }));
    }
    void aTimeOutIsUnknownAndSettledLater()
    {
        TestShop shop;
        const auto begun = shop.run(beginCardPayment, shop.cashier(), {shop.money("5.00"), "simulated", {}}).value();
        const Id<schema::PaymentAttempt> attempt(begun.mainId());
        QCOMPARE(openCardPayments(shop.reader, 0).size(), std::size_t(1));
        const auto note = [&](schema::CardState state, const std::string& lastFour = {}) {
            TerminalAnswer answer;
            answer.state = state;
            answer.lastFour = lastFour;
            return shop.run(noteCardAnswer, shop.cashier(), {attempt, answer});
        };
        QVERIFY(note(schema::CARD_UNKNOWN));
        QVERIFY(shop.run(addToCart, shop.cashier(), {shop.addGoods("MUG", "5.00")}));
        Tender tender{schema::CARD, shop.money("5.00")};
        tender.attempt = attempt;
        const auto pay = [&] { return shop.run(sell, shop.cashier(), {shop.money("5.00"), {}, {}, {tender}, {}}); };
        QCOMPARE(TestShop::errorOf(pay()), std::string("Conflict attempt"));
        QCOMPARE(TestShop::errorOf(note(schema::CARD_CAPTURED, "4111111")), std::string("Invalid card number"));
        QVERIFY(note(schema::CARD_CAPTURED, "1111"));
        // Captured and in no order yet: somebody has to look.
        QCOMPARE(openCardPayments(shop.reader, 0).size(), std::size_t(1));
        const auto sale = pay();
        QVERIFY2(sale, TestShop::errorOf(sale).c_str());
        QVERIFY(openCardPayments(shop.reader, 0).empty());
        QVERIFY(shop.run(addToCart, shop.cashier(), {shop.reader.holder<schema::Variant>(3, "MUG").value()}));
        QCOMPARE(TestShop::errorOf(pay()), std::string("Conflict attempt")); // It pays once.
    }

    void cardNumbersAreFound_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("found");
        QTest::newRow("a test number of Visa") << QByteArray("4111111111111111") << true;
        QTest::newRow("in fours") << QByteArray("pay 4111 1111 1111 1111 12/27") << true;
        QTest::newRow("with dashes") << QByteArray("5555-5555-5555-4444") << true;
        QTest::newRow("fifteen digits") << QByteArray("card:378282246310005.") << true;
        QTest::newRow("after other digits") << QByteArray("3 of 6011111111111117") << true;
        QTest::newRow("with dots") << QByteArray("4111.1111.1111.1111") << true;
        QTest::newRow("with slashes") << QByteArray("4111/1111/1111/1111") << true;
        QTest::newRow("with double blanks") << QByteArray("4111  1111  1111  1111") << true;
        QTest::newRow("with blanks that do not break") << QByteArray("4111\xC2\xA0"
                                                                     "1111\xC2\xA0"
                                                                     "1111\xC2\xA0"
                                                                     "1111")
                                                       << true;
        QTest::newRow("a day and an hour") << QByteArray("22.11.2026 17:30, 4.50") << false;
        QTest::newRow("a wrong check digit") << QByteArray("4111111111111112") << false;
        QTest::newRow("last four") << QByteArray("**** 1111") << false;
        QTest::newRow("a barcode") << QByteArray("5012345678900") << false;
        QTest::newRow("a telephone number") << QByteArray("+44 20 7946 0958") << false;
        QTest::newRow("inside a longer number") << QByteArray("94111111111111111000") << false;
    }
    void cardNumbersAreFound()
    {
        QFETCH(QByteArray, text);
        QTEST(hasCardNumber(text.toStdString()), "found");
    }
    void noTextOfACommandMayHoldACardNumber()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "5.00");
        const auto refused = [&shop](const Result<Commit>& commit) {
            const auto sound = refuseCardNumbers(
                shop.reader, {shop.context.organisation, shop.context.store, shop.context.terminal}, commit.value());
            return sound ? std::string("no error") : sound.error().about + sound.error().detail;
        };
        const auto named = refused(setCartNote(shop.reader, shop.context, shop.cashier(), {"4111 1111 1111 1111", {}}));
        QVERIFY(named.starts_with("card number"));
        QVERIFY(named.find("4111") == std::string::npos);
        const auto coded =
            refused(setCartCodes(shop.reader, shop.context, shop.cashier(), {{"SUMMER", "5555555555554444"}}));
        QVERIFY(coded.starts_with("card number"));
        AddToCart scanned{mug};
        scanned.label = "4111111111111111";
        QCOMPARE(refused(addToCart(shop.reader, shop.context, shop.cashier(), scanned)), std::string("no error"));
        QCOMPARE(refused(setCartNote(shop.reader, shop.context, shop.cashier(), {"ring 020 7946 0958", {}})),
                 std::string("no error"));
    }
    void aGiftCardOfTheShopsOwnMayLookLikeABankCard()
    {
        TestShop shop;
        const auto service = shop.addService("CARD", "1.00");
        const auto guard = [&shop](const Result<Commit>& commit) {
            return refuseCardNumbers(shop.reader,
                                     {shop.context.organisation, shop.context.store, shop.context.terminal},
                                     commit.value())
                .has_value();
        };
        AddToCart input{service, Quantity::whole(1), shop.price("10.00")};
        input.issues = "6011111111111117"; // A shop's numbers pass Luhn one time in ten.
        const auto add = [&] { return addToCart(shop.reader, shop.context, shop.administrator(), input); };
        QVERIFY(!guard(add()));
        (void)shop
            .run(changeSetting, shop.administrator(),
                 {shop.context.store.raw, std::string(giftCardPrefixes), "9000 60111"})
            .value();
        QVERIFY(guard(add()));
        (void)shop.take(add()).value();
        SellInput sale{shop.cart().total, {cashPayment(shop.cart().total, shop.cart().total).value()}};
        const auto sold = sell(shop.reader, shop.context, shop.administrator(), sale);
        QVERIFY(guard(sold));
        (void)shop.take(sold).value();
        // Once it is known it is no bank card, whatever the setting says by then: it pays a part, too.
        (void)shop.run(changeSetting, shop.administrator(), {shop.context.store.raw, std::string(giftCardPrefixes), ""})
            .value();
        (void)shop.run(addToCart, shop.administrator(), {shop.addGoods("MUG", "5.00")}).value();
        Tender tender{schema::GIFT_CARD, shop.money("1.00")};
        tender.code = input.issues;
        CartPart part;
        part.tender = tender;
        QVERIFY(guard(takePart(shop.reader, shop.context, shop.administrator(), part)));
        part.tender->code = "4111111111111111";
        QVERIFY(!guard(takePart(shop.reader, shop.context, shop.administrator(), part)));
        QVERIFY(guard(blockStoredValue(shop.reader, shop.context, shop.administrator(), {input.issues, true})));
        // In a note it is what it looks like.
        QVERIFY(!guard(setCartNote(shop.reader, shop.context, shop.administrator(), {"4111 1111 1111 1111", {}})));
    }
    void aRefundIsFoundWhateverTheClockSaid()
    {
        TestShop shop;
        const auto begin = [&shop](std::string_view amount, std::optional<Id<schema::PaymentAttempt>> of) {
            return shop.run(beginCardPayment, shop.administrator(), {shop.money(amount), "simulated", of});
        };
        const Id<schema::PaymentAttempt> charged(begin("5.00", {}).value().mainId());
        TerminalAnswer answer;
        answer.state = schema::CARD_CAPTURED;
        (void)shop.run(noteCardAnswer, shop.administrator(), {charged, answer}).value();
        shop.tick(-86'400); // The clock was a day ahead, and is set right.
        QVERIFY(begin("-5.00", charged));
        QCOMPARE(TestShop::errorOf(begin("-5.00", charged)), std::string("Invalid amount"));
    }
};

QTEST_GUILESS_MAIN(StoredValueTest)
#include "tst_stored_value.moc"
