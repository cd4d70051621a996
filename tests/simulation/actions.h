#pragma once

#include "simulation/auditor.h"
#include "simulation/machine.h"
#include "simulation/sometimes.h"

#include <functional>
#include <string>

namespace kontor::simulation {

/// What people do in a shop, by the commands of the house, at one terminal. Each tells the auditor what was meant.
class Shopkeeper
{
public:
    Shopkeeper(Auditor& auditor, Coverage& coverage, Dice dice) : m_auditor(auditor), m_coverage(coverage), m_dice(dice)
    {}

    /// Something a shop does; `node` is the terminal's number for the auditor. Returns what happened, for the trace.
    [[nodiscard]] std::string sell(Terminal& terminal, std::size_t node);
    [[nodiscard]] std::string takeBack(Terminal& terminal, std::size_t node);
    [[nodiscard]] std::string edit(Terminal& terminal, std::size_t node, bool rights);
    [[nodiscard]] std::string move(Terminal& at, std::size_t node, Terminal& moved);
    [[nodiscard]] std::string revoke(Terminal& at, std::size_t node, Terminal& revoked);
    [[nodiscard]] std::string rotateKey(Terminal& terminal, std::size_t node);
    /// Opens a shift, moves cash, or closes it; sends goods to the other store or takes in what comes; opens a count, counts, or
    /// closes it; changes the offer that sales take, or ends it.
    [[nodiscard]] std::string shift(Terminal& terminal, std::size_t node);
    [[nodiscard]] std::string transfer(Terminal& terminal, std::size_t node);
    [[nodiscard]] std::string count(Terminal& terminal, std::size_t node);
    [[nodiscard]] std::string promote(Terminal& terminal, std::size_t node);
    /// A newer program: a movement of stock with a field that nobody here knows.
    [[nodiscard]] std::string newer(Terminal& terminal, std::size_t node);
    /// A program that was tampered with: an edit by somebody who has no right to it.
    [[nodiscard]] std::string poison(Terminal& terminal, std::size_t node);

    /// The last error that a shop without faults does not have; empty: none.
    std::string unexpected;
    /// Whether storage errors are to be expected at the moment.
    bool faulty = false;

private:
    [[nodiscard]] std::string run(Terminal& terminal, std::size_t node, Intent intent,
                                  const Store::ActorCommand& command, Id<schema::Staff> by);
    template <typename Input>
    [[nodiscard]] std::string run(Terminal& terminal, std::size_t node, Intent intent, Id<schema::Staff> by,
                                  Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const Input&),
                                  const std::type_identity_t<Input>& input)
    {
        return run(
            terminal, node, std::move(intent),
            [&](const Reader& shop, const Context& context, const Actor& actor) {
                return command(shop, context, actor, input);
            },
            by);
    }
    [[nodiscard]] std::string emptyCart(Terminal& terminal, std::size_t node);
    [[nodiscard]] std::string settle(Terminal& terminal, std::size_t node);
    [[nodiscard]] Id<schema::Staff> somebody();
    [[nodiscard]] std::string notice(const Terminal& terminal, const Error& error);

    Auditor& m_auditor;
    Coverage& m_coverage;
    Dice m_dice;
};

} // namespace kontor::simulation
