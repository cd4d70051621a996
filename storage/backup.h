#pragma once

#include "domain/base/result.h"
#include "domain/schema/journal.pb.h"
#include "storage/database.h"

#include <filesystem>

namespace kontor {

/// Writes a compact, checked copy of an open database to `file`, while others read and write it: to a temporary file, read back
/// by SQLite's own check, synced to disk, then renamed. Never over an existing file.
/// Errors: Conflict when `file` is there; Storage (disk, permission, a copy that does not check).
[[nodiscard]] Result<Done> backupTo(Database& database, const std::filesystem::path& file);

/// Meta key in a database that was put in place by restoreFrom and has not been opened since.
inline constexpr const char* restoredKey = "restored";

/// A copy of an older program's database beside it ("kontor.db.before-schema-N"), before it is changed: the way back. One that is
/// there already and holds the same was made by an upgrade that did not end; one from before somebody went back to the older
/// program is set aside as ".1", ".2" and so on.
/// Errors: Storage (disk, a copy that does not check): then nothing is upgraded.
[[nodiscard]] Result<Done> saveBeforeUpgrade(Database& database, std::int64_t version);

/// Puts a backup into a data folder that has no shop yet (made when it is missing). The keys stay where they are: with the key
/// file of the shop that was backed up beside the folder, the terminal goes on as a new origin; without it the folder can only
/// be read until the terminal is enrolled again. A write-ahead log or rollback journal that lies there without its database would
/// be played into the restored one: it is set aside as "kontor.db-wal.before-restore".
/// Errors: NotFound about the backup, Conflict when the folder has a shop, Invalid when the file is no backup of a shop or of a
/// newer program, Storage.
[[nodiscard]] Result<Done> restoreFrom(const std::filesystem::path& file, const std::filesystem::path& directory);

/// What the server's last completed backup holds, beside its database, since a backup may be made by another process than the one
/// that writes. Zero when there was none.
[[nodiscard]] schema::Cursor readDurable(const std::filesystem::path& directory);
[[nodiscard]] Result<Done> noteDurable(const std::filesystem::path& directory, const std::filesystem::path& backup);

} // namespace kontor
