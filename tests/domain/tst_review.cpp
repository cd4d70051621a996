#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/base/text.h"
#include "domain/catalog/open_price.h"
#include "domain/catalog/price.h"
#include "domain/catalog/price_list.h"
#include "domain/catalog/product.h"
#include "domain/catalog/unit.h"
#include "domain/commands/order_review.h"
#include "domain/commands/reason.h"
#include "domain/commands/registry.h"
#include "domain/commands/review.h"
#include "domain/customers/customer.h"
#include "domain/customers/customer_group.h"
#include "domain/identity/staff.h"
#include "domain/identity/terminal.h"
#include "domain/inventory/stock.h"
#include "domain/orders/import_order.h"
#include "domain/orders/sell.h"
#include "domain/pricing/engine.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"
#include "support/torn_sight.h"

#include <functional>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// A till and what its author saw before the commit in hand.
struct Till {
    TestShop shop;
    Id<schema::Variant> mug = shop.addGoods("MUG", "2.55");

    /// The commit as the server gets it, its changes turned by `forge` before they are judged.
    Review judge(const Commit& commit, const MemoryReader& seen, const MemoryReader& now,
                 const std::function<void(std::vector<schema::Change>&, schema::Header&)>& forge = {})
    {
        auto sealed = shop.seal(commit);
        auto changes = changesOf(sealed).value();
        if (forge)
            forge(changes, sealed.header);
        return review(seen, now, sealed, changes);
    }
    /// A sale of six mugs by the cashier, made but not applied.
    Commit aSale()
    {
        (void)shop.run(addToCart, shop.cashier(), {mug, Quantity::whole(6)}).value();
        const Money total = shop.cart().total;
        return sell(shop.reader, shop.context, shop.cashier(), {total, {cashPayment(total, total).value()}}).value();
    }
};

/// Rewrites the first row of a type.
template <typename T>
void forgeFirst(std::vector<schema::Change>& changes, const std::function<void(T&)>& forge)
{
    for (auto& change : changes) {
        if (change.type() != rowTypeOf(T::descriptor()).type)
            continue;
        T row;
        QVERIFY(row.ParseFromString(change.body()));
        forge(row);
        change.set_body(row.SerializeAsString());
        return;
    }
    QFAIL("there is no such row to forge");
}

QString text(const Review& review)
{
    QString out = QString::fromStdString(schema::Verdict_Name(review.verdict));
    for (const auto& reason : review.reasons)
        out += QLatin1Char('\n') +
               QString::fromStdString(schema::Reason::Code_Name(reason.code()) + " " + reason.subject());
    return out;
}

} // namespace

class ReviewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anHonestSaleIsAccepted()
    {
        Till till;
        const auto sale = till.aSale();
        QCOMPARE(text(till.judge(sale, till.shop.reader, till.shop.reader)), QStringLiteral("ACCEPTED"));
    }
    void everyCommandsCommitIsAccepted()
    {
        Till till;
        auto& shop = till.shop;
        const auto admin = shop.administrator();
        const auto check = [&](const Result<Commit>& made) {
            QVERIFY2(made, TestShop::errorOf(made).c_str());
            QCOMPARE(text(till.judge(*made, shop.reader, shop.reader)), QStringLiteral("ACCEPTED"));
        };
        NewProduct product;
        product.name = product.sku = "PLATE";
        product.price = shop.price("3.39");
        check(addProduct(shop.reader, shop.context, admin, product));
        check(addProducts(shop.reader, shop.context, admin, {{product}}));
        check(archiveProduct(shop.reader, shop.context, admin, {shop.productOf(till.mug)}));
        check(renameProduct(shop.reader, shop.context, admin, {shop.productOf(till.mug), "Cup"}));
        check(addBarcode(shop.reader, shop.context, admin, {till.mug, "123", schema::PRINTED, {}}));
        check(changePrice(shop.reader, shop.context, admin, {till.mug, {1}, "", {}, {}}));
        check(changeSetting(shop.reader, shop.context, admin,
                            {shop.context.store.raw, std::string(receiptFooter), "Bye"}));
        check(enrolTerminal(shop.reader, shop.context, admin,
                            {{}, schema::TILL, "", shop.context.store, Bytes(32, 'b')}));
        check(
            setStaffPin(shop.reader, shop.context, shop.cashier(), {shop.cashierId, {Bytes(16, 't'), Bytes(32, 'i')}}));
        const auto second =
            enrolTerminal(shop.reader, shop.context, admin, {{}, schema::TILL, "", shop.context.store, Bytes(32, 'b')});
        check(shop.take(second));
        check(renameTerminal(shop.reader, shop.context, admin, {Id<schema::Terminal>(second->mainId()), "Front"}));
        check(revokeTerminal(shop.reader, shop.context, admin, {Id<schema::Terminal>(second->mainId())}));
        check(addRole(shop.reader, shop.context, admin, {"Storeman", {schema::ADJUST_STOCK}}));
        const auto list = shop.take(addPriceList(shop.reader, shop.context, admin, {"Trade", "GBP"}));
        check(list);
        const AssignPriceList assign{Id<schema::PriceList>(list->mainId()), shop.context.store.raw, 0, {}, {}};
        check(shop.take(assignPriceList(shop.reader, shop.context, admin, assign)));
        check(unassignPriceList(shop.reader, shop.context, admin, {assign.list, assign.owner}));
        const auto group = shop.take(addCustomerGroup(shop.reader, shop.context, admin, {"Trade"}));
        check(group);
        const auto customer = shop.take(addCustomer(shop.reader, shop.context, admin, {"C1", "", {}}));
        check(customer);
        const GroupMember member{Id<schema::Customer>(customer->mainId()), Id<schema::CustomerGroup>(group->mainId())};
        check(shop.take(putIntoGroup(shop.reader, shop.context, admin, member)));
        check(takeOutOfGroup(shop.reader, shop.context, admin, member));
        const auto kg = shop.take(addUnit(shop.reader, shop.context, admin, {"kilogram", "kg", {}, 1, 1, false}));
        check(kg);
        check(setProductUnit(shop.reader, shop.context, admin,
                             {shop.productOf(till.mug), Id<schema::Unit>(kg->mainId())}));
        check(setVariantContent(shop.reader, shop.context, admin,
                                {till.mug, Quantity::whole(2), Id<schema::Unit>(kg->mainId())}));
        check(setOpenPrice(shop.reader, shop.context, admin,
                           {shop.productOf(till.mug), shop.price("1.00"), {}, "", true}));
        AdjustStock found;
        found.changes.push_back({till.mug, Quantity::whole(3), schema::FOUND, "", {}});
        check(adjustStock(shop.reader, shop.context, admin, found));
        ImportedOrder order;
        order.source = "old-till";
        order.number = "1";
        order.lines.push_back({1, till.mug, "", Quantity::whole(2), shop.price("1.005")});
        order.movements = {{till.mug, Quantity::whole(-1), schema::WRITTEN_OFF, "", {}}};
        check(importOrder(shop.reader, shop.context, admin, order));
    }
    void theRegistryKnowsTheSchemasNumbers()
    {
        const auto* sellEntry = findCommand("sell");
        QVERIFY(sellEntry != nullptr);
        for (const auto& entry : commandRegistry()) {
            QVERIFY(findCommand(entry.name) == &entry);
            for (const auto number : entry.writes)
                QVERIFY2(rowType(number) != nullptr && rowType(number)->kind != schema::LOCAL,
                         std::string(entry.name).c_str());
        }
        for (const auto* descriptor : {schema::Order::descriptor(), schema::OrderLine::descriptor(),
                                       schema::Payment::descriptor(), schema::StockMovement::descriptor()})
            QVERIFY(std::find(sellEntry->writes.begin(), sellEntry->writes.end(), rowTypeOf(descriptor).type) !=
                    sellEntry->writes.end());
        QVERIFY(findCommand("fly") == nullptr);
    }

    void aForgedSaleIsFlaggedAndCounts_data()
    {
        QTest::addColumn<QString>("subject");
        QTest::newRow("line total") << "line 1, total";
        QTest::newRow("cheaper than its price") << "line 1, price";
        QTest::newRow("discount above the price") << "line 1, discount";
        QTest::newRow("order total") << "total";
        QTest::newRow("payment") << "payments";
        QTest::newRow("change") << "change";
        QTest::newRow("tax") << "line 1, tax";
        QTest::newRow("count of lines") << "lines";
        QTest::newRow("currency") << "currency";
        QTest::newRow("another series") << "series";
        QTest::newRow("stock") << "line 1, stock";
        QTest::newRow("unknown price") << "line 1, price";
        QTest::newRow("money called rounding") << "cash rounding";
        QTest::newRow("beyond any amount") << "line 1, total";
    }
    void aForgedSaleIsFlaggedAndCounts()
    {
        QFETCH(QString, subject);
        Till till;
        const QByteArray tag = QTest::currentDataTag();
        std::vector<schema::Change> added;
        const auto review = till.judge(till.aSale(), till.shop.reader, till.shop.reader, [&](auto& changes, auto&) {
            if (tag == "line total")
                forgeFirst<schema::OrderLine>(changes, [](auto& line) { line.set_total_minor(1); });
            else if (tag == "cheaper than its price")
                forgeFirst<schema::OrderLine>(changes, [](auto& line) { line.set_unit_price_e4(1); });
            else if (tag == "discount above the price")
                forgeFirst<schema::OrderLine>(changes, [](auto& line) { line.set_discount_minor(1531); });
            else if (tag == "order total")
                forgeFirst<schema::Order>(changes, [](auto& order) { order.mutable_total()->set_minor(1); });
            else if (tag == "payment")
                forgeFirst<schema::Payment>(changes, [](auto& payment) { payment.mutable_amount()->set_minor(1); });
            else if (tag == "change")
                forgeFirst<schema::Payment>(changes, [](auto& payment) { payment.mutable_change()->set_minor(1); });
            else if (tag == "tax")
                forgeFirst<schema::OrderLine>(changes, [](auto& line) { line.set_tax_minor(1); });
            else if (tag == "count of lines")
                forgeFirst<schema::Order>(changes, [](auto& order) { order.set_lines(2); });
            else if (tag == "currency")
                forgeFirst<schema::Order>(changes, [](auto& order) { order.mutable_total()->set_currency(1); });
            else if (tag == "another series")
                forgeFirst<schema::Order>(changes, [](auto& order) { order.set_series(Bytes(16, 'x')); });
            else if (tag == "stock")
                forgeFirst<schema::StockMovement>(changes, [](auto& movement) { movement.set_quantity(-1000); });
            else if (tag == "money called rounding")
                forgeFirst<schema::Payment>(changes, [&](auto& payment) {
                    schema::CashRounding rounding;
                    rounding.set_order(payment.order());
                    *rounding.mutable_amount() = payment.amount();
                    rounding.mutable_amount()->set_minor(1 - payment.amount().minor());
                    rounding.set_unit_minor(1);
                    payment.mutable_details()->set_rounding_minor(1 - payment.amount().minor());
                    payment.mutable_amount()->set_minor(1);
                    payment.mutable_tendered()->set_minor(1);
                    schema::Change change;
                    change.set_type(rowTypeOf(schema::CashRounding::descriptor()).type);
                    change.set_row(Bytes(16, 'r'));
                    change.set_body(rounding.SerializeAsString());
                    added.push_back(std::move(change));
                });
            else if (tag == "unknown price")
                forgeFirst<schema::OrderLine>(changes, [](auto& line) { line.set_price(Bytes(16, 'x')); });
            else
                forgeFirst<schema::OrderLine>(changes, [](auto& line) { line.set_total_minor(INT64_MIN); });
            changes.insert(changes.end(), added.begin(), added.end());
        });
        QVERIFY2(review.verdict == schema::FLAGGED, qPrintable(text(review)));
        QVERIFY2(text(review).contains(QStringLiteral("T1-K7Q2-000001, ") + subject), qPrintable(text(review)));
    }
    void anOrderOfOtherRulesIsTakenAsItIs()
    {
        Till till;
        const auto sale = till.aSale();
        const auto judged = till.judge(sale, till.shop.reader, till.shop.reader, [](auto& changes, auto&) {
            forgeFirst<schema::Order>(changes, [](schema::Order& order) { order.set_engine(pricingEngine + 1); });
            forgeFirst<schema::OrderLine>(changes, [](schema::OrderLine& line) { line.set_tax_minor(0); });
            forgeFirst<schema::Order>(changes, [](schema::Order& order) { order.mutable_tax()->set_minor(0); });
        });
        QCOMPARE(judged.verdict, schema::FLAGGED);
        QCOMPARE(judged.reasons.size(), 1U);
        QVERIFY2(QString::fromStdString(judged.reasons.front().subject()).endsWith(QStringLiteral(", engine")),
                 judged.reasons.front().subject().c_str());
    }
    void aSaleAtThePriceTheAuthorHadSeenIsAccepted()
    {
        Till till;
        const auto sale = till.aSale();
        const MemoryReader seen = till.shop.reader;
        // Meanwhile the back office changed it, from before the sale on.
        QVERIFY(till.shop.run(changePrice, till.shop.administrator(),
                              {till.mug, till.shop.price("3.00"), "", {}, till.shop.context.now - 1}));
        QCOMPARE(text(till.judge(sale, seen, till.shop.reader)), QStringLiteral("ACCEPTED"));
        // An author who had seen the newer one should have used it.
        till.shop.tick(60);
        QVERIFY(till.shop.run(changePrice, till.shop.administrator(),
                              {till.mug, till.shop.price("4.00"), "", {}, till.shop.context.now - 60'000'000}));
        const auto review = till.judge(sale, till.shop.reader, till.shop.reader);
        QVERIFY2(text(review).contains(QStringLiteral("PRICE_DIFFERS order T1-K7Q2-000001, line 1, price")),
                 qPrintable(text(review)));
        QCOMPARE(review.verdict, schema::FLAGGED);
    }
    void anOpenPriceNeedsItsRight()
    {
        Till till;
        const auto review = till.judge(till.aSale(), till.shop.reader, till.shop.reader, [](auto& changes, auto&) {
            forgeFirst<schema::OrderLine>(changes, [](auto& line) { line.clear_price(); });
        });
        QCOMPARE(text(review), QStringLiteral("QUARANTINED\nNO_RIGHT open-price"));
    }
    void whoHadNoRightIsQuarantined()
    {
        Till till;
        auto& shop = till.shop;
        const auto change =
            changePrice(shop.reader, shop.context, shop.administrator(), {till.mug, {1}, "", {}, {}}).value();
        QCOMPARE(text(till.judge(change, shop.reader, shop.reader,
                                 [&](auto&, auto& header) { header.set_author(shop.cashierId.string()); })),
                 QStringLiteral("QUARANTINED\nNO_RIGHT change-price"));
        QCOMPARE(
            text(till.judge(change, shop.reader, shop.reader, [&](auto&, auto& header) { header.clear_author(); })),
            QStringLiteral("QUARANTINED\nNO_RIGHT staff"));
        QCOMPARE(text(till.judge(change, shop.reader, shop.reader,
                                 [&](auto&, auto& header) {
                                     header.set_author(shop.cashierId.string());
                                     header.set_approver(shop.administratorId.string());
                                 })),
                 QStringLiteral("ACCEPTED"));
        // A price hidden in another command.
        QCOMPARE(text(till.judge(change, shop.reader, shop.reader,
                                 [&](auto&, auto& header) { header.set_command("sell"); })),
                 QStringLiteral("QUARANTINED\nNO_RIGHT Price"));
        // Somebody else's PIN.
        const auto pin = setStaffPin(shop.reader, shop.context, shop.administrator(),
                                     {shop.administratorId, {Bytes(16, 't'), Bytes(32, 'i')}})
                             .value();
        QCOMPARE(text(till.judge(pin, shop.reader, shop.reader,
                                 [&](auto&, auto& header) { header.set_author(shop.cashierId.string()); })),
                 QStringLiteral("QUARANTINED\nNO_RIGHT manage-staff"));
    }
    void aSaleMovesNoGoodsButItsOwn()
    {
        Till till;
        const auto review = till.judge(till.aSale(), till.shop.reader, till.shop.reader, [&](auto& changes, auto&) {
            schema::StockMovement movement;
            movement.set_variant(till.mug.string());
            movement.set_quantity(-1'000'000);
            movement.set_line(Bytes(16, 'x')); // Of another sale.
            schema::Change change;
            change.set_type(rowTypeOf(schema::StockMovement::descriptor()).type);
            change.set_row(Bytes(16, 'm'));
            change.set_body(movement.SerializeAsString());
            changes.push_back(std::move(change));
        });
        QCOMPARE(text(review), QStringLiteral("QUARANTINED\nNO_RIGHT adjust-stock"));
    }
    void aRightLostSinceIsFlagged()
    {
        Till till;
        const auto sale = till.aSale();
        const MemoryReader seen = till.shop.reader;
        const auto role = till.shop.run(addRole, till.shop.administrator(), {"Nothing", {}})->mainId();
        QVERIFY(till.shop.run(setStaffRole, till.shop.administrator(), {till.shop.cashierId, Id<schema::Role>(role)}));
        QCOMPARE(text(till.judge(sale, seen, till.shop.reader)), QStringLiteral("FLAGGED\nRIGHT_LOST sell"));
        QVERIFY(till.shop.run(staffLeaves, till.shop.administrator(), {till.shop.cashierId}));
        QCOMPARE(text(till.judge(sale, seen, till.shop.reader)), QStringLiteral("FLAGGED\nRIGHT_LOST staff"));
        QCOMPARE(text(till.judge(sale, till.shop.reader, till.shop.reader)),
                 QStringLiteral("QUARANTINED\nNO_RIGHT staff"));
    }
    /// The cashier's role may be among what has not come back yet. Prices and settings can be set again, a sale cannot.
    void aSaleIsNotRefusedForWhatARestoredServerLacks()
    {
        Till till;
        auto& shop = till.shop;
        const auto sale = till.aSale();
        const auto change =
            changePrice(shop.reader, shop.context, shop.administrator(), {till.mug, {1}, "", {}, {}}).value();
        QVERIFY(shop.run(staffLeaves, shop.administrator(), {shop.cashierId}));
        QCOMPARE(text(till.judge(sale, TornSight(shop.reader), shop.reader)),
                 QStringLiteral("FLAGGED\nNO_RIGHT staff"));
        QCOMPARE(text(till.judge(change, TornSight(shop.reader), shop.reader,
                                 [&](auto&, auto& header) { header.set_author(shop.cashierId.string()); })),
                 QStringLiteral("QUARANTINED\nNO_RIGHT staff"));
    }
    void whatCannotBeReadIsQuarantined_data()
    {
        QTest::addColumn<QString>("reasons");
        QTest::newRow("garbage body") << "MALFORMED Order";
        QTest::newRow("short row id") << "MALFORMED Order";
        QTest::newRow("fact updated") << "MALFORMED Order";
        QTest::newRow("local row") << "MALFORMED Cart";
        QTest::newRow("no command") << "MALFORMED header";
        QTest::newRow("author of another size") << "MALFORMED header";
        QTest::newRow("line of a foreign order") << "MALFORMED order";
    }
    void whatCannotBeReadIsQuarantined()
    {
        QFETCH(QString, reasons);
        Till till;
        const QByteArray tag = QTest::currentDataTag();
        const auto review =
            till.judge(till.aSale(), till.shop.reader, till.shop.reader, [&](auto& changes, auto& header) {
                if (tag == "garbage body")
                    changes.front().set_body("\xff\xff\xff");
                else if (tag == "short row id")
                    changes.front().set_row("x");
                else if (tag == "fact updated")
                    changes.front().set_kind(schema::Change::UPDATE);
                else if (tag == "local row")
                    changes.front().set_type(rowTypeOf(schema::Cart::descriptor()).type);
                else if (tag == "no command")
                    header.clear_command();
                else if (tag == "author of another size")
                    header.set_author("x");
                else
                    forgeFirst<schema::OrderLine>(changes, [](auto& line) { line.set_order(Bytes(16, 'x')); });
            });
        QCOMPARE(review.verdict, schema::QUARANTINED);
        QVERIFY2(text(review).contains(reasons), qPrintable(text(review)));
    }
    void aPriceBelowZeroIsMalformed()
    {
        Till till;
        auto& shop = till.shop;
        const auto change =
            changePrice(shop.reader, shop.context, shop.administrator(), {till.mug, {1}, "", {}, {}}).value();
        QCOMPARE(text(till.judge(change, shop.reader, shop.reader,
                                 [](auto& changes, auto&) {
                                     forgeFirst<schema::Price>(changes, [](auto& price) { price.set_amount_e4(-1); });
                                 })),
                 QStringLiteral("QUARANTINED\nMALFORMED price"));
    }
    void aNewerProgramsWorkIsKept()
    {
        Till till;
        const auto forge = [](auto& changes, auto& header) {
            header.set_command("fly-to-the-moon");
            auto extra = changes.front();
            extra.set_type(4711);
            extra.set_body("\xff");
            changes.push_back(extra);
        };
        QCOMPARE(text(till.judge(till.aSale(), till.shop.reader, till.shop.reader, forge)), QStringLiteral("ACCEPTED"));
        QCOMPARE(text(till.judge(till.aSale(), till.shop.reader, till.shop.reader,
                                 [&](auto& changes, auto& header) {
                                     forge(changes, header);
                                     header.set_author(Bytes(16, 'x'));
                                 })),
                 QStringLiteral("QUARANTINED\nNO_RIGHT staff"));
    }
    void aRevokedTerminalsFactsAreFlaggedAndItsChangesQuarantined()
    {
        Till till;
        auto& shop = till.shop;
        const auto sale = till.aSale();
        const MemoryReader seen = shop.reader;
        const auto before = shop.reader.get(shop.context.terminal).value();
        auto after = before;
        after.set_revoked(true);
        Commit revoke{"revoke-terminal", shop.context, shop.administrator()};
        revoke.update(before, after);
        (void)shop.take(revoke);
        QCOMPARE(text(till.judge(sale, seen, shop.reader)), QStringLiteral("FLAGGED\nTERMINAL_REVOKED Till 1"));
        const auto rename =
            renameProduct(shop.reader, shop.context, shop.administrator(), {shop.productOf(till.mug), "Cup"}).value();
        QCOMPARE(text(till.judge(rename, seen, shop.reader)), QStringLiteral("QUARANTINED\nTERMINAL_REVOKED Till 1"));
    }
    void onlyTheServerEnrolsWithoutAnAuthor()
    {
        Till till;
        auto& shop = till.shop;
        const EnrolTerminal input{{}, schema::TILL, "", shop.context.store, Bytes(32, 'b')};
        const auto enrol = enrolTerminal(shop.reader, shop.context, Actor::founder(), input).value();
        QCOMPARE(text(till.judge(enrol, shop.reader, shop.reader)), QStringLiteral("QUARANTINED\nNO_RIGHT staff"));
        const auto server =
            shop.run(enrolTerminal, shop.administrator(), {{}, schema::SERVER, "", {}, Bytes(32, 's')})->mainId();
        schema::Origin origin;
        origin.set_id(Bytes(16, 'o'));
        origin.set_terminal(server.string());
        Commit begins{"begin-origin", shop.context, RawId{}};
        begins.insert(origin);
        (void)shop.take(begins);
        QCOMPARE(text(till.judge(enrol, shop.reader, shop.reader,
                                 [](auto&, auto& header) { header.set_origin(Bytes(16, 'o')); })),
                 QStringLiteral("ACCEPTED"));
    }
    void aSecondOrganisationIsQuarantined()
    {
        Till till;
        Commit second{"found-organisation", till.shop.context, RawId{}};
        schema::Organisation organisation;
        organisation.set_name("Another");
        second.insert(organisation);
        const MemoryReader empty;
        QCOMPARE(text(till.judge(second, empty, empty)), QStringLiteral("ACCEPTED"));
        QCOMPARE(text(till.judge(second, empty, till.shop.reader)),
                 QStringLiteral("QUARANTINED\nNO_RIGHT organisation"));
    }
    void anOriginBeginsOnce()
    {
        Till till;
        const MemoryReader empty;
        const auto begins = beginOrigin(empty, till.shop.context, till.shop.key.publicKey).value();
        QCOMPARE(text(till.judge(begins, empty, empty)), QStringLiteral("ACCEPTED"));
        // As commit 2.
        QCOMPARE(text(till.judge(begins, empty, empty)), QStringLiteral("QUARANTINED\nMALFORMED begin-origin"));
    }
    void aHostileCommitGetsAShortAnswer()
    {
        Till till;
        const auto review = till.judge(till.aSale(), till.shop.reader, till.shop.reader, [](auto& changes, auto&) {
            schema::Change bad = changes.front();
            bad.set_body("\xff\xff");
            changes.assign(5000, bad);
        });
        QCOMPARE(review.verdict, schema::QUARANTINED);
        QVERIFY(review.reasons.size() <= 32);
    }
    void aHostileSaleGetsAShortAnswerWhateverItsReceiptIsCalled()
    {
        Till till;
        SaleFacts facts;
        schema::Order order;
        order.set_id(RawId::imported("test", "order", 0).string());
        for (int i = 0; i < 100'000; ++i)
            order.mutable_receipt()->append("\xc3\xa9");
        order.mutable_total()->set_currency(978);
        facts.orders.assign(5, order);
        schema::OrderLine line;
        line.set_order(order.id());
        line.set_total_minor(1);
        facts.lines.assign(7000, line);
        const auto reasons = recomputeOrders(till.shop.reader, till.shop.context.origin, facts);
        QCOMPARE(reasons.size(), std::size_t(32));
        std::size_t bytes = 0;
        for (const auto& reason : reasons) {
            bytes += reason.ByteSizeLong();
            QVERIFY(isUtf8(reason.subject()) && isUtf8(reason.detail()));
            QVERIFY2(reason.subject().find(", line") != std::string::npos || reason.subject().find(", ") < 100,
                     reason.subject().c_str()); // What is wrong is still said.
        }
        QVERIFY2(bytes <= 32 * 420, std::to_string(bytes).c_str());
    }
    void whatAReasonQuotesIsCutAtACharacter()
    {
        const std::string wide = "x" + [] {
            std::string euros;
            for (int i = 0; i < 200; ++i)
                euros += "\xe2\x82\xac";
            return euros;
        }();
        const auto reason = makeReason(schema::Reason::UNKNOWN, wide, "\xff\xfe");
        QCOMPARE(reason.subject().size(), std::size_t(199));
        QVERIFY(isUtf8(reason.subject()));
        QCOMPARE(reason.detail(), std::string("??"));
    }
};
QTEST_GUILESS_MAIN(ReviewTest)
#include "tst_review.moc"
