#pragma once

#include "domain/base/result.h"
#include "storage/store.h"

#include <chrono>

namespace kontor {

/// Syncs a terminal with its server until nothing is pending and everything the server had is here. Runs the event loop of
/// the QCoreApplication there must be.
/// Errors: Conflict about "server" when the terminal has none; Network about "server" when it is not done within `patience`.
[[nodiscard]] Result<Done> syncUntilIdle(Store& store, std::chrono::milliseconds patience);

} // namespace kontor
