#pragma once

#include "domain/base/bytes.h"
#include "storage/database.h"

#include <sqlite3.h>

#include <map>
#include <string>

namespace kontor {

/// Commits that the tables will not take, by hash, with what SQLite said. One such commit must not hold up the rest: the
/// transaction in which it is found rolls back, and is run again without it.
using Poison = std::map<Bytes, std::string>;

/// Whether SQLite refuses what it was told, rather than the disk, the memory or another process.
[[nodiscard]] inline bool isRefusal(const SQLite::Exception& e)
{
    const int code = e.getErrorCode() & 0xFF;
    return code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_TOOBIG || code == SQLITE_RANGE;
}

/// guarded(), which besides notes the commit with the hash `inHand` (empty: none) when SQLite refuses it.
template <typename Body>
auto findingPoison(Poison& poison, const Bytes& inHand, Body&& body) -> decltype(body())
{
    return guarded("kontor.db", [&]() -> decltype(body()) {
        try {
            return body();
        } catch (const SQLite::Exception& e) {
            if (!inHand.empty() && isRefusal(e))
                poison.emplace(inHand, e.what());
            throw;
        }
    });
}

} // namespace kontor
