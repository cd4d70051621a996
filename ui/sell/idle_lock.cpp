#include "ui/sell/idle_lock.h"

#include <QCoreApplication>
#include <QEvent>

namespace kontor {

IdleLock::IdleLock(std::chrono::seconds after, QObject* parent) : QObject(parent)
{
    if (after.count() == 0)
        return;
    m_timer.setSingleShot(true);
    m_timer.setInterval(after);
    connect(&m_timer, &QTimer::timeout, this, &IdleLock::idled);
    m_timer.start();
    QCoreApplication::instance()->installEventFilter(this);
}

bool IdleLock::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::TouchBegin: m_timer.start(); break;
    default: break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace kontor
