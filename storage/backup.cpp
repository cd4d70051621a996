#include "storage/backup.h"

#include "domain/journal/row_type.h"
#include "storage/data_folder.h"
#include "storage/disk_file.h"
#include "storage/epochs.h"

#include <sqlite3.h>

#include <fstream>

namespace kontor {

namespace {

namespace fs = std::filesystem;

constexpr const char* durableName = "durable";

fs::path folderOf(const fs::path& file)
{
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

Result<Done> moveIntoPlace(const fs::path& temporary, const fs::path& file)
{
    if (auto synced = syncToDisk(temporary); !synced)
        return synced;
    fs::rename(temporary, file);
    return syncToDisk(folderOf(file));
}

/// All that differs when a shop has gone on: its last commit and acceptance, and every mark it keeps of itself.
Bytes placeOf(Database& database)
{
    Bytes place;
    {
        Query last(database, "SELECT (SELECT coalesce(max(n), 0) FROM journal), "
                             "(SELECT coalesce(max(id), 0) FROM accept_batch)");
        if (last.step())
            place = std::to_string(last.integer(0)) + ' ' + std::to_string(last.integer(1));
    }
    Query marks(database, "SELECT CAST(key AS BLOB), value FROM meta ORDER BY key");
    while (marks.step())
        place += '\n' + Bytes(marks.bytes(0)) + '=' + hex(marks.bytes(1));
    return place;
}

/// Whether a backup holds what the shop holds: its journal and how it stands with the server; open carts do not count. False too
/// when the backup cannot be read.
bool holdsTheSame(Database& shop, const fs::path& backup)
{
    const auto same = guarded(backup.string(), [&]() -> Result<bool> {
        Database copy(backup, Database::Access::ReadOnly);
        return placeOf(copy) == placeOf(shop);
    });
    return same && *same;
}

/// Renames a file to "<file>.N", N the smallest number that is free.
void setAside(const fs::path& file)
{
    int number = 1;
    while (fs::exists(file.string() + '.' + std::to_string(number)))
        ++number;
    fs::rename(file, file.string() + '.' + std::to_string(number));
}

/// That SQLite finds the file whole, and that it is a shop this program knows.
Result<Done> checkCopy(const fs::path& file)
{
    Database copy(file, Database::Access::ReadOnly);
    {
        Query check(copy, "PRAGMA quick_check(1)");
        if (!check.step() || check.bytes(0) != "ok")
            return invalid(file.string(), "is damaged: take another backup");
    }
    {
        Query tables(copy, "SELECT count(*) FROM sqlite_schema WHERE name IN ('journal', 'chain', 'meta')");
        if (!tables.step() || tables.integer(0) != 3)
            return invalid(file.string(), "is no backup of a shop");
    }
    Query version(copy, "PRAGMA user_version");
    if (!version.step() || version.integer(0) > static_cast<std::int64_t>(schemaVersion))
        return invalid(file.string(), "was written by a newer Kontor: update this program");
    return Done{};
}

} // namespace

Result<Done> backupTo(Database& database, const fs::path& file)
{
    if (fs::exists(file))
        return fail(Error::Kind::Conflict, file.string(), "is there already: choose another name");
    const fs::path temporary = file.string() + ".part";
    fs::remove(temporary);
    const Discard discard{temporary};
    // The file beside the shop is what is written; the shop's own is still opened read-only.
    database.run("PRAGMA query_only=0");
    const std::string target = temporary.string();
    Query(database, "VACUUM INTO ?").text(target).exec();
    database.run("PRAGMA query_only=1");
    if (auto checked = checkCopy(temporary); !checked)
        return checked;
    return moveIntoPlace(temporary, file);
}

Result<Done> saveBeforeUpgrade(Database& database, std::int64_t version)
{
    if (version >= static_cast<std::int64_t>(schemaVersion))
        return Done{};
    {
        Query query(database, "SELECT 1 FROM sqlite_schema WHERE name='journal'");
        if (!query.step())
            return Done{}; // A new one.
    }
    const std::filesystem::path file = database.raw().getFilename();
    const std::filesystem::path copy = file.string() + ".before-schema-" + std::to_string(schemaVersion);
    if (std::filesystem::exists(copy)) {
        if (holdsTheSame(database, copy))
            return Done{};
        setAside(copy);
    }
    Database reader(file, Database::Access::ReadOnly);
    return backupTo(reader, copy);
}

Result<Done> restoreFrom(const fs::path& file, const fs::path& directory)
{
    return guarded(file.string(), [&]() -> Result<Done> {
        if (!fs::is_regular_file(file))
            return fail(Error::Kind::NotFound, file.string(), "is no file: name a backup");
        if (auto checked = checkCopy(file); !checked)
            return checked;
        auto folder = DataFolder::open(directory, false);
        if (!folder)
            return tl::unexpected(folder.error());
        if (!folder->isWriter() || fs::exists(folder->database()))
            return fail(Error::Kind::Conflict, directory.string(), "has a shop already: restore into an empty folder");
        for (const char* ending : {"-wal", "-shm", "-journal"}) {
            const fs::path orphan = folder->database().string() + ending;
            const fs::path aside = orphan.string() + ".before-restore";
            if (fs::exists(aside) && fs::exists(orphan))
                setAside(aside);
            if (fs::exists(orphan))
                fs::rename(orphan, aside);
        }
        // They are away before there is a database they could be taken for.
        if (auto synced = syncToDisk(folder->path()); !synced)
            return synced;
        const fs::path temporary = folder->database().string() + ".part";
        const Discard discard{temporary};
        fs::copy_file(file, temporary, fs::copy_options::overwrite_existing);
        {
            // Whoever opens it must know, also where the key file has come out of the same backup.
            SQLite::Database copy(temporary.string(), SQLite::OPEN_READWRITE);
            sqlite3_db_config(copy.getHandle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr); // See write_guard.h.
            SQLite::Statement note(copy, "INSERT OR REPLACE INTO meta(key, value) VALUES(?, x'31')");
            note.bind(1, restoredKey);
            note.exec();
        }
        return moveIntoPlace(temporary, folder->database());
    });
}

schema::Cursor readDurable(const fs::path& directory)
{
    schema::Cursor cursor;
    std::ifstream in(directory / durableName);
    std::uint64_t epoch = 0;
    std::uint64_t n = 0;
    if (in >> epoch >> n) {
        cursor.set_epoch(epoch);
        cursor.set_n(n);
    }
    return cursor;
}

Result<Done> noteDurable(const fs::path& directory, const fs::path& backup)
{
    schema::Cursor held; // What the copy has, not what the shop has by now.
    {
        Database copy(backup, Database::Access::ReadOnly);
        held = epochs::head(copy);
    }
    const fs::path temporary = directory / (std::string(durableName) + ".part");
    {
        std::ofstream out(temporary, std::ios::trunc);
        out << held.epoch() << ' ' << held.n() << '\n';
        out.flush();
        if (!out)
            return fail(Error::Kind::Storage, temporary.string(),
                        "cannot be written: check permissions and free space");
    }
    return moveIntoPlace(temporary, directory / durableName);
}

} // namespace kontor
