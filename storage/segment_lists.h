#pragma once

namespace kontor {

struct ChangeSet;
struct Core;

/// The lists of saved segments (projections/segment_members.h) are filled beside everything else that the writer does.
namespace segment_lists {

[[nodiscard]] bool areTouchedBy(const ChangeSet& changes);
/// Whether there is anything to do.
[[nodiscard]] bool wait(Core& core);
/// Works for some milliseconds in one transaction. True when it is done, or the disk does not let it: then it goes on at the next start.
[[nodiscard]] bool slice(Core& core);

} // namespace segment_lists
} // namespace kontor
