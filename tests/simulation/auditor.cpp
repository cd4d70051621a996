#include "simulation/auditor.h"

#include "domain/journal/row_type.h"
#include "simulation/founded_shop.h"
#include "storage/journal_read.h"

#include <algorithm>

namespace kontor::simulation {

bool isAuxiliary(const std::string& command)
{
    return command == "begin-origin";
}

void Auditor::done(std::size_t till, const Committed& committed, const RawId& origin, Intent intent)
{
    m_known[committed.hash] = {till, origin, committed.sequence, std::move(intent), false};
    m_owed[till].insert(committed.hash);
}

void Auditor::doubtful(std::size_t till, Intent intent)
{
    m_doubtful[till].push_back(std::move(intent));
}

void Auditor::setBack(std::size_t till, const std::set<Bytes>& kept)
{
    auto& owed = m_owed[till];
    for (auto it = owed.begin(); it != owed.end();) {
        if (kept.contains(*it)) {
            ++it;
            continue;
        }
        it = owed.erase(it);
    }
}

void Auditor::noteGone(const std::set<Bytes>& held)
{
    for (auto& [hash, known] : m_known)
        known.mayBeLost = known.mayBeLost || !held.contains(hash);
}

void Auditor::cloned(std::size_t till, std::size_t clone)
{
    m_owed[clone] = m_owed[till];
    m_doubtful[clone] = m_doubtful[till];
}

bool Auditor::adopt(const Bytes& hash, const RawId& origin, std::uint64_t sequence, const std::string& command,
                    std::size_t till, const std::map<std::pair<RawId, RawId>, std::int64_t>& moved)
{
    auto& maybe = m_doubtful[till];
    // Of several of one command the one that meant to move what was moved.
    auto found = std::find_if(maybe.begin(), maybe.end(),
                              [&](const Intent& intent) { return intent.command == command && intent.stock == moved; });
    if (found == maybe.end())
        found =
            std::find_if(maybe.begin(), maybe.end(), [&](const Intent& intent) { return intent.command == command; });
    if (found == maybe.end())
        return false;
    m_known[hash] = {till, origin, sequence, *found, false};
    m_owed[till].insert(hash);
    maybe.erase(found);
    return true;
}

namespace {

/// What a commit moves, by variant and location.
std::map<std::pair<RawId, RawId>, std::int64_t> movedBy(const SignedCommit& commit)
{
    std::map<std::pair<RawId, RawId>, std::int64_t> moved;
    for (const auto& change : changesOf(commit).value_or(std::vector<schema::Change>()))
        if (schema::StockMovement movement; change.type() == rowTypeOf(schema::StockMovement::descriptor()).type &&
                                            movement.ParseFromString(change.body()))
            moved[{RawId::of(movement.variant()), RawId::of(movement.location())}] += movement.quantity();
    return moved;
}

} // namespace

std::optional<std::string> Auditor::checkTill(std::size_t till, const std::filesystem::path& folder,
                                              const RawId& terminal)
{
    const auto journal = JournalRead::open(folder);
    if (!journal)
        return std::nullopt; // The disk; it will be asked again.
    const auto origins = (*journal)->origins();
    if (!origins)
        return std::nullopt;
    std::set<RawId> own;
    for (const JournalOrigin& origin : *origins)
        if (origin.terminal == terminal)
            own.insert(origin.origin);
    auto owed = m_owed[till];
    std::map<RawId, std::pair<std::uint64_t, Hlc>> last;
    std::optional<std::string> wrong;
    const auto read = (*journal)->each(JournalRead::Order::OldestFirst, [&](const JournalEntry& entry) {
        const SignedCommit& commit = entry.commit;
        owed.erase(commit.hash);
        if (own.contains(commit.origin()) && !mayFork(commit.origin())) {
            auto& before = last[commit.origin()];
            if (commit.hlc() <= before.second && commit.header.sequence() > before.first && !wrong)
                wrong = "S3: the clock of origin " + commit.origin().toHex().substr(0, 8) +
                        " does not go on at sequence " + std::to_string(commit.header.sequence());
            before = std::max(before, {commit.header.sequence(), commit.hlc()});
        }
        if (!own.contains(commit.origin()) || isAuxiliary(commit.header.command()) || m_known.contains(commit.hash))
            return true;
        if (commit.header.hlc_ms() < static_cast<std::uint64_t>(FoundedShop::epochMs) + FoundedShop::endMs &&
            commit.header.seen().n() == 0)
            return true; // Of the founding.
        if (!adopt(commit.hash, commit.origin(), commit.header.sequence(), commit.header.command(), till,
                   movedBy(commit)) &&
            !wrong)
            wrong =
                "S1: holds a commit nobody asked for: " + commit.header.command() + " " + hex(commit.hash).substr(0, 8);
        return true;
    });
    if (!read)
        return std::nullopt;
    if (!owed.empty())
        return "S1: has lost " + std::to_string(owed.size()) +
               " commits it had promised, the first: " + m_known[*owed.begin()].intent.command + " " +
               hex(*owed.begin()).substr(0, 8) + " sequence " + std::to_string(m_known[*owed.begin()].sequence);
    return wrong;
}

namespace {

/// Stock the slow way: what the last standing count said, and every movement behind it.
std::int64_t sinceCounted(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location)
{
    std::optional<schema::CountEntry> last;
    for (auto& entry : shop.all<schema::CountEntry>()) {
        if (entry.variant() != variant.bytes() || entry.location() != location.bytes())
            continue;
        // By its first closing.
        std::optional<schema::CountClosing> first;
        for (auto& closing : shop.all<schema::CountClosing>())
            if (closing.count() == entry.count() &&
                (!first || std::pair(closing.at_us(), closing.id()) < std::pair(first->at_us(), first->id())))
                first = std::move(closing);
        const bool stands = first && !first->discarded() && entry.at_us() <= first->at_us();
        if (stands && (!last || std::pair(last->at_us(), last->id()) < std::pair(entry.at_us(), entry.id())))
            last = std::move(entry);
    }
    std::int64_t level = last ? last->quantity() : 0;
    for (const auto& movement : shop.all<schema::StockMovement>())
        if (movement.variant() == variant.bytes() && movement.location() == location.bytes() &&
            (!last || movement.at_us() > last->at_us()))
            level += movement.quantity();
    return level;
}

} // namespace

std::string Auditor::meantBy(const std::pair<RawId, RawId>& what, const Reader& shop) const
{
    std::string text;
    for (const auto& [hash, known] : m_known)
        if (const auto found = known.intent.stock.find(what); found != known.intent.stock.end())
            text += " " + known.intent.command + " " + hex(hash).substr(0, 8) + " " + std::to_string(found->second);
    text += "; moved:";
    for (const auto& movement : shop.all<schema::StockMovement>())
        if (movement.variant() == what.first.bytes() && movement.location() == what.second.bytes())
            text += " " + std::to_string(movement.quantity()) + " for " + std::to_string(movement.reason());
    return text;
}

std::optional<std::string> Auditor::checkServer(const Store& server, Coverage& coverage)
{
    const auto journal = JournalRead::open(server.folder());
    if (!journal)
        return "the server's journal cannot be read: " + journal.error().detail;
    std::set<Bytes> here;
    std::map<std::pair<RawId, RawId>, std::int64_t> stock;
    std::map<std::pair<RawId, std::uint64_t>, std::set<Bytes>> places;
    std::map<std::pair<RawId, std::uint64_t>, Hlc> clocks;
    std::optional<std::string> wrong;
    std::size_t unknown = 0;
    const auto read = (*journal)->each(JournalRead::Order::OldestFirst, [&](const JournalEntry& entry) {
        const SignedCommit& commit = entry.commit;
        if (!here.insert(commit.hash).second)
            wrong = "S1: holds a commit twice";
        places[{commit.origin(), commit.header.sequence()}].insert(commit.hash);
        clocks[{commit.origin(), commit.header.sequence()}] = commit.hlc();
        if (entry.verdict == schema::FLAGGED)
            coverage.note(Sometimes::Flagged);
        if (entry.verdict == schema::QUARANTINED)
            coverage.note(Sometimes::Quarantined);
        schema::Acceptance acceptance;
        if (!entry.acceptance || !acceptance.ParseFromString(*entry.acceptance))
            wrong = "S1: holds a commit without a verdict";
        else if (acceptance.effective_ms() > static_cast<std::uint64_t>(acceptance.received_us() / 1000) + 60'000)
            wrong = "S16: a commit takes effect more than a minute after it was received";
        const auto known = m_known.find(commit.hash);
        if (known == m_known.end())
            unknown += isAuxiliary(commit.header.command()) ? 0 : 1;
        else if (entry.verdict != schema::QUARANTINED) {
            auto meant = known->second.intent.stock;
            for (const auto& [what, quantity] : meant)
                stock[what] += quantity;
            for (const auto& [what, quantity] : movedBy(commit))
                meant[what] -= quantity;
            if (std::any_of(meant.begin(), meant.end(), [](const auto& one) { return one.second != 0; }) && !wrong)
                wrong = "S10: " + known->second.intent.command + " " + hex(commit.hash).substr(0, 8) +
                        " moved something else than was meant";
        }
        return true;
    });
    if (!read)
        return "the server's journal cannot be read: " + read.error().detail;
    if (wrong)
        return wrong;
    for (const auto& [hash, known] : m_known)
        if (!known.mayBeLost && !here.contains(hash))
            return "S1: a commit that a till had promised is not at the server: " + known.intent.command + " " +
                   hex(hash).substr(0, 8) + " of till " + std::to_string(known.till) + " sequence " +
                   std::to_string(known.sequence);
    for (auto it = clocks.begin(), before = clocks.end(); it != clocks.end(); before = it++)
        if (before != clocks.end() && before->first.first == it->first.first && it->second <= before->second &&
            !mayFork(it->first.first))
            return "S3: the clock of origin " + it->first.first.toHex().substr(0, 8) + " does not go on at sequence " +
                   std::to_string(it->first.second);
    for (const auto& [place, hashes] : places) {
        if (hashes.size() < 2)
            continue;
        coverage.note(Sometimes::TwoBranchesCount);
        if (!mayFork(place.first))
            return "S4: origin " + place.first.toHex() + " has forked at " + std::to_string(place.second) +
                   ", and nobody cloned it";
        if (const auto forked = server.isForked(place.first); !forked || !*forked)
            return "S4: two commits in one place, and the origin is not marked";
    }
    // Conservation: what was meant to move has moved, and nothing else has.
    const auto view = server.read();
    std::map<std::pair<RawId, RawId>, std::int64_t> moved;
    for (const auto& movement : view->all<schema::StockMovement>())
        moved[{RawId::of(movement.variant()), RawId::of(movement.location())}] += movement.quantity();
    for (const auto& both : {stock, moved})
        for (const auto& [what, ignored] : both) {
            const Id<schema::Variant> variant{what.first};
            const Id<schema::Location> location{what.second};
            if (moved[what] != stock[what])
                return "S10: movements of stock come to " + std::to_string(moved[what]) + ", and " +
                       std::to_string(stock[what]) + " was meant:" + meantBy(what, *view);
            const auto level = view->stockLevel(variant, location).thousandths;
            const auto expected = sinceCounted(*view, variant, location);
            if (level != expected)
                return "S10: stock is " + std::to_string(level) + ", and what was counted with what moved since " +
                       std::to_string(expected);
        }
    return std::nullopt;
}

} // namespace kontor::simulation
