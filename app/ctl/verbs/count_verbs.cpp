#include "app/ctl/verbs/stock_verbs.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/inventory/count.h"
#include "domain/inventory/location.h"
#include "domain/inventory/receipt.h"
#include "domain/inventory/transfer.h"
#include "domain/journal/commit.h"

#include <algorithm>

// Stock counts and transfers.

namespace kontor {
namespace {

struct CountOptions {
    std::string data;
    std::string id;
    std::string location;
    std::string to;
    std::string name;
    std::string note;
    std::vector<std::string> goods;
    bool blind = false;
    bool discard = false;
    bool rest = false;
    bool open = false;
    bool json = false;
    Author author;
};

Result<Done>
write(const CountOptions& options, const std::string& text,
      const std::function<Result<Commit>(const Store&, const Reader&, const Context&, const Actor&)>& command)
{
    const auto opened = openAs(options.data, options.author, schema::ADJUST_STOCK);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto committed = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return command(*opened->store, shop, context, actor);
    });
    if (!committed)
        return tl::unexpected(committed.error());
    printWritten(*committed, text, options.json);
    return Done{};
}

Result<Done> countOpen(const CountOptions& options)
{
    return write(
        options, "count",
        [&](const Store& store, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto location = locationOption(store, shop, options.location);
            if (!location)
                return tl::unexpected(location.error());
            OpenCount input{*location, options.name, options.blind, {}};
            for (const auto& sku : options.goods) {
                const auto variant = variantOption(shop, sku);
                if (!variant)
                    return tl::unexpected(variant.error());
                input.variants.push_back(*variant);
            }
            return openCount(shop, context, actor, input);
        });
}

Result<Done> countEnter(const CountOptions& options)
{
    return write(options, "counted",
                 [&](const Store&, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     const auto id = idOption(options.id, "count");
                     if (!id)
                         return tl::unexpected(id.error());
                     CountStock input{Id<schema::StockCount>(*id), {}};
                     for (const auto& text : options.goods) {
                         const auto goods = goodsOption(text, "goods");
                         const auto variant = goods ? variantOption(shop, goods->key) : tl::unexpected(goods.error());
                         const auto lot =
                             variant ? lotOption(shop, *variant, goods->lot) : tl::unexpected(variant.error());
                         if (!lot)
                             return tl::unexpected(lot.error());
                         input.entries.push_back({*variant, goods->quantity, *lot});
                     }
                     return countStock(shop, context, actor, input);
                 });
}

Result<Done> countClose(const CountOptions& options)
{
    return write(options, options.discard ? "discarded" : "closed",
                 [&](const Store&, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     const auto id = idOption(options.id, "count");
                     if (!id)
                         return tl::unexpected(id.error());
                     return closeCount(shop, context, actor,
                                       {Id<schema::StockCount>(*id), options.discard, options.rest, options.note});
                 });
}

Result<Done> countShow(const CountOptions& options)
{
    const auto store = openForReading(options.data);
    const auto id = idOption(options.id, "count");
    if (!store || !id)
        return tl::unexpected(!store ? store.error() : id.error());
    const auto view = (*store)->read();
    const auto count = readCount(*view, Id<schema::StockCount>(*id));
    if (!count)
        return tl::unexpected(count.error());
    constexpr const char* states[] = {"open", "closed", "discarded"};
    const bool hidden = count->count.blind() && count->state == CountView::State::Open;
    nlohmann::ordered_json json{{"name", count->count.name()},
                                {"state", states[static_cast<int>(count->state)]},
                                {"opened", formatTime(count->count.at_us())}};
    auto lines = nlohmann::ordered_json::array();
    for (const auto& line : count->lines) {
        nlohmann::ordered_json row{{"sku", skuOf(*view, line.variant.bytes())}, {"counted", line.counted.toString()}};
        if (const auto lot = view->get(Id<schema::Lot>(line.lot)))
            row["lot"] = lot->number();
        if (!hidden) {
            row["expected"] = line.expected.toString();
            row["off"] = line.off().toString();
        }
        lines.push_back(row);
        if (!options.json)
            fmt::print("{:<14} counted {:>8} {}\n", row["sku"].get<std::string>(), line.counted.toString(),
                       hidden ? "" : "off by " + line.off().toString());
    }
    json["lines"] = lines;
    auto left = nlohmann::ordered_json::array();
    for (const auto variant : count->notYet)
        left.push_back(skuOf(*view, variant.bytes()));
    json["not_yet"] = left;
    if (options.json)
        fmt::print("{}\n", json.dump(2));
    return Done{};
}

Result<Done> countList(const CountOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    constexpr TimeUs twoYears = TimeUs{730} * 86'400 * 1'000'000;
    constexpr const char* states[] = {"open", "closed", "discarded"};
    const auto now = World::real().now();
    auto counts = countsBetween(*view, now - twoYears, INT64_MAX);
    std::reverse(counts.begin(), counts.end());
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : counts) {
        const auto count = readCount(*view, Id<schema::StockCount>(row.id()));
        if (!count || (options.open && count->state != CountView::State::Open))
            continue;
        const auto location = view->get(Id<schema::Location>(row.location()));
        const auto off = std::count_if(count->lines.begin(), count->lines.end(),
                                       [](const auto& line) { return line.off().thousandths != 0; });
        const auto* state = states[static_cast<int>(count->state)];
        rows.push_back({{"id", hex(row.id())},
                        {"name", row.name()},
                        {"location", location ? location->name() : std::string()},
                        {"opened", formatTime(row.at_us())},
                        {"state", state},
                        {"blind", row.blind()},
                        {"counted", count->lines.size()},
                        {"not_yet", count->notYet.size()}});
        if (!row.blind() || count->state != CountView::State::Open) // Whoever counts blind is not told.
            rows.back()["off"] = off;
        if (!options.json)
            fmt::print("{}  {:<20} {:<10} {:>4} counted\n", hex(row.id()), row.name(), state, count->lines.size());
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> send(const CountOptions& options)
{
    return write(
        options, "sent",
        [&](const Store& store, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto from = locationOption(store, shop, options.location);
            const auto to = findLocation(shop, context.store, options.to);
            if (!from || !to)
                return tl::unexpected(!from ? from.error() : to.error());
            SendStock input{*from, *to, {}, options.note};
            for (const auto& text : options.goods) {
                const auto goods = goodsOption(text, "goods");
                const auto variant = goods ? variantOption(shop, goods->key) : tl::unexpected(goods.error());
                const auto lot = variant ? lotOption(shop, *variant, goods->lot) : tl::unexpected(variant.error());
                if (!lot)
                    return tl::unexpected(lot.error());
                input.lines.push_back({*variant, goods->quantity, *lot});
            }
            return sendStock(shop, context, actor, input);
        });
}

Result<Done> receive(const CountOptions& options)
{
    return write(options, "received",
                 [&](const Store&, const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     const auto id = idOption(options.id, "transfer");
                     if (!id)
                         return tl::unexpected(id.error());
                     ReceiveStock input{Id<schema::StockTransfer>(*id), {}, options.rest, options.note};
                     const auto row = shop.get(input.transfer);
                     for (const auto& text : options.goods) {
                         const auto goods = goodsOption(text, "goods");
                         const auto variant = goods ? variantOption(shop, goods->key) : tl::unexpected(goods.error());
                         if (!variant)
                             return tl::unexpected(variant.error());
                         int place = -1;
                         for (int i = 0; row && i < row->line_size(); ++i)
                             if (row->line(i).variant() == variant->bytes() &&
                                 (!goods->lot || row->line(i).lot() == lotId(*variant, goods->lot->number).bytes()))
                                 place = i;
                         if (place < 0)
                             return fail(Error::Kind::NotFound, "line", goods->key + " is not in the transfer");
                         input.lines.push_back({static_cast<std::uint32_t>(place), goods->quantity, {}});
                     }
                     return receiveStock(shop, context, actor, input);
                 });
}

Result<Done> transfers(const CountOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto rows = nlohmann::ordered_json::array();
    const auto nameOf = [&](BytesView location) {
        const auto row = view->get(Id<schema::Location>(location));
        return row ? row->name() : hex(location);
    };
    for (const auto& location : view->all<schema::Location>())
        for (const auto& transfer : transfersTo(*view, Id<schema::Location>(location.id()), options.open)) {
            auto lines = nlohmann::ordered_json::array();
            for (std::size_t i = 0; i < transfer.lines.size(); ++i)
                lines.push_back({{"sku", skuOf(*view, transfer.transfer.line(static_cast<int>(i)).variant())},
                                 {"sent", transfer.lines[i].sent.toString()},
                                 {"received", transfer.lines[i].received.toString()},
                                 {"missing", transfer.lines[i].missing.toString()},
                                 {"on_the_way", transfer.lines[i].onTheWay().toString()}});
            auto receipts = nlohmann::ordered_json::array();
            for (const auto& receipt : view->where<schema::TransferReceipt>(
                     schema::TransferReceipt::kTransferFieldNumber, transfer.transfer.id()))
                receipts.push_back({{"id", hex(receipt.id())},
                                    {"at", formatTime(receipt.at_us())},
                                    {"undone", isUndone(*view, RawId::of(receipt.id()))}});
            rows.push_back({{"id", hex(transfer.transfer.id())},
                            {"from", nameOf(transfer.transfer.from())},
                            {"to", nameOf(transfer.transfer.to())},
                            {"sent", formatTime(transfer.transfer.at_us())},
                            {"open", transfer.isOpen()},
                            {"lines", lines},
                            {"receipts", receipts}});
            if (!options.json)
                fmt::print("{}  {} -> {}  {} lines{}\n", hex(transfer.transfer.id()), nameOf(transfer.transfer.from()),
                           nameOf(transfer.transfer.to()), lines.size(), transfer.isOpen() ? ", on the way" : "");
        }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

using Verb = VerbOptions<CountOptions>;

} // namespace

void addCountVerbs(CLI::App& app, Chosen& chosen)
{
    auto* count = app.add_subcommand("count", "Stock counts, while the shop sells");
    count->require_subcommand(1);
    Verb open(*count, "open", "Begins one");
    addCommonOptions(open, true);
    open.app->add_option("--location", open->location, "Where (default: where the store sells from)");
    open.app->add_option("--name", open->name, "What it is called");
    open.app->add_flag("--blind", open->blind, "Whoever counts is not shown what should be there");
    open.app->add_option("--sku", open->goods, "A cycle count of these; none: of everything");
    open.runs(chosen, countOpen);
    Verb enter(*count, "enter", "What is there, this very moment");
    addCommonOptions(enter, true);
    enter.app->add_option("count", enter->id, "Its id")->required();
    enter.app->add_option("goods", enter->goods, "SKU=QUANTITY[@LOT] …")->required();
    enter.runs(chosen, countEnter);
    Verb close(*count, "close", "What was counted is the level from then on");
    addCommonOptions(close, true);
    close.app->add_option("count", close->id, "Its id")->required();
    close.app->add_flag("--discard", close->discard, "Nothing of it counts");
    close.app->add_flag("--rest-is-zero", close->rest,
                        "Of what a cycle count is of, none is there where nothing was counted; lot by lot");
    close.app->add_option("--note", close->note, "Why");
    close.runs(chosen, countClose);
    Verb look(*count, "show", "What was counted, and how far it was off");
    addCommonOptions(look, false);
    look.app->add_option("count", look->id, "Its id")->required();
    look.runs(chosen, countShow);

    Verb counts(*count, "list", "Those of two years, the newest first");
    addCommonOptions(counts, false);
    counts.app->add_flag("--open", counts->open, "Only those that go on");
    counts.runs(chosen, countList);

    auto* transfer = app.add_subcommand("transfer", "Goods from one location to another");
    transfer->require_subcommand(1);
    Verb sending(*transfer, "send", "They leave");
    addCommonOptions(sending, true);
    sending.app->add_option("--from", sending->location, "Default: where the store sells from");
    sending.app->add_option("--to", sending->to, "A location of any store")->required();
    sending.app->add_option("goods", sending->goods, "SKU=QUANTITY[@LOT] …")->required();
    sending.app->add_option("--note", sending->note, "Why");
    sending.runs(chosen, send);
    Verb receiving(*transfer, "receive", "They have come; without goods: all of them");
    addCommonOptions(receiving, true);
    receiving.app->add_option("transfer", receiving->id, "Its id")->required();
    receiving.app->add_option("goods", receiving->goods, "SKU=QUANTITY[@LOT] …");
    receiving.app->add_flag("--rest-is-missing", receiving->rest, "What has not come will not");
    receiving.app->add_option("--note", receiving->note, "Why");
    receiving.runs(chosen, receive);
    Verb all(*transfer, "list", "All of them");
    addCommonOptions(all, false);
    all.app->add_flag("--open", all->open, "Only those on the way");
    all.runs(chosen, transfers);
}

} // namespace kontor
