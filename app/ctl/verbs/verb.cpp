#include "app/ctl/verbs/verb.h"

#include "app/ctl/shop_access.h"

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
}

} // namespace kontor
