#pragma once

#include "domain/journal/reader.h"
#include "domain/journal/row_type.h"
#include "domain/schema/journal.pb.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

/// Something merging could not decide, or the server had something to say about. Every replica that holds the same commits
/// and acceptances has the same ones; the shop goes on meanwhile.
struct ShopException {
    enum class Kind : std::uint8_t {
        DuplicateValue = 1,   ///< Several rows have one SKU, barcode …: the first of `rows` holds it.
        CategoryCircle = 2,   ///< A move put categories below each other: that of the first of `rows` does not count.
        FactClaimedTwice = 3, ///< One id, two contents: that of the first of `commits` stands.
        ForkedOrigin = 4, ///< Two folders went on with one origin; `subject` is the origin, `commits` the later branch.
        FlaggedCommit = 5,
        QuarantinedCommit = 6, ///< Its changes do not count; `dangling` refers to rows it would have made.
        PromotionOverrun = 7,  ///< More was taken from a campaign's budget, or a code used more often, than allowed.
        /// Rows of this device or the server's were not what the journal makes them; `detail` says what was done. Of this
        /// device, unlike all others: replicas do not share it.
        DamagedRows = 8,
        OverReturned = 9, ///< More of a line came back than was sold: two tills took it. `rows`: what came back.
        StoredValueOverspent = 10, ///< A gift card or store credit is below zero. `rows`: its entries.
        CartTakenTwice = 11,       ///< Two orders were made of one parked cart. `rows`: the orders.
        /// Money taken by card, or perhaps, and in no order; or an order paid by card whose payment is not captured, or was voided
        /// since. `rows`: the attempt.
        CardPaymentAdrift = 12,
        OverRefunded = 13,     ///< More was paid back of an order than was paid: two tills did. `rows`: the refunds.
        ShiftClosedTwice = 14, ///< A shift was counted and closed by two lives of one till. `rows`: the closings.
        /// What happened to a placed order on two tills cannot all have. `rows`: the events that cannot follow, or the sales of goods of
        /// an order that another till had cancelled; those are settled by taking the goods back.
        OrderDisputed = 15,
        /// One piece (a lot with option serial) left a location twice: two tills sold it. `rows`: the order lines that did. Settled by taking
        /// the wrong one back, or by a count or correction of the piece.
        SerialSoldTwice = 16,
        /// More points of a person were paid with than they had: tills that had not heard of each other. `rows`: the entries that took
        /// them. Settled by what they earn next, by a refund, or by `adjust-points`.
        PointsOverspent = 17,
        /// More of a placed order was handed over than was ordered, or more of its deposit used than was paid: tills that had not heard
        /// of each other. `rows`: the sales. Settled by taking goods back by one of their receipts, and by `pay-deposit` of the rest.
        PlacedOrderOverrun = 18,
        /// A transfer or purchase of which two tills took the same goods in. `rows`: the receipts. Settled by `undo-receipt` of one.
        ReceivedTwice = 20,
        /// Points that goods earned which came back, and which were spent meanwhile: what was had for them is with the customer, the
        /// money for the goods too. `rows`: the entries that spent and took them. Settled by what they earn next, or by `adjust-points`.
        PointsOwed = 21,
    };
    struct Row {
        std::uint32_t type = 0;
        RawId id;
        friend bool operator==(const Row&, const Row&) = default;
    };

    Kind kind = Kind::DuplicateValue;
    Bytes subject;           ///< What it is about, unique per kind.
    std::uint32_t type = 0;  ///< Of `rows`.
    std::uint32_t field = 0; ///< Of a duplicate value.
    Bytes value;             ///< Of a duplicate.
    std::vector<RawId> rows;
    std::vector<Bytes> commits; ///< Hashes: of the rows' claims, in their order; else of what it is about.
    Hlc effective;              ///< Since when.
    std::vector<schema::Reason> reasons;
    std::vector<Row> dangling; ///< At most 100.
    std::string detail = {};   ///< Of damaged rows.

    /// What a page goes on after.
    [[nodiscard]] Bytes key() const { return Bytes(1, static_cast<char>(kind)) + subject; }
};

/// The exceptions that are kept: duplicates, circles, facts claimed twice. What the server said of a commit is in its
/// acceptance and is read from there, so that it cannot differ from it.
namespace exceptions {

void create(Database& database);
void clear(Database& database);

[[nodiscard]] bool any(Database& database, ShopException::Kind kind);
void put(Database& database, const ShopException& exception);
void remove(Database& database, ShopException::Kind kind, BytesView subject);
void removeAll(Database& database, ShopException::Kind kind);

[[nodiscard]] Bytes subjectOf(std::uint32_t type, std::uint32_t field, BytesView value);
[[nodiscard]] Bytes subjectOf(std::uint32_t type, const RawId& row);

/// At most so many after a key (empty: from the first), by kind and subject.
[[nodiscard]] std::vector<ShopException> list(Database& database, BytesView after, std::size_t limit);
/// A line for each that is kept, as in the canonical dump.
void dump(Database& database, const std::function<void(std::string_view line)>& line);

} // namespace exceptions
} // namespace kontor
