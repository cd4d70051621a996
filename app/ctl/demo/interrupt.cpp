#include "app/ctl/demo/interrupt.h"

#include "domain/base/result.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace kontor {
namespace {

volatile std::sig_atomic_t writeEnd = -1;

void onSignal(int)
{
    const char byte = 1;
    // Nothing can be done about a full pipe, and it says the same already.
    [[maybe_unused]] const auto written = ::write(writeEnd, &byte, 1);
}

} // namespace

Interrupt::Interrupt(std::function<void()> onInterrupt)
{
    KONTOR_ASSERT(writeEnd == -1);
    const int made = ::pipe2(m_pipe, O_CLOEXEC | O_NONBLOCK);
    KONTOR_ASSERT(made == 0);
    writeEnd = m_pipe[1];
    m_notifier = std::make_unique<QSocketNotifier>(m_pipe[0], QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [this, tell = std::move(onInterrupt)] {
                         m_notifier->setEnabled(false);
                         tell();
                     });
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
}

Interrupt::~Interrupt()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    writeEnd = -1;
    m_notifier.reset();
    ::close(m_pipe[0]);
    ::close(m_pipe[1]);
}

} // namespace kontor
