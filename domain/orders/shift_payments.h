#pragma once

#include "domain/commands/command.h"

#include <string>

namespace kontor {

/// Writes what the payments a commit holds so far do to the shift that is open on the till, where they come without a sale (deposits,
/// accounts that are paid): cash moves the drawer, a CashMovement; all else is a ShiftPayment, in the Z beside the sales. Nothing when
/// no shift is open. `why` is its reason.
void noteInShift(const Reader& shop, const Context& context, const Actor& actor, const std::string& why,
                 Commit& commit);

} // namespace kontor
