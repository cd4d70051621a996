#include "app/ctl/console.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace kontor {
namespace {

struct CareOptions {
    std::string data;
    bool everything = false;
    bool json = false;
};

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
    if (!options.json)
        fmt::print("{} commits in {} chains: every hash and link is right, and the signature at every head\n", *commits,
                   heads->size());
    const auto tables = (*store)->checkTables(options.everything);
    if (!tables)
        return tl::unexpected(tables.error());
    auto wrong = nlohmann::ordered_json::array();
    for (const TableCheck::Row& row : tables->wrong) {
        const char* what = row.wrong == TableCheck::Wrong::Differs   ? "differs from the journal"
                           : row.wrong == TableCheck::Wrong::Missing ? "is missing"
                                                                     : "is in no commit";
        wrong.push_back({{"table", row.table}, {"row", row.row.toHex()}, {"what", what}});
        if (!options.json)
            fmt::print("{} {} {}\n", row.table, row.row.toHex(), what);
    }
    if (options.json)
        fmt::print("{}\n",
                   nlohmann::ordered_json(
                       {{"commits", *commits}, {"chains", heads->size()}, {"rows", tables->rows}, {"wrong", wrong}})
                       .dump(2));
    if (tables->isGood()) {
        if (!options.json)
            fmt::print("{} rows: they are what the journal makes them\n", tables->rows);
        return Done{};
    }
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
    printAnswer(options.json, {{"digest", hex(*after)}},
                "The tables are made anew and are what they were: " + hex(*after));
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
    printAnswer(options.json, {{"digest", hex(*digest)}}, hex(*digest));
    return Done{};
}

Result<Done> dump(const CareOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    return (*store)->dump([&](std::string_view line) {
        if (options.json) { // A string a line: what is no UTF-8 in it is shown as such.
            fmt::print("{}\n", nlohmann::json(line).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
            return;
        }
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fputc('\n', stdout);
    });
}

struct PruneOptions {
    std::string data;
    int days = 90;
    bool json = false;
};

Result<Done> prune(const PruneOptions& options)
{
    const auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    constexpr TimeUs day = 24LL * 3600 * 1'000'000;
    const auto pruned = (*store)->prune((*store)->clock() - options.days * day);
    if (!pruned)
        return tl::unexpected(pruned.error());
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json({{"commits", pruned->commits}, {"bytes", pruned->bytes}}).dump(2));
    else
        fmt::print("{} commits of other terminals are kept as their rows only; {} bytes of the journal are free\n",
                   pruned->commits, pruned->bytes);
    return Done{};
}

void addCareVerb(CLI::App& app, Chosen& chosen, const char* name, const char* meaning,
                 Result<Done> (*verb)(const CareOptions&))
{
    VerbOptions<CareOptions> options(app, name, meaning);
    addDataOption(*options.app, options->data);
    addJsonOption(*options.app, options->json);
    if (std::string_view(name) == "verify")
        options.app->add_flag("--everything", options->everything,
                              "Fold each row again from the journal, also where the digests are right");
    options.runs(chosen, verb);
}

} // namespace

void addCareVerbs(CLI::App& app, Chosen& chosen)
{
    addCareVerb(app, chosen, "verify", "Check every chain of the journal, and the tables by it", verify);
    addCareVerb(app, chosen, "rebuild", "Make every table anew from the journal", rebuild);
    addCareVerb(app, chosen, "digest", "One number over all data: equal shops have equal ones", printDigest);
    addCareVerb(app, chosen, "dump", "All data, a line per row, the same on equal shops", dump);

    VerbOptions<PruneOptions> pruned(app, "prune",
                                     "Forget what of other terminals' journals the server's backup holds; rows stay");
    addDataOption(*pruned.app, pruned->data);
    pruned.app->add_option("--older-than", pruned->days, "Days; 90")->check(CLI::Range(0, 36500));
    pruned.app->add_flag("--json", pruned->json, "As JSON");
    pruned.runs(chosen, prune);
}

} // namespace kontor
