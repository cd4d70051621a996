#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>

namespace kontor {

/// Says when nobody has touched the till for a while, so that it can be locked.
class IdleLock : public QObject
{
    Q_OBJECT
public:
    /// Zero: never.
    explicit IdleLock(std::chrono::seconds after, QObject* parent = nullptr);

Q_SIGNALS:
    void idled();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QTimer m_timer;
};

} // namespace kontor
