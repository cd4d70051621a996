#pragma once

#include <future>
#include <memory>

namespace kontor {

/// Lets its owner go only when no callback given away is held any more: each holds a pass(). The store answers every call, so the
/// wait at the end is short.
class CallGate
{
public:
    CallGate() : m_pass(this, [this](void*) { m_gone.set_value(); }) {}
    ~CallGate()
    {
        auto gone = m_gone.get_future();
        m_pass.reset();
        gone.wait();
    }
    CallGate(const CallGate&) = delete;
    CallGate& operator=(const CallGate&) = delete;

    /// Shared by all callbacks that are out: the last to go opens the gate.
    [[nodiscard]] std::shared_ptr<void> pass() const { return m_pass; }

private:
    std::promise<void> m_gone;
    std::shared_ptr<void> m_pass;
};

} // namespace kontor
