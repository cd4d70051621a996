#include "domain/commands/shift_review.h"

#include "domain/commands/reason.h"
#include "domain/journal/reader.h"
#include "domain/orders/shift.h"
#include "domain/orders/shift_sums.h"

#include <algorithm>
#include <string>

namespace kontor {

namespace {

bool goesOn(const schema::ShiftClosing& last, const schema::ShiftClosing& row)
{
    return std::all_of(last.numbers().begin(), last.numbers().end(), [&](const schema::NumberRange& before) {
        return std::any_of(row.numbers().begin(), row.numbers().end(), [&](const schema::NumberRange& range) {
            return range.series() == before.series() && range.first() == before.last() + 1;
        });
    });
}

/// As they are written: the same rows in the same order, whichever program added them up.
bool same(const google::protobuf::MessageLite& a, const google::protobuf::MessageLite& b)
{
    return a.SerializeAsString() == b.SerializeAsString();
}
template <typename Rows, typename Other>
bool sameRows(const Rows& a, const Other& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) { return same(x, y); });
}

/// What of a closing is not what its shift comes to, by name.
std::vector<std::string> differencesOf(const schema::ShiftClosing& row, const ShiftReport& report)
{
    std::vector<std::string> all;
    const auto compare = [&](bool isSame, const char* name) {
        if (!isSame)
            all.emplace_back(name);
    };
    const auto& claimed = row.sums();
    const auto& sums = report.sums;
    compare(claimed.sales() == sums.sales() && claimed.sales_minor() == sums.sales_minor(), "its sales");
    compare(claimed.returns() == sums.returns() && claimed.returns_minor() == sums.returns_minor(), "its returns");
    compare(claimed.tax_minor() == sums.tax_minor() && sameRows(claimed.tax(), sums.tax()), "its taxes");
    compare(claimed.discount_minor() == sums.discount_minor(), "its discounts");
    compare(claimed.rounding_minor() == sums.rounding_minor(), "its roundings");
    compare(sameRows(claimed.tender(), sums.tender()), "its payments");
    compare(claimed.training() == sums.training(), "its practised orders");
    compare(sameRows(row.deposit(), report.deposits), "its deposits");
    compare(row.expected().minor() == report.expected.minor(), "the contents of its drawer");
    compare(row.cash_in_minor() == report.cashIn.minor() && row.cash_out_minor() == report.cashOut.minor() &&
                row.no_sales() == report.noSales,
            "its movements of cash");
    compare(row.voids() == report.voids && row.void_minor() == report.voidMinor, "its voids");
    std::int64_t foreign = 0;
    for (const auto& one : row.foreign())
        foreign = addClamped(foreign, one.expected_minor());
    std::int64_t expected = 0;
    for (const auto& one : report.foreign)
        expected = addClamped(expected, one.minor());
    compare(foreign == expected, "its foreign notes and coins");
    return all;
}

} // namespace

std::vector<schema::Reason> checkClosings(const Reader& seen, const std::vector<schema::ShiftClosing>& closings,
                                          const std::vector<schema::PeriodClosing>& periods)
{
    std::vector<schema::Reason> reasons;
    const auto says = [&](const std::string& what, std::string_view detail) {
        if (reasons.size() < maxReasons)
            reasons.push_back(makeReason(schema::Reason::PRICE_DIFFERS, what, detail));
    };
    const auto differs = [&](const schema::ShiftClosing& row, std::string_view detail) {
        says("closing " + std::to_string(row.number()), detail);
    };
    for (const auto& row : closings) {
        const auto before = closingsOf(seen, Id<schema::Terminal>(row.terminal()));
        const schema::ShiftClosing last = before.empty() ? schema::ShiftClosing() : before.back();
        if (row.number() != last.number() + 1)
            differs(row, "its number is not the next");
        if (!goesOn(last, row))
            differs(row, "its sales do not begin where the last closing ended");
        if (row.perpetual_sales_minor() != addClamped(last.perpetual_sales_minor(), row.sums().sales_minor()) ||
            row.perpetual_returns_minor() != addClamped(last.perpetual_returns_minor(), row.sums().returns_minor()) ||
            row.perpetual_orders() != last.perpetual_orders() + row.sums().sales() + row.sums().returns())
            differs(row, "its perpetual sums are not the last ones with its own added");
        const auto report = shiftReport(seen, row);
        if (!report) {
            differs(row, "the author had seen no such shift");
            continue;
        }
        for (const auto& what : differencesOf(row, *report))
            differs(row, what + " are not those of its orders");
    }
    for (const auto& row : periods) {
        const auto sums = periodSums(seen, Id<schema::Terminal>(row.terminal()), row.kind(), row.period());
        const std::string name = "closing of " + std::to_string(row.period());
        if (!same(sums.sums(), row.sums()) || sums.first_closing() != row.first_closing() ||
            sums.last_closing() != row.last_closing())
            says(name, "its sums are not those of its shifts");
        if (sums.perpetual_sales_minor() != row.perpetual_sales_minor() ||
            sums.perpetual_returns_minor() != row.perpetual_returns_minor() ||
            sums.perpetual_orders() != row.perpetual_orders())
            says(name, "its perpetual sums are not those of its last shift");
        std::uint64_t last = 0;
        for (const auto& before :
             seen.where<schema::PeriodClosing>(schema::PeriodClosing::kTerminalFieldNumber, row.terminal()))
            if (before.kind() == row.kind())
                last = std::max(last, before.number());
        if (row.number() != last + 1)
            says(name, "its number is not the next");
    }
    return reasons;
}

} // namespace kontor
