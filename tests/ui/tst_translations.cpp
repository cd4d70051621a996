#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/desktop/language.h"
#include "ui/backoffice/import/import_model.h"
#include "ui/sell/notice.h"
#include "ui/text/error_text.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace kontor;

namespace {

struct Message {
    QString context;
    QString source;
    QString comment;
    QStringList translations;
    bool unfinished = false;
    bool numerus = false;
};

QList<Message> messagesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(path));
    QXmlStreamReader xml(&file);
    QList<Message> messages;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const auto name = xml.name();
        if (name == QLatin1String("name"))
            context = xml.readElementText();
        else if (name == QLatin1String("message")) {
            messages << Message{context, {}, {}, {}, false, xml.attributes().hasAttribute(QLatin1String("numerus"))};
        } else if (name == QLatin1String("source"))
            messages.last().source = xml.readElementText();
        else if (name == QLatin1String("comment"))
            messages.last().comment = xml.readElementText();
        else if (name == QLatin1String("translation")) {
            messages.last().unfinished = xml.attributes().value(QLatin1String("type")) == QLatin1String("unfinished");
            if (!messages.last().numerus)
                messages.last().translations << xml.readElementText();
        } else if (name == QLatin1String("numerusform"))
            messages.last().translations << xml.readElementText();
    }
    return messages;
}

QString file(const char* language)
{
    return QStringLiteral(KONTOR_SOURCE_DIR "/resources/translations/kontor_%1.ts").arg(QLatin1String(language));
}

QStringList marksOf(const QString& text)
{
    static const QRegularExpression mark(QStringLiteral("%(L?[0-9]|n)"));
    QStringList marks;
    for (auto found = mark.globalMatch(text); found.hasNext();)
        marks << found.next().captured();
    marks.sort();
    return marks;
}

} // namespace

/// What the program says in other languages.
class TranslationsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyTextOfTheProgramIsInTheFiles()
    {
        const auto lupdate = QStringLiteral("/usr/lib/qt6/bin/lupdate");
        if (!QFile::exists(lupdate))
            QSKIP("lupdate (qt6-l10n-tools) is not installed");
        const QTemporaryDir folder;
        const auto copy = folder.filePath(QStringLiteral("kontor_de.ts"));
        QVERIFY(QFile::copy(file("de"), copy));
        QProcess process;
        process.setWorkingDirectory(QStringLiteral(KONTOR_SOURCE_DIR));
        // As packaging/translations calls it.
        process.start(lupdate, {QStringLiteral("-silent"), QStringLiteral("-no-obsolete"), QStringLiteral("-locations"),
                                QStringLiteral("none"), QStringLiteral("-I"), QStringLiteral("."), QStringLiteral("ui"),
                                QStringLiteral("app/desktop"), QStringLiteral("-ts"), copy});
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 0);
        const auto keys = [](const QList<Message>& messages) {
            QStringList all;
            for (const auto& message : messages)
                all << message.context + QLatin1Char('|') + message.source + QLatin1Char('|') + message.comment;
            all.sort();
            return all;
        };
        const auto there = keys(messagesOf(file("de")));
        const auto now = keys(messagesOf(copy));
        for (const auto& text : now)
            QVERIFY2(there.contains(text), qPrintable(text + QStringLiteral(": run packaging/translations")));
        for (const auto& text : there)
            QVERIFY2(now.contains(text), qPrintable(text + QStringLiteral(" is gone: run packaging/translations")));
        // A context without a class is one that no tr() of the program asks for.
        for (const auto& message : messagesOf(copy))
            QVERIFY2(message.context != QLatin1String("kontor"), qPrintable(message.source));
    }
    void germanSaysWhatIsWrong()
    {
        QTranslator german;
        QVERIFY(german.load(QStringLiteral(":/kontor/translations/kontor_de.qm")));
        const Error known{Error::Kind::Invalid, "x", "has 3 fields, not 5"};
        const Error unknown{Error::Kind::Invalid, "x", "something nobody has written down"};
        QCOMPARE(errorText(known), QStringLiteral("has 3 fields, not 5"));
        QCoreApplication::installTranslator(&german);
        const auto inGerman = errorText(known);
        const auto notice = noticeOf({Error::Kind::Invalid, "cart", {}});
        const auto row = refusalText("price: 'abc' is no price");
        const auto bulk = refusalText("price of SKU 7: a price is zero or more");
        const auto line = refusalText("the line has 3 fields, not 5");
        const auto raw = refusalText("UnitPrice: \"x\" is not a price");
        QCoreApplication::removeTranslator(&german);
        QCOMPARE(row, QStringLiteral("Preis: „abc“ ist kein Preis"));
        QCOMPARE(bulk, QStringLiteral("Preis der Artikelnummer 7: Ein Preis ist null oder mehr"));
        QCOMPARE(line, QStringLiteral("Die Zeile hat 3 Felder statt 5"));
        QCOMPARE(raw, QStringLiteral("UnitPrice: \"x\" ist kein Preis"));
        QCOMPARE(refusalText("price: 'abc' is no price"), QStringLiteral("Price: 'abc' is no price"));
        QCOMPARE(inGerman, QStringLiteral("hat 3 Felder statt 5"));
        QCOMPARE(errorText(unknown), QStringLiteral("something nobody has written down"));
        QVERIFY(notice.title != noticeOf({Error::Kind::Invalid, "cart", {}}).title);
    }
    void everyKnownSentenceIsOneOfTheProgram()
    {
        QString source;
        for (const auto* folder : {"domain", "app/import", "sync/client", "sync/protocol"}) {
            QDirIterator files(QStringLiteral(KONTOR_SOURCE_DIR "/") + QLatin1String(folder), {QStringLiteral("*.cpp")},
                               QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile one(files.next());
                QVERIFY(one.open(QIODevice::ReadOnly));
                source += QString::fromUtf8(one.readAll());
            }
        }
        source.replace(QLatin1String("\\\""), QLatin1String("\""));
        for (const auto& sentence : errorSentences())
            for (const auto& piece : sentence.split(QRegularExpression(QStringLiteral("%[12]")), Qt::SkipEmptyParts))
                QVERIFY2(piece.trimmed().isEmpty() || source.contains(QLatin1Char('"') + piece) ||
                             source.contains(piece + QLatin1Char('"')),
                         qPrintable(sentence));
    }
    void germanHasNoUnfinishedEntry()
    {
        const auto messages = messagesOf(file("de"));
        QVERIFY(messages.size() > 300);
        for (const auto& message : messages) {
            QVERIFY2(!message.unfinished, qPrintable(message.context + QStringLiteral(": ") + message.source));
            for (const auto& translation : message.translations)
                QVERIFY2(!translation.isEmpty(), qPrintable(message.context + QStringLiteral(": ") + message.source));
            QCOMPARE(message.translations.size(), message.numerus ? 2 : 1);
        }
    }

    /// A translation that forgets a %1 would leave out a name or an amount.
    void everyTranslationHasTheMarksOfItsSource()
    {
        for (const auto* language : {"de", "ar"})
            for (const auto& message : messagesOf(file(language)))
                for (const auto& translation : message.translations)
                    if (!translation.isEmpty() && !message.numerus)
                        QVERIFY2(marksOf(translation) == marksOf(message.source), qPrintable(message.source));
    }

    void theLanguageIsChosenAndPutBack()
    {
        Language language;
        language.use(QStringLiteral("de"));
        QCOMPARE(language.current(), QStringLiteral("de"));
        QCOMPARE(QCoreApplication::translate("kontor::MainWindow", "Sell"), QStringLiteral("Verkaufen"));
        QCOMPARE(QCoreApplication::translate("kontor::SellPage", "%n item(s)", nullptr, 3), QStringLiteral("3 Stück"));
        QCOMPARE(QLocale().toString(1234.5), QStringLiteral("1.234,5"));
        QCOMPARE(QGuiApplication::layoutDirection(), Qt::LeftToRight);
        language.use(QStringLiteral("ar"));
        QCOMPARE(QGuiApplication::layoutDirection(), Qt::RightToLeft);
        language.use(QStringLiteral("en"));
        QCOMPARE(QCoreApplication::translate("kontor::MainWindow", "Sell"), QStringLiteral("Sell"));
        QCOMPARE(QGuiApplication::layoutDirection(), Qt::LeftToRight);
    }
};
QTEST_MAIN(TranslationsTest)
#include "tst_translations.moc"
