#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace kontor {

/// Why something expected did not work.
///
/// `about` is the field or thing ("unit_price", "barcode 5012345678900"), `detail` says what is wrong and what to do.
/// What people read on screen is chosen by ui/ from kind and about; kontorctl prints both.
struct Error {
    enum class Kind {
        NotFound,
        Invalid,  ///< The input breaks a rule.
        Denied,   ///< The actor lacks the right.
        Conflict, ///< The shop has changed meanwhile, or the thing is there already.
        Storage,
        Network,
    };
    Kind kind;
    std::string about;
    std::string detail;
};

template <typename T>
using Result = tl::expected<T, Error>;

/// For functions that return nothing but may fail.
struct Done {};

[[nodiscard]] inline tl::unexpected<Error> fail(Error::Kind kind, std::string about, std::string detail)
{
    return tl::unexpected(Error{kind, std::move(about), std::move(detail)});
}
[[nodiscard]] inline tl::unexpected<Error> invalid(std::string about, std::string detail)
{
    return fail(Error::Kind::Invalid, std::move(about), std::move(detail));
}

} // namespace kontor

/// Stops the program when an invariant of ours is broken, in release too: a stopped till beats a wrong ledger.
#define KONTOR_ASSERT(condition)                                                                                       \
    do {                                                                                                               \
        if (!(condition)) [[unlikely]]                                                                                 \
            ::kontor::assertionFailed(#condition, __FILE__, __LINE__);                                                 \
    } while (false)

namespace kontor {
[[noreturn]] void assertionFailed(const char* condition, const char* file, int line);
}
