#pragma once

#include "domain/inventory/known_cost.h"
#include "domain/orders/cart.h"
#include "domain/schema/orders.pb.h"

#include <map>
#include <optional>

namespace kontor {

/// What the goods of a sale's lines had cost, as this till knows it when it sells: OrderLine.cost_e4.
///
/// Goods that leave: SaleCosts of what the line takes out of the stock; of a bundle the sum of its parts, nothing when one of them is not
/// known. Goods that come back by their receipt: the share of what they left with, telescoping as their price; of what is thrown away
/// nothing comes back, 0. Goods without a receipt: what one costs now. What is no goods has no cost.
class LineCosts
{
public:
    LineCosts(const Reader& shop, Id<schema::Location> location, CostMethod method)
        : m_shop(shop),
          m_leaving(shop, location, method)
    {}
    [[nodiscard]] std::optional<std::int64_t> of(const CartLineView& line);
    /// Of goods that are given along.
    [[nodiscard]] std::optional<std::int64_t> of(Id<schema::Variant> variant, Quantity quantity);

private:
    [[nodiscard]] std::optional<std::int64_t> comingBack(const CartLineView& line);

    const Reader& m_shop;
    SaleCosts m_leaving;
    std::map<RawId, std::int64_t> m_back; ///< Of earlier lines, by lines of this sale.
};

} // namespace kontor
