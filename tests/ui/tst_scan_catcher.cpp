#include <QtTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "ui/sell/scan_catcher.h"

#include <QLineEdit>
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

    void burst(const QString& text) { QTest::keyClicks(QApplication::focusWidget(), text); }
    void enter() { QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return); }
    /// A person: slower than any scanner.
    void typeByHand(const QString& text)
    {
        QTest::keyClicks(QApplication::focusWidget(), text, {}, ScanCatcher::maxGapMs + 30);
    }

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
        burst(code);
        enter();
        QCOMPARE(m_scans->size(), 1);
        QCOMPARE(m_scans->first().first().toString(), code);
        QCOMPARE(m_field->text(), QStringLiteral("mug"));
        QTest::qWait(2 * ScanCatcher::maxGapMs); // Nothing comes late either.
        QCOMPARE(m_field->text(), QStringLiteral("mug"));
    }

    void aScanMayEndInTab()
    {
        burst(QStringLiteral("4006381333931"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(m_scans->size(), 1);
        QVERIFY(m_field->hasFocus());
    }

    void typingByHandReachesTheField()
    {
        typeByHand(QStringLiteral("85a1"));
        QTRY_COMPARE(m_field->text(), QStringLiteral("85a1"));
        QCOMPARE(m_scans->size(), 0);
    }

    void aLetterByHandWaitsForNothing()
    {
        burst(QStringLiteral("m"));
        QCOMPARE(m_field->text(), QStringLiteral("m"));
    }

    void fastFingersWithoutEnterLoseNothing()
    {
        burst(QStringLiteral("mugs 250"));
        QTRY_COMPARE(m_field->text(), QStringLiteral("mugs 250"));
        QCOMPARE(m_scans->size(), 0);
    }

    void enterAfterAPauseIsNoScan()
    {
        QSignalSpy returned(m_field, &QLineEdit::returnPressed);
        burst(QStringLiteral("1234"));
        QTRY_COMPARE(m_field->text(), QStringLiteral("1234"));
        enter();
        QCOMPARE(m_scans->size(), 0);
        QCOMPARE(returned.size(), 1);
    }

    void twoCharactersAndEnterAreNoScan()
    {
        burst(QStringLiteral("12"));
        enter();
        QCOMPARE(m_scans->size(), 0);
        QCOMPARE(m_field->text(), QStringLiteral("12"));
    }

    void fiveHundredScansInARowAllArrive()
    {
        for (int i = 0; i < 500; ++i) {
            burst(QString::number(1'000'000 + i));
            enter();
        }
        QCOMPARE(m_scans->size(), 500);
        QCOMPARE(m_scans->last().first().toString(), QStringLiteral("1000499"));
        QCOMPARE(m_field->text(), QString());
    }
};
QTEST_MAIN(ScanCatcherTest)
#include "tst_scan_catcher.moc"
