#pragma once

#include "domain/base/result.h"
#include "storage/digest.h"

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

    explicit Recounter(const Store& store) : m_store(store) {}
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
    std::mutex m_mutex;
    std::thread m_thread;
    std::atomic<bool> m_counting = false;
    std::atomic<bool> m_stop = false;
};

} // namespace kontor
