#pragma once

#include <QApplication>
#include <QKeyEvent>
#include <QString>
#include <QWidget>

namespace kontor {

/// Keys to wherever the focus is, stamped with the time a keyboard or a scanner would have taken, so that no test depends on
/// how busy the machine is and none has to wait for a slow typist.
class Keyboard
{
public:
    static void press(Qt::Key key, const QString& text, int afterMs)
    {
        static quint64 clockMs = 1'000;
        clockMs += quint64(afterMs);
        for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent event(type, key, Qt::NoModifier, text);
            event.setTimestamp(clockMs);
            if (auto* focus = QApplication::focusWidget())
                QApplication::sendEvent(focus, &event);
        }
    }
    static void type(const QString& text, int gapMs)
    {
        for (const auto character : text)
            press(Qt::Key(character.toUpper().unicode()), QString(character), gapMs);
    }
    /// As a person does.
    static void typeByHand(const QString& text) { type(text, 120); }
    /// As a scanner does: 5 ms a key, then Enter.
    static void scan(const QString& code, Qt::Key end = Qt::Key_Return)
    {
        press(Qt::Key_Shift, {}, 500); // The last key was some time ago; many scanners begin so.
        type(code, 5);
        press(end, QStringLiteral("\r"), 5);
    }
    static void enter() { press(Qt::Key_Return, QStringLiteral("\r"), 200); }
};

} // namespace kontor
