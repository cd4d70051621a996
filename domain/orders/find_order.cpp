#include "domain/orders/find_order.h"

#include "domain/base/text.h"
#include "domain/identity/terminal.h"
#include "domain/journal/reader.h"
#include "domain/orders/receipt.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/schema/identity.pb.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace kontor {

namespace {

constexpr std::size_t mostLookups = 3'000;
constexpr std::size_t mostOrigins = 300;
constexpr std::size_t digitsOfNumber = 6; ///< Shorter numbers have zeros before them.

struct Series {
    std::string prefix;
    std::string code;
};

std::vector<Series> seriesOf(const Reader& shop)
{
    std::vector<Series> series;
    schema::Origin origin;
    shop.each(origin, [&] {
        if (const auto terminal = shop.get(Id<schema::Terminal>(origin.terminal())))
            series.push_back({receiptPrefix(*terminal), origin.code()});
        return series.size() < mostOrigins;
    });
    return series;
}

} // namespace

std::vector<schema::Order> ordersByReceiptEnd(const Reader& shop, std::string_view end, std::size_t limit)
{
    const auto wanted = trimmed(end);
    const auto digits = wanted.substr(wanted.rfind('-') == std::string_view::npos ? 0 : wanted.rfind('-') + 1);
    std::uint64_t number = 0;
    const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    std::vector<schema::Order> orders;
    if (digits.empty() || digits.size() > 12 || error != std::errc() || rest != digits.data() + digits.size())
        return orders;
    std::uint64_t step = 1;
    for (std::size_t i = 0; i < digits.size(); ++i)
        step *= 10;
    const auto series = seriesOf(shop);
    // With all its digits it is one number; of fewer, those with more before them too.
    const std::size_t rounds =
        digits.size() >= digitsOfNumber || series.empty() ? 1 : std::max<std::size_t>(mostLookups / series.size(), 1);
    for (std::size_t round = 0; round < rounds; ++round, number += step)
        for (const auto& one : series) {
            const auto receipt = receiptNumber(one.prefix, one.code, number);
            if (number == 0 || !receipt.ends_with(wanted))
                continue;
            for (auto& order : ordersByReceipt(shop, receipt))
                orders.push_back(std::move(order));
            if (orders.size() >= limit)
                return orders;
        }
    return orders;
}

} // namespace kontor
