#pragma once

#include "domain/promotions/quote.h"

namespace kontor {

/// Whether `at` lies in the schedule. Days and hours are those of the wall clock of `at`.
[[nodiscard]] bool isWithin(const Schedule& schedule, const LocalMoment& at);

/// Whether a customer or order belongs to a variant: the same one always, on every machine.
/// BLAKE2b-256 of salt, a zero byte and the value; its first eight bytes, big-endian, modulo 10,000 are hundredths of a percent.
[[nodiscard]] bool isInVariant(const Variant& variant, std::string_view value);

/// Why a promotion may not apply to this order at all, whatever is in the cart: schedule, variant, its codes. Nothing: it may.
[[nodiscard]] std::optional<Refusal> notEligible(const QuoteRequest& request, const Promotion& promotion);

/// Why a code that was given does not open its promotion. Nothing: it does.
[[nodiscard]] std::optional<Refusal> codeRefusal(const QuoteRequest& request, const PromotionCode& code);

/// Whether the request asks for it: it is automatic and those apply, or one of its codes is given.
[[nodiscard]] bool isAskedFor(const QuoteRequest& request, const Promotion& promotion);

} // namespace kontor
