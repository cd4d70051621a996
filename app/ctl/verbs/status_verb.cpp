#include "app/ctl/console.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/orders.pb.h"
#include "storage/journal_read.h"
#include "sync/protocol/server_address.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace kontor {
namespace {

using Json = nlohmann::ordered_json;

struct StatusOptions {
    std::string data;
    bool json = false;
};

template <typename T>
std::string nameOf(const Reader& shop, Id<T> id)
{
    const auto row = shop.get(id);
    return row ? row->name() : std::string();
}

Json placeOf(const schema::Cursor& cursor)
{
    return {{"epoch", cursor.epoch()}, {"n", cursor.n()}};
}

/// How the last comparison with the server's digests ended, and what was found wrong with rows since this shop is here.
Json digestOf(const DigestState& state)
{
    using Outcome = DigestState::Outcome;
    Json json;
    json["state"] = state.outcome == Outcome::NotCompared ? "not-compared"
                    : state.outcome == Outcome::Equal     ? "equal"
                                                          : "differs";
    if (state.outcome != Outcome::NotCompared)
        json["at"] = placeOf(state.at);
    for (const RawId& scope : state.scopes)
        json["scopes"].push_back(scope.toHex());
    return json;
}

Result<Json> damageOf(const View& view)
{
    auto list = Json::array();
    const Bytes behindTheKindBefore(1, static_cast<char>(ShopException::Kind::DamagedRows));
    for (const auto& one : view.exceptions(behindTheKindBefore, 100))
        if (one.kind == ShopException::Kind::DamagedRows)
            list.push_back({{"found", formatTime(static_cast<TimeUs>(one.effective.ms) * 1000)}, {"what", one.detail}});
    if (const auto unread = view.error())
        return tl::unexpected(*unread);
    return list;
}

/// What a terminal knows of its server.
Result<Done> addServer(const Store& store, Json& json)
{
    const auto sync = store.syncState();
    if (!sync)
        return tl::unexpected(sync.error());
    const auto server = serverOf(store);
    json["server"] = server ? server->url : std::string();
    json["pending"] = sync->pending;
    if (sync->pending > 0) {
        json["oldest_pending"] = formatTime(sync->oldestPendingUs);
        json["oldest_pending_s"] = std::max<TimeUs>(store.now() - sync->oldestPendingUs, 0) / 1'000'000;
    }
    if (!sync->outboxFault.empty())
        json["outbox"] = sync->outboxFault;
    if (sync->unproven > 0)
        json["unproven"] = sync->unproven; // Accepted, and not signed by whom they name.
    json["skew_ms"] = sync->skewMs;
    json["cursor"] = placeOf(sync->seen);
    json["durable"] = placeOf(sync->durable);
    json["digest"] = digestOf(sync->digest);
    return Done{};
}

Result<Done> addJournal(const std::string& data, const View& view, Json& json)
{
    const auto journal = JournalRead::open(data);
    if (!journal)
        return tl::unexpected(journal.error());
    const auto state = (*journal)->state();
    if (!state)
        return tl::unexpected(state.error());
    if (state->acknowledged.n() > 0)
        json["acknowledged"] = {{"epoch", state->acknowledged.epoch()},
                                {"n", state->acknowledged.n()},
                                {"at", formatTime(state->acknowledgedUs)}};
    json["flagged"] = state->flagged;
    json["quarantined"] = state->quarantined;
    json["parked"] = state->parked;
    auto forks = Json::array();
    auto origins = Json::array();
    for (const auto& origin : state->origins) {
        if (origin.isForked)
            forks.push_back(origin.origin.toHex());
        origins.push_back({{"origin", origin.origin.toHex()},
                           {"terminal", nameOf(view, Id<schema::Terminal>(origin.terminal))},
                           {"commits", origin.sequence},
                           {"last", formatTime(static_cast<TimeUs>(origin.hlcMs) * 1000)},
                           {"cursor", origin.cursor},
                           {"this", origin.isPresent},
                           {"forked", origin.isForked}});
    }
    json["forks"] = std::move(forks);
    json["origins"] = std::move(origins);
    return Done{};
}

Result<Json> statusOf(const Store& store, const std::string& data)
{
    const auto identity = store.identity();
    const auto view = store.read();
    Json json;
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
    const auto heads = store.heads();
    if (!heads)
        return tl::unexpected(heads.error());
    std::uint64_t commits = 0;
    for (const auto& head : *heads)
        commits += head.sequence;
    json["commits"] = commits;
    if (identity.organisation.isNil())
        return json;
    if (identity.isServer) {
        const auto head = store.head();
        if (!head)
            return tl::unexpected(head.error());
        json["cursor"] = placeOf(*head);
        json["durable"] = placeOf(store.durable());
    } else if (auto added = addServer(store, json); !added) {
        return tl::unexpected(added.error());
    }
    if (auto added = addJournal(data, *view, json); !added)
        return tl::unexpected(added.error());
    auto damage = damageOf(*view);
    if (!damage)
        return tl::unexpected(damage.error());
    json["damage"] = std::move(*damage);
    return json;
}

/// A value of one line: an object's members one after another.
std::string lineOf(const Json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (!value.is_object())
        return value.dump();
    std::string line;
    for (const auto& [name, inner] : value.items())
        line += (line.empty() ? "" : "  ") + name + " " + lineOf(inner);
    return line;
}

Result<Done> status(const StatusOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto json = statusOf(**store, options.data);
    if (!json)
        return tl::unexpected(json.error());
    if (options.json) {
        fmt::print("{}\n", json->dump(2));
        return Done{};
    }
    for (const auto& [key, value] : json->items()) {
        if (key == "counts") {
            for (const auto& [inner, number] : value.items())
                fmt::print("{:<16} {}\n", inner, number.dump());
        } else if (value.is_array()) {
            if (value.empty())
                fmt::print("{:<16} none\n", key);
            for (const auto& one : value)
                fmt::print("{:<16} {}\n", key, lineOf(one));
        } else {
            fmt::print("{:<16} {}\n", key, lineOf(value));
        }
    }
    return Done{};
}

} // namespace

void addStatusVerb(CLI::App& app, Chosen& chosen)
{
    VerbOptions<StatusOptions> options(app, "status",
                                       "Whose shop it is, what is in it and how it stands with the server");
    addDataOption(*options.app, options->data);
    options.app->add_flag("--json", options->json, "As JSON");
    options.runs(chosen, status);
}

} // namespace kontor
