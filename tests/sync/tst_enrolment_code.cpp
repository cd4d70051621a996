#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "support/shop_fixture.h"
#include "sync/client/take_enrolment.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/enrolment_code.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/raw_client.h"
#include "sync/served.h"
#include "sync/server/enrolments.h"
#include "sync/sync_fixture.h"

using namespace kontor;
using namespace kontor::test;

namespace {

HttpServerOptions withTls()
{
    HttpServerOptions options;
    options.tls = true;
    return options;
}

} // namespace

class EnrolmentCodeTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<TillAndServer> m_pair;

    EnrolmentWish wish() const
    {
        EnrolmentWish wish;
        wish.name = "Till 2";
        wish.store = m_pair->till.store->identity().store;
        wish.madeBy = m_pair->till.administrator;
        return wish;
    }
    std::string makeCode(const EnrolmentWish& wish) const
    {
        return need(makeEnrolmentCode(*m_pair->server, m_pair->path("server"), wish, World::real()));
    }
    /// What a terminal of this key would send that was shown this TLS key.
    static sync::EnrolCode requestFor(const std::string& code, const Bytes& publicKey, const Bytes& tlsPin)
    {
        const auto keys = CodeKeys::of(code);
        sync::EnrolCode request;
        request.set_protocol(syncProtocol);
        request.set_name(keys.name);
        request.set_public_key(publicKey);
        request.set_tls_pin(tlsPin);
        request.set_nonce(Bytes(16, 'n'));
        request.set_proof(codeProof(keys.proof, request));
        return request;
    }

private Q_SLOTS:
    void init() { m_pair = std::make_unique<TillAndServer>(); }
    void cleanup() { m_pair.reset(); }

    void aCodeIsTypedAsPeopleType()
    {
        const auto code = newEnrolmentCode(World::real().random);
        QCOMPARE(code.size(), 24U);
        QCOMPARE(need(readEnrolmentCode(code)), code);
        auto loose = " " + code + "\n";
        std::replace(loose.begin(), loose.end(), '-', ' ');
        std::replace(loose.begin(), loose.end(), '0', 'o');
        std::replace(loose.begin(), loose.end(), '1', 'l');
        std::transform(loose.begin(), loose.end(), loose.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        QCOMPARE(need(readEnrolmentCode(loose)), code);
        QVERIFY(newEnrolmentCode(World::real().random) != code);
        for (const auto& wrong : {std::string(), code.substr(1), code + "A", "U" + code.substr(1)})
            QCOMPARE(readEnrolmentCode(wrong).error().about, std::string("code"));
    }

    void mostTypingMistakesAreToldBeforeAnybodyIsAsked()
    {
        const auto code = newEnrolmentCode(World::real().random);
        int told = 0;
        for (std::size_t at = 0; at < code.size(); ++at) {
            if (code[at] == '-')
                continue;
            auto wrong = code;
            wrong[at] = code[at] == '7' ? '8' : '7';
            told += readEnrolmentCode(wrong) ? 0 : 1;
        }
        QVERIFY2(told >= 16, qPrintable(QString::number(told)));
    }

    void aTerminalEnrolsByAddressAndCode_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::newRow("over TLS") << true;
        QTest::newRow("on loopback") << false;
    }
    void aTerminalEnrolsByAddressAndCode()
    {
        QFETCH(bool, tls);
        Served served(*m_pair->server, m_pair->path("server"), tls ? withTls() : HttpServerOptions());
        const auto code = makeCode(wish());
        const auto second = openStore(m_pair->path("till2"));
        need(takeEnrolmentCode(*second, {served.url(), {}, false}, code));
        QCOMPARE(hex(digestOf(*second)), hex(digestOf(*m_pair->server)));
        QCOMPARE(second->pepper(), m_pair->till.store->pepper());
        QCOMPARE(second->serverKey(), m_pair->server->publicKey());
        const auto kept = serverOf(*second);
        QCOMPARE(hex(kept->tlsPin), tls ? hex(need(rememberedTlsPin(m_pair->path("server")))) : std::string());
        // Once.
        const auto third = openStore(m_pair->path("till3"));
        const auto again = takeEnrolmentCode(*third, {served.url(), {}, false}, code);
        QVERIFY(!again);
        QCOMPARE(again.error().kind, Error::Kind::Denied);
        QVERIFY(third->identity().organisation.isNil());
    }

    void anEmptyServerTakesAShopByCode()
    {
        const auto folder = m_pair->path("empty");
        const auto server = openStore(folder);
        Served served(*server, folder, withTls());
        const auto code = need(makeEnrolmentCode(*server, folder, {}, World::real()));
        ShopFixture till(m_pair->path("first"));
        need(takeEnrolmentCode(*till.store, {served.url(), {}, false}, code));
        QCOMPARE(server->pepper(), till.store->pepper());
        QCOMPARE(hex(digestOf(*server)), hex(digestOf(*till.store)));
    }

    void anotherServerAtTheAddressLearnsNothingAndIsNotBelieved()
    {
        const auto code = makeCode(wish());
        // It speaks the protocol, has a shop of its own, and would like this terminal.
        TillAndServer other;
        Served imposter(*other.server, other.path("server"), withTls());
        const auto second = openStore(m_pair->path("till2"));
        TakeOptions patience;
        patience.patience = std::chrono::seconds(10);
        const auto taken = takeEnrolmentCode(*second, {imposter.url(), {}, false}, code, patience);
        QVERIFY(!taken);
        QCOMPARE(taken.error().kind, Error::Kind::Denied);
        QVERIFY(second->identity().organisation.isNil());
        QVERIFY(!serverOf(*second));
    }

    void whoHandsTheRequestOnIsFoundOut_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("as it is: the TLS key is the middle's") << "pin";
        QTest::newRow("with the server's TLS key put in") << "repaired";
        QTest::newRow("with the middle's own public key put in") << "key";
        QTest::newRow("with a proof that was guessed") << "proof";
    }
    void whoHandsTheRequestOnIsFoundOut()
    {
        QFETCH(QString, what);
        Served served(*m_pair->server, m_pair->path("server"), withTls());
        const auto ours = need(rememberedTlsPin(m_pair->path("server")));
        const auto code = makeCode(wish());
        const auto seen = what == QLatin1String("pin") || what == QLatin1String("repaired") ? Bytes(32, 'm') : ours;
        auto request = requestFor(code, Bytes(32, 'k'), seen);
        if (what == QLatin1String("repaired"))
            request.set_tls_pin(ours);
        else if (what == QLatin1String("key"))
            request.set_public_key(Bytes(32, 'm'));
        else if (what == QLatin1String("proof"))
            request.set_proof(Bytes(32, 'p'));
        const Enrolments enrolments(m_pair->path("server"));
        const auto now = World::real().now();
        for (std::uint32_t i = 0; i < Enrolments::mostWrong; ++i)
            QCOMPARE(enrolments.claimCode(request, now).error().kind, Error::Kind::Denied);
        // And then the code is dead, for whoever has it too.
        QVERIFY(!enrolments.claimCode(requestFor(code, Bytes(32, 'k'), ours), now));
    }

    void theAnswerIsForOneRequestAndOnlyTheCodeOpensIt()
    {
        const auto keys = CodeKeys::of(newEnrolmentCode(World::real().random));
        sync::EnrolmentFile answer;
        answer.set_pepper("the pepper of the organisation");
        const auto sealed = sealCodeAnswer(keys.seal, "proof 1", answer, Bytes(24, 'n'));
        QVERIFY(sealed.find("pepper") == std::string::npos);
        QCOMPARE(need(openCodeAnswer(keys.seal, "proof 1", sealed)).pepper(), answer.pepper());
        QVERIFY(!openCodeAnswer(keys.seal, "proof 2", sealed));
        QVERIFY(!openCodeAnswer(CodeKeys::of("another").seal, "proof 1", sealed));
        for (std::size_t at = 0; at < sealed.size(); at += 7) {
            auto wrong = sealed;
            wrong[at] = static_cast<char>(wrong[at] ^ 1);
            QVERIFY(!openCodeAnswer(keys.seal, "proof 1", wrong));
        }
        QVERIFY(!openCodeAnswer(keys.seal, "proof 1", "short"));
    }

    void aCodeIsGoodInTimeAndForOneKey()
    {
        const auto code = makeCode(wish());
        const Enrolments enrolments(m_pair->path("server"));
        const auto now = World::real().now();
        const auto first = requestFor(code, Bytes(32, 'a'), {});
        QVERIFY(enrolments.claimCode(first, now).has_value());
        QVERIFY(enrolments.claimCode(first, now).has_value()); // A reply got lost.
        QVERIFY(!enrolments.claimCode(requestFor(code, Bytes(32, 'b'), {}), now));
        QVERIFY(!enrolments.claimCode(first, now + 25LL * 3600 * 1'000'000));
        QVERIFY(!enrolments.claimCode(requestFor(newEnrolmentCode(World::real().random), Bytes(32, 'a'), {}), now));
        enrolments.sweep(now + 25LL * 3600 * 1'000'000);
        QVERIFY(std::filesystem::is_empty(m_pair->path("server") / "enrolments"));
    }

    void anAddressThatGuessesIsMadeToWait()
    {
        Served served(*m_pair->server, m_pair->path("server"));
        SyncRequest ask;
        ask.method = "POST";
        ask.target = "/v1/enrol-code";
        unsigned status = 0;
        for (int i = 0; i < 11; ++i) {
            ask.body = requestFor(newEnrolmentCode(World::real().random), Bytes(32, 'a'), {}).SerializeAsString();
            status = RawClient(served.port()).ask(ask).status;
            QCOMPARE(status, i < 10 ? 403U : 429U);
        }
    }

    void theServersFolderHoldsNothingACodeCouldBeMadeOf()
    {
        const auto code = makeCode(wish());
        const auto keys = CodeKeys::of(code);
        for (const auto& entry : std::filesystem::directory_iterator(m_pair->path("server") / "enrolments")) {
            QFile file(QString::fromStdString(entry.path().string()));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto bytes = file.readAll().toStdString();
            QVERIFY(bytes.find(code) == std::string::npos && bytes.find(keys.secret) == std::string::npos);
            QCOMPARE(entry.status().permissions() & std::filesystem::perms::group_all, std::filesystem::perms::none);
        }
    }
};
QTEST_GUILESS_MAIN(EnrolmentCodeTest)
#include "tst_enrolment_code.moc"
