#include "domain/pricing/price_history.h"

#include "domain/base/exact.h"
#include "domain/journal/reader.h"

#include <algorithm>
#include <set>

namespace kontor {

namespace {

constexpr TimeUs thirtyDays = TimeUs{30} * 24 * 3600 * 1'000'000;

/// The shop without what had not been written down yet.
class AsShown : public Reader
{
public:
    explicit AsShown(const Reader& shop) : m_shop(shop) {}

    TimeUs at = 0;

    bool find(const RawId& id, google::protobuf::Message& into) const override { return m_shop.find(id, into); }
    void eachWhere(int field, BytesView value, google::protobuf::Message& into,
                   const std::function<bool()>& visit) const override
    {
        m_shop.eachWhere(field, value, into, visit);
    }
    void each(google::protobuf::Message& into, const std::function<bool()>& visit) const override
    {
        m_shop.each(into, visit);
    }
    [[nodiscard]] std::vector<RawId> claimants(const google::protobuf::Message& prototype, int field,
                                               BytesView value) const override
    {
        return m_shop.claimants(prototype, field, value);
    }
    [[nodiscard]] std::optional<MergeKey> keyOfFact(const google::protobuf::Message& prototype,
                                                    const RawId& id) const override
    {
        return m_shop.keyOfFact(prototype, id);
    }
    [[nodiscard]] std::vector<schema::Price> pricesOf(Id<schema::PriceList> list,
                                                      Id<schema::Variant> variant) const override
    {
        auto facts = m_shop.pricesOf(list, variant);
        std::erase_if(facts, [&](const schema::Price& fact) { return writtenAt(fact) > at; });
        return facts;
    }
    [[nodiscard]] Quantity stockLevel(Id<schema::Variant> variant, Id<schema::Location> location) const override
    {
        return m_shop.stockLevel(variant, location);
    }

    [[nodiscard]] TimeUs writtenAt(const schema::Price& fact) const
    {
        const auto key = m_shop.keyOfFact(schema::Price::default_instance(), RawId::of(fact.id()));
        return key ? static_cast<TimeUs>(key->effective.ms) * 1000 : 0;
    }

private:
    const Reader& m_shop;
};

/// Every instant at which the price may change.
std::set<TimeUs> instants(const Reader& shop, const AsShown& shown, const schema::Store& store,
                          const PricedGoods& goods)
{
    std::set<TimeUs> found;
    std::vector<Id<schema::PriceList>> lists{Id<schema::PriceList>(store.price_list())};
    schema::PriceListAssignment row;
    shop.eachWhere(schema::PriceListAssignment::kOwnerFieldNumber, store.id(), row, [&] {
        lists.emplace_back(row.list());
        found.insert(row.valid_from_us());
        found.insert(row.valid_until_us());
        return true;
    });
    for (const auto& list : lists)
        for (const auto& fact : shop.pricesOf(list, goods.variant)) {
            found.insert(std::max(fact.valid_from_us(), shown.writtenAt(fact)));
            found.insert(fact.valid_until_us());
        }
    return found;
}

bool isSame(const std::optional<ListPrice>& a, const std::optional<ListPrice>& b)
{
    return a.has_value() == b.has_value() && (!a || a->perUnitE4() == b->perUnitE4());
}

} // namespace

Result<std::vector<PricePeriod>> priceHistory(const Reader& shop, Id<schema::Store> store, const PricedGoods& goods,
                                              TimeUs from, TimeUs until, std::optional<Currency> currency)
{
    const auto row = shop.get(store);
    if (!row)
        return fail(Error::Kind::NotFound, "store", "there is no such store");
    AsShown shown(shop);
    auto changes = instants(shop, shown, *row, goods);
    changes.insert(from);
    std::vector<PricePeriod> periods;
    for (const TimeUs at : changes) {
        if (at < from || at >= until)
            continue;
        const auto buyer = buyerOf(shop, store, {}, at, currency);
        if (!buyer)
            return tl::unexpected(buyer.error());
        shown.at = at;
        const auto held = listPrice(shown, *buyer, goods, at, {});
        std::optional<ListPrice> price = held ? std::optional(*held) : std::nullopt;
        if (!periods.empty() && isSame(periods.back().price, price))
            continue;
        if (!periods.empty())
            periods.back().until = at;
        periods.push_back({at, until, std::move(price)});
    }
    return periods;
}

Result<PriorPrice> priorPrice(const Reader& shop, Id<schema::Store> store, const PricedGoods& goods, TimeUs at,
                              std::optional<TimeUs> began)
{
    if (began && *began > at)
        return invalid("began", "the reduction begins later");
    const auto buyer = buyerOf(shop, store, {}, at);
    if (!buyer)
        return tl::unexpected(buyer.error());
    const auto all = priceHistory(shop, store, goods, 0, at + 1);
    if (!all)
        return tl::unexpected(all.error());
    if (all->empty() || !all->back().price)
        return invalid("price", "it has no price at this time");

    PriorPrice prior(buyer->currency);
    prior.now = all->back().price->shownPerUnit();
    prior.since = began.value_or(all->back().from);
    for (const auto& period : *all) {
        if (!period.price || period.from >= prior.since)
            continue;
        const auto price = period.price->shownPerUnit();
        const auto end = std::min(period.until, prior.since);
        prior.was = end == prior.since ? std::optional(price) : std::nullopt;
        if (end > prior.since - thirtyDays && (!prior.lowest || price <= *prior.lowest)) {
            prior.lowest = price;
            prior.lowestUntil = end;
        }
    }
    return prior;
}

int PriorPrice::percentOff() const
{
    if (!isReduced())
        return 0;
    return static_cast<int>(Int128{lowest->e4 - now.e4} * 100 / lowest->e4);
}

} // namespace kontor
