#include "domain/orders/receipt_copy.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"

namespace kontor {

Result<Commit> copyReceipt(const Reader& shop, const Context& context, const Actor& actor, const CopyReceipt& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    if (!shop.get(input.order))
        return fail(Error::Kind::NotFound, "order", "there is no such order here");
    const auto reason = requiredText(input.reason, "reason");
    if (!reason)
        return tl::unexpected(reason.error());
    schema::ReceiptCopy row;
    row.set_order(input.order.string());
    row.set_staff(actor.staff().string());
    row.set_terminal(context.terminal.string());
    row.set_at_us(context.now);
    row.set_reason(*reason);
    Commit commit{"copy-receipt", context, actor};
    commit.insert(row);
    return commit;
}

std::uint64_t receiptCopies(const Reader& shop, Id<schema::Order> order)
{
    std::uint64_t count = 0;
    schema::ReceiptCopy row;
    shop.eachWhere(schema::ReceiptCopy::kOrderFieldNumber, order.bytes(), row, [&count] {
        ++count;
        return true;
    });
    return count;
}

} // namespace kontor
