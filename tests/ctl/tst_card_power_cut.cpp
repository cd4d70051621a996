#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/gateways/simulated_terminal.h"
#include "domain/payments/card_payment.h"
#include "domain/payments/card_state.h"
#include "support/shop_fixture.h"

#include <QProcess>

#include <csignal>

using namespace kontor;
using namespace kontor::test;
using Outcome = SimulatedTerminal::Outcome;

namespace {

/// Behind which write the power fails.
enum Step { Begun, Asked, Noted, Sold };

std::filesystem::path providerOf(const std::string& folder)
{
    return folder + ".provider.json";
}

Result<Committed> begin(ShopFixture& shop)
{
    const Money total = shop.cart().total;
    return shop.run([&](const Reader& reader, const Context& context, const Actor& actor) {
        return beginCardPayment(reader, context, actor, {total, "simulated"});
    });
}
Result<Committed> note(ShopFixture& shop, Id<schema::PaymentAttempt> attempt, const TerminalAnswer& answer)
{
    return shop.run([&](const Reader& reader, const Context& context, const Actor& actor) {
        return noteCardAnswer(reader, context, actor, {attempt, answer});
    });
}
Result<Committed> sellBy(ShopFixture& shop, Id<schema::PaymentAttempt> attempt)
{
    const Money total = shop.cart().total;
    Tender tender{schema::CARD, total};
    tender.attempt = attempt;
    return shop.run([&](const Reader& reader, const Context& context, const Actor& actor) {
        return sell(reader, context, actor, {total, {}, {}, {tender}, {}});
    });
}

/// The child: pays the open cart by card as a till does, write by write, and dies behind one of them.
[[noreturn]] void payAndDie(const std::string& folder, int last)
{
    ShopFixture shop(folder);
    const auto dieAt = [last](Step step) {
        if (step == last)
            (void)::raise(SIGKILL);
    };
    const Id<schema::PaymentAttempt> attempt(need(begin(shop)).mainId);
    dieAt(Begun);
    SimulatedTerminal terminal(providerOf(folder));
    const auto answer = need(terminal.charge(attempt.raw.toHex(), shop.cart().total));
    dieAt(Asked);
    need(note(shop, attempt, answer));
    dieAt(Noted);
    need(sellBy(shop, attempt));
    dieAt(Sold);
    std::abort();
}

} // namespace

/// A till that loses its power in the middle of a card payment: behind whichever write, it knows what to ask about, guesses nothing,
/// and the customer pays once.
class CardPowerCutTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPaymentThatWasCutOffIsSettledAndPaysOnce_data()
    {
        QTest::addColumn<int>("last");
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("settled");
        QTest::newRow("before the payment terminal is asked")
            << int(Begun) << int(schema::CARD_PENDING) << int(schema::CARD_DECLINED);
        QTest::newRow("before its answer is noted")
            << int(Asked) << int(schema::CARD_PENDING) << int(schema::CARD_CAPTURED);
        QTest::newRow("before the sale") << int(Noted) << int(schema::CARD_CAPTURED) << int(schema::CARD_CAPTURED);
        QTest::newRow("behind the sale") << int(Sold) << int(schema::CARD_CAPTURED) << int(schema::CARD_CAPTURED);
    }
    void aPaymentThatWasCutOffIsSettledAndPaysOnce()
    {
        QFETCH(int, last);
        QFETCH(int, state);
        QFETCH(int, settled);
        const QTemporaryDir dir;
        const std::string folder = (dir.path() + QStringLiteral("/shop")).toStdString();
        {
            ShopFixture shop(folder);
            need(shop.scan(shop.product("Mug", "M1", "2.50")));
        }
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(),
                    {QStringLiteral("--pay"), QString::fromStdString(folder), QString::number(last)});
        QVERIFY(child.waitForFinished());
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        QVERIFY2(child.readAllStandardError().isEmpty(), "it died of something else");

        ShopFixture shop(folder);
        need(shop.store->verify());
        const auto attempts = shop.store->read()->all<schema::PaymentAttempt>();
        QCOMPARE(attempts.size(), std::size_t(1));
        const Id<schema::PaymentAttempt> attempt(attempts.front().id());
        const auto card = [&] { return need(readCardPayment(*shop.store->read(), attempt)); };
        const auto isOpen = [&] { return openCardPayments(*shop.store->read(), 0).size() == 1; };
        QCOMPARE(int(card().state), state);
        QCOMPARE(isOpen(), last != Sold);
        QCOMPARE(shop.cart().isEmpty(), last == Sold);
        if (last == Sold)
            return;

        // What nobody noted pays nothing, until the payment terminal has been asked what became of it.
        SimulatedTerminal terminal(providerOf(folder));
        if (!card().holdsMoney()) {
            const auto early = sellBy(shop, attempt);
            QVERIFY2(!early, "it was taken for paid");
            QCOMPARE(early.error().about, std::string("attempt"));
            need(note(shop, attempt, need(terminal.lookUp(attempt.raw.toHex()))));
        }
        QCOMPARE(int(card().state), settled);
        QCOMPARE(isOpen(), card().holdsMoney());
        auto paidBy = attempt;
        if (!card().holdsMoney()) { // It took nothing: it is charged anew, under another key.
            QVERIFY(!sellBy(shop, attempt));
            paidBy = Id<schema::PaymentAttempt>(need(begin(shop)).mainId);
            need(note(shop, paidBy, need(terminal.charge(paidBy.raw.toHex(), shop.cart().total))));
        }
        need(sellBy(shop, paidBy));
        QVERIFY(openCardPayments(*shop.store->read(), 0).empty());
        QVERIFY(shop.cart().isEmpty());
        // Of all that was ever asked for, one charge holds money, and one sale has it.
        int charged = 0;
        for (const auto& row : shop.store->read()->all<schema::PaymentAttempt>())
            charged += need(terminal.lookUp(hex(row.id()))).state == schema::CARD_CAPTURED ? 1 : 0;
        QCOMPARE(charged, 1);
        QCOMPARE(shop.store->read()->all<schema::Payment>().size(), std::size_t(1));
        const auto maintained = shop.dump();
        need(shop.store->rebuild());
        QCOMPARE(shop.dump(), maintained);
    }
};

int main(int argc, char** argv)
{
    if (argc == 4 && std::string_view(argv[1]) == "--pay")
        payAndDie(argv[2], std::atoi(argv[3]));
    QCoreApplication app(argc, argv);
    CardPowerCutTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_card_power_cut.moc"
