#pragma once

#include "app/ctl/quote/json_document.h"
#include "domain/promotions/quote.h"

namespace kontor {

/// Appends a quote as one line of JSON, without its end. The form is that of QUOTE.md.
void appendQuote(std::string& out, const QuoteRequest& request, const Quote& quote);
/// {"error":{"path":…,"message":…}}
void appendFault(std::string& out, const Fault& fault);

} // namespace kontor
