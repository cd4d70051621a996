#pragma once

#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/schema/payments.pb.h"

#include <string>

namespace kontor {

/// What a payment terminal says. `state` UNKNOWN: no answer came in time, the line broke, the answer makes no sense.
struct TerminalAnswer {
    schema::CardState state = schema::CARD_UNKNOWN;
    std::string providerReference = {};
    std::string lastFour = {}; ///< Digits; never more of the number.
    std::string scheme = {};
    std::string token = {};
    std::string detail = {};
};

/// The port a payment terminal is driven by; app/gateways has the adapters. Every call is made with the key of an attempt that
/// is in the journal already: asked again with it, the provider does the thing once and answers the same.
///
/// All calls wait for the provider, so not on the GUI's or the writer's thread; each has a time-out of its own and answers UNKNOWN
/// then. An Error is only for what never reached the provider (no such device): the attempt can be tried again.
class PaymentTerminal
{
public:
    virtual ~PaymentTerminal() = default;

    [[nodiscard]] virtual std::string provider() const = 0; ///< "simulated"
    /// Takes an amount above zero.
    [[nodiscard]] virtual Result<TerminalAnswer> charge(const std::string& key, Money amount) = 0;
    /// Pays an amount above zero back to the card of an earlier attempt.
    [[nodiscard]] virtual Result<TerminalAnswer> refund(const std::string& key, const std::string& of,
                                                        Money amount) = 0;
    /// Takes what an attempt was authorised for only; of one that is captured the same answer again.
    [[nodiscard]] virtual Result<TerminalAnswer> capture(const std::string& key) = 0;
    /// Takes an attempt back whole, before it is settled at the bank.
    [[nodiscard]] virtual Result<TerminalAnswer> cancel(const std::string& key) = 0;
    /// What became of an attempt: for those that are UNKNOWN, or PENDING after a power cut. DECLINED when the provider never
    /// heard of it: nothing was taken.
    [[nodiscard]] virtual Result<TerminalAnswer> lookUp(const std::string& key) = 0;
};

} // namespace kontor
