#include "domain/inventory/lot.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"

#include <algorithm>
#include <tuple>

namespace kontor {

namespace {

constexpr auto notADate = "a date is written 20101231";

bool isDate(std::uint32_t date)
{
    const auto month = date / 100 % 100;
    const auto day = date % 100;
    return date >= 19'000'101 && date <= 99'991'231 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

} // namespace

Id<schema::Lot> lotId(Id<schema::Variant> variant, std::string_view number)
{
    return Id<schema::Lot>(RawId::imported("lot", variant.string() + std::string(number), 0));
}

Quantity lotLevel(const Reader& shop, Id<schema::Lot> lot, Id<schema::Location> location)
{
    return shop.stockLevel(Id<schema::Variant>(lot.raw), location); // The projection keeps both by the same key.
}

Result<schema::Lot> lotRow(const Reader& shop, Id<schema::Variant> variant, const NewLot& input)
{
    const auto number = requiredText(input.number, "lot", 40);
    if (!number)
        return tl::unexpected(number.error());
    const auto row = shop.get(variant);
    const auto product = row ? shop.get(Id<schema::Product>(row->product())) : std::nullopt;
    if (!product)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    if (product->tracking() == schema::BY_QUANTITY)
        return invalid("tracking", product->name() + " is not kept by lots: `stock track` changes that");
    if (input.expiresOn && !isDate(*input.expiresOn))
        return invalid("expires", notADate);
    schema::Lot lot;
    lot.set_id(lotId(variant, *number).string());
    lot.set_variant(variant.string());
    lot.set_number(*number);
    if (input.expiresOn)
        lot.set_expires_on(*input.expiresOn);
    if (product->tracking() == schema::BY_SERIAL)
        lot.set_serial(true);
    if (auto known = shop.get(Id<schema::Lot>(lot.id()))) {
        if (input.expiresOn && known->has_expires_on() && known->expires_on() != *input.expiresOn)
            return fail(Error::Kind::Conflict, "expires",
                        *number + " is known with the date " + std::to_string(known->expires_on()) +
                            ": if that is wrong, `stock change-lot` mends it");
        if (input.expiresOn)
            known->set_expires_on(*input.expiresOn);
        return *std::move(known);
    }
    return lot;
}

Result<Id<schema::Lot>> takeIn(const Reader& shop, Id<schema::Variant> variant, const NewLot& input, Commit& commit)
{
    auto row = lotRow(shop, variant, input);
    if (!row)
        return tl::unexpected(row.error());
    const Id<schema::Lot> id(row->id());
    const bool isHere = std::any_of(commit.changes().begin(), commit.changes().end(),
                                    [&](const Commit::Draft& draft) { return draft.row == id.raw; });
    if (isHere)
        return id;
    if (const auto known = shop.get(id))
        commit.update(*known, *row);
    else
        commit.insert(*row);
    return id;
}

Result<Commit> blockLot(const Reader& shop, const Context& context, const Actor& actor, const BlockLot& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.lot);
    if (!before)
        return fail(Error::Kind::NotFound, "lot", "there is no such lot");
    if (before->blocked() == input.blocked)
        return fail(Error::Kind::Conflict, "lot", "it is so already");
    auto after = *before;
    after.set_blocked(input.blocked);
    Commit commit{"block-lot", context, actor};
    commit.update(*before, after);
    return commit;
}

Result<Commit> changeLot(const Reader& shop, const Context& context, const Actor& actor, const ChangeLot& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.lot);
    if (!before)
        return fail(Error::Kind::NotFound, "lot", "there is no such lot");
    if (input.expiresOn && !isDate(*input.expiresOn))
        return invalid("expires", notADate);
    auto after = *before;
    after.clear_expires_on();
    if (input.expiresOn)
        after.set_expires_on(*input.expiresOn);
    Commit commit{"change-lot", context, actor};
    commit.update(*before, after);
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "lot", "it has that date already");
    return commit;
}

Result<Commit> setTracking(const Reader& shop, const Context& context, const Actor& actor, const SetTracking& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.product);
    if (!before)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    if (before->kind() != schema::GOODS)
        return invalid("product", before->name() + " is a service and has no stock");
    if (before->tracking() == input.tracking)
        return fail(Error::Kind::Conflict, "tracking", "it is so already");
    auto after = *before;
    after.set_tracking(input.tracking);
    Commit commit{"set-tracking", context, actor};
    commit.update(*before, after);
    return commit;
}

std::vector<LotView> lotsOf(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location, bool all)
{
    std::vector<LotView> views;
    for (auto& lot : shop.where<schema::Lot>(schema::Lot::kVariantFieldNumber, variant.bytes())) {
        const auto level = lotLevel(shop, Id<schema::Lot>(lot.id()), location);
        if (all || level.thousandths != 0)
            views.push_back({std::move(lot), level});
    }
    std::sort(views.begin(), views.end(), [](const LotView& a, const LotView& b) {
        const auto date = [](const schema::Lot& lot) { return lot.has_expires_on() ? lot.expires_on() : UINT32_MAX; };
        return std::tuple(date(a.lot), a.lot.number(), a.lot.id()) <
               std::tuple(date(b.lot), b.lot.number(), b.lot.id());
    });
    return views;
}

bool isExpired(const schema::Lot& lot, std::uint32_t today)
{
    return lot.has_expires_on() && lot.expires_on() < today;
}

Result<schema::Lot> sellableLot(const Reader& shop, Id<schema::Variant> variant, Id<schema::Lot> id,
                                std::uint32_t today)
{
    auto lot = shop.get(id);
    if (!lot || lot->variant() != variant.bytes())
        return fail(Error::Kind::NotFound, "lot", "the product has no such lot");
    if (isExpired(*lot, today))
        return fail(Error::Kind::Conflict, "lot",
                    lot->number() + " expired on " + std::to_string(lot->expires_on()) +
                        ": it is not sold any more; if its date is wrong, `stock change-lot` mends it");
    if (lot->blocked())
        return fail(Error::Kind::Conflict, "lot", lot->number() + " was recalled: it is not sold");
    return *std::move(lot);
}

} // namespace kontor
