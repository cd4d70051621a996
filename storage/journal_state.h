#pragma once

#include "domain/base/id.h"
#include "domain/journal/context.h"
#include "domain/schema/journal.pb.h"
#include "storage/database.h"

#include <cstdint>
#include <vector>

namespace kontor {

/// How it stands with the journal of this device, for whoever looks after it.
struct JournalState {
    struct Origin {
        RawId origin;
        RawId terminal;
        std::uint64_t sequence = 0; ///< Of its last commit here.
        Bytes hash;
        std::uint64_t hlcMs = 0;  ///< Of that commit's header.
        std::uint64_t cursor = 0; ///< Greatest place of its commits in the server's log; 0: none is there.
        bool isPresent = false;   ///< The life this device is living.
        bool isForked = false;    ///< Two folders went on with it.
    };
    std::vector<Origin> origins;   ///< Of every terminal whose commits are here, its former lives too.
    std::uint64_t flagged = 0;     ///< Commits the server has something to say about.
    std::uint64_t quarantined = 0; ///< Commits whose changes do not count.
    std::uint64_t parked = 0;      ///< Accepted commits that could not be applied here.
    schema::Cursor acknowledged;   ///< Of the last own commit the server has accepted; zero: none.
    TimeUs acknowledgedUs = 0;     ///< When it did, by its clock.
};

namespace journal {
/// Inside the caller's read transaction. Reads the chains, and of the commits only the flagged ones.
[[nodiscard]] JournalState state(Database& database);
} // namespace journal

} // namespace kontor
