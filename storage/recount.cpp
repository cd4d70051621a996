#include "storage/recount.h"

#include "storage/data_folder.h"
#include "storage/store.h"

#include <sqlite3.h>

#include <utility>

namespace kontor {

Recounter::~Recounter()
{
    m_stop = true;
    if (m_thread.joinable())
        m_thread.join();
}

void Recounter::start(Answer answer)
{
    if (m_atOnce)
        return answer(count());
    {
        const std::lock_guard lock(m_mutex);
        if (!m_counting.exchange(true)) {
            if (m_thread.joinable())
                m_thread.join(); // It has answered.
            m_thread = std::thread([this, answer = std::move(answer)]() mutable {
                answer(count());
                answer = nullptr; // What it holds goes with the work.
                m_counting = false;
            });
            return;
        }
    }
    answer(fail(Error::Kind::Conflict, "count", "is going on already"));
}

Result<std::vector<digest::Place>> Recounter::count()
{
    return guarded("kontor.db", [&]() -> Result<std::vector<digest::Place>> {
        Database database(m_store.folder() / "kontor.db", Database::Access::ReadOnly);
        sqlite3_progress_handler(
            database.raw().getHandle(), 10'000,
            [](void* stop) { return static_cast<std::atomic<bool>*>(stop)->load() ? 1 : 0; }, &m_stop);
        database.run("BEGIN");
        const RawId organisation = m_store.identity().organisation.raw;
        return digest::placesThatDiffer(digest::kept(database, organisation), digest::scanned(database, organisation));
    });
}

} // namespace kontor
