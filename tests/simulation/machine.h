#pragma once

#include "simulation/disk.h"
#include "simulation/founded_shop.h"
#include "simulation/plan.h"
#include "storage/recount.h"
#include "sync/protocol/sync_machine.h"
#include "sync/server/sync_service.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kontor::simulation {

/// A machine in virtual time: a disk, a clock that may be wrong, and the production code's store on them.
class Machine
{
public:
    Machine(std::string name, std::filesystem::path folder, Dice dice, const std::uint64_t& nowMs);
    virtual ~Machine() = default;
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    const std::string name;
    Disk disk;
    std::int64_t skewMs = 0; ///< Of its clock.
    std::size_t sliceCommits = 1000;
    std::uint64_t reserveBytes = 0;
    std::uint64_t downUntilMs = 0; ///< While there is no store.
    std::uint32_t failedStarts = 0;
    /// The whole machine as it was, keys and all: nothing on it knows that it was set back.
    struct Image {
        std::filesystem::path folder;
        Bytes publicKey;
        std::uint64_t head = 0;   ///< Of the server's log,
        std::uint64_t shared = 0; ///< which up to here is the present one's.
    };
    std::optional<Image> image;
    /// After a power cut: the key file's mark of how far the chain has come may be an older one, since it is written without a sync.
    void forgetMark();
    void keepImage(std::uint64_t head);
    void setBackToImage(); ///< While it is down.

    [[nodiscard]] bool isUp() const { return store != nullptr; }
    std::unique_ptr<Store> store;
    std::uint64_t life = 0; ///< Another one after each start: what a former life waits for does not come.

    [[nodiscard]] World world();
    /// Opens the store. What a disk that fails says is an error; it is tried again later.
    [[nodiscard]] Result<Done> start();
    /// The end of its programs, in order or by the power's failing.
    virtual void stop();

private:
    std::string m_keyAtStart;

protected:
    Dice m_dice;
    const std::uint64_t& m_nowMs;
};

/// A till or a back office: besides, the sync client.
class Terminal final : public Machine
{
public:
    using Machine::Machine;
    std::size_t index = 0; ///< In the founded shop; a clone's is its original's.
    Id<schema::Terminal> id;
    bool isClone = false;
    bool revoked = false;   ///< By somebody's intention.
    bool moved = false;     ///< Once, or more often.
    bool rotten = false;    ///< A row of it was written past the journal.
    bool abandoned = false; ///< Not of the core: its data cannot be had any more.
    std::unique_ptr<StoreSyncPort> port;
    std::unique_ptr<SyncMachine> machine;
    std::uint64_t lastSeen = 0; ///< Its place in the log at the last look, for monotonic reads.
    RawId lastOrigin;           ///< At the last look.
    int forks = 0; ///< That it may have heard of and has not gone back for: it reads again from where both parted.
    std::vector<std::filesystem::path> backups;
    std::map<std::string, std::deque<std::uint64_t>>
        tries; ///< When each kind of request was sent since the last that was answered well.

    void startSync(const SyncMachine::Options& options);
    void stop() override;
};

/// The server: besides, the service without its sockets.
class Server final : public Machine
{
public:
    using Machine::Machine;
    std::unique_ptr<SyncService> service;
    std::vector<std::filesystem::path> backups;

    void startService();
    void stop() override;
    /// Runs what the service posted to itself, until nothing is left.
    void drain();

private:
    std::vector<std::function<void()>> m_posted;
};

} // namespace kontor::simulation
