#include "storage/backup.h"

#include "domain/journal/row_type.h"
#include "storage/data_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kontor {

namespace {

namespace fs = std::filesystem;

/// Onto the disk, and the folder's entry too: a rename is only as durable as its folder.
Result<Done> syncToDisk(const fs::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool good = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    if (!good)
        return fail(Error::Kind::Storage, path.string(),
                    std::string("cannot be written to disk (") + std::strerror(error) + ")");
    return Done{};
}

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

/// Removes what an interrupted copy leaves.
struct Discard {
    fs::path file;
    ~Discard()
    {
        std::error_code ignored;
        fs::remove(file, ignored);
    }
};

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
        const fs::path temporary = folder->database().string() + ".part";
        const Discard discard{temporary};
        fs::copy_file(file, temporary, fs::copy_options::overwrite_existing);
        return moveIntoPlace(temporary, folder->database());
    });
}

} // namespace kontor
