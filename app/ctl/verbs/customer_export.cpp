#include "app/ctl/verbs/customer_export.h"

#include "app/ctl/verbs/journal_verb_fields.h"
#include "app/ctl/verbs/stock_verbs.h"
#include "domain/base/time.h"
#include "domain/payments/tender.h"

#include <nlohmann/json.hpp>

namespace kontor {

nlohmann::ordered_json exportOf(const Reader& shop, const CustomerData& data)
{
    auto lines = nlohmann::ordered_json::array();
    for (const auto& row : data.lines)
        lines.push_back({{"order", hex(row.order())},
                         {"sku", row.sku()},
                         {"name", row.name()},
                         {"quantity", Quantity{row.quantity()}.toString()},
                         {"total_minor", row.total_minor()}});
    auto payments = nlohmann::ordered_json::array();
    for (const auto& row : data.payments)
        payments.push_back({{"order", hex(row.order())},
                            {"method", std::string(methodName(row.method()))},
                            {"amount_minor", row.amount().minor()}});
    auto values = nlohmann::ordered_json::array();
    for (const auto& row : data.values) {
        std::int64_t balance = 0;
        auto entries = nlohmann::ordered_json::array();
        for (const auto& entry : data.valueEntries)
            if (entry.value() == row.id()) {
                balance += entry.amount_minor();
                entries.push_back({{"at", formatTime(entry.at_us())}, {"amount_minor", entry.amount_minor()}});
            }
        values.push_back({{"code", row.code()}, {"balance_minor", balance}, {"entries", entries}});
    }
    auto parked = nlohmann::ordered_json::array();
    for (const auto& row : data.parkedCarts)
        parked.push_back({{"id", hex(row.id())}, {"at", formatTime(row.parked_us())}, {"lines", row.line_size()}});
    auto words = nlohmann::ordered_json::array();
    for (const auto& row : data.words)
        words.push_back({{"about", hex(row.about())}, {"label", row.label()}, {"note", row.note()}});
    auto reservations = nlohmann::ordered_json::array();
    for (const auto& row : data.reservations)
        reservations.push_back({{"for", hex(row.owner())},
                                {"sku", skuOf(shop, row.variant())},
                                {"quantity", Quantity{row.quantity()}.toString()}});
    auto promotions = nlohmann::ordered_json::array();
    for (const auto& row : data.promotions)
        promotions.push_back({{"order", hex(row.order())}, {"amount_minor", row.amount_minor()}});
    auto all = nlohmann::ordered_json::object();
    data.each([&](const google::protobuf::Message& row) { all[row.GetDescriptor()->name()].push_back(fieldsOf(row)); });
    return {
        {"lines", lines},         {"payments", payments},         {"promotions", promotions}, {"stored_value", values},
        {"parked_carts", parked}, {"reservations", reservations}, {"words", words},           {"all", all}};
}

} // namespace kontor
