#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/inventory/ledger.h"

#include <span>
#include <vector>

namespace kontor {

// What goods cost, worked out of what they were bought for: a delivery that becomes known a month late is in the cost of what was sold
// since. What a till knew of it when it sold is written with the sale (known_cost.h) and says nothing here.

enum class CostMethod {
    MovingAverage, ///< All that is there costs the same.
    Fifo,          ///< What came first goes first.
};

/// What one event did. Amounts are in ten-thousandths of a minor unit.
struct CostStep {
    std::size_t event = 0;     ///< Its place in the ledger.
    std::int64_t quantity = 0; ///< Thousandths, signed; of a count how far it was off.
    std::int64_t costE4 = 0;   ///< What the goods that came in or went out cost: zero or more either way.
};

/// A product at a location after its events. received = issued + corrected + value, always and exactly:
///
/// - what comes in without a cost of its own (found, returned, counted above the books) comes in at what one cost then;
/// - what goes out beyond what is there goes out at what one cost last; when it is delivered after all, the difference to what it
///   then really cost is `corrected`;
/// - freight billed when nothing is left of the goods is `corrected` as well;
/// - what goes out with a cost of its own is a receipt that was none (receipt.h): it takes just that out of the value, as far as
///   there is any; the rest is `corrected`.
/// A share of a layer is rounded once, halves to even, and the last of it takes the rest.
struct StockCost {
    std::int64_t quantity = 0; ///< Thousandths; below zero: more went out than came in.
    std::int64_t valueE4 = 0;
    std::int64_t receivedE4 = 0;
    std::int64_t issuedE4 = 0;
    std::int64_t correctedE4 = 0;
    std::vector<CostStep> steps; ///< Of movements and of counts that were off.
};
[[nodiscard]] StockCost costOf(std::span<const StockEvent> ledger, CostMethod method);

/// The same fold, step by step, and to be copied: a checkpoint from which later events go on.
class CostFold
{
public:
    explicit CostFold(CostMethod method) : m_method(method) {}
    void add(const StockEvent& event, std::size_t place);
    [[nodiscard]] StockCost result() const;

    /// Everything but the steps, to be stored; with a program's own meaning, never on a wire.
    [[nodiscard]] Bytes state() const;
    /// Nothing when it is no such state.
    [[nodiscard]] static std::optional<CostFold> fromState(BytesView state);
    /// What so much of it would cost going out when `gone` (zero or more) went out since, in ten-thousandths; by FIFO out of the layers
    /// behind those. Changes nothing.
    [[nodiscard]] std::int64_t costOfNext(std::int64_t quantity, std::int64_t gone) const;
    /// Thousandths; below zero: more went out than came in.
    [[nodiscard]] std::int64_t quantity() const;

private:
    __extension__ using Wide = __int128;
    struct Layer {
        Wide quantity = 0;
        Wide value = 0;
    };
    void comesIn(Wide quantity, const std::optional<Wide>& cost, std::size_t place);
    void goesOut(Wide quantity, std::size_t place);
    void isValued(Wide value);
    void moves(std::int64_t quantity, const std::optional<std::int64_t>& costMinor, std::size_t place);
    [[nodiscard]] Wide atLastCost(Wide quantity) const;
    void noteLast();

    CostMethod m_method;
    std::vector<Layer> m_layers; ///< The oldest first; of the average one at most. Above zero each.
    std::size_t m_first = 0;     ///< Layers before it are used up.
    Layer m_short;               ///< Went out without being there; both zero or more.
    Layer m_last{1, 0};          ///< What so many cost last.
    Wide m_received = 0;
    Wide m_issued = 0;
    Wide m_corrected = 0;
    std::map<Bytes, std::int64_t> m_byLot;
    std::vector<CostStep> m_steps;
};

/// What goods of one location are worth at an instant.
struct StockValue {
    Id<schema::Variant> variant;
    Quantity quantity;
    std::int64_t valueMinor = 0; ///< Rounded once, halves away from zero.
};
/// Goes on from a checkpoint where the shop keeps them (known_cost.h); the same without.
[[nodiscard]] StockValue valueAt(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location,
                                 CostMethod method, TimeUs at);

/// What so much of it would cost out of what is there now, in minor units: what a transfer takes along.
[[nodiscard]] std::int64_t costOfTaking(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location,
                                        CostMethod method, Quantity quantity, TimeUs at);

/// What a line of an order earned: what was paid for it without tax, less what its goods cost.
struct LineMargin {
    std::int64_t revenueMinor = 0;
    std::int64_t costMinor = 0; ///< Of bundles the sum of their parts. Rounded once.
    [[nodiscard]] std::int64_t marginMinor() const { return revenueMinor - costMinor; }
};
/// NotFound about "line".
[[nodiscard]] Result<LineMargin> marginOf(const Reader& shop, const RawId& line, CostMethod method);

/// The setting stock.cost-method of a location's store.
[[nodiscard]] CostMethod costMethodOf(const Reader& shop, Id<schema::Location> location);

} // namespace kontor
