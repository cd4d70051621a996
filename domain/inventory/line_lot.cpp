#include "domain/inventory/line_lot.h"

#include "domain/base/time.h"
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

} // namespace kontor
