#pragma once

#include "domain/base/result.h"
#include "storage/digest.h"
#include "storage/world.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace kontor {

class Store;

/// Counts all digests of a shop anew from the rows, about 2 microseconds a row, on a thread of its own that nothing waits for: what
/// somebody wrote past the journal moves no kept sum.
class Recounter
{
public:
    using Answer = std::function<void(Result<std::vector<digest::Place>>)>;

    explicit Recounter(const Store& store, const World& world = {}) : m_store(store), m_atOnce(world.isOneThread()) {}
    ~Recounter(); ///< The count that is going on answers soon, with an Error.
    Recounter(const Recounter&) = delete;
    Recounter& operator=(const Recounter&) = delete;

    /// Answers on that thread where the rows are not what is kept of them. One count at a time: Conflict about "count".
    void start(Answer answer);
    /// For whoever does more in the answer: somebody waits for the thread to end.
    [[nodiscard]] bool isStopping() const { return m_stop; }

private:
    [[nodiscard]] Result<std::vector<digest::Place>> count();

    const Store& m_store;
    const bool m_atOnce; ///< Without a thread: answers before start() returns.
    std::mutex m_mutex;
    std::thread m_thread;
    std::atomic<bool> m_counting = false;
    std::atomic<bool> m_stop = false;
};

} // namespace kontor
