#include "domain/inventory/line_lot.h"

#include "domain/base/text.h"
#include "domain/base/time.h"
#include "domain/catalog/scan.h"
#include "domain/identity/actor.h"
#include "domain/inventory/lot.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"

namespace kontor {

Result<Commit> setLineLot(const Reader& shop, const Context& context, const Actor& actor, const SetLineLot& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    auto line = shop.get(input.line);
    if (!line || line->cart() != context.terminal.bytes())
        return fail(Error::Kind::NotFound, "line", "the cart has no such line");
    const Id<schema::Variant> variant(line->variant());
    if (input.lot.isNil()) {
        line->mutable_details()->clear_lot();
    } else {
        const auto today = dateOf(context.now, context.utcOffsetSeconds);
        if (line->quantity() > 0) {
            if (const auto lot = sellableLot(shop, variant, input.lot, today); !lot)
                return tl::unexpected(lot.error());
        } else if (const auto lot = shop.get(input.lot); !lot || lot->variant() != variant.bytes()) {
            return fail(Error::Kind::NotFound, "lot", "the product has no such lot");
        }
        line->mutable_details()->set_lot(input.lot.string());
    }
    Commit commit{"set-line-lot", context, actor};
    commit.keep(*line);
    return commit;
}

Result<Id<schema::Lot>> lotOfCode(const Reader& shop, Id<schema::Variant> variant, const PrintedLot& printed,
                                  bool leaves, std::uint32_t today)
{
    const auto row = shop.get(variant);
    const auto product = row ? shop.get(Id<schema::Product>(row->product())) : std::nullopt;
    if (!product)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    const bool isPiece = product->tracking() == schema::BY_SERIAL;
    const auto& number = isPiece && !printed.serial.empty() ? printed.serial : printed.lot;
    const auto id = lotId(variant, number);
    const bool isKept = product->tracking() != schema::BY_QUANTITY && row->part_size() == 0 && !number.empty();
    if (isKept && shop.get(id)) {
        if (!leaves)
            return id;
        const auto lot = sellableLot(shop, variant, id, today);
        return lot ? Result<Id<schema::Lot>>(id) : tl::unexpected(lot.error());
    }
    if (leaves && printed.expiresOn && *printed.expiresOn < today)
        return fail(Error::Kind::Conflict, "lot",
                    product->name() + " has expired on " + std::to_string(*printed.expiresOn) + ", as its code says");
    if (isKept && isPiece)
        return fail(Error::Kind::NotFound, "lot",
                    "piece " + shortened(number, 40) + " of " + product->name() +
                        " was never taken in here: take it in first, or scan the one that lies here");
    return Id<schema::Lot>();
}

} // namespace kontor
