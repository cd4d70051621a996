#pragma once

#include "domain/base/crypto.h"
#include "domain/base/id.h"
#include "domain/base/result.h"

#include <filesystem>
#include <functional>
#include <optional>

namespace kontor {

/// The 0600 file outside the data folder: this terminal's keys, the organisation's pepper, the server's key, and how far the own
/// chain has come. A data folder restored from a backup is behind it, and that is how a restore is noticed.
class KeyFile
{
public:
    struct Head {
        RawId origin;
        std::uint64_t sequence = 0;
        Bytes hash; ///< 32 bytes, or empty before commit 1.
    };

    /// How far the server's log has come; zero on a terminal.
    struct LogHead {
        std::uint64_t epoch = 0;
        std::uint64_t n = 0;
    };

    /// Reads the file; with `random` makes it with a new key pair when it is missing.
    /// Errors: NotFound without `random`, Storage (unreadable, damaged; with `random` also not writable, since then the head could
    /// not be noted), naming the file and what to do.
    [[nodiscard]] static Result<KeyFile> open(const std::filesystem::path& file,
                                              const std::function<Bytes(std::size_t)>* random);
    KeyFile(KeyFile&& other) noexcept;
    KeyFile& operator=(KeyFile&&) = delete;
    ~KeyFile();

    [[nodiscard]] const KeyPair& keys() const { return m_keys; }
    [[nodiscard]] const Bytes& pepper() const { return m_pepper; }
    [[nodiscard]] const Bytes& serverKey() const { return m_serverKey; }
    [[nodiscard]] const Head& head() const { return m_head; }
    [[nodiscard]] const LogHead& logHead() const { return m_logHead; }

    /// Keys that were made and not taken yet, see takeNext().
    [[nodiscard]] const std::optional<KeyPair>& next() const { return m_next; }
    /// Those before the present ones: a server that has not heard of these knows its terminal by them.
    [[nodiscard]] const std::optional<KeyPair>& former() const { return m_former; }

    /// Who ordered the last change; empty: it was made before this was kept.
    [[nodiscard]] const Bytes& changedBy() const { return m_changedBy; }

    /// Keeps new keys beside the present ones; those of a try before are replaced. `by`: whoever orders it, a staff id.
    [[nodiscard]] Result<Done> setNext(const KeyPair& keys, BytesView by);
    /// From here on these are the terminal's keys, and the present ones its former.
    [[nodiscard]] Result<Done> takeNext();
    [[nodiscard]] Result<Done> dropNext();
    /// Undoes takeNext(): the former keys are the present ones, and those the next. There have to be former ones.
    [[nodiscard]] Result<Done> takeBack();

    /// Whole file anew: temporary file, sync, rename.
    [[nodiscard]] Result<Done> setSecrets(BytesView pepper, BytesView serverKey);
    /// After each commit, in place and without a sync of its own: behind the database is normal, so a power cut here costs nothing.
    void writeHead(const Head& head);
    /// Likewise on the server, after each batch.
    void writeLogHead(const LogHead& head);

private:
    KeyFile() = default;
    [[nodiscard]] Result<Done> write();
    [[nodiscard]] std::string headLines() const;
    void writeHeads();

    std::filesystem::path m_file;
    int m_descriptor = -1;
    KeyPair m_keys;
    std::optional<KeyPair> m_next;
    std::optional<KeyPair> m_former;
    Bytes m_changedBy;
    Bytes m_pepper;
    Bytes m_serverKey;
    Head m_head;
    LogHead m_logHead;
};

} // namespace kontor
