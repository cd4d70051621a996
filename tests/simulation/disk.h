#pragma once

#include "simulation/dice.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kontor::simulation {

/// The disk of one machine: a folder, seen by SQLite through a VFS in front of the real one. What was written and not synced may be
/// lost, in whole or in sectors of 512 bytes, when the power fails; reads, writes and syncs may fail; there may be no space.
///
/// The power fails inside SQLite's calls, too: from then on every call fails, until all who have files open have let go of them
/// and restart() says what is left. Files that SQLite does not write (keys, marks) are as they were at that moment.
class Disk
{
public:
    struct Faults {
        std::uint32_t readErrorPerMille = 0;
        std::uint32_t writeErrorPerMille = 0;
        std::uint32_t syncErrorPerMille = 0;
        std::uint32_t damagePerMille = 900; ///< That an unsynced write is lost or torn when the power fails.
        bool liesAboutSync = false;         ///< A planted fault: what was synced is lost as well.
    };

    Disk(std::filesystem::path folder, Dice dice);
    ~Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    Faults faults;
    /// All files of the folder may have so many bytes; 0: no end.
    void setSize(std::uint64_t bytes) { m_size = bytes; }
    [[nodiscard]] std::uint64_t freeSpace() const;

    /// The power fails at the so-manieth change of a file from now; 0: never.
    void crashAfter(std::uint64_t changes) { m_crashIn = changes; }
    /// The so-manieth read, write or sync from now fails, once; 0: none.
    enum class Call : std::uint8_t { Read, Write, Sync };
    void failAt(Call call, std::uint64_t number) { m_failIn[static_cast<std::size_t>(call)] = number; }
    void cutPower();
    [[nodiscard]] bool isDead() const { return m_dead; }
    /// What the power cut left, once nobody has a file open.
    void restart();

    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    [[nodiscard]] std::uint64_t changes() const { return m_changes; } ///< Of files, so far.
    [[nodiscard]] std::uint64_t errors() const { return m_errors; }   ///< Injected so far.
    [[nodiscard]] std::uint64_t fullMet() const { return m_fullMet; } ///< How often there was no space.
    [[nodiscard]] std::uint64_t lost() const { return m_lost; }       ///< Writes lost by power cuts.
    [[nodiscard]] std::uint64_t torn() const { return m_torn; }

private:
    friend struct DiskVfs;
    /// A change of a file that has not been synced.
    struct Change {
        std::int64_t at = 0;
        std::int64_t sizeBefore = 0;
        std::string before; ///< What was there, as far as there was something.
        std::string after;  ///< Empty: the file was cut at `at`.
    };
    struct Unsynced {
        std::uint64_t inode = 0; ///< A file of the same name that came in its place has none of it.
        std::vector<Change> changes;
    };
    /// False when the power fails with this change.
    [[nodiscard]] bool countChange();
    [[nodiscard]] bool failsNow(Call call, std::uint32_t perMille);
    void noteSynced(const std::string& file);
    void snapshotPlainFiles();

    std::filesystem::path m_folder;
    Dice m_dice;
    std::map<std::string, Unsynced> m_unsynced;
    std::map<std::string, std::string> m_plain; ///< Of the moment the power failed.
    std::uint64_t m_size = 0;
    std::uint64_t m_crashIn = 0;
    std::array<std::uint64_t, 3> m_failIn{};
    bool m_dead = false;
    std::uint64_t m_changes = 0;
    std::uint64_t m_errors = 0;
    std::uint64_t m_fullMet = 0;
    std::uint64_t m_lost = 0;
    std::uint64_t m_torn = 0;
};

/// SQLite's own randomness starts anew, the same for each run.
void resetSqliteRandomness(std::uint64_t seed);

} // namespace kontor::simulation
