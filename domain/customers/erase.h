#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/payments.pb.h"
#include "domain/schema/promotions.pb.h"

#include <string>
#include <vector>

namespace kontor {

struct EraseCustomer {
    Id<schema::Customer> customer;
    std::string reason; ///< "asked for on 3 May"; needed.
};
/// "erase-customer"; EDIT_CUSTOMERS and MANAGE_SETTINGS, since nothing brings it back. Every personal part of theirs is dropped here and on
/// every machine it reaches, also parts that come later; of all rows that are the same person; labels and notes of their carts and orders,
/// and of others' that name them (free_words.h). Their number and what they bought stay: they are the shop's books. Errors: NotFound about "customer"; Conflict about "customer" when it is done already; Invalid
/// about "reason".
[[nodiscard]] Result<Commit> eraseCustomer(const Reader& shop, const Context& context, const Actor& actor,
                                           const EraseCustomer& input);
[[nodiscard]] bool isErased(const Reader& shop, Id<schema::Customer> customer);

/// All there is about a person, for who asks for it.
struct CustomerData {
    std::vector<schema::Customer> rows; ///< The one that stands for them first.
    std::vector<schema::CustomerNote> notes;
    std::vector<schema::Consent> consents;
    std::vector<schema::Order> orders;
    std::vector<schema::PointsEntry> points;
    std::vector<schema::AccountEntry> account;
    std::vector<schema::OrderLine> lines;         ///< Of the orders,
    std::vector<schema::Payment> payments;        ///< what was paid for them and went back, and for their account,
    std::vector<schema::PromotionUse> promotions; ///< and what promotions gave.
    std::vector<schema::StoredValue> values;      ///< Store credits and gift cards that are theirs,
    std::vector<schema::StoredValueEntry> valueEntries; ///< and what happened to those.
    std::vector<schema::ParkedCart> parkedCarts;        ///< Without their words: those are below.
    std::vector<schema::Reservation> reservations;      ///< For their orders and parked carts.
    std::vector<schema::FreeWords> words;               ///< Labels and notes of those.
};
/// NotFound about "customer". Each in the order of ids.
[[nodiscard]] Result<CustomerData> readCustomerData(const Reader& shop, Id<schema::Customer> customer);

} // namespace kontor
