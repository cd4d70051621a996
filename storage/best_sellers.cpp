#include "domain/schema/orders.pb.h"
#include "storage/row_table.h"
#include "storage/sqlite_view.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace kontor {

std::vector<View::SoldProduct> SqliteView::bestSellers(TimeUs from, TimeUs until, std::size_t limit) const
{
    return asked(std::vector<SoldProduct>(), [&] {
        // Summed here and not in SQL, where an overflow would be an error: absurd amounts must not empty the page.
        struct Sum {
            std::string name;
            std::uint64_t quantity = 0;
            std::uint64_t total = 0;
        };
        std::unordered_map<std::string, Sum> sums;
        Query query(
            m_database,
            linesOfOrdersSql("l.variant, l.name, l.quantity, l.total_minor",
                             "o.at_us >= ?1 AND o.at_us < ?2 AND IFNULL(o.kind, 0) <= 1 AND o.training IS NOT 1"));
        query.bind(from).bind(until);
        while (query.step()) {
            Sum& sum = sums[std::string(query.bytes(0))];
            sum.name = std::string(query.bytes(1));
            sum.quantity += query.natural(2);
            sum.total += query.natural(3);
        }
        std::vector<SoldProduct> best;
        best.reserve(sums.size());
        for (auto& [variant, sum] : sums)
            best.push_back({Id<schema::Variant>(RawId::of(variant)), std::move(sum.name),
                            Quantity{static_cast<std::int64_t>(sum.quantity)}, static_cast<std::int64_t>(sum.total)});
        const auto more = [](const SoldProduct& a, const SoldProduct& b) {
            return std::tie(b.totalMinor, a.variant) < std::tie(a.totalMinor, b.variant);
        };
        const auto shown = std::min(limit, best.size());
        std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(shown), best.end(), more);
        best.resize(shown);
        return best;
    });
}

} // namespace kontor
