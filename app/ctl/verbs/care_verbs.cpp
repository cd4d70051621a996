#include "app/ctl/console.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/orders.pb.h"
#include "sync/protocol/enrolment_file.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace kontor {
namespace {

struct CareOptions {
    std::string data;
    bool json = false;
    bool everything = false;
};

template <typename T>
std::string nameOf(const Reader& shop, Id<T> id)
{
    const auto row = shop.get(id);
    return row ? row->name() : std::string();
}

/// "equal at 1/4711", "differs at …: <scopes>".
std::string digestText(const DigestState& state)
{
    if (state.outcome == DigestState::Outcome::NotCompared)
        return "not compared yet";
    const bool equal = state.outcome == DigestState::Outcome::Equal;
    std::string text =
        fmt::format("{} {}/{}", equal ? "equal at" : "differs from the server's at", state.at.epoch(), state.at.n());
    for (const RawId& scope : state.scopes)
        text += " " + scope.toHex();
    return text;
}

Result<nlohmann::ordered_json> statusOf(const Store& store)
{
    const auto identity = store.identity();
    const auto view = store.read();
    nlohmann::ordered_json json;
    json["kind"] = identity.organisation.isNil() ? "empty" : identity.isServer ? "server" : "terminal";
    json["organisation"] = nameOf(*view, identity.organisation);
    json["store"] = nameOf(*view, identity.store);
    json["terminal"] = nameOf(*view, identity.terminal);
    json["origin"] = identity.origin.toHex();
    json["read_only"] = store.isReadOnly();
    json["counts"] = {{"products", view->count(schema::Product::default_instance())},
                      {"prices", view->count(schema::Price::default_instance())},
                      {"customers", view->count(schema::Customer::default_instance())},
                      {"staff", view->count(schema::Staff::default_instance())},
                      {"terminals", view->count(schema::Terminal::default_instance())},
                      {"orders", view->count(schema::Order::default_instance())},
                      {"order_lines", view->count(schema::OrderLine::default_instance())},
                      {"stock_movements", view->count(schema::StockMovement::default_instance())}};
    std::uint64_t commits = 0;
    const auto heads = store.heads();
    if (!heads)
        return tl::unexpected(heads.error());
    for (const auto& head : *heads)
        commits += head.sequence;
    json["commits"] = commits;
    if (identity.isServer) {
        const auto head = store.head();
        if (!head)
            return tl::unexpected(head.error());
        json["cursor"] = {{"epoch", head->epoch()}, {"n", head->n()}};
        return json;
    }
    const auto sync = store.syncState();
    if (!sync)
        return tl::unexpected(sync.error());
    const auto server = store.local(serverAddressKey);
    if (!server)
        return tl::unexpected(server.error());
    json["server"] = server->value_or("");
    json["pending"] = sync->pending;
    if (sync->pending > 0)
        json["oldest_pending"] = formatTime(sync->oldestPendingUs);
    if (!sync->outboxFault.empty())
        json["outbox"] = sync->outboxFault;
    json["cursor"] = {{"epoch", sync->seen.epoch()}, {"n", sync->seen.n()}};
    json["digest"] = digestText(sync->digest);
    if (const auto unread = view->error())
        return tl::unexpected(*unread);
    return json;
}

Result<Done> status(const CareOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto json = statusOf(**store);
    if (!json)
        return tl::unexpected(json.error());
    if (options.json) {
        fmt::print("{}\n", json->dump(2));
        return Done{};
    }
    for (const auto& [key, value] : json->items()) {
        if (!value.is_object()) {
            fmt::print("{:<16} {}\n", key, value.is_string() ? value.get<std::string>() : value.dump());
            continue;
        }
        for (const auto& [inner, number] : value.items())
            fmt::print("{:<16} {}\n", key == "counts" ? inner : key + " " + inner, number.dump());
    }
    return Done{};
}

Result<Done> verify(const CareOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto commits = (*store)->verify();
    if (!commits)
        return tl::unexpected(commits.error());
    const auto heads = (*store)->heads();
    if (!heads)
        return tl::unexpected(heads.error());
    fmt::print("{} commits in {} chains: every hash and link is right, and the signature at every head\n", *commits,
               heads->size());
    const auto tables = (*store)->checkTables(options.everything);
    if (!tables)
        return tl::unexpected(tables.error());
    if (tables->isGood()) {
        fmt::print("{} rows: they are what the journal makes them\n", tables->rows);
        return Done{};
    }
    for (const TableCheck::Row& row : tables->wrong)
        fmt::print("{} {} {}\n", row.table, row.row.toHex(),
                   row.wrong == TableCheck::Wrong::Differs   ? "differs from the journal"
                   : row.wrong == TableCheck::Wrong::Missing ? "is missing"
                                                             : "is in no commit");
    return fail(Error::Kind::Storage, options.data,
                "somebody wrote into the tables past the journal: `kontorctl rebuild` makes them anew");
}

Result<Done> rebuild(const CareOptions& options)
{
    const auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto before = (*store)->digest();
    if (!before)
        return tl::unexpected(before.error());
    if (auto rebuilt = (*store)->rebuild(); !rebuilt)
        return rebuilt;
    const auto after = (*store)->digest();
    if (!after)
        return tl::unexpected(after.error());
    if (*before != *after)
        return fail(Error::Kind::Storage, options.data,
                    "the tables differed from the journal and are made anew: digest " + hex(*before) + " became " +
                        hex(*after));
    fmt::print("The tables are made anew and are what they were: {}\n", hex(*after));
    return Done{};
}

Result<Done> printDigest(const CareOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto digest = (*store)->digest();
    if (!digest)
        return tl::unexpected(digest.error());
    fmt::print("{}\n", hex(*digest));
    return Done{};
}

Result<Done> dump(const CareOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    return (*store)->dump([](std::string_view line) {
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fputc('\n', stdout);
    });
}

void addCareVerb(CLI::App& app, Chosen& chosen, const char* name, const char* meaning,
                 Result<Done> (*verb)(const CareOptions&))
{
    VerbOptions<CareOptions> options(app, name, meaning);
    addDataOption(*options.app, options->data);
    if (std::string_view(name) == "verify")
        options.app->add_flag("--everything", options->everything,
                              "Fold each row again from the journal, also where the digests are right");
    if (std::string_view(name) == "status")
        options.app->add_flag("--json", options->json, "As JSON");
    options.runs(chosen, verb);
}

} // namespace

void addCareVerbs(CLI::App& app, Chosen& chosen)
{
    addCareVerb(app, chosen, "status", "Whose shop it is, what is in it and how it stands with the server", status);
    addCareVerb(app, chosen, "verify", "Check every chain of the journal, and the tables by it", verify);
    addCareVerb(app, chosen, "rebuild", "Make every table anew from the journal", rebuild);
    addCareVerb(app, chosen, "digest", "One number over all data: equal shops have equal ones", printDigest);
    addCareVerb(app, chosen, "dump", "All data, a line per row, the same on equal shops", dump);
}

} // namespace kontor
