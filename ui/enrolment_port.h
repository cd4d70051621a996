#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/schema/identity.pb.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace kontor {

/// How this terminal comes to know its server, as the pages ask for it; app/ fills it with the sync client. join() takes as long as
/// the network does and is called on a thread of its own.
class EnrolmentPort
{
public:
    struct Invitation {
        std::filesystem::path file;             ///< Made on the server's side; or:
        std::string server;                     ///< "https://10.0.0.5:8470" and
        std::string code;                       ///< the one-time code that was read out.
        std::string name;                       ///< Of a new terminal; empty: as the invitation says.
        Id<schema::Staff> staff;                ///< Who does it, in a shop that is there.
        std::function<bool()> isCancelled = {}; ///< Asked now and then, on the thread that joins.
    };
    /// Slices of the shop that have come, and how many there are; 0: nobody knows yet.
    using Progress = std::function<void(std::uint64_t done, std::uint64_t of)>;

    virtual ~EnrolmentPort() = default;
    /// Empty: none was ever named.
    [[nodiscard]] virtual std::string server() const = 0;
    /// Errors: Network about "server"; Denied about "code", "secret" or "server"; Invalid about "address" or "code"; Conflict about
    /// "terminal", about "enrolment" when it was cancelled; Storage about the file.
    [[nodiscard]] virtual Result<Done> join(const Invitation& invitation, const Progress& progress) = 0;
};

} // namespace kontor
