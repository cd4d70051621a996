#include "app/ctl/verbs/verb.h"

#include "app/ctl/shop_access.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>
namespace kontor {

void addDataOption(CLI::App& app, std::string& data)
{
    app.add_option("--data", data, "The data folder of the shop")->required();
}

void addAuthorOptions(CLI::App& app, Author& author)
{
    app.add_option("--staff", author.name, "Who does it: a name, or an id (default: the only one who may)");
    auto* pin = app.add_option("--pin", author.pin, "Their PIN, checked when given");
    app.add_flag("--pin-stdin", author.pinFromStdin, "Read the PIN from standard input")->excludes(pin);
    auto* approver = app.add_option("--approver", author.approver, "A second person whose permissions count too");
    app.add_option("--approver-pin", author.approverPin, "Their PIN, checked when given")->needs(approver);
}

void printAnswer(bool json, const nlohmann::ordered_json& object, const std::string& text)
{
    if (json)
        fmt::print("{}\n", object.dump(2));
    else
        fmt::print("{}\n", text);
}

void addJsonOption(CLI::App& app, bool& json)
{
    app.add_flag("--json", json, "As JSON");
}

} // namespace kontor
