#include "ui/text/error_text.h"

#include "ui/text/money_text.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <array>

namespace kontor {
namespace {

/// The context of these words for translators.
struct ErrorText {
    Q_DECLARE_TR_FUNCTIONS(kontor::ErrorText)
};

constexpr std::array sentences{
    // Texts and names.
    QT_TRANSLATE_NOOP("kontor::ErrorText", "must not be empty"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "is longer than %1 bytes"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "is not UTF-8 text"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "holds a control character"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "it has this name already"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "a store is called so already"),
    // Settings.
    QT_TRANSLATE_NOOP("kontor::ErrorText", "must be one of %1"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "must be true or false"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "must be at most 2,000 bytes of text"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "must be formats of 13 characters such as %1"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "must be smallest coins such as %1"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "must be a whole number from 0 to %1"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "must be a whole number of minor units"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "at most %1 %2"),
    // Files and imports.
    QT_TRANSLATE_NOOP("kontor::ErrorText", "cannot be opened: %1"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "cannot be read to its end"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "cannot be written"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "is a folder; name a file"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "the packed file ends too early: it was cut"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "the packed file is damaged: %1"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "the file is empty"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "is not clean UTF-8 text"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "has a quotation mark that is not closed"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "is longer than any record"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "has %1 fields, not %2"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "is the file that was read: choose another name"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "was stopped before anything was written"),
    // Rows that an import refuses.
    QT_TRANSLATE_NOOP("kontor::ErrorText", "'%1' stands in an earlier row too"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "'%1' is counted in an earlier row too"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "another product has '%1'"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "another product has it"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "no product has '%1'"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "the shop has no product \"%1\"; import products first"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "'%1' is no price"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "'%1' is no quantity"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "'%1' is no address"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "the shop has no tax '%1'"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "the shop has no unit '%1'"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "a price is zero or more"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "%1 is not a whole number"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "%1 is more than a shop can hold"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "%1 is not a price"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "%1 is more than any price"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "%1 is not a time"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "%1 is too long"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "is empty"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "is 0"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "is below zero, which is an entry in the accounts and not a sale"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "an adjustment of accounts and not a sale"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "has a character that was lost on the way (%1)"),
    // Enrolment.
    QT_TRANSLATE_NOOP("kontor::ErrorText", "no answer in time"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "it is enrolled already"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "the enrolment file has expired; make a new one"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "another program has this data folder open; close it first"),
    QT_TRANSLATE_NOOP("kontor::ErrorText", "this data folder has a shop of its own; enrol with a new one"),
    // Rights.
    QT_TRANSLATE_NOOP("kontor::ErrorText", "nobody here may enrol terminals"),
};

QRegularExpression patternOf(const char* sentence)
{
    auto pattern = QRegularExpression::escape(QString::fromLatin1(sentence));
    // Of two values each is one word: otherwise half of another sentence could be one.
    const auto value = pattern.contains(QRegularExpression::escape(QStringLiteral("%2"))) ? QStringLiteral("(\\S+)")
                                                                                          : QStringLiteral("(.+)");
    for (const auto* place : {"%1", "%2"})
        pattern.replace(QRegularExpression::escape(QLatin1String(place)), value);
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern),
                              QRegularExpression::DotMatchesEverythingOption);
}

} // namespace

QString errorText(const Error& error)
{
    static const auto patterns = [] {
        std::vector<QRegularExpression> made;
        for (const auto* sentence : sentences)
            made.push_back(patternOf(sentence));
        return made;
    }();
    const auto detail = qtext(error.detail);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        const auto match = patterns[i].match(detail);
        if (!match.hasMatch())
            continue;
        auto text = ErrorText::tr(sentences[i]);
        // At once: what stands in a value may look like a place itself.
        if (match.lastCapturedIndex() == 2)
            return text.arg(match.captured(1), match.captured(2));
        return match.lastCapturedIndex() == 1 ? text.arg(match.captured(1)) : text;
    }
    return detail;
}

QString lineReasonText(const QString& reason)
{
    return ErrorText::tr("the line %1", "has 3 fields, not 5").arg(reason);
}

QStringList errorSentences()
{
    QStringList all;
    for (const auto* sentence : sentences)
        all << QString::fromLatin1(sentence);
    return all;
}

} // namespace kontor
