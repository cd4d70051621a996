#include "sync/server/enrolments.h"

#include "domain/base/crypto.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/protocol/server_address.h"
#include "sync/server/tls_identity.h"

#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <vector>

namespace kontor {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view ending = ".enrolment";
constexpr std::size_t secretBytes = 32;
constexpr std::size_t maxFileBytes = 4096;

/// Files of the folder, at most so many; empty when there is no folder.
std::vector<fs::path> filesOf(const fs::path& folder, std::size_t most)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end && files.size() < most; it.increment(error))
        if (it->path().extension() == ending)
            files.push_back(it->path());
    return files;
}

std::optional<sync::PendingEnrolment> readOne(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::string bytes(maxFileBytes, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    sync::PendingEnrolment enrolment;
    if (!enrolment.ParseFromString(bytes) || enrolment.secret_hash().size() != 32)
        return std::nullopt;
    return enrolment;
}

fs::path pathOf(const fs::path& folder, const sync::PendingEnrolment& enrolment)
{
    return folder / (hex(enrolment.secret_hash()) + std::string(ending));
}

/// The TLS key terminals will see at the address: of a proxy, of the running server, or the one a server will make its own.
Result<TlsPin> pinFor(const EnrolmentWish& wish, const fs::path& dataFolder)
{
    if (!wish.address.starts_with("https://"))
        return TlsPin();
    if (!wish.tlsPin.empty())
        return wish.tlsPin.size() == 32 ? Result<TlsPin>(wish.tlsPin) : invalid("tls-pin", "has 64 hexadecimal digits");
    if (auto remembered = rememberedTlsPin(dataFolder))
        return remembered;
    const auto files = ownTlsFiles(dataFolder);
    if (!files)
        return tl::unexpected(files.error());
    return readTlsPin(*files);
}

} // namespace

Result<sync::EnrolmentFile> makeEnrolment(const Store& server, const fs::path& dataFolder, const EnrolmentWish& wish,
                                          const World& world)
{
    const auto identity = server.identity();
    const bool adoption = identity.organisation.isNil();
    if (!adoption && !identity.isServer)
        return invalid("data", "this data folder is a terminal's; enrolments are made in the server's");
    if (auto checked = checkUrl(wish.address, wish.insecure); !checked)
        return tl::unexpected(checked.error());
    if (!adoption && wish.name.empty())
        return invalid("name", "a terminal needs a name");
    if (adoption && !wish.store.isNil())
        return invalid("store",
                       "an empty server has no stores yet; it adopts those of the terminal that takes the file");
    if (!adoption && wish.kind == schema::TILL && wish.store.isNil())
        return invalid("store", "a till belongs to a store");
    if (!wish.store.isNil() && !server.read()->get(wish.store))
        return invalid("store", "there is no such store");

    const auto pin = pinFor(wish, dataFolder);
    if (!pin)
        return tl::unexpected(pin.error());

    const auto secret = world.random(secretBytes);
    sync::PendingEnrolment pending;
    pending.set_secret_hash(blake2b256(secret));
    pending.set_name(wish.name);
    pending.set_kind(wish.kind);
    pending.set_store(wish.store.isNil() ? Bytes() : wish.store.string());
    pending.set_expires_us(world.now() + wish.validForUs);
    pending.set_made_by(wish.madeBy.isNil() ? Bytes() : wish.madeBy.string());
    if (auto added = Enrolments(dataFolder).add(pending); !added)
        return tl::unexpected(added.error());

    sync::EnrolmentFile file;
    file.set_version(enrolmentFileVersion);
    file.set_address(wish.address);
    file.set_server_key(server.publicKey());
    file.set_secret(secret);
    file.set_name(wish.name);
    file.set_expires_us(pending.expires_us());
    file.set_tls_pin(*pin);
    file.set_insecure(wish.insecure);
    if (!adoption) {
        file.set_organisation(identity.organisation.string());
        file.set_pepper(server.pepper());
    }
    return file;
}

Result<Done> Enrolments::add(const sync::PendingEnrolment& enrolment) const
{
    std::error_code error;
    fs::create_directories(m_folder, error);
    if (error)
        return fail(Error::Kind::Storage, m_folder.string(), error.message());
    fs::permissions(m_folder, fs::perms::owner_all, error);
    return writeSecretly(pathOf(m_folder, enrolment), enrolment.SerializeAsString());
}

Result<sync::PendingEnrolment> Enrolments::claim(BytesView secret, BytesView publicKey, TimeUs now) const
{
    const auto hash = blake2b256(secret);
    std::optional<sync::PendingEnrolment> match;
    for (const auto& path : filesOf(m_folder, maxFiles)) {
        auto enrolment = readOne(path);
        if (enrolment && equalBytes(enrolment->secret_hash(), hash))
            match = std::move(enrolment); // And on to the last: how long it takes tells nothing.
    }
    const bool mine = match && (match->used_by().empty() || match->used_by() == publicKey);
    if (!mine || match->expires_us() <= now)
        return fail(Error::Kind::Denied, "secret", "it is wrong, used or expired; make a new enrolment");
    if (match->used_by().empty()) {
        match->set_used_by(Bytes(publicKey));
        if (auto written = writeSecretly(pathOf(m_folder, *match), match->SerializeAsString()); !written)
            return tl::unexpected(written.error());
    }
    return *match;
}

void Enrolments::sweep(TimeUs now) const
{
    for (const auto& path : filesOf(m_folder, maxFiles)) {
        const auto enrolment = readOne(path);
        std::error_code ignored;
        if (enrolment && enrolment->expires_us() <= now)
            fs::remove(path, ignored);
    }
}

} // namespace kontor
