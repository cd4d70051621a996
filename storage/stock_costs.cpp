#include "storage/projections/stock_cost.h"
#include "storage/remembering_view.h"
#include "storage/sqlite_view.h"

// The shop as StockCosts: domain/inventory/known_cost.h.

namespace kontor {

std::optional<CostCheckpoint> SqliteView::costCheckpoint(Id<schema::Variant> variant, Id<schema::Location> location,
                                                         TimeUs until) const
{
    return asked(std::optional<CostCheckpoint>(),
                 [&] { return projections::costCheckpoint(m_database, variant.bytes(), location.bytes(), until); });
}

std::optional<CostFold> SqliteView::lastCost(Id<schema::Variant> variant, Id<schema::Location> location,
                                             CostMethod method) const
{
    return asked(std::optional<CostFold>(),
                 [&] { return projections::lastCost(m_database, variant.bytes(), location.bytes(), method); });
}

std::vector<StockEvent> SqliteView::ledgerAfter(Id<schema::Variant> variant, Id<schema::Location> location,
                                                const StockEvent& after, TimeUs until) const
{
    return asked(std::vector<StockEvent>(),
                 [&] { return projections::ledgerAfter(m_database, variant.bytes(), location.bytes(), after, until); });
}

bool RememberingView::keepsCosts() const
{
    return m_under->keepsCosts();
}

std::optional<CostCheckpoint> RememberingView::costCheckpoint(Id<schema::Variant> variant,
                                                              Id<schema::Location> location, TimeUs until) const
{
    return m_under->costCheckpoint(variant, location, until);
}

std::optional<CostFold> RememberingView::lastCost(Id<schema::Variant> variant, Id<schema::Location> location,
                                                  CostMethod method) const
{
    return m_under->lastCost(variant, location, method);
}

std::vector<StockEvent> RememberingView::ledgerAfter(Id<schema::Variant> variant, Id<schema::Location> location,
                                                     const StockEvent& after, TimeUs until) const
{
    return m_under->ledgerAfter(variant, location, after, until);
}

} // namespace kontor
