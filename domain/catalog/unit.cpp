#include "domain/catalog/unit.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/inventory/reservation.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"

namespace kontor {

namespace {

constexpr const char* pieces = "pieces";

tl::unexpected<Error> noUnit()
{
    return fail(Error::Kind::NotFound, "unit", "there is no such unit: `unit list` shows them");
}

bool isThere(const Reader& shop, Id<schema::Unit> unit)
{
    return unit.isNil() || shop.get(unit).has_value();
}

} // namespace

Result<Commit> addUnit(const Reader& shop, const Context& context, const Actor& actor, const AddUnit& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name, "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    const auto symbol = optionalText(input.symbol, "symbol", 20);
    if (!symbol)
        return tl::unexpected(symbol.error());
    const auto sound = [](std::uint64_t term) { return term >= 1 && term <= maxUnitTerm; };
    if (!sound(input.numerator) || !sound(input.denominator))
        return invalid("ratio", "each of its two numbers is from 1 to " + std::to_string(maxUnitTerm));
    if (input.of && !input.of->isNil()) {
        const auto base = shop.get(*input.of);
        if (!base)
            return fail(Error::Kind::NotFound, "of", "there is no such unit: `unit list` shows them");
        if (base->has_base())
            return invalid("of", base->name() + " is so many of another unit itself: name that one");
    }
    if (findUnit(shop, *name) || (!symbol->empty() && findUnit(shop, *symbol)))
        return fail(Error::Kind::Conflict, "name", "there is a unit called so already");

    Commit commit{"add-unit", context, actor};
    schema::Unit unit;
    unit.set_name(*name);
    unit.set_symbol(symbol->empty() ? *name : *symbol);
    if (input.of) {
        unit.set_base(input.of->string());
        unit.set_numerator(input.numerator);
        unit.set_denominator(input.denominator);
    }
    if (input.whole)
        unit.set_whole(true);
    commit.insert(unit);
    return commit;
}

Result<Commit> setProductUnit(const Reader& shop, const Context& context, const Actor& actor,
                              const SetProductUnit& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.product);
    if (!before)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    if (!isThere(shop, input.unit))
        return noUnit();
    if (Id<schema::Unit>(before->unit()) == input.unit)
        return fail(Error::Kind::Conflict, "unit", before->name() + " is sold in it already");
    const auto ratio = unitRatio(shop, Id<schema::Unit>(before->unit()), input.unit);
    if (!ratio || !ratio->isOne())
        for (const auto& variant :
             shop.where<schema::Variant>(schema::Variant::kProductFieldNumber, input.product.bytes()))
            if (const auto there = goodsInTheWay(shop, Id<schema::Variant>(variant.id()), context.now); !there.empty())
                return fail(Error::Kind::Conflict, "stock",
                            there + ", counted in " + unitSymbol(shop, Id<schema::Unit>(before->unit())) +
                                ": receive what is to come, count them as none with `count open`, and count them "
                                "again in the other unit");
    Commit commit{"set-product-unit", context, actor};
    schema::Product after = *before;
    if (input.unit.isNil())
        after.clear_unit();
    else
        after.set_unit(input.unit.string());
    commit.update(*before, after);
    return commit;
}

Result<Commit> setVariantContent(const Reader& shop, const Context& context, const Actor& actor,
                                 const SetVariantContent& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.variant);
    if (!before)
        return fail(Error::Kind::NotFound, "variant", "there is no such product");
    if (!isThere(shop, input.unit))
        return noUnit();
    if (input.content.thousandths < 0)
        return invalid("content", "what it holds is above zero");
    Commit commit{"set-variant-content", context, actor};
    schema::Variant after = *before;
    if (input.content.thousandths == 0) {
        after.clear_content();
        after.clear_content_unit();
    } else {
        after.set_content(input.content.thousandths);
        after.set_content_unit(input.unit.string());
    }
    commit.update(*before, after);
    return commit;
}

Result<Id<schema::Unit>> findUnit(const Reader& shop, const std::string& name)
{
    if (name == pieces)
        return Id<schema::Unit>();
    const auto wanted = composed(name);
    for (const auto& unit : shop.all<schema::Unit>())
        if (unit.name() == wanted || unit.symbol() == wanted)
            return Id<schema::Unit>(unit.id());
    return fail(Error::Kind::NotFound, "unit", "there is no unit '" + name + "': `unit list` shows them");
}

std::string unitSymbol(const Reader& shop, Id<schema::Unit> id)
{
    const auto unit = id.isNil() ? std::nullopt : shop.get(id);
    return unit ? unit->symbol() : pieces;
}

} // namespace kontor
