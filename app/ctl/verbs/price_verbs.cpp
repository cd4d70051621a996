#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/base/currency.h"
#include "domain/catalog/price.h"
#include "domain/catalog/price_list.h"
#include "domain/catalog/scan.h"
#include "domain/catalog/unit.h"
#include "domain/customers/customer_group.h"
#include "domain/orders/buyer.h"
#include "domain/pricing/price_history.h"
#include "domain/pricing/unit_price.h"

namespace kontor {
namespace {

struct PriceOptions {
    std::string data;
    std::string sku;
    std::string price;
    std::string list;
    std::string from;
    std::string until;
    std::string per;
    std::string quantity;
    std::string store;
    std::string group;
    std::string customer;
    std::string at;
    std::string id;
    bool json = false;
    Author author;
};

std::string listName(const Reader& shop, const Bytes& id)
{
    const auto list = shop.get(Id<schema::PriceList>(id));
    return list && !list->name().empty() ? list->name() : hex(id);
}

/// The terms of a price fact as JSON: who, where, from how many, how long.
nlohmann::ordered_json jsonOf(const Reader& shop, const schema::Price& fact)
{
    const auto currency = Currency::fromNumeric(fact.currency());
    nlohmann::ordered_json json{{"list", listName(shop, fact.list())}};
    if (currency) {
        json["price"] = UnitPrice{fact.amount_e4()}.toString(*currency);
        json["currency"] = currency->alpha();
    }
    if (fact.has_per())
        json["per"] = unitSymbol(shop, Id<schema::Unit>(fact.per()));
    if (fact.min_quantity() > 0)
        json["from_quantity"] = Quantity{fact.min_quantity()}.toString();
    if (const auto store = shop.get(Id<schema::Store>(fact.store())))
        json["store"] = store->name();
    if (const auto group = shop.get(Id<schema::CustomerGroup>(fact.customer_group())))
        json["group"] = group->name();
    if (const auto customer = shop.get(Id<schema::Customer>(fact.customer())))
        json["customer"] = customer->number();
    json["from"] = formatTime(fact.valid_from_us());
    if (fact.has_valid_until_us())
        json["until"] = formatTime(fact.valid_until_us());
    json["id"] = hex(fact.id());
    return json;
}

/// "7.00 GBP in Trade, from_quantity 3, from 2026-…": the same for people.
std::string textOf(const nlohmann::ordered_json& json)
{
    const auto word = [&](const char* key) {
        return json.contains(key) ? json[key].get<std::string>() : std::string();
    };
    std::string text = fmt::format("{:>10} {} {:<20}", word("price"), word("currency"), word("list"));
    for (const auto& [key, words] :
         {std::pair("per", " per "), std::pair("from_quantity", " from a quantity of "),
          std::pair("store", " in store "), std::pair("group", " for group "), std::pair("customer", " for customer "),
          std::pair("from", " from "), std::pair("until", " until "), std::pair("withdrawn", " withdrawn from ")})
        if (json.contains(key))
            text += words + word(key);
    return text;
}

/// What the options say of a new price; names are looked up in `shop`.
Result<ChangePrice> changeOf(const Reader& shop, const Context& context, const PriceOptions& options)
{
    const auto found = resolveCode(shop, options.sku);
    if (!found)
        return tl::unexpected(found.error());
    ChangePrice input{found->variant, {}, {}, std::nullopt, std::nullopt};
    auto currency = shop.get(context.organisation).value_or(schema::Organisation()).currency();
    if (!options.list.empty()) {
        const auto list = findPriceList(shop, options.list);
        if (!list)
            return tl::unexpected(list.error());
        input.list = *list;
        currency = shop.get(*list)->currency();
    }
    const auto money = Currency::fromNumeric(currency);
    if (!money)
        return tl::unexpected(money.error());
    const auto price = UnitPrice::parse(options.price, *money, "price");
    const auto from = timeOption(options.from, "from");
    const auto until = timeOption(options.until, "until");
    for (const auto* error :
         {price ? nullptr : &price.error(), from ? nullptr : &from.error(), until ? nullptr : &until.error()})
        if (error != nullptr)
            return tl::unexpected(*error);
    input.price = *price;
    input.validFrom = *from;
    input.validUntil = *until;
    if (!options.per.empty()) {
        const auto unit = findUnit(shop, options.per);
        if (!unit)
            return tl::unexpected(unit.error());
        input.per = *unit;
    }
    if (!options.quantity.empty()) {
        const auto quantity = Quantity::parse(options.quantity, "quantity");
        if (!quantity)
            return tl::unexpected(quantity.error());
        input.minQuantity = *quantity;
    }
    if (!options.store.empty()) {
        const auto store = findStore(shop, options.store);
        if (!store)
            return tl::unexpected(store.error());
        input.store = *store;
    }
    if (!options.group.empty()) {
        const auto group = findCustomerGroup(shop, options.group);
        if (!group)
            return tl::unexpected(group.error());
        input.group = *group;
    }
    if (!options.customer.empty()) {
        const auto customer = customerOption(shop, options.customer);
        if (!customer)
            return tl::unexpected(customer.error());
        input.customer = *customer;
    }
    return input;
}

Result<Done> set(const PriceOptions& options)
{
    const auto done = writeShop(options.data, options.author, schema::CHANGE_PRICE,
                                [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                                    const auto input = changeOf(shop, context, options);
                                    if (!input)
                                        return tl::unexpected(input.error());
                                    return changePrice(shop, context, actor, *input);
                                });
    if (!done)
        return tl::unexpected(done.error());
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto fact = view->get(Id<schema::Price>(done->mainId));
    const auto json = jsonOf(*view, fact.value_or(schema::Price()));
    if (options.json)
        fmt::print("{}\n", json.dump(2));
    else
        fmt::print("{}: {} {} from {}\n", options.sku, json.value("price", ""), json.value("currency", ""),
                   json.value("from", ""));
    return Done{};
}

Result<Done> withdraw(const PriceOptions& options)
{
    const auto from = timeOption(options.from, "from");
    if (!from)
        return tl::unexpected(from.error());
    const auto id = RawId::fromBytes(unhex(options.id));
    if (!id)
        return invalid("id", "give the price's id, as `price list` shows it");
    const auto done = writeShop(options.data, options.author, schema::CHANGE_PRICE,
                                [&](const Reader& shop, const Context& context, const Actor& actor) {
                                    return withdrawPrice(shop, context, actor, {Id<schema::Price>(*id), *from});
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, "withdrawn", options.json);
    return Done{};
}

/// What the reading verbs begin with.
struct Looking {
    std::unique_ptr<Store> shop;
    std::unique_ptr<View> view;
    Id<schema::Store> store;
    schema::Variant variant;
    schema::Product product;
    PricedGoods goods;
    TimeUs at = 0;
};

Result<Looking> look(const PriceOptions& options)
{
    Looking looking;
    auto shop = openForReading(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    looking.shop = std::move(*shop);
    looking.view = looking.shop->read();
    const auto store = storeOption(*looking.shop, *looking.view, options.store);
    const auto found = resolveCode(*looking.view, options.sku);
    const auto at = timeOption(options.at, "at");
    for (const auto* error :
         {store ? nullptr : &store.error(), found ? nullptr : &found.error(), at ? nullptr : &at.error()})
        if (error != nullptr)
            return tl::unexpected(*error);
    looking.store = *store;
    looking.at = at->value_or(World::real().now());
    looking.variant = looking.view->get(found->variant).value_or(schema::Variant());
    looking.product = looking.view->get(Id<schema::Product>(looking.variant.product())).value_or(schema::Product());
    looking.goods = {found->variant, Quantity::whole(1), found->unit, Id<schema::Unit>(looking.product.unit())};
    return looking;
}

Result<Done> listAll(const PriceOptions& options)
{
    const auto looking = look(options);
    if (!looking)
        return tl::unexpected(looking.error());
    auto rows = nlohmann::ordered_json::array();
    for (const auto& list : looking->view->all<schema::PriceList>()) {
        auto facts = looking->view->pricesOf(Id<schema::PriceList>(list.id()), looking->goods.variant);
        std::sort(facts.begin(), facts.end(),
                  [](const auto& a, const auto& b) { return a.valid_from_us() < b.valid_from_us(); });
        for (const auto& fact : facts) {
            if (fact.has_withdraws())
                continue;
            auto json = jsonOf(*looking->view, fact);
            for (const auto& other : facts)
                if (other.withdraws() == fact.id())
                    json["withdrawn"] = formatTime(other.valid_from_us());
            if (!options.json)
                fmt::print("{}  {}\n", textOf(json), hex(fact.id()));
            rows.push_back(std::move(json));
        }
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> show(const PriceOptions& options)
{
    auto looking = look(options);
    if (!looking)
        return tl::unexpected(looking.error());
    const Reader& shop = *looking->view;
    Id<schema::Customer> customer;
    if (!options.customer.empty()) {
        const auto found = customerOption(shop, options.customer);
        if (!found)
            return tl::unexpected(found.error());
        customer = *found;
    }
    if (!options.quantity.empty()) {
        const auto quantity = Quantity::parse(options.quantity, "quantity");
        if (!quantity)
            return tl::unexpected(quantity.error());
        looking->goods.quantity = *quantity;
    }
    if (!options.per.empty()) {
        const auto unit = findUnit(shop, options.per);
        if (!unit)
            return tl::unexpected(unit.error());
        looking->goods.unit = *unit;
    }
    const auto buyer = buyerFor(shop, looking->store, customer, looking->at);
    if (!buyer)
        return tl::unexpected(buyer.error());
    const auto price = listPrice(shop, *buyer, looking->goods, looking->at, looking->product.name());
    if (!price)
        return tl::unexpected(price.error());
    auto json = jsonOf(shop, shop.get(price->fact).value_or(schema::Price()));
    if (!price->perUnit.isOne())
        json["times"] = std::to_string(price->perUnit.n) + "/" + std::to_string(price->perUnit.d);
    // The shelf says the price of one, whatever was asked.
    const PricedGoods one{looking->goods.variant, Quantity::whole(1), {}, looking->goods.productUnit};
    const auto ofOne = listPrice(shop, *buyer, one, looking->at, looking->product.name());
    const auto shelf =
        ofOne ? shelfPrice(shop, looking->product, looking->variant, *ofOne, buyer->currency) : std::nullopt;
    if (shelf)
        json["shelf"] = shelf->price.toString() + " / " + unitSymbol(shop, shelf->per);
    if (options.json)
        fmt::print("{}\n", json.dump(2));
    else
        fmt::print("{}{}{}\n", textOf(json), json.contains("times") ? ", times " + json.value("times", "") : "",
                   shelf ? ", " + json.value("shelf", "") : "");
    return Done{};
}

Result<Done> history(const PriceOptions& options)
{
    const auto looking = look(options);
    const auto from = timeOption(options.from, "from");
    const auto until = timeOption(options.until, "until");
    for (const auto* error :
         {looking ? nullptr : &looking.error(), from ? nullptr : &from.error(), until ? nullptr : &until.error()})
        if (error != nullptr)
            return tl::unexpected(*error);
    const auto currency =
        buyerOf(*looking->view, looking->store, {}, looking->at).map([](const Buyer& b) { return b.currency; });
    const auto periods = priceHistory(*looking->view, looking->store, looking->goods, from->value_or(0),
                                      until->value_or(looking->at + 1));
    if (!periods || !currency)
        return tl::unexpected(periods ? currency.error() : periods.error());
    auto rows = nlohmann::ordered_json::array();
    for (const auto& period : *periods) {
        if (!period.price)
            continue;
        const auto price = period.price->price.toString(*currency);
        if (options.json)
            rows.push_back({{"from", formatTime(period.from)},
                            {"until", formatTime(period.until)},
                            {"price", price},
                            {"id", period.price->fact.raw.toHex()}});
        else
            fmt::print("{} to {} {:>10} {}\n", formatTime(period.from), formatTime(period.until), price,
                       currency->alpha());
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> prior(const PriceOptions& options)
{
    const auto looking = look(options);
    const auto began = timeOption(options.from, "began");
    if (!looking || !began)
        return tl::unexpected(looking ? began.error() : looking.error());
    const auto prior = priorPrice(*looking->view, looking->store, looking->goods, looking->at, *began);
    if (!prior)
        return tl::unexpected(prior.error());
    const auto text = [&](const std::optional<UnitPrice>& price) {
        return price ? price->toString(prior->currency) : std::string();
    };
    if (options.json) {
        nlohmann::ordered_json json{
            {"currency", prior->currency.alpha()}, {"now", text(prior->now)}, {"since", formatTime(prior->since)}};
        if (prior->was)
            json["was"] = text(prior->was);
        if (prior->lowest) {
            json["lowest_30_days"] = text(prior->lowest);
            json["lowest_until"] = formatTime(prior->lowestUntil);
        }
        json["reduced"] = prior->isReduced();
        json["percent_off"] = prior->percentOff();
        fmt::print("{}\n", json.dump(2));
        return Done{};
    }
    fmt::print("now {} {} since {}, was {}, lowest of the 30 days before {}: {}\n", text(prior->now),
               prior->currency.alpha(), formatTime(prior->since), prior->was ? text(prior->was) : "without a price",
               prior->lowest ? text(prior->lowest) : "none",
               prior->isReduced() ? fmt::format("a reduction of {} %", prior->percentOff())
                                  : std::string("not a reduction"));
    return Done{};
}

} // namespace

void addPriceVerbs(CLI::App& app, Chosen& chosen)
{
    VerbOptions<PriceOptions> change(app, "change-price", "Give a product a new list price");
    addDataOption(*change.app, change->data);
    change.app->add_option("--sku", change->sku, "SKU or barcode")->required();
    change.app->add_option("--price", change->price, "Per unit, tax included, e.g. 12.50")->required();
    change.app->add_option("--from", change->from, "UTC, e.g. 2026-12-01T06:00:00 (default: now)");
    addAuthorOptions(*change.app, change->author);
    addJsonOption(*change.app, change->json);
    change.runs(chosen, set);

    auto* prices = app.add_subcommand("price", "What products cost, where, for whom, from how many, how long");
    prices->require_subcommand(1);
    const auto declare = [&](const char* name, const char* meaning, bool writes, bool ofProduct = true) {
        VerbOptions<PriceOptions> verb(*prices, name, meaning);
        addDataOption(*verb.app, verb->data);
        verb.app->add_flag("--json", verb->json, "As JSON");
        if (ofProduct)
            verb.app->add_option("--sku", verb->sku, "SKU or barcode")->required();
        if (writes)
            addAuthorOptions(*verb.app, verb->author);
        else
            verb.app->add_option("--store", verb->store, "A store, by name (default: this one)");
        return verb;
    };
    auto add = declare("set", "A price from an instant; with an end it is an offer, and goes before others", true);
    add.app->add_option("--price", add->price, "Tax included, e.g. 12.50")->required();
    add.app->add_option("--list", add->list, "A price list, by name (default: the store's own)");
    add.app->add_option("--from", add->from, "UTC, e.g. 2026-12-01T06:00:00 (default: now)");
    add.app->add_option("--until", add->until, "UTC; not at this instant any more (default: for good)");
    add.app->add_option("--per", add->per, "A unit by name or symbol (default: the product's)");
    add.app->add_option("--from-quantity", add->quantity, "The least quantity it is for");
    add.app->add_option("--store", add->store, "Only in this store");
    add.app->add_option("--group", add->group, "Only for this customer group");
    add.app->add_option("--customer", add->customer, "Only for this customer, by number");
    add.runs(chosen, set);
    auto back = declare("withdraw", "Take a price back; the one before holds again", true, false);
    back.app->add_option("--id", back->id, "Of the price, as `price list` shows it")->required();
    back.app->add_option("--from", back->from, "UTC (default: now)");
    back.runs(chosen, withdraw);
    auto listAll_ = declare("list", "Every price there is for a product", false);
    listAll_.runs(chosen, listAll);
    auto one = declare("show", "The price that holds, and why it is that one", false);
    one.app->add_option("--customer", one->customer, "For this customer, by number");
    one.app->add_option("--quantity", one->quantity, "For so many (default: 1)");
    one.app->add_option("--per", one->per, "Counted in this unit (default: the product's)");
    one.app->add_option("--at", one->at, "UTC (default: now)");
    one.runs(chosen, show);
    auto past = declare("history", "What anybody paid for one, and when", false);
    past.app->add_option("--from", past->from, "UTC");
    past.app->add_option("--until", past->until, "UTC (default: now)");
    past.runs(chosen, history);
    auto before = declare("prior", "Was and now, and the lowest of the 30 days before a reduction", false);
    before.app->add_option("--began", before->from, "UTC; when the reduction was first shown");
    before.app->add_option("--at", before->at, "UTC (default: now)");
    before.runs(chosen, prior);
}

} // namespace kontor
