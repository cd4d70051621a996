#include "app/ctl/console.h"
#include "app/ctl/founding.h"
#include "app/ctl/verbs/verb.h"
#include "storage/world.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

struct InitOptions {
    Founding founding;
    std::string data;
    bool pinFromStdin = false;
    bool json = false;
};

Result<Done> init(const InitOptions& options)
{
    Founding founding = options.founding;
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
    addDataOption(*verb.app, verb->data);
    verb.app->add_option("--organisation", founding.organisation, "Name of the organisation")->capture_default_str();
    verb.app->add_option("--store", founding.store, "Name of the first store")->capture_default_str();
    verb.app->add_option("--terminal", founding.terminal, "Name of this terminal")->capture_default_str();
    verb.app->add_option("--administrator,--admin", founding.administrator, "Name of the first administrator")
        ->capture_default_str();
    auto* pin = verb.app->add_option("--pin", founding.pin, "Their PIN, four to eight digits");
    verb.app->add_flag("--pin-stdin", verb->pinFromStdin, "Read it from standard input")->excludes(pin);
    verb.app->add_option("--currency", founding.currency, "ISO 4217 letters")->capture_default_str();
    verb.app->add_option("--zone", founding.zone, "IANA time zone (default: this machine's)");
    verb.app->add_option("--cashier", founding.cashier, "Name of a first cashier");
    verb.app->add_option("--cashier-pin", founding.cashierPin, "Their PIN");
    addJsonOption(*verb.app, verb->json);
    verb.runs(chosen, init);
}

} // namespace kontor
