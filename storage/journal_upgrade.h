#pragma once

#include "storage/database.h"

namespace kontor::journal {

/// Schema 1 kept headers and parts as they are, acceptances in a table of their own and receipt numbers in `meta`. Rewrites such a
/// journal inside the open transaction; does nothing to a newer or a new one.
void upgradeFromSchema1(Database& database);

} // namespace kontor::journal
