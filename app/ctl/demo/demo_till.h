#pragma once

#include "domain/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kontor {

/// One till of the demo as a process of its own: `kontorctl demo-till`, started by `kontorctl demo` only.
struct DemoTillOptions {
    std::string data;
    std::string file;
    std::size_t share = 0; ///< Of the numbers of the file, from 0.
    std::size_t shares = 3;
    std::string staff;            ///< Who sells: id in hex.
    std::string administrator;    ///< Who changes prices here: id in hex; empty: nobody.
    std::size_t priceChanges = 0; ///< Spread over the share.
    /// Pairs, rising: the network is gone from the first number of the share up to the second.
    std::vector<std::size_t> cuts = {};
    std::size_t holdIn = SIZE_MAX; ///< Stop selling in the middle of this number, cart open, and wait to be killed.
    bool isRestored =
        false; ///< From a backup: takes what the server has of it first, and empties a cart that was sold since.
};

/// Replays its share while it syncs, tells of it on standard output (till_event.h), and ends once standard input has said
/// `finish N EPOCH` and it has everything up to that cursor. Ended input ends it too.
[[nodiscard]] Result<Done> runDemoTill(const DemoTillOptions& options);

} // namespace kontor
