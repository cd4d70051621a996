#pragma once

#include "app/ctl/quote/json_document.h"
#include "domain/promotions/quote.h"

namespace kontor {

/// The request that a document of QUOTE.md asks for. The first fault found ends it: an unknown field, a wrong type or number, a
/// name given twice or not defined.
[[nodiscard]] tl::expected<QuoteRequest, Fault> readQuote(const JsonValue& document);

/// The campaigns and promotions of such a document, for publishing them; the rest of it may be absent and is not read.
[[nodiscard]] tl::expected<QuoteRequest, Fault> readOffer(const JsonValue& document);

} // namespace kontor
