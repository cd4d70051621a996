#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/import/csv_reader.h"
#include "ctl/text_file.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::test;

namespace {

/// Every step of a file as text: "2: a|b" for a record, "3! reason" for a refused line, "error about: detail".
QStringList stepsOf(const std::filesystem::path& path)
{
    auto source = ByteSource::open(path);
    if (!source)
        return {QString::fromStdString("error " + source.error().about + ": " + source.error().detail)};
    auto reader = CsvReader::open(std::move(*source));
    if (!reader)
        return {QString::fromStdString("error " + reader.error().about + ": " + reader.error().detail)};
    QStringList steps;
    while (true) {
        const auto step = reader->next();
        if (!step)
            return steps << QString::fromStdString("error " + step.error().detail);
        if (*step == CsvReader::Step::End)
            return steps;
        QString text = QString::number(reader->line());
        if (*step == CsvReader::Step::Refused) {
            text += QStringLiteral("! ") + QString::fromStdString(reader->reason());
        } else {
            QStringList fields;
            for (const auto& field : reader->fields())
                fields << QString::fromStdString(field);
            text += QStringLiteral(": ") + fields.join(u'|');
        }
        steps << text;
    }
}

} // namespace

class CsvReaderTest : public QObject
{
    Q_OBJECT
    TextFiles m_files;

private Q_SLOTS:
    void recordsAreReadAndBrokenLinesRefusedOneByOne_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* content, const char* expected) {
            QTest::newRow(name) << QByteArray("a,b\n") + content << QString::fromUtf8(expected);
        };
        row("plain", "1,2\n3,4\n", "2: 1|2/3: 3|4");
        row("no line end at the end", "1,2\n3,4", "2: 1|2/3: 3|4");
        row("carriage returns", "1,2\r\n3,4\r\n", "2: 1|2/3: 3|4");
        row("empty fields", ",\n", "2: |");
        row("empty lines are passed over", "1,2\n\n\r\n3,4\n", "2: 1|2/5: 3|4");
        row("quoted comma", "\"1,5\",2\n", "2: 1,5|2");
        row("doubled quotation mark", "\"a \"\"b\"\"\",2\n", "2: a \"b\"|2");
        row("quoted line end counts lines", "\"1\n1\",2\n3,4\n", "2: 1\n1|2/4: 3|4");
        row("quoted and carriage return", "1,\"2\"\r\n3,4\n", "2: 1|2/3: 3|4");
        row("letters beyond ASCII", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8D\xB5,2\n", "2: é€🍵|2");
        row("too few fields", "1\n3,4\n", "2! has 1 fields, not 2/3: 3|4");
        row("too many fields", "1,2,3\n3,4\n", "2! has 3 fields, not 2/3: 3|4");
        row("cut last line", "1,2\n3", "2: 1|2/3! has 1 fields, not 2");
        row("unclosed quotation mark", "1,\"2\n3,4\n", "2! has a quotation mark that is not closed/3: 3|4");
        row("unclosed, and a quotation mark later", "1,\"2\n3,\"4\"\n5,6\n",
            "2! has text behind a closing quotation mark/3: 3|4/4: 5|6");
        row("text behind a closing quotation mark", "\"1\"x,2\n3,4\n",
            "2! has text behind a closing quotation mark/3: 3|4");
        row("quotation mark in the middle", "1\"x,2\n3,4\n",
            "2! has a quotation mark inside a field that does not begin with one/3: 3|4");
        row("not UTF-8", "\xFF,2\n3,4\n", "2! is not clean UTF-8 text/3: 3|4");
        row("overlong UTF-8", "\xC0\xAF,2\n3,4\n", "2! is not clean UTF-8 text/3: 3|4");
        row("control character", "\x01,2\n3,4\n", "2! is not clean UTF-8 text/3: 3|4");
    }
    void recordsAreReadAndBrokenLinesRefusedOneByOne()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, expected);
        QCOMPARE(stepsOf(m_files.write(content)).join(u'/'), expected);
    }

    void aByteOrderMarkIsNoPartOfTheHeader()
    {
        const auto reader = CsvReader::open(std::move(*ByteSource::open(m_files.write("\xEF\xBB\xBF"
                                                                                      "a,b\n1,2\n"))));
        QVERIFY(reader);
        QCOMPARE(reader->header().front(), std::string("a"));
    }

    void aFileWithoutAHeaderIsAnError()
    {
        QCOMPARE(stepsOf(m_files.write("")), QStringList{QStringLiteral("error header: the file is empty")});
    }

    void recordsReachAcrossChunks()
    {
        // More than one chunk of the reader, with quoted fields at every offset.
        QByteArray content = "a,b\n";
        for (int i = 0; i < 60'000; ++i)
            content += QByteArray::number(i) + ",\"x,\"\"" + QByteArray(i % 7, 'y') + "\"\n";
        const auto steps = stepsOf(m_files.write(content));
        QCOMPARE(steps.size(), 60'000);
        for (int i = 0; i < steps.size(); ++i)
            QCOMPARE(steps[i], QStringLiteral("%1: %2|x,\"%3").arg(i + 2).arg(i).arg(QString(i % 7, u'y')));
    }

    void anEndlessLineIsOneRefusedLine()
    {
        const auto steps = stepsOf(m_files.write("a,b\n1," + QByteArray(1'000'000, 'x') + "\n3,4\n"));
        QCOMPARE(steps.join(u'/'), QStringLiteral("2! is longer than any record/3: 3|4"));
    }

    void whatIsWrittenWithQuotesIsReadAsItWas()
    {
        const bool holds = rc::check("quoted records come back", [this] {
            const auto text = rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab,\"\n ")));
            const auto records =
                *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(rc::gen::pair(text, text));
            QByteArray content = "a,b\n";
            for (const auto& [first, second] : records) {
                content += '"' + QByteArray::fromStdString(first).replace("\"", "\"\"") + "\",\"" +
                           QByteArray::fromStdString(second).replace("\"", "\"\"") + "\"\n";
            }
            auto reader = CsvReader::open(std::move(*ByteSource::open(m_files.write(content))));
            RC_ASSERT(reader.has_value());
            for (const auto& [first, second] : records) {
                RC_ASSERT(reader->next().value() == CsvReader::Step::Record);
                RC_ASSERT(reader->fields() == (std::vector<std::string>{first, second}));
            }
            RC_ASSERT(reader->next().value() == CsvReader::Step::End);
        });
        QVERIFY(holds);
    }

    void noBytesWhateverStopReading()
    {
        const bool holds = rc::check("every line is a record or refused", [this] {
            const auto bytes = *rc::gen::container<std::string>(rc::gen::weightedElement<char>(
                {{8, 'a'}, {3, ','}, {3, '\n'}, {2, '"'}, {1, '\xFF'}, {1, '\r'}, {1, '\0'}}));
            const auto steps = stepsOf(m_files.write("a,b\n" + QByteArray::fromStdString(bytes)));
            RC_ASSERT(static_cast<std::size_t>(steps.size()) <= bytes.size());
            for (const auto& step : steps)
                RC_ASSERT(!step.startsWith(QLatin1String("error")));
        });
        QVERIFY(holds);
    }

    void aFileThatIsNotThereIsAnError()
    {
        QVERIFY(stepsOf(m_files.path("nothing.csv")).join(u'/').contains(QLatin1String("cannot be opened")));
    }
};
QTEST_GUILESS_MAIN(CsvReaderTest)
#include "tst_csv_reader.moc"
