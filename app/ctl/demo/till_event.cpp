#include "app/ctl/demo/till_event.h"

#include <nlohmann/json.hpp>

#include <array>

namespace kontor {
namespace {

constexpr std::array<const char*, 10> kindNames{"ready",  "held",     "commit", "lag",      "cut",
                                                "joined", "replayed", "state",  "finished", "error"};

} // namespace

std::string TillEvent::toLine() const
{
    nlohmann::json json{{"event", kindNames[static_cast<std::size_t>(kind)]}, {"a", a}, {"b", b}};
    if (!about.empty())
        json["about"] = about;
    if (!detail.empty())
        json["detail"] = detail;
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<TillEvent> TillEvent::parse(std::string_view line)
{
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("event") || !json["event"].is_string())
        return std::nullopt;
    const auto name = json["event"].get<std::string>();
    TillEvent event;
    for (std::size_t kind = 0; kind < kindNames.size(); ++kind) {
        if (name != kindNames[kind])
            continue;
        event.kind = static_cast<Kind>(kind);
        event.a = json.value("a", std::int64_t{0});
        event.b = json.value("b", std::int64_t{0});
        event.about = json.value("about", std::string());
        event.detail = json.value("detail", std::string());
        return event;
    }
    return std::nullopt;
}

} // namespace kontor
