#pragma once

#include <cstddef>
#include <filesystem>

namespace kontor::bench {

/// What it costs to write a store's sales with the plain SQLite C API: the same rows into the same tables and indexes, the same
/// journal bytes, the stock levels, as many transactions and syncs of the disk, and no thinking at all. The catalogue and all else
/// that came before the first order is there already.
struct FloorWay {
    std::size_t salesPerTransaction = 1;
    bool full = true; ///< Whether each transaction waits for the disk.
    bool acceptedLater =
        false; ///< The maker's: acceptances come afterwards, 500 at a time, without waiting for the disk.
};

/// Milliseconds. `store` is the file of a closed store; `scratch` is made.
[[nodiscard]] double floorOf(const std::filesystem::path& store, const std::filesystem::path& scratch,
                             const FloorWay& way);

} // namespace kontor::bench
