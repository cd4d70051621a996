#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "storage/store.h"
#include "sync/protocol/sync.pb.h"

#include <filesystem>
#include <string>

namespace kontor {

/// What a new terminal is to be.
struct EnrolmentWish {
    std::string address; ///< Where the terminal finds the server: "http://10.0.0.5:8470".
    std::string name;    ///< "Till 2".
    schema::TerminalKind kind = schema::TILL;
    Id<schema::Store> store;  ///< Nil for an adoption, and for a back office of all stores.
    Id<schema::Staff> madeBy; ///< Author of the commit that makes the terminal.
    bool insecure = false;    ///< Plain HTTP over the network is well.
    Bytes tlsPin;             ///< Of a proxy with TLS before the server; empty: the server's own key.
    TimeUs validForUs = 24LL * 3600 * 1'000'000;
};

/// Makes a one-time enrolment on the server's side: drops its hashed secret into the data folder's `enrolments/` and returns
/// what the new terminal needs. Works while kontor-server holds the store's lock, since it only reads the store. Of a server
/// without an organisation the file is an invitation to hand one over.
/// Errors: Invalid about "store" (missing, or there is none in an empty server), "name" or "address"; Storage.
[[nodiscard]] Result<sync::EnrolmentFile> makeEnrolment(const Store& server, const std::filesystem::path& dataFolder,
                                                        const EnrolmentWish& wish, const World& world);

/// Of a server, without address, TLS key and secret.
[[nodiscard]] sync::EnrolmentFile whatATerminalNeeds(const Store& server);

/// Makes a one-time code instead of a file: the wish's address may be empty, since whoever types the code types it too. Returns the
/// code, which is kept nowhere. Errors: as above.
[[nodiscard]] Result<std::string> makeEnrolmentCode(const Store& server, const std::filesystem::path& dataFolder,
                                                    const EnrolmentWish& wish, const World& world);

/// The server's side of it: the folder of one-time secrets, each as a hash in a file of its own.
class Enrolments
{
public:
    explicit Enrolments(std::filesystem::path dataFolder)
        : m_dataFolder(std::move(dataFolder)),
          m_folder(m_dataFolder / "enrolments")
    {}

    /// Claims the enrolment of this secret for a key: on disk before it returns, so that no second key ever gets it, whatever
    /// crashes. The same key may claim again until it expires, since a reply can get lost. All comparisons take constant time.
    /// Denied when there is none that is unused and in time.
    [[nodiscard]] Result<sync::PendingEnrolment> claim(BytesView secret, BytesView publicKey, TimeUs now) const;

    /// Writes a new one. Errors: Storage.
    [[nodiscard]] Result<Done> add(const sync::PendingEnrolment& enrolment) const;
    /// Writes a new code. Errors: Storage.
    [[nodiscard]] Result<Done> add(const sync::PendingCode& code) const;
    /// Claims a code for the request's key, as claim() does a secret, when its proof is right and the TLS key it saw is ours.
    /// What has the name of a code and is wrong is counted in it; after mostWrong the code is dead.
    /// Errors: Denied about "code"; Storage.
    [[nodiscard]] Result<sync::PendingCode> claimCode(const sync::EnrolCode& request, TimeUs now) const;
    /// Deletes what has expired.
    void sweep(TimeUs now) const;

    /// More than these files in the folder are not looked at.
    static constexpr std::size_t maxFiles = 1000;
    static constexpr std::uint32_t mostWrong = 5;

private:
    [[nodiscard]] Result<Done> write(const std::filesystem::path& path, const std::string& bytes) const;

    std::filesystem::path m_dataFolder;
    std::filesystem::path m_folder;
};

} // namespace kontor
