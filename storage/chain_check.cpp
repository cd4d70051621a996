#include "storage/chain_check.h"

#include "storage/journal_tables.h"

#include <set>

namespace kontor {

namespace {

/// `before` are the hashes of the commits with the sequence before (several after a fork); nothing when none of them is here.
Result<Done> checkCommit(Database& database, const Chain& chain, std::int64_t n, std::uint64_t sequence,
                         const std::set<Bytes>* before)
{
    const auto wrong = [&](const std::string& what) {
        return fail(Error::Kind::Storage, "origin " + chain.origin.toHex() + " sequence " + std::to_string(sequence),
                    what);
    };
    const auto commit = journal::load(database, n);
    if (!commit)
        return wrong("its header does not parse");
    if (blake2b256(commit->headerBytes) != commit->hash)
        return wrong("its header does not have its hash");
    if (commit->header.origin() != chain.origin.bytes() || commit->header.sequence() != sequence)
        return wrong("is out of place: the sequence is not dense");
    const auto stored = journal::byNumber(database, n);
    // One that names nobody was quarantined for it, and the next one follows it.
    const bool isBroken = stored && stored->verdict == schema::QUARANTINED;
    if (before != nullptr && !isBroken && !before->contains(commit->header.previous()))
        return wrong("does not follow the commit before it");
    if (!verifyCommitSignature(*commit, chain.publicKey))
        return wrong("its signature is not its terminal's");
    if (auto opened = openEnvelope(commit->envelope()); !opened)
        return wrong(opened.error().about + " " + opened.error().detail);
    return Done{};
}

} // namespace

Result<std::uint64_t> checkChains(Database& database)
{
    std::uint64_t total = 0;
    const bool isServer = journal::meta(database, "server").has_value();
    const RawId terminal = RawId::of(journal::meta(database, "terminal").value_or(Bytes()));
    for (const Chain& chain : journal::chains(database)) {
        std::uint64_t sequence = 0;
        std::set<Bytes> before;        // Hashes with the sequence before …
        std::set<Bytes> here{Bytes()}; // … and with this one.
        // Commits without a part in its scopes do not travel to a terminal: only the server and the maker have a chain whole.
        const bool whole = isServer || chain.terminal == terminal;
        std::vector<std::pair<std::int64_t, std::uint64_t>> numbers;
        {
            Query query(database, "SELECT n, sequence FROM journal WHERE origin=? ORDER BY sequence, n");
            query.bind(chain.ref);
            while (query.step())
                numbers.emplace_back(query.integer(0), query.natural(1));
        }
        for (const auto& [n, stored] : numbers) {
            const bool branches = stored == sequence && sequence > 0;
            const bool follows = whole || stored == sequence + 1;
            if (!branches) {
                before = follows ? std::move(here) : std::set<Bytes>();
                here.clear();
                sequence = follows ? sequence + 1 : stored;
            }
            Query query(database, "SELECT hash, header = x'' FROM journal WHERE n=?");
            const bool isThere = query.bind(n).step();
            KONTOR_ASSERT(isThere);
            here.emplace(query.bytes(0));
            if (query.integer(1) != 0)
                continue; // Compacted in a base: its hash is all there is, and the next one names it.
            if (auto checked = checkCommit(database, chain, n, sequence, before.empty() ? nullptr : &before); !checked)
                return tl::unexpected(checked.error());
            ++total;
        }
        if (sequence != chain.sequence || !here.contains(chain.hash))
            return fail(Error::Kind::Storage, "origin " + chain.origin.toHex(),
                        "its chain ends at " + std::to_string(sequence) + " and not at " +
                            std::to_string(chain.sequence));
    }
    return total;
}

} // namespace kontor
