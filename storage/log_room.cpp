#include "storage/log_room.h"

#include "storage/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace kontor {

void giveLogRoom(Database& database)
{
    constexpr sqlite3_int64 enough = 8 << 20; // Some hundred sales, which no queue rings up without a pause.
    constexpr sqlite3_int64 atOnce = 1 << 20; // A scan that comes meanwhile waits for no more than that.
    static constexpr std::array<char, 1 << 16> zeros{};
    sqlite3_file* log = nullptr;
    sqlite3_file_control(database.raw().getHandle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    sqlite3_int64 size = 0;
    if (log == nullptr || log->pMethods == nullptr || log->pMethods->xFileSize(log, &size) != SQLITE_OK)
        return;
    if (size == 0 || size >= enough) // Of an empty one nobody has written yet.
        return;
    for (const auto end = std::min(size + atOnce, enough); size < end;) {
        const auto step = std::min<sqlite3_int64>(end - size, zeros.size());
        if (log->pMethods->xWrite(log, zeros.data(), static_cast<int>(step), size) != SQLITE_OK)
            return;
        size += step;
    }
    log->pMethods->xSync(log, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

} // namespace kontor
