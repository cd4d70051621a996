#include "app/ctl/import_report.h"

#include "domain/base/money.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

nlohmann::ordered_json refusedJson(const std::vector<RefusedRow>& refused, Currency currency)
{
    auto list = nlohmann::ordered_json::array();
    for (const auto& row : refused) {
        nlohmann::ordered_json entry{{"line", row.line}, {"number", row.number}, {"reason", row.reason}};
        if (row.minor)
            entry["amount"] = amountText(*row.minor, currency);
        list.push_back(std::move(entry));
    }
    return list;
}

} // namespace

std::string amountText(Int128 minor, Currency currency)
{
    const auto narrowed = narrow(minor, "amount");
    return narrowed ? Money(*narrowed, currency).toString() : std::string("more than can be written");
}

RefusedLines refusedLines(const std::vector<RefusedRow>& refused)
{
    RefusedLines lines;
    for (const auto& row : refused)
        lines.emplace(row.line, (row.number.empty() ? std::string() : row.number + ": ") + row.reason);
    return lines;
}

void printRefused(const std::vector<RefusedRow>& refused)
{
    for (const auto& row : refused)
        fmt::print(stderr, "line {}: {}{}\n", row.line, row.number.empty() ? std::string() : row.number + ": ",
                   row.reason);
}

nlohmann::ordered_json toJson(const SalesReport& report, Currency currency)
{
    return {{"lines_read", report.linesRead},
            {"lines_imported", report.linesImported},
            {"lines_refused", report.refused.size()},
            {"lines_there_before", report.linesThere},
            {"numbers_new", report.numbersNew},
            {"numbers_there_before", report.numbersThere},
            {"numbers_refused", report.numbersRefused},
            {"orders", report.orders},
            {"stock_movements", report.movements},
            {"customers_new", report.customersAdded},
            {"currency", currency.alpha()},
            {"sum_of_file", amountText(report.fileMinor, currency)},
            {"sum_imported", amountText(report.importedMinor, currency)},
            {"sum_refused", amountText(report.refusedMinor, currency)},
            {"unreadable_amounts", report.unreadableAmounts},
            {"adds_up", report.addsUp()},
            {"refused", refusedJson(report.refused, currency)}};
}

nlohmann::ordered_json toJson(const ProductsReport& report, const SalesFile& file, Currency currency)
{
    return {{"lines_read", file.linesRead},          {"lines_refused", file.refused.size()},
            {"products", report.products},           {"products_new", report.added},
            {"products_there_before", report.there}, {"products_without_price", report.withoutPrice},
            {"aliases_new", report.aliasesAdded},    {"refused", refusedJson(file.refused, currency)}};
}

} // namespace kontor
