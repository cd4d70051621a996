#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <functional>
#include <memory>

namespace kontor {

/// Tells the event loop of Ctrl-C and SIGTERM, so that what was started is ended and what was made is cleaned up. One at a time.
class Interrupt
{
public:
    explicit Interrupt(std::function<void()> onInterrupt);
    ~Interrupt(); ///< The signals do again what they did before.
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

private:
    int m_pipe[2] = {-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace kontor
