#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

/// What a till's process tells the demo: one line of JSON each on its standard output.
struct TillEvent {
    enum class Kind {
        Ready,    ///< a: numbers of its share done before, b: lines in its cart.
        Held,     ///< Waits to be killed. a: lines in its cart.
        Commit,   ///< a: microseconds the commit took.
        Lag,      ///< a: microseconds from a commit to its acceptance by the server.
        Cut,      ///< The network is gone.
        Joined,   ///< It is back. a: commits that waited.
        Replayed, ///< Its share is done. a: price changes it made.
        State,    ///< a: pending commits, b: cursor.
        Finished,
        Error, ///< about, detail
    };
    Kind kind = Kind::Finished;
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::string about;
    std::string detail;

    [[nodiscard]] std::string toLine() const; ///< Without its line end.
    [[nodiscard]] static std::optional<TillEvent> parse(std::string_view line);
};

} // namespace kontor
