#include "ui/sell/scan_catcher.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>

namespace kontor {

ScanCatcher::ScanCatcher(QObject* parent) : QObject(parent)
{
    m_quiet.setSingleShot(true);
    m_quiet.setTimerType(Qt::PreciseTimer);
    m_quiet.setInterval(maxGapMs);
    connect(&m_quiet, &QTimer::timeout, this, [this] {
        // Keys may be waiting in the queue behind whatever held this thread up: let them come first.
        QTimer::singleShot(0, this, [this] {
            if (!m_quiet.isActive())
                giveBack();
        });
    });
    qApp->installEventFilter(this);
}

ScanCatcher::~ScanCatcher() = default;

bool ScanCatcher::eventFilter(QObject* watched, QEvent* event)
{
    if (m_givingBack)
        return false;
    const auto type = event->type();
    if (type != QEvent::KeyPress && type != QEvent::ShortcutOverride)
        return false;
    // A key nobody takes climbs to the parents as the same event: look at it once, where it begins.
    const auto* focus = QApplication::focusWidget();
    const bool begins = focus != nullptr ? watched == focus : watched == QApplication::activeWindow();
    if (!begins)
        return false;
    auto& key = static_cast<QKeyEvent&>(*event);
    if (type == QEvent::ShortcutOverride) {
        // A held Enter must not reach a shortcut of the page before its press is seen.
        const bool ends = key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter || key.key() == Qt::Key_Tab;
        if (ends && m_burst.size() >= minLength) {
            event->accept();
            return true;
        }
        return false;
    }
    return takePress(key);
}

bool ScanCatcher::isSoonAfterLast(const QKeyEvent& event) const
{
    if (m_burst.isEmpty())
        return false;
    if (event.timestamp() != 0 && m_lastStamp != 0)
        return event.timestamp() - m_lastStamp <= maxGapMs;
    return m_sinceLast.isValid() && m_sinceLast.elapsed() <= maxGapMs;
}

bool ScanCatcher::takePress(QKeyEvent& event)
{
    const auto text = event.text();
    const bool plain = (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    const bool printable = plain && text.size() == 1 && text.at(0).isPrint();
    const bool inBurst = isSoonAfterLast(event);

    if (!printable) {
        const bool ends = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter || event.key() == Qt::Key_Tab;
        if (ends && inBurst && m_burst.size() >= minLength)
            return finishScan();
        // Scanners send Shift as a key of its own; it neither ends nor belongs to a burst.
        if (event.key() != Qt::Key_Shift)
            giveBack();
        return false;
    }
    if (event.isAutoRepeat()) {
        giveBack();
        return false;
    }
    if (!inBurst)
        giveBack();
    const bool first = m_burst.isEmpty();
    m_burst += text;
    m_sinceLast.start();
    m_lastStamp = event.timestamp();
    m_quiet.start();
    if (first && !text.at(0).isDigit()) {
        rememberField();
        return false;
    }
    m_held.emplace_back(static_cast<QKeyEvent*>(event.clone()));
    return true;
}

bool ScanCatcher::finishScan()
{
    const auto code = m_burst;
    if (m_field != nullptr) {
        m_field->setText(m_fieldText);
        m_field->setCursorPosition(m_fieldCursor);
    }
    reset();
    Q_EMIT scanned(code);
    return true;
}

void ScanCatcher::rememberField()
{
    m_field = qobject_cast<QLineEdit*>(QApplication::focusWidget());
    if (m_field != nullptr) {
        m_fieldText = m_field->text();
        m_fieldCursor = m_field->cursorPosition();
    }
}

void ScanCatcher::giveBack()
{
    auto held = std::move(m_held);
    reset();
    m_givingBack = true;
    for (auto& event : held) {
        if (auto* focus = QApplication::focusWidget())
            QApplication::sendEvent(focus, event.get());
    }
    m_givingBack = false;
}

void ScanCatcher::reset()
{
    m_quiet.stop();
    m_held.clear();
    m_burst.clear();
    m_sinceLast.invalidate();
    m_field = nullptr;
}

} // namespace kontor
