#include "app/ctl/console.h"
#include "app/ctl/verbs/verb.h"
#include "app/founding/countries.h"
#include "app/founding/found_demo.h"
#include "app/founding/found_shop.h"
#include "storage/world.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

struct InitOptions {
    Founding founding;
    std::string data;
    std::string country;
    std::string demo;
    bool pinFromStdin = false;
    bool json = false;
};

Result<Done> initDemo(const InitOptions& options)
{
    ProgressLine progress("demo shop");
    DemoWish wish;
    wish.sales = options.demo;
    if (!options.founding.pin.empty())
        wish.pin = options.founding.pin;
    wish.progress = [&](const char* stage, std::uint64_t done, std::uint64_t of) { progress.update(stage, done, of); };
    if (auto founded = foundDemo(options.data, wish, World::real()); !founded)
        return founded;
    progress.finish("made");
    printAnswer(options.json, {{"data", options.data}, {"organisation", "Demo Gifts"}, {"pin", wish.pin}},
                fmt::format("{}: the demo shop. Mira Okafor's PIN is {}.", options.data, wish.pin));
    return Done{};
}

/// What the country brings along, where nothing else was said.
Result<Done> applyCountry(Founding& founding, const InitOptions& options)
{
    const auto* found = country(options.country);
    if (found == nullptr)
        return invalid("country", "\"" + options.country + "\" is not known; ISO 3166 letters, e.g. GB");
    founding.country = found->code;
    if (founding.currency.empty())
        founding.currency = found->currency;
    if (founding.zone.empty())
        founding.zone = found->zone;
    founding.cashUnits = found->cashUnits;
    founding.taxIncluded = found->included;
    if (!found->rate.empty()) {
        founding.taxRate = found->rate;
        founding.tax = fmt::format("{} {}%", found->tax, found->rate);
    }
    return Done{};
}

Result<Done> init(const InitOptions& options)
{
    if (!options.demo.empty())
        return initDemo(options);
    Founding founding = options.founding;
    if (!options.country.empty())
        if (auto applied = applyCountry(founding, options); !applied)
            return applied;
    if (founding.currency.empty())
        founding.currency = "GBP";
    if (options.pinFromStdin) {
        auto line = readSecretLine("PIN of " + founding.administrator);
        if (!line)
            return tl::unexpected(line.error());
        founding.pin = std::move(*line);
    }
    if (founding.pin.empty())
        return invalid("pin", "give one with --pin or --pin-stdin: four to eight digits");
    if (founding.cashier.empty() != founding.cashierPin.empty())
        return invalid("cashier", "a cashier needs --cashier and --cashier-pin");
    if (auto founded = foundShop(options.data, founding, World::real()); !founded)
        return founded;
    printAnswer(options.json,
                {{"data", options.data},
                 {"organisation", founding.organisation},
                 {"store", founding.store},
                 {"terminal", founding.terminal},
                 {"administrator", founding.administrator}},
                fmt::format("{}: {}, {}, {}. {} is the administrator.", options.data, founding.organisation,
                            founding.store, founding.terminal, founding.administrator));
    return Done{};
}

} // namespace

void addInitVerb(CLI::App& app, Chosen& chosen)
{
    VerbOptions<InitOptions> verb(app, "init",
                                  "Found an organisation with its first store, terminal and administrator");
    auto& founding = verb->founding;
    founding.currency.clear();
    addDataOption(*verb.app, verb->data);
    verb.app->add_option("--country", verb->country,
                         "ISO 3166 letters: sets currency, zone, the usual tax and the smallest coin");
    verb.app->add_option("--demo", verb->demo, "The demo shop instead, from this file of sales (resources/demo)");
    verb.app->add_option("--organisation", founding.organisation, "Name of the organisation")->capture_default_str();
    verb.app->add_option("--store", founding.store, "Name of the first store")->capture_default_str();
    verb.app->add_option("--terminal", founding.terminal, "Name of this terminal")->capture_default_str();
    verb.app->add_option("--administrator,--admin", founding.administrator, "Name of the first administrator")
        ->capture_default_str();
    auto* pin = verb.app->add_option("--pin", founding.pin, "Their PIN, four to eight digits");
    verb.app->add_flag("--pin-stdin", verb->pinFromStdin, "Read it from standard input")->excludes(pin);
    verb.app->add_option("--currency", founding.currency, "ISO 4217 letters (default: the country's, else GBP)");
    verb.app->add_option("--zone", founding.zone, "IANA time zone (default: this machine's)");
    verb.app->add_option("--cashier", founding.cashier, "Name of a first cashier");
    verb.app->add_option("--cashier-pin", founding.cashierPin, "Their PIN");
    addJsonOption(*verb.app, verb->json);
    verb.runs(chosen, init);
}

} // namespace kontor
