#pragma once

#include <QTranslator>

namespace kontor {

/// Makes "1 item" and "3 items" of tr("%n item(s)", …, n). Source texts are English, but Qt leaves their plurals to a compiled
/// translation file like any language's; this rule is the whole of it. Translations installed after it come first.
class EnglishPlurals : public QTranslator
{
    Q_OBJECT
public:
    using QTranslator::QTranslator;

    [[nodiscard]] QString translate(const char* context, const char* source, const char* disambiguation,
                                    int n) const override;
    [[nodiscard]] bool isEmpty() const override { return false; }
};

} // namespace kontor
