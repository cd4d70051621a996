#include "domain/commands/shift_review.h"

#include "domain/commands/reason.h"
#include "domain/journal/reader.h"
#include "domain/orders/shift.h"
#include "domain/orders/shift_sums.h"

#include <algorithm>

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

} // namespace

std::vector<schema::Reason> checkClosings(const Reader& seen, const std::vector<schema::ShiftClosing>& closings)
{
    std::vector<schema::Reason> reasons;
    const auto differs = [&](const schema::ShiftClosing& row, std::string_view detail) {
        if (reasons.size() < maxReasons)
            reasons.push_back(
                makeReason(schema::Reason::PRICE_DIFFERS, "closing " + std::to_string(row.number()), detail));
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
        if (!seen.get(Id<schema::ShiftOpening>(row.shift())))
            differs(row, "the author had seen no such shift");
    }
    return reasons;
}

} // namespace kontor
