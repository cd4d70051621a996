#pragma once

#include "domain/base/result.h"

#include <cstdint>
#include <optional>
#include <string>

namespace kontor {

/// `kontorctl demo`: a server and three tills as real processes replay a file of sales, and what comes out is compared with it.
struct DemoOptions {
    std::string file; ///< Empty: the bundled month.
    std::string keep; ///< Leave the data folders here; empty: a temporary folder that goes away.
    std::optional<std::uint64_t>
        seed; ///< What happens to the machines is drawn from it (demo_plan.h); without: the usual.
    bool json = false;
};

/// Prints the table or the JSON. Errors: Conflict about "demo" when anything differs; what a process has said.
[[nodiscard]] Result<Done> runDemo(const DemoOptions& options);

} // namespace kontor
