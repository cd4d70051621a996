#include "domain/journal/row_type.h"
#include "storage/applier.h"
#include "storage/remembering_view.h"
#include "storage/write_marks.h"

#include <utility>

// Whom the applier tells what it writes: memories, readers, watchers.

namespace kontor {

void Applier::touch(std::uint32_t type, const RawId& row)
{
    constexpr std::size_t named = 1000;
    m_touched.types.insert(type);
    for (RememberingView* memory : m_memories)
        memory->forget(type);
    if (m_marks != nullptr)
        m_marks->begin(type);
    if (const RowType* known = rowType(type); known != nullptr && known->seldom)
        m_seldomTouched = true;
    if (m_touched.rows.size() < named)
        m_touched.rows.push_back(row);
    else
        m_touched.tooMany = true;
}

void Applier::forgetAll()
{
    for (RememberingView* memory : m_memories)
        memory->forgetAll();
    if (m_marks != nullptr)
        m_marks->beginAll();
}

Applier::Touched Applier::takeTouched()
{
    return std::exchange(m_touched, {});
}

} // namespace kontor
