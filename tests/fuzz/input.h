#pragma once

#include "domain/base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace kontor::fuzz {

/// What a fuzzer made, taken from the front; zeros and nothing when it is used up.
class Input
{
public:
    Input(const std::uint8_t* data, std::size_t size) : m_left(reinterpret_cast<const char*>(data), size) {}

    [[nodiscard]] std::uint8_t byte()
    {
        if (m_left.empty())
            return 0;
        const auto first = static_cast<std::uint8_t>(m_left.front());
        m_left.remove_prefix(1);
        return first;
    }
    [[nodiscard]] BytesView take(std::size_t most)
    {
        const auto taken = m_left.substr(0, most);
        m_left.remove_prefix(taken.size());
        return taken;
    }
    [[nodiscard]] BytesView rest() { return take(m_left.size()); }

private:
    BytesView m_left;
};

/// What must be so whatever the input is. Otherwise the fuzzer has a find.
inline void hold(bool isSo, const char* what)
{
    if (isSo)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

} // namespace kontor::fuzz

/// The one entry point of a target; 0 always.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
