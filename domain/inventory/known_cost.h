#pragma once

#include "domain/base/id.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/inventory/ledger.h"
#include "domain/inventory/stock_cost.h"

#include <map>
#include <optional>
#include <vector>

namespace kontor {

// What goods cost as it is known now, without folding their ledger: for the sale, which writes it with each line as what this till knew,
// and for costs at any date.

/// Whether it says what something cost: goods that came in with a cost, a receipt that was undone, freight, duty.
[[nodiscard]] bool isCosted(const StockEvent& event);

/// The cost of a product at a location after one such event and everything before it.
struct CostCheckpoint {
    StockEvent after; ///< Its place in the ledger: `at`, `kind` and `id`.
    CostFold average{CostMethod::MovingAverage};
    CostFold fifo{CostMethod::Fifo};
    std::uint64_t ordinal = 0; ///< Of the costed events, from 1.
    void add(const StockEvent& event);
    [[nodiscard]] const CostFold& of(CostMethod method) const { return method == CostMethod::Fifo ? fifo : average; }
};

/// A Reader may be one as well: it keeps checkpoints of the cost fold, made and made again by what came in and cost something, never by a
/// sale.
class StockCosts
{
public:
    StockCosts() = default;
    StockCosts(const StockCosts&) = delete;
    StockCosts& operator=(const StockCosts&) = delete;
    virtual ~StockCosts() = default;

    /// False: it cannot tell, fold the ledger.
    [[nodiscard]] virtual bool keepsCosts() const = 0;
    /// The last one at or before `until`; one indexed read. Nothing: nothing came in with a cost until then, or long enough ago.
    [[nodiscard]] virtual std::optional<CostCheckpoint>
    costCheckpoint(Id<schema::Variant> variant, Id<schema::Location> location, TimeUs until) const = 0;
    /// Whether anything ever came in with a cost, and the last checkpoint's fold by one method: what a sale asks.
    [[nodiscard]] virtual std::optional<CostFold> lastCost(Id<schema::Variant> variant, Id<schema::Location> location,
                                                           CostMethod method) const = 0;
    /// What came after it in the ledger, up to `until`, in order; reasons and lines are left out.
    [[nodiscard]] virtual std::vector<StockEvent> ledgerAfter(Id<schema::Variant> variant,
                                                              Id<schema::Location> location, const StockEvent& after,
                                                              TimeUs until) const = 0;
};
/// The shop as one; nullptr when it keeps none.
[[nodiscard]] const StockCosts* stockCostsOf(const Reader& shop);

/// The fold of everything up to and including `until`, from the last checkpoint before it where there is one. Its steps are of no use.
[[nodiscard]] CostFold costUntil(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location,
                                 CostMethod method, TimeUs until);

/// What goods cost that leave by the lines of one sale, one after the other.
///
/// Average: the average after the last delivery, or undoing of one; goods that are sold do not change it. FIFO: of what the last delivery left there, the layers
/// behind what went out since, what came back taken off. What is beyond all layers costs what the last one did. Both are what the fold says
/// of the same facts, but for the rounding of shares, and for FIFO where goods came back or were counted after that delivery.
class SaleCosts
{
public:
    SaleCosts(const Reader& shop, Id<schema::Location> location, CostMethod method)
        : m_shop(shop),
          m_location(location),
          m_method(method)
    {}
    /// Ten-thousandths of a minor unit, with the quantity's sign. Nothing: nobody knows what it cost.
    [[nodiscard]] std::optional<std::int64_t> of(Id<schema::Variant> variant, Quantity quantity);

private:
    struct Known {
        CostFold fold;
        std::int64_t gone = 0; ///< Since the fold, and by earlier lines.
    };
    [[nodiscard]] std::optional<Known> read(Id<schema::Variant> variant) const;

    const Reader& m_shop;
    Id<schema::Location> m_location;
    CostMethod m_method;
    std::map<RawId, std::optional<Known>> m_known;
};

} // namespace kontor
