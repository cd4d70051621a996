#include "simulation/invariants.h"

#include "domain/schema/promotions.pb.h"
#include "simulation/judge.h"
#include "storage/journal_read.h"

#include <algorithm>
#include <set>
#include <utility>

namespace kontor::simulation {

namespace {

std::string describe(const Error& error)
{
    return error.about + ": " + error.detail;
}

std::string_view wrongName(TableCheck::Wrong wrong)
{
    return wrong == TableCheck::Wrong::Missing ? "it lacks"
           : wrong == TableCheck::Wrong::Extra ? "too many"
                                               : "differs";
}

} // namespace

std::vector<std::string> dumpOf(const Store& store)
{
    std::vector<std::string> lines;
    const auto done = store.dump([&](std::string_view line) { lines.emplace_back(line); });
    if (!done)
        lines.push_back("unreadable: " + describe(done.error()));
    return lines;
}

std::string difference(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    std::vector<std::string> onlyA;
    std::vector<std::string> onlyB;
    auto left = a;
    auto right = b;
    std::sort(left.begin(), left.end());
    std::sort(right.begin(), right.end());
    std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(onlyA));
    std::set_difference(right.begin(), right.end(), left.begin(), left.end(), std::back_inserter(onlyB));
    std::string text = std::to_string(onlyA.size()) + " lines more, " + std::to_string(onlyB.size()) + " fewer";
    for (std::size_t i = 0; i < std::min<std::size_t>(onlyA.size(), 3); ++i)
        text += "\n    + " + onlyA[i].substr(0, 240);
    for (std::size_t i = 0; i < std::min<std::size_t>(onlyB.size(), 3); ++i)
        text += "\n    - " + onlyB[i].substr(0, 240);
    return text;
}

namespace invariants {

Wrong always(const Store& store)
{
    if (const auto chains = store.verify(); !chains)
        return "S3: " + describe(chains.error());
    const auto tables = store.checkTables(true);
    if (!tables)
        return "S2: tables cannot be checked: " + describe(tables.error());
    if (!tables->isGood())
        return "S6: " +
               (tables->wrong.empty()
                    ? std::string("kept digests are not those of the rows")
                    : "row " + tables->wrong.front().row.toHex() + " of " + tables->wrong.front().table +
                          " is not what the journal makes it: " + std::string(wrongName(tables->wrong.front().wrong)));
    const auto integrity = store.integrity(); // 266: the disk failed while it was read, which says nothing of the file.
    if (integrity.state == Integrity::State::Damaged && integrity.detail.find("code=266") == std::string::npos)
        return "S2: the file is damaged after a power cut: " + integrity.detail;
    const auto view = store.read();
    for (const auto& category : view->all<schema::Category>()) {
        Id<schema::Category> at{BytesView(category.id())};
        for (int depth = 0;; ++depth) {
            const auto parent = view->parentOf(at);
            if (!parent)
                break;
            if (depth > 100)
                return "S13: a circle of categories";
            at = *parent;
        }
    }
    const auto state = store.syncState();
    if (!state)
        return "the state of sync cannot be read: " + describe(state.error());
    if (!state->outboxFault.empty())
        return "S3: " + state->outboxFault;
    return std::nullopt;
}

Wrong ofScope(const Store& till)
{
    const auto identity = till.identity();
    if (identity.store.isNil())
        return std::nullopt;
    const auto journal = JournalRead::open(till.folder());
    if (!journal)
        return std::nullopt;
    const auto origins = (*journal)->origins();
    if (!origins)
        return std::nullopt;
    std::set<RawId> own;
    for (const auto& origin : *origins)
        if (origin.terminal == identity.terminal.raw)
            own.insert(origin.origin);
    Wrong wrong;
    (void)(*journal)->each(JournalRead::Order::OldestFirst, [&](const JournalEntry& entry) {
        for (std::size_t i = 0; i < entry.commit.parts.size(); ++i) {
            const RawId scope = RawId::of(entry.commit.header.part(static_cast<int>(i)).scope());
            if (!entry.commit.parts[i].empty() && scope != identity.organisation.raw && scope != identity.store.raw &&
                !own.contains(entry.commit.origin()))
                wrong = "S15: holds another store's part of " + hex(entry.commit.hash).substr(0, 8);
        }
        return !wrong;
    });
    return wrong;
}

Wrong holdsItsPast(const Terminal& terminal, const Store& server)
{
    const auto identity = terminal.store->identity();
    const auto state = terminal.store->syncState();
    const auto head = server.head();
    const auto journal = JournalRead::open(terminal.store->folder());
    if (!state || !head || !journal || head->epoch() != state->seen.epoch())
        return std::nullopt;
    std::set<Bytes> held;
    (void)(*journal)->each(JournalRead::Order::OldestFirst, [&](const JournalEntry& entry) {
        held.insert(entry.commit.hash);
        return true;
    });
    const auto page = server.log({0, 100'000, 1U << 30U, identity.terminal, identity.store, identity.origin});
    if (!page)
        return std::nullopt;
    for (const LogEntry& entry : page->entries) {
        schema::Acceptance acceptance;
        if (acceptance.ParseFromString(entry.acceptance) && acceptance.cursor().n() <= state->seen.n() &&
            !held.contains(acceptance.commit()))
            return "S8: its place in the log is " + std::to_string(state->seen.n()) + ", and it lacks number " +
                   std::to_string(acceptance.cursor().n());
    }
    return std::nullopt;
}

Wrong rebuilt(Store& store)
{
    const auto before = dumpOf(store);
    if (const auto done = store.rebuild(); !done)
        return "S6: tables cannot be made again: " + describe(done.error());
    const auto after = dumpOf(store);
    if (before != after)
        return "S6: made again, the tables are others: " + difference(before, after);
    return std::nullopt;
}

Wrong sameAsFold(const Terminal& terminal, const Server& server, const std::filesystem::path& scratch, Dice dice)
{
    const auto identity = terminal.store->identity();
    World world = World::real(); // Nothing is made here, so nobody asks it.
    world.sliceCommits = dice.between(1, 50);
    FoundedShop::instance().copyEmptyTo(scratch / "fold");
    auto fresh = Store::open({scratch / "fold", {}, world, false});
    if (!fresh)
        return "a store for the fold cannot be opened: " + describe(fresh.error());
    StoreIdentity other = identity;
    other.origin = {};
    if (const auto set = (*fresh)->setIdentity(other, Bytes(32, 'p'), terminal.store->serverKey()); !set)
        return "a store for the fold cannot be founded: " + describe(set.error());
    // All in one page, its origins mixed anew.
    const auto head = server.store->head();
    auto page = server.store->log({0, 100'000, 1U << 30U, identity.terminal, identity.store, {}});
    if (!head || !page)
        return "the server's log cannot be read";
    std::map<RawId, std::vector<LogEntry>> byOrigin;
    schema::AcceptBatch batch;
    std::size_t count = 0;
    for (LogEntry& entry : page->entries) {
        if (!entry.batch.hashes().empty())
            batch = entry.batch;
        entry.batch = batch;
        schema::Header header;
        if (!entry.envelope || !header.ParseFromString(entry.envelope->header()))
            return "S5: an entry of the log has no commit";
        byOrigin[RawId::of(header.origin())].push_back(entry);
        ++count;
    }
    std::vector<LogEntry> mixed;
    std::map<RawId, std::size_t> next;
    while (mixed.size() < count) {
        auto at = byOrigin.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(dice.pick(byOrigin.size())));
        auto& place = next[at->first];
        if (place < at->second.size())
            mixed.push_back(at->second[place++]);
    }
    // A terminal that was moved goes back for the new store's past by itself.
    for (int round = 0; round < 2; ++round)
        if (const auto applied = (*fresh)->applyLog(mixed, page->upTo); !applied)
            return "S9: the log does not apply in another order: " + describe(applied.error());
    auto own = dumpOf(*terminal.store);
    const auto folded = dumpOf(**fresh);
    if (own != folded)
        return "S6: " + terminal.name + " is not the fold of the log: " + difference(own, folded);
    return std::nullopt;
}

Wrong sameVerdicts(const Server& server, const FoundedShop& shop, const std::filesystem::path& scratch)
{
    World world = World::real();
    TimeUs now = 0;
    world.now = [&now] { return now; };
    shop.copyEmptyTo(scratch / "again");
    auto again = Store::open({scratch / "again", {}, world, false});
    if (!again)
        return "a second server cannot be opened: " + describe(again.error());
    StoreIdentity identity = server.store->identity();
    identity.origin = {};
    if (const auto set = (*again)->setIdentity(identity, Bytes(32, 'p'), {}); !set)
        return "a second server cannot be founded: " + describe(set.error());
    const auto page = server.store->log({0, 100'000, 1U << 30U, {}, {}, {}});
    if (!page)
        return "the server's log cannot be read";
    std::vector<SignedCommit> founding;
    bool isFounded = false;
    // Whoever had seen a part of a run takes effect after all of it, which one by one is not known: that may be later, and so is what
    // comes after it then. Never earlier.
    std::set<std::uint64_t> insideRuns;
    for (std::size_t i = 0; i + 1 < page->entries.size(); ++i)
        if (page->entries[i + 1].batch.hashes().empty())
            insideRuns.insert(i + 1);
    bool mayBeLater = false;
    for (const LogEntry& entry : page->entries) {
        schema::Acceptance then;
        const auto commit = openEnvelope(entry.envelope.value_or(schema::Envelope()));
        if (!commit || !then.ParseFromString(entry.acceptance))
            return "S5: an entry of the log has no commit";
        now = then.received_us();
        const std::string name = commit->header.command() + " " + hex(commit->hash).substr(0, 8);
        if (!isFounded) {
            founding.push_back(*commit);
            if (founding.size() < FoundedShop::foundingCommits)
                continue;
            isFounded = true;
            if (const auto adopted = (*again)->adopt(founding, judge); !adopted)
                return "S17: a second server does not adopt the shop: " + describe(adopted.error());
            continue;
        }
        const auto judged = (*again)->accept({*commit}, judge);
        schema::Acceptance anew;
        if (!judged || judged->size() != 1 || !anew.ParseFromString(judged->front().acceptance))
            return "S17: a second server refuses " + name + ": " + (judged ? "" : describe(judged.error()));
        const auto reasonsOf = [](const schema::Acceptance& acceptance) {
            std::string text = std::to_string(acceptance.verdict());
            for (const auto& reason : acceptance.reason())
                text += "; " + std::to_string(reason.code()) + " " + reason.subject();
            return text;
        };
        mayBeLater = mayBeLater || insideRuns.contains(commit->header.seen().n());
        const bool isInTime =
            mayBeLater ? anew.effective_ms() <= then.effective_ms() : anew.effective_ms() == then.effective_ms();
        if (reasonsOf(anew) != reasonsOf(then) || !isInTime)
            return "S17: " + name + " was judged " + reasonsOf(then) + ", and at the same place again " +
                   reasonsOf(anew) + "; in effect " +
                   std::to_string(static_cast<std::int64_t>(then.effective_ms() - anew.effective_ms())) + " ms later";
    }
    return std::nullopt;
}

Wrong ordersAddUp(const Store& store, Coverage& coverage)
{
    const auto view = store.read();
    std::map<Bytes, std::int64_t> lines;
    std::map<Bytes, std::int64_t> taken;
    std::map<Bytes, std::int64_t> sold;
    std::map<Bytes, std::int64_t> returned;
    for (const auto& line : view->all<schema::OrderLine>()) {
        lines[line.order()] += line.total_minor();
        if (line.has_returns())
            returned[line.returns()] -= line.quantity();
        else
            sold[line.id()] = line.quantity();
    }
    for (const auto& payment : view->all<schema::Payment>()) {
        taken[payment.order()] += payment.amount().minor();
        if (payment.has_tendered() && payment.tendered().minor() - payment.change().minor() != payment.amount().minor())
            return "S10: a payment is not what was tendered less the change";
    }
    std::map<Bytes, std::set<std::uint64_t>> numbers;
    for (const auto& order : view->all<schema::Order>()) {
        if (lines[order.id()] != order.total().minor() || taken[order.id()] != order.total().minor())
            return "S10: order " + order.receipt() + " comes to " + std::to_string(order.total().minor()) +
                   ", its lines to " + std::to_string(lines[order.id()]) + ", its payments to " +
                   std::to_string(taken[order.id()]);
        if (order.number() > 0 && !numbers[order.series()].insert(order.number()).second) {
            const auto forked = store.isForked(RawId::of(order.series()));
            if (!forked || !*forked)
                return "receipt " + order.receipt() + " was given twice";
        }
    }
    for (const auto& [series, given] : numbers)
        if (*given.begin() != 1 || *given.rbegin() != given.size())
            return "receipts of origin " + hex(series).substr(0, 8) + " have a gap: " + std::to_string(given.size()) +
                   " up to " + std::to_string(*given.rbegin());
    if (!view->all<schema::PromotionUse>().empty())
        coverage.note(Sometimes::PromotionUsed);
    // Refunds create no value: of a line comes back what was sold, or the inbox says that two tills took it.
    std::set<RawId> overReturned;
    for (const auto& exception : view->exceptions({}, 10'000)) {
        using Kind = ShopException::Kind;
        if (exception.kind == Kind::OverReturned)
            overReturned.insert(RawId::of(exception.subject));
        if (exception.kind == Kind::DuplicateValue)
            coverage.note(Sometimes::ConflictRowMade);
        if (exception.kind == Kind::CategoryCircle)
            coverage.note(Sometimes::CategoryCircle);
        if (exception.kind == Kind::DamagedRows)
            return "S20: rows were found damaged: " + exception.detail;
    }
    for (const auto& [line, quantity] : returned) {
        if (quantity <= sold[line])
            continue;
        coverage.note(Sometimes::OverReturned);
        if (overReturned.empty())
            return "more of a line came back than was sold, and nobody is told";
    }
    return std::nullopt;
}

} // namespace invariants

invariants::Wrong LogWatch::look(const Store& server, Dice& dice)
{
    const auto head = server.head();
    if (!head)
        return std::nullopt; // The disk; it is asked again.
    if (head->n() < m_entries.size())
        return "S5: the log has become shorter, from " + std::to_string(m_entries.size()) + " to " +
               std::to_string(head->n());
    // From somewhere that was read before, in pages of any size.
    std::uint64_t after = m_entries.empty() || dice.oneIn(3) ? 0 : dice.upTo(m_entries.size());
    while (after < head->n()) {
        const auto page = server.log({after, static_cast<std::size_t>(dice.between(1, 100)), 1U << 22U, {}, {}, {}});
        if (!page)
            return std::nullopt;
        std::uint64_t n = after;
        for (const LogEntry& entry : page->entries) {
            ++n;
            // Of a server that lost something, an acceptance may give way to an earlier one that comes back; the commit stays.
            Bytes what = entry.envelope ? entry.envelope->SerializeAsString() : Bytes();
            if (!m_wasSetBack)
                what += entry.acceptance;
            if (n > m_entries.size())
                m_entries.push_back(what);
            else if (m_entries[n - 1] != what)
                return "S5: place " + std::to_string(n) + " of the log is another entry than it was";
        }
        if (n != page->upTo.n())
            return "S5: the log is not dense at " + std::to_string(n);
        if (page->upTo.n() <= after)
            return "S5: the log does not go on at " + std::to_string(after);
        after = page->upTo.n();
    }
    return std::nullopt;
}

void LogWatch::setBack(std::uint64_t head)
{
    if (!std::exchange(m_wasSetBack, true))
        m_entries.clear(); // They are read anew, without the acceptances.
    m_entries.resize(std::min<std::size_t>(m_entries.size(), head));
}

} // namespace kontor::simulation
