#pragma once

#include "domain/base/result.h"
#include "sync/protocol/sync.pb.h"

#include <filesystem>

namespace kontor {

inline constexpr std::uint32_t enrolmentFileVersion = 1;

/// Writes the file for a new terminal as JSON, readable by its owner only: it holds a secret.
/// Errors: Storage, with the path.
[[nodiscard]] Result<Done> writeEnrolmentFile(const sync::EnrolmentFile& file, const std::filesystem::path& path);

/// Errors: NotFound; Invalid about "enrolment file" when it is damaged, of a newer version or incomplete.
[[nodiscard]] Result<sync::EnrolmentFile> readEnrolmentFile(const std::filesystem::path& path);

/// Whether it has all that a terminal needs, each of its size.
[[nodiscard]] bool isWhole(const sync::EnrolmentFile& file);

/// Keys of Store::setLocal that sync keeps.
inline constexpr const char* serverAddressKey = "sync.server";

/// Writes bytes beside the file, syncs them and renames, so that a reader sees all or nothing; mode 0600.
/// Errors: Storage, with the path.
[[nodiscard]] Result<Done> writeSecretly(const std::filesystem::path& path, const std::string& bytes);

} // namespace kontor
