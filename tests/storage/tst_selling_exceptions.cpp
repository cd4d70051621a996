#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/schema/payments.pb.h"
#include "domain/schema/shifts.pb.h"
#include "made_up_history.h"
#include "storage/exceptions.h"

using namespace kontor;
using namespace kontor::test;

namespace {

using Kind = ShopException::Kind;
using Changes = std::vector<schema::Change>;

/// What two tills that had not heard of each other wrote, on a replica that got both.
struct Both {
    Replica replica;

    Both(const Changes& first, const Changes& second)
    {
        replica.receive(crafted(100, 1000, first));
        replica.receive(crafted(101, 1001, second));
        replica.applier().finish();
    }
    std::vector<ShopException> found() { return exceptions::list(replica.database(), {}, 100); }
};

schema::Change order(std::uint64_t id, std::uint64_t cart = 0)
{
    schema::Order row;
    row.mutable_total()->set_minor(500);
    row.mutable_total()->set_currency(826);
    if (cart != 0)
        row.set_cart(numbered(cart).string());
    return insertOf(row, numbered(id));
}

schema::Change payment(std::uint64_t id, std::uint64_t of, std::int64_t minor, std::uint64_t refundOf = 0)
{
    schema::Payment row;
    row.set_order(numbered(of).string());
    row.set_method(schema::GIFT_CARD);
    row.mutable_amount()->set_minor(minor);
    row.mutable_amount()->set_currency(826);
    if (refundOf != 0)
        row.set_refund_of(numbered(refundOf).string());
    return insertOf(row, numbered(id));
}

schema::Change cardEvent(std::uint64_t id, std::uint64_t attempt, schema::CardState state)
{
    schema::PaymentEvent row;
    row.set_attempt(numbered(attempt).string());
    row.set_state(state);
    return insertOf(row, numbered(id));
}

schema::Change orderEvent(std::uint64_t id, std::uint64_t of, schema::OrderState state)
{
    schema::OrderEvent row;
    row.set_order(numbered(of).string());
    row.set_state(state);
    return insertOf(row, numbered(id));
}

} // namespace

/// What merging cannot decide at a till: the shop goes on, and somebody is told with both sides.
class SellingExceptionsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aShiftThatWasClosedTwiceNamesBothClosings()
    {
        schema::ShiftClosing row;
        row.set_shift(numbered(5).string());
        Both both({insertOf(row, numbered(10))}, {insertOf(row, numbered(11))});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::ShiftClosedTwice);
        QCOMPARE(found[0].rows.size(), std::size_t(2));
        QVERIFY(found[0].effective == (Hlc{1001, 0}));
    }
    void anOrderHandedOverAndCancelledIsDisputed()
    {
        Both both({order(5), orderEvent(10, 5, schema::ORDER_DELIVERED)}, {orderEvent(11, 5, schema::ORDER_CANCELLED)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::OrderDisputed);
        QCOMPARE(found[0].rows, std::vector<RawId>{numbered(11)});
        QVERIFY(found[0].detail.find("cancelled") != std::string::npos);
    }
    void anOrderThatGoesItsWayIsNoException()
    {
        Both both({order(5), orderEvent(10, 5, schema::ORDER_CONFIRMED)}, {orderEvent(11, 5, schema::ORDER_DELIVERED)});
        QVERIFY(both.found().empty());
    }
    void aPaymentThatWasPaidBackTwiceIsOneExceptionWithBothRefunds()
    {
        Both both({order(5), payment(6, 5, 500), order(7), payment(10, 7, -500, 6)},
                  {order(8), payment(11, 8, -300, 6)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::OverRefunded);
        QCOMPARE(found[0].subject, numbered(5).string());
        QCOMPARE(found[0].rows, (std::vector<RawId>{numbered(10), numbered(11)}));
    }
    void partsThatAddUpToThePaymentAreNoException()
    {
        Both both({order(5), payment(6, 5, 500), order(7), payment(10, 7, -200, 6)},
                  {order(8), payment(11, 8, -300, 6)});
        QVERIFY(both.found().empty());
    }
    void aPartOfAMergedCartThatAnotherTillSoldIsTakenTwice()
    {
        schema::MergedCart merged;
        merged.set_order(numbered(5).string());
        merged.set_cart(numbered(21).string());
        Both both({order(5, 20), insertOf(merged, numbered(12))}, {order(6, 21)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::CartTakenTwice);
        QCOMPARE(found[0].subject, numbered(21).string());
        QCOMPARE(found[0].rows, (std::vector<RawId>{numbered(5), numbered(6)}));
    }
    void aCardPaymentThatIsVoidedAfterItsSaleIsAdrift()
    {
        schema::PaymentAttempt attempt;
        attempt.mutable_amount()->set_minor(500);
        attempt.mutable_amount()->set_currency(826);
        schema::Payment paid;
        paid.set_order(numbered(5).string());
        paid.set_method(schema::CARD);
        *paid.mutable_amount() = attempt.amount();
        paid.set_card_attempt(numbered(9).string());
        const Changes sale{order(5), insertOf(attempt, numbered(9)), cardEvent(13, 9, schema::CARD_CAPTURED),
                           insertOf(paid, numbered(14))};
        Both sold(sale, {});
        QVERIFY(sold.found().empty());
        Both both(sale, {cardEvent(15, 9, schema::CARD_VOIDED)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::CardPaymentAdrift);
        QVERIFY(found[0].detail.find("has paid for an order") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(SellingExceptionsTest)
#include "tst_selling_exceptions.moc"
