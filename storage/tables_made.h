#pragma once

#include "storage/database.h"

namespace kontor {

/// That a file's tables are as this program makes them, so that opening a shop need not ask for each of them again: about a thousand
/// statements. Another program (by its build id), or anything that has changed the schema since, makes them anew.
namespace tables_made {

/// False too when it is not known: of a new file, or where the program has no build id.
[[nodiscard]] bool byThisProgram(Database& database);
/// Inside the transaction that has made them.
void note(Database& database);

} // namespace tables_made
} // namespace kontor
