#pragma once

#include "domain/base/result.h"

#include <filesystem>

namespace kontor {

/// A file's bytes onto the disk; of a folder its entries, since a rename is only as durable as its folder. Error: Storage.
[[nodiscard]] Result<Done> syncToDisk(const std::filesystem::path& path);

/// Removes a file at the end of its scope: what is only needed on the way, and what an interrupted copy leaves.
struct Discard {
    std::filesystem::path file;
    ~Discard()
    {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
    }
};

} // namespace kontor
