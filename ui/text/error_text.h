#pragma once

#include "domain/base/result.h"

#include <QString>
#include <QStringList>

namespace kontor {

/// What is wrong, in the language of the page. Errors of the domain say it in English, since kontorctl and logs read them too; the
/// sentences a person meets on the pages are known here with what varies in them, and translated. One that is not known stays as it
/// is: half a sentence in another language helps less than a whole one in English.
[[nodiscard]] QString errorText(const Error& error);

/// "the line has 3 fields, not 5", of what is wrong with a line of a file as a whole.
[[nodiscard]] QString lineReasonText(const QString& reason);

/// The sentences that are known, "%1" for what varies: for the test that finds each of them in the domain.
[[nodiscard]] QStringList errorSentences();

} // namespace kontor
