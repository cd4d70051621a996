#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

namespace kontor {

inline constexpr std::uint64_t defaultReserveBytes = 64ULL << 20U;

/// A file beside the database that holds space back. When the disk is full it goes, and the sale in hand has room to finish;
/// until there is space for it again, no new work begins.
class Reserve
{
public:
    using FreeSpace = std::function<std::uint64_t(const std::filesystem::path& folder)>;

    /// `bytes` 0: none is held, and isHeld() is always true.
    Reserve(std::filesystem::path file, std::uint64_t bytes, FreeSpace freeSpace);

    /// Whether the space is held; tries to take it (again) when it is not and the disk has twice as much.
    [[nodiscard]] bool isHeld();
    /// Gives the space back to the disk. False when there was none to give.
    [[nodiscard]] bool release();
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }

    /// Of the disk a folder is on; 0 when it cannot be told.
    [[nodiscard]] static std::uint64_t freeSpaceOf(const std::filesystem::path& folder);

private:
    std::filesystem::path m_file;
    std::uint64_t m_bytes;
    FreeSpace m_freeSpace;
    bool m_held = false;
};

} // namespace kontor
