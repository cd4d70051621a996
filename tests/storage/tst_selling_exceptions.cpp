#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/inventory/receipt.h"
#include "domain/schema/loyalty.pb.h"
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
    void aPartHandedOverOfAnOrderThatAnotherTillCancelledIsDisputed_data()
    {
        QTest::addColumn<bool>("after");
        QTest::addColumn<bool>("codes");
        QTest::addColumn<bool>("disputed");
        QTest::newRow("sold after it was cancelled") << true << false << true;
        QTest::newRow("sold before, and its code was given back") << false << true << true;
        QTest::newRow("cancelled when a part had been sold") << false << false << false;
    }
    void aPartHandedOverOfAnOrderThatAnotherTillCancelledIsDisputed()
    {
        QFETCH(bool, after);
        QFETCH(bool, codes);
        QFETCH(bool, disputed);
        const auto line = [](std::uint64_t id, std::uint64_t of, std::int64_t pieces) {
            schema::OrderLine row;
            row.set_order(numbered(of).string());
            row.set_quantity(pieces * 1000);
            if (id == 11)
                row.set_fulfils(numbered(6).string());
            if (id == 31)
                row.set_returns(numbered(11).string());
            return insertOf(row, numbered(id));
        };
        schema::Order placed;
        placed.set_kind(schema::ORDERED);
        placed.mutable_total()->set_currency(826);
        schema::Order sale;
        sale.mutable_total()->set_currency(826);
        sale.set_placed(numbered(5).string());
        sale.set_receipt("T1-7");
        schema::PromotionUse given;
        given.set_order(numbered(5).string());
        given.set_uses(-1);
        const Changes sold{insertOf(sale, numbered(10)), line(11, 10, 1)};
        Changes cancelled{orderEvent(20, 5, schema::ORDER_CANCELLED)};
        if (codes)
            cancelled.push_back(insertOf(given, numbered(21)));
        Both both({insertOf(placed, numbered(5)), line(6, 5, 3)}, {});
        both.replica.receive(crafted(102, after ? 1003 : 1002, sold));
        both.replica.receive(crafted(103, after ? 1002 : 1003, cancelled));
        both.replica.applier().finish();
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(disputed));
        if (!disputed)
            return;
        QCOMPARE(found[0].kind, Kind::OrderDisputed);
        QCOMPARE(found[0].subject, numbered(5).string());
        QCOMPARE(found[0].rows, std::vector<RawId>{numbered(10)});
        QVERIFY2(found[0].detail.find("T1-7") != std::string::npos, found[0].detail.c_str());
        both.replica.receive(crafted(104, 1004, {order(30), line(31, 30, -1)}));
        both.replica.applier().finish();
        QVERIFY(both.found().empty());
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
    void twoTillsThatHandOverTheSameGoodsAreOneExceptionWithBothSales()
    {
        const auto row = [](std::uint64_t id, std::uint64_t of, std::int64_t pieces, std::uint64_t fulfils) {
            schema::OrderLine line;
            line.set_order(numbered(of).string());
            line.set_name("Mug");
            line.set_quantity(pieces * 1000);
            if (fulfils != 0)
                line.set_fulfils(numbered(fulfils).string());
            return insertOf(line, numbered(id));
        };
        const auto sale = [](std::uint64_t id) {
            schema::Order one;
            one.mutable_total()->set_minor(666);
            one.mutable_total()->set_currency(826);
            one.set_placed(numbered(5).string());
            return insertOf(one, numbered(id));
        };
        const auto money = [](std::uint64_t id, std::uint64_t of, schema::PaymentMethod method, std::int64_t minor) {
            schema::Payment one;
            one.set_order(numbered(of).string());
            one.set_method(method);
            one.mutable_amount()->set_minor(minor);
            one.mutable_amount()->set_currency(826);
            return insertOf(one, numbered(id));
        };
        schema::Order placed;
        placed.set_kind(schema::ORDERED);
        placed.mutable_total()->set_minor(999);
        placed.mutable_total()->set_currency(826);
        const Changes here{insertOf(placed, numbered(5)),
                           row(6, 5, 3, 0),
                           money(7, 5, schema::CASH, 666),
                           sale(10),
                           row(11, 10, 2, 6),
                           money(12, 10, schema::DEPOSIT, 666)};
        Both alone(here, {});
        QVERIFY(alone.found().empty());
        Both both(here, {sale(20), row(21, 20, 2, 6), money(22, 20, schema::DEPOSIT, 666)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::PlacedOrderOverrun);
        QCOMPARE(found[0].subject, numbered(5).string());
        QCOMPARE(found[0].rows, (std::vector<RawId>{numbered(10), numbered(20)}));
        QCOMPARE(found[0].detail,
                 std::string("4 of 3 Mug were handed over; 6.66 more of the deposit was used than was paid"));
        // What was handed over too much comes back, and the rest is paid.
        schema::OrderLine back;
        back.set_order(numbered(30).string());
        back.set_quantity(-1000);
        back.set_returns(numbered(21).string());
        both.replica.receive(
            crafted(102, 1002, {order(30), insertOf(back, numbered(31)), money(32, 5, schema::CASH, 666)}));
        both.replica.applier().finish();
        QVERIFY(both.found().empty());
    }
    void aDepositThatOneTillUsedAndAnotherGaveBackIsAnException()
    {
        schema::Order placed;
        placed.set_kind(schema::ORDERED);
        schema::Order sale;
        sale.set_placed(numbered(5).string());
        const auto money = [](std::uint64_t id, std::uint64_t of, schema::PaymentMethod method, std::int64_t minor) {
            schema::Payment one;
            one.set_order(numbered(of).string());
            one.set_method(method);
            one.mutable_amount()->set_minor(minor);
            one.mutable_amount()->set_currency(826);
            return insertOf(one, numbered(id));
        };
        placed.mutable_total()->set_currency(826);
        const Changes here{insertOf(placed, numbered(5)), money(6, 5, schema::CASH, 100), insertOf(sale, numbered(10)),
                           money(11, 10, schema::DEPOSIT, 60)};
        Both alone(here, {});
        QVERIFY(alone.found().empty());
        Both both(here, {money(20, 5, schema::CASH, -100)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::PlacedOrderOverrun);
        QCOMPARE(found[0].subject, numbered(5).string());
        QCOMPARE(found[0].detail, std::string("0.60 more of the deposit was used than was paid"));
        Both rest(here, {money(20, 5, schema::CASH, -40)}); // What was left of it.
        QVERIFY(rest.found().empty());
    }
    void anOrderThatGoesItsWayIsNoException()
    {
        Both both({order(5), orderEvent(10, 5, schema::ORDER_CONFIRMED)}, {orderEvent(11, 5, schema::ORDER_DELIVERED)});
        QVERIFY(both.found().empty());
    }
    void aGiftCardThatTwoTillsSpentNamesItsWholeHistory()
    {
        const auto entry = [](std::uint64_t id, std::int64_t minor, schema::StoredValueReason reason) {
            schema::StoredValueEntry row;
            row.set_value(numbered(9).string());
            row.set_amount_minor(minor);
            row.set_reason(reason);
            return insertOf(row, numbered(id));
        };
        const Changes here{entry(10, 500, schema::VALUE_ISSUED), entry(11, -400, schema::VALUE_SPENT)};
        Both spent(here, {entry(12, -100, schema::VALUE_SPENT)});
        QVERIFY(spent.found().empty());
        Both both(here, {entry(12, -300, schema::VALUE_SPENT)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::StoredValueOverspent);
        QCOMPARE(found[0].subject, numbered(9).string());
        QCOMPARE(found[0].rows, (std::vector<RawId>{numbered(10), numbered(11), numbered(12)}));
        QCOMPARE(found[0].detail, std::string("it is overspent by 200 minor units"));
        QVERIFY(found[0].effective == (Hlc{1001, 0}));
        both.replica.receive(crafted(102, 1002, {entry(13, 200, schema::VALUE_CORRECTED)}));
        both.replica.applier().finish();
        QVERIFY(both.found().empty());
    }
    void goodsThatTwoTillsTookBackNameEveryReturn()
    {
        const auto line = [](std::uint64_t id, std::int64_t pieces, std::uint64_t returns) {
            schema::OrderLine row;
            row.set_order(numbered(id + 50).string());
            row.set_name("Mug");
            row.set_quantity(pieces * 1000);
            if (returns != 0)
                row.set_returns(numbered(returns).string());
            return insertOf(row, numbered(id));
        };
        const Changes here{line(10, 3, 0), line(11, -1, 10), line(12, -1, 10)};
        Both parts(here, {line(13, -1, 10)});
        QVERIFY(parts.found().empty());
        Both both(here, {line(13, -2, 10)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::OverReturned);
        QCOMPARE(found[0].subject, numbered(10).string());
        QCOMPARE(found[0].rows, (std::vector<RawId>{numbered(11), numbered(12), numbered(13)}));
        QCOMPARE(found[0].detail, std::string("4 of 3 Mug came back"));
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
    void halvesOfOneCartAreNotTakenTwiceUnlessAnotherTillHadItToo()
    {
        const auto sale = [](std::uint64_t id, std::uint64_t terminal, std::vector<std::uint64_t> carts) {
            schema::Order row;
            row.mutable_total()->set_currency(826);
            row.set_terminal(numbered(terminal).string());
            row.set_cart(numbered(carts.front()).string());
            Changes changes;
            for (std::size_t i = 1; i < carts.size(); ++i) {
                schema::MergedCart merged;
                merged.set_order(numbered(id).string());
                merged.set_cart(numbered(carts[i]).string());
                row.mutable_details()->add_further_cart(merged.cart());
                changes.push_back(insertOf(merged, numbered(id * 100 + i)));
            }
            changes.push_back(insertOf(row, numbered(id)));
            return changes;
        };
        const auto parked = [](std::uint64_t id, std::uint64_t terminal, std::vector<std::uint64_t> from) {
            schema::ParkedCart row;
            row.set_terminal(numbered(terminal).string());
            for (const auto one : from)
                row.add_recalled_from(numbered(one).string());
            return insertOf(row, numbered(id));
        };
        const auto with = [](Changes changes, const Changes& more) {
            changes.insert(changes.end(), more.begin(), more.end());
            return changes;
        };
        // Till 1 took cart 20 up and split half of it off as 21; till 2 sold that, as it was parked once more as 22.
        const Changes carts{parked(20, 9, {}), parked(21, 1, {20}), parked(22, 2, {21, 20})};
        Both halves(with(carts, sale(5, 1, {20})), sale(6, 3, {22, 21, 20}));
        QVERIFY(halves.found().empty());
        // Till 3 had taken it up too.
        Both both(with(carts, sale(6, 2, {22, 21, 20})), sale(7, 3, {20}));
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::CartTakenTwice);
        QCOMPARE(found[0].subject, numbered(20).string());
        QCOMPARE(found[0].rows, (std::vector<RawId>{numbered(6), numbered(7)}));
        // The half itself, by two that had not heard of each other.
        Both half(with(carts, sale(6, 2, {21, 20})), sale(7, 3, {21, 20}));
        QCOMPARE(half.found().size(), std::size_t(1));
        QCOMPARE(half.found()[0].subject, numbered(21).string());
    }
    void aPieceThatTwoTillsSoldNamesBothLines()
    {
        schema::Lot piece;
        piece.set_variant(numbered(30).string());
        piece.set_number("SN-4711");
        piece.set_serial(true);
        const auto moved = [](std::uint64_t id, std::int64_t pieces, std::uint64_t line, std::int64_t at) {
            schema::StockMovement row;
            row.set_variant(numbered(30).string());
            row.set_location(numbered(2).string());
            row.set_lot(numbered(31).string());
            row.set_quantity(pieces * 1000);
            row.set_at_us(at);
            if (line != 0)
                row.set_line(numbered(line).string());
            return insertOf(row, numbered(id));
        };
        const Changes here{insertOf(piece, numbered(31)), moved(32, 1, 0, 1), moved(33, -1, 40, 2)};
        Both sold(here, {});
        QVERIFY(sold.found().empty());
        Both both(here, {moved(34, -1, 41, 3)});
        auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::SerialSoldTwice);
        QCOMPARE(found[0].subject, numbered(31).string());
        QCOMPARE(found[0].rows, (std::vector<RawId>{numbered(40), numbered(41)}));
        QVERIFY(found[0].detail.find("SN-4711") != std::string::npos);
        QVERIFY(found[0].effective == (Hlc{1001, 0}));
        // The customer who has another piece brings the paper back.
        both.replica.receive(crafted(102, 1002, {moved(35, 1, 42, 4)}));
        both.replica.applier().finish();
        QVERIFY(both.found().empty());
    }
    void pointsPaidWithOnTwoTillsAreOverspentUntilTheyAreThereAgain()
    {
        const auto points = [](std::uint64_t id, std::int64_t count, schema::PointsReason reason, std::int64_t at) {
            schema::PointsEntry row;
            row.set_customer(numbered(50).string());
            row.set_points(count);
            row.set_reason(reason);
            row.set_order(numbered(id + 100).string());
            row.set_at_us(at);
            return insertOf(row, numbered(id));
        };
        schema::Customer customer;
        customer.set_number("C1");
        const Changes here{insertOf(customer, numbered(50)), points(60, 100, schema::POINTS_EARNED, 1),
                           points(61, -80, schema::POINTS_REDEEMED, 2)};
        Both paid(here, {});
        QVERIFY(paid.found().empty());
        Both both(here, {points(62, -70, schema::POINTS_REDEEMED, 3)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::PointsOverspent);
        QCOMPARE(found[0].subject, numbered(50).string());
        QCOMPARE(found[0].rows, (std::vector<RawId>{numbered(61), numbered(62)}));
        QCOMPARE(found[0].detail, std::string("they are overspent by 50 points"));
        both.replica.receive(crafted(102, 1002, {points(63, 50, schema::POINTS_ADJUSTED, 4)}));
        both.replica.applier().finish();
        QVERIFY(both.found().empty());
    }
    void pointsThatWereSpentBeforeTheirGoodsCameBackAreOwedUntilTheyAreThereAgain()
    {
        const auto points = [](std::uint64_t id, std::int64_t count, schema::PointsReason reason, std::int64_t at) {
            schema::PointsEntry row;
            row.set_customer(numbered(50).string());
            row.set_points(count);
            row.set_reason(reason);
            row.set_order(numbered(5).string());
            row.set_at_us(at);
            return insertOf(row, numbered(id));
        };
        Both both({points(60, 100, schema::POINTS_EARNED, 1), points(61, -80, schema::POINTS_REDEEMED, 2)},
                  {points(62, -100, schema::POINTS_TAKEN_BACK, 3)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1)); // Not overspent: there was enough when it was spent.
        QCOMPARE(found[0].kind, Kind::PointsOwed);
        QCOMPARE(found[0].rows, (std::vector<RawId>{numbered(61), numbered(62)}));
        QVERIFY(found[0].detail.find("80 points") != std::string::npos);
        both.replica.receive(crafted(102, 1002, {points(63, 80, schema::POINTS_ADJUSTED, 4)}));
        both.replica.applier().finish();
        QVERIFY(both.found().empty());
    }
    void whoeverOwesPointsWithoutHavingPaidWithAnyIsListed()
    {
        schema::PointsEntry row; // Of goods without their receipt: what they had earned had expired.
        row.set_customer(numbered(50).string());
        row.set_points(-12);
        row.set_reason(schema::POINTS_TAKEN_BACK);
        row.set_at_us(3);
        Both both({insertOf(row, numbered(62))}, {});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::PointsOwed);
        QVERIFY(found[0].detail.find("12 points") != std::string::npos);
    }
    void pointsThatWereStillThereWhenTheirGoodsCameBackAreNoException()
    {
        const auto points = [](std::uint64_t id, std::int64_t count, schema::PointsReason reason, std::int64_t at) {
            schema::PointsEntry row;
            row.set_customer(numbered(50).string());
            row.set_points(count);
            row.set_reason(reason);
            row.set_order(numbered(5).string());
            row.set_at_us(at);
            return insertOf(row, numbered(id));
        };
        Both both({points(60, 100, schema::POINTS_EARNED, 1), points(61, 80, schema::POINTS_BIRTHDAY, 1),
                   points(62, -80, schema::POINTS_REDEEMED, 2)},
                  {points(63, -100, schema::POINTS_TAKEN_BACK, 3)});
        QVERIFY(both.found().empty());
    }
    void goodsOfOneTransferThatTwoTillsTookInNameBothReceiptsUntilOneIsUndone()
    {
        schema::StockTransfer transfer;
        transfer.set_from(numbered(1).string());
        transfer.set_to(numbered(2).string());
        auto& line = *transfer.add_line();
        line.set_variant(numbered(30).string());
        line.set_quantity(5000);
        const auto receipt = [](std::uint64_t id, std::int64_t received, std::int64_t before) {
            schema::TransferReceipt row;
            row.set_transfer(numbered(9).string());
            auto& came = *row.add_line();
            came.set_line(0);
            came.set_received(received);
            came.set_before(before);
            return insertOf(row, numbered(id));
        };
        const auto sent = insertOf(transfer, numbered(9));
        Both parts({sent, receipt(10, 2000, 0)}, {receipt(11, 3000, 0)}); // Each a part of it: no more than was sent.
        QVERIFY(parts.found().empty());
        Both more({sent, receipt(10, 5000, 0)}, {receipt(11, 1000, 5000)}); // More came, and whoever took it in knew.
        QVERIFY(more.found().empty());
        Both both({sent, receipt(10, 5000, 0)}, {receipt(11, 4000, 0)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::ReceivedTwice);
        QCOMPARE(found[0].subject, numbered(9).string());
        QCOMPARE(found[0].rows, (std::vector<RawId>{numbered(10), numbered(11)}));
        QVERIFY(found[0].detail.find("4 more") != std::string::npos);
        schema::ReceiptUndone undone;
        undone.set_receipt(numbered(11).string());
        both.replica.receive(crafted(102, 1002, {insertOf(undone, receiptUndoneId(numbered(11)).raw)}));
        both.replica.applier().finish();
        QVERIFY(both.found().empty());
    }
    void goodsOfOnePurchaseThatTwoTillsTookInByLotsAreReceivedTwice()
    {
        schema::PurchaseOrder order;
        auto& line = *order.add_line();
        line.set_variant(numbered(30).string());
        line.set_quantity(5000);
        const auto receipt = [](std::uint64_t id) {
            schema::PurchaseReceipt row;
            row.set_order(numbered(9).string());
            for (const auto quantity : {2000, 3000}) {
                auto& came = *row.add_line();
                came.set_line(0);
                came.set_quantity(quantity);
                came.set_before(0);
            }
            return insertOf(row, numbered(id));
        };
        Both one({insertOf(order, numbered(9)), receipt(10)}, {});
        QVERIFY(one.found().empty());
        Both both({insertOf(order, numbered(9)), receipt(10)}, {receipt(11)});
        const auto found = both.found();
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].kind, Kind::ReceivedTwice);
        QCOMPARE(found[0].rows, (std::vector<RawId>{numbered(10), numbered(11)}));
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
        // A provider that authorises first: captured it is nobody's worry, voided after that it is.
        const Changes held{order(5), insertOf(attempt, numbered(9)), cardEvent(13, 9, schema::CARD_AUTHORISED),
                           insertOf(paid, numbered(14))};
        QCOMPARE(Both(held, {}).found().size(), std::size_t(1));
        auto captured = held;
        captured.push_back(cardEvent(16, 9, schema::CARD_CAPTURED));
        QVERIFY(Both(captured, {}).found().empty());
        QCOMPARE(Both(captured, {cardEvent(17, 9, schema::CARD_VOIDED)}).found().size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(SellingExceptionsTest)
#include "tst_selling_exceptions.moc"
