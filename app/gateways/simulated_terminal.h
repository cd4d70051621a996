#pragma once

#include "domain/payments/payment_terminal.h"

#include <filesystem>
#include <string>

namespace kontor {

/// A payment terminal that is a file: what a provider would remember, by key. No money moves, and it says so by its name.
class SimulatedTerminal : public PaymentTerminal
{
public:
    /// What becomes of the next new attempt.
    enum class Outcome {
        Captured,
        Authorised, ///< The money is kept at the bank, and taken by capture().
        Declined,
        AnswerLost, ///< The money is taken, and nobody hears of it: UNKNOWN until it is looked up.
        NeverHeard, ///< The line breaks before the provider: UNKNOWN, and looked up it is DECLINED.
    };
    explicit SimulatedTerminal(std::filesystem::path file, Outcome next = Outcome::Captured);

    [[nodiscard]] std::string provider() const override { return "simulated"; }
    [[nodiscard]] Result<TerminalAnswer> charge(const std::string& key, Money amount) override;
    [[nodiscard]] Result<TerminalAnswer> refund(const std::string& key, const std::string& of, Money amount) override;
    [[nodiscard]] Result<TerminalAnswer> capture(const std::string& key) override;
    [[nodiscard]] Result<TerminalAnswer> cancel(const std::string& key) override;
    [[nodiscard]] Result<TerminalAnswer> lookUp(const std::string& key) override;

private:
    Result<TerminalAnswer> attempt(const std::string& key, Money amount);

    std::filesystem::path m_file;
    Outcome m_next;
};

} // namespace kontor
