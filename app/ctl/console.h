#pragma once

#include "domain/base/result.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace kontor {

/// Exit codes of kontorctl.
inline constexpr int exitDone = 0;
inline constexpr int exitFailed = 1;
inline constexpr int exitUsage = 2;

/// `error: <about>: <detail>` on stderr.
void printError(const Error& error);
/// `note: <text>` on stderr: what the reader of a result should know of it.
void printNote(const std::string& text);

/// The first line of standard input without its line end; echo is off while it is typed at a terminal.
/// Errors: Invalid about "pin" when there is none.
[[nodiscard]] Result<std::string> readSecretLine(const std::string& prompt);

/// How far a long job has come: one line that is written over at a terminal, nothing elsewhere but the final line.
class ProgressLine
{
public:
    explicit ProgressLine(std::string what);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void update(const std::string& stage, std::uint64_t done, std::uint64_t total);
    /// Ends the line and writes `summary` in its place with the time taken.
    void finish(const std::string& summary);
    [[nodiscard]] std::int64_t elapsedMs() const;

private:
    void clear();

    std::string m_what;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point m_shown{};
    bool m_atTerminal;
    bool m_lineOpen = false;
};

} // namespace kontor
