#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/payments/payment_terminal.h"
#include "domain/schema/payments.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

// A card payment in three steps: the attempt is written (begin), the payment terminal is asked with its id as key, the answer is
// written (note). After a power cut between any two it is known what to ask about; nothing is guessed.

struct BeginCardPayment {
    Money amount;                                            ///< Tip included. Below zero: paid back.
    std::string provider;                                    ///< PaymentTerminal::provider
    std::optional<Id<schema::PaymentAttempt>> refundOf = {}; ///< Needed below zero.
    std::int64_t tipMinor =
        0; ///< The part of `amount` that is a tip, with its sign: kept, so that it is known after a power cut.
};
/// "begin-card-payment"; SELL, RETURN_GOODS to pay back. The commit's mainId is the attempt's.
/// Errors: Invalid about "amount" (zero; more than is left of the attempt), "tip" (of the other sign, all of the amount), "currency", "methods" (cards are not taken);
/// NotFound about "attempt"; Conflict about "attempt" when no money is held by it.
[[nodiscard]] Result<Commit> beginCardPayment(const Reader& shop, const Context& context, const Actor& actor,
                                              const BeginCardPayment& input);

struct NoteCardAnswer {
    Id<schema::PaymentAttempt> attempt;
    TerminalAnswer answer;
};
/// "note-card-answer"; SELL. An answer that is known already is an empty commit.
/// Errors: NotFound about "attempt"; Conflict about "state" when it cannot follow; Invalid about "card number" for last digits that
/// are more than four.
[[nodiscard]] Result<Commit> noteCardAnswer(const Reader& shop, const Context& context, const Actor& actor,
                                            const NoteCardAnswer& input);

/// Attempts since an instant that wait for an answer, or hold money and are in no order.
struct OpenCardPayment {
    Id<schema::PaymentAttempt> attempt;
    Money amount; ///< Tip included.
    TimeUs at = 0;
    schema::CardState state = schema::CARD_PENDING;
};
[[nodiscard]] std::vector<OpenCardPayment> openCardPayments(const Reader& shop, TimeUs since);
/// Attempts since an instant that have paid for an order and are authorised only: until they are captured (PaymentTerminal::capture)
/// the shop has nothing, and an authorisation lapses.
[[nodiscard]] std::vector<OpenCardPayment> uncapturedCardPayments(const Reader& shop, TimeUs since);

} // namespace kontor
