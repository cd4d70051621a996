#include "sync/server/routes.h"

#include "sync/protocol/limits.h"
#include "sync/protocol/request.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr Route routes[] = {
    {"GET", "/v1/health", 0, false},
    {"GET", "/v1/nonce", 0, false},
    {"POST", "/v1/hello", maxSmallBodyBytes, false},
    {"POST", "/v1/push", maxBodyBytes, true},
    {"POST", "/v1/pull", maxSmallBodyBytes, true},
    {"POST", "/v1/heads", maxSmallBodyBytes, true},
    {"POST", "/v1/give-back", maxBodyBytes, true, 25}, // Every commit in it is proved by a signature of its own.
    {"POST", "/v1/digest", maxSmallBodyBytes, true},
    {"GET", "/v1/snapshot/", 0, true}, // And what is below it.
    {"POST", "/v1/enrol", maxSmallBodyBytes, false},
    {"POST", "/v1/enrol-code", maxSmallBodyBytes, false},
    {"POST", "/v1/adopt", maxBodyBytes, false},
};

} // namespace

const Route* routeOf(std::string_view target)
{
    const auto path = pathOf(target);
    const auto* route = std::find_if(std::begin(routes), std::end(routes), [&](const Route& r) {
        return r.path == path || (r.path.back() == '/' && path.starts_with(r.path));
    });
    return route == std::end(routes) ? nullptr : route;
}

} // namespace kontor
