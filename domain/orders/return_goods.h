#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/orders.pb.h"

#include <string>
#include <string_view>
#include <vector>

namespace kontor {

struct SettingOwners;

struct AddReturn {
    Id<schema::OrderLine> line; ///< Of a sale here.
    Quantity quantity;          ///< Above zero, at most what is left of it.
    schema::ReturnCondition condition = schema::RESTOCKED;
    std::string reason = {}; ///< At most 100 bytes.
};
/// "add-return"; RETURN_GOODS, MANAGE_TILL after returns.days. Puts goods that come back into the open cart, at what they were sold
/// for; with goods that go out in the same cart it is an exchange. `sell` settles it.
/// Errors: NotFound about "line"; Invalid about "quantity" (more than is left), "line" (no sale's), "reason", "returns.days";
/// Conflict about "balance" when a gift card that comes back is used.
[[nodiscard]] Result<Commit> addReturn(const Reader& shop, const Context& context, const Actor& actor,
                                       const AddReturn& input);

/// Whether a gift card sold with a line can be taken back: what it was sold for is still on it, and no more than this till may take of
/// it now (spendable()), or by whom may manage-till. Conflict about "balance"; Denied about "stored-value.day-cap"; Invalid about "code".
[[nodiscard]] Result<Done> checkCardComesBack(const Reader& shop, const Context& context, const Actor& actor,
                                              const schema::OrderLine& sold);

/// Whether what was sold then is taken back at an instant: within returns.days, or by whom may manage-till. Invalid about "returns.days".
[[nodiscard]] Result<Done> checkReturnDays(const Reader& shop, const SettingOwners& owners, const Actor& actor,
                                           const schema::Order& sold, TimeUs at);

/// A line of an order as somebody who brings goods back sees it.
struct ReturnableLine {
    schema::OrderLine line;
    Quantity returned; ///< So far.
};
/// In their places. NotFound about "order".
[[nodiscard]] Result<std::vector<ReturnableLine>> returnableLines(const Reader& shop, Id<schema::Order> order);

/// Orders by the number on the receipt, as printed.
[[nodiscard]] std::vector<schema::Order> ordersByReceipt(const Reader& shop, std::string_view receipt);
/// By the last digits of the card they were paid with, the newest first, at most `limit`.
[[nodiscard]] std::vector<schema::Order> ordersByCard(const Reader& shop, std::string_view lastFour, std::size_t limit);

} // namespace kontor
