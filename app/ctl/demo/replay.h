#pragma once

#include "app/ctl/demo/demo_clock.h"
#include "app/import/number_plan.h"
#include "domain/orders/cart.h"
#include "domain/schema/identity.pb.h"
#include "storage/store.h"

#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace kontor {

/// Sells a till's share of a file through the commands that the sell page runs: lines into the cart one by one at their open
/// price, then cash. Goods at price 0 are adjustments of stock.
///
/// How far it has come is read from the shop's own tables (numbers of orders and movements, lines in the open cart), so a till
/// that was killed goes on at the very line where it stopped.
class Replay
{
public:
    /// What it tells while it runs, on the thread that runs it. All may be empty.
    struct Listener {
        std::function<void(std::size_t index)> numberBegins;
        /// A line is in the cart: `line` of `lines`, from 1.
        std::function<void(std::size_t index, std::size_t line, std::size_t lines)> lineAdded;
        std::function<void(std::size_t index, const Committed& committed, std::int64_t commitUs)> committed;
    };
    /// What was there when it began.
    struct Found {
        std::size_t numbersDone = 0; ///< Of the share.
        std::size_t cartLines = 0;   ///< Of the number it goes on with.
    };

    /// Share `share` of `shares`: every number whose place in the file leaves that remainder.
    Replay(Store& store, const SalesFile& file, DemoClock& clock, Id<schema::Staff> staff, std::size_t share,
           std::size_t shares);

    /// Empties an open cart whose number has been sold: it was in a backup. Before prepare.
    [[nodiscard]] Result<Done> dropSoldCart();
    /// Errors: NotFound about a code the shop does not have; Conflict about "cart" when the open cart is not a beginning of the
    /// number it belongs to.
    [[nodiscard]] Result<Found> prepare();
    /// Until the share is done. Errors: of the commands; the message names the number.
    [[nodiscard]] Result<Done> run(const Listener& listener);

    [[nodiscard]] std::size_t size() const { return m_numbers.size(); }
    [[nodiscard]] const SalesNumber& number(std::size_t index) const { return *m_numbers[index]; }
    [[nodiscard]] Id<schema::Variant> variantOf(const SalesRow& row) const { return m_variants.at(row.code); }

private:
    [[nodiscard]] Result<Done> findVariants(const Reader& shop);
    void findDone(const Reader& shop);
    [[nodiscard]] Result<std::size_t> findCart(const Reader& shop) const;
    [[nodiscard]] bool isOrderDone(const SalesNumber& number, const NumberPlan& plan) const;
    [[nodiscard]] bool areMovementsDone(const SalesNumber& number, const NumberPlan& plan) const;
    [[nodiscard]] Result<Done> fillCart(std::size_t index, const NumberPlan& plan, const Listener& listener);
    [[nodiscard]] Result<Done> setCustomer(const NumberPlan& plan, const CartView& cart);
    [[nodiscard]] Result<Done> sellCart(std::size_t index, const Listener& listener);
    [[nodiscard]] Result<Done> moveStock(std::size_t index, const NumberPlan& plan, const Listener& listener);
    [[nodiscard]] Result<CartView> cart(const Reader& shop) const;

    Store& m_store;
    const SalesFile& m_file;
    DemoClock& m_clock;
    Id<schema::Staff> m_staff;
    ShopZone m_zone{demoZone};
    std::vector<const SalesNumber*> m_numbers;
    std::unordered_map<std::uint32_t, Id<schema::Variant>> m_variants;
    std::unordered_map<std::uint32_t, Id<schema::Customer>> m_customers;
    std::unordered_set<std::string> m_ordersDone;
    std::unordered_set<std::string> m_movementsDone;
    std::size_t m_cartLines = 0; ///< Of the first number that is not done.
};

} // namespace kontor
