#include "sync/server/event_log.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace kontor {

namespace {

std::string quotedIfNeeded(const std::string& text)
{
    if (!text.empty() && text.find_first_of(" \"=") == std::string::npos)
        return text;
    auto safe = text;
    std::replace(safe.begin(), safe.end(), '"', '\'');
    return '"' + safe + '"';
}

/// The fields of a note, one by one; a value that is a number is one.
void addNote(nlohmann::ordered_json& json, std::string_view note)
{
    while (!note.empty()) {
        const auto equals = note.find('=');
        if (equals == std::string_view::npos)
            return;
        const std::string name(note.substr(0, equals));
        note.remove_prefix(equals + 1);
        const bool quoted = note.starts_with('"');
        const auto end = std::min(quoted ? note.find('"', 1) : note.find(' '), note.size());
        const auto value = note.substr(quoted ? 1 : 0, end - (quoted ? 1 : 0));
        note.remove_prefix(std::min(end + (quoted ? 2 : 1), note.size()));
        std::uint64_t number = 0;
        const auto [at, wrong] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (!quoted && wrong == std::errc{} && at == value.data() + value.size())
            json[name] = number;
        else
            json[name] = std::string(value);
    }
}

} // namespace

EventLog::EventLog(std::shared_ptr<spdlog::logger> logger, Form form) : m_logger(std::move(logger)), m_form(form)
{
    m_logger->set_pattern(m_form == Form::Json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)"
                                               : "%Y-%m-%dT%H:%M:%S.%eZ level=%l %v",
                          spdlog::pattern_time_type::utc);
}

void EventLog::write(spdlog::level::level_enum level, std::string_view event, std::initializer_list<Field> fields,
                     std::string_view note) const
{
    if (!wants(level))
        return;
    if (m_form == Form::Json) {
        nlohmann::ordered_json json;
        json["event"] = std::string(event);
        for (const auto& [name, value] : fields)
            std::visit([&, key = std::string(name)](const auto& is) { json[key] = is; }, value);
        addNote(json, note);
        // The pattern has opened the object. Bytes that are no UTF-8 are replaced, since a log must not throw.
        m_logger->log(level, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).substr(1));
        return;
    }
    std::string line = "event=" + std::string(event);
    for (const auto& [name, value] : fields) {
        line.append(" ").append(name).append("=");
        if (const auto* number = std::get_if<std::uint64_t>(&value))
            line += std::to_string(*number);
        else
            line += quotedIfNeeded(std::get<std::string>(value));
    }
    if (!note.empty())
        line.append(" ").append(note);
    m_logger->log(level, line);
}

} // namespace kontor
