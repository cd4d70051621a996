#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/import/byte_source.h"
#include "app/import/text_encoding.h"
#include "ctl/text_file.h"

#include <QStringEncoder>

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::test;

class TextEncodingTest : public QObject
{
    Q_OBJECT
    TextFiles m_files;

    static QByteArray utf16(QStringConverter::Encoding encoding, const QString& text)
    {
        QStringEncoder encoder(encoding, QStringConverter::Flag::WriteBom);
        return encoder(text);
    }
    QByteArray read(const std::filesystem::path& path, std::size_t piece, TextEncoding expected)
    {
        const auto source = ByteSource::openText(path);
        if (!source || (*source)->encoding() != expected)
            return "another encoding";
        QByteArray all;
        std::vector<char> bytes(piece);
        while (const auto count = (*source)->read(bytes).value())
            all.append(bytes.data(), qsizetype(count));
        return all;
    }

private Q_SLOTS:
    void anEncodingIsToldByAllOfTheBytes_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("name");
        const auto row = [](const char* what, QByteArray content, const char* name) {
            QTest::newRow(what) << content << QString::fromLatin1(name);
        };
        row("plain letters", "name,price\nMug,1.00\n", "UTF-8");
        row("nothing", "", "UTF-8");
        row("UTF-8", "Caf\xC3\xA9\n", "UTF-8");
        row("UTF-8 with its mark",
            "\xEF\xBB\xBF"
            "Caf\xE9\n",
            "UTF-8");
        row("Windows-1252", "Caf\xE9 f\xFCr 3 \x80, \x84M\xFCsli\x93\n", "Windows-1252");
        row("the capital at the beginning of a word", "\xD6l\n", "Windows-1252");
        row("one bad byte in UTF-8", "Caf\xC3\xA9\nCaf\xE9\n", "UTF-8");
        row("a byte without a character", "Caf\xE9 \x81\n", "UTF-8");
        row("damaged bytes", "Bad \xFF\xFE\n", "UTF-8");
        row("half of a UTF-8 letter inside of a word", "Caf\xC3 au lait\n", "UTF-8");
        row("binary", QByteArray("\xE9\x00\x01", 3), "UTF-8");
        row("UTF-16 little", utf16(QStringConverter::Utf16LE, QStringLiteral("Café")), "UTF-16");
        row("UTF-16 big", utf16(QStringConverter::Utf16BE, QStringLiteral("Café")), "UTF-16");
    }
    void anEncodingIsToldByAllOfTheBytes()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, name);
        auto source = ByteSource::open(m_files.write(content));
        const auto encoding = recogniseEncoding(**source);
        QVERIFY(encoding.has_value());
        QCOMPARE(QString::fromStdString(std::string(encodingName(*encoding))), name);
    }

    void aFarAwayLetterStillDecides()
    {
        const auto content = QByteArray(600'000, 'x') + "\nCaf\xE9\n";
        auto source = ByteSource::open(m_files.write(content));
        QCOMPARE(int(recogniseEncoding(**source).value()), int(TextEncoding::Windows1252));
    }

    void everyPieceByPieceTheTextIsTheSame()
    {
        const auto text = QStringLiteral("Name;Preis\nMüsli „bio“;3,50 €\n🍵 Tee;1,00\n");
        for (const std::size_t piece : {1, 2, 3, 7, 4096}) {
            QCOMPARE(read(m_files.write(utf16(QStringConverter::Utf16LE, text)), piece, TextEncoding::Utf16Little),
                     text.toUtf8());
            QCOMPARE(read(m_files.write(utf16(QStringConverter::Utf16BE, text)), piece, TextEncoding::Utf16Big),
                     text.toUtf8());
        }
        QCOMPARE(read(m_files.write("M\xFCsli \x84"
                                    "bio\x93;3,50 \x80\n"),
                      5, TextEncoding::Windows1252),
                 QStringLiteral("Müsli „bio“;3,50 €\n").toUtf8());
    }

    void anyTextInUtf16ComesOutAsItWentIn()
    {
        QVERIFY(rc::check([&](const std::u16string& random) {
            const auto valid = QString::fromUtf8(QString::fromStdU16String(random).toUtf8()); // No lone halves.
            const auto path = m_files.write(utf16(QStringConverter::Utf16LE, valid));
            RC_ASSERT(read(path, 3, TextEncoding::Utf16Little) == valid.toUtf8());
        }));
    }

    void halvesOfCharactersBecomeTheMarkOfLostOnes()
    {
        QCOMPARE(
            read(m_files.write(QByteArray("\xFF\xFE\x00\xD8\x61\x00\x00\xDC\x62", 9)), 64, TextEncoding::Utf16Little),
            QByteArray("\xEF\xBF\xBD"
                       "a\xEF\xBF\xBD\xEF\xBF\xBD"));
    }
};
QTEST_GUILESS_MAIN(TextEncodingTest)
#include "tst_text_encoding.moc"
