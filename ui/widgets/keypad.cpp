#include "ui/widgets/keypad.h"

#include "ui/widgets/button.h"

#include <QGridLayout>
#include <QLocale>

namespace kontor {

Keypad::Keypad(const Theme& theme, Layout layout, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    const bool pin = layout == Layout::Pin;
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(pin ? 12 : metrics::buttonGap);
    // Digits keep their places in right-to-left languages too.
    setLayoutDirection(Qt::LeftToRight);

    for (int digit = 1; digit <= 9; ++digit) {
        const int fromTop = (digit - 1) / 3;
        addKey(grid, pin ? fromTop : 2 - fromTop, (digit - 1) % 3, QString::number(digit));
    }

    auto* erase = new Button(theme, pin ? Button::Kind::Quiet : Button::Kind::Key, {}, this);
    erase->setIconName(QStringLiteral("delete"), 26);
    erase->setAccessibleName(tr("Erase the last digit"));
    erase->setFixedHeight(metrics::keyHeight);
    connect(erase, &Button::clicked, this, &Keypad::erased);

    if (pin) {
        auto* enter = new Button(theme, Button::Kind::Primary, {}, this);
        enter->setIconName(QStringLiteral("check"), 28);
        enter->setAccessibleName(tr("Sign in"));
        enter->setFixedHeight(metrics::keyHeight);
        connect(enter, &Button::clicked, this, &Keypad::entered);
        grid->addWidget(erase, 3, 0);
        addKey(grid, 3, 1, QStringLiteral("0"));
        grid->addWidget(enter, 3, 2);
    } else {
        auto* clear = new Button(theme, Button::Kind::Key, tr("C", "clear the amount"), this);
        clear->setRole(TextRole::Body);
        clear->setAccessibleName(tr("Clear"));
        clear->setFixedHeight(metrics::keyHeight);
        connect(clear, &Button::clicked, this, &Keypad::cleared);
        if (layout == Layout::Amount) {
            addKey(grid, 3, 0, QStringLiteral("00"));
            addKey(grid, 3, 1, QStringLiteral("0"));
            addKey(grid, 3, 2, QStringLiteral("."));
            grid->addWidget(clear, 4, 0);
            grid->addWidget(erase, 4, 1, 1, 2);
        } else {
            grid->addWidget(clear, 3, 0);
            addKey(grid, 3, 1, QStringLiteral("0"));
            grid->addWidget(erase, 3, 2);
        }
    }
    const int width = pin ? 92 : 96;
    for (int column = 0; column < 3; ++column)
        grid->setColumnMinimumWidth(column, width);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Keypad::setKeyHeight(int height)
{
    for (auto* key : findChildren<Button*>())
        key->setFixedHeight(height);
}

void Keypad::setMarkEnabled(bool enabled)
{
    if (m_mark != nullptr)
        m_mark->setEnabled(enabled);
}

void Keypad::addKey(QGridLayout* grid, int row, int column, const QString& characters)
{
    const bool mark = characters == QLatin1String(".");
    const auto shown = mark ? QLocale().decimalPoint() : characters;
    auto* key = new Button(m_theme, Button::Kind::Key, shown, this);
    key->setAccessibleName(mark ? tr("Decimal mark") : shown);
    key->setFixedHeight(metrics::keyHeight);
    if (mark)
        m_mark = key;
    connect(key, &Button::clicked, this, [this, characters] { Q_EMIT typed(characters); });
    grid->addWidget(key, row, column);
}

} // namespace kontor
