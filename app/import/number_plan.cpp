#include "app/import/number_plan.h"

#include "app/import/product_plan.h"

#include <algorithm>

namespace kontor {

std::optional<std::string> refusalOf(const SalesNumber& number, const SalesFile& file)
{
    if (number.refusedLines > 0)
        return "number " + number.number + " is refused whole: its line " + std::to_string(number.firstRefused) + " is";
    std::uint32_t customer = 0;
    bool known = false;
    for (const auto& row : number.rows) {
        if (file.texts.text(row.customer).empty())
            continue;
        if (known && row.customer != customer)
            return "CustomerID: number " + number.number + " has two customers";
        customer = row.customer;
        known = true;
    }
    return std::nullopt;
}

NumberPlan planNumber(const SalesNumber& number, const SalesFile& file)
{
    KONTOR_ASSERT(!number.rows.empty());
    NumberPlan plan;
    plan.at = number.rows.front().at;
    plan.customer = number.rows.front().customer;
    for (const auto& row : number.rows) {
        if (!file.texts.text(row.customer).empty())
            plan.customer = row.customer;
        const bool movesStock =
            row.priceE4 == 0 && !(file.isOnlineRetail() && isServiceCode(codeKey(file.texts.text(row.code))));
        (movesStock ? plan.movements : plan.lines).push_back(&row);
    }
    const bool isCancellation = file.isOnlineRetail() && (number.number.front() == 'C' || number.number.front() == 'c');
    const bool allComeBack = !plan.lines.empty() && std::all_of(plan.lines.begin(), plan.lines.end(),
                                                                [](const SalesRow* row) { return row->quantity < 0; });
    plan.kind = isCancellation || allComeBack ? schema::RETURN : schema::SALE;
    return plan;
}

} // namespace kontor
