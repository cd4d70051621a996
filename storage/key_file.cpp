#include "storage/key_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>

namespace kontor {

namespace {

std::string padded(std::uint64_t number)
{
    char digits[24];
    std::snprintf(digits, sizeof digits, "%020llu", static_cast<unsigned long long>(number));
    return digits;
}

/// The name must outlive a power cut too: a folder whose keys are gone can never sign under its origin again.
bool syncFolder(const std::filesystem::path& file)
{
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool good = ::fsync(descriptor) == 0 || errno == EINVAL; // Some file systems cannot, and say so.
    ::close(descriptor);
    return good;
}

tl::unexpected<Error> damaged(const std::filesystem::path& file)
{
    return fail(Error::Kind::Storage, file.string(),
                "the key file is damaged: restore it from a copy, or enrol this terminal again");
}

/// Ed25519's secret is the seed and the public key behind it (libsodium).
KeyPair pairOf(Bytes secret)
{
    KeyPair pair;
    pair.publicKey = secret.substr(32);
    pair.secretKey = std::move(secret);
    return pair;
}

} // namespace

Result<KeyFile> KeyFile::open(const std::filesystem::path& file, const std::function<Bytes(std::size_t)>* random)
{
    KeyFile keys;
    keys.m_file = file;
    std::ifstream in(file);
    if (!in) {
        if (random == nullptr || std::filesystem::exists(file))
            return fail(random == nullptr ? Error::Kind::NotFound : Error::Kind::Storage, file.string(),
                        "the terminal's key file cannot be read: put it back, or enrol this terminal again");
        keys.m_keys = KeyPair::fromSeed((*random)(32));
        if (auto written = keys.write(); !written)
            return tl::unexpected(written.error());
        return keys;
    }
    std::string line;
    bool hasLogHead = false;
    while (std::getline(in, line)) {
        const auto equals = line.find('=');
        if (equals == std::string::npos)
            return damaged(file);
        const std::string name = line.substr(0, equals);
        const std::string value = line.substr(equals + 1);
        if (name == "head") {
            // 32 digits origin, 20 digits sequence, 64 digits hash.
            if (value.size() != 32 + 1 + 20 + 1 + 64)
                return damaged(file);
            keys.m_head.origin = RawId::of(unhex(value.substr(0, 32)));
            std::from_chars(value.data() + 33, value.data() + 53, keys.m_head.sequence);
            keys.m_head.hash = keys.m_head.sequence == 0 ? Bytes() : unhex(value.substr(54));
        } else if (name == "log") {
            // 20 digits epoch, 20 digits position.
            if (value.size() != 20 + 1 + 20)
                return damaged(file);
            std::from_chars(value.data(), value.data() + 20, keys.m_logHead.epoch);
            std::from_chars(value.data() + 21, value.data() + 41, keys.m_logHead.n);
            hasLogHead = true;
        } else if (name == "secret") {
            keys.m_keys.secretKey = unhex(value);
        } else if (name == "public") {
            keys.m_keys.publicKey = unhex(value);
        } else if (name == "next" || name == "former") {
            if (value.size() != 128)
                return damaged(file);
            (name == "next" ? keys.m_next : keys.m_former) = pairOf(unhex(value));
        } else if (name == "by") {
            keys.m_changedBy = unhex(value);
        } else if (name == "pepper") {
            keys.m_pepper = unhex(value);
        } else if (name == "server") {
            keys.m_serverKey = unhex(value);
        }
    }
    if (keys.m_keys.secretKey.size() != 64 || keys.m_keys.publicKey.size() != 32)
        return damaged(file);
    if (random == nullptr)
        return keys;   // A reader notes nothing.
    if (!hasLogHead) { // Heads are written in place, so there must be a place.
        if (auto written = keys.write(); !written)
            return tl::unexpected(written.error());
        return keys;
    }
    keys.m_descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    if (keys.m_descriptor < 0)
        return fail(Error::Kind::Storage, file.string(),
                    std::string("the key file cannot be written (") + std::strerror(errno) +
                        "), so a restored data folder would go unnoticed: give this user the right to write it");
    return keys;
}

KeyFile::KeyFile(KeyFile&& other) noexcept
    : m_file(std::move(other.m_file)),
      m_descriptor(other.m_descriptor),
      m_keys(std::move(other.m_keys)),
      m_next(std::move(other.m_next)),
      m_former(std::move(other.m_former)),
      m_changedBy(std::move(other.m_changedBy)),
      m_pepper(std::move(other.m_pepper)),
      m_serverKey(std::move(other.m_serverKey)),
      m_head(std::move(other.m_head)),
      m_logHead(other.m_logHead)
{
    other.m_descriptor = -1;
}

KeyFile::~KeyFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

std::string KeyFile::headLines() const
{
    const Bytes hash = m_head.hash.size() == 32 ? m_head.hash : Bytes(32, '\0');
    return "head=" + m_head.origin.toHex() + " " + padded(m_head.sequence) + " " + hex(hash) +
           "\nlog=" + padded(m_logHead.epoch) + " " + padded(m_logHead.n) + "\n";
}

Result<Done> KeyFile::write()
{
    std::error_code ignored;
    if (m_file.has_parent_path())
        std::filesystem::create_directories(m_file.parent_path(), ignored);
    const std::filesystem::path temporary = m_file.string() + ".new";
    std::string text = headLines() + "public=" + hex(m_keys.publicKey) + "\nsecret=" + hex(m_keys.secretKey) +
                       "\npepper=" + hex(m_pepper) + "\nserver=" + hex(m_serverKey) + "\n";
    if (m_next)
        text += "next=" + hex(m_next->secretKey) + "\n";
    if (m_former)
        text += "former=" + hex(m_former->secretKey) + "\n";
    if (!m_changedBy.empty())
        text += "by=" + hex(m_changedBy) + "\n";
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = descriptor >= 0 && ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                ::fsync(descriptor) == 0;
    if (descriptor >= 0)
        ::close(descriptor);
    good = good && ::rename(temporary.c_str(), m_file.c_str()) == 0 && syncFolder(m_file);
    if (!good)
        return fail(Error::Kind::Storage, m_file.string(),
                    std::string("the key file cannot be written (") + std::strerror(errno) +
                        "): check permissions and free space");
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = ::open(m_file.c_str(), O_WRONLY | O_CLOEXEC);
    if (m_descriptor < 0)
        return fail(Error::Kind::Storage, m_file.string(),
                    std::string("the key file cannot be opened again (") + std::strerror(errno) + ")");
    return Done{};
}

Result<Done> KeyFile::setNext(const KeyPair& keys, BytesView by)
{
    m_next = keys;
    m_changedBy = Bytes(by);
    return write();
}

Result<Done> KeyFile::takeNext()
{
    const auto former = std::exchange(m_former, m_keys);
    const auto next = std::exchange(m_next, std::nullopt);
    m_keys = *next;
    auto written = write();
    if (!written) { // What the file says is what a power cut would leave.
        m_next = next;
        m_keys = *m_former;
        m_former = former;
    }
    return written;
}

Result<Done> KeyFile::takeBack()
{
    m_next = std::exchange(m_keys, *m_former);
    const auto former = std::exchange(m_former, std::nullopt);
    auto written = write();
    if (!written) {
        m_keys = *m_next;
        m_next.reset();
        m_former = former;
    }
    return written;
}

Result<Done> KeyFile::dropNext()
{
    m_next.reset();
    return write();
}

Result<Done> KeyFile::setSecrets(BytesView pepper, BytesView serverKey)
{
    m_pepper = Bytes(pepper);
    m_serverKey = Bytes(serverKey);
    return write();
}

void KeyFile::writeHead(const Head& head)
{
    m_head = head;
    writeHeads();
}

void KeyFile::writeLogHead(const LogHead& head)
{
    m_logHead = head;
    writeHeads();
}

void KeyFile::writeHeads()
{
    const std::string line = headLines();
    if (m_descriptor >= 0 && ::pwrite(m_descriptor, line.data(), line.size(), 0) != static_cast<ssize_t>(line.size()))
        std::fprintf(stderr, "%s: cannot note the chain's head; a restore would not be noticed\n", m_file.c_str());
}

} // namespace kontor
