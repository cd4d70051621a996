#pragma once

#include <QTest>

#include "domain/journal/reader.h"
#include "domain/orders/shift.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/shifts.pb.h"
#include "support/shop_fixture.h"

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

    /// A Z was made: whether its drawer holds what went in, and no order was left out or is in it twice.
    void closed(const Reader& shop, Id<schema::ShiftClosing> id)
    {
        const auto closing = shop.get(id).value();
        const auto cash = cashIn(shop);
        QCOMPARE(closing.expected().minor(), m_float + m_moved + cash - m_before);
        m_before = cash;
        std::set<RawId> in;
        eachOrderOf(shop, closing,
                    [&](const schema::Order& order) { QVERIFY(in.insert(RawId::of(order.id())).second); });
        QVERIFY(in == m_unshifted);
        m_unshifted.clear();
    }

    void check(const Reader& shop) const
    {
        checkPerpetual(shop);
        std::map<Bytes, std::set<std::uint64_t>> numbers;
        std::map<Bytes, std::int64_t> lines;
        std::map<Bytes, std::int64_t> taxes;
        for (const auto& line : shop.all<schema::OrderLine>()) {
            lines[line.order()] += line.total_minor();
            taxes[line.order()] += line.tax_minor();
        }
        for (const auto& order : shop.all<schema::Order>()) {
            QCOMPARE(order.total().minor(), lines[order.id()]);
            QCOMPARE(order.tax().minor(), taxes[order.id()]);
            if (order.has_series())
                QVERIFY(numbers[order.series()].insert(order.number()).second);
        }
        for (const auto& [series, met] : numbers) { // Without gaps from 1.
            QCOMPARE(*met.begin(), std::uint64_t(1));
            QCOMPARE(*met.rbegin(), static_cast<std::uint64_t>(met.size()));
        }
    }

private:
    void checkPerpetual(const Reader& shop) const
    {
        std::uint64_t number = 0;
        std::int64_t sales = 0;
        std::int64_t returns = 0;
        std::uint64_t orders = 0;
        for (const auto& closing : closingsOf(shop, m_till)) {
            QCOMPARE(closing.number(), ++number);
            QCOMPARE(closing.bad_count(), std::uint64_t(0));
            sales += closing.sums().sales_minor();
            returns += closing.sums().returns_minor();
            orders += closing.sums().sales() + closing.sums().returns();
            QCOMPARE(closing.perpetual_sales_minor(), sales);
            QCOMPARE(closing.perpetual_returns_minor(), returns);
            QCOMPARE(closing.perpetual_orders(), orders);
        }
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
