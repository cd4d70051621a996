#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/promotions/eligibility.h"

using namespace kontor;

namespace {

/// A moment on the wall clock of a shop so many minutes east of UTC.
LocalMoment at(const char* wall, int offsetMinutes = 0)
{
    return {parseTime(wall, "test").value(), offsetMinutes * 60};
}

Promotion tenPercent(std::string code)
{
    Promotion promotion;
    promotion.code = std::move(code);
    promotion.automatic = true;
    promotion.effect.value = 10;
    return promotion;
}

/// One line of 10.00 GBP and these promotions.
QuoteRequest aRequest(std::vector<Promotion> promotions)
{
    QuoteRequest request{
        {Currency::fromAlpha("GBP").value(), {}, {}, {}, 1}, {}, {}, true, {}, std::move(promotions), {}};
    request.cart.rounding.unit = Rational(1, 100);
    CartItem item;
    item.id = "line";
    item.unitPrice = 10;
    request.cart.items = {item};
    return request;
}

/// "A 1.00, B schedule": what each promotion took or why not, in the order of the work.
QString turnsOf(const QuoteRequest& request)
{
    const auto quote = priceQuote(request).value();
    QStringList texts;
    for (const Turn& turn : quote.turns)
        texts += QString::fromStdString(
            request.promotions[turn.promotion].code + " " +
            (turn.refusal ? std::string(refusalName(*turn.refusal)) : turn.amount.toDecimal(2, 2)));
    for (const auto& code : quote.unknownCodes)
        texts += QString::fromStdString(code) + QStringLiteral(" unknown");
    return texts.join(QStringLiteral(", "));
}

} // namespace

class PromotionsEligibilityTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hoursAndDaysAreThoseOfTheShop_data()
    {
        QTest::addColumn<QString>("wall");
        QTest::addColumn<bool>("open");
        // Sundays, 09:00 to 12:00 and 22:00 to 02:00. 22 November 2026 is a Sunday.
        QTest::newRow("as it opens") << "2026-11-22T09:00:00" << true;
        QTest::newRow("a minute before") << "2026-11-22T08:59:59" << false;
        QTest::newRow("as it closes") << "2026-11-22T12:00:00" << false;
        QTest::newRow("late") << "2026-11-22T23:30:00" << true;
        QTest::newRow("the Saturday's night") << "2026-11-22T01:59:00" << false;
        QTest::newRow("the Sunday's night") << "2026-11-23T01:59:00" << true;
        QTest::newRow("its end") << "2026-11-23T02:00:00" << false;
        QTest::newRow("Monday") << "2026-11-23T10:00:00" << false;
        QTest::newRow("before 1970") << "1969-12-28T10:00:00" << true;
    }
    void hoursAndDaysAreThoseOfTheShop()
    {
        QFETCH(QString, wall);
        QFETCH(bool, open);
        const Schedule schedule{{}, {}, 1U << 6U, {{9 * 60, 12 * 60}, {22 * 60, 2 * 60}}};
        QCOMPARE(isWithin(schedule, at(wall.toStdString().c_str(), 60)), open);
    }
    void fromCountsAndUntilDoesNot()
    {
        const Schedule schedule{at("2026-11-22T10:00:00").utc(), at("2026-11-22T11:00:00").utc(), 0, {}};
        QVERIFY(isWithin(schedule, at("2026-11-22T10:00:00")));
        QVERIFY(isWithin(schedule, at("2026-11-22T11:30:00", 60)));
        QVERIFY(!isWithin(schedule, at("2026-11-22T11:00:00")));
        QVERIFY(!isWithin(schedule, at("2026-11-22T10:30:00", 60)));
    }
    void aScheduleNeedsAMoment()
    {
        auto request = aRequest({tenPercent("A")});
        request.promotions[0].schedule = Schedule{};
        QCOMPARE(turnsOf(request), QStringLiteral("A schedule"));
        request.at = at("2026-11-22T10:00:00");
        QCOMPARE(turnsOf(request), QStringLiteral("A 1.00"));
        request.campaigns = {{"c", "Over", std::nullopt, Schedule{{}, at("2026-11-22T10:00:00").utc(), 0, {}}}};
        request.promotions[0].campaign = 0;
        QCOMPARE(turnsOf(request), QStringLiteral("A schedule"));
    }
    void ofAStackingGroupTheFirstThatTakesAnythingApplies()
    {
        auto request = aRequest({tenPercent("A"), tenPercent("B"), tenPercent("C"), tenPercent("D")});
        request.promotions[0].conditions = {{"customer.group", Condition::Operator::Eq, {"VIP"}}};
        for (std::size_t i = 0; i < 3; ++i)
            request.promotions[i].group = "seasonal";
        QCOMPARE(turnsOf(request), QStringLiteral("A condition, B 1.00, C group, D 0.90"));
    }
    void everyoneIsInOneVariantOnlyAndAlwaysInTheSame()
    {
        const Variant a{"customer.id", "test-1", 0, 5'000};
        const Variant b{"customer.id", "test-1", 5'000, 10'000};
        int inA = 0;
        for (int i = 0; i < 1'000; ++i) {
            const auto customer = "c" + std::to_string(i);
            QVERIFY(isInVariant(a, customer) != isInVariant(b, customer));
            inA += isInVariant(a, customer) ? 1 : 0;
        }
        QVERIFY2(inA > 430 && inA < 570, qPrintable(QString::number(inA)));
        // The attribute only says what is hashed; the salt and the value make the number.
        QCOMPARE(isInVariant(a, "c1"), isInVariant({"order.id", "test-1", 0, 5'000}, "c1"));
    }
    void theHashIsTheOneThatIsWrittenDown_data()
    {
        QTest::addColumn<QString>("salt");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("hundredths");
        // Of b2sum -l 256 over salt, a zero byte and the value: the first 16 digits as a number, modulo 10,000.
        QTest::newRow("c1") << "test-1"
                            << "c1" << 3'886;
        QTest::newRow("c2") << "test-1"
                            << "c2" << 216;
        QTest::newRow("another salt") << "test-2"
                                      << "c1" << 781;
    }
    void theHashIsTheOneThatIsWrittenDown()
    {
        QFETCH(QString, salt);
        QFETCH(QString, value);
        QFETCH(int, hundredths);
        const auto isIn = [&](std::int64_t from, std::int64_t until) {
            return isInVariant({"customer.id", salt.toStdString(), from, until}, value.toStdString());
        };
        QVERIFY(isIn(hundredths, hundredths + 1));
        QVERIFY(!isIn(0, hundredths));
        QVERIFY(!isIn(hundredths + 1, 10'000));
    }
    void aVariantNeedsItsAttribute()
    {
        auto request = aRequest({tenPercent("A")});
        request.promotions[0].variant = Variant{"customer.id", "x", 0, 10'000};
        QCOMPARE(turnsOf(request), QStringLiteral("A variant"));
        request.attributes = {{"customer.id", {"c7"}, false}};
        QCOMPARE(turnsOf(request), QStringLiteral("A 1.00"));
    }
    void aCodeOfABatchIsItsCustomersAndUsedUpAtItsLimit_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("turns");
        QTest::newRow("none") << ""
                              << "";
        QTest::newRow("free") << "F"
                              << "A 1.00";
        QTest::newRow("its own") << "A"
                                 << "A 1.00";
        QTest::newRow("used up") << "U"
                                 << "A code_used_up";
        QTest::newRow("once more") << "V"
                                   << "A 1.00";
        QTest::newRow("the customer's") << "C"
                                        << "A 1.00";
        QTest::newRow("another customer's") << "D"
                                            << "A code_of_another";
        QTest::newRow("a good one among bad ones") << "U D C"
                                                   << "A 1.00";
        QTest::newRow("unknown") << "X"
                                 << "X unknown";
    }
    void aCodeOfABatchIsItsCustomersAndUsedUpAtItsLimit()
    {
        QFETCH(QString, given);
        QFETCH(QString, turns);
        auto request = aRequest({tenPercent("A")});
        request.promotions[0].automatic = false;
        request.promotions[0].codes = {
            {"F", {}, {}, 0}, {"U", {}, 1, 1}, {"V", {}, 2, 1}, {"C", "c7", {}, 0}, {"D", "c8", {}, 0}};
        request.attributes = {{"customer.id", {"c7"}, false}};
        for (const auto& code : given.split(u' ', Qt::SkipEmptyParts))
            request.codes.push_back(code.toStdString());
        QCOMPARE(turnsOf(request), turns);
    }
    void aPalletOfScrewsIsPricedAsFastAsABox()
    {
        // Field note 20: promotion lines doubled or endless. A billion units are one round, repeated.
        auto request = aRequest({tenPercent("A")});
        request.cart.items[0].quantity = 1'000'000'001;
        request.cart.items[0].unitPrice = Rational(1, 100);
        Effect& effect = request.promotions[0].effect;
        effect.type = Effect::Type::BuyGet;
        effect.value = 100;
        effect.buyQuantity = 1;
        QCOMPARE(turnsOf(request), QStringLiteral("A 5000000.00"));
    }
};

QTEST_GUILESS_MAIN(PromotionsEligibilityTest)
#include "tst_promotions_eligibility.moc"
