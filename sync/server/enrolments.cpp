#include "sync/server/enrolments.h"

#include "domain/base/crypto.h"
#include "sync/protocol/enrolment_code.h"
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
constexpr std::string_view codeEnding = ".code";
constexpr std::size_t secretBytes = 32;
constexpr std::size_t maxFileBytes = 4096;

/// Files of the folder, at most so many; empty when there is no folder.
std::vector<fs::path> filesOf(const fs::path& folder, std::size_t most, std::string_view named = ending)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end && files.size() < most; it.increment(error))
        if (it->path().extension() == named)
            files.push_back(it->path());
    return files;
}

std::string readSmall(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::string bytes(maxFileBytes, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

std::optional<sync::PendingCode> readCode(const fs::path& path)
{
    sync::PendingCode code;
    if (!code.ParseFromString(readSmall(path)) || code.proof_key().size() != 32 || code.seal_key().size() != 32)
        return std::nullopt;
    return code;
}

fs::path codePath(const fs::path& folder, BytesView name)
{
    return folder / (hex(name) + std::string(codeEnding));
}

std::optional<sync::PendingEnrolment> readOne(const fs::path& path)
{
    sync::PendingEnrolment enrolment;
    if (!enrolment.ParseFromString(readSmall(path)) || enrolment.secret_hash().size() != 32)
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

namespace {

/// Whether there can be such a terminal.
Result<Done> checkWish(const Store& server, const EnrolmentWish& wish)
{
    const auto identity = server.identity();
    const bool adoption = identity.organisation.isNil();
    if (!adoption && !identity.isServer)
        return invalid("data", "this data folder is a terminal's; enrolments are made in the server's");
    if (!adoption && wish.name.empty())
        return invalid("name", "a terminal needs a name");
    if (adoption && !wish.store.isNil())
        return invalid("store",
                       "an empty server has no stores yet; it adopts those of the terminal that takes the file");
    if (!adoption && wish.kind == schema::TILL && wish.store.isNil())
        return invalid("store", "a till belongs to a store");
    if (!wish.store.isNil() && !server.read()->get(wish.store))
        return invalid("store", "there is no such store");

    return Done{};
}

Result<sync::PendingEnrolment> addPending(const fs::path& dataFolder, const EnrolmentWish& wish, BytesView secret,
                                          TimeUs now)
{
    sync::PendingEnrolment pending;
    pending.set_secret_hash(blake2b256(secret));
    pending.set_name(wish.name);
    pending.set_kind(wish.kind);
    pending.set_store(wish.store.isNil() ? Bytes() : wish.store.string());
    pending.set_expires_us(now + wish.validForUs);
    pending.set_made_by(wish.madeBy.isNil() ? Bytes() : wish.madeBy.string());
    if (auto added = Enrolments(dataFolder).add(pending); !added)
        return tl::unexpected(added.error());
    return pending;
}

} // namespace

sync::EnrolmentFile whatATerminalNeeds(const Store& server)
{
    sync::EnrolmentFile file;
    file.set_version(enrolmentFileVersion);
    file.set_server_key(server.publicKey());
    if (const auto identity = server.identity(); !identity.organisation.isNil()) {
        file.set_organisation(identity.organisation.string());
        file.set_pepper(server.pepper());
    }
    return file;
}

Result<sync::EnrolmentFile> makeEnrolment(const Store& server, const fs::path& dataFolder, const EnrolmentWish& wish,
                                          const World& world)
{
    if (auto checked = checkUrl(wish.address, wish.insecure); !checked)
        return tl::unexpected(checked.error());
    if (auto checked = checkWish(server, wish); !checked)
        return tl::unexpected(checked.error());
    const auto pin = pinFor(wish, dataFolder);
    if (!pin)
        return tl::unexpected(pin.error());
    const auto secret = world.random(secretBytes);
    const auto pending = addPending(dataFolder, wish, secret, world.now());
    if (!pending)
        return tl::unexpected(pending.error());
    auto file = whatATerminalNeeds(server);
    file.set_address(wish.address);
    file.set_secret(secret);
    file.set_name(wish.name);
    file.set_expires_us(pending->expires_us());
    file.set_tls_pin(*pin);
    file.set_insecure(wish.insecure);
    return file;
}

Result<std::string> makeEnrolmentCode(const Store& server, const fs::path& dataFolder, const EnrolmentWish& wish,
                                      const World& world)
{
    if (auto checked = checkWish(server, wish); !checked)
        return tl::unexpected(checked.error());
    if (!wish.tlsPin.empty() && wish.tlsPin.size() != 32)
        return invalid("tls-pin", "has 64 hexadecimal digits");
    auto code = newEnrolmentCode(world.random);
    const auto keys = CodeKeys::of(code);
    const auto pending = addPending(dataFolder, wish, keys.secret, world.now());
    if (!pending)
        return tl::unexpected(pending.error());
    sync::PendingCode kept;
    kept.set_name(keys.name);
    kept.set_proof_key(keys.proof);
    kept.set_seal_key(keys.seal);
    kept.set_tls_pin(wish.tlsPin);
    kept.set_label(wish.name);
    kept.set_expires_us(pending->expires_us());
    if (auto added = Enrolments(dataFolder).add(kept); !added)
        return tl::unexpected(added.error());
    return code;
}

Result<Done> Enrolments::write(const fs::path& path, const std::string& bytes) const
{
    std::error_code error;
    fs::create_directories(m_folder, error);
    if (error)
        return fail(Error::Kind::Storage, m_folder.string(), error.message());
    fs::permissions(m_folder, fs::perms::owner_all, error);
    return writeSecretly(path, bytes);
}

Result<Done> Enrolments::add(const sync::PendingEnrolment& enrolment) const
{
    return write(pathOf(m_folder, enrolment), enrolment.SerializeAsString());
}

Result<Done> Enrolments::add(const sync::PendingCode& code) const
{
    return write(codePath(m_folder, code.name()), code.SerializeAsString());
}

Result<sync::PendingCode> Enrolments::claimCode(const sync::EnrolCode& request, TimeUs now) const
{
    const auto refused = fail(Error::Kind::Denied, "code", "it is wrong, used or expired; make a new one");
    if (request.name().size() != 16 || request.public_key().size() != 32)
        return refused;
    // The name is public, and the path is made of its digits.
    const auto path = codePath(m_folder, request.name());
    auto code = readCode(path);
    const bool mine = code && (code->used_by().empty() || code->used_by() == request.public_key());
    if (!mine || code->expires_us() <= now || code->wrong() >= mostWrong)
        return refused;
    const bool proven = equalBytes(codeProof(code->proof_key(), request), request.proof());
    const auto ours = code->tls_pin().empty() ? rememberedTlsPin(m_dataFolder).value_or(TlsPin()) : code->tls_pin();
    // Without TLS somebody said that it is well, and the answer is sealed all the same.
    const bool seesUs = request.tls_pin().empty() || equalBytes(ours, request.tls_pin());
    if (!proven || !seesUs) {
        code->set_wrong(code->wrong() + 1);
        if (auto written = write(path, code->SerializeAsString()); !written)
            return tl::unexpected(written.error());
        if (!proven)
            return refused;
        return fail(Error::Kind::Denied, "code",
                    "the terminal was shown another TLS key than this server's: somebody is between them");
    }
    if (code->used_by().empty()) {
        code->set_used_by(request.public_key());
        if (auto written = write(path, code->SerializeAsString()); !written)
            return tl::unexpected(written.error());
    }
    return *code;
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
    for (const auto& path : filesOf(m_folder, maxFiles, codeEnding)) {
        const auto code = readCode(path);
        std::error_code ignored;
        if (code && code->expires_us() <= now)
            fs::remove(path, ignored);
    }
}

} // namespace kontor
