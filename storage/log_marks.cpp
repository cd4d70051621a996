#include "storage/log_marks.h"

#include "domain/base/crypto.h"
#include "storage/digest_question.h"
#include "storage/epochs.h"
#include "storage/journal_tables.h"

#include <algorithm>
#include <optional>

namespace kontor::log_marks {

namespace {

/// A commit that was given back has an acceptance of an earlier epoch, whatever its place in the log: it marks nothing.
std::optional<LogMark> markAt(Database& database, std::uint64_t epoch, std::uint64_t above, std::uint64_t upTo,
                              bool greatest)
{
    Query query(database, greatest ? "SELECT n, cursor FROM journal WHERE cursor > ?1 AND cursor <= ?2 AND epoch = ?3 "
                                     "ORDER BY cursor DESC LIMIT 1"
                                   : "SELECT n, cursor FROM journal WHERE cursor > ?1 AND cursor <= ?2 AND epoch = ?3 "
                                     "ORDER BY cursor LIMIT 1");
    if (!query.bind(above).bind(upTo).bind(epoch).step())
        return std::nullopt;
    LogMark mark;
    mark.cursor.set_epoch(epoch);
    mark.cursor.set_n(query.natural(1));
    const auto acceptance = journal::acceptance(database, query.integer(0));
    if (!acceptance)
        return std::nullopt;
    mark.acceptance = blake2b256(acceptance->acceptance);
    return mark;
}

} // namespace

std::vector<LogMark> held(Database& database, std::size_t limit)
{
    constexpr std::uint64_t endless = INT64_MAX;
    std::vector<LogMark> marks;
    const std::uint64_t epoch = digest::placeOf(database).epoch();
    std::uint64_t before = 0; // Where the epochs before it ended: no need to look there.
    for (const EpochEnd& end : epochs::ends(database))
        if (end.number < epoch)
            before = std::max(before, end.last);
    std::uint64_t step = 1;
    for (auto mark = markAt(database, epoch, before, endless, true);
         mark && (marks.empty() || marks.size() + 1 < limit);) {
        marks.push_back(*mark);
        if (limit == 1)
            return marks;
        const std::uint64_t at = mark->cursor.n();
        if (at <= before + step)
            break;
        mark = markAt(database, epoch, before, at - step, true);
        step *= 2;
    }
    if (!marks.empty())
        if (const auto first = markAt(database, epoch, before, marks.back().cursor.n() - 1, false))
            marks.push_back(*first);
    return marks;
}

} // namespace kontor::log_marks
