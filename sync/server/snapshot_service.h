#pragma once

#include "storage/snapshot.h"
#include "storage/store.h"
#include "sync/protocol/request.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace kontor {

/// Hands out bases (storage/snapshot.h), so that a new till does not pull a log of years. They are made when they are asked for,
/// one at a time on a thread of its own, and kept in the data folder's `snapshots/` until they are old. Used from the service's
/// thread only.
class SnapshotService
{
public:
    using Answer = std::function<void(SyncReply)>;
    using Post = std::function<void(std::function<void()>)>;

    /// A base is made anew when the log has grown by so many commits since, or after a day; the old one serves until then.
    static constexpr std::uint64_t mostBehind = 20'000;
    static constexpr std::int64_t oldestUs = 24LL * 3600 * 1'000'000;
    /// Files in the folder: the present one and the one before of each scope, the least used scopes' first to go.
    static constexpr std::size_t mostBases = 12;
    /// Slices on their way at once, of all terminals; 4 MiB each.
    static constexpr std::size_t mostSlices = 8;

    SnapshotService(Store& store, std::filesystem::path dataFolder, const World& world, Post post);
    ~SnapshotService(); ///< Waits for a base that is being made.
    SnapshotService(const SnapshotService&) = delete;
    SnapshotService& operator=(const SnapshotService&) = delete;

    /// "/v1/snapshot/SCOPE" gives the signed manifest; "/v1/snapshot/SCOPE/BASE/SLICE" a slice. SCOPE is the store's id in hex,
    /// or "all"; it has to be what the terminal follows (nil: all stores). BASE is baseName() of the manifest.
    void handle(std::string_view path, Id<schema::Store> follows, const Answer& answer);

    static constexpr std::string_view root = "/v1/snapshot/";
    [[nodiscard]] static std::string scopeName(Id<schema::Store> store);
    /// Content-addressed: 32 hex digits of the hash of the manifest's bytes.
    [[nodiscard]] static std::string baseName(const storage::SignedManifest& manifest);

private:
    struct Base {
        std::string scope;
        std::string name;
        storage::SignedManifest raw;
        storage::SnapshotManifest manifest;
    };
    [[nodiscard]] std::filesystem::path fileOf(const Base& base) const;
    [[nodiscard]] const Base* newestOf(const std::string& scope) const;
    void loadKept();
    void startMaking(const std::string& scope, Id<schema::Store> store);
    void made(const std::string& scope, Result<storage::SignedManifest> result);
    void dropOld();
    [[nodiscard]] bool isStale(const Base& base) const;
    void sendSlice(const Base& base, std::size_t index, const Answer& answer);

    Store& m_store;
    std::filesystem::path m_folder;
    const World& m_world;
    Post m_post;
    std::list<Base> m_bases; ///< Newest and last used first.
    std::thread m_maker;
    std::string m_making; ///< The scope; empty: none.
    std::string m_failure;
    /// Counts slices that are out; shared with the replies, which may outlive this.
    std::shared_ptr<std::size_t> m_slicesOut = std::make_shared<std::size_t>(0);
};

} // namespace kontor
