#pragma once

#include "domain/base/id.h"
#include "domain/commands/command.h"
#include "domain/schema/shifts.pb.h"

#include <string>
#include <vector>

namespace kontor {

/// Writes what the payments a commit holds so far do to the drawer, where they come without a sale (deposits, accounts that are paid):
/// cash moves it, a CashMovement; all else is a ShiftPayment, in the Z beside the sales. `why` is its reason.
///
/// They are in the shift that is open on the till; while none is, in the next one, as sales are. Before a till ever had a shift
/// nothing is written: what it took then was counted otherwise.
void noteInShift(const Reader& shop, const Context& context, const Actor& actor, const std::string& why,
                 Commit& commit);

/// The closings whose time after them belongs to a shift: the one before its own, several where two lives of the till closed.
[[nodiscard]] std::vector<Bytes> closingsBefore(const Reader& shop, const schema::ShiftOpening& opening);

} // namespace kontor
