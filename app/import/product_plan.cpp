#include "app/import/product_plan.h"

#include "domain/base/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

namespace kontor {
namespace {

/// Counts values and names the most frequent; of equals the one counted first.
template <typename T>
class Votes
{
public:
    void add(const T& value)
    {
        for (auto& [known, count] : m_counts) {
            if (known == value) {
                ++count;
                return;
            }
        }
        m_counts.emplace_back(value, 1U);
    }
    [[nodiscard]] bool isEmpty() const { return m_counts.empty(); }
    [[nodiscard]] const T& winner() const
    {
        return std::max_element(m_counts.begin(), m_counts.end(),
                                [](const auto& a, const auto& b) { return a.second < b.second; })
            ->first;
    }
    [[nodiscard]] const auto& counts() const { return m_counts; }

private:
    std::vector<std::pair<T, std::uint32_t>> m_counts; // Few values each: a code has a handful of prices and names.
};

struct Tally {
    std::string key;
    Votes<std::uint32_t> spellings;
    Votes<std::uint32_t> pricedNames;
    Votes<std::uint32_t> otherNames;
    Votes<std::int64_t> prices;
    TimeUs firstSeen = 0;
};

ProductPlan planOf(const Tally& tally, const SalesFile& file)
{
    const auto& texts = file.texts;
    ProductPlan plan;
    plan.key = tally.key;
    plan.sku = texts.text(tally.spellings.winner());
    for (const auto& [spelling, count] : tally.spellings.counts()) {
        if (texts.text(spelling) != plan.sku)
            plan.aliases.push_back(texts.text(spelling));
    }
    // Names of write-offs are remarks ("damages", "?"), so they only count where nothing else does.
    const auto& names = tally.pricedNames.isEmpty() ? tally.otherNames : tally.pricedNames;
    plan.name = names.isEmpty() ? plan.sku : texts.text(names.winner());
    plan.kind = file.isOnlineRetail() && isServiceCode(tally.key) ? schema::SERVICE : schema::GOODS;
    if (!tally.prices.isEmpty())
        plan.price = UnitPrice{tally.prices.winner()};
    plan.firstSeen = tally.firstSeen;
    return plan;
}

} // namespace

std::string codeKey(std::string_view code)
{
    std::string key = composed(trimmed(code));
    std::transform(key.begin(), key.end(), key.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return key;
}

bool isServiceCode(std::string_view key)
{
    constexpr std::array<std::string_view, 11> services{"POST", "DOT",  "C2",           "M",        "D", "S", "B",
                                                        "PADS", "CRUK", "BANK CHARGES", "AMAZONFEE"};
    return std::find(services.begin(), services.end(), key) != services.end() || key.starts_with("GIFT_");
}

RawId importedProductId(std::string_view key, std::string_view source)
{
    return RawId::imported(std::string(source) + "/product", key, 0);
}

std::vector<ProductPlan> planProducts(const SalesFile& file)
{
    std::vector<Tally> tallies;
    std::unordered_map<std::string, std::size_t> places;
    std::unordered_map<std::uint32_t, std::size_t> placeOfSpelling; // Of a code as written, so that each is keyed once.
    for (const auto& number : file.numbers) {
        for (const auto& row : number.rows) {
            auto place = placeOfSpelling.find(row.code);
            if (place == placeOfSpelling.end()) {
                auto key = codeKey(file.texts.text(row.code));
                const auto known = places.try_emplace(key, tallies.size());
                if (known.second)
                    tallies.push_back({std::move(key), {}, {}, {}, {}, row.at});
                place = placeOfSpelling.emplace(row.code, known.first->second).first;
            }
            auto& tally = tallies[place->second];
            tally.spellings.add(row.code);
            tally.firstSeen = std::min(tally.firstSeen, row.at);
            const bool named = !file.texts.text(row.description).empty();
            if (named)
                (row.priceE4 > 0 ? tally.pricedNames : tally.otherNames).add(row.description);
            if (row.priceE4 > 0)
                tally.prices.add(row.priceE4);
        }
    }
    std::vector<ProductPlan> plans;
    plans.reserve(tallies.size());
    for (const auto& tally : tallies)
        plans.push_back(planOf(tally, file));
    return plans;
}

} // namespace kontor
