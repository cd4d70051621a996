#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "support/shop_fixture.h"
#include "sync/protocol/wire_coding.h"

#include <zstd.h>

using namespace kontor;
using namespace kontor::test;

namespace {

/// Shrinks about fourfold: numbers in hexadecimal digits.
Bytes halfRandom(std::size_t size)
{
    Bytes body;
    for (std::uint64_t n = 1; body.size() < size; n = n * 6364136223846793005ULL + 1442695040888963407ULL)
        body += "row " + std::to_string(n >> 44U) + " of the day, ";
    body.resize(size);
    return body;
}

Bytes frameWithoutSize(BytesView body)
{
    auto* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
    Bytes out(ZSTD_compressBound(body.size()), '\0');
    out.resize(ZSTD_compress2(context, out.data(), out.size(), body.data(), body.size()));
    ZSTD_freeCCtx(context);
    return out;
}

Bytes plainFrame(BytesView body)
{
    Bytes out(ZSTD_compressBound(body.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), body.data(), body.size(), 3));
    return out;
}

} // namespace

class WireCodingTest : public QObject
{
    Q_OBJECT
    WireCoder m_coder;

private Q_SLOTS:
    void aBodyComesBackAsItWas_data()
    {
        QTest::addColumn<int>("coding");
        QTest::addColumn<int>("size");
        for (const auto coding : {WireCoding::None, WireCoding::Zstd, WireCoding::ZstdDictionary})
            for (const int size : {0, 1, 255, 256, 5000, 1 << 20})
                QTest::addRow("coding %d, %d bytes", static_cast<int>(coding), size)
                    << static_cast<int>(coding) << size;
    }
    void aBodyComesBackAsItWas()
    {
        QFETCH(int, coding);
        QFETCH(int, size);
        const auto body = halfRandom(static_cast<std::size_t>(size));
        auto used = static_cast<WireCoding>(coding);
        const auto wire = m_coder.encode(body, used);
        QCOMPARE(used, size < 256 ? WireCoding::None : static_cast<WireCoding>(coding));
        QVERIFY(used == WireCoding::None ? wire == body : wire.size() < body.size());
        QCOMPARE(need(m_coder.decode(wire, used, body.size())), body);
    }

    void whatDoesNotShrinkGoesAsItIs()
    {
        auto coding = WireCoding::ZstdDictionary;
        const auto noise = World::real().random(1000);
        QCOMPARE(m_coder.encode(noise, coding), noise);
        QCOMPARE(coding, WireCoding::None);
    }

    void whatWouldPassForABombIsPadded()
    {
        auto coding = WireCoding::Zstd;
        const Bytes blanks(1U << 20U, ' ');
        const auto padded = m_coder.encode(blanks, coding);
        QCOMPARE(coding, WireCoding::Zstd);
        QCOMPARE(padded.size(), blanks.size() / WireCoder::mostExpansion);
        QVERIFY(m_coder.decode(padded, coding, blanks.size()).value() == blanks);
        // A small page of the same is no bomb.
        coding = WireCoding::Zstd;
        const Bytes few(10'000, ' ');
        QVERIFY(m_coder.encode(few, coding).size() < 100);
        QCOMPARE(coding, WireCoding::Zstd);
    }

    void whatIsNotAsDeclaredIsRefusedBeforeItIsDecoded_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<bool>("refusedByItsHead");
        const auto row = [](const char* name, const Bytes& wire, bool byHead) {
            QTest::newRow(name) << QByteArray::fromStdString(wire) << byHead;
        };
        const auto good = plainFrame(halfRandom(5000));
        row("a bomb of 1 GiB", plainFrame(Bytes(1U << 30U, '\0')), true);
        row("a bomb of 100 KB", plainFrame(Bytes(100'000, '\0')), true);
        row("larger than the path allows", plainFrame(halfRandom(300'000)), true);
        row("no size declared", frameWithoutSize(halfRandom(5000)), true);
        row("no frame", "these are words, and they are no frame at all", true);
        row("nothing", "", true);
        row("an empty frame", plainFrame(""), true);
        row("cut off", good.substr(0, good.size() - 10), false);
        row("a second frame behind it", good + good, false);
        row(
            "another dictionary",
            [&] {
                auto other = plainFrame(halfRandom(5000));
                // Frame header: the dictionary id's size is in the two lowest bits of the descriptor.
                other[4] = static_cast<char>(other[4] | 3);
                other.insert(5, "\x07\x00\x00\x40", 4);
                return other;
            }(),
            false);
    }
    void whatIsNotAsDeclaredIsRefusedBeforeItIsDecoded()
    {
        QFETCH(QByteArray, wire);
        QFETCH(bool, refusedByItsHead);
        const auto bytes = wire.toStdString();
        constexpr std::size_t limit = 256U << 10U;
        QCOMPARE(!WireCoder::decodedSize(bytes, limit), refusedByItsHead);
        for (const auto coding : {WireCoding::Zstd, WireCoding::ZstdDictionary})
            QVERIFY(!m_coder.decode(bytes, coding, limit));
        QVERIFY(m_coder.decode(plainFrame(halfRandom(5000)), WireCoding::Zstd, limit).has_value()); // It goes on.
    }

    void codingsAreChosenByName_data()
    {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<int>("best");
        const auto row = [](const char* accept, WireCoding best) {
            QTest::newRow(accept) << QByteArray(accept) << static_cast<int>(best);
        };
        row("", WireCoding::None);
        row("gzip, deflate", WireCoding::None);
        row("gzip, zstd", WireCoding::Zstd);
        row("kontor-zstd-1, zstd", WireCoding::ZstdDictionary);
        row("zstd ,\tkontor-zstd-1", WireCoding::ZstdDictionary);
        row("kontor-zstd-2, zstd", WireCoding::Zstd);
        row("zstd;q=0", WireCoding::None);
        row(",,,", WireCoding::None);
    }
    void codingsAreChosenByName()
    {
        QFETCH(QByteArray, accept);
        QFETCH(int, best);
        QCOMPARE(static_cast<int>(bestCoding(accept.toStdString())), best);
        QVERIFY(!codingNamed("gzip"));
        QCOMPARE(codingNamed("identity"), WireCoding::None);
    }
};
QTEST_GUILESS_MAIN(WireCodingTest)
#include "tst_wire_coding.moc"
