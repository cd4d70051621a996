#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kontor {

/// What the server answers to, and what a request of it may cost before anybody has read its body.
struct Route {
    std::string_view method;
    std::string_view path; ///< With a slash at its end: and what is below it.
    std::size_t maxBody = 0;
    bool inSession = false;
    std::uint32_t tokens =
        1; ///< What one takes of its terminal's share; see RateLimit. Outside a session only addresses count.
};

/// Null when there is nothing there.
[[nodiscard]] const Route* routeOf(std::string_view target);

} // namespace kontor
