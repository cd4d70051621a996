#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"

#include <string>
#include <vector>

namespace kontor {

// Goods go from one location to another in two steps. What was sent leaves at once, what arrives comes in when somebody receives it, in
// as many parts as it comes; what does not come is given up by whoever received the rest. Sent = received + missing + on the way,
// unless more arrived than was sent.

struct SendStock {
    Id<schema::Location> from = {}; ///< Nil: where the store sells from. Of the store it is done in.
    Id<schema::Location> to;        ///< Any store's.
    struct Line {
        Id<schema::Variant> variant;
        Quantity quantity; ///< Above zero.
        Id<schema::Lot> lot = {};
    };
    std::vector<Line> lines;
    std::string note = {};
};
/// "send-stock"; ADJUST_STOCK. The commit's mainId is the transfer's. Each line takes along what it cost where it was.
/// Errors: Invalid about "lines" (none, more than 200, one twice), "quantity", "lot" (missing for goods with lots), "to" (the same
/// location), "product"; Conflict about "stock" when there is less and stock.allow-negative is false; NotFound about "location",
/// "product", "lot"; placeOfWork's.
[[nodiscard]] Result<Commit> sendStock(const Reader& shop, const Context& context, const Actor& actor,
                                       const SendStock& input);

struct ReceiveStock {
    Id<schema::StockTransfer> transfer;
    struct Line {
        std::uint32_t line = 0; ///< Its place in the transfer, from 0.
        Quantity received;      ///< Zero or more; above what is on the way: more came than was sent.
        Quantity missing = {};  ///< Zero or more, given up.
    };
    std::vector<Line> lines = {}; ///< None: all that is still on the way has come.
    bool isAll = false;           ///< What is on the way after it is missing.
    std::string note = {};
};
/// "receive-stock"; ADJUST_STOCK. At the store of the location it goes to.
/// Errors: NotFound about "transfer", "line", "location"; Conflict about "transfer" when nothing of it is on the way; Invalid about
/// "quantity", "missing" (more than is on the way), "lines"; storeOfWork's.
[[nodiscard]] Result<Commit> receiveStock(const Reader& shop, const Context& context, const Actor& actor,
                                          const ReceiveStock& input);

struct TransferView {
    schema::StockTransfer transfer;
    struct Line {
        Quantity sent;
        Quantity received;
        Quantity missing;
        [[nodiscard]] Quantity onTheWay() const; ///< Zero or more.
    };
    std::vector<Line> lines;
    [[nodiscard]] bool isOpen() const;
};
/// NotFound about "transfer".
[[nodiscard]] Result<TransferView> readTransfer(const Reader& shop, Id<schema::StockTransfer> transfer);
/// To a location, the newest first; `open`: only those with goods on the way.
[[nodiscard]] std::vector<TransferView> transfersTo(const Reader& shop, Id<schema::Location> location, bool open);

/// What goods that were sent from a location are worth that are at none at an instant, in minor units, at what they cost where they
/// left.
struct SentValue {
    std::int64_t onTheWayMinor = 0;
    std::int64_t missingMinor = 0; ///< Given up.
};
/// Reads every transfer: for a report.
[[nodiscard]] SentValue sentValueAt(const Reader& shop, Id<schema::Location> from, TimeUs at);

/// cost × upTo / whole less the same of what came before: the parts add up to it, whatever their number. Halves go up.
[[nodiscard]] std::int64_t costShare(std::int64_t cost, Quantity before, Quantity part, Quantity whole);

} // namespace kontor
