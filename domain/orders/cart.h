#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/catalog/scan.h"
#include "domain/commands/command.h"
#include "domain/orders/shop_quote.h"
#include "domain/pricing/unit_ratio.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/settings.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

// The open cart of a terminal: LOCAL rows, one schema::Cart whose id is the terminal's, and its lines. The commands below run
// through the store like any other and return a commit that only keeps or drops local rows: nothing enters the journal, and
// the cart is durable before the screen shows it. What is taken out of it again is counted, and a fact in the end (cart_void.h).

inline constexpr std::size_t maxCartLines = 2000; ///< Its order, movements and payment fit one commit.

struct AddToCart {
    Id<schema::Variant> variant;
    Quantity quantity = Quantity::whole(1);
    std::optional<UnitPrice> openPrice = {}; ///< Keyed in, or from a label; such a line always is a line of its own.
    Id<schema::Unit> unit = {};              ///< What the quantity counts; nil: the product's unit.
    std::string label = {}; ///< That says the quantity or the price (ScanResult::label): a line of its own, as printed.
    std::string issues = {}; ///< The code of the gift card it sells: one of a service, at an open price.
    PrintedLot printed = {}; ///< The lot or piece that the code named (ScanResult::printed).
};
/// "add-to-cart"; SELL, with an open price what its product asks (open_price.h), RETURN_GOODS for a quantity below zero. The quantity goes to the line that
/// has the variant at the list's price in the same unit already; a line whose quantity becomes zero goes away. A price on a label is
/// nobody's open price; of goods sold by measure it is turned into the quantity it was made of, where one comes to just that.
/// A lot or piece that a code names is the line's; each has a line of its own, and a piece is there once.
/// Errors: lotOfCode's (inventory/line_lot.h), Conflict about "lot" for a piece that is in the cart already;
/// Invalid about "quantity" (zero), "price" (below zero; no price in the list), "product" (not published), "cart" (full), "code" (no gift
/// card's); Conflict about "code" when there is such a gift card; NotFound about "product".
[[nodiscard]] Result<Commit> addToCart(const Reader& shop, const Context& context, const Actor& actor,
                                       const AddToCart& input);

struct SetLineQuantity {
    Id<schema::CartLine> line;
    Quantity quantity; ///< Zero removes the line; below zero needs RETURN_GOODS.
};
[[nodiscard]] Result<Commit> setLineQuantity(const Reader& shop, const Context& context, const Actor& actor,
                                             const SetLineQuantity& input);

struct SetLinePrice {
    Id<schema::CartLine> line;
    std::optional<UnitPrice> price = {}; ///< Absent: back to the list's.
    /// Makes of a price below the list's a discount with a row of its own: the line keeps the list's price. Empty: none is given.
    std::string reason = {};
};
/// With a price what its product asks (open_price.h). Errors: Invalid about "price", "reason" (over 100 bytes), NotFound about "line".
[[nodiscard]] Result<Commit> setLinePrice(const Reader& shop, const Context& context, const Actor& actor,
                                          const SetLinePrice& input);

struct RemoveLine {
    Id<schema::CartLine> line;
};
[[nodiscard]] Result<Commit> removeLine(const Reader& shop, const Context& context, const Actor& actor,
                                        const RemoveLine& input);

struct SetCartCustomer {
    std::optional<Id<schema::Customer>> customer = {}; ///< Absent: nobody.
};
[[nodiscard]] Result<Commit> setCartCustomer(const Reader& shop, const Context& context, const Actor& actor,
                                             const SetCartCustomer& input);

struct SetCartCodes {
    std::vector<std::string> codes; ///< Of promotions, in the order they were given; each at most 60 bytes, at most 20.
};
/// "set-cart-codes"; SELL. Any code will do: whether it opens anything is said by CartView::refusedCodes, since it may begin to
/// while the cart grows. Errors: Invalid about "code".
[[nodiscard]] Result<Commit> setCartCodes(const Reader& shop, const Context& context, const Actor& actor,
                                          const SetCartCodes& input);

struct SetCartTender {
    std::string tender; ///< "cash": how it is going to be paid; empty: not known.
};
/// "set-cart-tender"; SELL. For promotions that ask. Errors: Invalid about "tender".
[[nodiscard]] Result<Commit> setCartTender(const Reader& shop, const Context& context, const Actor& actor,
                                           const SetCartTender& input);

struct SetCartNote {
    std::string note;                              ///< At most 500 bytes; empty: none.
    std::optional<Id<schema::CartLine>> line = {}; ///< Of a line; absent: of the whole.
};
/// "set-cart-note"; SELL. Errors: Invalid about "note", NotFound about "line".
[[nodiscard]] Result<Commit> setCartNote(const Reader& shop, const Context& context, const Actor& actor,
                                         const SetCartNote& input);

/// Of a line of an earlier order in the cart (returns, fulfils): whether that much is left, the cart's other lines counted.
[[nodiscard]] Result<Done> checkEarlier(const Reader& shop, const Context& context, const schema::CartLine& line);

/// "clear-cart"; SELL. An empty cart gives an empty commit; goods in it are a CartVoid (cart_void.h), the one thing of a cart that is
/// in the journal. Errors: Conflict about "paid" while a part of it is paid (cart_payment.h).
[[nodiscard]] Result<Commit> clearCart(const Reader& shop, const Context& context, const Actor& actor);

/// Drops the cart's rows in `commit`: clearing it, and selling it.
void dropCart(const Reader& shop, Id<schema::Terminal> terminal, Commit& commit);

struct CartLineView {
    explicit CartLineView(Currency currency) : discount(0, currency), total(0, currency), tax(0, currency) {}

    Id<schema::CartLine> line;
    Id<schema::Variant> variant;
    std::uint32_t ordinal = 0;
    std::string name;
    std::string sku;
    schema::ProductKind kind = schema::GOODS;
    Quantity quantity;
    Id<schema::Unit> unit;       ///< What the quantity counts; nil: the product's unit.
    Quantity stockQuantity;      ///< The same in the product's unit.
    std::string unitSymbol;      ///< "kg"; empty for pieces.
    std::string priceUnitSymbol; ///< What the unit price is per, where that is another: "100 g".
    std::string label;           ///< From a scale, that says the price or the quantity.
    UnitPrice unitPrice;
    UnitRatio perUnit;                      ///< One unit of the quantity costs so many unit prices.
    std::optional<Id<schema::Price>> price; ///< The price fact; absent: open price.
    std::optional<UnitPrice> reducedTo;     ///< By hand, for a reason: the price keyed in below unitPrice.
    std::vector<schema::Permission>
        priceNeeds; ///< Of an open price, or a reduced one: what whoever sells it has to be allowed.
    std::optional<UnitPrice> chargedPrice; ///< Where the customer's taxes make it another than unitPrice.
    Money discount;                        ///< Of all promotions, and by hand.
    std::vector<DiscountCharge> discounts;
    Money total;
    Money tax;
    std::uint32_t taxRatePpm = 0; ///< Of its only tax, if that is a plain percentage;
    std::string taxName;
    std::vector<schema::LineTax> taxes; ///< otherwise each of them, without id, order and line.
    Id<schema::OrderLine> returns;      ///< The line of an earlier order it takes back; nil: none.
    Id<schema::OrderLine> fulfils;      ///< The line of a placed order it hands over; nil: none.
    std::string issues;                 ///< The code of the gift card it sells.
    schema::LineDetails details;        ///< Note, and of what comes back why and in which condition.
    std::optional<Error>
        problem; ///< Why it cannot be sold as it stands (archived meanwhile, no price). Its total is then zero.
};

struct CartView {
    explicit CartView(Currency currency) : total(0, currency), tax(0, currency) {}

    Id<schema::Customer> customer; ///< Nil for nobody.
    std::vector<CartLineView> lines;
    Money total;
    Money tax;
    Quantity items;                 ///< Sum of the lines' quantities.
    std::vector<std::string> codes; ///< Of promotions, as given.
    std::string tender;
    Bytes draw; ///< See schema::Cart.
    std::vector<RefusedCode> refusedCodes;
    std::vector<GiftCharge> gifts; ///< What comes along for nothing.
    std::vector<UseCharge> uses;
    std::string note;
    std::vector<Id<schema::ParkedCart>> parked; ///< What it was recalled from.
    Id<schema::Order> placed;                   ///< The placed order it hands goods over of; nil: none.

    [[nodiscard]] bool isEmpty() const { return lines.empty(); }
    [[nodiscard]] bool isSellable() const; ///< There are lines and none has a problem.
};

/// The cart priced: a pure function of (cart, shop, at). Lines in the order in which they came. NotFound about "store".
/// `utcOffsetSeconds` is that of the till's wall clock at `at`, as in Context: promotions have hours.
[[nodiscard]] Result<CartView> readCart(const Reader& shop, Id<schema::Store> store, Id<schema::Terminal> terminal,
                                        TimeUs at, std::int32_t utcOffsetSeconds = 0);

} // namespace kontor
