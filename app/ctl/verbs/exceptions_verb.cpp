#include "app/ctl/console.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "domain/journal/row_type.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

struct ExceptionsOptions {
    std::string data;
    bool json = false;
};

const char* nameOf(ShopException::Kind kind)
{
    switch (kind) {
    case ShopException::Kind::DuplicateValue: return "duplicate-value";
    case ShopException::Kind::CategoryCircle: return "category-circle";
    case ShopException::Kind::FactClaimedTwice: return "fact-claimed-twice";
    case ShopException::Kind::ForkedOrigin: return "forked-origin";
    case ShopException::Kind::FlaggedCommit: return "flagged-commit";
    case ShopException::Kind::QuarantinedCommit: return "quarantined-commit";
    case ShopException::Kind::PromotionOverrun: return "promotion-overrun";
    case ShopException::Kind::DamagedRows: return "damaged-rows";
    case ShopException::Kind::OverReturned: return "over-returned";
    case ShopException::Kind::StoredValueOverspent: return "stored-value-overspent";
    case ShopException::Kind::CartTakenTwice: return "cart-taken-twice";
    case ShopException::Kind::CardPaymentAdrift: return "card-payment-adrift";
    case ShopException::Kind::OverRefunded: return "over-refunded";
    case ShopException::Kind::ShiftClosedTwice: return "shift-closed-twice";
    case ShopException::Kind::OrderDisputed: return "order-disputed";
    case ShopException::Kind::SerialSoldTwice: return "serial-sold-twice";
    case ShopException::Kind::PointsOverspent: return "points-overspent";
    case ShopException::Kind::PlacedOrderOverrun: return "placed-order-overrun";
    case ShopException::Kind::ReceivedTwice: return "received-twice";
    case ShopException::Kind::PointsOwed: return "points-owed";
    }
    return "unknown";
}

std::string typeName(std::uint32_t number)
{
    const RowType* type = rowType(number);
    return type != nullptr ? type->descriptor->name() : std::to_string(number);
}

nlohmann::ordered_json jsonOf(const ShopException& exception)
{
    nlohmann::ordered_json json;
    json["kind"] = nameOf(exception.kind);
    json["subject"] = hex(exception.subject);
    json["since"] = formatTime(static_cast<TimeUs>(exception.effective.ms) * 1000);
    if (exception.type != 0)
        json["type"] = typeName(exception.type);
    if (exception.kind == ShopException::Kind::DuplicateValue) {
        if (const RowType* type = rowType(exception.type); type != nullptr)
            if (const auto* field = type->descriptor->FindFieldByNumber(static_cast<int>(exception.field));
                field != nullptr) {
                json["field"] = field->name();
                json["value"] = field->type() == google::protobuf::FieldDescriptor::TYPE_BYTES ? hex(exception.value)
                                                                                               : exception.value;
            }
    }
    if (!exception.detail.empty())
        json["detail"] = exception.detail;
    for (const RawId& row : exception.rows)
        json["rows"].push_back(row.toHex());
    for (const Bytes& commit : exception.commits)
        json["commits"].push_back(hex(commit));
    for (const schema::Reason& reason : exception.reasons)
        json["reasons"].push_back({{"code", schema::Reason::Code_Name(reason.code())},
                                   {"subject", reason.subject()},
                                   {"detail", reason.detail()}});
    for (const auto& [type, row] : exception.dangling)
        json["dangling"].push_back({{"type", typeName(type)}, {"row", row.toHex()}});
    return json;
}

/// A line for people: what, since when, the rest as `name=value`.
void printLine(const nlohmann::ordered_json& json)
{
    fmt::print("{:<20} {}", json["kind"].get<std::string>(), json["since"].get<std::string>());
    for (const auto& [name, value] : json.items())
        if (name != "kind" && name != "since")
            fmt::print(" {}={}", name, value.is_string() ? value.get<std::string>() : value.dump());
    fmt::print("\n");
}

Result<Done> listExceptions(const ExceptionsOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    constexpr std::size_t pageSize = 200;
    Bytes after;
    std::uint64_t count = 0;
    while (true) {
        const auto page = view->exceptions(after, pageSize);
        if (const auto unread = view->error())
            return tl::unexpected(*unread);
        for (const ShopException& exception : page) {
            const auto json = jsonOf(exception);
            if (options.json)
                fmt::print("{}\n", json.dump());
            else
                printLine(json);
        }
        count += page.size();
        if (page.size() < pageSize)
            break;
        after = page.back().key();
    }
    if (count == 0 && !options.json)
        fmt::print("No exceptions: nothing waits for a decision\n");
    return Done{};
}

} // namespace

void addExceptionsVerb(CLI::App& app, Chosen& chosen)
{
    VerbOptions<ExceptionsOptions> options(app, "exceptions",
                                           "What merging could not decide, and what the server flagged");
    addDataOption(*options.app, options->data);
    options.app->add_flag("--json", options->json, "A JSON object per line");
    options.runs(chosen, listExceptions);
}

} // namespace kontor
