#pragma once

#include "domain/base/result.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace kontor {

/// Which kinds of rows the writer has begun to change, and which of those changes have been committed: for
/// readers that keep what they have read. A kind whose two counts were equal before a reader's transaction began, and whose
/// first has not moved since, is the same in that transaction as it was at that count.
///
/// begin and settle are the writer's; the rest is anybody's.
class WriteMarks
{
public:
    static constexpr std::size_t most = 256; ///< Message numbers.
    using Counts = std::array<std::uint32_t, most>;

    /// Before the first row of this kind is written in a transaction; and again, which does nothing.
    void begin(std::uint32_t type)
    {
        KONTOR_ASSERT(type < most);
        if (m_begun[type] == m_settled[type]) {
            ++m_begun[type];
            m_open = true;
        }
    }
    void beginAll()
    {
        for (std::uint32_t type = 0; type < most; ++type)
            begin(type);
    }
    /// A transaction was committed: what it changed shows. What one that was taken back has begun stays begun until the next one
    /// that is committed, and until then nobody keeps those kinds.
    void settle()
    {
        if (!m_open)
            return;
        m_open = false;
        for (std::size_t type = 0; type < most; ++type)
            m_settled[type] = m_begun[type].load();
    }

    [[nodiscard]] Counts settled() const
    {
        Counts counts;
        for (std::size_t type = 0; type < most; ++type)
            counts[type] = m_settled[type];
        return counts;
    }
    [[nodiscard]] bool isStill(std::uint32_t type, std::uint32_t count) const { return m_begun[type] == count; }

private:
    std::array<std::atomic<std::uint32_t>, most> m_begun{};
    std::array<std::atomic<std::uint32_t>, most> m_settled{};
    bool m_open = false;
};

} // namespace kontor
