#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "e2e/program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryFile>

using namespace kontor::test;

namespace {

const QByteArray emptyCart = R"({"currency":"GBP","lines":[]})";

Said quoted(const QByteArray& input)
{
    return ctl({QStringLiteral("quote"), QStringLiteral("-")}, input);
}

/// "12.50" and "12.5" are one number: compared without needless zeros.
QString plainNumber(QString text)
{
    static const QRegularExpression number(QStringLiteral("^-?[0-9]+(\\.[0-9]+)?$"));
    if (!number.match(text).hasMatch())
        return text;
    if (text.contains(u'.')) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(u'.'))
            text.chop(1);
    }
    return text == QLatin1String("-0") ? QStringLiteral("0") : text;
}

/// Where `actual` is not what `expected` says; expected objects name only some members, arrays all their elements.
QString difference(const QJsonValue& expected, const QJsonValue& actual, const QString& path)
{
    if (expected.isObject()) {
        const auto members = expected.toObject();
        for (auto member = members.begin(); member != members.end(); ++member)
            if (const auto found =
                    difference(member.value(), actual.toObject().value(member.key()), path + u'.' + member.key());
                !found.isEmpty())
                return found;
        return {};
    }
    if (expected.isArray()) {
        const auto left = expected.toArray();
        const auto right = actual.toArray();
        if (left.size() != right.size())
            return QStringLiteral("%1 has %2 elements, not %3").arg(path).arg(right.size()).arg(left.size());
        for (int i = 0; i < left.size(); ++i)
            if (const auto found = difference(left.at(i), right.at(i), QStringLiteral("%1[%2]").arg(path).arg(i));
                !found.isEmpty())
                return found;
        return {};
    }
    const bool equal = expected.isString() && actual.isString()
                           ? plainNumber(expected.toString()) == plainNumber(actual.toString())
                           : expected == actual;
    return equal ? QString()
                 : QStringLiteral("%1 is %2, not %3")
                       .arg(path, actual.toVariant().toString(), expected.toVariant().toString());
}

QList<QByteArray> linesOf(const QByteArray& text)
{
    auto lines = text.split('\n');
    if (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

QJsonObject objectOf(const QByteArray& line)
{
    return QJsonDocument::fromJson(line).object();
}

} // namespace

class QuoteTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Hand-computed carts, each named after the rule it proves. One process prices them all, as JSON lines.
    void everyRuleGivesTheFiguresWorkedOutByHand_data()
    {
        QTest::addColumn<QJsonObject>("expected");
        QTest::addColumn<QByteArray>("answer");
        QFile file(QStringLiteral(KONTOR_SOURCE_DIR "/tests/reference/quote_cases.jsonl"));
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        QByteArray input;
        QList<QJsonObject> cases;
        for (const auto& line : linesOf(file.readAll())) {
            cases += objectOf(line);
            const auto document = cases.last().value(QLatin1String("input"));
            // A case that is not JSON on purpose is held as text.
            input += document.isString() ? document.toString().toUtf8()
                                         : QJsonDocument(document.toObject()).toJson(QJsonDocument::Compact);
            input += '\n';
        }
        QVERIFY(cases.size() > 100);
        const auto said = quoted(input);
        QCOMPARE(said.code, 0);
        const auto answers = linesOf(said.out);
        QCOMPARE(answers.size(), cases.size());
        for (int i = 0; i < cases.size(); ++i)
            QTest::newRow(qPrintable(cases.at(i).value(QLatin1String("name")).toString()))
                << cases.at(i).value(QLatin1String("expected")).toObject() << answers.at(i);
    }
    void everyRuleGivesTheFiguresWorkedOutByHand()
    {
        QFETCH(QJsonObject, expected);
        QFETCH(QByteArray, answer);
        const auto found = difference(expected, objectOf(answer), QStringLiteral("$"));
        QVERIFY2(found.isEmpty(), qPrintable(found + u'\n' + QString::fromUtf8(answer)));
    }

    void aFaultOfOneDocumentIsExitTwoWithItsPath_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QByteArray>("path");
        const auto row = [](const char* name, const char* document, const char* path) {
            QTest::newRow(name) << QByteArray(document) << QByteArray(path);
        };
        row("nothing", "", "$: ");
        row("not an object", "[]", "$: ");
        row("no JSON", "{\"currency\" \"GBP\"}", "$");
        row("cut off", "{\"currency\":\"GBP\",\"lines\":[", "$.lines[0]: ");
        row("no currency", "{\"lines\":[]}", "$.currency: ");
        row("no lines", "{\"currency\":\"GBP\"}", "$.lines: ");
        row("unknown currency", "{\"currency\":\"GPB\",\"lines\":[]}", "$.currency: ");
        row("unknown field", "{\"currency\":\"GBP\",\"lines\":[],\"tip\":\"1\"}", "$.tip: ");
        row("member twice", "{\"currency\":\"GBP\",\"lines\":[],\"lines\":[]}", "$.lines: ");
        row("a number that is no string",
            "{\"currency\":\"GBP\",\"lines\":[{\"id\":\"a\",\"quantity\":1,\"unit_price\":\"1\"}]}",
            "$.lines[0].quantity: ");
        row("NaN", "{\"currency\":\"GBP\",\"lines\":[{\"id\":\"a\",\"quantity\":NaN,\"unit_price\":\"1\"}]}",
            "$.lines[0].quantity: ");
        row("NaN in a string",
            "{\"currency\":\"GBP\",\"lines\":[{\"id\":\"a\",\"quantity\":\"NaN\",\"unit_price\":\"1\"}]}",
            "$.lines[0].quantity: ");
        row("a number of 40 digits",
            "{\"currency\":\"GBP\",\"lines\":[{\"id\":\"a\",\"quantity\":\"1\",\"unit_price\":"
            "\"1234567890123456789012345678901234567890\"}]}",
            "$.lines[0].unit_price: ");
        row("a whole number of 40 digits",
            "{\"currency\":\"GBP\",\"lines\":[],\"promotions\":[{\"code\":\"A\",\"priority\":"
            "1234567890123456789012345678901234567890,\"effect\":{\"value\":\"1\"}}]}",
            "$.promotions[0].priority: ");
        row("an exponent",
            "{\"currency\":\"GBP\",\"lines\":[{\"id\":\"a\",\"quantity\":\"1e5\",\"unit_price\":\"1\"}]}",
            "$.lines[0].quantity: ");
        row("a line twice",
            "{\"currency\":\"GBP\",\"lines\":[{\"id\":\"a\",\"quantity\":\"1\",\"unit_price\":\"1\"},{\"id\":\"a\","
            "\"quantity\":\"1\",\"unit_price\":\"1\"}]}",
            "$.lines[1].id: ");
        row("a tax that is not defined",
            "{\"currency\":\"GBP\",\"lines\":[{\"id\":\"a\",\"quantity\":\"1\",\"unit_price\":\"1\",\"taxes\":[\"vat\"]"
            "}]}",
            "$.lines[0].taxes[0]: ");
        row("taxes that no price can contain",
            "{\"currency\":\"GBP\",\"taxes\":{\"a\":{\"kind\":\"percent_of_gross\",\"rate\":\"100\"}},\"lines\":[{"
            "\"id\":\"a\",\"quantity\":\"1\",\"unit_price\":\"1\",\"taxes\":[\"a\"]}]}",
            "$.lines[0].taxes: ");
        row("a code twice", "{\"currency\":\"GBP\",\"lines\":[],\"codes\":[\"A\",\"A\"]}", "$.codes[1]: ");
        row("a promotion twice",
            "{\"currency\":\"GBP\",\"lines\":[],\"promotions\":[{\"code\":\"A\",\"effect\":{\"value\":\"1\"}},{"
            "\"code\":\"A\",\"effect\":{\"value\":\"1\"}}]}",
            "$.promotions[1].code: ");
        row("a campaign that is not defined",
            "{\"currency\":\"GBP\",\"lines\":[],\"promotions\":[{\"code\":\"A\",\"campaign\":\"c\",\"effect\":{"
            "\"value\":\"1\"}}]}",
            "$.promotions[0].campaign: ");
        row("no such choice",
            "{\"currency\":\"GBP\",\"lines\":[],\"promotions\":[{\"code\":\"A\",\"effect\":{\"type\":\"barter\","
            "\"value\":\"1\"}}]}",
            "$.promotions[0].effect.type: ");
        row("a name that needs quoting", "{\"currency\":\"GBP\",\"lines\":[],\"attributes\":{\"customer.group\":1}}",
            "$.attributes[\"customer.group\"]: ");
        row("not a moment", "{\"currency\":\"GBP\",\"lines\":[],\"at\":\"2026-11-22T10:00:00\"}", "$.at: ");
        row("no unit to round to", "{\"currency\":\"GBP\",\"lines\":[],\"currency_rounding\":\"0\"}",
            "$.currency_rounding: ");
    }
    void aFaultOfOneDocumentIsExitTwoWithItsPath()
    {
        QFETCH(QByteArray, document);
        QFETCH(QByteArray, path);
        const auto said = quoted(document);
        QCOMPARE(said.code, 2);
        QVERIFY2(said.err.startsWith("error: " + path), said.err.constData());
        QVERIFY(said.out.isEmpty());
    }

    void aDocumentMayHaveManyLines()
    {
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write("{\n  \"currency\": \"GBP\",\n  \"lines\": [\n    {\"id\": \"a\", \"quantity\": \"2\", "
                   "\"unit_price\": \"1.25\"}\n  ]\n}\n");
        QVERIFY(file.flush());
        const auto said = ctl({QStringLiteral("quote"), file.fileName()});
        QCOMPARE(said.code, 0);
        QCOMPARE(difference(objectOf(R"({"totals":{"gross":"2.50","payable":"2.50"}})"), objectOf(said.out), QString()),
                 QString());
    }
    void aFaultOnALaterLineOfADocumentIsExitTwo()
    {
        const auto said =
            quoted("{\n\"currency\": \"GBP\",\n\"lines\": [\n {\"id\": \"a\", \"quantity\": \"2\"}\n]\n}\n");
        QCOMPARE(said.code, 2);
        QVERIFY2(said.err.startsWith("error: $.lines[0].unit_price: "), said.err.constData());
    }
    void amongLinesAFaultyOneAnswersInItsPlace()
    {
        for (const auto* wrong : {"{\"currency\":\"GBP\"}", "{\"currency\"", "rubbish", "17"}) {
            const auto said = quoted(emptyCart + "\n" + wrong + "\n\n" + emptyCart + "\n");
            QCOMPARE(said.code, 0);
            const auto answers = linesOf(said.out);
            QCOMPARE(answers.size(), 3);
            QVERIFY(objectOf(answers.at(0)).contains(QLatin1String("totals")));
            const auto error = objectOf(answers.at(1)).value(QLatin1String("error")).toObject();
            QVERIFY(error.value(QLatin1String("path")).toString().startsWith(u'$'));
            QVERIFY(!error.value(QLatin1String("message")).toString().isEmpty());
            QCOMPARE(answers.at(2), answers.at(0));
        }
    }
    void aFaultyFirstLineDoesNotStopTheOthers()
    {
        const auto said = quoted("{\"currency\":\"GBP\",\n" + emptyCart + "\n" + emptyCart + "\n");
        QCOMPARE(said.code, 0);
        const auto answers = linesOf(said.out);
        QCOMPARE(answers.size(), 3);
        QVERIFY(objectOf(answers.at(0)).contains(QLatin1String("error")));
        QVERIFY(objectOf(answers.at(1)).contains(QLatin1String("totals")));
    }
    void anAnswerIsOutBeforeTheNextLineIsAskedFor()
    {
        QProcess process;
        process.start(QStringLiteral(KONTORCTL), {QStringLiteral("quote"), QStringLiteral("-")});
        for (int i = 0; i < 3; ++i) {
            process.write(emptyCart + "\n");
            QTRY_VERIFY_WITH_TIMEOUT(process.canReadLine(), 20'000);
            QVERIFY(objectOf(process.readLine()).contains(QLatin1String("totals")));
        }
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.exitCode(), 0);
    }
    void manyLinesGetAsManyAnswers()
    {
        QByteArray input;
        for (int i = 0; i < 20'000; ++i)
            input += "{\"currency\":\"GBP\",\"lines\":[{\"id\":\"l" + QByteArray::number(i) +
                     "\",\"quantity\":\"3\",\"unit_price\":\"1.99\"}]}\n";
        const auto said = quoted(input);
        QCOMPARE(said.code, 0);
        const auto answers = linesOf(said.out);
        QCOMPARE(answers.size(), 20'000);
        QVERIFY(answers.last().contains("\"l19999\""));
    }
    void theTraceTellsWhyAPromotionDidNotApply()
    {
        const auto said = quoted(
            R"({"currency":"GBP","lines":[{"id":"a","quantity":"1","unit_price":"10"}],"promotions":[{"code":"BIG","automatic":true,"conditions":[{"attribute":"order.subtotal","operator":"gte","values":["50"]}],"effect":{"value":"10"}},{"code":"ASKED","effect":{"value":"10"}},{"code":"ALL","automatic":true,"effect":{"value":"10"}}]})");
        QCOMPARE(said.code, 0);
        const auto trace = objectOf(said.out).value(QLatin1String("trace"));
        const QJsonDocument expected = QJsonDocument::fromJson(
            R"([{"step":"price","line":"a","listed":"10"},{"step":"promotion","promotion":"ALL","on":"lines","value":"10","amount":"1","parts":[{"line":"a","base":"10","amount":"1"}]},{"step":"promotion","promotion":"BIG","reason":"condition","condition":{"attribute":"order.subtotal","operator":"gte"}},{"step":"promotion","promotion":"ASKED","reason":"code_not_given"},{"step":"order","subtotal":"10","discount":"1","gross":"9"}])");
        QCOMPARE(difference(expected.array(), trace, QStringLiteral("trace")), QString());
    }
    void aFileThatIsNotThereIsNoFaultOfTheDocument()
    {
        const auto said = ctl({QStringLiteral("quote"), QStringLiteral("/nowhere/cart.json")});
        QCOMPARE(said.code, 1);
    }
};

QTEST_GUILESS_MAIN(QuoteTest)
#include "tst_quote.moc"
