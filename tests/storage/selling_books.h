#pragma once

#include "domain/journal/reader.h"
#include "domain/orders/order_state.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/shift.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/promotions.pb.h"
#include "domain/schema/shifts.pb.h"
#include "support/shop_fixture.h"

#include <rapidcheck.h>

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace kontor::test {

/// What a till's shifts should come to, counted beside them by what was done and not by what was written.
class SellingBooks
{
public:
    explicit SellingBooks(Id<schema::Terminal> till) : m_till(till) {}

    void opened(const Reader& shop, std::int64_t floatMinor)
    {
        m_float = floatMinor;
        m_moved = 0;
        if (!m_everOpened) { // What was taken before is in no shift.
            m_before = cashIn(shop);
            m_unshifted.clear();
        }
        m_everOpened = true;
    }
    void movedOut(std::int64_t minor) { m_moved -= minor; }
    void sold(Id<schema::Order> order) { m_unshifted.insert(order.raw); }

    /// What should be in the drawer of the open shift.
    [[nodiscard]] std::int64_t expected(const Reader& shop) const
    {
        return m_float + m_moved + cashIn(shop) - m_before;
    }

    /// A Z was made: whether its drawer holds what went in, and no order was left out or is in it twice.
    void closed(const Reader& shop, Id<schema::ShiftClosing> id)
    {
        const auto closing = shop.get(id).value();
        RC_ASSERT(closing.expected().minor() == expected(shop));
        m_before = cashIn(shop);
        std::set<RawId> in;
        eachOrderOf(shop, closing,
                    [&](const schema::Order& order) { RC_ASSERT(in.insert(RawId::of(order.id())).second); });
        RC_ASSERT(in == m_unshifted);
        m_unshifted.clear();
    }

    void check(const Reader& shop) const
    {
        checkPerpetual(shop);
        checkPeriods(shop);
        checkCodes(shop);
        checkPlaced(shop);
        std::map<Bytes, std::set<std::uint64_t>> numbers;
        std::map<Bytes, std::int64_t> lines;
        std::map<Bytes, std::int64_t> taxes;
        for (const auto& line : shop.all<schema::OrderLine>()) {
            lines[line.order()] += line.total_minor();
            taxes[line.order()] += line.tax_minor();
        }
        for (const auto& order : shop.all<schema::Order>()) {
            RC_ASSERT(order.total().minor() == lines[order.id()]);
            RC_ASSERT(order.tax().minor() == taxes[order.id()]);
            if (order.has_series())
                RC_ASSERT(numbers[order.series()].insert(order.number()).second);
        }
        for (const auto& [series, met] : numbers) { // Without gaps from 1.
            RC_ASSERT(*met.begin() == std::uint64_t(1));
            RC_ASSERT(*met.rbegin() == static_cast<std::uint64_t>(met.size()));
        }
    }

    /// What is there is what went out and came back, scrap aside.
    static void checkStock(const Reader& shop, const std::vector<Id<schema::Variant>>& goods,
                           Id<schema::Location> location)
    {
        std::map<Bytes, std::int64_t> left;
        for (const auto& order : shop.all<schema::Order>()) {
            if (order.training() || isPlaced(order.kind()))
                continue;
            for (const auto& line : shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order.id()))
                if (line.details().condition() != schema::SCRAPPED)
                    left[line.variant()] -= line.quantity();
        }
        for (const auto& variant : goods)
            RC_ASSERT(shop.stockLevel(variant, location).thousandths == left[variant.string()]);
    }

private:
    /// No code was used more often than it may be.
    static void checkCodes(const Reader& shop)
    {
        std::map<Bytes, std::int64_t> uses;
        for (const auto& use : shop.all<schema::PromotionUse>())
            uses[use.code()] += use.uses();
        for (const auto& code : shop.all<schema::FurtherCode>())
            if (code.has_limit())
                RC_ASSERT(uses[code.id()] <= code.limit());
    }
    /// A deposit paid for goods of its order and for nothing else; of what is cancelled nothing went out after that; and whose goods
    /// went out has its codes used.
    static void checkPlaced(const Reader& shop)
    {
        std::map<Bytes, std::int64_t> handedOver; // By sale: what goods of placed orders came to in it.
        for (const auto& line : shop.all<schema::OrderLine>())
            if (line.has_fulfils())
                handedOver[line.order()] += line.total_minor();
        std::map<Bytes, std::int64_t> deposits;
        for (const auto& payment : shop.all<schema::Payment>())
            if (payment.method() == schema::DEPOSIT)
                deposits[payment.order()] += payment.amount().minor();
        for (const auto& [sale, minor] : deposits)
            RC_ASSERT(minor <= handedOver[sale]);
        std::set<Bytes> givenBack;
        for (const auto& use : shop.all<schema::PromotionUse>())
            if (use.uses() < 0)
                givenBack.insert(use.order());
        for (const auto& order : shop.all<schema::Order>()) {
            if (!order.has_placed())
                continue;
            RC_ASSERT(handedOver.contains(order.id())); // It is of an order because goods of it are in it.
            const auto made = shop.keyOfFact(order, RawId::of(order.id())).value();
            for (const auto& event : orderHistory(shop, Id<schema::Order>(order.placed())).events)
                if (event.state() == schema::ORDER_CANCELLED)
                    RC_ASSERT(made < shop.keyOfFact(event, RawId::of(event.id())).value());
            if (!isPlaced(order.kind()))
                for (auto from = shop.get(Id<schema::Order>(order.placed())); from;
                     from = from->has_placed() ? shop.get(Id<schema::Order>(from->placed())) : std::nullopt)
                    RC_ASSERT(!givenBack.contains(from->id()));
        }
    }
    void checkPerpetual(const Reader& shop) const
    {
        std::uint64_t number = 0;
        std::int64_t sales = 0;
        std::int64_t returns = 0;
        std::uint64_t orders = 0;
        for (const auto& closing : closingsOf(shop, m_till)) {
            ++number;
            RC_ASSERT(closing.number() == number);
            RC_ASSERT(closing.bad_count() == std::uint64_t(0));
            sales += closing.sums().sales_minor();
            returns += closing.sums().returns_minor();
            orders += closing.sums().sales() + closing.sums().returns();
            RC_ASSERT(closing.perpetual_sales_minor() == sales);
            RC_ASSERT(closing.perpetual_returns_minor() == returns);
            RC_ASSERT(closing.perpetual_orders() == orders);
        }
    }
    /// A day or month that was closed is the sum of its shifts, none of which began after it.
    void checkPeriods(const Reader& shop) const
    {
        std::map<schema::PeriodKind, std::set<std::uint64_t>> numbers;
        for (const auto& period : shop.all<schema::PeriodClosing>()) {
            RC_ASSERT(numbers[period.kind()].insert(period.number()).second);
            std::int64_t sales = 0;
            std::int64_t returns = 0;
            std::uint64_t orders = 0;
            for (const auto& closing : closingsOf(shop, m_till)) {
                const auto day = closing.business_date();
                if ((period.kind() == schema::PERIOD_DAY ? day : day / 100) != period.period())
                    continue;
                RC_ASSERT(closing.number() >= period.first_closing());
                RC_ASSERT(closing.number() <= period.last_closing());
                sales += closing.sums().sales_minor();
                returns += closing.sums().returns_minor();
                orders += closing.sums().sales() + closing.sums().returns();
            }
            RC_ASSERT(period.sums().sales_minor() == sales);
            RC_ASSERT(period.sums().returns_minor() == returns);
            RC_ASSERT(period.sums().sales() + period.sums().returns() == orders);
        }
        for (const auto& [kind, met] : numbers)
            RC_ASSERT(*met.rbegin() == met.size());
    }
    /// Coins and notes of the shop's own that all payments put into the drawer: of foreign ones only the change.
    std::int64_t cashIn(const Reader& shop) const
    {
        std::set<Bytes> elsewhere; // Of practice, and of other tills.
        for (const auto& order : shop.all<schema::Order>())
            if (order.training() || order.terminal() != m_till.bytes())
                elsewhere.insert(order.id());
        std::int64_t sum = 0;
        for (const auto& payment : shop.all<schema::Payment>()) {
            if (payment.method() != schema::CASH)
                continue;
            const bool isAlone = payment.details().has_terminal();
            if (isAlone ? payment.details().terminal() != m_till.bytes() : elsewhere.contains(payment.order()))
                continue;
            sum += payment.has_foreign() ? -payment.change().minor() : payment.amount().minor();
        }
        return sum;
    }

    Id<schema::Terminal> m_till;
    bool m_everOpened = false;
    std::int64_t m_float = 0;
    std::int64_t m_moved = 0;
    std::int64_t m_before = 0; ///< Cash that payments had put in when the last shift was closed.
    std::set<RawId> m_unshifted;
};

} // namespace kontor::test
