#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/base/text.h"
#include "domain/identity/move_terminal.h"
#include "domain/identity/terminal.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace kontor {
namespace {

struct TerminalOptions {
    std::string data;
    std::string terminal;
    std::string name;
    std::string store;
    bool allStores = false;
    bool json = false;
    Author author;
};

const char* kindName(const schema::Terminal& terminal)
{
    return terminal.kind() == schema::TILL ? "till" : terminal.kind() == schema::SERVER ? "server" : "back-office";
}

/// By name, or by id in hex. One that is revoked is found by its id only, so that its name may be used again.
Result<Id<schema::Terminal>> findTerminal(const Reader& shop, const std::string& wanted)
{
    std::optional<Id<schema::Terminal>> found;
    const auto name = composed(wanted);
    for (const auto& terminal : shop.all<schema::Terminal>()) {
        if (hex(terminal.id()) != wanted && (terminal.revoked() || terminal.name() != name))
            continue;
        if (found)
            return invalid("terminal", "there is more than one \"" + wanted + "\": give the id");
        found = Id<schema::Terminal>(terminal.id());
    }
    if (!found)
        return fail(Error::Kind::NotFound, "terminal", "there is no terminal \"" + wanted + "\"");
    return *found;
}

Result<Done> list(const TerminalOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto terminals = view->all<schema::Terminal>();
    std::sort(terminals.begin(), terminals.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.kind(), a.ordinal(), a.id()) < std::tuple(b.kind(), b.ordinal(), b.id());
    });
    auto rows = nlohmann::ordered_json::array();
    for (const auto& terminal : terminals) {
        const auto home = view->get(Id<schema::Store>(BytesView(terminal.store())));
        const auto where = home                                ? home->name()
                           : terminal.kind() == schema::SERVER ? std::string()
                                                               : std::string("all stores");
        const bool here = terminal.id() == (*store)->identity().terminal.bytes();
        if (options.json)
            rows.push_back({{"name", terminal.name()},
                            {"kind", kindName(terminal)},
                            {"store", where},
                            {"prefix", receiptPrefix(terminal)},
                            {"revoked", terminal.revoked()},
                            {"this", here},
                            {"id", hex(terminal.id())}});
        else
            fmt::print("{:<24} {:<12} {:<20} {:<4} {}{}{}\n", terminal.name(), kindName(terminal), where,
                       receiptPrefix(terminal), hex(terminal.id()), terminal.revoked() ? " revoked" : "",
                       here ? " (this one)" : "");
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

/// Runs one of the commands on a terminal as somebody who may, and says what came of it.
Result<Done>
change(const TerminalOptions& options,
       const std::function<Result<Commit>(const Reader&, const Context&, const Actor&, Id<schema::Terminal>)>& command)
{
    const auto opened = openAs(options.data, options.author, schema::ENROL_TERMINALS);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto terminal = findTerminal(*opened->store->read(), options.terminal);
    if (!terminal)
        return tl::unexpected(terminal.error());
    const auto done = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return command(shop, context, actor, *terminal);
    });
    if (!done)
        return tl::unexpected(done.error());
    const auto row = opened->store->read()->get(*terminal);
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json({{"terminal", hex(row->id())}, {"commit", hex(done->hash)}}).dump(2));
    else
        fmt::print("{}: {}\n", row->name(), hex(row->id()));
    return Done{};
}

Result<Done> rename(const TerminalOptions& options)
{
    return change(options, [&](const Reader& shop, const Context& context, const Actor& actor, auto terminal) {
        return renameTerminal(shop, context, actor, {terminal, options.name});
    });
}

Result<Done> revoke(const TerminalOptions& options)
{
    return change(options, [](const Reader& shop, const Context& context, const Actor& actor, auto terminal) {
        return revokeTerminal(shop, context, actor, {terminal});
    });
}

Result<Done> move(const TerminalOptions& options)
{
    if (options.allStores != options.store.empty())
        return invalid("store", "say where it goes: --store NAME, or --all-stores for a back office");
    return change(options,
                  [&](const Reader& shop, const Context& context, const Actor& actor, auto terminal) -> Result<Commit> {
                      MoveTerminal input{terminal, {}};
                      if (!options.allStores) {
                          const auto store = findStore(shop, options.store);
                          if (!store)
                              return tl::unexpected(store.error());
                          input.store = *store;
                      }
                      return moveTerminal(shop, context, actor, input);
                  });
}

/// This terminal's own; where it stands, since nobody else can make its key.
Result<Done> rotateOwnKey(const TerminalOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::ENROL_TERMINALS);
    if (!opened)
        return tl::unexpected(opened.error());
    if (auto done = opened->store->rotateKey(opened->author); !done)
        return done;
    const auto key = hex(opened->store->publicKey());
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json({{"public_key", key}}).dump(2));
    else
        fmt::print("This terminal signs with {} from here on. The server learns of it at the next sync.\n", key);
    return Done{};
}

} // namespace

void addTerminalVerbs(CLI::App& app, Chosen& chosen)
{
    auto* terminal = app.add_subcommand("terminal", "The organisation's terminals");
    terminal->require_subcommand(1);
    const auto declare = [&](const char* name, const char* meaning, Result<Done> (*verb)(const TerminalOptions&)) {
        VerbOptions<TerminalOptions> one(*terminal, name, meaning);
        addDataOption(*one.app, one->data);
        one.app->add_flag("--json", one->json, "As JSON");
        if (verb != list && verb != rotateOwnKey)
            one.app->add_option("--terminal", one->terminal, "Its name, or its id in hex")->required();
        if (verb != list)
            addAuthorOptions(*one.app, one->author);
        one.runs(chosen, verb);
        return one;
    };
    declare("list", "All of them, revoked ones too", list);
    const auto renamed = declare("rename", "Give it another name; receipt numbers keep their prefix", rename);
    renamed.app->add_option("--name", renamed->name, "Its new name")->required();
    declare("revoke", "Stolen or gone: for good, it is enrolled anew when it comes back", revoke);
    declare("rotate-key", "A new signing key for this terminal; what follows is a new origin's", rotateOwnKey);
    const auto moved = declare("move", "To another store; it fetches that one's past when it learns of it", move);
    moved.app->add_option("--store", moved->store, "Its new store, by name");
    moved.app->add_flag("--all-stores", moved->allStores, "A back office: follow all stores");
}

} // namespace kontor
