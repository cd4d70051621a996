#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "ui/sell/idle_lock.h"

#include <QSignalSpy>
#include <QWidget>

using namespace kontor;
using namespace std::chrono_literals;

class IdleLockTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTillNobodyTouchesIsLocked()
    {
        IdleLock lock(1s);
        QSignalSpy idled(&lock, &IdleLock::idled);
        QTRY_COMPARE(idled.size(), 1);
    }
    void aTouchCountsAnew()
    {
        QWidget window;
        IdleLock lock(2s);
        QSignalSpy idled(&lock, &IdleLock::idled);
        QTRY_VERIFY(lock.remaining() < 1500ms);
        QTest::keyClick(&window, Qt::Key_A);
        QVERIFY(lock.remaining() > 1700ms);
        QTRY_VERIFY(lock.remaining() < 1500ms);
        QTest::mouseClick(&window, Qt::LeftButton);
        QVERIFY(lock.remaining() > 1700ms);
        QCOMPARE(idled.size(), 0);
    }
    void zeroIsNever()
    {
        QWidget window;
        IdleLock lock(0s);
        QTest::keyClick(&window, Qt::Key_A);
        QCOMPARE(lock.remaining(), -1ms);
    }
    void anotherTimeHoldsAtOnce()
    {
        IdleLock lock(3600s);
        QSignalSpy idled(&lock, &IdleLock::idled);
        lock.setAfter(1s);
        QTRY_COMPARE(idled.size(), 1);
        lock.setAfter(0s);
        QCOMPARE(lock.remaining(), -1ms);
    }
};
QTEST_MAIN(IdleLockTest)
#include "tst_idle_lock.moc"
