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

/// Hashes parts on a second core, some thousand at a time, while the journal is read on.
class PartChecks
{
public:
    struct Part {
        Bytes packed;
        Bytes hash; ///< As its header has it; empty: the header knows of no such part.
        Error fault;
    };
    /// False when one of those before was wrong.
    bool add(Part part)
    {
        constexpr std::size_t together = 2'000;
        m_next.push_back(std::move(part));
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
        m_running = std::async(std::launch::async, [parts = std::exchange(m_next, {})]() -> std::optional<Error> {
            for (const Part& part : parts)
                if (const auto bytes = unpack(part.packed); !bytes || blake2b256(*bytes) != part.hash)
                    return part.fault;
            return std::nullopt;
        });
        return true;
    }

    std::vector<Part> m_next;
    std::future<std::optional<Error>> m_running;
    std::optional<Error> m_fault;
};

/// The hash of the header, its place, and, later, the hashes of the parts that are here. `previous` gets what it says it follows.
Result<Done> checkContent(Database& database, const Chain& chain, const Link& link, std::uint64_t sequence,
                          Bytes& previous, PartChecks& parts)
{
    schema::Header header;
    if (!header.ParseFromString(link.header))
        return wrong(chain, sequence, "its header does not parse");
    if (blake2b256(link.header) != link.hash)
        return wrong(chain, sequence, "its header does not have its hash");
    if (header.origin() != chain.origin.bytes() || header.sequence() != sequence)
        return wrong(chain, sequence, "is out of place: the sequence is not dense");
    previous = header.previous();
    Query query(database, "SELECT id - ?1, body FROM journal_part WHERE id BETWEEN ?1 AND ?1 + ?2 - 1");
    query.bind(link.n * static_cast<std::int64_t>(maxParts)).bind(static_cast<std::int64_t>(maxParts));
    while (query.step()) {
        const auto place = static_cast<int>(query.integer(0));
        Error fault =
            wrong(chain, sequence, "part number " + std::to_string(place) + " does not have its hash").value();
        if (!parts.add({Bytes(query.bytes(1)), place < header.part_size() ? header.part(place).hash() : Bytes(),
                        std::move(fault)}))
            return tl::unexpected(*parts.finish());
    }
    return Done{};
}

Result<std::uint64_t> check(Database& database, PartChecks& parts)
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
            if (auto checked = checkContent(database, chain, link, sequence, previous, parts); !checked)
                return tl::unexpected(checked.error());
            // Of another's fork the commit it follows may be one that did not travel here; then it is an end like any other.
            if (whole && !before.empty() && !link.isBroken && !before.contains(previous))
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

} // namespace

Result<std::uint64_t> checkChains(Database& database)
{
    PartChecks parts;
    auto checked = check(database, parts);
    if (auto fault = parts.finish()) // In front of whatever else was found.
        return tl::unexpected(std::move(*fault));
    return checked;
}

} // namespace kontor
