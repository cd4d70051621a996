#include "sync/server/snapshot_service.h"

#include "domain/base/crypto.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/enrolment_file.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <set>

namespace kontor {

namespace fs = std::filesystem;

namespace {

using Code = sync::ErrorReply;

SyncReply later(std::string detail, std::uint32_t seconds)
{
    auto reply = errorReply(503, Code::BUSY, "base", std::move(detail));
    reply.retryAfterSeconds = seconds;
    return reply;
}

/// More than any base has slices when it is no number.
std::size_t numberIn(std::string_view text)
{
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : SIZE_MAX;
}

} // namespace

SnapshotService::SnapshotService(Store& store, fs::path dataFolder, const World& world, Post post)
    : m_store(store),
      m_folder(std::move(dataFolder) / "snapshots"),
      m_world(world),
      m_post(std::move(post))
{
    loadKept();
}

SnapshotService::~SnapshotService()
{
    if (m_maker.joinable())
        m_maker.join();
}

std::string SnapshotService::scopeName(Id<schema::Store> store)
{
    return store.isNil() ? "all" : store.raw.toHex();
}

std::string SnapshotService::baseName(const storage::SignedManifest& manifest)
{
    return hex(blake2b256(manifest.manifest())).substr(0, 32);
}

fs::path SnapshotService::fileOf(const Base& base) const
{
    return m_folder / (base.scope + "-" + base.name + ".base");
}

void SnapshotService::loadKept()
{
    std::error_code error;
    std::vector<std::pair<fs::file_time_type, fs::path>> found;
    for (fs::directory_iterator it(m_folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        if (it->path().extension() == ".manifest")
            found.emplace_back(it->last_write_time(ignored), it->path());
        else if (it->path().extension() != ".base")
            fs::remove(it->path(), ignored); // What a server that was stopped had half made.
    }
    std::sort(found.begin(), found.end());
    for (const auto& [time, path] : found) {
        std::ifstream in(path, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        Base base;
        if (!base.raw.ParseFromString(bytes) || !base.manifest.ParseFromString(base.raw.manifest()))
            continue;
        base.scope = scopeName(Id<schema::Store>(BytesView(base.manifest.store())));
        base.name = baseName(base.raw);
        if (fs::exists(fileOf(base), error))
            m_bases.push_front(std::move(base));
    }
    dropOld();
}

const SnapshotService::Base* SnapshotService::newestOf(const std::string& scope) const
{
    const auto found =
        std::find_if(m_bases.begin(), m_bases.end(), [&](const Base& base) { return base.scope == scope; });
    return found == m_bases.end() ? nullptr : &*found;
}

bool SnapshotService::isStale(const Base& base) const
{
    const auto head = m_store.head();
    return !head || head->epoch() != base.manifest.epoch() || head->n() < base.manifest.cursor() ||
           head->n() - base.manifest.cursor() > mostBehind || m_world.now() - base.manifest.made_us() > oldestUs;
}

void SnapshotService::startMaking(const std::string& scope, Id<schema::Store> store)
{
    if (!m_making.empty())
        return;
    if (m_maker.joinable())
        m_maker.join(); // It has posted its end.
    std::error_code error;
    fs::create_directories(m_folder, error);
    fs::permissions(m_folder, fs::perms::owner_all, error);
    m_making = scope;
    const auto make = [this, scope, store] {
        auto result = m_store.makeBase(store, m_folder / (scope + ".making"));
        m_post([this, scope, result = std::move(result)]() mutable { made(scope, std::move(result)); });
    };
    if (m_world.isOneThread())
        make();
    else
        m_maker = std::thread(make);
}

void SnapshotService::made(const std::string& scope, Result<storage::SignedManifest> result)
{
    m_making.clear();
    m_failure.clear();
    Base base;
    if (!result || !base.manifest.ParseFromString(result->manifest())) {
        m_failure = result ? "its manifest does not parse" : result.error().about + ": " + result.error().detail;
        return;
    }
    base.scope = scope;
    base.name = baseName(*result);
    base.raw = std::move(*result);
    std::error_code error;
    fs::rename(m_folder / (scope + ".making"), fileOf(base), error);
    if (!error)
        if (auto written = writeSecretly(fileOf(base).replace_extension(".manifest"), base.raw.SerializeAsString());
            !written)
            m_failure = written.error().detail;
    if (error)
        m_failure = error.message();
    else
        m_bases.push_front(std::move(base));
    dropOld();
}

void SnapshotService::dropOld()
{
    std::map<std::string, int> kept;
    std::size_t count = 0;
    const auto head = m_store.head();
    for (auto it = m_bases.begin(); it != m_bases.end();) {
        const bool lost = head && head->epoch() != it->manifest.epoch(); // Of before the server was restored.
        if (!lost && ++kept[it->scope] <= 2 && ++count <= mostBases) {
            ++it;
            continue;
        }
        std::error_code ignored;
        fs::remove(fileOf(*it), ignored);
        fs::remove(fileOf(*it).replace_extension(".manifest"), ignored);
        it = m_bases.erase(it);
    }
}

void SnapshotService::handle(std::string_view path, Id<schema::Store> follows, const Answer& answer)
{
    path.remove_prefix(root.size());
    const auto scope = std::string(path.substr(0, path.find('/')));
    if (scope != scopeName(follows))
        return answer(errorReply(403, Code::REFUSED, "scope", "this terminal does not follow it"));
    const Base* newest = newestOf(scope);
    if (scope.size() == path.size()) {
        if (newest == nullptr || isStale(*newest))
            startMaking(scope, follows);
        if (newest != nullptr)
            return answer(okReply(newest->raw));
        if (m_failure.empty())
            return answer(later("it is being made", 1));
        auto failed = later("it could not be made", 30);
        failed.note = "base_failed=\"" + m_failure + "\""; // For the server's log, not for whoever asks.
        return answer(std::move(failed));
    }
    path.remove_prefix(scope.size() + 1);
    const auto name = path.substr(0, path.find('/'));
    const auto index = numberIn(path.substr(std::min(path.size(), name.size() + 1)));
    const auto found =
        std::find_if(m_bases.begin(), m_bases.end(), [&](const Base& b) { return b.scope == scope && b.name == name; });
    if (found == m_bases.end() || index >= static_cast<std::size_t>(found->manifest.packed_size()))
        return answer(errorReply(404, Code::OTHER, "base", "it is not kept here any more: ask for the manifest again"));
    sendSlice(*found, index, answer);
}

void SnapshotService::sendSlice(const Base& base, std::size_t index, const Answer& answer)
{
    if (*m_slicesOut >= mostSlices)
        return answer(later("too many terminals fetch one at the moment", 1));
    auto slice = packedSlice(fileOf(base), base.manifest, index);
    if (!slice)
        return answer(later("the server cannot read it at the moment", 5));
    SyncReply reply;
    reply.contentType = "application/octet-stream";
    reply.body = std::move(*slice);
    ++*m_slicesOut;
    reply.untilSent = std::shared_ptr<void>(m_slicesOut.get(), [out = m_slicesOut](void*) { --*out; });
    answer(std::move(reply));
}

} // namespace kontor
