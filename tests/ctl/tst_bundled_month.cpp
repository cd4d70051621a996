#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/ctl/demo/plain_totals.h"
#include "app/import/number_plan.h"
#include "app/import/product_plan.h"

using namespace kontor;

/// What the month that comes with the program holds, as resources/demo/README.md says.
class BundledMonthTest : public QObject
{
    Q_OBJECT
    const std::filesystem::path m_month =
        std::filesystem::path(KONTOR_SOURCE_DIR) / "resources/demo/online-retail-2010-12.csv.zst";

private Q_SLOTS:
    void plainArithmeticGivesTheKnownSums()
    {
        const auto totals = plainTotals(m_month);
        QVERIFY(totals);
        QCOMPARE(totals->lines, std::uint64_t{42'481});
        QCOMPARE(totals->units, std::int64_t{342'228});
        QCOMPARE(totals->invoices, std::uint64_t{2025});
        QCOMPARE(totals->cancellations, std::uint64_t{326});
        QCOMPARE(totals->revenue(), std::string("748957.02"));
    }

    void nothingIsRefusedAndEveryNumberHasItsKind()
    {
        const auto file = SalesFile::read(m_month, *Currency::fromAlpha("GBP"));
        QVERIFY(file);
        QCOMPARE(file->refused.size(), std::size_t{0});
        QVERIFY(!file->mayBeCut);
        std::size_t returns = 0;
        std::size_t mixed = 0;
        std::size_t movementsOnly = 0;
        for (const auto& number : file->numbers) {
            QVERIFY(!refusalOf(number, *file));
            const auto plan = planNumber(number, *file);
            returns += plan.kind == schema::RETURN ? 1 : 0;
            mixed += !plan.lines.empty() && !plan.movements.empty() ? 1 : 0;
            movementsOnly += plan.lines.empty() ? 1 : 0;
        }
        QCOMPARE(returns, std::size_t{326});
        QCOMPARE(mixed, std::size_t{9});
        QCOMPARE(movementsOnly, std::size_t{140});
        QCOMPARE(planProducts(*file).size(), std::size_t{2762}); // Of 2,822 codes.
    }
};
QTEST_GUILESS_MAIN(BundledMonthTest)
#include "tst_bundled_month.moc"
