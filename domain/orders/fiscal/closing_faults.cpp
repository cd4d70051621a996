#include "domain/orders/fiscal/closing_faults.h"

#include "domain/orders/shift_sums.h"

namespace kontor {

std::vector<ClosingFault> closingFaults(const std::vector<schema::ShiftClosing>& closings,
                                        const schema::ShiftClosing& closing)
{
    std::vector<ClosingFault> faults;
    for (const auto& bad : closing.bad())
        faults.push_back({bad.receipt(), bad.what()});
    if (const auto listed = static_cast<std::uint64_t>(closing.bad_size()); closing.bad_count() > listed)
        faults.push_back({"", std::to_string(closing.bad_count() - listed) + " more orders do not add up"});
    const schema::ShiftClosing* before = nullptr;
    for (const auto& other : closings) {
        if (other.number() < closing.number())
            before = &other;
        else if (other.number() == closing.number() && other.id() != closing.id())
            faults.push_back({"", "another closing has its number"});
    }
    if ((before != nullptr ? before->number() : 0) + 1 != closing.number()) {
        faults.push_back({"", "the closing before it is not here"});
        return faults;
    }
    const auto& sums = closing.sums();
    if (addClamped(before != nullptr ? before->perpetual_sales_minor() : 0, sums.sales_minor()) !=
            closing.perpetual_sales_minor() ||
        addClamped(before != nullptr ? before->perpetual_returns_minor() : 0, sums.returns_minor()) !=
            closing.perpetual_returns_minor() ||
        (before != nullptr ? before->perpetual_orders() : 0) + sums.sales() + sums.returns() !=
            closing.perpetual_orders())
        faults.push_back({"", "its perpetual sums are not those before it and its own"});
    return faults;
}

} // namespace kontor
