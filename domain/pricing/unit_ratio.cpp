#include "domain/pricing/unit_ratio.h"

#include "domain/journal/reader.h"

#include <numeric>

namespace kontor {

namespace {

struct OfBase {
    RawId base;
    std::int64_t n = 1;
    std::int64_t d = 1;
};

std::optional<OfBase> ofBase(const Reader& shop, Id<schema::Unit> id)
{
    if (id.isNil())
        return OfBase{}; // Pieces.
    const auto unit = shop.get(id);
    if (!unit)
        return std::nullopt;
    if (!unit->has_base())
        return OfBase{id.raw, 1, 1};
    // It may come from a newer program or another hand: what cannot be counted with is no unit.
    const auto sound = [](std::uint64_t term) { return term >= 1 && term <= maxUnitTerm; };
    if (!sound(unit->numerator()) || !sound(unit->denominator()))
        return std::nullopt;
    return OfBase{RawId::of(unit->base()), static_cast<std::int64_t>(unit->numerator()),
                  static_cast<std::int64_t>(unit->denominator())};
}

} // namespace

std::optional<UnitRatio> unitRatio(const Reader& shop, Id<schema::Unit> from, Id<schema::Unit> to)
{
    if (from == to)
        return UnitRatio{};
    const auto a = ofBase(shop, from);
    const auto b = a ? ofBase(shop, to) : std::nullopt;
    if (!b || a->base != b->base)
        return std::nullopt;
    const std::int64_t n = a->n * b->d; // At most 10^18.
    const std::int64_t d = a->d * b->n;
    const std::int64_t common = std::gcd(n, d);
    return UnitRatio{n / common, d / common};
}

} // namespace kontor
