#pragma once

#include "sync/protocol/sync.pb.h"
#include "sync/protocol/sync_port.h"

namespace kontor {

/// What this terminal holds of the log, for the server to compare: the greatest place in a hello, all marks when it asks for heads.
void encodeMarks(const SyncPort& port, sync::Hello& into);
void encodeMarks(const SyncPort& port, sync::Heads& into);

} // namespace kontor
