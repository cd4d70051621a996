#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/inventory/stock.h"
#include "support/shop_fixture.h"
#include "sync/client/take_enrolment.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/served.h"
#include "sync/server/enrolments.h"
#include "sync/sync_fixture.h"

#include <fstream>

using namespace kontor;
using namespace kontor::test;

namespace {

/// A world in which it is later.
World later(std::int64_t seconds)
{
    auto world = World::real();
    world.now = [seconds] { return World::real().now() + seconds * 1'000'000; };
    return world;
}

} // namespace

class EnrolmentTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_dir;

    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_dir->path().toStdString()) / name;
    }

    /// As kontorctl makes it beside a running server: over a store that can only read.
    sync::EnrolmentFile makeFile(const Served& served, const std::string& name, Id<schema::Store> store = {},
                                 const World& world = World::real())
    {
        const auto reader = need(Store::open({path("server"), {}, World::real(), true}));
        EnrolmentWish wish;
        wish.address = served.url();
        wish.name = name;
        wish.store = store;
        return need(makeEnrolment(*reader, path("server"), wish, world));
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void anEmptyServerAdoptsTheFirstTerminalsShopAndLetsFurtherOnesIn()
    {
        const auto server = openStore(path("server"));
        Served served(*server, path("server"));
        ShopFixture till(path("till"));
        const auto mug = till.product("Mug", "M1", "2.00");
        need(till.scan(mug));
        need(till.payCash()); // It sold before there was a server.

        need(takeEnrolment(*till.store, makeFile(served, "Server")));
        QVERIFY(server->identity().isServer);
        QCOMPARE(server->identity().organisation, till.store->identity().organisation);
        QCOMPARE(server->pepper(), till.store->pepper());
        QCOMPARE(need(till.store->syncState()).pending, 0ULL);
        QCOMPARE(hex(digestOf(*server)), hex(digestOf(*till.store)));

        const auto second = openStore(path("till2"));
        need(takeEnrolment(*second, makeFile(served, "Till by the door", till.store->identity().store)));
        QCOMPARE(second->identity().organisation, till.store->identity().organisation);
        QCOMPARE(second->identity().store, till.store->identity().store);
        QCOMPARE(second->identity().ordinal, 2U);
        QVERIFY(!second->identity().isServer);
        const auto row = second->read()->get(second->identity().terminal);
        QVERIFY(row.has_value());
        QCOMPARE(row->name(), std::string("Till by the door"));
        QCOMPARE(hex(digestOf(*second)), hex(digestOf(*server)));
        // What it sells, the server takes.
        need(addSomething(*second, till.administrator, "S2"));
        const auto taken = need(server->accept(need(second->pending(500, 1U << 20U)), judge));
        schema::Acceptance acceptance;
        QVERIFY(acceptance.ParseFromString(taken.back().acceptance));
        QCOMPARE(acceptance.verdict(), schema::ACCEPTED);
        QVERIFY(server->verify().has_value());
    }

    void theServersOwnCommitsAreWrittenByWhoMadeTheEnrolment()
    {
        TillAndServer pair;
        Served served(*pair.server, pair.path("server"));
        EnrolmentWish wish;
        wish.address = served.url();
        wish.name = "Till 2";
        wish.store = pair.till.store->identity().store;
        wish.madeBy = pair.till.administrator;
        const auto file = need(makeEnrolment(*pair.server, pair.path("server"), wish, World::real()));
        const auto second = openStore(pair.path("till2"));
        need(takeEnrolment(*second, file));
        QCOMPARE(hex(digestOf(*second)), hex(digestOf(*pair.server)));
    }

    void aBackOfficeWithoutAStoreIsEnrolledAndFollowsAll()
    {
        TillAndServer pair;
        Served served(*pair.server, pair.path("server"));
        const auto mug = pair.till.product("Mug", "M1", "2.00");
        need(pair.till.scan(mug));
        need(pair.till.payCash());
        need(applyAcceptances(*pair.till.store,
                              need(pair.server->accept(need(pair.till.store->pending(500, 1U << 20U)), judge))));
        EnrolmentWish wish;
        wish.address = served.url();
        wish.name = "Office";
        wish.kind = schema::BACK_OFFICE;
        wish.madeBy = pair.till.administrator;
        const auto office = openStore(pair.path("office"));
        need(takeEnrolment(*office, need(makeEnrolment(*pair.server, pair.path("server"), wish, World::real()))));
        QVERIFY(office->identity().store.isNil());
        QVERIFY(!office->identity().isServer);
        QCOMPARE(hex(digestOf(*office)), hex(digestOf(*pair.server)));
        // It names the store it works for, and the server takes that.
        AdjustStock input;
        input.changes.push_back({mug, Quantity::whole(5), schema::FOUND, "", {}});
        const auto count = [&](const Reader& shop, const Context& context, const Actor& actor) {
            return adjustStock(shop, context, actor, input);
        };
        QCOMPARE(office->execute(pair.till.administrator, count).error().about, std::string("store"));
        input.location = Id<schema::Location>(office->read()->all<schema::Location>().front().id());
        need(office->execute(pair.till.administrator, count));
        const auto taken = need(pair.server->accept(need(office->pending(500, 1U << 20U)), judge));
        schema::Acceptance acceptance;
        QVERIFY(acceptance.ParseFromString(taken.back().acceptance));
        QCOMPARE(acceptance.verdict(), schema::ACCEPTED);
        QCOMPARE(hex(digestOf(*office)), hex(digestOf(*pair.server)));
    }

    void aSecretIsGoodForOneTerminalOnce_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("used by another terminal") << "used";
        QTest::newRow("wrong") << "wrong";
        QTest::newRow("empty") << "empty";
        QTest::newRow("expired by the server's clock") << "expired";
    }
    void aSecretIsGoodForOneTerminalOnce()
    {
        QFETCH(QString, what);
        TillAndServer pair;
        Served served(*pair.server, pair.path("server"));
        EnrolmentWish wish;
        wish.address = served.url();
        wish.name = "Till 2";
        wish.store = pair.till.store->identity().store;
        if (what == QLatin1String("expired"))
            wish.validForUs = -1;
        auto file = need(makeEnrolment(*pair.server, pair.path("server"), wish, World::real()));
        if (what == QLatin1String("used"))
            need(takeEnrolment(*openStore(pair.path("first")), file));
        else if (what == QLatin1String("wrong"))
            file.mutable_secret()->back() = static_cast<char>(file.secret().back() ^ 1);
        else if (what == QLatin1String("empty"))
            file.clear_secret();
        else
            file.set_expires_us(INT64_MAX); // The terminal's clock thinks otherwise.

        const auto before = digestOf(*pair.server);
        const auto thief = openStore(pair.path("thief"));
        const auto taken = takeEnrolment(*thief, file);
        QVERIFY(!taken);
        QCOMPARE(taken.error().kind, Error::Kind::Denied);
        QCOMPARE(taken.error().about, std::string("secret"));
        QVERIFY(thief->identity().organisation.isNil());
        QCOMPARE(hex(digestOf(*pair.server)), hex(before));
    }

    void aLostReplyIsAskedForAgainByTheSameKeyOnly()
    {
        TillAndServer pair;
        const Enrolments enrolments(pair.path("server"));
        const Bytes secret(32, 's');
        sync::PendingEnrolment pending;
        pending.set_secret_hash(blake2b256(secret));
        pending.set_expires_us(World::real().now() + 60'000'000);
        need(enrolments.add(pending));
        const auto now = World::real().now();
        QVERIFY(enrolments.claim(secret, Bytes(32, 'a'), now).has_value());
        QVERIFY(enrolments.claim(secret, Bytes(32, 'a'), now).has_value());
        QVERIFY(!enrolments.claim(secret, Bytes(32, 'b'), now).has_value());
        QVERIFY(!enrolments.claim(secret, Bytes(32, 'a'), later(61).now()).has_value());
        enrolments.sweep(later(61).now());
        QVERIFY(std::filesystem::is_empty(pair.path("server") / "enrolments"));
    }

    void aDamagedFileInTheFolderHarmsNobody()
    {
        TillAndServer pair;
        const Enrolments enrolments(pair.path("server"));
        std::filesystem::create_directories(pair.path("server") / "enrolments");
        std::ofstream(pair.path("server") / "enrolments" / "x.enrolment") << "not an enrolment";
        QVERIFY(!enrolments.claim(Bytes(32, 's'), Bytes(32, 'k'), 0).has_value());
    }

    void whatIsEnrolledStaysWhatItIs()
    {
        TillAndServer pair;
        Served served(*pair.server, pair.path("server"));
        EnrolmentWish wish;
        wish.address = served.url();
        wish.name = "Till 2";
        wish.store = pair.till.store->identity().store;
        const auto file = need(makeEnrolment(*pair.server, pair.path("server"), wish, World::real()));
        const auto again = takeEnrolment(*pair.till.store, file);
        QVERIFY(!again);
        QCOMPARE(again.error().kind, Error::Kind::Conflict);
        QTemporaryDir other;
        ShopFixture founded(std::filesystem::path(other.path().toStdString()) / "till");
        QCOMPARE(takeEnrolment(*founded.store, file).error().about, std::string("terminal"));
        // A file for adoption in a folder without a shop.
        auto adoption = file;
        adoption.clear_organisation();
        QCOMPARE(takeEnrolment(*openStore(pair.path("new")), adoption).error().kind, Error::Kind::Conflict);
    }

    void aServerThatIsNotThereIsSaidSo()
    {
        TillAndServer pair;
        sync::EnrolmentFile file;
        {
            Served served(*pair.server, pair.path("server"));
            EnrolmentWish wish;
            wish.address = served.url();
            wish.name = "Till 2";
            wish.store = pair.till.store->identity().store;
            file = need(makeEnrolment(*pair.server, pair.path("server"), wish, World::real()));
        }
        TakeOptions options;
        options.patience = std::chrono::milliseconds(700);
        const auto second = openStore(pair.path("till2"));
        const auto taken = takeEnrolment(*second, file, options);
        QVERIFY(!taken);
        QCOMPARE(taken.error().kind, Error::Kind::Network);
        QVERIFY(second->identity().organisation.isNil());
    }

    void anEnrolmentNamesWhatIsMissing_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("withStore");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("about");
        const int till = schema::TILL;
        const int desk = schema::BACK_OFFICE;
        QTest::newRow("address") << "10.0.0.5:80"
                                 << "Till" << true << till << "address";
        QTest::newRow("plain HTTP over the network") << "http://10.0.0.5:80"
                                                     << "Till" << true << till << "address";
        QTest::newRow("name") << "http://127.0.0.1:1"
                              << "" << true << till << "name";
        QTest::newRow("store") << "http://127.0.0.1:1"
                               << "Till" << false << till << "store";
        QTest::newRow("name of a desk of all stores") << "http://127.0.0.1:1"
                                                      << "" << false << desk << "name";
    }
    void anEnrolmentNamesWhatIsMissing()
    {
        QFETCH(QString, address);
        QFETCH(QString, name);
        QFETCH(bool, withStore);
        QFETCH(int, kind);
        QFETCH(QString, about);
        TillAndServer pair;
        EnrolmentWish wish;
        wish.address = address.toStdString();
        wish.name = name.toStdString();
        wish.kind = static_cast<schema::TerminalKind>(kind);
        if (withStore)
            wish.store = pair.till.store->identity().store;
        const auto made = makeEnrolment(*pair.server, pair.path("server"), wish, World::real());
        QVERIFY(!made);
        QCOMPARE(made.error().about, about.toStdString());
    }

    void theFileIsForItsOwnerAndComesBackWhole()
    {
        sync::EnrolmentFile file;
        file.set_version(enrolmentFileVersion);
        file.set_address("http://127.0.0.1:8470");
        file.set_server_key(Bytes(32, 'k'));
        file.set_secret(Bytes(32, '\xF1'));
        file.set_pepper(Bytes(32, 'p'));
        file.set_organisation(Bytes(16, 'o'));
        need(writeEnrolmentFile(file, path("till2.kontor-enrolment")));
        QCOMPARE(need(readEnrolmentFile(path("till2.kontor-enrolment"))).SerializeAsString(), file.SerializeAsString());
        const auto rights = std::filesystem::status(path("till2.kontor-enrolment")).permissions();
        QCOMPARE(rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
                 std::filesystem::perms::none);

        QCOMPARE(readEnrolmentFile(path("nowhere")).error().kind, Error::Kind::NotFound);
        std::ofstream(path("garbage")) << "{\"version\": \"yes";
        QCOMPARE(readEnrolmentFile(path("garbage")).error().kind, Error::Kind::Invalid);
        file.set_version(99);
        need(writeEnrolmentFile(file, path("newer")));
        QVERIFY(readEnrolmentFile(path("newer")).error().detail.find("newer") != std::string::npos);
    }
};
QTEST_GUILESS_MAIN(EnrolmentTest)
#include "tst_enrolment.moc"
