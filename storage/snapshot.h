#pragma once

#include "domain/base/bytes.h"
#include "domain/base/result.h"
#include "storage/snapshot.pb.h"
#include "storage/snapshot_copy.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace kontor {

/// What a base's manifest is signed for.
inline constexpr BytesView baseTag = "kontor-base-0:";
/// A base travels in slices of its file, each one zstd frame.
inline constexpr std::uint32_t sliceBytes = 4U << 20U;
/// Largest base a terminal takes: 128 GiB. A manifest that says more is damaged or forged.
inline constexpr std::uint64_t mostBaseBytes = std::uint64_t{1} << 37U;

/// Makes the base of a scope out of a server's open database into the file `packed` (over an older one), by way of
/// "<packed>.db" beside it, which needs about the shop's size of free disk for the time it takes. Streams; holds two slices in
/// memory. The manifest is not signed yet. See copyShop for what is in it.
/// Errors: Storage (also when the disk has less free than that).
[[nodiscard]] Result<storage::SnapshotManifest>
packBase(const std::filesystem::path& database, const SnapshotScope& scope, const std::filesystem::path& packed);

/// One slice as it is sent. Errors: NotFound when there is no such slice; Storage.
[[nodiscard]] Result<Bytes> packedSlice(const std::filesystem::path& packed, const storage::SnapshotManifest& manifest,
                                        std::size_t index);

/// A manifest from outside: signed by the server, of sound numbers, for this organisation and scope, of a schema this program
/// knows. Errors: Denied about "manifest" (signature, scope), Invalid about "manifest".
[[nodiscard]] Result<storage::SnapshotManifest> openManifest(const storage::SignedManifest& manifest,
                                                             BytesView serverKey, const SnapshotScope& scope);

/// A base on its way in. Slices come in any order, and each is checked before it is written; what is in the file from before is
/// checked again, so that a download goes on after a power cut.
class IncomingBase
{
public:
    /// Errors: Storage (also when the disk has not the room).
    [[nodiscard]] static Result<IncomingBase> open(const std::filesystem::path& file,
                                                   const storage::SnapshotManifest& manifest);
    IncomingBase(IncomingBase&& other) noexcept;
    IncomingBase& operator=(IncomingBase&&) = delete;
    ~IncomingBase();

    /// The first slice at or after `from` that is missing.
    [[nodiscard]] std::optional<std::size_t> missing(std::size_t from = 0) const;
    [[nodiscard]] std::size_t present() const;
    /// Errors: Invalid about "slice" when it is not what the manifest says; Storage.
    [[nodiscard]] Result<Done> take(std::size_t index, BytesView packed);
    /// With all slices here: onto the disk, and its tables have the manifest's digest.
    /// Errors: Invalid about "base"; Storage.
    [[nodiscard]] Result<Done> finish();

private:
    IncomingBase(std::filesystem::path file, int descriptor, const storage::SnapshotManifest& manifest);
    [[nodiscard]] std::size_t sizeOf(std::size_t index) const;
    [[nodiscard]] BytesView hashOf(std::size_t index) const;

    std::filesystem::path m_file;
    int m_descriptor = -1;
    storage::SnapshotManifest m_manifest;
    std::vector<bool> m_here;
};

} // namespace kontor
