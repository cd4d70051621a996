#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/payments.pb.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kontor {

struct SettingOwners;

[[nodiscard]] std::string_view methodName(schema::PaymentMethod method); ///< "gift-card"
[[nodiscard]] std::optional<schema::PaymentMethod> methodByName(std::string_view name);
/// Whether a till takes it: setting payments.methods.
[[nodiscard]] bool isTaken(const Reader& shop, const SettingOwners& owners, schema::PaymentMethod method);

/// A payment that is not cash. Only cash gives change: none of these is more than what is due.
struct Tender {
    schema::PaymentMethod method = schema::CARD;
    Money amount; ///< What it settles, above zero. Of a CARD below zero: the refund at the payment terminal.
    std::int64_t tipMinor = 0;               ///< On top of it; of a card only.
    std::string code = {};                   ///< Of a gift card or store credit.
    Id<schema::PaymentAttempt> attempt = {}; ///< Of a card: what the payment terminal authorised or captured.
    std::string reference = {};              ///< Of a cheque or voucher: its number.
    std::int64_t points = 0; ///< Of LOYALTY_POINTS: how many, where somebody claims it; 0: as many as it takes.
};

/// Checks what pays an order: that each kind is taken here, that its money is there, and that together they are no more than `due`.
/// Returns their sum.
///
/// - CARD: its attempt holds just amount and tip, and pays for nothing else.
/// - GIFT_CARD, STORE_CREDIT: spendable() covers it, all tenders of one card together.
/// - ON_ACCOUNT: the order has a customer, who then owes no more than account.limit, or MANAGE_TILL.
/// - VOUCHER, CHEQUE: a number.
/// - LOYALTY_POINTS: whole points of the customer make just the amount, and they have them; one of these for an order.
/// Errors: Invalid about "payments", "methods", "tip", "reference", "customer", "limit", "code", "points"; Conflict about "attempt",
/// "balance".
[[nodiscard]] Result<Money> checkTenders(const Reader& shop, const Context& context, const Actor& actor,
                                         std::span<const Tender> tenders, Id<schema::Customer> customer, Money due);

/// What checkTenders says of the tip alone, where `due` is the whole sale. Errors: Invalid about "tip".
[[nodiscard]] Result<Done> checkTip(const Reader& shop, const SettingOwners& owners, const Tender& tender, Money due);

/// Writes the payment of each and what moves with it. Without an order it pays what `customer` owes.
void insertTenders(const Reader& shop, const Context& context, std::span<const Tender> tenders,
                   Id<schema::Customer> customer, const Bytes& order, Commit& commit);

/// What a customer owes. Errors: NotFound about "customer".
[[nodiscard]] Result<Money> owedBy(const Reader& shop, Id<schema::Customer> customer, Currency currency);

} // namespace kontor
