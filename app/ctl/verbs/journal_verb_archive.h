#pragma once

#include "domain/base/result.h"
#include "storage/store.h"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace kontor {

/// Writes the journal of a shop as an open archive: domain/journal/ARCHIVE.md has the format, packaging/verify-archive.py
/// checks it without a line of Kontor. Packed with zstd when the name ends in ".zst". A file that is there is written over,
/// and only once the new one is whole. `progress` is told commits written and in all. Returns how many commits.
/// Errors: Storage about the file or the journal.
[[nodiscard]] Result<std::uint64_t>
exportJournal(const Store& store, const std::filesystem::path& dataFolder, const std::filesystem::path& file,
              const std::function<void(std::uint64_t, std::uint64_t)>& progress = {});

} // namespace kontor
