#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/gateways/simulated_terminal.h"
#include "domain/base/currency.h"

#include <QTemporaryDir>

#include <filesystem>

using namespace kontor;
using Outcome = SimulatedTerminal::Outcome;

namespace {

/// What a provider remembers, and a payment terminal in front of it: each call may be by another program's run.
struct Counter {
    QTemporaryDir folder;
    std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "provider.json";

    SimulatedTerminal terminal(Outcome next = Outcome::Captured) const { return SimulatedTerminal(file, next); }
    static Money pounds(std::int64_t minor) { return {minor, Currency::fromAlpha("GBP").value()}; }
};

const std::string key = "00112233445566778899aabbccddeeff";
const std::string other = "ffeeddccbbaa99887766554433221100";

} // namespace

/// The contract of PaymentTerminal, that an adapter for a real one has to keep as well.
class PaymentTerminalTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void askedAgainWithItsKeyAChargeIsTheSameCharge()
    {
        const Counter counter;
        const auto first = counter.terminal().charge(key, Counter::pounds(500)).value();
        QCOMPARE(first.state, schema::CARD_CAPTURED);
        // Even where it would be declined now: it is not asked of the bank again.
        const auto again = counter.terminal(Outcome::Declined).charge(key, Counter::pounds(500)).value();
        QCOMPARE(again.state, schema::CARD_CAPTURED);
        QCOMPARE(again.providerReference, first.providerReference);
    }
    void anotherAmountByTheSameKeyIsAnError()
    {
        const Counter counter;
        (void)counter.terminal().charge(key, Counter::pounds(500)).value();
        const auto next = counter.terminal().charge(key, Counter::pounds(700));
        QVERIFY(!next);
        QCOMPARE(next.error().kind, Error::Kind::Conflict);
        QCOMPARE(counter.terminal().lookUp(key)->state, schema::CARD_CAPTURED); // The first one stands.
    }
    void anAnswerThatWasLostIsFoundByLookingUp()
    {
        const Counter counter;
        QCOMPARE(counter.terminal(Outcome::AnswerLost).charge(key, Counter::pounds(500))->state, schema::CARD_UNKNOWN);
        QCOMPARE(counter.terminal().lookUp(key)->state, schema::CARD_CAPTURED);
        QCOMPARE(counter.terminal().charge(key, Counter::pounds(500))->state,
                 schema::CARD_CAPTURED); // Not a second time.
    }
    void whatTheProviderNeverHeardOfTookNothing()
    {
        const Counter counter;
        QCOMPARE(counter.terminal(Outcome::NeverHeard).charge(key, Counter::pounds(500))->state, schema::CARD_UNKNOWN);
        QCOMPARE(counter.terminal().lookUp(key)->state, schema::CARD_DECLINED);
    }
    void aRefundThatIsRepeatedPaysOnce()
    {
        const Counter counter;
        (void)counter.terminal().charge(key, Counter::pounds(500)).value();
        QCOMPARE(counter.terminal(Outcome::AnswerLost).refund(other, key, Counter::pounds(500))->state,
                 schema::CARD_UNKNOWN);
        QCOMPARE(counter.terminal().refund(other, key, Counter::pounds(500))->state, schema::CARD_CAPTURED);
        QVERIFY(!counter.terminal().refund(other, key, Counter::pounds(400)));
    }
    void whatIsAuthorisedIsTakenByItsCaptureOnly()
    {
        const Counter counter;
        QCOMPARE(counter.terminal(Outcome::Authorised).charge(key, Counter::pounds(500))->state,
                 schema::CARD_AUTHORISED);
        QCOMPARE(counter.terminal().refund(other, key, Counter::pounds(500))->state, schema::CARD_DECLINED);
        QCOMPARE(counter.terminal(Outcome::NeverHeard).capture(key)->state, schema::CARD_UNKNOWN);
        QCOMPARE(counter.terminal().lookUp(key)->state, schema::CARD_AUTHORISED);
        QCOMPARE(counter.terminal(Outcome::AnswerLost).capture(key)->state, schema::CARD_UNKNOWN);
        QCOMPARE(counter.terminal().capture(key)->state, schema::CARD_CAPTURED);
        QCOMPARE(counter.terminal().capture(key)->state, schema::CARD_CAPTURED);
    }
    void whatIsVoidedCannotBePaidBack()
    {
        const Counter counter;
        (void)counter.terminal(Outcome::Authorised).charge(key, Counter::pounds(500)).value();
        QCOMPARE(counter.terminal().cancel(key)->state, schema::CARD_VOIDED);
        QCOMPARE(counter.terminal().capture(key)->state, schema::CARD_VOIDED);
        QCOMPARE(counter.terminal().refund(other, key, Counter::pounds(500))->state, schema::CARD_DECLINED);
    }
};

QTEST_GUILESS_MAIN(PaymentTerminalTest)
#include "tst_payment_terminal.moc"
