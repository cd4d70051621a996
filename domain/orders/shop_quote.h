#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/pricing/tax_tables.h"
#include "domain/promotions/offer.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/orders.pb.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

// Between the shop and the pricing engine: an order with its products and unit prices in, what each line comes to in minor units
// out. The cart on the till, the sale, the server's review and a replay years later all go through priceShopOrder.

/// A line with its unit price, which is the list's or was keyed in.
struct ShopLine {
    schema::Variant variant;
    schema::Product product;
    Quantity quantity;
    Rational unitPriceE4;         ///< Ten-thousandths of a minor unit for one unit of the quantity; zero or more.
    std::int64_t byHandMinor = 0; ///< Taken off the line before any promotion; of its sign, at most all of it.
    std::string byHandReason = {};
};

struct ShopOrder {
    Id<schema::Store> store;
    Currency currency;
    Id<schema::Customer> customer; ///< Nil: nobody known.
    TimeUs at = 0;
    std::int32_t utcOffsetSeconds = 0; ///< Of the till's wall clock, for schedules.
    std::vector<std::string> codes;    ///< As given.
    std::string tender;                ///< "cash"; empty: not known yet.
    Bytes draw;                        ///< What stands for the order before it has an id; empty: nobody asked.
    bool isPromoted = true;            ///< False for sales of another system, which bring their own prices.
    std::vector<ShopLine> lines;
};

struct TaxCharge {
    const ChargedTax* tax = nullptr;
    std::int64_t baseMinor = 0;
    std::int64_t amountMinor = 0;
};

[[nodiscard]] schema::LineTax taxRow(const TaxCharge& tax); ///< Without id, order and line.

struct DiscountCharge {
    Id<schema::Promotion> promotion; ///< Nil: somebody by hand.
    std::string name;                ///< By hand: the reason.
    std::int64_t amountMinor = 0;    ///< Of the line's sign.
};

/// What a line comes to, in minor units of the order's currency.
struct LineCharge {
    std::optional<std::int64_t> unitPriceE4; ///< Charged, where the customer's taxes make it another than the line's.
    std::int64_t discountMinor = 0;
    std::int64_t totalMinor = 0; ///< With all taxes.
    std::int64_t taxMinor = 0;
    std::vector<TaxCharge> taxes;
    std::vector<DiscountCharge> discounts;

    /// Its only tax, if the line's row can hold it.
    [[nodiscard]] const ChargedTax* plainTax() const
    {
        return taxes.size() == 1 && taxes.front().tax->ratePpm ? taxes.front().tax : nullptr;
    }
};

/// What an order writes down about a promotion that has a budget or was opened by a code of a batch.
struct UseCharge {
    Id<schema::Promotion> promotion;
    Id<schema::Campaign> campaign; ///< Nil: none with a budget.
    Id<schema::FurtherCode> code;  ///< Nil: its own code, or none.
    std::int64_t uses = 0;         ///< 1; -1 where goods come back.
    std::int64_t amountMinor = 0;
};

/// Something that comes along for nothing.
struct GiftCharge {
    Id<schema::Promotion> promotion;
    std::string name;
    std::string sku;
    Quantity quantity;
    std::string goodsName = {}; ///< For the screen; readCart fills it in.
};

struct LineGoods {
    schema::Variant variant;
    schema::Product product;
};
/// The goods of a gift; nothing when the shop has none by that SKU, or does not sell them any more.
[[nodiscard]] std::optional<LineGoods> giftGoods(const Reader& shop, const GiftCharge& gift);

struct RefusedCode {
    std::string code;
    Refusal reason = Refusal::CodeUnknown;
};

/// A priced order. Keeps what it was priced by, so that it can be explained.
struct ShopQuote {
    std::vector<LineCharge> lines; ///< As in the order.
    std::int64_t totalMinor = 0;
    std::int64_t taxMinor = 0;
    std::vector<UseCharge> uses;
    std::vector<GiftCharge> gifts;
    std::vector<RefusedCode> refusedCodes;

    QuoteRequest request;
    Quote quote;
    std::shared_ptr<const TaxTables> taxes;
    std::shared_ptr<const Offer> offer; ///< What `request` borrows its promotions from.
    /// Of an order in which goods go out and others come back without their receipt: `request` and `quote` are of what goes out, and
    /// these of what comes back.
    std::shared_ptr<const ShopQuote> comesBack = nullptr;
};

/// Prices an order as a pure function of the shop at `order.at`: taxes and promotions are those whose rows `shop` has.
///
/// Goods that come back (a quantity below zero) are worth what they would have cost with the promotions of the day, whether something
/// is bought beside them or not; codes of the order open nothing for them then.
///
/// Errors: Invalid about "price" (below zero, or a line beyond its bounds), "discount" (by hand more than the line costs), "quantity" (zero, or too much). A tax or promotion row that makes
/// no sense is passed over, never an error: the shop goes on selling.
[[nodiscard]] Result<ShopQuote> priceShopOrder(const Reader& shop, const ShopOrder& order);

} // namespace kontor
