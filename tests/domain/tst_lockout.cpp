#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/commands/review.h"
#include "domain/identity/lockout.h"
#include "domain/identity/pin.h"
#include "domain/identity/staff.h"
#include "support/test_shop.h"

#include <functional>

using namespace kontor;
using namespace kontor::testing;

namespace {

const Bytes pepper(32, 'p');

/// A shop whose cashier has the PIN 1234.
struct Till {
    TestShop shop;
    Till() { (void)newPinFor("1234", 'r'); }

    Result<Commit> newPinFor(std::string_view pin, char salt)
    {
        const auto secret = newPin([salt](std::size_t count) { return Bytes(count, salt); }, pepper, pin).value();
        return shop.run(setStaffPin, shop.administrator(), {shop.cashierId, secret});
    }
    Commit wrong() { return shop.take(notePinFailure(shop.reader, shop.context, {shop.cashierId})).value(); }
    Commit lockOut()
    {
        for (std::uint32_t i = 1; i < pinTries; ++i)
            (void)wrong();
        return wrong();
    }
    SignInOutcome keyIn(std::string_view pin) const
    {
        return signInOutcome(SignIn::read(shop.reader, shop.context.terminal, shop.cashierId), pepper, pin).value();
    }
    bool isOut() const { return isLockedOut(shop.reader, shop.cashierId); }
    Review judge(const Commit& commit, const std::function<void(std::vector<schema::Change>&)>& forge = {})
    {
        const auto sealed = shop.seal(commit);
        auto changes = changesOf(sealed).value();
        if (forge)
            forge(changes);
        return review(shop.reader, shop.reader, sealed, changes);
    }
};

} // namespace

class LockoutTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theFifthWrongPinInARowLocksOut()
    {
        Till till;
        for (std::uint32_t i = 1; i < pinTries; ++i) {
            QCOMPARE(till.keyIn("9999"), SignInOutcome::WrongPin);
            const auto noted = till.wrong();
            QVERIFY(noted.isLocalOnly()); // A failure stays on its terminal.
            QVERIFY(!till.isOut());
        }
        QCOMPARE(till.keyIn("9999"), SignInOutcome::LockingOut);
        const auto commit = till.wrong();
        QCOMPARE(commit.command(), std::string("lock-out"));
        QVERIFY(commit.author().isNil());
        QVERIFY(till.isOut());
        QCOMPARE(till.keyIn("1234"), SignInOutcome::LockedOut); // The right one too.
        const auto lockout = till.shop.reader.all<schema::PinLockout>().front();
        QCOMPARE(lockout.terminal(), till.shop.context.terminal.string());
        QCOMPARE(lockout.at_us(), till.shop.context.now);
        QCOMPARE(till.shop.reader.count<schema::PinFailures>(), std::size_t(0));
        const auto again = notePinFailure(till.shop.reader, till.shop.context, {till.shop.cashierId}).value();
        QVERIFY(again.isLocalOnly() && again.locals().empty());
    }
    void theRightPinForgetsTheWrongOnes()
    {
        Till till;
        for (std::uint32_t i = 1; i < pinTries; ++i)
            (void)till.wrong();
        QCOMPARE(till.keyIn("1234"), SignInOutcome::SignedIn);
        QVERIFY(till.shop.take(notePinSuccess(till.shop.reader, till.shop.context, {till.shop.cashierId})));
        QVERIFY(till.wrong().isLocalOnly());
        QVERIFY(notePinSuccess(till.shop.reader, till.shop.context, {till.shop.administratorId})->locals().empty());
    }
    void anotherPersonAndAnotherTerminalCountForThemselves()
    {
        Till till;
        for (std::uint32_t i = 1; i < pinTries; ++i)
            (void)till.wrong();
        auto elsewhere = till.shop.context;
        elsewhere.terminal = Id<schema::Terminal>(elsewhere.newId());
        QVERIFY(notePinFailure(till.shop.reader, elsewhere, {till.shop.cashierId})->isLocalOnly());
        QVERIFY(notePinFailure(till.shop.reader, till.shop.context, {till.shop.administratorId})->isLocalOnly());
    }
    void whoManagesStaffLiftsIt()
    {
        Till till;
        auto& shop = till.shop;
        QCOMPARE(TestShop::errorOf(shop.run(liftLockOut, shop.administrator(), {shop.cashierId})),
                 std::string("Conflict staff"));
        const RawId lockout = till.lockOut().mainId();
        QCOMPARE(TestShop::errorOf(shop.run(liftLockOut, shop.cashier(), {shop.cashierId})),
                 std::string("Denied manage-staff"));
        QCOMPARE(TestShop::errorOf(shop.run(liftLockOut, shop.administrator(), {Id<schema::Staff>(lockout)})),
                 std::string("NotFound staff"));
        QVERIFY(shop.run(liftLockOut, shop.administrator(), {shop.cashierId}));
        QVERIFY(!till.isOut());
        QCOMPARE(shop.reader.all<schema::PinLockoutLifted>().front().lockout(), lockout.string());
        QCOMPARE(till.keyIn("1234"), SignInOutcome::SignedIn);
        // The next five make a new one.
        (void)till.lockOut();
        QVERIFY(till.isOut());
    }
    void aNewPinLiftsItAndStartsAtNoFailures()
    {
        Till till;
        (void)till.lockOut();
        QVERIFY(till.newPinFor("5678", 'q'));
        QVERIFY(!till.isOut());
        QCOMPARE(till.keyIn("5678"), SignInOutcome::SignedIn);
        for (std::uint32_t i = 1; i < pinTries; ++i)
            (void)till.wrong();
        QVERIFY(till.newPinFor("1234", 's'));
        QVERIFY(till.wrong().isLocalOnly());
    }
    void whoHasLeftIsNotHere()
    {
        Till till;
        QVERIFY(till.shop.run(staffLeaves, till.shop.administrator(), {till.shop.cashierId}));
        QCOMPARE(till.keyIn("1234"), SignInOutcome::NotHere);
        const auto nobody =
            SignIn::read(till.shop.reader, till.shop.context.terminal, Id<schema::Staff>(till.shop.context.origin));
        QCOMPARE(signInOutcome(nobody, pepper, "1234").value(), SignInOutcome::NotHere);
        QVERIFY(!notePinFailure(till.shop.reader, till.shop.context, {Id<schema::Staff>(till.shop.context.origin)}));
    }
    void aBrokenPepperIsAnErrorAndNoWrongPin()
    {
        const Till till;
        const auto known = SignIn::read(till.shop.reader, till.shop.context.terminal, till.shop.cashierId);
        QCOMPARE(signInOutcome(known, "short", "1234").error().about, std::string("pepper"));
    }
    void theReviewAcceptsWhatATerminalNotesOfItself()
    {
        Till till;
        const auto commit = till.lockOut();
        QCOMPARE(till.judge(commit).verdict, schema::ACCEPTED);
        const auto lifted =
            liftLockOut(till.shop.reader, till.shop.context, till.shop.administrator(), {till.shop.cashierId});
        QCOMPARE(till.judge(*lifted).verdict, schema::ACCEPTED);
        const auto forged = till.judge(commit, [](auto& changes) {
            schema::PinLockout row;
            QVERIFY(row.ParseFromString(changes.front().body()));
            row.set_terminal(Bytes(16, 'x'));
            changes.front().set_body(row.SerializeAsString());
        });
        QCOMPARE(forged.verdict, schema::QUARANTINED);
        QCOMPARE(forged.reasons.front().subject(), std::string("lock-out"));
    }
    void liftingIsARightWhateverTheCommandIsCalled()
    {
        Till till;
        const RawId lockout = till.lockOut().mainId();
        Commit commit{"amnesty", till.shop.context, till.shop.cashier()};
        schema::PinLockoutLifted row;
        row.set_lockout(lockout.string());
        commit.insert(row);
        const auto review = till.judge(commit);
        QCOMPARE(review.verdict, schema::QUARANTINED);
        QCOMPARE(review.reasons.front().subject(), std::string("manage-staff"));
    }
    void oldCommitsOfALockedOutPersonStand()
    {
        Till till;
        (void)till.lockOut();
        QVERIFY(Actor::load(till.shop.reader, till.shop.cashierId));
    }
};
QTEST_GUILESS_MAIN(LockoutTest)
#include "tst_lockout.moc"
