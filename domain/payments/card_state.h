#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/journal/reader.h"
#include "domain/schema/payments.pb.h"

#include <string_view>
#include <vector>

namespace kontor {

/// Whether what is known of a card payment may become this next. The table: domain/payments/README.md.
[[nodiscard]] bool mayFollow(schema::CardState from, schema::CardState to);
[[nodiscard]] std::string_view cardStateName(schema::CardState state); ///< "captured"

/// An attempt with what is known of it: its events in their merge order, those that cannot follow left out.
struct CardPaymentView {
    schema::PaymentAttempt attempt;
    schema::CardState state = schema::CARD_PENDING;
    schema::PaymentEvent last; ///< The event that state comes from; empty: none yet.
    std::string lastFour;      ///< Of any event that had them.
    std::string scheme;
    std::string providerReference;
    std::vector<schema::PaymentEvent> strays; ///< Events that could not follow: two tills settled it.

    [[nodiscard]] bool isSettled() const;  ///< Nothing is to be asked of the provider any more.
    [[nodiscard]] bool holdsMoney() const; ///< Authorised or captured.
};
/// NotFound about "attempt".
[[nodiscard]] Result<CardPaymentView> readCardPayment(const Reader& shop, Id<schema::PaymentAttempt> attempt);

} // namespace kontor
