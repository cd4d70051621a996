#include "storage/digest_compare.h"

#include "domain/base/planted.h"
#include "storage/journal_tables.h"

#include <algorithm>
#include <sstream>

namespace kontor::digest_compare {

namespace {
constexpr const char* key = "digest.state"; ///< "equal 1 4711", or "differs 1 4711 <scope in hex>…".
}

void compare(Database& database, const RawId& organisation, const schema::Cursor& at, const digest::Totals& theirs)
{
    if (theirs.schema != schemaVersion || !journal::pending(database, 1).empty())
        return;
    // Further on already. What a restored server lost had places behind it, too: of those it has to be told.
    Query further(database, "SELECT 1 FROM journal WHERE cursor>? AND epoch=? LIMIT 1");
    if (further.bind(at.n()).bind(at.epoch()).step())
        return;
    const digest::Totals ours = digest::totals(database, organisation, RawId{});
    std::string differing;
    for (const digest::ScopeSum& scope : theirs.scopes) {
        const auto own = std::find_if(ours.scopes.begin(), ours.scopes.end(),
                                      [&](const digest::ScopeSum& one) { return one.scope == scope.scope; });
        if ((own == ours.scopes.end() ? Sum128{} : own->sum) != scope.sum)
            differing += " " + scope.scope.toHex();
    }
    if (isPlanted(Planted::AdoptPeerDigest))
        differing.clear();
    const std::string where = std::to_string(at.epoch()) + " " + std::to_string(at.n());
    journal::setMeta(database, key, differing.empty() ? "equal " + where : "differs " + where + differing);
}

DigestState state(Database& database)
{
    DigestState state;
    std::istringstream text(journal::meta(database, key).value_or(Bytes()));
    std::string outcome;
    std::uint64_t epoch = 0;
    std::uint64_t n = 0;
    if (!(text >> outcome >> epoch >> n))
        return state;
    state.outcome = outcome == "equal" ? DigestState::Outcome::Equal : DigestState::Outcome::Differs;
    state.at.set_epoch(epoch);
    state.at.set_n(n);
    for (std::string scope; text >> scope;)
        state.scopes.push_back(RawId::of(unhex(scope)));
    return state;
}

} // namespace kontor::digest_compare
