#include "sync/server/root_of_trust.h"

#include "domain/schema/identity.pb.h"
#include "domain/schema/options.pb.h"

#include <optional>

namespace kontor {

namespace {

/// The first row of a type that a commit inserts.
template <typename T>
std::optional<T> insertedRow(const SignedCommit& commit)
{
    const auto type = T::descriptor()->options().GetExtension(schema::type);
    const auto changes = changesOf(commit);
    if (!changes)
        return std::nullopt;
    for (const auto& change : *changes) {
        T row;
        if (change.type() == type && change.kind() == schema::Change::INSERT && row.ParseFromString(change.body())) {
            row.set_id(change.row());
            return row;
        }
    }
    return std::nullopt;
}

bool isChain(const std::vector<SignedCommit>& run)
{
    Bytes previous;
    std::uint64_t sequence = 0;
    for (const auto& commit : run) {
        if (commit.header.sequence() != ++sequence || commit.header.previous() != previous ||
            commit.header.origin() != run.front().header.origin())
            return false;
        previous = commit.hash;
    }
    return true;
}

} // namespace

Result<Bytes> checkRootOfTrust(const std::vector<SignedCommit>& run, Id<schema::Organisation> organisation)
{
    if (run.size() < 2 || !isChain(run))
        return invalid("run", "it is not the beginning of a chain");
    const auto origin = insertedRow<schema::Origin>(run[0]);
    if (run[0].header.command() != "begin-origin" || !origin || origin->id() != run[0].header.origin())
        return invalid("commit 0", "it does not begin an origin");
    const auto founded = insertedRow<schema::Organisation>(run[1]);
    const auto terminal = insertedRow<schema::Terminal>(run[1]);
    if (run[1].header.command() != "found-organisation" || !founded || !terminal || organisation.isNil() ||
        founded->id() != organisation.bytes())
        return invalid("commit 1", "it does not found this organisation");
    if (terminal->id() != origin->terminal() || terminal->public_key() != origin->public_key())
        return invalid("commit 1", "its terminal is not the one whose origin this is");
    for (const auto* commit : {&run[0], &run[1], &run.back()})
        if (!verifyCommitSignature(*commit, origin->public_key()))
            return invalid("run", "it is not signed by the key it brings");
    return origin->public_key();
}

} // namespace kontor
