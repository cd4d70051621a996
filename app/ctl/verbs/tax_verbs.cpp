#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "domain/base/rational.h"
#include "domain/catalog/scan.h"
#include "domain/catalog/tax.h"
#include "domain/customers/customer.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <map>

namespace kontor {
namespace {

struct TaxOptions {
    std::string data;
    std::string name;
    std::string rate;
    std::string kind = "percent";
    std::string taxClass;
    std::string jurisdiction;
    std::string exemption;
    std::string store;
    std::string sku;
    std::string customer;
    std::vector<std::string> taxes;
    std::vector<std::string> words;
    std::string brand;
    std::string category;
    bool onTop = false;
    bool affectsLaterBases = false;
    bool baseUnaffectedByEarlier = false;
    bool reverseCharge = false;
    bool end = false;
    bool json = false;
    Author author;
};

Result<Done> run(Store& shop, const TaxOptions& options, schema::Permission permission,
                 const Store::ActorCommand& command, const std::string& said)
{
    const auto author = findAuthor(shop, options.author, permission);
    if (!author)
        return tl::unexpected(author.error());
    const auto done = shop.execute(*author, command);
    if (!done)
        return tl::unexpected(done.error());
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json(
                               {{"done", said}, {"id", done->mainId.toHex()}, {"changed", !done->hash.empty()}})
                               .dump(2));
    else
        fmt::print("{}\n", said);
    return Done{};
}

template <typename T>
Result<Id<T>> byName(const Reader& shop, const std::string& name, std::string_view about)
{
    std::optional<Id<T>> found;
    for (const auto& row : shop.all<T>()) {
        if (row.name() != name)
            continue;
        if (found)
            return invalid(std::string(about), "there is more than one '" + name + "'");
        found = Id<T>(row.id());
    }
    if (!found)
        return fail(Error::Kind::NotFound, std::string(about), "there is no '" + name + "'");
    return *found;
}

Result<Done> add(const TaxOptions& options)
{
    AddTax input{options.name,
                 0,
                 schema::Tax::PERCENT,
                 options.rate,
                 !options.onTop,
                 options.affectsLaterBases,
                 !options.baseUnaffectedByEarlier,
                 options.reverseCharge};
    if (options.kind == "percent_of_gross")
        input.kind = schema::Tax::PERCENT_OF_GROSS;
    else if (options.kind == "fixed_per_unit")
        input.kind = schema::Tax::FIXED_PER_UNIT;
    else if (options.kind != "percent")
        return invalid("kind", "is none of percent, percent_of_gross, fixed_per_unit");
    const auto shop = openForWriting(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    const auto known = byName<schema::Tax>(*(*shop)->read(), options.name, "tax");
    return run(
        **shop, options, schema::EDIT_CATALOG,
        [&](const Reader& reader, const Context& context, const Actor& actor) {
            return known ? changeTax(reader, context, actor, {*known, input, options.end})
                         : addTax(reader, context, actor, input);
        },
        options.name);
}

Result<Done> addClass(const TaxOptions& options)
{
    const auto shop = openForWriting(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    return run(
        **shop, options, schema::EDIT_CATALOG,
        [&](const Reader& reader, const Context& context, const Actor& actor) {
            return addTaxClass(reader, context, actor, {options.name});
        },
        options.name);
}

Result<Done> treat(const TaxOptions& options)
{
    const auto shop = openForWriting(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    SetTaxTreatment input{{}, options.jurisdiction, options.exemption, {}, options.end};
    {
        const auto view = (*shop)->read();
        if (!options.taxClass.empty()) {
            const auto found = byName<schema::TaxClass>(*view, options.taxClass, "class");
            if (!found)
                return tl::unexpected(found.error());
            input.taxClass = *found;
        }
        for (const auto& name : options.taxes) {
            const auto found = byName<schema::Tax>(*view, name, "tax");
            if (!found)
                return tl::unexpected(found.error());
            input.taxes.push_back(*found);
        }
    }
    return run(
        **shop, options, schema::EDIT_CATALOG,
        [&](const Reader& reader, const Context& context, const Actor& actor) {
            return setTaxTreatment(reader, context, actor, input);
        },
        "treated");
}

Result<Done> jurisdiction(const TaxOptions& options)
{
    const auto shop = openForWriting(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    const auto store = findStore(*(*shop)->read(), options.store);
    if (!store)
        return tl::unexpected(store.error());
    return run(
        **shop, options, schema::MANAGE_SETTINGS,
        [&](const Reader& reader, const Context& context, const Actor& actor) {
            return setStoreJurisdiction(reader, context, actor, {*store, options.jurisdiction});
        },
        options.jurisdiction);
}

nlohmann::ordered_json taxJson(const schema::Tax& tax)
{
    constexpr const char* kinds[] = {"percent", "percent_of_gross", "fixed_per_unit"};
    const auto kind = static_cast<std::size_t>(tax.kind());
    return {{"name", tax.name()},
            {"kind", kind < std::size(kinds) ? kinds[kind] : "unknown"},
            {"rate", tax.has_rate() ? tax.rate() : Rational(tax.rate_ppm(), 10'000).toDecimal(0, 4)},
            {"included", !tax.not_included()},
            {"affects_later_bases", tax.affects_later_bases()},
            {"base_affected_by_earlier", !tax.base_unaffected_by_earlier()},
            {"reverse_charge", tax.reverse_charge()},
            {"ended", tax.ended()},
            {"id", hex(tax.id())}};
}

Result<Done> list(const TaxOptions& options)
{
    const auto shop = openForReading(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    const auto view = (*shop)->read();
    nlohmann::ordered_json out{{"taxes", nlohmann::json::array()},
                               {"classes", nlohmann::json::array()},
                               {"treatments", nlohmann::json::array()},
                               {"jurisdictions", nlohmann::json::object()}};
    std::map<Bytes, std::string> names;
    for (const auto& tax : view->all<schema::Tax>()) {
        names[tax.id()] = tax.name();
        out["taxes"].push_back(taxJson(tax));
    }
    for (const auto& row : view->all<schema::TaxClass>()) {
        names[row.id()] = row.name();
        out["classes"].push_back({{"name", row.name()}, {"id", hex(row.id())}});
    }
    for (const auto& row : view->all<schema::TaxTreatment>()) {
        if (row.ended())
            continue;
        nlohmann::ordered_json one{{"class", row.has_tax_class() ? names[row.tax_class()] : ""},
                                   {"jurisdiction", row.jurisdiction()},
                                   {"exemption", row.exemption()},
                                   {"taxes", nlohmann::json::array()}};
        for (const auto& tax : row.tax())
            one["taxes"].push_back(names[tax]);
        out["treatments"].push_back(std::move(one));
    }
    for (const auto& store : view->all<schema::Store>())
        out["jurisdictions"][store.name()] = store.jurisdiction();
    if (options.json) {
        fmt::print("{}\n", out.dump(2));
        return Done{};
    }
    for (const auto& tax : out["taxes"])
        fmt::print("{:<24} {:>10} {:<17}{}{}\n", tax["name"].get<std::string>(), tax["rate"].get<std::string>(),
                   tax["kind"].get<std::string>(), tax["included"].get<bool>() ? " included" : " on top",
                   tax["ended"].get<bool>() ? "  (ended)" : "");
    for (const auto& one : out["treatments"]) {
        std::string taxes;
        for (const auto& tax : one["taxes"])
            taxes += (taxes.empty() ? "" : ", ") + tax.get<std::string>();
        const auto shown = [](const std::string& text) { return text.empty() ? std::string("any") : text; };
        fmt::print("class {}, in {}, customers with {}: {}\n", shown(one["class"].get<std::string>()),
                   shown(one["jurisdiction"].get<std::string>()),
                   one["exemption"].get<std::string>().empty() ? "no exemption" : one["exemption"].get<std::string>(),
                   taxes.empty() ? "no tax" : taxes);
    }
    return Done{};
}

Result<Done> classifyGoods(const TaxOptions& options)
{
    const auto shop = openForWriting(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    ClassifyProduct input;
    {
        const auto view = (*shop)->read();
        const auto found = resolveCode(*view, options.sku);
        if (!found)
            return tl::unexpected(found.error());
        const auto variant = view->get(found->variant);
        input.product = Id<schema::Product>(variant ? BytesView(variant->product()) : BytesView());
        if (!options.brand.empty())
            input.brand = options.brand;
        if (!options.words.empty())
            input.tags = options.words;
        if (!options.category.empty()) {
            const auto category = byName<schema::Category>(*view, options.category, "category");
            if (!category)
                return tl::unexpected(category.error());
            input.category = *category;
        }
        if (!options.taxClass.empty()) {
            const auto taxClass = byName<schema::TaxClass>(*view, options.taxClass, "class");
            if (!taxClass)
                return tl::unexpected(taxClass.error());
            input.taxClass = *taxClass;
        }
        if (!options.taxes.empty()) {
            const auto tax = byName<schema::Tax>(*view, options.taxes.front(), "tax");
            if (!tax)
                return tl::unexpected(tax.error());
            input.tax = *tax;
        }
    }
    return run(
        **shop, options, schema::EDIT_CATALOG,
        [&](const Reader& reader, const Context& context, const Actor& actor) {
            return classifyProduct(reader, context, actor, input);
        },
        options.sku);
}

Result<Done> classifyPerson(const TaxOptions& options)
{
    const auto shop = openForWriting(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    const auto customer = findCustomer(*(*shop)->read(), options.customer);
    if (!customer)
        return fail(Error::Kind::NotFound, "customer", "there is no customer '" + options.customer + "'");
    ClassifyCustomer input{Id<schema::Customer>(customer->id()), {}, {}};
    if (!options.words.empty())
        input.segments = options.words;
    if (!options.exemption.empty())
        input.taxExemption = options.exemption == "none" ? "" : options.exemption;
    return run(
        **shop, options, input.taxExemption ? schema::EDIT_CATALOG : schema::EDIT_CUSTOMERS,
        [&](const Reader& reader, const Context& context, const Actor& actor) {
            return classifyCustomer(reader, context, actor, input);
        },
        options.customer);
}

void addCommon(VerbOptions<TaxOptions>& verb)
{
    addDataOption(*verb.app, verb->data);
    verb.app->add_flag("--json", verb->json, "As JSON");
    addAuthorOptions(*verb.app, verb->author);
}

void addClassify(CLI::App& app, Chosen& chosen)
{
    auto* classify = app.add_subcommand("classify", "What taxes and promotions go by");
    classify->require_subcommand(1);
    VerbOptions<TaxOptions> goods(*classify, "product", "A product's brand, tags, category and taxes");
    addCommon(goods);
    goods.app->add_option("--sku", goods->sku, "SKU or barcode")->required();
    goods.app->add_option("--brand", goods->brand, "Its brand");
    goods.app->add_option("--tag", goods->words, "A tag; again for each: these instead of those it has");
    goods.app->add_option("--category", goods->category, "Name of its category");
    goods.app->add_option("--class", goods->taxClass, "Name of its tax class");
    goods.app->add_option("--tax", goods->taxes, "Name of its only tax, for a product without a class")->expected(1);
    goods.runs(chosen, classifyGoods);
    VerbOptions<TaxOptions> person(*classify, "customer", "A customer's segments and tax exemption");
    addCommon(person);
    person.app->add_option("--number", person->customer, "The customer's number")->required();
    person.app->add_option("--segment", person->words, "A segment; again for each: these instead of those there are");
    person.app->add_option("--exemption", person->exemption, "As tax treatments name it; none takes it away");
    person.runs(chosen, classifyPerson);
}

} // namespace

void addTaxVerbs(CLI::App& app, Chosen& chosen)
{
    auto* tax = app.add_subcommand("tax", "Taxes, and which goods have them where");
    tax->require_subcommand(1);
    VerbOptions<TaxOptions> add_(*tax, "add", "A tax, or the next version of the one of that name");
    addCommon(add_);
    add_.app->add_option("--name", add_->name, "As receipts show it")->required();
    add_.app->add_option("--rate", add_->rate, "Percent, or an amount per unit, e.g. 20")->required();
    add_.app->add_option("--kind", add_->kind, "percent, percent_of_gross or fixed_per_unit");
    add_.app->add_flag("--on-top", add_->onTop, "Not included in prices");
    add_.app->add_flag("--affects-later-bases", add_->affectsLaterBases, "Later taxes are taken of it too");
    add_.app->add_flag("--base-unaffected-by-earlier", add_->baseUnaffectedByEarlier,
                       "It is not taken of earlier ones");
    add_.app->add_flag("--reverse-charge", add_->reverseCharge, "Owed by the customer: shown, and 0");
    add_.app->add_flag("--end", add_->end, "No line has it any more");
    add_.runs(chosen, add);

    VerbOptions<TaxOptions> class_(*tax, "class", "A class of goods that are taxed alike");
    addCommon(class_);
    class_.app->add_option("--name", class_->name, "Its name")->required();
    class_.runs(chosen, addClass);

    VerbOptions<TaxOptions> treat_(*tax, "treat", "Say which taxes a class has, where and for whom");
    addCommon(treat_);
    treat_.app->add_option("--class", treat_->taxClass, "Of which class (default: any goods)");
    treat_.app->add_option("--jurisdiction", treat_->jurisdiction, "Where (default: anywhere)");
    treat_.app->add_option("--exemption", treat_->exemption, "Customers with it (default: those without one)");
    treat_.app->add_option("--tax", treat_->taxes, "Name of a tax; again for each, in their order (default: untaxed)");
    treat_.app->add_flag("--end", treat_->end, "It holds no more");
    treat_.runs(chosen, treat);

    VerbOptions<TaxOptions> where(*tax, "jurisdiction", "Where a store is");
    addCommon(where);
    where.app->add_option("--store", where->store, "The store's name (default: the only one)");
    where.app->add_option("JURISDICTION", where->jurisdiction, "As treatments name it, e.g. GB")->required();
    where.runs(chosen, jurisdiction);

    VerbOptions<TaxOptions> list_(*tax, "list", "Taxes, classes, treatments and jurisdictions");
    addDataOption(*list_.app, list_->data);
    list_.app->add_flag("--json", list_->json, "As JSON");
    list_.runs(chosen, list);
    addClassify(app, chosen);
}

} // namespace kontor
