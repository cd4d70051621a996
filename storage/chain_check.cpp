#include "storage/chain_check.h"

#include "storage/journal_tables.h"
#include "storage/pack.h"

#include <map>
#include <set>

namespace kontor {

namespace {

/// One commit of a chain as it lies in the journal.
struct Link {
    std::int64_t n = 0;
    std::uint64_t sequence = 0;
    Bytes hash;
    Bytes header;
    Bytes signature;
    bool isBroken = false; ///< Quarantined, perhaps for what it follows: the next one follows it all the same.
};

tl::unexpected<Error> wrong(const Chain& chain, std::uint64_t sequence, const std::string& what)
{
    return fail(Error::Kind::Storage, "origin " + chain.origin.toHex() + " sequence " + std::to_string(sequence), what);
}

Result<Done> checkSignature(const Chain& chain, const Link& link)
{
    SignedCommit commit;
    commit.headerBytes = link.header;
    commit.signature = link.signature;
    if (!verifyCommitSignature(commit, chain.publicKey))
        return wrong(chain, link.sequence, "its signature is not its terminal's");
    return Done{};
}

/// The hash of the header, its place, and the hashes of the parts that are here. `previous` gets what it says it follows.
Result<Done> checkContent(Database& database, const Chain& chain, const Link& link, std::uint64_t sequence,
                          Bytes& previous)
{
    schema::Header header;
    if (!header.ParseFromString(link.header))
        return wrong(chain, sequence, "its header does not parse");
    if (blake2b256(link.header) != link.hash)
        return wrong(chain, sequence, "its header does not have its hash");
    if (header.origin() != chain.origin.bytes() || header.sequence() != sequence)
        return wrong(chain, sequence, "is out of place: the sequence is not dense");
    previous = header.previous();
    std::optional<Error> fault;
    journal::eachPart(database, link.n, [&](std::size_t place, const std::optional<Bytes>& bytes) {
        if (fault)
            return;
        if (!bytes || place >= static_cast<std::size_t>(header.part_size()) ||
            blake2b256(*bytes) != header.part(static_cast<int>(place)).hash())
            fault = wrong(chain, sequence, "part number " + std::to_string(place) + " does not have its hash").value();
    });
    if (fault)
        return tl::unexpected(*fault);
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
        // A chain is authentic from its head backwards: each header names the one before by its hash. So signatures are checked
        // where nothing follows: at the head, at a fork's other end, and in front of a gap.
        std::map<Bytes, Link> unfollowed;
        Query query(database, "SELECT n, sequence, hash, header, signature, verdict FROM journal WHERE origin=? "
                              "ORDER BY sequence, n");
        query.bind(chain.ref);
        while (query.step()) {
            Link link{query.integer(0),      query.natural(1),
                      Bytes(query.bytes(2)), {},
                      Bytes(query.bytes(4)), query.integer(5) == schema::QUARANTINED};
            const bool branches = link.sequence == sequence && sequence > 0;
            const bool follows = whole || link.sequence == sequence + 1;
            if (!branches) {
                before = follows ? std::move(here) : std::set<Bytes>();
                here.clear();
                sequence = follows ? sequence + 1 : link.sequence;
            }
            if (query.bytes(3).empty()) { // Compacted in a base: its hash is all there is, and the next one names it.
                here.insert(link.hash);
                continue;
            }
            auto header = unpack(query.bytes(3));
            if (!header)
                return wrong(chain, sequence, "its header does not parse");
            link.header = std::move(*header);
            Bytes previous;
            if (auto checked = checkContent(database, chain, link, sequence, previous); !checked)
                return tl::unexpected(checked.error());
            if (!before.empty() && !link.isBroken && !before.contains(previous))
                return wrong(chain, sequence, "does not follow the commit before it");
            unfollowed.erase(previous);
            here.insert(link.hash);
            unfollowed.insert_or_assign(link.hash, std::move(link));
            ++total;
        }
        for (const auto& [hash, link] : unfollowed)
            if (auto checked = checkSignature(chain, link); !checked)
                return tl::unexpected(checked.error());
        if (sequence != chain.sequence || !here.contains(chain.hash))
            return fail(Error::Kind::Storage, "origin " + chain.origin.toHex(),
                        "its chain ends at " + std::to_string(sequence) + " and not at " +
                            std::to_string(chain.sequence));
    }
    return total;
}

} // namespace kontor
