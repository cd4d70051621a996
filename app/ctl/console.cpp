#include "app/ctl/console.h"

#include <fmt/core.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace kontor {

void printError(const Error& error)
{
    fmt::print(stderr, "error: {}: {}\n", error.about, error.detail);
}

void printNote(const std::string& text)
{
    fmt::print(stderr, "note: {}\n", text);
}

Result<std::string> readSecretLine(const std::string& prompt)
{
    termios before{};
    const bool atTerminal = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &before) == 0;
    if (atTerminal) {
        fmt::print(stderr, "{}: ", prompt);
        termios quiet = before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    std::string line;
    const bool read = static_cast<bool>(std::getline(std::cin, line));
    if (atTerminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fmt::print(stderr, "\n");
    }
    if (!line.empty() && line.back() == '\r')
        line.pop_back();
    if (!read || line.empty())
        return invalid("pin", "nothing came on standard input");
    return line;
}

ProgressLine::ProgressLine(std::string what) : m_what(std::move(what)), m_atTerminal(isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine()
{
    clear();
}

void ProgressLine::update(const std::string& stage, std::uint64_t done, std::uint64_t total)
{
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    if (!m_atTerminal || (done != total && now - m_shown < 100ms))
        return;
    m_shown = now;
    m_lineOpen = true;
    fmt::print(stderr, "\r\x1b[K{}: {} {} of {}", m_what, stage, done, total);
    std::fflush(stderr);
}

void ProgressLine::clear()
{
    if (m_lineOpen)
        fmt::print(stderr, "\r\x1b[K");
    m_lineOpen = false;
}

void ProgressLine::finish(const std::string& summary)
{
    clear();
    const auto ms = elapsedMs();
    fmt::print(stderr, "{}: {}, {}.{} s\n", m_what, summary, ms / 1000, ms % 1000 / 100);
}

std::int64_t ProgressLine::elapsedMs() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - m_begin).count();
}

} // namespace kontor
