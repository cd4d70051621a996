#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/payments/tender.h"
#include "domain/schema/customers.pb.h"

#include <optional>
#include <vector>

namespace kontor {

struct PayAccount {
    Id<schema::Customer> customer;
    std::optional<Money> cash = {};   ///< As it was handed over; below zero: paid out to the customer.
    std::vector<Tender> tenders = {}; ///< What is not cash.
};
/// "pay-account"; SELL. A customer pays what they owe, or a part of it, in the store's currency: payments without an order, and what
/// takes it from the account. It is in the shift that is open, or the next where none is, and in no sum of sales. Cash is in coins
/// there are; who pays all they owe pays the coins next to it, and the rounding is in the payment's details, not in the account.
/// What the shop owes, where goods came back whose account was paid meanwhile, goes back in cash: RETURN_GOODS.
/// Errors: those of checkTenders; NotFound about "customer"; Invalid about "amount" when it is nothing or more than is owed, "methods"
/// for an account paid on account, or paid out otherwise than in cash.
[[nodiscard]] Result<Commit> payAccount(const Reader& shop, const Context& context, const Actor& actor,
                                        const PayAccount& input);

} // namespace kontor
