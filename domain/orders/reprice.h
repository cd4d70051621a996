#pragma once

#include "domain/orders/shop_quote.h"
#include "domain/pricing/unit_ratio.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/promotions.pb.h"

#include <functional>
#include <string>
#include <vector>

namespace kontor {

/// An order as its facts say it.
struct StoredOrder {
    schema::Order order;
    std::vector<schema::OrderLine> lines;
    std::vector<schema::LineTax> taxes;
    std::vector<schema::LineDiscount> discounts;
    std::vector<schema::PromotionUse> uses;
};

/// Reads an order's facts. NotFound about "order".
[[nodiscard]] Result<StoredOrder> readStoredOrder(const Reader& shop, Id<schema::Order> order);

/// Prices a stored order again, by the shop as its author saw it, from what was put in: quantities, unit prices, customer, codes,
/// tender and time. Whether a list price is the right one is not asked here (domain/pricing/list_price.h).
/// Lines are those of the order but for gifts, by ordinal. Errors: as priceShopOrder; Invalid about "currency".
/// `goodsOf`: the variant and product of one of `order.lines`, for who has read them already.
using GoodsOfLine = std::function<LineGoods(const schema::OrderLine&)>;
[[nodiscard]] Result<ShopQuote> repriceOrder(const Reader& asTheAuthorSaw, const StoredOrder& order,
                                             const GoodsOfLine& goodsOf = {});
/// Reads them; what is not there is empty.
[[nodiscard]] LineGoods goodsOfLine(const Reader& shop, const schema::OrderLine& line);

/// Where an order says something else than it comes to.
struct PriceDifference {
    std::string what; ///< "line 2, total", "uses of promotion SUMMER".
    std::string detail;
};
[[nodiscard]] std::vector<PriceDifference> differences(const Reader& asTheAuthorSaw, const StoredOrder& order,
                                                       const ShopQuote& computed);

/// What was taken off a line by hand: discounts of no promotion.
[[nodiscard]] std::int64_t byHandMinor(const std::vector<schema::LineDiscount>& discounts,
                                       const schema::OrderLine& line);
/// What was keyed in for one of the line's quantity, where `byHandMinor` is the difference it made: not below `least` and not above
/// `most`, since what the line costs and what it would have cost were rounded.
struct KeyedIn {
    UnitPrice least;
    UnitPrice most;
};
[[nodiscard]] KeyedIn keyedIn(const schema::OrderLine& line, std::int64_t byHandMinor);

/// One unit of the line's quantity costs so many of its unit prices; 1 for what makes no sense.
[[nodiscard]] UnitRatio pricePerUnit(const schema::OrderLine& line);

} // namespace kontor
