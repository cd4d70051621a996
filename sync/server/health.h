#pragma once

#include "storage/store.h"
#include "sync/protocol/request.h"

#include <cstdint>

namespace kontor {

/// What monitoring may know, and so may everybody: nothing of the shop is in it. 503 when the log cannot be read.
[[nodiscard]] SyncReply healthReply(const Store& store, std::uint64_t uptimeSeconds);

} // namespace kontor
