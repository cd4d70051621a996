#include "domain/journal/reader.h"

#include "domain/schema/promotions.pb.h"

namespace kontor {

PromotionUses Reader::promotionUses(int field, BytesView subject, BytesView customer) const
{
    std::uint64_t uses = 0; // Modulo 2^64, so that absurd amounts stop nobody and the order does not matter.
    std::uint64_t amount = 0;
    schema::PromotionUse use;
    eachWhere(field, subject, use, [&] {
        if (customer.empty() || use.customer() == customer) {
            uses += static_cast<std::uint64_t>(use.uses());
            amount += static_cast<std::uint64_t>(use.amount_minor());
        }
        return true;
    });
    return {static_cast<std::int64_t>(uses), static_cast<std::int64_t>(amount)};
}

} // namespace kontor
