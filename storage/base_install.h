#pragma once

#include "storage/core.h"
#include "storage/snapshot.pb.h"

#include <filesystem>
#include <optional>

namespace kontor {

/// Makes a base that has come in whole into this terminal's shop, beside the shop that is here: identity, what is local, and
/// the commits this terminal made itself, in this life or an earlier one, whole; those the base does not know yet are applied to
/// it and are pending still. `identity` says whose it is where the shop here is nobody's. Nothing here is changed: a rename of
/// `base` over the database is the moment, and until then a power cut leaves what was.
/// Errors: Storage; Conflict about "base" when this shop has seen more of the log than the base has, or another course of it.
[[nodiscard]] Result<Done> prepareBase(Core& core, const std::filesystem::path& base,
                                       const storage::SnapshotManifest& manifest,
                                       const std::optional<StoreIdentity>& identity);

/// Puts `base` in place of a database that is closed: both are on the disk before, the name is after. Errors: Storage.
[[nodiscard]] Result<Done> replaceDatabase(const std::filesystem::path& base, const std::filesystem::path& database);

} // namespace kontor
