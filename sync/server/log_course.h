#pragma once

#include "storage/store.h"
#include "sync/protocol/sync.pb.h"

namespace kontor {

/// Whether a terminal's log is this server's. A server whose disk was set back to an image of itself does not know it; where other
/// terminals have pushed past that place since, no cursor says so either. What a terminal holds at a place of the log does: an
/// acceptance is signed once for one place.
///
/// Nothing a terminal says here moves the server. It is told to give back what it holds, and only a commit with this server's own
/// signature that is not in its log begins a new epoch (Store::giveBack).
namespace log_course {

/// Whether the log has this at that place. What cannot be read says nothing: yes.
[[nodiscard]] bool holds(const Store& server, const sync::Mark& mark);

/// How far the marks and this log agree, into the reply: `agreed`, and `common` no further than that.
void compare(const Store& server, const sync::Heads& asked, sync::HeadsReply& reply);

} // namespace log_course
} // namespace kontor
