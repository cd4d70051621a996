#pragma once

#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/journal.pb.h"

#include <vector>

namespace kontor {

struct SignedCommit;

/// What the server judges of a commit somebody else made.
struct Review {
    schema::Verdict verdict = schema::ACCEPTED; ///< ACCEPTED, FLAGGED or QUARANTINED.
    std::vector<schema::Reason> reasons;
};

/// Judges rights and recomputes orders. `asTheAuthorSaw` is the shop at the commit's `seen` plus its origin's own earlier commits,
/// `now` the server's. `changes` are those of its present parts (changesOf).
///
/// - Rights as the author saw: a command, a row or a line price the author had no right to is QUARANTINED, NO_RIGHT. Lost
///   since: FLAGGED, RIGHT_LOST. The approver's rights count too. Where this server lacks some of what the author saw (sight.h), a store's
///   facts without a right are FLAGGED.
/// - Every order in it is computed again: line totals, taxes, sums, payments, a list price against the price fact it names and
///   against the price that held as the author saw. What differs is FLAGGED, PRICE_DIFFERS: goods have left the shop, so a
///   sale is never refused for business reasons.
/// - A change whose body does not parse, or a commit without a command, is QUARANTINED, MALFORMED. Unknown commands and types
///   are a newer program's: accepted as far as they are known (an unknown command needs an author who still works here).
/// - A change in a part it does not belong in (part_scope.h) is QUARANTINED, MALFORMED; in that of another store by a terminal that
///   may have been moved: FLAGGED.
/// - A terminal that is revoked in `now`: facts FLAGGED, entity changes QUARANTINED, TERMINAL_REVOKED; a change of its own key is
///   FLAGGED like the facts that come signed by it.
/// - "lock-out" has no author: nobody is signed in when a PIN is wrong. It names its own terminal, or is QUARANTINED, MALFORMED.
/// - "enrol-terminal" without an author is the server's own, for whoever holds an enrolment made on its machine.
///
/// The caller checks before: chain, signature (of "begin-origin" against the terminal's enrolled key), and that
/// "found-organisation" is only in the root origin, before the organisation is there; review() quarantines a second one.
[[nodiscard]] Review review(const Reader& asTheAuthorSaw, const Reader& now, const SignedCommit& commit,
                            const std::vector<schema::Change>& changes);

} // namespace kontor
