#pragma once

#include "domain/base/id.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/orders.pb.h"

#include <string>
#include <vector>

namespace kontor {

struct SettingOwners;

/// Something that may be all right and is worth a look.
struct FraudFlag {
    enum class Kind {
        ManyReturns, ///< More returns, and deposits given back, by one person in a day than fraud.refunds-per-day.
        ManyWithoutReceipt, ///< More without a receipt than fraud.no-receipt-per-day.
        LargeRefund,        ///< Of fraud.large-refund or more.
        DeepDiscount,       ///< A line keyed in at fraud.discount-percent or more below its list price.
        /// More carts by one person in a day out of which goods were taken again, or that were parked and have expired then, than
        /// fraud.voids-per-day.
        ManyVoids,
        ManyDiscounts, ///< More lines below their list price, and sales with a code, by one person in a day than fraud.discounts-per-day.
        ManyNoSales,   ///< More openings of the drawer without a sale than fraud.no-sales-per-day.
        LargeSale,     ///< Of fraud.large-sale or more.
        LargeCashOut,  ///< fraud.large-cash-out or more left the drawer at once, drops to the safe aside.
        LargeGiftCard, ///< One was sold for fraud.large-gift-card or more, or corrected by it.
    };
    Kind kind = Kind::ManyReturns;
    std::string staff;              ///< Their name, or their id where the row has not come yet.
    std::uint32_t businessDate = 0; ///< UTC's where nothing says which the shop's was.
    Id<schema::Order>
        order;          ///< The one that went beyond; of many the first that did. Nil: nothing was sold of the cart.
    std::string reason; ///< What was counted, against which setting.
};
[[nodiscard]] std::string_view fraudKindName(FraudFlag::Kind kind);

/// The flags of orders between two instants, in the order of time, then those of voids, cash and corrections: worked out of facts and the thresholds as they are set now.
/// `at` is now: what has not expired by then may still be taken up. Reads every order in between: for a report, not for a sale.
[[nodiscard]] std::vector<FraudFlag> fraudFlags(const Reader& shop, const SettingOwners& owners, TimeUs from, TimeUs to,
                                                TimeUs at);

} // namespace kontor
