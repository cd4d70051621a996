#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/purchasing.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

// Goods that two tills took in, each unheard of the other, came once. Merging cannot know which of the two saw them, so both receipts
// count until somebody undoes one: an exception names them.

/// The same on every device, so that two tills which undo one receipt do it once.
[[nodiscard]] Id<schema::ReceiptUndone> receiptUndoneId(const RawId& receipt);
[[nodiscard]] bool isUndone(const Reader& shop, const RawId& receipt);

/// The movements of the commit that wrote a receipt of a transfer or a purchase, in the order of ids.
[[nodiscard]] std::vector<schema::StockMovement> movementsOfReceipt(const Reader& shop, const RawId& receipt);

struct UndoReceipt {
    RawId receipt;      ///< Of a TransferReceipt or PurchaseReceipt.
    std::string reason; ///< Needed.
};
/// "undo-receipt"; ADJUST_STOCK. It counts for nothing any more: what it took in is taken out again, lot by lot and at what it came in
/// with, and is on the way, or still to come, as before it. Errors: NotFound about "receipt", "location"; Conflict about "receipt" when it
/// is undone already; Invalid about "reason"; placeOfWork's.
[[nodiscard]] Result<Commit> undoReceipt(const Reader& shop, const Context& context, const Actor& actor,
                                         const UndoReceipt& input);

/// Receipts of one transfer or purchase that took in the same goods: of a line more came than was sent or ordered, and two of those
/// who took it in did not know of each other. More that came by one receipt, or that the next one knew of, is what it says.
struct DoubleReceipt {
    std::vector<RawId> receipts; ///< In the order of ids.
    Quantity tooMany;            ///< Beyond what was sent or ordered, over all such lines.
    std::int64_t costMinor = 0;  ///< What the receipts together say the goods cost, in the store's currency.
};
[[nodiscard]] std::optional<DoubleReceipt> receivedTwice(const Reader& shop, Id<schema::StockTransfer> transfer);
[[nodiscard]] std::optional<DoubleReceipt> receivedTwice(const Reader& shop, Id<schema::PurchaseOrder> order);

} // namespace kontor
