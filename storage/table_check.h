#pragma once

#include "domain/base/id.h"
#include "storage/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kontor {

/// Whether the tables are what the journal makes them, whoever wrote into them.
struct TableCheck {
    enum class Wrong { Differs, Missing, Extra };
    struct Row {
        Wrong wrong = Wrong::Differs;
        std::string table;
        RawId row;
        std::uint32_t type = 0;
    };
    std::uint64_t rows = 0;   ///< Counted.
    bool digestsRight = true; ///< The kept ones are those of the rows.
    std::vector<Row> wrong;   ///< At most 100.
    [[nodiscard]] bool isGood() const { return digestsRight && wrong.empty(); }
};

/// Counts the digests anew from the rows (about 2 microseconds a row) and compares them with the kept ones; of the types that
/// differ, or with `everything` of all, each row is folded from the journal and compared, so that the ones which somebody
/// changed are named. Inside the caller's read transaction.
[[nodiscard]] TableCheck checkTables(Database& database, const RawId& organisation, bool everything);

} // namespace kontor
