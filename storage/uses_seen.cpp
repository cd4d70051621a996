#include "domain/schema/promotions.pb.h"
#include "storage/as_of_view.h"
#include "storage/journal_places.h"
#include "storage/row_table.h"

#include <algorithm>

namespace kontor {

namespace {

PromotionUses plus(const PromotionUses& a, const PromotionUses& b)
{
    return without(a, without({}, b));
}

} // namespace

template <typename Key>
void JournalPlaces::Running<Key>::sum()
{
    std::sort(sums.begin(), sums.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < sums.size(); ++i)
        sums[i].second = plus(sums[i - 1].second, sums[i].second);
}

template <typename Key>
PromotionUses JournalPlaces::Running<Key>::before(const Key& end) const
{
    const auto at = std::lower_bound(sums.begin(), sums.end(), end,
                                     [](const auto& sum, const Key& key) { return sum.first < key; });
    return at == sums.begin() ? PromotionUses{} : std::prev(at)->second;
}

void JournalPlaces::Uses::add(const Place& place, const PromotionUses& uses)
{
    OfOrigin& own = origins[place.origin];
    own.bySequence.add(place.sequence, uses);
    if (place.cursor == 0)
        return;
    own.byPosition.add({place.epoch, place.cursor}, uses);
    byPosition.add({place.epoch, place.cursor}, uses);
}

void JournalPlaces::Uses::sum()
{
    byPosition.sum();
    for (auto& [origin, own] : origins) {
        own.byPosition.sum();
        own.bySequence.sum();
    }
}

PromotionUses JournalPlaces::Uses::seen(const Viewpoint& from) const
{
    const Position end(from.seen.epoch(), from.seen.n() + 1);
    const PromotionUses everybodys = byPosition.before(end);
    const auto own = origins.find(from.origin);
    if (own == origins.end())
        return everybodys;
    // The origin's own count by their place in its chain, whatever the server had said of them.
    return plus(without(everybodys, own->second.byPosition.before(end)), own->second.bySequence.before(from.sequence));
}

PromotionUses JournalPlaces::usesSeen(Database& database, int field, BytesView subject, BytesView customer,
                                      const Viewpoint& from) const
{
    const auto [found, isNew] = m_uses.try_emplace(std::tuple(field, Bytes(subject)));
    auto& byCustomer = found->second;
    if (isNew) {
        const std::string column = RowTable::of(schema::PromotionUse::descriptor()).column(field);
        Query query(database,
                    "SELECT commit_n, customer, uses, amount_minor FROM promotion_use WHERE " + column + "=?");
        query.blob(subject);
        while (query.step()) {
            const Place& place = of(query.integer(0));
            if (!place.counts)
                continue;
            const PromotionUses uses{query.integer(2), query.integer(3)};
            byCustomer[Bytes()].add(place, uses);
            if (const Bytes person(query.bytes(1)); !person.empty())
                byCustomer[person].add(place, uses);
        }
        for (auto& [person, uses] : byCustomer)
            uses.sum();
    }
    const auto uses = byCustomer.find(Bytes(customer));
    return uses == byCustomer.end() ? PromotionUses{} : uses->second.seen(from);
}

} // namespace kontor
