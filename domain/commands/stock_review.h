#pragma once

#include "domain/commands/command.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/journal.pb.h"

#include <vector>

namespace kontor {

/// Rows that move stock, or say what there is of it, whichever command writes them: counts, transfers, purchases.
[[nodiscard]] bool isStockDocument(const schema::Change& change);

/// What a commit's transfers and receipts say was sent or came, against its movements: each variant and lot of a document moved by just
/// that much, by what it says it cost, or by its share of what it cost where it was sent, and nothing else names it. Freight is each product's
/// share of it, and nothing is counted in a count that its author knew to be closed. The goods are where they are, so each difference is a reason to
/// look and not one to set the commit aside.
[[nodiscard]] std::vector<schema::Reason> checkStockDocuments(const Reader& asTheAuthorSaw,
                                                              const std::vector<schema::Change>& changes,
                                                              const std::vector<schema::StockMovement>& movements);

} // namespace kontor
