#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/settings/settings.h"
#include "ui/page.h"
#include "ui/text/money_text.h"
#include "ui/till_window.h"
#include "ui/widgets/button.h"
#include "ui/widgets/keypad.h"
#include "ui/widgets/label.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/ticket_list.h"
#include "ui/widgets/tile_grid.h"

#include <QAbstractButton>
#include <QSignalSpy>

#include <thread>

using namespace kontor;
using Screen = SellModel::Screen;

namespace {
const auto mugCode = QStringLiteral("5012345678900");
const auto towelCode = QStringLiteral("4006381333931");
} // namespace

/// The till driven as a cashier does, on a real store.
class SellFlowTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TillShop> m_shop;
    std::unique_ptr<TillWindow> m_till;
    Id<schema::Variant> m_mug;
    Id<schema::Variant> m_towel;

    SellModel& model() { return m_till->model(); }
    QString lineText(int row, int role) { return model().ticket().index(row).data(role).toString(); }
    SearchField* search() { return m_till->window().findChild<SearchField*>(); }
    std::uint64_t orders() { return m_shop->store().read()->count(schema::Order::default_instance()); }

    void set(std::string_view key, const char* value)
    {
        const auto store = m_shop->store().identity().store;
        const auto done = m_shop->store().execute(
            m_shop->administrator(), [&](const Reader& shop, const Context& context, const Actor& actor) {
                return changeSetting(shop, context, actor, {store.raw, std::string(key), value});
            });
        QVERIFY(done);
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void init()
    {
        m_shop = std::make_unique<TillShop>();
        m_mug = m_shop->add("Ceramic mug, indigo", "KIT-0412", mugCode.toStdString(), "12.50");
        m_towel = m_shop->add("Linen tea towel", "TEX-0101", towelCode.toStdString(), "9.00");
        m_shop->add("Linen napkin", "TEX-0102", "", "4.00");
        m_shop->receive(m_mug, 48);
        m_till = std::make_unique<TillWindow>(*m_shop);
    }
    void cleanup()
    {
        m_till.reset();
        m_shop.reset();
    }

    void aWholeSaleByKeysAlone()
    {
        // Sign in: people are by name, Jan first; the arrow takes Mira.
        QCOMPARE(m_till->area().signIn().people().size(), std::size_t(2));
        TillWindow::key(Qt::Key_Right);
        TillWindow::type(QStringLiteral("2468"));
        QSignalSpy signedIn(&m_till->area().signIn(), &SignInModel::signedIn);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(signedIn.size(), 1);
        QTRY_VERIFY(search()->hasFocus());

        // Two scans, then three of the second.
        TillWindow::scan(mugCode);
        TillWindow::scan(towelCode);
        QTRY_COMPARE(model().ticket().lineCount(), 2);
        TillWindow::key(Qt::Key_F4);
        TillWindow::type(QStringLiteral("3"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(lineText(1, TicketDetailRole), QStringLiteral("3 × 9.00"));
        QCOMPARE(moneyText(model().cart().total), QStringLiteral("£39.50"));

        // Exact cash: F12, Enter.
        TillWindow::key(Qt::Key_F12);
        QCOMPARE(model().screen(), Screen::Payment);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        const auto& receipt = model().receipt();
        QVERIFY(receipt.has_value());
        QCOMPARE(receipt->total.minor(), 3950);
        QCOMPARE(receipt->change.minor(), 0);
        QCOMPARE(receipt->lines.size(), std::size_t(2));
        QCOMPARE(qtext(receipt->cashier), QStringLiteral("Mira Okafor"));
        QCOMPARE(orders(), 1U);
        QCOMPARE(m_shop->store().read()->stockLevel(m_mug, storeLocation()), Quantity::whole(47));

        // The next scan starts the next sale.
        TillWindow::scan(towelCode);
        QTRY_COMPARE(model().screen(), Screen::Sell);
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        QCOMPARE(moneyText(model().cart().total), QStringLiteral("£9.00"));
        QVERIFY(model().receipt()->receipt != std::string());
    }

    void aLabelOfTheScaleIsOneScan()
    {
        m_shop->add("Ham", "12345", "", "19.90");
        set(scanLabelFormats, "21IIIIIWWwwwC");
        m_till->signInMira();
        TillWindow::scan(QStringLiteral("2112345003542"));
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        QCOMPARE(lineText(0, TicketTotalRole), QStringLiteral("7.04"));
        QCOMPARE(model().cart().lines[0].quantity.thousandths, 354);
    }

    void cashIsAskedForInCoinsThereAre()
    {
        m_shop->add("Stamp", "STAMP", "96385074", "1.02");
        set(cashUnits, "GBP=0.05");
        m_till->signInMira();
        TillWindow::scan(QStringLiteral("96385074"));
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        TillWindow::key(Qt::Key_F12);
        QCOMPARE(model().due().minor(), 100);
        QCOMPARE(model().received().minor(), 100);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(model().receipt()->total.minor(), 102);
        QCOMPARE(model().receipt()->cashRounding.minor(), -2);
        QCOMPARE(model().receipt()->payments.at(0).amount.minor(), 100);
    }

    void scansF12AndEnterNeedNoWaiting()
    {
        m_till->signInMira();
        // Nothing is waited for between the keys: what the disk has not answered yet is waited for by the till.
        TillWindow::scan(mugCode);
        TillWindow::scan(mugCode);
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(model().receipt()->total.minor(), 2500);
    }

    void aScanDuringTheTenderBelongsToTheNextSale()
    {
        m_till->signInMira();
        TillWindow::scan(mugCode);
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_Return);
        TillWindow::scan(towelCode);
        QTRY_COMPARE(orders(), 1U);
        QTRY_COMPARE(model().screen(), Screen::Sell);
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        QCOMPARE(model().receipt()->total.minor(), 1250);
        QCOMPARE(model().cart().total.minor(), 900);
    }

    void cashIsTypedAndTheChangeShown()
    {
        m_till->signInMira();
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        TillWindow::key(Qt::Key_F12);
        TillWindow::type(QStringLiteral("10"));
        QTRY_COMPARE(model().received().minor(), 1000);
        QVERIFY(!model().change().has_value());
        QVERIFY(!model().payment().covers());
        TillWindow::key(Qt::Key_Delete);
        TillWindow::key(Qt::Key_Return); // Nothing received: nothing happens but a word.
        QCOMPARE(model().screen(), Screen::Payment);
        TillWindow::type(QStringLiteral("20"));
        QTRY_COMPARE(model().received().minor(), 2000);
        QCOMPARE(model().change()->minor(), 750);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(model().receipt()->change.minor(), 750);
        TillWindow::key(Qt::Key_Return);
        QCOMPARE(model().screen(), Screen::Sell);
        QVERIFY(model().cart().isEmpty());
    }

    void aScanInTheSearchFieldLeaksNoCharacter()
    {
        m_till->signInMira();
        QTRY_VERIFY(search()->hasFocus());
        QSignalSpy changes(search(), &QLineEdit::textChanged);
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        QCOMPARE(search()->text(), QString());
        QCOMPARE(changes.size(), 0);
    }

    void aScanCountsWhereverTheFocusIs()
    {
        m_till->signInMira();
        m_till->window().findChild<TileGrid*>()->setFocus();
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        TillWindow::key(Qt::Key_F12);
        TillWindow::scan(towelCode); // On the payment page it joins the sale.
        QTRY_COMPARE(model().screen(), Screen::Sell);
        QTRY_COMPARE(model().ticket().lineCount(), 2);
    }

    void anUnknownCodeDoesNotEndThePayment()
    {
        m_till->signInMira();
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        TillWindow::key(Qt::Key_F12);
        TillWindow::scan(QStringLiteral("99999"));
        QCOMPARE(model().screen(), Screen::Payment);
        QVERIFY(model().ticket().hasProblem()); // In sight beside the amount.
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
    }

    void aRepeatedScanRaisesTheQuantity()
    {
        m_till->signInMira();
        for (int i = 0; i < 20; ++i)
            TillWindow::scan(mugCode);
        QTRY_COMPARE(lineText(0, TicketDetailRole), QStringLiteral("20 × 12.50"));
        QCOMPARE(model().ticket().rowCount(), 1);
    }

    void aPrefixSellsSoMany_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("scanned");
        QTest::newRow("all typed") << QStringLiteral("5*KIT-0412") << QString();
        QTest::newRow("prefix typed, code scanned") << QStringLiteral("5*") << mugCode;
        QTest::newRow("all from the scanner") << QString() << QString(QStringLiteral("5*") + mugCode);
    }
    void aPrefixSellsSoMany()
    {
        QFETCH(QString, typed);
        QFETCH(QString, scanned);
        m_till->signInMira();
        search()->setText(typed);
        if (scanned.isEmpty())
            TillWindow::key(Qt::Key_Return);
        else
            TillWindow::scan(scanned);
        QTRY_COMPARE(lineText(0, TicketDetailRole), QStringLiteral("5 × 12.50"));
        QCOMPARE(search()->text(), QString());
    }

    void anUnknownCodeIsARowThatSaysWhatToDo()
    {
        m_till->signInMira();
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        QSignalSpy sounds(&model(), &SellModel::unknownCode);
        TillWindow::scan(QStringLiteral("99999"));
        QCOMPARE(sounds.size(), 1);
        QCOMPARE(model().ticket().rowCount(), 2);
        QVERIFY(lineText(1, Qt::DisplayRole).contains(QStringLiteral("99999")));
        QVERIFY(!lineText(1, TicketProblemRole).isEmpty());
        QCOMPARE(model().cart().total.minor(), 1250);
        TillWindow::scan(towelCode); // It goes with the next thing.
        QTRY_COMPARE(model().ticket().lineCount(), 2);
        QVERIFY(!model().ticket().hasProblem());
    }

    void searchAnswersEachKeystrokeAndEnterTakesTheOnlyHit()
    {
        m_till->signInMira();
        search()->setText(QStringLiteral("lin"));
        QCOMPARE(model().tiles().rowCount(), 2);
        TillWindow::key(Qt::Key_Return); // Two hits: choose.
        QVERIFY(m_till->window().findChild<TileGrid*>()->hasFocus());
        search()->setFocus();
        search()->setText(QStringLiteral("linen na"));
        QCOMPARE(model().tiles().rowCount(), 1);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(lineText(0, Qt::DisplayRole), QStringLiteral("Linen napkin"));
        QCOMPARE(search()->text(), QString());
        QCOMPARE(model().tiles().rowCount(), 3);
    }

    void arrowsAndEnterTakeATile()
    {
        m_till->signInMira();
        TillWindow::key(Qt::Key_Down);
        auto* tiles = m_till->window().findChild<TileGrid*>();
        QVERIFY(tiles->hasFocus());
        TillWindow::key(Qt::Key_Right);
        const auto name = tiles->currentIndex().data().toString();
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(lineText(0, Qt::DisplayRole), name);
        QTRY_VERIFY(search()->hasFocus());
    }

    void plusMinusAndDeleteChangeTheMarkedLine()
    {
        m_till->signInMira();
        TillWindow::scan(mugCode);
        TillWindow::scan(towelCode);
        QTRY_COMPARE(model().ticket().lineCount(), 2);
        TillWindow::key(Qt::Key_Plus);
        TillWindow::key(Qt::Key_Plus);
        QTRY_COMPARE(lineText(1, TicketDetailRole), QStringLiteral("3 × 9.00"));
        TillWindow::key(Qt::Key_Minus);
        QTRY_COMPARE(lineText(1, TicketDetailRole), QStringLiteral("2 × 9.00"));
        TillWindow::key(Qt::Key_PageUp);
        TillWindow::key(Qt::Key_Delete);
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        QCOMPARE(lineText(0, Qt::DisplayRole), QStringLiteral("Linen tea towel"));
    }

    void ofTwoQuickScansTheLastIsMarkedAtOnce()
    {
        m_till->signInMira();
        QSignalSpy marked(&model(), &SellModel::lineTouched);
        model().scan(mugCode, {});
        model().scan(towelCode, {});
        // Both are written before the window hears of the first.
        while (m_shop->store().read()->count(schema::CartLine::default_instance()) < 2)
            std::this_thread::yield();
        QTRY_COMPARE(marked.count(), 2);
        QCOMPARE(marked.first().first().toInt(), 1);
        QCOMPARE(marked.last().first().toInt(), 1);
    }

    void aWholeSaleByTouchAlone()
    {
        const auto touch = [this](const QString& name) {
            auto* button = m_till->find<QAbstractButton>(name);
            QVERIFY2(button != nullptr, qPrintable(name));
            QTest::mouseClick(button, Qt::LeftButton);
        };
        touch(QStringLiteral("Jan Berg"));
        for (const auto* digit : {"1", "3", "5", "7"})
            touch(QLatin1String(digit));
        touch(QStringLiteral("Sign in"));
        QTRY_VERIFY(search()->isVisible());
        auto* tiles = m_till->window().findChild<TileGrid*>();
        QTest::mouseClick(tiles->viewport(), Qt::LeftButton, {},
                          tiles->visualRect(tiles->model()->index(0, 0)).center());
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        touch(QStringLiteral("One more of the marked line"));
        QTRY_COMPARE(model().cart().items, Quantity::whole(2));
        touch(QStringLiteral("Charge %1").arg(moneyText(model().cart().total)));
        QCOMPARE(model().screen(), Screen::Payment);
        const auto quick = model().quickAmounts();
        touch(QStringLiteral("Received %1").arg(moneyText(quick.back())));
        QCOMPARE(model().received(), quick.back());
        touch(QStringLiteral("Finish sale"));
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(model().receipt()->change, quick.back() - model().receipt()->total);
        touch(QStringLiteral("Next sale"));
        QCOMPARE(model().screen(), Screen::Sell);
    }

    void theFifthWrongPinLocksAPersonOutAndTheRightOneDoesNotHelp()
    {
        SignInModel& signIn = m_till->area().signIn();
        QSignalSpy refused(&signIn, &SignInModel::refused);
        QSignalSpy signedIn(&signIn, &SignInModel::signedIn);
        const auto jan = signIn.people()[0];
        for (int wrong = 1; wrong <= 5; ++wrong) {
            signIn.signIn(jan, QStringLiteral("9999"));
            QTRY_COMPARE(refused.count(), wrong);
        }
        QVERIFY(refused.last().front().toString().contains(QStringLiteral("locked out")));
        signIn.signIn(jan, QStringLiteral("1357"));
        QTRY_COMPARE(refused.count(), 6);
        signIn.signIn(signIn.people()[1], QStringLiteral("2468")); // Nobody else is.
        QTRY_COMPARE(signedIn.count(), 1);
    }

    void whoeverManagesTheStaffLetsSomebodyTryAgainInPlace()
    {
        SignInModel& signIn = m_till->area().signIn();
        QSignalSpy refused(&signIn, &SignInModel::refused);
        QSignalSpy signedIn(&signIn, &SignInModel::signedIn);
        auto* page = m_till->window().page();
        const auto says = [&](const QString& word) {
            for (auto* label : page->findChildren<Label*>())
                if (label->isVisible() && label->text().contains(word))
                    return true;
            return false;
        };
        const auto pin = [](const QString& digits) {
            TillWindow::type(digits);
            TillWindow::key(Qt::Key_Return);
        };
        QVERIFY(m_till->find<Button>(QStringLiteral("Let Jan Berg try again")) == nullptr);
        for (int wrong = 1; wrong <= 5; ++wrong) {
            pin(QStringLiteral("9999"));
            QTRY_COMPARE(refused.count(), wrong);
            QVERIFY(says(wrong < 5 ? QStringLiteral("not the PIN of Jan Berg") : QStringLiteral("locked out")));
        }
        auto* lift = m_till->find<Button>(QStringLiteral("Let Jan Berg try again"));
        QVERIFY(lift != nullptr);
        QTest::mouseClick(lift, Qt::LeftButton);
        pin(QStringLiteral("1357")); // Not by themselves, the right PIN or not.
        QTRY_COMPARE(refused.count(), 6);
        QTest::mouseClick(lift, Qt::LeftButton);
        TillWindow::key(Qt::Key_Right); // Mira.
        QVERIFY(says(QStringLiteral("Choose who lets Jan Berg try again")));
        pin(QStringLiteral("2468"));
        QTRY_VERIFY(says(QStringLiteral("Jan Berg can sign in again")));
        QCOMPARE(signedIn.count(), 0); // She has not signed in by it.
        pin(QStringLiteral("1357"));
        QTRY_COMPARE(signedIn.count(), 1);
    }

    void aRightPinForgetsTheWrongOnesBefore()
    {
        SignInModel& signIn = m_till->area().signIn();
        QSignalSpy refused(&signIn, &SignInModel::refused);
        QSignalSpy signedIn(&signIn, &SignInModel::signedIn);
        const auto jan = signIn.people()[0];
        for (int round = 1; round <= 2; ++round) {
            for (int wrong = 1; wrong <= 4; ++wrong) {
                signIn.signIn(jan, QStringLiteral("9999"));
                QTRY_COMPARE(refused.count(), (round - 1) * 4 + wrong);
            }
            signIn.signIn(jan, QStringLiteral("1357"));
            QTRY_COMPARE(signedIn.count(), round);
        }
    }

    void aWrongPinIsRefusedWithAWord()
    {
        QSignalSpy refused(&m_till->area().signIn(), &SignInModel::refused);
        QSignalSpy signedIn(&m_till->area().signIn(), &SignInModel::signedIn);
        m_till->area().signIn().signIn(m_till->area().signIn().people()[0], QStringLiteral("9999"));
        QTRY_COMPARE(refused.size(), 1);
        QVERIFY(refused.first().first().toString().contains(QStringLiteral("Jan")));
        QCOMPARE(signedIn.size(), 0);
    }

    void aScanBeforeSignInSellsNothing()
    {
        TillWindow::scan(mugCode);
        QCOMPARE(model().ticket().rowCount(), 0);
        QVERIFY(search() == nullptr || !search()->isVisible());
    }

    void theCartOutlivesLockAndRestart()
    {
        m_till->signInMira();
        TillWindow::scan(mugCode);
        TillWindow::scan(towelCode);
        QTRY_COMPARE(model().ticket().lineCount(), 2);
        m_till->area().lock();
        QVERIFY(!search()->isVisible());
        m_till->signInMira();
        QCOMPARE(model().ticket().lineCount(), 2);

        m_till.reset();
        m_shop->reopen();
        m_till = std::make_unique<TillWindow>(*m_shop);
        m_till->signInMira();
        QCOMPARE(model().ticket().lineCount(), 2);
        QCOMPARE(model().cart().total.minor(), 2150);
    }

    void aPriceChangedElsewhereShowsOnTicketAndTile()
    {
        m_till->signInMira();
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().cart().total.minor(), 1250);
        m_shop->changePrice(m_mug, "13.00");
        QTRY_COMPARE(model().cart().total.minor(), 1300);
        const auto& tiles = model().tiles();
        const auto hits = tiles.match(tiles.index(0), Qt::DisplayRole, QStringLiteral("Ceramic mug, indigo"));
        QCOMPARE(hits.size(), 1);
        QCOMPARE(hits.first().data(TilePriceRole).toString(), QStringLiteral("£13.00"));
    }

    void nothingToChargeSaysSo()
    {
        m_till->signInMira();
        QSignalSpy notices(&model(), &SellModel::noticeRaised);
        TillWindow::key(Qt::Key_F12);
        QCOMPARE(notices.size(), 1);
        QCOMPARE(model().screen(), Screen::Sell);
    }

private:
    Id<schema::Location> storeLocation()
    {
        const auto view = m_shop->store().read();
        return Id<schema::Location>(view->get(m_shop->store().identity().store)->location());
    }
};
QTEST_MAIN(SellFlowTest)
#include "tst_sell_flow.moc"
