#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/desktop/language.h"

#include <QFile>
#include <QRegularExpression>
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
