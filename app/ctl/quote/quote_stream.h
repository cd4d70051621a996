#pragma once

#include "app/ctl/quote/json_document.h"

#include <cstdint>
#include <optional>
#include <string>

namespace kontor {

/// Answers all quotes that come from a file descriptor on another: one document, or JSON lines.
///
/// It is lines when a document ends with its line and another line follows, and when the first line is faulty but a later one is
/// an object of its own. Then a faulty line answers an error in its place and the rest go on; each answer is out before the
/// next line is waited for. Empty lines are passed over.
struct QuoteStreamResult {
    std::optional<Fault> fault;           ///< Of a single document.
    std::optional<std::string> ioTrouble; ///< Reading or writing did not work.
    std::uint64_t answered = 0;
};
[[nodiscard]] QuoteStreamResult answerQuotes(int in, int out);

/// One document's answer without a line end, or its fault. Used by answerQuotes.
[[nodiscard]] tl::expected<std::string, Fault> answerQuote(std::string_view document);

} // namespace kontor
