#pragma once

#include "domain/base/result.h"
#include "storage/snapshot.h"
#include "storage/store.h"
#include "sync/protocol/server_address.h"

#include <chrono>
#include <functional>
#include <optional>

namespace kontor {

struct BootstrapOptions {
    /// A shorter log is pulled: that is quicker than making a base.
    std::uint64_t worthAfter = 5'000;
    /// Gives up after so long without any progress; what has come is kept, and the next try goes on there.
    std::chrono::milliseconds patience{120'000};
    std::function<void(std::size_t done, std::size_t of)> progress = {}; ///< Slices.
    std::function<bool()> stop = {}; ///< Asked after each slice; true ends it as if the link had gone.
};

/// Begins this terminal's shop, or begins it again, from a base of the server instead of pulling the log from its start. Signs as
/// `identity.terminal` with the store's key. `isNew`: a new data folder becomes that terminal's; else the shop here keeps its
/// identity and what it made (see Store::installBase). The rest of the log is then pulled as ever. Blocks; needs an event loop's
/// thread and a QCoreApplication. Files of an interrupted one stay in the data folder.
/// Returns false when there is none to begin from, or it is not worth it: nothing has changed then.
/// Errors: Network about "server"; Conflict about "server" when it was restored and this terminal has not synchronised since;
/// Denied (terminal, scope, signature); Invalid about "manifest" or "base"; Storage.
[[nodiscard]] Result<bool> beginFromBase(Store& store, const ServerAddress& server, const StoreIdentity& identity,
                                         bool isNew, BytesView pepper, BytesView serverKey,
                                         const BootstrapOptions& options = {});

} // namespace kontor
