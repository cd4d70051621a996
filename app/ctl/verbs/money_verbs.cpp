#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/payments/cash_rounding.h"
#include "domain/payments/exchange.h"
#include "domain/settings/clear_setting.h"
#include "domain/settings/settings.h"

namespace kontor {
namespace {

struct MoneyOptions {
    std::string data;
    std::string foreign;
    std::string own;
    std::string rate;
    std::string store;
    std::string from;
    std::string amount;
    std::string key;
    std::string value;
    std::string owner;
    bool json = false;
    Author author;
};

Result<Done> writeRate(const MoneyOptions& options, bool taken)
{
    const auto from = timeOption(options.from, "from");
    if (!from)
        return tl::unexpected(from.error());
    const auto done = writeShop(options.data, options.author, schema::CHANGE_PRICE,
                                [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                                    SetExchangeRate input{options.foreign, options.own, options.rate, taken, {}, *from};
                                    if (!options.store.empty()) {
                                        const auto store = findStore(shop, options.store);
                                        if (!store)
                                            return tl::unexpected(store.error());
                                        input.store = *store;
                                    }
                                    return setExchangeRate(shop, context, actor, input);
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.foreign + (taken ? " at " + options.rate : " is not taken"), options.json);
    return Done{};
}

Result<Done> setRate(const MoneyOptions& options)
{
    return writeRate(options, true);
}

Result<Done> stopRate(const MoneyOptions& options)
{
    return writeRate(options, false);
}

Result<Done> listRates(const MoneyOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto rates = view->all<schema::ExchangeRate>();
    std::sort(rates.begin(), rates.end(), [](const auto& a, const auto& b) {
        return std::pair(a.pair(), a.valid_from_us()) < std::pair(b.pair(), b.valid_from_us());
    });
    auto rows = nlohmann::ordered_json::array();
    for (const auto& rate : rates) {
        const auto of = view->get(Id<schema::Store>(rate.store()));
        const std::string where = rate.has_store() ? (of ? of->name() : hex(rate.store())) : "all stores";
        if (options.json)
            rows.push_back({{"pair", rate.pair()},
                            {"rate", rateText(rate)},
                            {"store", where},
                            {"from", formatTime(rate.valid_from_us())},
                            {"id", hex(rate.id())}});
        else
            fmt::print("{:<8} {:>16} from {} in {}\n", rate.pair(), rateText(rate), formatTime(rate.valid_from_us()),
                       where);
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

/// What a customer pays in cash for an amount, here and in another currency.
Result<Done> showDue(const MoneyOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto where = storeOption(**store, *view, options.store);
    if (!where)
        return tl::unexpected(where.error());
    const auto terms = storeTerms(*view, *where);
    if (!terms)
        return tl::unexpected(terms.error());
    const auto due = Money::parse(options.amount, terms->currency, "amount");
    if (!due)
        return tl::unexpected(due.error());
    const auto identity = (*store)->identity();
    const SettingOwners owners{identity.organisation, *where, identity.terminal};
    const auto rounding = cashRounding(*due, cashUnit(*view, owners, terms->currency));
    const Money cash = *due + rounding;
    nlohmann::ordered_json json{{"currency", terms->currency.alpha()},
                                {"amount", due->toString()},
                                {"cash_rounding", rounding.toString()},
                                {"cash", cash.toString()}};
    if (!options.foreign.empty() && cash.isZero())
        return invalid("amount", "there is nothing to pay");
    if (!options.foreign.empty()) {
        const auto foreign = Currency::fromAlpha(options.foreign);
        if (!foreign)
            return tl::unexpected(foreign.error());
        const auto rate = rateAt(*view, *where, *foreign, terms->currency, World::real().now());
        if (!rate)
            return tl::unexpected(rate.error());
        const auto asked = foreignDue(cash, *rate, cashUnit(*view, owners, *foreign));
        if (!asked)
            return tl::unexpected(asked.error());
        const auto payment = foreignPayment(cash, *asked, *rate);
        if (!payment)
            return tl::unexpected(payment.error());
        json["foreign"] = {{"currency", foreign->alpha()},
                           {"amount", asked->toString()},
                           {"worth", payment->tendered.toString()},
                           {"change", payment->change.toString()},
                           {"rate_from", formatTime(rate->since)}};
    }
    if (options.json) {
        fmt::print("{}\n", json.dump(2));
        return Done{};
    }
    fmt::print("{} {} in cash ({} by rounding)\n", cash.toString(), terms->currency.alpha(), rounding.toString());
    if (json.contains("foreign"))
        fmt::print("{} {}, worth {}, change {} {}\n", json["foreign"]["amount"].get<std::string>(), options.foreign,
                   json["foreign"]["worth"].get<std::string>(), json["foreign"]["change"].get<std::string>(),
                   terms->currency.alpha());
    return Done{};
}

Result<RawId> ownerOf(const Store& store, const Reader& shop, const MoneyOptions& options)
{
    const auto identity = store.identity();
    if (options.owner == "organisation")
        return identity.organisation.raw;
    if (options.owner == "terminal")
        return identity.terminal.raw;
    if (options.owner != "store")
        return invalid("for", "one of organisation, store, terminal");
    return storeOption(store, shop, options.store).map([](auto id) { return id.raw; });
}

Result<Done> setSetting(const MoneyOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::MANAGE_SETTINGS);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto owner = ownerOf(*opened->store, *opened->store->read(), options);
    if (!owner)
        return tl::unexpected(owner.error());
    const auto done = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return changeSetting(shop, context, actor, {*owner, options.key, options.value});
    });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.key, options.json);
    return Done{};
}

Result<Done> clearOne(const MoneyOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::MANAGE_SETTINGS);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto owner = ownerOf(*opened->store, *opened->store->read(), options);
    if (!owner)
        return tl::unexpected(owner.error());
    const auto done = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return clearSetting(shop, context, actor, {*owner, options.key});
    });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.key, options.json);
    return Done{};
}

Result<Done> listSettings(const MoneyOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto identity = (*store)->identity();
    const auto where = storeOption(**store, *view, options.store);
    const SettingOwners owners{identity.organisation, where ? *where : Id<schema::Store>(), identity.terminal};
    auto rows = nlohmann::ordered_json::array();
    for (const auto& key : settingKeys()) {
        const auto value = readSetting(*view, owners, key.key);
        if (options.json)
            rows.push_back(
                {{"key", key.key}, {"value", value}, {"default", key.defaultValue}, {"meaning", key.meaning}});
        else
            fmt::print("{:<26} {:<24} {}\n", key.key, value.empty() ? "-" : value, key.meaning);
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

} // namespace

void addMoneyVerbs(CLI::App& app, Chosen& chosen)
{
    const auto declare = [&](CLI::App& parent, const char* name, const char* meaning, bool writes = true) {
        VerbOptions<MoneyOptions> verb(parent, name, meaning);
        addDataOption(*verb.app, verb->data);
        verb.app->add_flag("--json", verb->json, "As JSON");
        verb.app->add_option("--store", verb->store, "A store, by name");
        if (writes)
            addAuthorOptions(*verb.app, verb->author);
        return verb;
    };
    auto* rates = app.add_subcommand("rate", "What other currencies are worth at the till");
    rates->require_subcommand(1);
    for (const bool taken : {true, false}) {
        auto verb = declare(*rates, taken ? "set" : "stop",
                            taken ? "A currency is taken at a rate from now on" : "It is not taken any more");
        verb.app->add_option("--currency", verb->foreign, "Of the money that is taken, e.g. EUR")->required();
        verb.app->add_option("--own", verb->own, "The shop's currency (default: the organisation's)");
        if (taken)
            verb.app->add_option("--rate", verb->rate, "What one of it is worth: 0.8612, or 61/100 for 100 at 61")
                ->required();
        verb.app->add_option("--from", verb->from, "UTC, e.g. 2026-12-01T06:00:00 (default: now)");
        verb.runs(chosen, taken ? setRate : stopRate);
    }
    auto listRates_ = declare(*rates, "list", "All of them, old ones too", false);
    listRates_.runs(chosen, listRates);

    auto due = declare(app, "cash-due", "What is paid in cash for an amount: rounding, another currency", false);
    due.app->add_option("--amount", due->amount, "In the store's currency")->required();
    due.app->add_option("--currency", due->foreign, "The customer pays in this one");
    due.runs(chosen, showDue);

    auto* settings = app.add_subcommand("setting", "What can be set, for the organisation, a store or this terminal");
    settings->require_subcommand(1);
    auto set = declare(*settings, "set", "Give a setting a value");
    set.app->add_option("--key", set->key, "Its name, as `setting list` shows it")->required();
    set.app->add_option("--value", set->value, "Its value")->required();
    set.app->add_option("--for", set->owner, "organisation, store or terminal")->default_val("store");
    set.runs(chosen, setSetting);
    auto clear = declare(*settings, "clear", "What is set there holds no more; the next further owner's value does");
    clear.app->add_option("--key", clear->key, "Its name")->required();
    clear.app->add_option("--for", clear->owner, "organisation, store or terminal")->default_val("store");
    clear.runs(chosen, clearOne);
    auto listSettings_ = declare(*settings, "list", "Each with its value here", false);
    listSettings_.runs(chosen, listSettings);
}

} // namespace kontor
