#include "domain/pricing/list_price.h"

#include "domain/base/decimal.h"
#include "domain/journal/reader.h"

#include <algorithm>
#include <set>

namespace kontor {

namespace {

/// What is asked of the facts of one list.
struct Question {
    const Reader& shop;
    Id<schema::Store> store;
    Id<schema::Customer> customer;
    std::span<const Id<schema::CustomerGroup>> groups;
    std::optional<Currency> currency; ///< Absent: any.
    PricedGoods goods;
    TimeUs at = 0;
};

struct Candidate {
    const schema::Price* fact = nullptr;
    int nearness = 0;
    UnitRatio perUnit;
    Rational least; ///< In the line's unit.
};

/// Why nothing held, for who wants to know.
struct Missed {
    std::optional<Currency> currency;
    bool unit = false;
};

bool isFor(const schema::Price& fact, const Question& asked)
{
    if (fact.has_store() && fact.store() != asked.store.bytes())
        return false;
    if (fact.has_customer() && fact.customer() != asked.customer.bytes())
        return false;
    return !fact.has_customer_group() || std::any_of(asked.groups.begin(), asked.groups.end(), [&](const auto& group) {
        return group.bytes() == fact.customer_group();
    });
}

/// How one unit of the line is counted in units of the price; nothing when the price does not hold for the line's unit.
std::optional<UnitRatio> ratioOf(const schema::Price& fact, const Question& asked)
{
    const auto line = asked.goods.unit.isNil() ? asked.goods.productUnit : asked.goods.unit;
    const auto priced = fact.has_per() ? Id<schema::Unit>(fact.per()) : asked.goods.productUnit;
    if (line == priced)
        return UnitRatio{};
    const auto ratio = unitRatio(asked.shop, line, priced);
    if (!ratio || ratio->d == 1)
        return ratio;
    // Part of a piece or of a box: only what is measured has a price for a part of it.
    const auto unit = priced.isNil() ? std::nullopt : asked.shop.get(priced);
    return unit && !unit->whole() ? ratio : std::nullopt;
}

std::optional<Candidate> candidate(const schema::Price& fact, const Question& asked, Missed& missed)
{
    if (asked.at < fact.valid_from_us() || (fact.has_valid_until_us() && asked.at >= fact.valid_until_us()) ||
        !isFor(fact, asked))
        return std::nullopt;
    if (asked.currency && fact.currency() != asked.currency->numeric()) {
        if (const auto other = Currency::fromNumeric(fact.currency()))
            missed.currency = *other;
        return std::nullopt;
    }
    const auto ratio = ratioOf(fact, asked);
    if (!ratio) {
        missed.unit = true;
        return std::nullopt;
    }
    Candidate found{&fact, 0, *ratio, 0};
    if (fact.min_quantity() > 0) {
        found.least = Rational(fact.min_quantity()) / ratio->rational();
        if (Rational(asked.goods.quantity.thousandths).magnitude() < found.least)
            return std::nullopt;
    }
    found.nearness = (fact.has_customer() ? 16 : 0) + (fact.has_customer_group() ? 8 : 0) + (fact.has_store() ? 4 : 0) +
                     (fact.has_valid_until_us() ? 2 : 0) + (ratio->isOne() ? 1 : 0);
    return found;
}

MergeKey keyOf(const Reader& shop, const schema::Price& fact)
{
    return shop.keyOfFact(schema::Price::default_instance(), RawId::of(fact.id())).value_or(MergeKey{});
}

bool isBetter(const Candidate& a, const Candidate& b, const Reader& shop)
{
    if (a.nearness != b.nearness)
        return a.nearness > b.nearness;
    if (a.least != b.least)
        return a.least > b.least;
    if (a.fact->valid_from_us() != b.fact->valid_from_us())
        return a.fact->valid_from_us() > b.fact->valid_from_us();
    return keyOf(shop, *b.fact) < keyOf(shop, *a.fact);
}

std::optional<Candidate> pick(const std::vector<schema::Price>& facts, const Question& asked, Missed& missed)
{
    // A withdrawal works from its own valid_from, so that yesterday's price stays yesterday's.
    std::set<std::string_view> withdrawn;
    for (const auto& fact : facts)
        if (fact.has_withdraws() && fact.valid_from_us() <= asked.at)
            withdrawn.insert(fact.withdraws());

    std::optional<Candidate> best;
    for (const auto& fact : facts) {
        if (fact.has_withdraws() || withdrawn.contains(fact.id()))
            continue;
        auto found = candidate(fact, asked, missed);
        if (found && (!best || isBetter(*found, *best, asked.shop)))
            best = std::move(found);
    }
    return best;
}

/// Appends the lists assigned to any of `owners` that hold at `at`: by rank over all of them, since which of a customer's groups
/// is named first says nothing.
template <typename Owners>
void addAssigned(const Reader& shop, const Owners& owners, TimeUs at, std::vector<Id<schema::PriceList>>& into)
{
    std::vector<std::pair<std::uint32_t, Id<schema::PriceList>>> found;
    schema::PriceListAssignment row;
    for (const auto& owner : owners)
        shop.eachWhere(schema::PriceListAssignment::kOwnerFieldNumber, owner.bytes(), row, [&] {
            if (!row.removed() && at >= row.valid_from_us() && (!row.has_valid_until_us() || at < row.valid_until_us()))
                found.emplace_back(row.rank(), Id<schema::PriceList>(row.list()));
            return true;
        });
    std::sort(found.begin(), found.end());
    for (const auto& [rank, list] : found)
        if (std::find(into.begin(), into.end(), list) == into.end())
            into.push_back(list);
}

} // namespace

Result<Buyer> buyerOf(const Reader& shop, Id<schema::Store> store, Id<schema::Customer> customer, TimeUs at,
                      std::optional<Currency> currency)
{
    const auto row = shop.get(store);
    if (!row)
        return fail(Error::Kind::NotFound, "store", "this terminal belongs to no store");
    if (!currency) {
        const auto own = Currency::fromNumeric(row->currency());
        if (!own)
            return tl::unexpected(own.error());
        currency = *own;
    }
    Buyer buyer{store, customer, {}, *currency, {}};
    if (!customer.isNil()) {
        if (const auto person = shop.get(customer))
            for (const auto& group : person->customer_group())
                buyer.groups.emplace_back(group);
        addAssigned(shop, std::span(&customer, 1), at, buyer.lists);
        addAssigned(shop, buyer.groups, at, buyer.lists);
    }
    addAssigned(shop, std::span(&store, 1), at, buyer.lists);
    const Id<schema::PriceList> own(row->price_list());
    if (std::find(buyer.lists.begin(), buyer.lists.end(), own) == buyer.lists.end())
        buyer.lists.push_back(own);
    return buyer;
}

Result<ListPrice> listPrice(const Reader& shop, const Buyer& buyer, const PricedGoods& goods, TimeUs at,
                            const std::string& name)
{
    const Question asked{shop, buyer.store, buyer.customer, buyer.groups, buyer.currency, goods, at};
    Missed missed;
    for (const auto& list : buyer.lists) {
        const auto facts = shop.pricesOf(list, goods.variant);
        if (const auto best = pick(facts, asked, missed))
            return ListPrice{{best->fact->amount_e4()}, best->perUnit, Id<schema::Price>(best->fact->id()), list};
    }
    if (missed.currency)
        return invalid("currency", "the price of " + name + " is in " + std::string(missed.currency->alpha()) +
                                       ", not in " + std::string(buyer.currency.alpha()) + ": give it one in " +
                                       std::string(buyer.currency.alpha()));
    if (missed.unit)
        return invalid("unit", name + " has no price per this unit, nor one that converts to it: give it one");
    return invalid("price", name + " has no price: give it one, or key one in");
}

std::optional<schema::Price> priceInList(const Reader& shop, Id<schema::PriceList> list, Id<schema::Variant> variant,
                                         TimeUs at)
{
    const Question asked{shop, {}, {}, {}, std::nullopt, {variant}, at};
    const auto facts = shop.pricesOf(list, variant);
    Missed missed;
    const auto best = pick(facts, asked, missed);
    if (!best)
        return std::nullopt;
    return *best->fact;
}

UnitPrice ListPrice::shownPerUnit() const
{
    if (perUnit.isOne())
        return price;
    // Beyond an int64 there is no price a line could have.
    const auto e4 = parseDecimal(roundTo(perUnitE4(), 1, Rounding::HalfUp).toDecimal(0, 0), 0, "price");
    return e4 ? UnitPrice{*e4} : price;
}

RawId listAssignmentId(const RawId& owner, Id<schema::PriceList> list)
{
    return RawId::imported("price-list-assignment", Bytes(owner.bytes()) + list.string(), 0);
}

} // namespace kontor
