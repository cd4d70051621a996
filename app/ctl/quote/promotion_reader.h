#pragma once

#include "app/ctl/quote/json_reading.h"
#include "domain/promotions/quote.h"

namespace kontor {

/// {"product.id": "mug", "category": ["kitchen", "gifts"]}
[[nodiscard]] Attributes readAttributes(const JsonAt& at);
/// "2026-11-22T10:00:00+01:00": RFC 3339, with its offset.
[[nodiscard]] LocalMoment readMoment(const JsonAt& at);
/// The members "campaigns" and "promotions" of a document.
void readPromotions(const JsonAt& document, QuoteRequest& request);

} // namespace kontor
