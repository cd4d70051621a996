#include "domain/catalog/price_list.h"

#include "domain/base/currency.h"
#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/pricing/list_price.h"

namespace kontor {

Result<Commit> addPriceList(const Reader& shop, const Context& context, const Actor& actor, const AddPriceList& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name, "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    const auto currency = Currency::fromAlpha(input.currency);
    if (!currency)
        return tl::unexpected(currency.error());
    if (findPriceList(shop, *name))
        return fail(Error::Kind::Conflict, "name", "there is a price list '" + *name + "' already");

    Commit commit{"add-price-list", context, actor};
    schema::PriceList list;
    list.set_name(*name);
    list.set_currency(currency->numeric());
    commit.insert(list);
    return commit;
}

Result<Commit> assignPriceList(const Reader& shop, const Context& context, const Actor& actor,
                               const AssignPriceList& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    if (!shop.get(input.list))
        return fail(Error::Kind::NotFound, "price_list", "there is no such price list");
    if (!shop.get(Id<schema::Store>(input.owner)) && !shop.get(Id<schema::Customer>(input.owner)) &&
        !shop.get(Id<schema::CustomerGroup>(input.owner)))
        return fail(Error::Kind::NotFound, "owner", "there is no such store, customer or customer group");
    const TimeUs from = input.validFrom.value_or(context.now);
    if (input.validUntil && *input.validUntil <= from)
        return invalid("until", "it ends before it begins, on " + formatTime(from));

    Commit commit{"assign-price-list", context, actor};
    schema::PriceListAssignment row;
    row.set_id(listAssignmentId(input.owner, input.list).string());
    row.set_owner(input.owner.string());
    row.set_list(input.list.string());
    row.set_rank(input.rank);
    row.set_valid_from_us(from);
    if (input.validUntil)
        row.set_valid_until_us(*input.validUntil);
    commit.insert(row); // A versioned row: each change is a whole new version.
    return commit;
}

Result<Commit> unassignPriceList(const Reader& shop, const Context& context, const Actor& actor,
                                 const UnassignPriceList& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    auto row = shop.get(Id<schema::PriceListAssignment>(listAssignmentId(input.owner, input.list)));
    if (!row || row->removed())
        return fail(Error::Kind::NotFound, "price_list", "it is not assigned to them");
    Commit commit{"unassign-price-list", context, actor};
    row->set_removed(true);
    commit.insert(*row);
    return commit;
}

Result<Id<schema::PriceList>> findPriceList(const Reader& shop, const std::string& name)
{
    const auto wanted = composed(name);
    for (const auto& list : shop.all<schema::PriceList>())
        if (list.name() == wanted)
            return Id<schema::PriceList>(list.id());
    return fail(Error::Kind::NotFound, "price_list",
                "there is no price list '" + name + "': `price-list list` shows them");
}

} // namespace kontor
