#include "sync/protocol/log_marks_wire.h"

#include "storage/log_marks.h"

namespace kontor {

namespace {

std::vector<LogMark> marksOf(const SyncPort& port, std::size_t limit)
{
    DigestQuestion question;
    question.marks = limit;
    return port.answer(question).marks;
}

void encode(const LogMark& mark, sync::Mark& into)
{
    *into.mutable_cursor() = mark.cursor;
    into.set_acceptance(mark.acceptance);
}

} // namespace

void encodeMarks(const SyncPort& port, sync::Hello& into)
{
    if (const auto marks = marksOf(port, 1); !marks.empty())
        encode(marks.front(), *into.mutable_mark());
}

void encodeMarks(const SyncPort& port, sync::Heads& into)
{
    for (const LogMark& mark : marksOf(port, log_marks::most))
        encode(mark, *into.add_mark());
}

} // namespace kontor
