#include "app/founding/demo_shelves.h"

#include "domain/catalog/category.h"
#include "storage/store.h"

#include <algorithm>
#include <set>

namespace kontor {
namespace {

struct Word {
    std::string_view word;
    std::string_view shelf;
};

/// The first that fits: what a thing is for counts more than what is on it.
constexpr Word words[] = {
    {"CHRISTMAS", "Seasonal"},
    {"XMAS", "Seasonal"},
    {"EASTER", "Seasonal"},
    {"ADVENT", "Seasonal"},
    {"SANTA", "Seasonal"},
    {"SNOW", "Seasonal"},
    {"REINDEER", "Seasonal"},
    {"STOCKING", "Seasonal"},
    {"T-LIGHT", "Home scent"},
    {"CANDLE", "Home scent"},
    {"INCENSE", "Home scent"},
    {"SCENTED", "Home scent"},
    {"FRAGRANC", "Home scent"},
    {"LANTERN", "Home scent"},
    {"NIGHT LIGHT", "Home scent"},
    {"VOTIVE", "Home scent"},
    {"BAG", "Bags"},
    {"PURSE", "Bags"},
    {"SHOPPER", "Bags"},
    {"SUITCASE", "Bags"},
    {"CARD", "Stationery"},
    {"NOTEBOOK", "Stationery"},
    {"PENCIL", "Stationery"},
    {"PEN ", "Stationery"},
    {"PAPER", "Stationery"},
    {"WRAP", "Stationery"},
    {"RIBBON", "Stationery"},
    {"STICKER", "Stationery"},
    {"ENVELOPE", "Stationery"},
    {"DIARY", "Stationery"},
    {"RULER", "Stationery"},
    {"ERASER", "Stationery"},
    {"MUG", "Kitchen"},
    {"CUP", "Kitchen"},
    {"PLATE", "Kitchen"},
    {"BOWL", "Kitchen"},
    {"CAKE", "Kitchen"},
    {"TEA", "Kitchen"},
    {"JAM", "Kitchen"},
    {"KITCHEN", "Kitchen"},
    {"SPOON", "Kitchen"},
    {"TRAY", "Kitchen"},
    {"GLASS", "Kitchen"},
    {"JUG", "Kitchen"},
    {"BOTTLE", "Kitchen"},
    {"BAKING", "Kitchen"},
    {"PANTRY", "Kitchen"},
    {"LUNCH", "Kitchen"},
    {"SALT", "Kitchen"},
    {"RECIPE", "Kitchen"},
    {"APRON", "Kitchen"},
    {"TIN", "Kitchen"},
    {"CUSHION", "Textiles"},
    {"TOWEL", "Textiles"},
    {"QUILT", "Textiles"},
    {"BLANKET", "Textiles"},
    {"KNITTED", "Textiles"},
    {"FELT", "Textiles"},
    {"DOORMAT", "Textiles"},
    {"DOOR MAT", "Textiles"},
    {"SLIPPER", "Textiles"},
    {"HOT WATER", "Textiles"},
    {"HAND WARMER", "Textiles"},
    {"UMBRELLA", "Textiles"},
    {"NECKLACE", "Jewellery"},
    {"BRACELET", "Jewellery"},
    {"EARRING", "Jewellery"},
    {"RING ", "Jewellery"},
    {"BROOCH", "Jewellery"},
    {"BEAD", "Jewellery"},
    {"HAIR", "Jewellery"},
    {"CHARM", "Jewellery"},
    {"SOAP", "Bath"},
    {"BATH", "Bath"},
    {"WASH", "Bath"},
    {"TISSUES", "Bath"},
    {"GARDEN", "Garden"},
    {"PLANT", "Garden"},
    {"SEED", "Garden"},
    {"BIRD", "Garden"},
    {"FLOWER", "Garden"},
    {"WATERING", "Garden"},
    {"PICNIC", "Garden"},
    {"PARASOL", "Garden"},
    {"TOY", "Toys"},
    {"DOLL", "Toys"},
    {"GAME", "Toys"},
    {"PUZZLE", "Toys"},
    {"CHILD", "Toys"},
    {"KIDS", "Toys"},
    {"BALLOON", "Toys"},
    {"PARTY", "Toys"},
    {"SPACEBOY", "Toys"},
    {"DINOSAUR", "Toys"},
    {"BLOCKS", "Toys"},
    {"SKIPPING", "Toys"},
    {"CLOCK", "Home"},
    {"FRAME", "Home"},
    {"MIRROR", "Home"},
    {"HOOK", "Home"},
    {"SIGN", "Home"},
    {"LAMP", "Home"},
    {"LIGHT", "Home"},
    {"BOX", "Home"},
    {"DRAWER", "Home"},
    {"CABINET", "Home"},
    {"HANGER", "Home"},
    {"HEART", "Home"},
    {"DECORATION", "Home"},
    {"WICKER", "Home"},
    {"BASKET", "Home"},
    {"METAL", "Home"},
    {"WOOD", "Home"},
    {"VINTAGE", "Home"},
    {"RETRO", "Home"},
    {"CERAMIC", "Home"},
};
constexpr std::string_view rest = "Gifts";

std::string upper(std::string_view text)
{
    std::string made(text);
    std::transform(made.begin(), made.end(), made.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return made + ' ';
}

} // namespace

std::string_view demoShelf(std::string_view name)
{
    const auto text = upper(name);
    for (const auto& [word, shelf] : words)
        if (text.find(word) != std::string::npos)
            return shelf;
    return rest;
}

Result<std::map<std::string, Id<schema::Category>, std::less<>>> demoShelves(Store& store, Id<schema::Staff> staff)
{
    std::map<std::string, Id<schema::Category>, std::less<>> shelves;
    for (const auto& category : liveCategories(*store.read()))
        shelves.emplace(category.name(), Id<schema::Category>(category.id()));
    std::set<std::string_view> wanted{rest};
    for (const auto& word : words)
        wanted.insert(word.shelf);
    for (const auto& shelf : wanted) {
        if (shelves.contains(shelf))
            continue;
        const auto made = store.execute(staff, [&](const Reader& shop, const Context& context, const Actor& actor) {
            return addCategory(shop, context, actor,
                               NewCategory{std::string(shelf), {}, RawId::imported("demo/shelf", shelf, 0)});
        });
        if (!made)
            return tl::unexpected(made.error());
        shelves.emplace(shelf, Id<schema::Category>(RawId::imported("demo/shelf", shelf, 0)));
    }
    return shelves;
}

} // namespace kontor
