#pragma once

#include "domain/base/result.h"
#include "storage/store.h"
#include "sync/client/bootstrap.h"
#include "sync/protocol/server_address.h"
#include "sync/protocol/sync.pb.h"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace kontor {

struct TakeOptions {
    std::string name;     ///< Of the terminal; empty: the name in the file.
    Id<schema::Staff> by; ///< Adoption only: who lets the server in. Nil: the first member of staff who may.
    std::chrono::milliseconds patience{60'000}; ///< For the whole of it, but for a base, which has its own.
    std::function<bool()> stop =
        {}; ///< Asked some ten times a second; true gives up, as a server that went away would end it.
    BootstrapOptions bootstrap = {}; ///< How a new terminal of a shop with a long log begins.
};

/// Takes an enrolment file in on the terminal's side. Blocks; runs an event loop of its own, and makes a QCoreApplication for
/// itself where there is none.
///
/// - A new data folder and a server with an organisation: the server makes the terminal, the store learns whose it is, and
///   everything is pulled once, since a further terminal pulls before it sells; of a long log it begins from a base
///   (bootstrap.h).
/// - A first terminal (after `init`) and an empty server: the terminal lets the server in by a commit, hands it the organisation
///   and pushes its whole journal. Doing it again after a failure on the way is safe.
///
/// Errors: Conflict about "enrolment" (stopped), "terminal" (enrolled already; or the file is for the other case), Denied about "secret" (wrong, used,
/// expired) or "server" (it shows another TLS key than the file names), Network about "server", what the store says.
[[nodiscard]] Result<Done> takeEnrolment(Store& store, const sync::EnrolmentFile& file,
                                         const TakeOptions& options = {});

/// The same with a one-time code that was typed in, beside the server's address, instead of a file. What the code cannot prove is
/// not believed: see enrolment_code.h.
/// Errors: as above; Invalid or Denied about "code".
[[nodiscard]] Result<Done> takeEnrolmentCode(Store& store, const ServerAddress& server, std::string_view code,
                                             const TakeOptions& options = {});

} // namespace kontor
