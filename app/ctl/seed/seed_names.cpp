#include "app/ctl/seed/seed_names.h"

#include "app/import/csv_reader.h"
#include "domain/base/text.h"

#include <algorithm>
#include <array>

namespace kontor {
namespace {

struct Shelf {
    const char* name;
    std::vector<const char*> words; ///< In names of any language the food is sold in.
};

const std::vector<Shelf>& shelves()
{
    static const std::vector<Shelf> all{
        {"Pantry", {}},
        {"Bakery", {"bread", "pain ", "brot", "biscuit", "cookie", "cake", "toast", "crack", "baguette"}},
        {"Breakfast", {"cereal", "muesli", "granola", "flakes", "müsli", "porridge", "oat"}},
        {"Chocolate", {"choco", "praline", "cacao", "truffe"}},
        {"Dairy", {"lait", "milk", "milch", "yaourt", "yog", "fromage", "cheese", "butter", "beurre", "cream", "käse"}},
        {"Drinks", {"juice", "jus ", "saft", "cola", "limonad", "water", "eau ", "soda", "smoothie", "beer", "bière"}},
        {"Fish", {"salmon", "saumon", "tuna", "thon", "fish", "fisch", "sardine", "crevette", "shrimp"}},
        {"Frozen", {"ice cream", "glace", "frozen", "surgel", "sorbet", "pizza"}},
        {"Fruit & nuts", {"almond", "amande", "nuts", "noix", "nuss", "apple", "pomme", "fruit", "banan", "raisin"}},
        {"Meat", {"poulet", "chicken", "jambon", "ham ", "sauciss", "beef", "bœuf", "boeuf", "porc", "wurst", "bacon"}},
        {"Pasta & rice", {"pasta", "spaghetti", "riz", "rice", "nudel", "noodle", "penne", "ravioli", "lasag"}},
        {"Sauces", {"sauce", "ketchup", "mayo", "vinaig", "pesto", "mustard", "moutarde", "senf", "dressing"}},
        {"Snacks", {"chips", "crisps", "snack", "popcorn", "bar ", "barre", "bretzel"}},
        {"Soups", {"soup", "suppe", "velout", "bouillon", "broth"}},
        {"Spreads", {"confiture", "jam", "honey", "miel", "honig", "peanut butter", "pâte à tartiner", "marmelad"}},
        {"Tea & coffee", {"tea", "thé ", "tee ", "café", "coffee", "kaffee", "infusion", "espresso"}},
    };
    return all;
}

std::size_t shelfOf(std::string_view name)
{
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
    lower += ' ';
    for (std::size_t i = 1; i < shelves().size(); ++i)
        for (const char* word : shelves()[i].words)
            if (lower.find(word) != std::string::npos)
                return i;
    return 0;
}

template <std::size_t count>
const char* pick(const std::array<const char*, count>& words, std::uint64_t number)
{
    return words[number % count];
}

std::string inventedName(std::uint64_t i)
{
    static constexpr std::array kinds{"Organic", "Smoked",  "Roasted", "Fresh",  "Dried",   "Classic", "Mild",
                                      "Spicy",   "Crunchy", "Creamy",  "Golden", "Country", "Harbour", "Sweet",
                                      "Salted",  "Light",   "Wild",    "Garden", "Sea",     "Mountain"};
    static constexpr std::array tastes{"almond",  "apple",  "tomato", "honey",   "lemon",   "vanilla",
                                       "caramel", "pepper", "garlic", "olive",   "cheddar", "ginger",
                                       "orange",  "mint",   "berry",  "walnut",  "coffee",  "salmon",
                                       "chicken", "carrot", "potato", "coconut", "cherry",  "paprika"};
    static constexpr std::array goods{"chocolate", "soup",    "bread",  "tea",    "juice",   "sauce",
                                      "pasta",     "rice",    "jam",    "cereal", "yoghurt", "biscuits",
                                      "chips",     "noodles", "butter", "cake",   "cheese",  "spread"};
    return std::string(pick(kinds, i)) + ' ' + pick(tastes, i / kinds.size()) + ' ' +
           pick(goods, i / kinds.size() / tastes.size());
}

/// What the same goods are called when they come again.
std::string sizeOf(std::uint64_t round)
{
    static constexpr std::array sizes{"", " 250 g", " 500 g", " 1 kg", " 6-pack", " family size", " travel size"};
    const auto more = round / sizes.size();
    return pick(sizes, round) + (more == 0 ? std::string() : " no. " + std::to_string(more + 1));
}

Result<std::vector<SeedGoods>> goodsOf(const std::filesystem::path& file)
{
    auto source = ByteSource::open(file);
    if (!source)
        return tl::unexpected(source.error());
    auto csv = CsvReader::open(std::move(*source));
    if (!csv)
        return tl::unexpected(csv.error());
    const auto column = [&](std::string_view name) {
        const auto found = std::find(csv->header().begin(), csv->header().end(), name);
        return static_cast<std::size_t>(found - csv->header().begin());
    };
    const std::size_t gtin = column("gtin");
    const std::size_t name = column("name");
    if (gtin == csv->header().size() || name == csv->header().size())
        return invalid("header", "the columns gtin and name are needed");
    std::vector<SeedGoods> goods;
    while (true) {
        const auto step = csv->next();
        if (!step)
            return tl::unexpected(step.error());
        if (*step == CsvReader::Step::End)
            break;
        if (*step == CsvReader::Step::Refused)
            continue;
        const auto text = requiredText(csv->fields()[name], "name", 160);
        if (text)
            goods.push_back({*text, csv->fields()[gtin], shelfOf(*text)});
    }
    return goods;
}

} // namespace

const std::vector<std::string>& seedCategories()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const auto& shelf : shelves())
            all.emplace_back(shelf.name);
        return all;
    }();
    return names;
}

std::uint64_t SeedNumbers::next()
{
    // splitmix64 (Steele, Lea, Flood 2014).
    m_state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

std::string withCheckDigit(std::string digits)
{
    unsigned sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i)
        sum += static_cast<unsigned>(digits[digits.size() - 1 - i] - '0') * (i % 2 == 0 ? 3 : 1);
    digits += static_cast<char>('0' + (10 - sum % 10) % 10);
    return digits;
}

Result<std::vector<SeedGoods>> seedGoods(std::size_t count, const std::filesystem::path& file)
{
    std::vector<SeedGoods> real;
    if (!file.empty()) {
        auto read = goodsOf(file);
        if (!read)
            return tl::unexpected(read.error());
        real = std::move(*read);
    }
    constexpr std::size_t inventions = 20 * 24 * 18;
    const std::size_t round = real.empty() ? inventions : real.size();
    std::vector<SeedGoods> goods;
    goods.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (i < real.size()) {
            goods.push_back(real[i]);
            continue;
        }
        SeedGoods one;
        one.name = (real.empty() ? inventedName(i % round) : real[i % round].name) + sizeOf(i / round);
        one.category = real.empty() ? shelfOf(one.name) : real[i % round].category;
        // 952 is for demonstrations: nobody's goods have such a number.
        const auto digits = std::to_string(i);
        one.barcode = withCheckDigit("952" + std::string(9 - std::min<std::size_t>(9, digits.size()), '0') + digits);
        goods.push_back(std::move(one));
    }
    return goods;
}

} // namespace kontor
