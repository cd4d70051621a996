#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::simulation {

/// What happened in a run, a line each; two runs of one seed have the same fingerprint.
class Trace
{
public:
    void add(std::uint64_t atMs, std::string_view who, std::string_view what)
    {
        std::string line = std::to_string(atMs);
        line.append(" ").append(who).append(" ").append(what);
        for (const char c : line)
            m_fingerprint = (m_fingerprint ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
        m_lines.push_back(std::move(line));
    }
    [[nodiscard]] const std::vector<std::string>& lines() const { return m_lines; }
    [[nodiscard]] std::uint64_t fingerprint() const { return m_fingerprint; }

private:
    std::vector<std::string> m_lines;
    std::uint64_t m_fingerprint = 0xCBF29CE484222325ULL; ///< FNV-1a.
};

} // namespace kontor::simulation
