#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/inventory/lot.h"
#include "domain/schema/purchasing.pb.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// What is bought: ordered once and never changed, received in as many parts as it comes, closed when the rest does not come. What is
// still to come follows from the facts.

struct OrderGoods {
    Id<schema::Supplier> supplier;
    Id<schema::Location> location = {}; ///< Nil: where the store sells from.
    struct Line {
        Id<schema::Variant> variant;
        Quantity quantity;                  ///< Above zero.
        std::optional<UnitPrice> cost = {}; ///< Of one, in the supplier's currency; absent: the supplier's.
    };
    std::vector<Line> lines;
    std::string number = {};             ///< Empty: made, "P-K7Q2-3F08A1C2".
    std::optional<TimeUs> expected = {}; ///< Absent: by the supplier's lead time, if there is one.
    std::string note = {};
};
/// "order-goods"; ADJUST_STOCK. The commit's mainId is the order's. Errors: NotFound about "supplier", "product", "location"; Invalid
/// about "lines" (none, more than 500), "quantity" (not the supplier's pack or least), "cost" (not known), "product" (no goods, or a
/// bundle), "number"; Conflict about "number" when an order has it.
[[nodiscard]] Result<Commit> orderGoods(const Reader& shop, const Context& context, const Actor& actor,
                                        const OrderGoods& input);

struct ReceiveGoods {
    Id<schema::PurchaseOrder> order;
    struct Line {
        std::uint32_t line = 0;                     ///< Its place in the order, from 0. Of several lots once for each.
        Quantity quantity;                          ///< Above zero; more than was ordered is received as it came.
        std::optional<NewLot> lot = {};             ///< Needed for goods with lots.
        std::optional<std::int64_t> costMinor = {}; ///< Of all of it, by the bill; absent: by the order's price.
    };
    std::vector<Line> lines = {}; ///< None: all that is still to come, of goods without lots.
    std::int64_t landedMinor = 0; ///< Freight, duty: shared by value over the lines. In the store's currency.
    std::string reference = {};   ///< The delivery note's number.
    std::string note = {};
};
/// "receive-goods"; ADJUST_STOCK. Movements come in with what they really cost: price and their share of `landedMinor`.
/// Errors: NotFound about "order", "line"; Conflict about "order" when it is closed or all is there; Invalid about "lines", "quantity",
/// "cost", "landed", "lot", "rate" (in another currency, without an exchange rate); those of takeIn.
[[nodiscard]] Result<Commit> receiveGoods(const Reader& shop, const Context& context, const Actor& actor,
                                          const ReceiveGoods& input);

struct ClosePurchase {
    Id<schema::PurchaseOrder> order;
    std::string reason = {};
};
/// "close-purchase"; ADJUST_STOCK. The rest is not coming. Errors: NotFound, Conflict about "order"; Invalid about "reason".
[[nodiscard]] Result<Commit> closePurchase(const Reader& shop, const Context& context, const Actor& actor,
                                           const ClosePurchase& input);

struct AddLandedCost {
    Id<schema::PurchaseReceipt> receipt;
    std::string what;             ///< "freight"
    std::int64_t amountMinor = 0; ///< In the store's currency; below zero: a rebate.
};
/// "add-landed-cost"; ADJUST_STOCK. Billed after the goods came: shared by value over the receipt's lines, in the cost of what is left
/// of them from now on. Errors: NotFound about "receipt"; Conflict about "receipt" when it is undone; Invalid about "what", "amount".
[[nodiscard]] Result<Commit> addLandedCost(const Reader& shop, const Context& context, const Actor& actor,
                                           const AddLandedCost& input);

struct PurchaseView {
    schema::PurchaseOrder order;
    std::vector<Quantity> received;                ///< By line.
    std::vector<schema::PurchaseReceipt> receipts; ///< Without those that were undone.
    bool closed = false;
    [[nodiscard]] Quantity stillToCome(std::size_t line) const; ///< Zero or more.
    [[nodiscard]] bool isOpen() const;
};
/// NotFound about "order".
[[nodiscard]] Result<PurchaseView> readPurchase(const Reader& shop, Id<schema::PurchaseOrder> order);
/// By number. NotFound about "order".
[[nodiscard]] Result<PurchaseView> findPurchase(const Reader& shop, std::string_view number);
/// For a location, the newest first; those ordered in the two years before `at`. `open`: only those with goods still to come.
[[nodiscard]] std::vector<PurchaseView> purchasesFor(const Reader& shop, Id<schema::Location> location, TimeUs at,
                                                     bool open);

/// Shares an amount in proportion to weights, in whole minor units that add up to it; by equal parts where all weights are zero.
/// Source: telescoping sums; halves go away from zero.
[[nodiscard]] std::vector<std::int64_t> sharesOf(std::int64_t amount, const std::vector<std::int64_t>& weights);

} // namespace kontor
