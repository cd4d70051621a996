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

    /// Counts anew when it is another time than before.
    void setAfter(std::chrono::seconds after);
    /// Until it says so; -1: never.
    [[nodiscard]] std::chrono::milliseconds remaining() const { return m_timer.remainingTimeAsDuration(); }

Q_SIGNALS:
    void idled();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QTimer m_timer;
    std::chrono::seconds m_after{0};
};

} // namespace kontor
