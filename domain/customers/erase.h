#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/payments.pb.h"
#include "domain/schema/promotions.pb.h"

#include <functional>
#include <string>
#include <string_view>
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
    std::vector<schema::LineTax> taxes;           ///< their taxes
    std::vector<schema::LineDiscount> discounts;  ///< and discounts,
    std::vector<schema::OrderEvent> events;       ///< what became of them,
    std::vector<schema::ReceiptCopy> copies;      ///< how often they were printed again,
    std::vector<schema::MergedCart> mergedCarts;  ///< out of which carts they were made,
    std::vector<schema::Payment> payments;        ///< what was paid for them and went back, and for their account,
    std::vector<schema::CashRounding> roundings;  ///< how that was rounded,
    std::vector<schema::PaymentAttempt> attempts; ///< what a payment terminal was asked for,
    std::vector<schema::PaymentEvent> answers;    ///< and answered,
    std::vector<schema::PromotionUse> promotions; ///< and what promotions gave.
    std::vector<schema::StoredValue> values;      ///< Store credits and gift cards that are theirs,
    std::vector<schema::StoredValueEntry> valueEntries;  ///< and what happened to those.
    std::vector<schema::ParkedCart> parkedCarts;         ///< Without their words: those are below.
    std::vector<schema::Reservation> reservations;       ///< For their orders and parked carts.
    std::vector<schema::FreeWords> words;                ///< Labels and notes of those.
    std::vector<schema::PriceListAssignment> priceLists; ///< Theirs alone,
    std::vector<schema::Price> prices;                   ///< as these prices
    std::vector<schema::FurtherCode> codes;              ///< and these promotion codes.
    std::vector<schema::Erasure> erasures;

    /// Every row of it, by its kind.
    void each(const std::function<void(const google::protobuf::Message&)>& visit) const;
};
/// NotFound about "customer". Each in the order of ids.
[[nodiscard]] Result<CustomerData> readCustomerData(const Reader& shop, Id<schema::Customer> customer);

/// Whether people write what they like into this field ("PointsEntry.note") and an erasure leaves it: the shop's books need it, or it was
/// there before such words had parts of their own.
[[nodiscard]] bool keepsTypedWords(std::string_view field);
struct TypedWords {
    std::string field; ///< "PointsEntry.note"
    std::string text;
};
/// What of a person's data keeps such words: for whoever erases them to look through.
[[nodiscard]] std::vector<TypedWords> typedWords(const CustomerData& data);

} // namespace kontor
