#include "storage/chain_check.h"

#include "storage/journal_tables.h"
#include "storage/pack.h"

#include <future>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

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

/// Hashes headers and parts on a second core, some thousand at a time, while the journal is read on.
class HashChecks
{
public:
    static constexpr int isHeader = -1;
    struct Piece {
        Bytes bytes;                  ///< Of a part as they are stored, packed; of a header unpacked.
        Bytes hash;                   ///< What they should have; empty: the header knows of no such part.
        const Chain* chain = nullptr; ///< Outlives the checks.
        std::uint64_t sequence = 0;
        int part = isHeader;

        [[nodiscard]] bool isGood() const
        {
            if (part == isHeader)
                return blake2b256(bytes) == hash;
            const auto unpacked = unpack(bytes);
            return unpacked && blake2b256(*unpacked) == hash;
        }
        [[nodiscard]] Error fault() const
        {
            const std::string what = part == isHeader ? "its header" : "part number " + std::to_string(part);
            return wrong(*chain, sequence, what + " does not have its hash").value();
        }
    };
    /// False when one of those before was wrong.
    bool add(Piece piece)
    {
        constexpr std::size_t together = 4'000;
        m_next.push_back(std::move(piece));
        if (m_next.size() < together)
            return true;
        return take();
    }
    /// What was wrong with the first that was, of all that were added.
    [[nodiscard]] std::optional<Error> finish()
    {
        take();
        take();
        return m_fault;
    }

private:
    bool take()
    {
        if (m_running.valid())
            if (auto fault = m_running.get(); fault && !m_fault)
                m_fault = std::move(fault);
        if (m_fault)
            return false;
        m_running = std::async(std::launch::async, [pieces = std::exchange(m_next, {})]() -> std::optional<Error> {
            for (const Piece& piece : pieces)
                if (!piece.isGood())
                    return piece.fault();
            return std::nullopt;
        });
        return true;
    }

    std::vector<Piece> m_next;
    std::future<std::optional<Error>> m_running;
    std::optional<Error> m_fault;
};

/// The place of a commit and, later, the hashes of its header and of the parts that are here. `header` gets what it says.
Result<Done> checkContent(Database& database, const Chain& chain, const Link& link, std::uint64_t sequence,
                          schema::Header& header, HashChecks& hashes)
{
    if (!header.ParseFromString(link.header))
        return wrong(chain, sequence, "its header does not parse");
    if (!hashes.add({link.header, link.hash, &chain, sequence}))
        return tl::unexpected(*hashes.finish());
    if (header.origin() != chain.origin.bytes() || header.sequence() != sequence)
        return wrong(chain, sequence, "is out of place: the sequence is not dense");
    Query query(database, "SELECT id - ?1, body FROM journal_part WHERE id BETWEEN ?1 AND ?1 + ?2 - 1");
    query.bind(link.n * static_cast<std::int64_t>(maxParts)).bind(static_cast<std::int64_t>(maxParts));
    while (query.step()) {
        const auto place = static_cast<int>(query.integer(0));
        if (!hashes.add({Bytes(query.bytes(1)), place < header.part_size() ? header.part(place).hash() : Bytes(),
                         &chain, sequence, place}))
            return tl::unexpected(*hashes.finish());
    }
    return Done{};
}

/// The commits of a chain that nothing seen so far follows. Nearly always the next one follows the last.
class Unfollowed
{
public:
    void add(Link link)
    {
        if (m_last)
            m_others.insert_or_assign(m_last->hash, std::move(*m_last));
        m_last = std::move(link);
    }
    void isFollowed(const Bytes& hash)
    {
        if (m_last && m_last->hash == hash)
            m_last.reset();
        else
            m_others.erase(hash);
    }
    [[nodiscard]] Result<Done> checkSignatures(const Chain& chain) const
    {
        if (m_last)
            if (auto checked = checkSignature(chain, *m_last); !checked)
                return checked;
        for (const auto& [hash, link] : m_others)
            if (auto checked = checkSignature(chain, link); !checked)
                return checked;
        return Done{};
    }

private:
    std::optional<Link> m_last;
    std::map<Bytes, Link> m_others;
};

Result<std::uint64_t> check(Database& database, const std::vector<Chain>& chains, HashChecks& hashes)
{
    std::uint64_t total = 0;
    schema::Header header; // One for all: its memory is used again.
    const bool isServer = journal::meta(database, "server").has_value();
    const RawId terminal = RawId::of(journal::meta(database, "terminal").value_or(Bytes()));
    for (const Chain& chain : chains) {
        std::uint64_t sequence = 0;
        std::set<Bytes> before;        // Hashes with the sequence before …
        std::set<Bytes> here{Bytes()}; // … and with this one: one, or a fork's branches.
        // Commits without a part in its scopes do not travel to a terminal: only the server and the maker have a chain whole.
        const bool whole = isServer || chain.terminal == terminal;
        // A chain is authentic from its head backwards: each header names the one before by its hash. So signatures are checked
        // where nothing follows: at the head, at a fork's other end, and in front of a gap.
        Unfollowed unfollowed;
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
                before.clear();
                if (follows)
                    std::swap(before, here);
                here.clear();
                sequence = follows ? sequence + 1 : link.sequence;
            }
            if (query.bytes(3).empty()) { // Compacted in a base: its hash is all there is, and the next one names it.
                here.insert(link.hash);
                continue;
            }
            auto unpacked = unpack(query.bytes(3));
            if (!unpacked)
                return wrong(chain, sequence, "its header does not parse");
            link.header = std::move(*unpacked);
            if (auto checked = checkContent(database, chain, link, sequence, header, hashes); !checked)
                return tl::unexpected(checked.error());
            // Of another's fork the commit it follows may be one that did not travel here; then it is an end like any other.
            if (whole && !before.empty() && !link.isBroken && !before.contains(header.previous()))
                return wrong(chain, sequence, "does not follow the commit before it");
            unfollowed.isFollowed(header.previous());
            here.insert(link.hash);
            unfollowed.add(std::move(link));
            ++total;
        }
        if (auto checked = unfollowed.checkSignatures(chain); !checked)
            return tl::unexpected(checked.error());
        if (sequence != chain.sequence || !here.contains(chain.hash))
            return fail(Error::Kind::Storage, "origin " + chain.origin.toHex(),
                        "its chain ends at " + std::to_string(sequence) + " and not at " +
                            std::to_string(chain.sequence));
    }
    return total;
}

} // namespace

Result<std::uint64_t> checkChains(Database& database)
{
    const auto chains = journal::chains(database);
    HashChecks hashes;
    auto checked = check(database, chains, hashes);
    if (auto fault = hashes.finish()) // In front of whatever else was found.
        return tl::unexpected(std::move(*fault));
    return checked;
}

} // namespace kontor
