#pragma once

#include "domain/base/currency.h"
#include "domain/commands/command.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/shifts.pb.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace kontor {

/// Sums up orders one by one, each checked against its own lines and payments.
class ShiftSums
{
public:
    ShiftSums(const Reader& shop, Currency currency) : m_shop(shop), m_currency(currency) {}

    void add(const schema::Order& order);
    void addTraining() { m_sums.set_training(m_sums.training() + 1); }
    /// Numbers of the series that no order has here; the first of them are listed.
    void addMissing(const std::vector<std::string>& receipts, std::uint64_t count);

    [[nodiscard]] schema::SalesSums sums() const;
    [[nodiscard]] std::int64_t cashMinor() const { return m_cashMinor; } ///< Of the own currency, in the drawer.
    [[nodiscard]] const std::vector<schema::BadOrder>& bad() const { return m_bad; }
    [[nodiscard]] std::uint64_t badCount() const { return m_badCount; }

    static constexpr std::size_t mostListed = 100;

private:
    void fault(const schema::Order& order, const std::string& what);
    void addTax(std::uint32_t ratePpm, const std::string& name, std::int64_t gross, std::int64_t tax);
    void addPayment(const schema::Payment& payment);

    const Reader& m_shop;
    Currency m_currency;
    schema::SalesSums m_sums;
    std::map<std::pair<int, std::uint32_t>, schema::TenderTotal> m_tenders;
    std::map<std::pair<std::uint32_t, std::string>, schema::TaxTotal> m_taxes;
    std::int64_t m_cashMinor = 0;
    std::vector<schema::BadOrder> m_bad;
    std::uint64_t m_badCount = 0;
};

/// Stays at the end of 64 bits instead of beyond it: a report is never stopped by an absurd amount.
[[nodiscard]] std::int64_t addClamped(std::int64_t a, std::int64_t b);

} // namespace kontor
