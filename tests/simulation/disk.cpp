#include "simulation/disk.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <set>
#include <utility>

namespace kontor::simulation {

namespace fs = std::filesystem;

namespace {

std::set<Disk*>& disks()
{
    static std::set<Disk*> all;
    return all;
}

Dice& sqliteDice()
{
    static Dice dice(1);
    return dice;
}

bool isBelow(const std::string& path, const std::string& folder)
{
    return path.size() > folder.size() && path.compare(0, folder.size(), folder) == 0 && path[folder.size()] == '/';
}

bool isSqlite(const std::string& name)
{
    return name.ends_with(".db") || name.ends_with("-wal") || name.ends_with("-shm") || name.ends_with("-journal") ||
           name.ends_with(".part");
}

std::string contentOf(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::uint64_t inodeOf(const std::string& file)
{
    struct stat about {};
    return ::stat(file.c_str(), &about) == 0 ? about.st_ino : 0;
}

void overwrite(const fs::path& file, const std::string& content)
{
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << content;
}

} // namespace

/// The VFS: methods of SQLite's file and file system, passed on unless the disk has something to say.
struct DiskVfs {
    struct File {
        sqlite3_file base;
        Disk* disk;
        std::string* name; ///< Owned; null for files of no disk.
        [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };
    static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
    static sqlite3_vfs* real() { return s_real; }

    static void install()
    {
        if (s_real != nullptr)
            return;
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); // As storage/database.cpp would, were it asked first.
        s_real = sqlite3_vfs_find(nullptr);
        s_vfs = *s_real;
        s_vfs.zName = "simulated-disk";
        s_vfs.szOsFile = static_cast<int>(sizeof(File)) + s_real->szOsFile;
        s_vfs.xOpen = open;
        s_vfs.xDelete = remove;
        s_vfs.xRandomness = randomness;
        s_vfs.xCurrentTimeInt64 = time;
        sqlite3_vfs_register(&s_vfs, 1);
    }
    static Disk* diskOf(const char* name)
    {
        if (name == nullptr)
            return nullptr;
        for (Disk* disk : disks())
            if (isBelow(name, disk->m_folder.string()))
                return disk;
        return nullptr;
    }

    static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags)
    {
        File* self = of(file);
        self->base.pMethods = nullptr;
        self->disk = diskOf(name);
        self->name = nullptr;
        if (self->disk != nullptr && self->disk->m_dead)
            return SQLITE_CANTOPEN;
        const int result = s_real->xOpen(s_real, name, self->real(), flags, outFlags);
        if (result == SQLITE_OK) {
            self->base.pMethods = &s_methods;
            if (self->disk != nullptr)
                self->name = new std::string(name);
        }
        return result;
    }
    static int remove(sqlite3_vfs*, const char* name, int syncFolder)
    {
        Disk* disk = diskOf(name);
        if (disk != nullptr) {
            if (disk->m_dead || !disk->countChange())
                return SQLITE_IOERR_DELETE;
            disk->m_unsynced.erase(name);
        }
        return s_real->xDelete(s_real, name, syncFolder);
    }
    static int randomness(sqlite3_vfs*, int count, char* out)
    {
        const Bytes made = sqliteDice().bytes(static_cast<std::size_t>(count));
        std::memcpy(out, made.data(), made.size());
        return count;
    }
    static int time(sqlite3_vfs*, sqlite3_int64* now)
    {
        *now = 212'000'000'000'000LL; // Nothing of the shop asks SQLite for the time.
        return SQLITE_OK;
    }

    static int close(sqlite3_file* f)
    {
        delete of(f)->name;
        of(f)->name = nullptr;
        return of(f)->real()->pMethods->xClose(of(f)->real());
    }
    static int read(sqlite3_file* f, void* b, int n, sqlite3_int64 at)
    {
        if (Disk* disk = of(f)->disk) {
            if (disk->m_dead)
                return SQLITE_IOERR_READ;
            if (disk->failsNow(Disk::Call::Read, disk->faults.readErrorPerMille))
                return SQLITE_IOERR_READ;
        }
        return of(f)->real()->pMethods->xRead(of(f)->real(), b, n, at);
    }
    /// Notes what a change takes away.
    static void note(File* file, std::int64_t at, std::size_t count, std::string after)
    {
        sqlite3_file* real = file->real();
        Disk::Change change;
        change.at = at;
        sqlite3_int64 size = 0;
        real->pMethods->xFileSize(real, &size);
        change.sizeBefore = size;
        const auto there = std::clamp<std::int64_t>(size - at, 0, static_cast<std::int64_t>(count));
        change.before.resize(static_cast<std::size_t>(there));
        if (there > 0)
            real->pMethods->xRead(real, change.before.data(), static_cast<int>(there), at);
        change.after = std::move(after);
        auto& unsynced = file->disk->m_unsynced[*file->name];
        if (const auto inode = inodeOf(*file->name); std::exchange(unsynced.inode, inode) != inode)
            unsynced.changes.clear();
        unsynced.changes.push_back(std::move(change));
    }
    static int write(sqlite3_file* f, const void* bytes, int count, sqlite3_int64 at)
    {
        File* self = of(f);
        sqlite3_file* real = self->real();
        Disk* disk = self->disk;
        if (disk == nullptr)
            return real->pMethods->xWrite(real, bytes, count, at);
        if (disk->m_dead)
            return SQLITE_IOERR_WRITE;
        if (disk->m_size > 0) {
            sqlite3_int64 size = 0;
            real->pMethods->xFileSize(real, &size);
            const auto grows = std::max<sqlite3_int64>(at + count - size, 0);
            if (grows > 0 && disk->freeSpace() < static_cast<std::uint64_t>(grows)) {
                ++disk->m_fullMet;
                return SQLITE_FULL;
            }
        }
        note(self, at, static_cast<std::size_t>(count),
             std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count)));
        const bool powered = disk->countChange();
        if (disk->failsNow(Disk::Call::Write, disk->faults.writeErrorPerMille)) {
            const auto some = static_cast<int>(disk->m_dice.upTo(static_cast<std::uint64_t>(count)) / 512 * 512);
            if (some > 0) // A short write, and then the error.
                real->pMethods->xWrite(real, bytes, some, at);
            return SQLITE_IOERR_WRITE;
        }
        const int result = real->pMethods->xWrite(real, bytes, count, at);
        return powered ? result : SQLITE_IOERR_WRITE;
    }
    static int truncate(sqlite3_file* f, sqlite3_int64 size)
    {
        File* self = of(f);
        sqlite3_file* real = self->real();
        if (self->disk != nullptr) {
            if (self->disk->m_dead)
                return SQLITE_IOERR_TRUNCATE;
            sqlite3_int64 before = 0;
            real->pMethods->xFileSize(real, &before);
            note(self, size, static_cast<std::size_t>(std::max<sqlite3_int64>(before - size, 0)), {});
            if (!self->disk->countChange())
                return SQLITE_IOERR_TRUNCATE;
        }
        return real->pMethods->xTruncate(real, size);
    }
    static int sync(sqlite3_file* f, int)
    {
        File* self = of(f);
        Disk* disk = self->disk;
        if (disk == nullptr)
            return SQLITE_OK;
        if (disk->m_dead)
            return SQLITE_IOERR_FSYNC;
        if (disk->failsNow(Disk::Call::Sync, disk->faults.syncErrorPerMille))
            return SQLITE_IOERR_FSYNC;
        if (!disk->countChange())
            return SQLITE_IOERR_FSYNC;
        disk->noteSynced(*self->name);
        return SQLITE_OK; // The real one keeps nothing back from this process.
    }
    static int size(sqlite3_file* f, sqlite3_int64* n) { return of(f)->real()->pMethods->xFileSize(of(f)->real(), n); }
    static int lock(sqlite3_file* f, int l) { return of(f)->real()->pMethods->xLock(of(f)->real(), l); }
    static int unlock(sqlite3_file* f, int l) { return of(f)->real()->pMethods->xUnlock(of(f)->real(), l); }
    static int reserved(sqlite3_file* f, int* out)
    {
        return of(f)->real()->pMethods->xCheckReservedLock(of(f)->real(), out);
    }
    static int control(sqlite3_file* f, int op, void* arg)
    {
        return of(f)->real()->pMethods->xFileControl(of(f)->real(), op, arg);
    }
    static int sector(sqlite3_file* f) { return of(f)->real()->pMethods->xSectorSize(of(f)->real()); }
    static int character(sqlite3_file* f) { return of(f)->real()->pMethods->xDeviceCharacteristics(of(f)->real()); }
    static int shmMap(sqlite3_file* f, int page, int n, int extend, void volatile** out)
    {
        return of(f)->real()->pMethods->xShmMap(of(f)->real(), page, n, extend, out);
    }
    static int shmLock(sqlite3_file* f, int at, int n, int flags)
    {
        return of(f)->real()->pMethods->xShmLock(of(f)->real(), at, n, flags);
    }
    static void shmBarrier(sqlite3_file* f) { of(f)->real()->pMethods->xShmBarrier(of(f)->real()); }
    static int shmUnmap(sqlite3_file* f, int del) { return of(f)->real()->pMethods->xShmUnmap(of(f)->real(), del); }

    static inline const sqlite3_io_methods s_methods = {
        2,       close,  read,      write,  truncate, sync,       size,     lock,    unlock, reserved,
        control, sector, character, shmMap, shmLock,  shmBarrier, shmUnmap, nullptr, nullptr};
    static inline sqlite3_vfs* s_real = nullptr;
    static inline sqlite3_vfs s_vfs{};
};

Disk::Disk(fs::path folder, Dice dice) : m_folder(std::move(folder)), m_dice(dice)
{
    DiskVfs::install();
    disks().insert(this);
}

Disk::~Disk()
{
    disks().erase(this);
}

std::uint64_t Disk::freeSpace() const
{
    if (m_size == 0)
        return UINT64_MAX;
    std::uint64_t used = 0;
    std::error_code ignored;
    for (const auto& file : fs::recursive_directory_iterator(m_folder, ignored))
        if (file.is_regular_file(ignored) && !file.path().filename().string().ends_with("-shm"))
            used += file.file_size(ignored);
    return used < m_size ? m_size - used : 0;
}

bool Disk::failsNow(Call call, std::uint32_t perMille)
{
    auto& left = m_failIn[static_cast<std::size_t>(call)];
    const bool isTheOne = left > 0 && --left == 0;
    if (!m_dice.perMille(perMille) && !isTheOne)
        return false;
    ++m_errors;
    return true;
}

bool Disk::countChange()
{
    ++m_changes;
    if (m_crashIn == 0 || --m_crashIn > 0)
        return true;
    cutPower();
    return false;
}

void Disk::cutPower()
{
    if (m_dead)
        return;
    m_dead = true;
    m_crashIn = 0;
    snapshotPlainFiles();
}

void Disk::noteSynced(const std::string& file)
{
    if (!faults.liesAboutSync)
        m_unsynced.erase(file);
}

void Disk::snapshotPlainFiles()
{
    m_plain.clear();
    std::error_code ignored;
    for (const auto& file : fs::recursive_directory_iterator(m_folder, ignored))
        if (file.is_regular_file(ignored) && !isSqlite(file.path().filename().string()))
            m_plain[file.path().string()] = contentOf(file.path());
}

void Disk::restart()
{
    std::vector<fs::path> gone;
    std::error_code ignored;
    for (const auto& file : fs::recursive_directory_iterator(m_folder, ignored)) {
        const std::string name = file.path().filename().string();
        if (name.ends_with("-shm")) // Memory.
            gone.push_back(file.path());
    }
    for (const auto& file : gone)
        fs::remove(file, ignored);
    for (const auto& [name, unsynced] : m_unsynced) {
        if (!fs::exists(name, ignored) || inodeOf(name) != unsynced.inode)
            continue;
        const auto& changes = unsynced.changes;
        std::string content = contentOf(name);
        for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
            content.resize(static_cast<std::size_t>(std::max<std::int64_t>(change->sizeBefore, 0)));
            if (!change->before.empty())
                content.replace(static_cast<std::size_t>(change->at), change->before.size(), change->before);
        }
        for (const Change& change : changes) {
            const auto at = static_cast<std::size_t>(change.at);
            if (change.after.empty()) {
                if (!m_dice.perMille(faults.damagePerMille))
                    content.resize(std::min(content.size(), at));
                continue;
            }
            const bool whole = !m_dice.perMille(faults.damagePerMille);
            const bool torn = !whole && m_dice.oneIn(2);
            m_lost += whole || torn ? 0 : 1;
            m_torn += torn ? 1 : 0;
            if (!whole && !torn)
                continue;
            constexpr std::size_t sector = 512;
            for (std::size_t from = 0; from < change.after.size(); from += sector) {
                if (torn && m_dice.oneIn(2))
                    continue;
                const auto piece = change.after.substr(from, sector);
                if (content.size() < at + from + piece.size())
                    content.resize(at + from + piece.size());
                content.replace(at + from, piece.size(), piece);
            }
        }
        overwrite(name, content);
    }
    m_unsynced.clear();
    for (const auto& [name, content] : m_plain)
        overwrite(name, content);
    m_plain.clear();
    m_dead = false;
}

void resetSqliteRandomness(std::uint64_t seed)
{
    DiskVfs::install();
    sqliteDice() = Dice(seed);
    sqlite3_randomness(0, nullptr);
}

} // namespace kontor::simulation
