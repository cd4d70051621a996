#pragma once

#include "domain/base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace kontor {

/// How many, in thousandths of the line's unit.
struct Quantity {
    std::int64_t thousandths = 0;
    friend auto operator<=>(const Quantity&, const Quantity&) = default;

    [[nodiscard]] static constexpr Quantity whole(std::int64_t count) { return {count * 1000}; }
    Quantity operator-() const { return {-thousandths}; }
    friend Quantity operator+(Quantity a, Quantity b) { return {a.thousandths + b.thousandths}; }
    friend Quantity operator-(Quantity a, Quantity b) { return {a.thousandths - b.thousandths}; }

    /// "3", "-0.354": no more decimals than needed.
    [[nodiscard]] std::string toString() const;
    /// At most three decimals; Invalid about `about` otherwise.
    [[nodiscard]] static Result<Quantity> parse(std::string_view text, std::string_view about);
};

} // namespace kontor
