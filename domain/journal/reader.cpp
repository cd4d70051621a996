#include "domain/journal/reader.h"

#include <set>

namespace kontor {

std::optional<schema::Price> pickPrice(const std::vector<schema::Price>& facts, std::int64_t atUs,
                                       const std::function<MergeKey(const RawId&)>& keyOf)
{
    // A withdrawal works from its own valid_from, so that yesterday's price stays yesterday's.
    std::set<std::string> withdrawn;
    for (const auto& fact : facts)
        if (fact.has_withdraws() && fact.valid_from_us() <= atUs)
            withdrawn.insert(fact.withdraws());

    const schema::Price* best = nullptr;
    for (const auto& fact : facts) {
        if (fact.has_withdraws() || fact.valid_from_us() > atUs || withdrawn.contains(fact.id()))
            continue;
        if (best == nullptr || fact.valid_from_us() > best->valid_from_us() ||
            (fact.valid_from_us() == best->valid_from_us() &&
             keyOf(RawId::of(best->id())) < keyOf(RawId::of(fact.id()))))
            best = &fact;
    }
    if (best == nullptr)
        return std::nullopt;
    return *best;
}

} // namespace kontor
