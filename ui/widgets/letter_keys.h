#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace kontor {

/// Letters, digits and a dash to touch, for names and codes where there is no keyboard. Which field they go to is the page's
/// business. Three rows of letters as on the language's keyboard, digits
/// above.
class LetterKeys : public QWidget
{
    Q_OBJECT
public:
    explicit LetterKeys(const Theme& theme, QWidget* parent = nullptr);

Q_SIGNALS:
    void typed(const QString& character);
    void erased();

private:
    void addRow(const QString& characters, bool erase);

    const Theme& m_theme;
};

} // namespace kontor
