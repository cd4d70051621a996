#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "support/shop_fixture.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/wire_coding.h"
#include "sync/protocol/wire_packing.h"
#include "sync/sync_fixture.h"

using namespace kontor;
using namespace kontor::test;

namespace {

std::size_t zerosIn(BytesView body, std::size_t length = 32)
{
    std::size_t runs = 0;
    const Bytes zeros(length, '\0');
    for (auto at = body.find(zeros); at != BytesView::npos; at = body.find(zeros, at + length))
        ++runs;
    return runs;
}

} // namespace

class WirePackingTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<TillAndServer> m_pair;
    Bytes m_push;
    Bytes m_reply;
    Bytes m_page;
    std::size_t m_commits = 0;

    Bytes body(WireBody kind) const
    {
        return kind == WireBody::Push ? m_push : kind == WireBody::PushReply ? m_reply : m_page;
    }
    std::vector<Bytes> commitsFor(WireBody kind) const
    {
        return kind == WireBody::PushReply ? commitsOf(m_push) : std::vector<Bytes>();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_pair = std::make_unique<TillAndServer>();
        const auto mug = m_pair->till.product("Mug", "M1", "2.00");
        for (int i = 0; i < 20; ++i) {
            need(m_pair->till.scan(mug));
            need(m_pair->till.payCash());
        }
        const auto run = need(m_pair->till.store->pending(500, 1U << 20U));
        m_commits = run.size();
        sync::Push push;
        for (const auto& commit : run)
            *push.add_commit() = commit.envelope();
        m_push = push.SerializeAsString();
        sync::PushReply reply;
        encodeEntries(need(m_pair->server->accept(run, judge)), *reply.mutable_entry());
        for (auto& entry : *reply.mutable_entry())
            entry.clear_envelope();
        m_reply = reply.SerializeAsString();
        // As another terminal of the store sees it.
        const auto log = need(m_pair->server->log({0,
                                                   500,
                                                   1U << 20U,
                                                   Id<schema::Terminal>(RawId::of(Bytes(16, 'o'))),
                                                   m_pair->till.store->identity().store,
                                                   {}}));
        sync::PullReply page;
        encodeEntries(log.entries, *page.mutable_entry());
        *page.mutable_up_to() = log.upTo;
        m_page = page.SerializeAsString();
    }

    void aBodyComesBackAsItWasAndHasShrunk_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("hashesACommit");
        // A push: previous and part. Its reply: the commit and its place in the batch. A page: all four.
        QTest::newRow("push") << static_cast<int>(WireBody::Push) << 2;
        QTest::newRow("reply") << static_cast<int>(WireBody::PushReply) << 2;
        QTest::newRow("page") << static_cast<int>(WireBody::PullPage) << 4;
    }
    void aBodyComesBackAsItWasAndHasShrunk()
    {
        QFETCH(int, kind);
        QFETCH(int, hashesACommit);
        const auto what = static_cast<WireBody>(kind);
        const auto packed = packBody(body(what), what, commitsFor(what));
        QVERIFY(packed.has_value());
        QVERIFY(zerosIn(*packed) >= static_cast<std::size_t>(hashesACommit) * (m_commits - 2));
        QCOMPARE(unpackBody(*packed, what, commitsFor(what)), body(what));

        WireCoder coder;
        auto coding = WireCoding::Packed;
        const auto wire = coder.encode(body(what), coding, what, commitsFor(what));
        QCOMPARE(coding, WireCoding::Packed);
        auto plain = WireCoding::ZstdDictionary;
        QVERIFY(wire.size() + m_commits * 25 * static_cast<std::size_t>(hashesACommit) <
                coder.encode(body(what), plain).size());
        QCOMPARE(need(coder.decode(wire, coding, 1U << 20U, what, commitsFor(what))), body(what));
    }

    void idsThatFollowFromOthersAreLeftOut()
    {
        // Of a sale with one line: three rows but the first; the order of line and payment; the movement's line and variant; and
        // what was so in the sale before: terminal, series, cashier, variant, price, place.
        const auto packed = packBody(m_push, WireBody::Push);
        QVERIFY(packed.has_value());
        const auto hashes = zerosIn(*packed);
        QVERIFY(zerosIn(*packed, 16) >= 2 * hashes + 13 * 19);
    }

    void anIdOfZerosIsNotTakenForOneThatWasLeftOut()
    {
        sync::Push push;
        QVERIFY(push.ParseFromString(m_push));
        auto* commit = push.mutable_commit(push.commit_size() - 1);
        schema::Part part;
        QVERIFY(part.ParseFromString(commit->part(0)));
        QVERIFY(part.change_size() > 2);
        part.mutable_change(1)->set_row(Bytes(16, '\0'));
        commit->set_part(0, part.SerializeAsString());
        QVERIFY(!packBody(push.SerializeAsString(), WireBody::Push).has_value());
    }

    void whatIsNotAsExpectedGoesAsItIs()
    {
        // Another server's reply to this push: its commits are others.
        const std::vector<Bytes> others(m_commits, Bytes(32, 'x'));
        const auto packed = packBody(m_reply, WireBody::PushReply, others);
        QVERIFY(packed.has_value());
        QCOMPARE(unpackBody(*packed, WireBody::PushReply, others), m_reply);
        // A commit whose `previous` is zeros would come back with another: it is not packed.
        sync::Push push;
        QVERIFY(push.ParseFromString(m_push));
        schema::Header header;
        QVERIFY(header.ParseFromString(push.commit(5).header()));
        header.set_previous(Bytes(32, '\0'));
        push.mutable_commit(5)->set_header(header.SerializeAsString());
        QVERIFY(!packBody(push.SerializeAsString(), WireBody::Push).has_value());
        WireCoder coder;
        auto coding = WireCoding::Packed;
        const auto wire = coder.encode(push.SerializeAsString(), coding, WireBody::Push);
        QCOMPARE(coding, WireCoding::ZstdDictionary);
        QCOMPARE(need(coder.decode(wire, coding, 1U << 20U, WireBody::Push)), push.SerializeAsString());
    }

    void garbageComesOutAsItWentInAndHarmsNothing()
    {
        for (const auto kind : {WireBody::Push, WireBody::PushReply, WireBody::PullPage}) {
            for (std::size_t cut = 0; cut < m_page.size(); cut += 97) {
                auto damaged = body(kind).substr(0, std::min(cut, body(kind).size()));
                QCOMPARE(unpackBody(damaged, kind).size(), damaged.size());
                damaged = body(kind);
                damaged[cut % damaged.size()] = static_cast<char>(damaged[cut % damaged.size()] ^ 0x81);
                const auto packed = packBody(damaged, kind);
                QVERIFY(!packed || unpackBody(*packed, kind) == damaged);
            }
            const auto noise = World::real().random(5000);
            QCOMPARE(unpackBody(noise, kind).size(), noise.size());
            QCOMPARE(unpackBody({}, kind), Bytes());
        }
    }
};
QTEST_GUILESS_MAIN(WirePackingTest)
#include "tst_wire_packing.moc"
