#pragma once

#include "storage/database.h"

namespace kontor::write_guard {

/// Triggers on every table that refuse each insert, update and delete with a message that says what to do instead. Kontor's own
/// writing connection has triggers switched off (Database), so they cost it nothing; a support person's sqlite3 has them.
/// What goes round them is found by checkTables().
void create(Database& database);

} // namespace kontor::write_guard
