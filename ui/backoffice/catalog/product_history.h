#pragma once

#include "domain/base/currency.h"
#include "domain/base/id.h"
#include "domain/base/time.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/settings.pb.h"
#include "storage/store.h"
#include "storage/view.h"

#include <QString>

#include <vector>

namespace kontor {

/// One field of a product that was changed once: each field of a change is an entry of its own, and is gone back to by itself.
struct ProductHistoryRow {
    QString what; ///< "Name: Mug → Cup"
    QString who;  ///< "Mira Okafor, Till 1"
    QString when;
    TimeUs at = 0;
    /// What brings back what was before; empty where there is nothing to bring back: it was made then, or it is so now.
    std::vector<Store::ActorCommand> undo;
};

/// What became of a product, its variants, their barcodes and their prices in `list`, the newest first.
[[nodiscard]] std::vector<ProductHistoryRow> readProductHistory(const View& shop, Id<schema::Product> product,
                                                                Id<schema::PriceList> list, Currency currency,
                                                                TimeUs now);

/// "Mira Okafor, Till 1".
[[nodiscard]] QString authorText(const View& shop, const View::RowVersion& version);
/// "3 May 2026 14:05"; "the beginning" for what a seed or an import says held always.
[[nodiscard]] QString momentText(TimeUs at);

} // namespace kontor
