#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/catalog/open_price.h"
#include "domain/catalog/scan.h"
#include "domain/catalog/unit.h"

#include <charconv>

namespace kontor {
namespace {

struct UnitOptions {
    std::string data;
    std::string name;
    std::string symbol;
    std::string of;
    std::string ratio = "1";
    bool whole = false;
    std::string sku;
    std::string unit;
    std::string content;
    std::string least;
    std::string most;
    bool everybody = false;
    bool json = false;
    Author author;
};

/// "12", "1/10".
Result<std::pair<std::uint64_t, std::uint64_t>> ratioOf(const std::string& text)
{
    const auto slash = std::min(text.find('/'), text.size());
    const auto number = [&](std::string_view digits) -> std::optional<std::uint64_t> {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
    };
    const auto above = number(std::string_view(text).substr(0, slash));
    const auto below =
        slash == text.size() ? std::optional<std::uint64_t>(1) : number(std::string_view(text).substr(slash + 1));
    if (!above || !below)
        return invalid("ratio", "a whole number or a fraction of two, such as 12 or 1/10");
    return std::pair(*above, *below);
}

Result<Done> addOne(const UnitOptions& options)
{
    const auto ratio = ratioOf(options.ratio);
    if (!ratio)
        return tl::unexpected(ratio.error());
    const auto done =
        writeShop(options.data, options.author, schema::EDIT_CATALOG,
                  [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                      AddUnit input{options.name, options.symbol, {}, ratio->first, ratio->second, options.whole};
                      if (!options.of.empty()) {
                          const auto base = findUnit(shop, options.of);
                          if (!base)
                              return tl::unexpected(base.error());
                          input.of = *base;
                      }
                      return addUnit(shop, context, actor, input);
                  });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.name, options.json);
    return Done{};
}

Result<Done> listAll(const UnitOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& unit : view->all<schema::Unit>()) {
        nlohmann::ordered_json json{{"name", unit.name()}, {"symbol", unit.symbol()}};
        std::string text = "a base";
        if (unit.has_base()) {
            json["of"] = unitSymbol(*view, Id<schema::Unit>(unit.base()));
            json["ratio"] = std::to_string(unit.numerator()) + "/" + std::to_string(unit.denominator());
            text = json["ratio"].get<std::string>() + " " + json["of"].get<std::string>();
        }
        json["whole"] = unit.whole();
        json["id"] = hex(unit.id());
        if (options.json)
            rows.push_back(json);
        else
            fmt::print("{:<24} {:<10} {}{}\n", unit.name(), unit.symbol(), text,
                       unit.whole() ? ", whole ones only" : "");
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

/// Runs a command on the product of a code.
Result<Done> onProduct(const UnitOptions& options, schema::Permission permission,
                       const std::function<Result<Commit>(const Reader&, const Context&, const Actor&,
                                                          Id<schema::Product>, Id<schema::Variant>)>& command)
{
    const auto done = writeShop(options.data, options.author, permission,
                                [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                                    const auto found = resolveCode(shop, options.sku);
                                    if (!found)
                                        return tl::unexpected(found.error());
                                    const Id<schema::Product> product(shop.get(found->variant)->product());
                                    return command(shop, context, actor, product, found->variant);
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.sku, options.json);
    return Done{};
}

Result<Done> setUnit(const UnitOptions& options)
{
    return onProduct(
        options, schema::EDIT_CATALOG,
        [&](const Reader& shop, const Context& context, const Actor& actor, auto product, auto) -> Result<Commit> {
            const auto unit = findUnit(shop, options.unit);
            if (!unit)
                return tl::unexpected(unit.error());
            return setProductUnit(shop, context, actor, {product, *unit});
        });
}

Result<Done> setContent(const UnitOptions& options)
{
    const auto content = Quantity::parse(options.content, "content");
    if (!content)
        return tl::unexpected(content.error());
    return onProduct(
        options, schema::EDIT_CATALOG,
        [&](const Reader& shop, const Context& context, const Actor& actor, auto, auto variant) -> Result<Commit> {
            const auto unit = findUnit(shop, options.unit);
            if (!unit)
                return tl::unexpected(unit.error());
            return setVariantContent(shop, context, actor, {variant, *content, *unit});
        });
}

Result<Done> setLimits(const UnitOptions& options)
{
    return onProduct(
        options, schema::CHANGE_PRICE,
        [&](const Reader& shop, const Context& context, const Actor& actor, auto product, auto) -> Result<Commit> {
            const auto organisation = shop.get(context.organisation);
            const auto currency = Currency::fromNumeric(organisation ? organisation->currency() : 0);
            if (!currency)
                return tl::unexpected(currency.error());
            SetOpenPrice input{product, {}, {}, std::string(currency->alpha()), options.everybody};
            for (const auto& [text, limit, about] :
                 {std::tuple(&options.least, &input.least, "least"), std::tuple(&options.most, &input.most, "most")}) {
                if (text->empty())
                    continue;
                const auto price = UnitPrice::parse(*text, *currency, about);
                if (!price)
                    return tl::unexpected(price.error());
                *limit = *price;
            }
            return setOpenPrice(shop, context, actor, input);
        });
}

} // namespace

void addUnitVerbs(CLI::App& app, Chosen& chosen)
{
    const auto declare = [&](CLI::App& parent, const char* name, const char* meaning, bool writes = true) {
        VerbOptions<UnitOptions> verb(parent, name, meaning);
        addDataOption(*verb.app, verb->data);
        verb.app->add_flag("--json", verb->json, "As JSON");
        if (writes)
            addAuthorOptions(*verb.app, verb->author);
        return verb;
    };
    auto* units = app.add_subcommand("unit", "What quantities are counted and measured in");
    units->require_subcommand(1);
    auto add = declare(*units, "add", "A unit: kg; 100 g, 1/10 of kg; a box, 12 pieces");
    add.app->add_option("--name", add->name, "Its name")->required();
    add.app->add_option("--symbol", add->symbol, "As receipts and shelves show it (default: the name)");
    add.app->add_option("--of", add->of, "Its base, by name or symbol, or `pieces` (default: it is a base itself)");
    add.app->add_option("--ratio", add->ratio, "How many of the base one of it is, e.g. 12 or 1/10")
        ->capture_default_str();
    add.app->add_flag("--whole", add->whole, "Only whole ones are sold");
    add.runs(chosen, addOne);
    auto listAll_ = declare(*units, "list", "All of them", false);
    listAll_.runs(chosen, listAll);

    auto* product = app.get_subcommand("product");
    const auto sku = [](const VerbOptions<UnitOptions>& verb) {
        verb.app->add_option("--sku", verb->sku, "SKU or barcode")->required();
    };
    auto unit = declare(*product, "set-unit", "What its quantities count; prices and stock are not converted");
    sku(unit);
    unit.app->add_option("--unit", unit->unit, "A unit by name or symbol, or `pieces`")->required();
    unit.runs(chosen, setUnit);
    auto content = declare(*product, "set-content", "What one of it holds, for the price per base unit");
    sku(content);
    content.app->add_option("--content", content->content, "How many of the unit; 0: not said any more")->required();
    content.app->add_option("--unit", content->unit, "A unit by name or symbol, or `pieces`")->required();
    content.runs(chosen, setContent);
    auto limits =
        declare(*product, "set-open-price", "What may be keyed in as its price; without an option: as for all");
    sku(limits);
    limits.app->add_option("--least", limits->least, "The lowest price");
    limits.app->add_option("--most", limits->most, "The highest price");
    limits.app->add_flag("--everybody", limits->everybody, "Whoever sells may, within the limits");
    limits.runs(chosen, setLimits);
}

} // namespace kontor
