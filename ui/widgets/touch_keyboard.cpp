#include "ui/widgets/touch_keyboard.h"

#include "ui/widgets/button.h"
#include "ui/widgets/letter_keys.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>

namespace kontor {

TouchKeyboard::TouchKeyboard(const Theme& theme, QWidget* window) : QWidget(window)
{
    setAccessibleName(tr("Letters to touch"));
    setAutoFillBackground(true);
    auto colours = theme.palette();
    colours.setColor(QPalette::Window, theme.sunk);
    setPalette(colours);
    auto* letters = new LetterKeys(theme);
    connect(letters, &LetterKeys::typed, this, [this](const QString& letter) {
        if (m_field == nullptr)
            return;
        const auto before = m_field->text().left(m_field->cursorPosition());
        const bool beginsWord = before.isEmpty() || before.back().isSpace(); // As names are written.
        m_field->insert(beginsWord ? letter : letter.toLower());
    });
    connect(letters, &LetterKeys::erased, this, [this] {
        if (m_field != nullptr)
            m_field->backspace();
    });
    const auto key = [&](const QString& text, const QString& name, auto&& action) {
        auto* made = new Button(theme, Button::Kind::Key, text);
        made->setAccessibleName(name);
        made->setFocusPolicy(Qt::NoFocus);
        made->setMinimumSize(metrics::touch, metrics::touch);
        connect(made, &Button::clicked, this, action);
        return made;
    };
    auto* side = new QVBoxLayout;
    side->setSpacing(6);
    for (const auto* mark : {".", ","})
        side->addWidget(key(QString::fromLatin1(mark), QString::fromLatin1(mark), [this, mark] {
            if (m_field != nullptr)
                m_field->insert(QString::fromLatin1(mark));
        }));
    side->addWidget(key(tr("Enter"), tr("Enter"), [this] {
        const QPointer<QLineEdit> field = m_field;
        putAway();
        if (field != nullptr) // As a real one: whatever listens to the field's keys hears it.
            for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
                QKeyEvent event(type, Qt::Key_Return, Qt::NoModifier, QStringLiteral("\r"));
                QApplication::sendEvent(field, &event);
            }
    }));
    side->addWidget(key(tr("Done"), tr("Put the letters away"), [this] { putAway(); }));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::pageMargin, 8, metrics::pageMargin, 8);
    row->setSpacing(metrics::buttonGap);
    row->addStretch(1);
    row->addWidget(letters, 6);
    row->addLayout(side, 1);
    row->addStretch(1);
    hide();
    qApp->installEventFilter(this);
}

bool TouchKeyboard::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) { // Every event of the program comes by here.
    case QEvent::MouseButtonRelease:
    case QEvent::KeyPress:
    case QEvent::FocusOut:
    case QEvent::Hide: break;
    default: return false;
    }
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (widget == nullptr || widget->window() != window())
        return false;
    switch (event->type()) {
    case QEvent::MouseButtonRelease: {
        // What a finger does comes as a mouse's event that Qt made of it.
        auto* field = qobject_cast<QLineEdit*>(watched);
        if (field != nullptr && static_cast<QMouseEvent*>(event)->source() != Qt::MouseEventNotSynthesized)
            open(field);
        break;
    }
    case QEvent::KeyPress:
        if (event->spontaneous()) // A keyboard is there after all.
            putAway();
        break;
    case QEvent::FocusOut:
    case QEvent::Hide:
        if (watched == m_field.data())
            putAway();
        break;
    default: break;
    }
    return false;
}

void TouchKeyboard::open(QLineEdit* field)
{
    if (field->isReadOnly() || field->echoMode() != QLineEdit::Normal)
        return;
    // A page with letters of its own has its fields' keys beside them.
    for (const auto* parent = field->parentWidget(); parent != nullptr; parent = parent->parentWidget())
        for (const auto* letters : parent->findChildren<LetterKeys*>())
            if (letters->isVisible() && !isAncestorOf(letters))
                return;
    m_field = field;
    show();
}

void TouchKeyboard::putAway()
{
    m_field = nullptr;
    hide();
}

} // namespace kontor
