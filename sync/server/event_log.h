#pragma once

#include <spdlog/logger.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace kontor {

/// The server's log: one line an event, as words (`event=request status=200 …`) or as one JSON object. Never given secrets: bodies,
/// signatures, sessions and codes have no field.
class EventLog
{
public:
    enum class Form { Words, Json };
    using Value = std::variant<std::uint64_t, std::string>;
    using Field = std::pair<std::string_view, Value>;

    EventLog() = default;
    /// Sets the logger's pattern: both forms begin with time and level.
    EventLog(std::shared_ptr<spdlog::logger> logger, Form form);

    [[nodiscard]] bool wants(spdlog::level::level_enum level) const { return m_logger && m_logger->should_log(level); }
    /// `note` is more fields, as `name=value name="value"`: SyncReply::note.
    void write(spdlog::level::level_enum level, std::string_view event, std::initializer_list<Field> fields,
               std::string_view note = {}) const;

private:
    std::shared_ptr<spdlog::logger> m_logger; ///< spdlog hands loggers out shared.
    Form m_form = Form::Words;
};

} // namespace kontor
