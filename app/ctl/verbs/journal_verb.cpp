#include "app/ctl/console.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/journal_verb_archive.h"
#include "app/ctl/verbs/journal_verb_fields.h"
#include "app/ctl/verbs/verb.h"
#include "domain/base/time.h"
#include "domain/identity/terminal.h"
#include "domain/journal/row_type.h"
#include "storage/journal_read.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <map>

namespace kontor {
namespace {

struct JournalOptions {
    std::string data;
    std::uint64_t last = 20;
    std::string command;
    std::string author;
    std::string origin;
    std::string commit;
    std::string out;
    bool json = false;
};

/// An open shop with its journal.
struct Shop {
    std::unique_ptr<Store> store;
    std::unique_ptr<JournalRead> journal;
    std::unique_ptr<View> view;

    static Result<Shop> open(const std::string& data)
    {
        Shop shop;
        auto store = openForReading(data);
        if (!store)
            return tl::unexpected(store.error());
        shop.store = std::move(*store);
        auto journal = JournalRead::open(data);
        if (!journal)
            return tl::unexpected(journal.error());
        shop.journal = std::move(*journal);
        shop.view = shop.store->read();
        return shop;
    }
    /// The name of a person, or who did it where nobody was signed in.
    [[nodiscard]] std::string person(const Bytes& id) const
    {
        if (id.empty())
            return "-";
        const auto staff = view->get(Id<schema::Staff>(BytesView(id)));
        return staff ? staff->name() : hex(id);
    }
    [[nodiscard]] std::string terminalName(const RawId& terminal) const
    {
        const auto row = view->get(Id<schema::Terminal>(terminal));
        return row ? row->name() : terminal.isNil() ? "unknown terminal" : terminal.toHex();
    }
};

bool namesOrigin(const std::string& text, const RawId& origin)
{
    return originCodeOf(origin) == text || (text.size() >= 4 && origin.toHex().starts_with(text));
}

std::string timeOf(const schema::Header& header)
{
    return formatTime(static_cast<TimeUs>(header.hlc_ms()) * 1000);
}

std::string verdictOf(const JournalEntry& entry)
{
    return schema::Verdict_Name(entry.verdict);
}

Result<Done> verify(const JournalOptions& options)
{
    const auto shop = Shop::open(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    const auto origins = shop->journal->origins();
    if (!origins)
        return tl::unexpected(origins.error());
    auto chains = nlohmann::ordered_json::array();
    for (const auto& origin : *origins) {
        chains.push_back({{"code", originCodeOf(origin.origin)},
                          {"origin", origin.origin.toHex()},
                          {"commits", origin.commits},
                          {"head", hex(origin.hash)},
                          {"terminal", shop->terminalName(origin.terminal)}});
        if (options.json)
            continue;
        fmt::print("{}  {}  {:>9} commits, head {}  {}\n", originCodeOf(origin.origin), origin.origin.toHex(),
                   origin.commits, hex(BytesView(origin.hash).substr(0, 8)), shop->terminalName(origin.terminal));
    }
    const auto commits = shop->store->verify();
    if (!commits)
        return tl::unexpected(commits.error()); // Names origin, sequence and what is wrong.
    printAnswer(options.json, {{"commits", *commits}, {"chains", chains}},
                fmt::format("{} commits in {} chains: every hash and link is right, and the signature at every head",
                            *commits, origins->size()));
    return Done{};
}

Result<Done> log(const JournalOptions& options)
{
    const auto shop = Shop::open(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    std::vector<std::string> lines;
    std::vector<nlohmann::ordered_json> rows;
    std::map<Bytes, std::string> people;
    const auto walked = shop->journal->each(JournalRead::Order::NewestFirst, [&](const JournalEntry& entry) {
        const auto& header = entry.commit.header;
        const RawId origin = entry.commit.origin();
        if (!options.command.empty() && header.command() != options.command)
            return true;
        if (!options.origin.empty() && !namesOrigin(options.origin, origin))
            return true;
        const auto [who, isNew] = people.try_emplace(header.author());
        if (isNew)
            who->second = shop->person(header.author());
        if (!options.author.empty() && who->second != options.author && hex(header.author()) != options.author)
            return true;
        if (options.json)
            rows.push_back({{"commit", hex(entry.commit.hash)},
                            {"origin", hex(header.origin())},
                            {"sequence", header.sequence()},
                            {"time", timeOf(header)},
                            {"command", header.command()},
                            {"author", who->second},
                            {"verdict", verdictOf(entry)}});
        lines.push_back(fmt::format("{:<24} {}:{:<8} {:<20} {:<20} {:<12} {}", timeOf(header), originCodeOf(origin),
                                    header.sequence(), header.command(), who->second, verdictOf(entry),
                                    hex(BytesView(entry.commit.hash).substr(0, 6))));
        return lines.size() < options.last;
    });
    if (!walked)
        return walked;
    std::reverse(lines.begin(), lines.end()); // The newest is read last.
    std::reverse(rows.begin(), rows.end());
    if (options.json) {
        fmt::print("{}\n", nlohmann::ordered_json(rows).dump(2));
        return Done{};
    }
    for (const auto& line : lines)
        fmt::print("{}\n", line);
    return Done{};
}

void print(const Shop& shop, const JournalEntry& entry)
{
    const auto& header = entry.commit.header;
    const auto line = [](const char* name, const std::string& value) { fmt::print("{:<12} {}\n", name, value); };
    line("commit", hex(entry.commit.hash));
    line("origin", fmt::format("{} ({})", hex(header.origin()), originCodeOf(entry.commit.origin())));
    line("sequence", std::to_string(header.sequence()));
    line("previous", header.previous().empty() ? "-" : hex(header.previous()));
    line("time", fmt::format("{} + {}", timeOf(header), header.hlc_counter()));
    line("seen", fmt::format("epoch {}, n {}", header.seen().epoch(), header.seen().n()));
    line("command", header.command());
    line("author", shop.person(header.author()));
    if (!header.approver().empty())
        line("approver", shop.person(header.approver()));
    line("schema", fmt::format("{}, format {}", header.schema(), header.format()));
    line("signature", hex(entry.commit.signature));
    line("verdict", verdictOf(entry));
    schema::Acceptance acceptance;
    if (entry.acceptance && acceptance.ParseFromString(*entry.acceptance)) {
        line("cursor", fmt::format("epoch {}, n {}", acceptance.cursor().epoch(), acceptance.cursor().n()));
        line("received", formatTime(acceptance.received_us()));
        line("effective", fmt::format("{} + {}", formatTime(static_cast<TimeUs>(acceptance.effective_ms()) * 1000),
                                      acceptance.effective_counter()));
        for (const auto& reason : acceptance.reason())
            line("reason",
                 fmt::format("{} {}: {}", schema::Reason::Code_Name(reason.code()), reason.subject(), reason.detail()));
    }
    for (int i = 0; i < header.part_size(); ++i) {
        const Bytes& bytes = entry.commit.parts[static_cast<std::size_t>(i)];
        fmt::print("\npart {}       {} of scope {}, hash {}{}\n", i + 1,
                   header.part(i).kind() == schema::PERSONAL ? "personal" : "plain", hex(header.part(i).scope()),
                   hex(header.part(i).hash()), bytes.empty() ? ": not here (out of scope, or erased)" : "");
        schema::Part part;
        if (!bytes.empty() && !part.ParseFromString(bytes))
            fmt::print("  does not parse\n");
        for (const auto& change : part.change()) {
            const RowType* type = rowType(change.type());
            fmt::print("  {} {} {}\n", change.kind() == schema::Change::INSERT ? "insert" : "update",
                       type != nullptr ? type->descriptor->name() : "type " + std::to_string(change.type()),
                       hex(change.row()));
            fmt::print("{}", fieldLines(change, "    "));
        }
    }
}

nlohmann::ordered_json jsonOf(const Shop& shop, const JournalEntry& entry)
{
    const auto& header = entry.commit.header;
    nlohmann::ordered_json json{{"commit", hex(entry.commit.hash)},
                                {"origin", hex(header.origin())},
                                {"sequence", header.sequence()},
                                {"previous", hex(header.previous())},
                                {"time", timeOf(header)},
                                {"seen", {{"epoch", header.seen().epoch()}, {"n", header.seen().n()}}},
                                {"command", header.command()},
                                {"author", shop.person(header.author())},
                                {"approver", header.approver().empty() ? "" : shop.person(header.approver())},
                                {"schema", header.schema()},
                                {"format", header.format()},
                                {"signature", hex(entry.commit.signature)},
                                {"verdict", verdictOf(entry)}};
    schema::Acceptance acceptance;
    if (entry.acceptance && acceptance.ParseFromString(*entry.acceptance)) {
        auto reasons = nlohmann::ordered_json::array();
        for (const auto& reason : acceptance.reason())
            reasons.push_back({{"code", schema::Reason::Code_Name(reason.code())},
                               {"subject", reason.subject()},
                               {"detail", reason.detail()}});
        json["acceptance"] = {{"cursor", {{"epoch", acceptance.cursor().epoch()}, {"n", acceptance.cursor().n()}}},
                              {"received", formatTime(acceptance.received_us())},
                              {"reasons", reasons}};
    }
    auto parts = nlohmann::ordered_json::array();
    for (int i = 0; i < header.part_size(); ++i) {
        const Bytes& bytes = entry.commit.parts[static_cast<std::size_t>(i)];
        schema::Part part;
        auto changes = nlohmann::ordered_json::array();
        if (!bytes.empty() && part.ParseFromString(bytes))
            for (const auto& change : part.change()) {
                const RowType* type = rowType(change.type());
                changes.push_back({{"kind", change.kind() == schema::Change::INSERT ? "insert" : "update"},
                                   {"type", change.type()},
                                   {"name", type != nullptr ? type->descriptor->name() : std::string()},
                                   {"row", hex(change.row())},
                                   {"fields", fieldLines(change, "")}});
            }
        parts.push_back({{"scope", hex(header.part(i).scope())},
                         {"personal", header.part(i).kind() == schema::PERSONAL},
                         {"hash", hex(header.part(i).hash())},
                         {"here", !bytes.empty()},
                         {"changes", changes}});
    }
    json["parts"] = parts;
    return json;
}

/// ORIGIN:SEQUENCE or the beginning of a hash.
Result<std::vector<JournalEntry>> findCommits(JournalRead& journal, const std::string& what)
{
    const auto colon = what.find(':');
    if (colon == std::string::npos) {
        const Bytes begin = unhex(std::string_view(what).substr(0, what.size() / 2 * 2));
        if (begin.empty())
            return invalid("commit", "give ORIGIN:SEQUENCE or the first digits of a hash");
        auto entry = journal.find(begin);
        if (!entry)
            return tl::unexpected(entry.error());
        return std::vector<JournalEntry>{std::move(*entry)};
    }
    std::uint64_t sequence = 0;
    const auto* end = what.data() + what.size();
    if (const auto read = std::from_chars(what.data() + colon + 1, end, sequence);
        read.ec != std::errc() || read.ptr != end)
        return invalid("commit", "\"" + what.substr(colon + 1) + "\" is no sequence");
    const auto origins = journal.origins();
    if (!origins)
        return tl::unexpected(origins.error());
    std::vector<JournalEntry> found;
    for (const auto& origin : *origins) {
        if (!namesOrigin(what.substr(0, colon), origin.origin))
            continue;
        auto entries = journal.find(origin.origin, sequence);
        if (!entries)
            return entries;
        std::move(entries->begin(), entries->end(), std::back_inserter(found));
    }
    if (found.empty())
        return fail(Error::Kind::NotFound, "commit", "there is no " + what);
    return found;
}

Result<Done> show(const JournalOptions& options)
{
    const auto shop = Shop::open(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    const auto entries = findCommits(*shop->journal, options.commit);
    if (!entries)
        return tl::unexpected(entries.error());
    if (options.json) {
        auto rows = nlohmann::ordered_json::array(); // Of a fork both branches.
        for (const auto& entry : *entries)
            rows.push_back(jsonOf(*shop, entry));
        fmt::print("{}\n", rows.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
        return Done{};
    }
    for (const auto& entry : *entries) {
        if (&entry != &entries->front())
            fmt::print("\n"); // A fork: both branches.
        print(*shop, entry);
    }
    return Done{};
}

Result<Done> exportTo(const JournalOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    ProgressLine progress("export");
    const auto commits =
        exportJournal(**store, options.data, options.out,
                      [&](std::uint64_t done, std::uint64_t total) { progress.update("commits", done, total); });
    if (!commits)
        return tl::unexpected(commits.error());
    progress.finish(fmt::format("{} commits in {}", *commits, options.out));
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json({{"commits", *commits}, {"out", options.out}}).dump(2));
    return Done{};
}

} // namespace

void addJournalVerbs(CLI::App& app, Chosen& chosen)
{
    auto* journal = app.add_subcommand("journal", "Every commit: audit trail, fiscal record and outbox in one");
    journal->require_subcommand(1);

    VerbOptions<JournalOptions> verify_(*journal, "verify", "Check every chain and name the first wrong commit");
    addDataOption(*verify_.app, verify_->data);
    addJsonOption(*verify_.app, verify_->json);
    verify_.runs(chosen, verify);

    VerbOptions<JournalOptions> log_(*journal, "log", "The last commits, the newest at the end");
    addDataOption(*log_.app, log_->data);
    log_.app->add_option("--last,-n", log_->last, "How many")->check(CLI::PositiveNumber)->capture_default_str();
    log_.app->add_option("--command", log_->command, "Only this command, e.g. sell");
    log_.app->add_option("--author", log_->author, "Only by this person: a name, or an id in hex");
    log_.app->add_option("--origin", log_->origin, "Only of this origin: its code, or the first digits of its id");
    addJsonOption(*log_.app, log_->json);
    log_.runs(chosen, log);

    VerbOptions<JournalOptions> show_(*journal, "show", "All of one commit");
    addDataOption(*show_.app, show_->data);
    show_.app->add_option("commit", show_->commit, "The first digits of its hash, or ORIGIN:SEQUENCE, e.g. K7Q2:17")
        ->required();
    addJsonOption(*show_.app, show_->json);
    show_.runs(chosen, show);

    VerbOptions<JournalOptions> export_(*journal, "export",
                                        "An open archive that packaging/verify-archive.py checks without Kontor");
    addDataOption(*export_.app, export_->data);
    export_.app->add_option("--out", export_->out, "The file to write: NAME.jsonl, or NAME.jsonl.zst to pack it")
        ->required();
    addJsonOption(*export_.app, export_->json);
    export_.runs(chosen, exportTo);
}

} // namespace kontor
