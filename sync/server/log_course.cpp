#include "sync/server/log_course.h"

#include "domain/base/crypto.h"
#include "storage/log_marks.h"

#include <algorithm>

namespace kontor::log_course {

bool holds(const Store& server, const sync::Mark& mark)
{
    if (mark.cursor().n() == 0)
        return true;
    LogQuery place;
    place.after = mark.cursor().n() - 1;
    place.maxCommits = 1;
    const auto page = server.log(place);
    if (!page || !page->damaged.empty())
        return true;
    return page->upTo.n() == mark.cursor().n() && page->entries.size() == 1 &&
           blake2b256(page->entries.front().acceptance) == mark.acceptance();
}

void compare(const Store& server, const sync::Heads& asked, sync::HeadsReply& reply)
{
    if (asked.mark_size() == 0 || holds(server, asked.mark(0)))
        return;
    auto& agreed = *reply.mutable_agreed();
    agreed.set_epoch(asked.mark(0).cursor().epoch());
    const int count = std::min(asked.mark_size(), static_cast<int>(log_marks::most));
    for (int i = 1; i < count && agreed.n() == 0; ++i)
        if (holds(server, asked.mark(i)))
            agreed.set_n(asked.mark(i).cursor().n());
    reply.mutable_common()->set_n(std::min(reply.common().n(), agreed.n()));
}

} // namespace kontor::log_course
