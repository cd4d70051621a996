#include "storage/snapshot.h"

#include "domain/base/crypto.h"
#include "domain/journal/row_type.h"
#include "storage/database.h"
#include "storage/digest.h"
#include "storage/disk_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace kontor {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t hashBytes = 32;
constexpr std::uint32_t baseFormat = 1;
/// Quick: a base is read once or twice, mostly over a network of the shop's own.
constexpr int level = 1;

tl::unexpected<Error> diskError(const fs::path& file)
{
    return fail(Error::Kind::Storage, file.string(),
                std::string(std::strerror(errno)) + ": check the disk and its free space");
}

/// A descriptor that closes itself.
class File
{
public:
    File(const fs::path& path, int flags) : m_descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~File()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int get() const { return m_descriptor; }
    [[nodiscard]] int release() { return std::exchange(m_descriptor, -1); }

private:
    int m_descriptor;
};

/// All of it, or as much as the file has.
bool readAt(int descriptor, Bytes& into, std::size_t count, std::uint64_t at)
{
    into.resize(count);
    std::size_t done = 0;
    while (done < count) {
        const auto got = ::pread(descriptor, into.data() + done, count - done, static_cast<off_t>(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    into.resize(done);
    return true;
}

bool writeAt(int descriptor, BytesView bytes, std::uint64_t at)
{
    while (!bytes.empty()) {
        const auto put = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(put));
        at += static_cast<std::uint64_t>(put);
    }
    return true;
}

Result<Done> requireRoom(const fs::path& folder, std::uint64_t bytes)
{
    std::error_code error;
    const auto space = fs::space(folder, error);
    if (!error && space.available < bytes + (64U << 20U))
        return fail(Error::Kind::Storage, folder.string(),
                    "has not the room for a base of " + std::to_string(bytes >> 20U) + " MiB");
    return Done{};
}

Bytes oneNumber(const std::vector<digest::ScopeDigest>& digests)
{
    Bytes all;
    for (const auto& scope : digests) {
        all += scope.scope.bytes();
        for (const auto& [type, sum] : scope.types)
            all += std::to_string(type) + ":" + std::to_string(sum.rows) + ":" + sum.sum.bytes();
    }
    return blake2b256(all);
}

Result<Done> pack(const fs::path& base, const fs::path& packed, storage::SnapshotManifest& manifest)
{
    const fs::path temporary = packed.string() + ".part";
    const Discard discard{temporary};
    const File in(base, O_RDONLY);
    const File out(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    if (in.get() < 0 || out.get() < 0)
        return diskError(in.get() < 0 ? base : temporary);
    const std::uint64_t size = fs::file_size(base);
    manifest.set_bytes(size);
    manifest.set_slice_bytes(sliceBytes);
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> zstd(ZSTD_createCCtx(), ZSTD_freeCCtx);
    KONTOR_ASSERT(zstd != nullptr);
    Bytes slice;
    Bytes frame(ZSTD_compressBound(sliceBytes), '\0');
    std::uint64_t to = 0;
    for (std::uint64_t at = 0; at < size; at += sliceBytes) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(sliceBytes, size - at));
        if (!readAt(in.get(), slice, wanted, at) || slice.size() != wanted)
            return diskError(base);
        const std::size_t length =
            ZSTD_compressCCtx(zstd.get(), frame.data(), frame.size(), slice.data(), slice.size(), level);
        KONTOR_ASSERT(ZSTD_isError(length) == 0);
        if (!writeAt(out.get(), BytesView(frame).substr(0, length), to))
            return diskError(temporary);
        to += length;
        manifest.add_packed(static_cast<std::uint32_t>(length));
        manifest.mutable_hashes()->append(blake2b256(slice));
    }
    if (::fsync(out.get()) != 0)
        return diskError(temporary);
    fs::rename(temporary, packed);
    return Done{};
}

} // namespace

Result<storage::SnapshotManifest> packBase(const fs::path& database, const SnapshotScope& scope, const fs::path& packed)
{
    return guarded(packed.string(), [&]() -> Result<storage::SnapshotManifest> {
        const Discard base{packed.string() + ".db"};
        if (auto room = requireRoom(packed.parent_path(), fs::file_size(database)); !room)
            return tl::unexpected(room.error());
        auto copied = copyShop(database, scope, base.file);
        if (!copied)
            return tl::unexpected(copied.error());
        storage::SnapshotManifest manifest;
        manifest.set_epoch(copied->cursor.epoch());
        manifest.set_cursor(copied->cursor.n());
        manifest.set_organisation(scope.organisation.string());
        if (!scope.store.isNil())
            manifest.set_store(scope.store.string());
        manifest.set_rows(copied->rows);
        {
            Database open(base.file, Database::Access::ReadOnly);
            Query version(open, "PRAGMA user_version");
            manifest.set_format(baseFormat);
            manifest.set_schema(version.step() ? static_cast<std::uint32_t>(version.integer(0)) : 0);
            manifest.set_digest(oneNumber(digest::kept(open, scope.organisation.raw)));
        }
        if (auto done = pack(base.file, packed, manifest); !done)
            return tl::unexpected(done.error());
        return manifest;
    });
}

Result<Bytes> packedSlice(const fs::path& packed, const storage::SnapshotManifest& manifest, std::size_t index)
{
    if (index >= static_cast<std::size_t>(manifest.packed_size()))
        return fail(Error::Kind::NotFound, "slice", "the base has no slice " + std::to_string(index));
    std::uint64_t at = 0;
    for (std::size_t i = 0; i < index; ++i)
        at += manifest.packed(static_cast<int>(i));
    const std::size_t length = manifest.packed(static_cast<int>(index));
    const File file(packed, O_RDONLY);
    Bytes slice;
    if (file.get() < 0 || !readAt(file.get(), slice, length, at))
        return diskError(packed);
    if (slice.size() != length)
        return fail(Error::Kind::Storage, packed.string(), "is shorter than its manifest says");
    return slice;
}

Result<storage::SnapshotManifest> openManifest(const storage::SignedManifest& manifest, BytesView serverKey,
                                               const SnapshotScope& scope)
{
    const auto denied = [](const char* why) { return fail(Error::Kind::Denied, "manifest", why); };
    if (!verifySignature(serverKey, baseTag, manifest.manifest(), manifest.signature()))
        return denied("its signature is not the server's");
    storage::SnapshotManifest read;
    if (!read.ParseFromString(manifest.manifest()))
        return invalid("manifest", "does not parse");
    if (read.organisation() != scope.organisation.bytes() ||
        read.store() != (scope.store.isNil() ? Bytes() : scope.store.string()))
        return denied("it is another scope's");
    if (read.format() != baseFormat || read.schema() > schemaVersion)
        return invalid("manifest", "was made by a newer Kontor: update this program");
    const std::uint64_t slices = (read.bytes() + sliceBytes - 1) / sliceBytes;
    const bool sound = read.slice_bytes() == sliceBytes && read.bytes() > 0 && read.bytes() <= mostBaseBytes &&
                       static_cast<std::uint64_t>(read.packed_size()) == slices &&
                       read.hashes().size() == slices * hashBytes && read.digest().size() == hashBytes &&
                       std::all_of(read.packed().begin(), read.packed().end(),
                                   [](std::uint32_t length) { return length <= ZSTD_COMPRESSBOUND(sliceBytes); });
    if (!sound)
        return invalid("manifest", "its numbers do not fit together");
    return read;
}

IncomingBase::IncomingBase(fs::path file, int descriptor, const storage::SnapshotManifest& manifest)
    : m_file(std::move(file)),
      m_descriptor(descriptor),
      m_manifest(manifest),
      m_here(static_cast<std::size_t>(manifest.packed_size()))
{}

IncomingBase::IncomingBase(IncomingBase&& other) noexcept
    : m_file(std::move(other.m_file)),
      m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_manifest(std::move(other.m_manifest)),
      m_here(std::move(other.m_here))
{}

IncomingBase::~IncomingBase()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

std::size_t IncomingBase::sizeOf(std::size_t index) const
{
    const std::uint64_t at = std::uint64_t{index} * sliceBytes;
    return static_cast<std::size_t>(std::min<std::uint64_t>(sliceBytes, m_manifest.bytes() - at));
}

BytesView IncomingBase::hashOf(std::size_t index) const
{
    return BytesView(m_manifest.hashes()).substr(index * hashBytes, hashBytes);
}

Result<IncomingBase> IncomingBase::open(const fs::path& file, const storage::SnapshotManifest& manifest)
{
    return guarded(file.string(), [&]() -> Result<IncomingBase> {
        File out(file, O_RDWR | O_CREAT);
        if (out.get() < 0)
            return diskError(file);
        std::uint64_t before = fs::file_size(file);
        if (before > manifest.bytes()) {
            if (::ftruncate(out.get(), static_cast<off_t>(manifest.bytes())) != 0)
                return diskError(file);
            before = manifest.bytes();
        }
        if (auto room = requireRoom(file.parent_path(), manifest.bytes() - before); !room)
            return tl::unexpected(room.error());
        IncomingBase incoming(file, out.release(), manifest);
        Bytes slice;
        for (std::size_t i = 0; i < incoming.m_here.size() && std::uint64_t{i} * sliceBytes < before; ++i)
            incoming.m_here[i] =
                readAt(incoming.m_descriptor, slice, incoming.sizeOf(i), std::uint64_t{i} * sliceBytes) &&
                slice.size() == incoming.sizeOf(i) && blake2b256(slice) == incoming.hashOf(i);
        return incoming;
    });
}

std::optional<std::size_t> IncomingBase::missing(std::size_t from) const
{
    const auto found =
        std::find(m_here.begin() + static_cast<std::ptrdiff_t>(std::min(from, m_here.size())), m_here.end(), false);
    return found == m_here.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - m_here.begin()));
}

std::size_t IncomingBase::present() const
{
    return static_cast<std::size_t>(std::count(m_here.begin(), m_here.end(), true));
}

Result<Done> IncomingBase::take(std::size_t index, BytesView packed)
{
    if (index >= m_here.size())
        return invalid("slice", "the base has no slice " + std::to_string(index));
    Bytes slice(sizeOf(index), '\0');
    const std::size_t length = ZSTD_decompress(slice.data(), slice.size(), packed.data(), packed.size());
    if (ZSTD_isError(length) != 0 || length != slice.size() || blake2b256(slice) != hashOf(index))
        return invalid("slice", std::to_string(index) + " was damaged on the way");
    if (!writeAt(m_descriptor, slice, std::uint64_t{index} * sliceBytes))
        return diskError(m_file);
    m_here[index] = true;
    return Done{};
}

Result<Done> IncomingBase::finish()
{
    KONTOR_ASSERT(!missing());
    if (::fsync(m_descriptor) != 0)
        return diskError(m_file);
    return guarded(m_file.string(), [&]() -> Result<Done> {
        Database base(m_file, Database::Access::ReadOnly);
        if (oneNumber(digest::scanned(base, RawId::of(m_manifest.organisation()))) != m_manifest.digest())
            return invalid("base", "its tables do not have the manifest's digest: make a new one at the server");
        return Done{};
    });
}

} // namespace kontor
