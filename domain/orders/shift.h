#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/shifts.pb.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

// A drawer's time between two countings. A shift holds the sales whose numbers run from its opening to its closing, so every sale
// is in exactly one, whatever its second; those made while none was open are in the next.

struct OpenShift {
    Money openingFloat; ///< Zero or more.
    /// Of other currencies in the drawer, each once, above zero. Absent: what the last closing left there, as it was counted.
    std::optional<std::vector<Money>> foreign = {};
};
/// "open-shift"; SELL. Errors: Conflict about "shift" when one is open on this till; Invalid about "float", "foreign", "currency".
[[nodiscard]] Result<Commit> openShift(const Reader& shop, const Context& context, const Actor& actor,
                                       const OpenShift& input);

struct MoveCash {
    schema::CashReason kind = schema::CASH_PAID_IN;
    Money amount;            ///< Above zero; of NO_SALE zero.
    std::string reason = {}; ///< Needed but for a drop; at most 200 bytes.
};
/// "move-cash"; SELL. Errors: NotFound about "shift" when none is open; Invalid about "amount", "reason", "currency".
[[nodiscard]] Result<Commit> moveCash(const Reader& shop, const Context& context, const Actor& actor,
                                      const MoveCash& input);

struct CloseShift {
    Money counted; ///< Blind: whoever counts is not told before what is expected.
    std::vector<schema::Denomination> denominations = {}; ///< When given they add up to it; at most 50.
    std::string note = {};
    std::vector<Money> foreign = {}; ///< Counted of other currencies, as blindly.
};
/// "close-shift", the Z; SELL, MANAGE_TILL when the drawer is off by more than shift.difference-limit, other
/// currencies at their worth. Sums up the shift and those
/// before it; orders that do not add up are listed and never keep it from being closed.
/// Errors: NotFound about "shift"; Invalid about "counted", "denominations", "foreign"; Denied about "difference", naming limit and remedy
/// but not what was expected.
[[nodiscard]] Result<Commit> closeShift(const Reader& shop, const Context& context, const Actor& actor,
                                        const CloseShift& input);

/// What a shift comes to, so far (X) or at its closing.
struct ShiftReport {
    explicit ShiftReport(Currency currency)
        : openingFloat(0, currency),
          cashIn(0, currency),
          cashOut(0, currency),
          expected(0, currency)
    {}
    Id<schema::ShiftOpening> shift;
    schema::SalesSums sums;
    Money openingFloat;
    Money cashIn;
    Money cashOut; ///< Drops included.
    Money expected;
    std::uint64_t noSales = 0;
    std::vector<schema::NumberRange> numbers;
    std::vector<Money> foreign; ///< Of other currencies in the drawer: what it began with and what was taken.
    std::vector<schema::TenderTotal> deposits; ///< Taken without a sale and not in cash; below zero: paid back.
    std::uint64_t voids = 0;                   ///< Lines that were keyed in and taken out again.
    std::int64_t voidMinor = 0;
    std::vector<schema::BadOrder> bad; ///< Orders that do not add up, and numbers that no order has here; at most 100.
    std::uint64_t badCount = 0;
};
/// Of an open shift: `origin` and `nextNumber` say up to which number, as Context has them. Of a closed one: as it was closed,
/// computed again from the orders. NotFound about "shift".
[[nodiscard]] Result<ShiftReport> shiftReport(const Reader& shop, Id<schema::ShiftOpening> shift, const RawId& origin,
                                              std::uint64_t nextNumber);
/// Of the numbers a closing names, that need not be here yet: what it should say. NotFound about "shift".
[[nodiscard]] Result<ShiftReport> shiftReport(const Reader& shop, const schema::ShiftClosing& closing);

/// Who may be told what is expected in a drawer that is still to be counted: whoever sells, but with the setting shift.blind whoever may
/// manage-till. Errors: Denied.
[[nodiscard]] Result<Done> mayReadX(const Reader& shop, const Context& context, const Actor& actor);

/// The shift that is open on a terminal.
[[nodiscard]] std::optional<schema::ShiftOpening> openShiftOf(const Reader& shop, Id<schema::Terminal> terminal);
/// Closings of a terminal by number.
[[nodiscard]] std::vector<schema::ShiftClosing> closingsOf(const Reader& shop, Id<schema::Terminal> terminal);

struct ClosePeriod {
    schema::PeriodKind kind = schema::PERIOD_DAY;
    std::uint32_t period = 0; ///< 20101201, 201012 or 2010.
};
/// "close-period"; SELL. The sum of this till's closings in a day, month or year, by the business day of their opening; closed once, when it
/// is over. Errors: Conflict about "period" when it still runs, is closed, or a shift of it is open; Invalid about "period"; NotFound about "period"
/// when nothing was closed in it.
[[nodiscard]] Result<Commit> closePeriod(const Reader& shop, const Context& context, const Actor& actor,
                                         const ClosePeriod& input);

/// Calls `visit` for each order of a closed shift, in the order of time as far as clocks can be believed.
void eachOrderOf(const Reader& shop, const schema::ShiftClosing& closing,
                 const std::function<void(const schema::Order&)>& visit);

/// First and last closing of a till in a period, their sums and the perpetual ones after them; no first one: nothing was closed in it.
[[nodiscard]] schema::PeriodClosing periodSums(const Reader& shop, Id<schema::Terminal> terminal,
                                               schema::PeriodKind kind, std::uint32_t period);

/// Adds sums up; what is beyond 64 bits stays at their end.
void addSums(schema::SalesSums& sum, const schema::SalesSums& more);

} // namespace kontor
