#include "ui/text/english_plurals.h"

namespace kontor {

QString EnglishPlurals::translate(const char*, const char* source, const char*, int n) const
{
    auto text = QString::fromUtf8(source);
    if (n < 0 || !text.contains(QLatin1String("(s)")))
        return {}; // Not ours: Qt goes on to the next translator, then to the source text.
    return text.replace(QLatin1String("(s)"), n == 1 ? QString() : QStringLiteral("s"));
}

} // namespace kontor
