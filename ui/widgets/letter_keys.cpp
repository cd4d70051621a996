#include "ui/widgets/letter_keys.h"

#include "ui/widgets/button.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace kontor {
namespace {
constexpr int between = 6;
}

LetterKeys::LetterKeys(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    // Letters keep their places in right-to-left languages too; a translator gives the rows of the language's keyboard.
    setLayoutDirection(Qt::LeftToRight);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(between);
    addRow(QStringLiteral("1234567890"), false);
    addRow(tr("QWERTYUIOP", "first row of letters of a keyboard"), false);
    addRow(tr("ASDFGHJKL-", "second row of letters, and a dash"), false);
    addRow(tr("ZXCVBNM", "third row of letters"), true);
}

void LetterKeys::addRow(const QString& characters, bool erase)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(between);
    const auto add = [&](const QString& shown, const QString& name, int share) {
        auto* key = new Button(m_theme, Button::Kind::Key, shown, this);
        key->setRole(TextRole::Lead);
        key->setFocusPolicy(Qt::NoFocus); // What is typed goes to the field; the keyboard has keys of its own.
        key->setFixedHeight(metrics::touch);
        key->setAccessibleName(name);
        row->addWidget(key, share);
        return key;
    };
    for (const auto character : characters)
        connect(add(QString(character), QString(character), 2), &Button::clicked, this,
                [this, character] { Q_EMIT typed(QString(character)); });
    if (erase) {
        connect(add(tr("Space"), tr("Space"), 4), &Button::clicked, this,
                [this] { Q_EMIT typed(QStringLiteral(" ")); });
        auto* back = add({}, tr("Erase the last letter"), 2);
        back->setIconName(QStringLiteral("delete"), 22);
        connect(back, &Button::clicked, this, &LetterKeys::erased);
    }
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
}

} // namespace kontor
