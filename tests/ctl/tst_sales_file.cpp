#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/clock/shop_zone.h"
#include "app/ctl/demo/plain_totals.h"
#include "app/import/number_plan.h"
#include "app/import/product_plan.h"
#include "ctl/text_file.h"

using namespace kontor;
using namespace kontor::test;

namespace {

const Currency& pounds()
{
    static const Currency currency = *Currency::fromAlpha("GBP");
    return currency;
}

SalesFile fileOf(const TextFiles& files, const QByteArray& rows)
{
    auto file = SalesFile::read(files.write(salesHeader + rows), pounds());
    if (!file)
        qFatal("%s: %s", file.error().about.c_str(), file.error().detail.c_str());
    return std::move(*file);
}

QString refusedText(const SalesFile& file)
{
    QStringList texts;
    for (const auto& row : file.refused)
        texts << QStringLiteral("%1 %2 %3")
                     .arg(row.line)
                     .arg(QString::fromStdString(row.number), QString::fromStdString(row.reason));
    return texts.join(u'/');
}

} // namespace

class SalesFileTest : public QObject
{
    Q_OBJECT
    TextFiles m_files;

private Q_SLOTS:
    void aRowThatCannotBeIsRefusedWithItsReason_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* text, const char* expected) {
            QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(expected);
        };
        row("good", "1,A,x,6,2010-12-01 08:26:00,2.55,17850,UK", "");
        row("thousandths", "1,A,x,6,2010-12-01 08:26:00,0.001,,UK", "");
        row("price of letters", "1,A,x,6,2010-12-01 08:26:00,abc,17850,UK", "2 1 UnitPrice: \"abc\" is not a price");
        row("no price", "1,A,x,6,2010-12-01 08:26:00,,17850,UK", "2 1 UnitPrice: \"\" is not a price");
        row("price with a comma", "1,A,x,6,2010-12-01 08:26:00,\"2,55\",1,UK",
            "2 1 UnitPrice: \"2,55\" is not a price");
        row("price below zero", "1,A,x,6,2010-12-01 08:26:00,-1,1,UK",
            "2 1 UnitPrice: is below zero, which is an entry in the accounts and not a sale");
        row("quantity of letters", "1,A,x,six,2010-12-01 08:26:00,1,1,UK",
            "2 1 Quantity: \"six\" is not a whole number");
        row("part of a piece", "1,A,x,1.5,2010-12-01 08:26:00,1,1,UK", "2 1 Quantity: \"1.5\" is not a whole number");
        row("quantity 0", "1,A,x,0,2010-12-01 08:26:00,1,1,UK", "2 1 Quantity: is 0");
        row("quantity beyond everything", "1,A,x,99999999999,2010-12-01 08:26:00,1,1,UK",
            "2 1 Quantity: \"99999999999\" is more than a shop can hold");
        row("thirteenth month", "1,A,x,1,2010-13-01 08:26:00,1,1,UK",
            "2 1 InvoiceDate: \"2010-13-01 08:26:00\" is not a time");
        row("no code", "1, ,x,1,2010-12-01 08:26:00,1,1,UK", "2 1 StockCode: is empty");
        row("no number", ",A,x,1,2010-12-01 08:26:00,1,1,UK", "2  InvoiceNo: is empty");
        row("adjustment of accounts", "A1,B,x,1,2010-12-01 08:26:00,11062.06,,UK",
            "2 A1 InvoiceNo: an adjustment of accounts and not a sale");
        row("cut line", "1,A,x,1", "2 1 the line has 4 fields, not 8");
    }
    void aRowThatCannotBeIsRefusedWithItsReason()
    {
        QFETCH(QByteArray, row);
        QFETCH(QString, expected);
        const auto file = fileOf(m_files, row + "\n");
        QCOMPARE(refusedText(file), expected);
        QCOMPARE(file.linesRead, std::uint64_t{1});
    }

    void aMissingColumnIsNamed()
    {
        const auto file = SalesFile::read(
            m_files.write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,CustomerID\n"), pounds());
        QVERIFY(!file);
        QCOMPARE(file.error().about, std::string("header"));
        QCOMPARE(file.error().detail, std::string("has no column UnitPrice"));
    }

    void columnsMayStandInAnyOrder()
    {
        const auto file = SalesFile::read(m_files.write("UnitPrice,Quantity,InvoiceNo,CustomerID,StockCode,InvoiceDate,"
                                                        "Description\n2.50,-2,C7,9,A,2010-12-01 08:26:00,x\n"),
                                          pounds());
        QVERIFY(file);
        QCOMPARE(file->numbers.front().number, std::string("C7"));
        QCOMPARE(static_cast<qint64>(file->numbers.front().rows.front().minor()), qint64{-500});
    }

    void identicalLinesOfANumberDifferInTheirOrdinal()
    {
        const auto file = fileOf(m_files, "1,A,x,6,2010-12-01 08:26:00,2.55,,UK\n2,A,x,6,2010-12-01 08:26:00,2.55,,UK\n"
                                          "1,A,x,6,2010-12-01 08:26:00,2.55,,UK\n");
        QCOMPARE(file.numbers.size(), std::size_t{2});
        QCOMPARE(file.numbers[0].rows[0].ordinal, 1U);
        QCOMPARE(file.numbers[0].rows[1].ordinal, 2U);
    }

    void aNumberWithARefusedLineIsRefusedWhole()
    {
        const auto file =
            fileOf(m_files, "1,A,x,6,2010-12-01 08:26:00,2.55,,UK\n1,A,x,6,2010-12-01 08:26:00,abc,,UK\n");
        const auto reason = refusalOf(file.numbers.front(), file);
        QVERIFY(reason);
        QCOMPARE(*reason, std::string("number 1 is refused whole: its line 3 is"));
    }

    void twoCustomersOnOneNumberAreRefused()
    {
        const auto file =
            fileOf(m_files, "1,A,x,6,2010-12-01 08:26:00,2.55,17,UK\n1,A,x,6,2010-12-01 08:26:00,2,18,UK\n");
        QVERIFY(refusalOf(file.numbers.front(), file));
    }

    void pricedLinesAreAnOrderAndGoodsAtPriceZeroMoveStock()
    {
        const auto file =
            fileOf(m_files, "1,A,x,6,2010-12-01 08:26:00,2.55,17,UK\n1,A,damages,-6,2010-12-01 08:26:00,0.0,17,UK\n"
                            "1,A,found,3,2010-12-01 08:26:00,0,17,UK\n1,POST,POSTAGE,1,2010-12-01 08:26:00,0,17,UK\n");
        const auto plan = planNumber(file.numbers.front(), file);
        QCOMPARE(plan.kind, schema::SALE);
        QCOMPARE(plan.lines.size(), std::size_t{2}); // The second is postage: a service has no stock to move.
        QCOMPARE(plan.movements.size(), std::size_t{2});
        QCOMPARE(NumberPlan::reasonOf(*plan.movements[0]), schema::WRITTEN_OFF);
        QCOMPARE(NumberPlan::reasonOf(*plan.movements[1]), schema::FOUND);
    }

    void aNumberWithCIsAReturn()
    {
        const auto file = fileOf(m_files, "C1,A,x,-6,2010-12-01 08:26:00,2.55,17,UK\n");
        QCOMPARE(planNumber(file.numbers.front(), file).kind, schema::RETURN);
    }

    void codesThatDifferByCaseAreOneProductWithAliases()
    {
        const auto file = fileOf(
            m_files, "1,85123A,HEART ,6,2010-12-01 08:26:00,2.55,,UK\n1,85123a,HEART,6,2010-12-01 08:26:00,2.95,,UK\n"
                     "1, 85123A ,heart,6,2010-12-01 08:26:00,2.95,,UK\n1,85123A,?,-1,2010-12-01 08:26:00,0,,UK\n");
        const auto plans = planProducts(file);
        QCOMPARE(plans.size(), std::size_t{1});
        QCOMPARE(plans.front().sku, std::string("85123A"));
        QCOMPARE(plans.front().aliases, std::vector<std::string>{"85123a"});
        QCOMPARE(plans.front().name, std::string("HEART"));
        QCOMPARE(plans.front().price->e4, std::int64_t{2'950'000});
        QCOMPARE(plans.front().kind, schema::GOODS);
    }

    void feesAndPostageAreServices()
    {
        for (const auto* code : {"POST", "M", "m", "D", "BANK CHARGES", "gift_0001_40", "AMAZONFEE", "DOT", "C2", "S"})
            QVERIFY2(isServiceCode(codeKey(code)), code);
        for (const auto* code : {"85123A", "DCGS0076", "22423"})
            QVERIFY2(!isServiceCode(codeKey(code)), code);
    }

    void aProductThatWasNeverSoldHasNoPrice()
    {
        const auto plans = planProducts(fileOf(m_files, "1,A,,-6,2010-12-01 08:26:00,0.0,,UK\n"));
        QVERIFY(!plans.front().price);
        QCOMPARE(plans.front().name, std::string("A"));
    }

    void localTimesFollowTheShopsClock()
    {
        const ShopZone london("Europe/London");
        const auto at = [](const char* text) { return *parseTime(text, "time"); };
        QCOMPARE(london.utcOf(at("2010-12-01 08:26:00")), at("2010-12-01 08:26:00"));
        QCOMPARE(london.utcOf(at("2011-07-01 08:26:00")), at("2011-07-01 07:26:00"));
        QCOMPARE(london.utcOf(at("2011-10-30 01:30:00")), at("2011-10-30 00:30:00")); // Comes twice: the first.
        QCOMPARE(london.utcOf(at("2011-10-30 02:30:00")), at("2011-10-30 02:30:00"));
        QCOMPARE(ShopZone("No/Where").utcOf(at("2011-07-01 08:26:00")), at("2011-07-01 08:26:00"));
    }

    void thePlainSumRoundsEachLineHalfUp()
    {
        const auto totals = plainTotals(
            m_files.write(QByteArray(salesHeader) +
                          "1,A,\"x,\"\"y\",3,2010-12-01 08:26:00,0.335,,UK\nC2,A,x,-3,2010-12-01 08:26:00,0.335,,UK\n"
                          "1,A,x,1,2010-12-01 08:26:00,2,,UK\n"));
        QVERIFY(totals);
        QCOMPARE(totals->revenue(), std::string("2.00"));
        QCOMPARE(totals->lines, std::uint64_t{3});
        QCOMPARE(totals->units, std::int64_t{1});
        QCOMPARE(totals->invoices, std::uint64_t{2});
        QCOMPARE(totals->cancellations, std::uint64_t{1});
        QVERIFY(!plainTotals(m_files.write(QByteArray(salesHeader) + "1,A,x,1,2010-12-01 08:26:00,abc,,UK\n")));
    }
};
QTEST_GUILESS_MAIN(SalesFileTest)
#include "tst_sales_file.moc"
