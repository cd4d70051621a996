#include "domain/inventory/stock_sums.h"

#include "storage/sqlite_view.h"

#include <algorithm>
#include <unordered_map>

namespace kontor {

std::optional<std::vector<StockSum>> SqliteView::stockSums(Id<schema::Location> location, TimeUs after,
                                                           TimeUs until) const
{
    return asked(std::optional<std::vector<StockSum>>(), [&] {
        // Through the table as it lies: by the products' order each movement would be a page of its own. Summed here and not in
        // SQL, where an overflow would be an error: absurd quantities must not empty the list.
        std::unordered_map<RawId, std::uint64_t> sold;
        {
            Query query(m_database, "SELECT variant, quantity FROM stock_movement NOT INDEXED WHERE location = ?1 AND "
                                    "IFNULL(at_us, 0) > ?2 AND IFNULL(at_us, 0) <= ?3 AND reason IN (1, 2)");
            static_assert(schema::SOLD == 1 && schema::RETURNED == 2);
            query.blob(location.bytes()).bind(after).bind(until);
            while (query.step())
                sold[RawId::of(query.bytes(0))] -= query.natural(1);
        }
        std::vector<StockSum> sums;
        sums.reserve(sold.size());
        {
            Query query(m_database, "SELECT variant, quantity FROM stock_level WHERE location = ?1");
            query.blob(location.bytes());
            while (query.step()) {
                StockSum sum{RawId::of(query.bytes(0)), Quantity{query.integer(1)}, {}};
                if (const auto found = sold.find(sum.variant); found != sold.end()) {
                    sum.sold = Quantity{static_cast<std::int64_t>(found->second)};
                    sold.erase(found);
                }
                sums.push_back(sum);
            }
        }
        for (const auto& [variant, quantity] : sold) // None of them are left.
            sums.push_back({variant, {}, Quantity{static_cast<std::int64_t>(quantity)}});
        std::sort(sums.begin(), sums.end(), [](const auto& a, const auto& b) { return a.variant < b.variant; });
        return std::optional(std::move(sums));
    });
}

} // namespace kontor
