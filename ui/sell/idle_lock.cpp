#include "ui/sell/idle_lock.h"

#include <QCoreApplication>
#include <QEvent>

namespace kontor {

IdleLock::IdleLock(std::chrono::seconds after, QObject* parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &IdleLock::idled);
    QCoreApplication::instance()->installEventFilter(this);
    setAfter(after);
}

void IdleLock::setAfter(std::chrono::seconds after)
{
    if (after == m_after)
        return;
    m_after = after;
    m_timer.stop();
    if (after.count() == 0)
        return;
    m_timer.setInterval(after);
    m_timer.start();
}

bool IdleLock::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::TouchBegin:
        if (m_after.count() > 0)
            m_timer.start();
        break;
    default: break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace kontor
