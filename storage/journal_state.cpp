#include "storage/journal_state.h"

#include "domain/journal/envelope.h"
#include "storage/core.h"
#include "storage/exceptions.h"
#include "storage/journal_tables.h"

#include <set>

namespace kontor::journal {

namespace {

constexpr std::size_t mostForks = 1000;

std::set<RawId> forks(Database& database)
{
    using Kind = ShopException::Kind;
    std::set<RawId> origins;
    const Bytes behindTheKindBefore(1, static_cast<char>(Kind::ForkedOrigin));
    for (const ShopException& one : exceptions::list(database, behindTheKindBefore, mostForks))
        if (one.kind == Kind::ForkedOrigin)
            origins.insert(RawId::of(one.subject));
    return origins;
}

} // namespace

JournalState state(Database& database)
{
    JournalState state;
    const RawId present = RawId::of(meta(database, "origin").value_or(Bytes()));
    const RawId terminal = RawId::of(meta(database, "terminal").value_or(Bytes()));
    const std::set<RawId> forked = forks(database);
    std::uint64_t acknowledged = 0;
    for (const Chain& chain : chains(database)) {
        JournalState::Origin one;
        one.origin = chain.origin;
        one.terminal = chain.terminal;
        one.sequence = chain.sequence;
        one.hash = chain.hash;
        one.hlcMs = chain.hlc.ms;
        one.cursor = chain.cursor;
        one.isPresent = chain.origin == present;
        one.isForked = forked.contains(chain.origin) || server_log::isForked(database, chain.origin);
        if (chain.terminal == terminal && !terminal.isNil())
            acknowledged = std::max(acknowledged, chain.cursor);
        state.origins.push_back(std::move(one));
    }
    if (acknowledged != 0) {
        Query query(database, "SELECT epoch, received_us FROM journal WHERE cursor=? ORDER BY n LIMIT 1");
        query.bind(acknowledged);
        if (query.step()) {
            state.acknowledged.set_epoch(query.natural(0));
            state.acknowledged.set_n(acknowledged);
            state.acknowledgedUs = query.integer(1);
        }
    }
    for (Query query(database, "SELECT verdict, count(*) FROM journal WHERE verdict > 1 GROUP BY verdict");
         query.step();)
        (query.integer(0) == schema::FLAGGED ? state.flagged : state.quarantined) = query.natural(1);
    Query parked(database, "SELECT count(*) FROM parked");
    state.parked = parked.step() ? parked.natural(0) : 0;
    return state;
}

} // namespace kontor::journal
