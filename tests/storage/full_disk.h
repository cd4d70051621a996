#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <mutex>

namespace kontor::test {

/// A disk of a size one can choose, for what SQLite writes below a folder: a VFS in front of the real one that says "full".
/// While one lives it is the default for every connection; one at a time.
class FullDisk
{
public:
    explicit FullDisk(std::filesystem::path folder) : m_folder(std::move(folder))
    {
        s_disk = this;
        m_real = sqlite3_vfs_find(nullptr);
        m_vfs = *m_real;
        m_vfs.zName = "full-disk";
        m_vfs.szOsFile = static_cast<int>(sizeof(File)) + m_real->szOsFile;
        m_vfs.xOpen = open;
        sqlite3_vfs_register(&m_vfs, 1);
    }
    ~FullDisk()
    {
        sqlite3_vfs_unregister(&m_vfs);
        sqlite3_vfs_register(m_real, 1);
        s_disk = nullptr;
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

    /// From now on the disk has so many bytes for all files of the folder, the reserve too; 0: no end.
    void setSize(std::uint64_t bytes) { m_size = bytes; }
    [[nodiscard]] std::uint64_t used() const
    {
        std::uint64_t used = 0;
        std::error_code ignored;
        for (const auto& file : std::filesystem::directory_iterator(m_folder, ignored))
            if (!file.path().filename().string().ends_with("-shm"))
                used += file.file_size(ignored);
        return used;
    }
    [[nodiscard]] std::uint64_t freeSpace() const
    {
        if (m_size == 0)
            return UINT64_MAX;
        const auto now = used();
        return now < m_size ? m_size - now : 0;
    }

private:
    struct File {
        sqlite3_file base;
        [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };
    static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }

    static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags)
    {
        auto* self = of(file);
        const int result = s_disk->m_real->xOpen(s_disk->m_real, name, self->real(), flags, outFlags);
        self->base.pMethods = result == SQLITE_OK ? &s_methods : nullptr;
        return result;
    }
    static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at)
    {
        sqlite3_int64 size = 0;
        auto* real = of(file)->real();
        real->pMethods->xFileSize(real, &size);
        const auto grows = std::max<sqlite3_int64>(at + count - size, 0);
        if (grows > 0 && s_disk->freeSpace() < static_cast<std::uint64_t>(grows))
            return SQLITE_FULL;
        return real->pMethods->xWrite(real, bytes, count, at);
    }
    static int close(sqlite3_file* f) { return of(f)->real()->pMethods->xClose(of(f)->real()); }
    static int read(sqlite3_file* f, void* b, int n, sqlite3_int64 at)
    {
        return of(f)->real()->pMethods->xRead(of(f)->real(), b, n, at);
    }
    static int truncate(sqlite3_file* f, sqlite3_int64 n)
    {
        return of(f)->real()->pMethods->xTruncate(of(f)->real(), n);
    }
    static int sync(sqlite3_file* f, int flags) { return of(f)->real()->pMethods->xSync(of(f)->real(), flags); }
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
    static inline FullDisk* s_disk = nullptr;

    std::filesystem::path m_folder;
    sqlite3_vfs* m_real = nullptr;
    sqlite3_vfs m_vfs{};
    std::uint64_t m_size = 0;
};

} // namespace kontor::test
