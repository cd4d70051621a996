#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/base/bytes.h"
#include "domain/orders/shift.h"
#include "e2e/shops.h"
#include "storage/store.h"

#include <QDirIterator>
#include <QFile>

using namespace kontor;
using namespace kontor::test;

namespace {

QList<QByteArray> rowsOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    auto rows = file.readAll().split('\n');
    rows.removeLast(); // Each ends its line.
    return rows;
}

/// A shift that somebody forgot to close when they went home.
void openShiftYesterday(const QString& folder, const QString& staff)
{
    StoreOptions options;
    options.directory = folder.toStdString();
    options.world.utcOffsetSeconds = [](TimeUs) { return -86'400; }; // Its wall calendar's.
    const auto store = Store::open(std::move(options)).value();
    (void)store
        ->execute(Id<schema::Staff>(RawId::of(unhex(staff.toStdString()))),
                  [](const Reader& shop, const Context& context, const Actor& actor) {
                      return openShift(shop, context, actor, {Money(1'000, Currency::fromAlpha("GBP").value())});
                  })
        .value();
}

} // namespace

/// What happens at a counter beside plain sales, through kontorctl alone.
class CounterVerbsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void moneyThatIsTakenWithoutASaleIsInTheClosing()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        one.run("product add --sku MUG --name Mug --price 2.50");
        one.run("account add --customer C1 --name Ann");
        one.run("setting set --key account.limit --value 2500000000"); // Beyond a million pence.
        one.run("rate set --currency EUR --rate 0.50");
        QVERIFY(one.run("shift open --float 10.00") != "failed");

        // An account, paid in two ways.
        one.run("cart add --sku MUG --quantity 4");
        one.run("cart customer --number C1");
        const auto owing = text(one.json("sell --on-account 10.00"), "receipt");
        QVERIFY(one.error(QStringLiteral("account pay --customer C1 --cash 10.01")).startsWith("error: amount: "));
        QVERIFY(one.run("account pay --customer C1 --cash 4.00") != "failed");
        const auto charged = text(one.json("card charge --amount 6.00"), "attempt");
        QVERIFY(one.run(qPrintable(QStringLiteral("account pay --customer C1 --card %1=6.00").arg(charged))) !=
                "failed");
        QCOMPARE(text(one.json("account show --customer C1"), "owes"), QStringLiteral("0.00"));
        // Goods come back that were paid for meanwhile: the shop owes, and pays it out.
        one.json(QStringLiteral("cart return --line 1 --quantity 1 --receipt ") + owing);
        one.json("sell");
        QCOMPARE(text(one.json("account show --customer C1"), "owes"), QStringLiteral("-2.50"));
        QVERIFY(one.error(QStringLiteral("account pay --customer C1 --cash -2.51")).startsWith("error: amount: "));
        QVERIFY(one.run("account pay --customer C1 --cash -2.50") != "failed");
        QCOMPARE(text(one.json("account show --customer C1"), "owes"), QStringLiteral("0.00"));
        QVERIFY(one.list("card open").isEmpty());

        // A deposit by card.
        one.run("cart add --sku MUG --quantity 2");
        one.run("cart customer --number C1");
        const auto number = QStringLiteral(" --number ") + text(one.json("order place --kind order"), "number");
        const auto second = text(one.json("card charge --amount 3.00"), "attempt");
        one.json(QStringLiteral("order deposit --card %1=3.00").arg(second) + number);

        // Goods taken out again, and a duplicate.
        one.run("cart add --sku MUG --quantity 3");
        one.run("cart clear");
        one.run("cart add --sku MUG");
        const auto receipt = text(one.json("sell"), "receipt");
        const auto copy = shops.run(one.at(QStringLiteral("receipt copy --reason lost --receipt ") + receipt));
        QVERIFY2(copy.startsWith("*** DUPLICATE 1 ***"), copy);
        const auto shown = one.json(QStringLiteral("receipt show --receipt ") + receipt);
        QCOMPARE(shown.value(QLatin1String("duplicate")).toInt(), 1);

        // The Z has all of it.
        const auto z = one.json("shift close --counted 14.00");
        QCOMPARE(text(z, "difference"), QStringLiteral("0.00"));
        QCOMPARE(text(z, "cash_in"), QStringLiteral("4.00"));
        QCOMPARE(text(z, "cash_out"), QStringLiteral("2.50"));
        const auto deposits = z.value(QLatin1String("deposits")).toArray();
        QCOMPARE(deposits.size(), 1);
        QCOMPARE(text(deposits.at(0), "method"), QStringLiteral("card"));
        QCOMPARE(text(deposits.at(0), "amount"), QStringLiteral("9.00"));
        QCOMPARE(z.value(QLatin1String("voids")).toInt(), 1);
        QCOMPARE(text(z, "void_total"), QStringLiteral("7.50"));
        QVERIFY(one.run("verify") != "failed");

        // And so have the exports, which say what they are not.
        const auto from = z.value(QLatin1String("business_date")).toInt();
        const auto days = QStringLiteral(" --from %1 --to %1").arg(from);
        const auto german = one.json(QStringLiteral("export fiscal --form dsfinvk --folder @german") + days);
        QCOMPARE(german.value(QLatin1String("certified")).toBool(true), false);
        QCOMPARE(german.value(QLatin1String("incomplete")).toInt(-1), 0);
        QVERIFY(QFile::exists(shops.folder.filePath(QStringLiteral("german/NOT_CERTIFIED.txt"))));
        const auto orders = rowsOf(shops.folder.filePath(QStringLiteral("german/transactions.csv")));
        QCOMPARE(orders.size(), 4); // Heads, two sales and a return.
        QVERIFY(orders.at(0).startsWith("Z_KASSE_ID;Z_ERSTELLUNG;Z_NR;BON_ID;"));
        QVERIFY(orders.at(3).contains(receipt.toUtf8()));
        for (const auto& row : orders)
            QCOMPARE(row.count(';'), orders.at(0).count(';'));
        const auto paid = rowsOf(shops.folder.filePath(QStringLiteral("german/datapayment.csv")));
        QVERIFY(paid.at(3).trimmed().endsWith("Bar;cash;GBP;2,50;2,50"));
        QVERIFY(one.error(QStringLiteral("export fiscal --folder @german") + days).startsWith("error: to: "));
        QVERIFY(one.json(QStringLiteral("export fiscal --form fr --folder @french") + days)
                    .contains(QLatin1String("rows")));
        QCOMPARE(rowsOf(shops.folder.filePath(QStringLiteral("french/clotures.csv"))).size(), 2);
        QCOMPARE(rowsOf(shops.folder.filePath(QStringLiteral("french/duplicatas.csv"))).size(), 2);
        QCOMPARE(rowsOf(shops.folder.filePath(QStringLiteral("french/annulations.csv"))).size(), 2);
    }
    void cardsThatAreNotCapturedAndOrdersThatWaitAreListed()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        one.run("product add --sku MUG --name Mug --price 2.50");
        one.run("account add --customer C1 --name Ann");
        one.run("rate set --currency EUR --rate 0.50");

        // Authorised only: it pays, and is named until it is captured.
        const auto held = text(one.json("card charge --amount 2.50 --simulate authorised"), "attempt");
        one.run("cart add --sku MUG");
        one.json(QStringLiteral("sell --card %1=2.50").arg(held));
        const auto open = one.list("card open");
        QCOMPARE(open.size(), 1);
        QCOMPARE(open.at(0).toObject().value(QLatin1String("in_order")).toBool(), true);
        QCOMPARE(text(one.json(QStringLiteral("card capture --attempt ") + held), "state"), QStringLiteral("captured"));
        QVERIFY(one.list("card open").isEmpty());

        // A price by hand, a code that opens nothing, how it will be paid; and euros.
        one.run("cart add --sku MUG");
        QCOMPARE(text(one.json("cart price --line 1 --price 1.00"), "total"), QStringLiteral("1.00"));
        const auto refused = one.json("cart codes --code NOPE").value(QLatin1String("refused_codes")).toArray();
        QCOMPARE(refused.size(), 1);
        QVERIFY(one.run("cart tender --as cash") != "failed");
        QVERIFY(one.error(QStringLiteral("sell --foreign EUR2")).startsWith("error: foreign: "));
        QVERIFY(one.json("sell --foreign EUR_3").contains(QLatin1String("receipt")));

        // A deposit by card goes back to the card.
        one.run("cart add --sku MUG --quantity 2");
        one.run("cart customer --number C1");
        const auto placed = text(one.json("order place --kind layaway"), "number");
        const auto paid = text(one.json("card charge --amount 3.00"), "attempt");
        one.json(QStringLiteral("order deposit --card %1=3.00 --number ").arg(paid) + placed);
        const auto waiting = one.list("order list");
        QCOMPARE(waiting.size(), 1);
        QCOMPARE(text(waiting.at(0).toObject(), "number"), placed);
        QCOMPARE(text(waiting.at(0).toObject(), "deposit_left"), QStringLiteral("3.00"));
        QVERIFY(
            one.error(QStringLiteral("order cancel --reason moved --number ") + placed).startsWith("error: attempt: "));
        const auto back = text(one.json(QStringLiteral("card refund --amount 3.00 --of ") + paid), "attempt");
        const auto cancelled =
            one.json(QStringLiteral("order cancel --reason moved --card %1=-3.00 --number ").arg(back) + placed);
        QCOMPARE(text(cancelled, "state"), QStringLiteral("cancelled"));
        QCOMPARE(text(cancelled, "deposit_left"), QStringLiteral("0.00"));
        QVERIFY(one.list("order list").isEmpty());
        QCOMPARE(one.list("order list --all").size(), 1);
        QVERIFY(one.list("card open").isEmpty());
        QVERIFY(one.list("gift-card list").isEmpty());
        QVERIFY(one.list("exceptions").isEmpty());
    }
    void whoMadeWhatOfAnOrderIsShown()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        const auto boss = text(one.list("staff list").at(0), "name");
        one.run("product add --sku MUG --name Mug --price 2.50");
        one.run("account add --customer C1 --name Bob");
        one.run("cart add --sku MUG --quantity 2");
        one.run("cart customer --number C1");
        const auto number = QStringLiteral(" --number ") + text(one.json("order place --kind order"), "number");
        one.run("staff add --name Ann --new-pin 1357");
        one.json(QStringLiteral("order advance --state confirmed --reason rang_up --staff Ann") + number);
        one.json(QStringLiteral("order hand-over --staff Ann") + number);
        one.json("sell --staff Ann");
        const auto steps = one.json(QStringLiteral("order show") + number).value(QLatin1String("events")).toArray();
        QCOMPARE(steps.size(), 3);
        const auto step = [&](int i) { return text(steps.at(i), "state") + u' ' + text(steps.at(i), "staff"); };
        QCOMPARE(step(0), QStringLiteral("pending ") + boss);
        QCOMPARE(step(1), QStringLiteral("confirmed Ann"));
        QCOMPARE(step(2), QStringLiteral("delivered Ann"));
        QCOMPARE(text(steps.at(1), "reason"), QStringLiteral("rang up"));
        QVERIFY(text(steps.at(0), "at") <= text(steps.at(1), "at"));
        QVERIFY(text(steps.at(1), "at").startsWith(QLatin1String("20")));
        QVERIFY(one.json(QStringLiteral("order show") + number).value(QLatin1String("strays")).toArray().isEmpty());
    }
    void moneyOfOtherCurrenciesIsCountedAtTheCloseAndCarriedOn()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        one.run("rate set --currency EUR --rate 0.50");
        QVERIFY(one.error(QStringLiteral("shift open --float 10.00 --foreign EUR20")).startsWith("error: foreign: "));
        QVERIFY(one.run("shift open --float 10.00 --foreign EUR_20") != "failed");
        QVERIFY(one.error(QStringLiteral("shift close --counted 10.00 --foreign EUR")).startsWith("error: foreign: "));
        QVERIFY(one.error(QStringLiteral("shift close --counted 10.00 --foreign EUR_1 --foreign EUR_2"))
                    .startsWith("error: foreign: "));
        const auto z = one.json(QStringLiteral("shift close --counted 10.00 --foreign EUR_19.50"));
        const auto foreign = z.value(QLatin1String("foreign")).toArray().at(0).toObject();
        QCOMPARE(text(foreign, "currency"), QStringLiteral("EUR"));
        QCOMPARE(text(foreign, "expected"), QStringLiteral("20.00"));
        QCOMPARE(text(foreign, "counted"), QStringLiteral("19.50"));
        QVERIFY(one.run("shift open --float 10.00") != "failed");
        const auto second = one.json(QStringLiteral("shift close --counted 10.00"));
        const auto left = second.value(QLatin1String("foreign")).toArray().at(0).toObject();
        QCOMPARE(text(left, "expected"), QStringLiteral("19.50"));
        QCOMPARE(text(left, "counted"), QStringLiteral("not counted"));
        QVERIFY(one.run("shift open --float 10.00 --no-foreign") != "failed");
        QVERIFY(one.json(QStringLiteral("shift close --counted 10.00"))
                    .value(QLatin1String("foreign"))
                    .toArray()
                    .isEmpty());
    }
    void aSecondPersonApprovesWhatIsBeyondTheLimits()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        const auto boss = text(one.list("staff list").at(0), "id");
        one.run("staff add --name Ann --new-pin 1357");
        QVERIFY(one.run("shift open --float 100.00 --staff Ann") != "failed");
        QVERIFY(one.error(QStringLiteral("shift close --counted 1.00 --staff Ann")).startsWith("error: difference: "));
        QVERIFY(one.error(QStringLiteral("shift close --counted 1.00 --staff Ann --approver Ann"))
                    .startsWith("error: approver: "));
        QVERIFY(
            one.error(QStringLiteral("shift close --counted 1.00 --staff Ann --approver-pin 9999 --approver ") + boss)
                .startsWith("error: pin: "));
        const auto z =
            one.json(QStringLiteral("shift close --counted 1.00 --staff Ann --approver-pin 2468 --approver ") + boss);
        QCOMPARE(text(z, "difference"), QStringLiteral("-99.00"));
    }
    void whoCountsBlindlyIsToldNothingBefore()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        const auto boss = text(one.list("staff list").at(0), "id");
        one.run("staff add --name Ann --new-pin 1357");
        QVERIFY(one.run("shift open --float 100.00 --staff Ann") != "failed");
        QCOMPARE(text(one.json("shift x --staff Ann"), "expected"), QStringLiteral("100.00"));
        QVERIFY(one.run("setting set --key shift.blind --value true") != "failed");
        const auto refused = one.error(QStringLiteral("shift x --staff Ann --json"));
        QVERIFY2(refused.startsWith("error: manage-till: "), refused);
        QVERIFY(!refused.contains("100"));
        QCOMPARE(
            text(one.json(QStringLiteral("shift x --staff Ann --approver-pin 2468 --approver ") + boss), "expected"),
            QStringLiteral("100.00"));
        QCOMPARE(text(one.json("shift x"), "expected"), QStringLiteral("100.00")); // Whoever may manage-till.
        QCOMPARE(text(one.json("shift close --counted 99.00 --staff Ann"), "difference"), QStringLiteral("-1.00"));
    }
    void whatIsSeldomDoneAtACounter()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        one.run("product add --sku MUG --name Mug --price 2.50");
        one.run("product add --sku MILK --name Milk --price 1.00");
        one.run("product add --sku CARD --name Gift_card --price 1.00 --service");
        one.run("stock track MILK --by lots");
        one.run("stock adjust MILK=2@L1 --reason received");
        one.run("stock adjust MILK=2@L2 --reason received");

        // Another quantity, and not the lot that would be next.
        one.run("cart add --sku MUG");
        QCOMPARE(text(one.json("cart quantity --line 1 --quantity 3"), "total"), QStringLiteral("7.50"));
        one.run("cart add --sku MILK");
        QVERIFY(one.error(QStringLiteral("cart lot --line 2 --lot NONE")).startsWith("error: lot: "));
        QVERIFY(one.json("cart lot --line 2 --lot L2").contains(QLatin1String("total")));
        QCOMPARE(text(one.json("sell"), "total"), QStringLiteral("8.50"));
        for (const auto& lot : one.json("stock show MILK").value(QLatin1String("lots")).toArray())
            QCOMPARE(text(lot, "level"),
                     text(lot, "lot") == QLatin1String("L2") ? QStringLiteral("1") : QStringLiteral("2"));

        // A cart that nobody comes back for.
        one.run("cart add --sku MUG");
        one.run("cart park --label Nobody");
        const auto parked = text(one.list("cart parked").at(0), "id");
        QVERIFY(one.list("cart parked --expired").isEmpty());
        QVERIFY(one.run(qPrintable(QStringLiteral("cart discard --id ") + parked)) != "failed");
        QVERIFY(one.list("cart parked").isEmpty());
        QVERIFY(one.error(QStringLiteral("cart recall --id ") + parked).startsWith("error: "));

        // Money that is held, and let go again; a gift card that is corrected.
        const auto held = text(one.json("card charge --amount 2.50 --simulate authorised"), "attempt");
        QCOMPARE(one.list("card open").size(), 1);
        QCOMPARE(text(one.json(QStringLiteral("card void --attempt ") + held), "state"), QStringLiteral("voided"));
        QVERIFY(one.list("card open").isEmpty());
        one.run("cart add --sku CARD --price 20.00 --gift-card gift-1");
        one.json("sell");
        QVERIFY(one.run("gift-card adjust --code GIFT-1 --amount -5.00 --note counted_wrong") != "failed");
        QCOMPARE(text(one.json("gift-card show --code GIFT-1"), "balance"), QStringLiteral("15.00"));

        // What is worth a look, by a threshold that is set, listed and cleared.
        const auto large = [&] {
            for (const auto& row : one.list("setting list"))
                if (text(row, "key") == QLatin1String("fraud.large-sale"))
                    return text(row, "value");
            return QString();
        };
        const auto usual = large();
        const auto flags = QStringLiteral("receipt flags --from 2000-01-01T00:00:00 --to 2100-01-01T00:00:00");
        QVERIFY(one.list(qPrintable(flags)).isEmpty());
        QVERIFY(one.run("setting set --key fraud.large-sale --value 2000") != "failed");
        QCOMPARE(large(), QStringLiteral("2000"));
        const auto flagged = one.list(qPrintable(flags));
        QCOMPARE(flagged.size(), 1);
        QCOMPARE(text(flagged.at(0), "kind"), QStringLiteral("large-sale"));
        QVERIFY(one.run("setting clear --key fraud.large-sale") != "failed");
        QCOMPARE(large(), usual);
        QVERIFY(one.list(qPrintable(flags)).isEmpty());
    }
    void whatIsSeldomAskedFor()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        one.run("product add --sku MUG --name Mug --price 2.50");
        one.run("product add --sku CARD --name Gift_card --price 1.00 --service");
        one.run("account add --customer C1 --name Ann");

        // Cash out, and a drawer that is counted coin by coin.
        QVERIFY(one.run("shift open --float 10.00") != "failed");
        QVERIFY(one.run("shift cash --kind out --amount 3.00 --reason window_cleaner") != "failed");
        QVERIFY(one.error(QStringLiteral("shift close --counted 7.00 --coin 5=1 --coin 0.50=3"))
                    .startsWith("error: denominations: "));
        const auto z = one.json("shift close --counted 7.00 --coin 5=1 --coin 0.50=4");
        QCOMPARE(text(z, "cash_out"), QStringLiteral("3.00"));
        QCOMPARE(text(z, "difference"), QStringLiteral("0.00"));

        // Goods are found by what they are and when; what they cost goes back as store credit of a code that is chosen.
        one.run("cart add --sku MUG");
        const auto receipt = text(one.json("sell"), "receipt");
        const auto find = [&](const char* sku, const char* from) {
            return one.list(qPrintable(QStringLiteral("receipt find --sku %1 --from %2-01-01T00:00:00 --to "
                                                      "2100-01-01T00:00:00")
                                           .arg(QLatin1String(sku), QLatin1String(from))));
        };
        QCOMPARE(find("MUG", "2000").size(), 1);
        QCOMPARE(text(find("MUG", "2000").at(0), "receipt"), receipt);
        QVERIFY(find("CARD", "2000").isEmpty());
        QVERIFY(find("MUG", "2099").isEmpty());
        one.run(qPrintable(QStringLiteral("cart return --line 1 --receipt ") + receipt));
        QVERIFY(one.error(QStringLiteral("sell --refund-to gold")).startsWith("error: refund-to: "));
        one.json("sell --refund-to store-credit --refund-code CREDIT-1");
        QCOMPARE(text(one.json("gift-card show --code CREDIT-1"), "balance"), QStringLiteral("2.50"));
        one.run("cart add --sku MUG");
        one.run("cart customer --number C1");
        const auto number = QStringLiteral(" --number ") + text(one.json("order place --kind order"), "number");
        one.json(QStringLiteral("order deposit --cash 1.00") + number);
        one.json(QStringLiteral("order cancel --reason moved --refund-to store-credit --refund-code CREDIT-1") +
                 number);
        QCOMPARE(text(one.json("gift-card show --code CREDIT-1"), "balance"), QStringLiteral("3.50"));

        // A deposit by whatever pays, and a note on a line.
        one.run("cart add --sku CARD --price 20.00 --gift-card gift-1");
        one.json("sell");
        one.run("cart add --sku MUG --quantity 4");
        const auto noted = one.json("cart note --line 1 --text gift_wrap").value(QLatin1String("lines")).toArray();
        QCOMPARE(text(noted.at(0), "note"), QStringLiteral("gift wrap"));
        QVERIFY(one.error(QStringLiteral("cart note --line 2 --text x")).startsWith("error: line: "));
        one.run("cart customer --number C1");
        const auto wrapped = QStringLiteral(" --number ") + text(one.json("order place --kind order"), "number");
        QVERIFY(
            one.error(QStringLiteral("order deposit --gift-card GIFT-1") + wrapped).startsWith("error: gift-card: "));
        one.json(QStringLiteral("order deposit --gift-card GIFT-1=5.00 --store-credit CREDIT-1=1.50 --voucher V1=1.00 "
                                "--cheque 4711=0.50 --cash 2.00") +
                 wrapped);
        QCOMPARE(text(one.json("gift-card show --code GIFT-1"), "balance"), QStringLiteral("15.00"));
        QCOMPARE(text(one.json("gift-card show --code CREDIT-1"), "balance"), QStringLiteral("2.00"));
        one.json(QStringLiteral("order hand-over") + wrapped);
        QCOMPARE(text(one.json("sell"), "total"), QStringLiteral("10.00"));

        // A gift card that is lost, and found again.
        QVERIFY(one.run("gift-card block --code GIFT-1") != "failed");
        for (const auto& card : one.list("gift-card list")) {
            const bool lost = text(card, "code") == QLatin1String("GIFT-1");
            QCOMPARE(card.toObject().value(QLatin1String("blocked")).toBool(), lost);
            QCOMPARE(text(card, "balance"), lost ? QStringLiteral("15.00") : QStringLiteral("2.00"));
        }
        QCOMPARE(one.list("gift-card list").size(), 2);
        one.run("cart add --sku MUG");
        QVERIFY(one.error(QStringLiteral("sell --gift-card GIFT-1=2.50")).startsWith("error: code: "));
        QVERIFY(one.run("gift-card unblock --code GIFT-1") != "failed");
        one.json("sell --gift-card GIFT-1=2.50");
        one.run("cart add --sku MUG");

        // A quotation, accepted at its price.
        one.run("cart customer --number C1");
        const auto quoted = text(one.json("order place --kind quotation"), "number");
        QVERIFY(one.run("change-price --sku MUG --price 4.00") != "failed");
        one.json(QStringLiteral("order hand-over --number ") + quoted);
        const auto accepted = one.json("order place --kind order");
        QCOMPARE(text(accepted, "total"), QStringLiteral("2.50"));
        QCOMPARE(text(one.json(QStringLiteral("order show --number ") + quoted), "state"), QStringLiteral("delivered"));

        // Practice.
        QVERIFY(one.run("setting set --key till.training --value true --for terminal") != "failed");
        one.run("cart add --sku MUG");
        QCOMPARE(text(one.json("sell"), "receipt"), QStringLiteral("TRAINING"));
        QVERIFY(shops.run(one.at(QStringLiteral("receipt show --receipt TRAINING"))).startsWith("*** PRACTICE"));
        QVERIFY(one.run("setting clear --key till.training --for terminal") != "failed");

        QVERIFY(one.run("verify") != "failed");
    }
    void whatIsHandedOverBitByBitPaysTheCart()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        one.run("product add --sku MUG --name Mug --price 2.50");
        one.run("product add --sku CARD --name Gift_card --price 1.00 --service");
        one.run("rate set --currency EUR --rate 0.50");
        QVERIFY(one.error(QStringLiteral("payment take --cash 1.00")).startsWith("error: cart: "));
        one.run("cart add --sku CARD --price 5.00 --gift-card GIFT-1");
        one.json("sell");
        one.run("cart add --sku MUG --quantity 4");
        QVERIFY(one.error(QStringLiteral("payment take")).startsWith("error: part: "));
        QVERIFY(one.error(QStringLiteral("payment take --cash 1.00 --voucher V1=1.00")).startsWith("error: part: "));
        QVERIFY(one.error(QStringLiteral("payment take --foreign 20")).startsWith("error: foreign: "));
        one.run("payment take --cash 3.00");
        one.run("payment take --cash 1.00");
        one.run("payment take --gift-card GIFT-1=2.00");
        QVERIFY(one.error(QStringLiteral("cart clear")).startsWith("error: paid: "));
        const auto mistaken = one.list("payment list").at(0);
        QCOMPARE(text(mistaken, "method"), QStringLiteral("cash"));
        QCOMPARE(text(mistaken, "amount"), QStringLiteral("3.00"));
        const auto back = QStringLiteral("payment give-back --id ") + text(mistaken, "id");
        QVERIFY(one.run(qPrintable(back)) != "failed");
        QVERIFY(one.error(back).startsWith("error: part: "));
        one.run("payment take --foreign EUR_4");
        QCOMPARE(one.list("payment list").size(), 3);
        QCOMPARE(text(one.list("payment list").at(2), "foreign"), QStringLiteral("EUR 4.00"));
        QVERIFY(one.error(QStringLiteral("sell --cash 4.99")).startsWith("error: tendered: ")); // 5.00 are left.
        const auto sold = one.json("sell --cash 10.00");
        QCOMPARE(text(sold, "total"), QStringLiteral("10.00"));
        QCOMPARE(text(sold, "change"), QStringLiteral("5.00"));
        QStringList amounts;
        for (const auto& payment : sold.value(QLatin1String("payments")).toArray())
            amounts.append(text(payment, "amount"));
        amounts.sort();
        QCOMPARE(amounts.join(QLatin1Char(' ')), QStringLiteral("1.00 2.00 2.00 5.00"));
        QVERIFY(one.list("payment list").isEmpty());
        QCOMPARE(text(one.json("gift-card show --code GIFT-1"), "balance"), QStringLiteral("3.00"));

        // All of it taken before: nothing is left to hand over.
        one.run("cart add --sku MUG");
        one.run("payment take --cash 2.50");
        QCOMPARE(text(one.json("sell"), "change"), QStringLiteral("0.00"));
        // More than all of it: refused, and the money stays written down.
        one.run("cart add --sku MUG");
        one.run("payment take --cash 2.60");
        QVERIFY(one.error(QStringLiteral("sell")).startsWith("error: payments: "));
        QCOMPARE(one.list("payment list").size(), 1);
    }
    void aDayThatIsOverIsClosed()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        one.run("product add --sku MUG --name Mug --price 2.50");
        openShiftYesterday(shops.folder.filePath(QStringLiteral("till-1")), text(one.list("staff list").at(0), "id"));
        one.run("cart add --sku MUG --quantity 2");
        one.json("sell");
        QVERIFY(one.error(QStringLiteral("shift period --of 2020")).contains("no shift of this till"));
        const auto z = one.json("shift close --counted 15.00");
        const auto day = QString::number(z.value(QLatin1String("business_date")).toInt());
        const auto closed = one.json(QStringLiteral("shift period --of ") + day);
        QCOMPARE(closed.value(QLatin1String("number")).toInt(), 1);
        QCOMPARE(closed.value(QLatin1String("last_closing")).toInt(), 1);
        const auto sums = closed.value(QLatin1String("sums")).toObject();
        QCOMPARE(sums, z.value(QLatin1String("sums")).toObject());
        QCOMPARE(text(sums, "sales_total"), QStringLiteral("5.00"));
        QCOMPARE(text(closed, "perpetual_sales"), QStringLiteral("5.00"));
        QVERIFY(one.error(QStringLiteral("shift period --of ") + day).contains("closed already"));
        QCOMPARE(one.list("shift periods").size(), 1);
        QCOMPARE(one.list("shift periods").at(0).toObject(), closed);
    }
    void aCardNumberIsNowhereKeptNorRepeated()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        one.run("product add --sku MUG --name Mug --price 2.50");
        one.run("product add --sku CARD --name Gift_card --price 1.00 --service");
        one.run("account add --customer C1 --name Ann");
        one.run("shift open --float 0.00");
        one.run("cart add --sku MUG");
        const auto receipt = text(one.json("sell"), "receipt");
        one.run("cart add --sku MUG");
        one.run("cart customer --number C1");
        const auto order = text(one.json("order place --kind order"), "number");
        one.run("cart add --sku CARD --price 5.00 --gift-card gift-1");
        one.json("sell");
        one.run("cart add --sku MUG");
        for (const auto* words : {"cart note --text #",
                                  "cart codes --code #",
                                  "cart park --label #",
                                  "cart return --line 1 --receipt RECEIPT --reason #",
                                  "cart add --sku CARD --price 5.00 --gift-card #",
                                  "sell --voucher #=1.00",
                                  "sell --cheque #=1.00",
                                  "sell --reference #",
                                  "receipt copy --receipt RECEIPT --reason #",
                                  "order cancel --number ORDER --reason #",
                                  "order advance --number ORDER --state confirmed --reason #",
                                  "shift cash --kind in --amount 1.00 --reason #",
                                  "shift close --counted 5.00 --note #",
                                  "gift-card adjust --code GIFT-1 --amount 1.00 --note #",
                                  "account add --customer # --name Ben",
                                  "account add --customer C2 --name #",
                                  "account pay --customer C1 --cheque #=1.00",
                                  "product add --sku P --name # --price 1.00",
                                  "staff add --name # --new-pin 1357",
                                  "setting set --key gift-card.prefixes --value #"})
            for (const auto* number : {"4111111111111111", "4111_1111_1111_1111", "5555-5555-5555-4444"}) {
                auto command = QString::fromLatin1(words).replace(QLatin1String("RECEIPT"), receipt);
                command.replace(QLatin1String("ORDER"), order).replace(u'#', QLatin1String(number));
                const auto said = one.error(command);
                QVERIFY2(said.startsWith("error: "), qPrintable(command + QStringLiteral(": ") + QLatin1String(said)));
                if (said.startsWith("error: card number"))
                    QVERIFY2(!said.contains("1111") && !said.contains("5555"), said);
            }
        // What is taken is found in the files of the shop, so a number that had been kept would be.
        one.run("cart note --text ring_at_the_back_door");
        bool found = false;
        QDirIterator files(shops.folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto bytes = file.readAll();
            found = found || bytes.contains("ring at the back door");
            for (const auto* number : {"4111111111111111", "4111 1111 1111 1111", "5555-5555-5555-4444"})
                QVERIFY2(!bytes.contains(number), qPrintable(file.fileName()));
        }
        QVERIFY(found);
    }
    void aShopFoundedBeforeThereWasAPermissionGrantsIt()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        QVERIFY(one.run("role withdraw --role Administrator --permission manage-till") != "failed");
        QVERIFY(one.error(QStringLiteral("gift-card block --code GIFT-1")).startsWith("error: staff: "));
        QVERIFY(one.run("role grant --role Administrator --permission manage-till") != "failed");
        QVERIFY(one.error(QStringLiteral("gift-card block --code GIFT-1")).startsWith("error: code: "));
        QVERIFY(one.error(QStringLiteral("role withdraw --role Administrator --permission manage-staff"))
                    .startsWith("error: role: "));
        QCOMPARE(one.list("role list").size(), 2);
    }
};

QTEST_GUILESS_MAIN(CounterVerbsTest)
#include "tst_counter_verbs.moc"
