#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "ui/keyboard.h"
#include "ui/sell/scan_catcher.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QVBoxLayout>

using namespace kontor;

/// Keys go to a field beside which the catcher listens, as on the sell page.
class ScanCatcherTest : public QObject
{
    Q_OBJECT

    QWidget m_window;
    QLineEdit* m_field = nullptr;
    ScanCatcher* m_catcher = nullptr;
    QSignalSpy* m_scans = nullptr;

private Q_SLOTS:
    void initTestCase()
    {
        auto* column = new QVBoxLayout(&m_window);
        m_field = new QLineEdit;
        column->addWidget(m_field);
        m_catcher = new ScanCatcher(this);
        m_scans = new QSignalSpy(m_catcher, &ScanCatcher::scanned);
        m_window.show();
        m_window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&m_window));
    }
    void init()
    {
        m_field->clear();
        m_field->setFocus();
        QTRY_VERIFY(m_field->hasFocus());
        m_scans->clear();
    }

    void aScanIsCaughtAndLeavesNothingInTheField_data()
    {
        QTest::addColumn<QString>("code");
        QTest::newRow("EAN-13") << QStringLiteral("5012345678900");
        QTest::newRow("SKU that begins with a digit") << QStringLiteral("85123A");
        QTest::newRow("SKU that begins with a letter") << QStringLiteral("POST");
        QTest::newRow("shortest") << QStringLiteral("123");
        QTest::newRow("with a hyphen") << QStringLiteral("KIT-0412");
    }
    void aScanIsCaughtAndLeavesNothingInTheField()
    {
        QFETCH(QString, code);
        m_field->setText(QStringLiteral("mug"));
        Keyboard::scan(code);
        QCOMPARE(m_scans->size(), 1);
        QCOMPARE(m_scans->first().first().toString(), code);
        QCOMPARE(m_field->text(), QStringLiteral("mug"));
        QTest::qWait(2 * ScanCatcher::maxGapMs); // Nothing comes late either.
        QCOMPARE(m_field->text(), QStringLiteral("mug"));
    }

    void aScanMayEndInTab()
    {
        Keyboard::scan(QStringLiteral("4006381333931"), Qt::Key_Tab);
        QCOMPARE(m_scans->size(), 1);
        QVERIFY(m_field->hasFocus());
    }

    void typingByHandReachesTheField()
    {
        Keyboard::typeByHand(QStringLiteral("85a1"));
        QTRY_COMPARE(m_field->text(), QStringLiteral("85a1"));
        QCOMPARE(m_scans->size(), 0);
    }

    void aLetterByHandWaitsForNothing()
    {
        Keyboard::typeByHand(QStringLiteral("m"));
        QCOMPARE(m_field->text(), QStringLiteral("m"));
    }

    void fastFingersWithoutEnterLoseNothing()
    {
        Keyboard::type(QStringLiteral("mugs 250"), 20);
        QTRY_COMPARE(m_field->text(), QStringLiteral("mugs 250"));
        QCOMPARE(m_scans->size(), 0);
    }

    void enterAfterAPauseIsNoScan()
    {
        QSignalSpy returned(m_field, &QLineEdit::returnPressed);
        Keyboard::type(QStringLiteral("1234"), 20);
        QTRY_COMPARE(m_field->text(), QStringLiteral("1234"));
        Keyboard::enter();
        QCOMPARE(m_scans->size(), 0);
        QCOMPARE(returned.size(), 1);
    }

    void twoCharactersAndEnterAreNoScan()
    {
        Keyboard::scan(QStringLiteral("12"));
        QCOMPARE(m_scans->size(), 0);
        QCOMPARE(m_field->text(), QStringLiteral("12"));
    }

    void digitsByHandAndEnterAtOnceAreNoScanHoweverBusyTheTill()
    {
        // All handled in one go, as after a stall: the stamps say that a person typed.
        QSignalSpy returned(m_field, &QLineEdit::returnPressed);
        Keyboard::typeByHand(QStringLiteral("2468"));
        Keyboard::enter();
        QCOMPARE(m_scans->size(), 0);
        QCOMPARE(m_field->text(), QStringLiteral("2468"));
        QCOMPARE(returned.size(), 1);
    }

    void keysWithoutAStampAreTimedAsTheyCome()
    {
        QTest::keyClicks(m_field, QStringLiteral("1234567"));
        QTest::keyClick(m_field, Qt::Key_Return);
        QCOMPARE(m_scans->size(), 1);
    }

    void fiveHundredScansInARowAllArrive()
    {
        for (int i = 0; i < 500; ++i) {
            Keyboard::scan(QString::number(1'000'000 + i));
        }
        QCOMPARE(m_scans->size(), 500);
        QCOMPARE(m_scans->last().first().toString(), QStringLiteral("1000499"));
        QCOMPARE(m_field->text(), QString());
    }
};
QTEST_MAIN(ScanCatcherTest)
#include "tst_scan_catcher.moc"
