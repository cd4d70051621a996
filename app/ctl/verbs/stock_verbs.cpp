#include "app/ctl/verbs/stock_verbs.h"

#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/catalog/gs1.h"
#include "domain/inventory/ledger.h"
#include "domain/inventory/line_goods.h"
#include "domain/inventory/location.h"
#include "domain/inventory/reservation.h"
#include "domain/inventory/stock.h"
#include "domain/inventory/stock_cost.h"
#include "domain/inventory/transfer.h"
#include "domain/journal/commit.h"
#include "domain/orders/return_goods.h"

#include <algorithm>
#include <map>

// Locations, levels, lots, bundles, adjustments, values.

namespace kontor {

Result<Id<schema::Variant>> variantOption(const Reader& shop, const std::string& code)
{
    const auto gs1 = readGs1(code);
    return (gs1 ? resolveGs1(shop, *gs1) : resolveCode(shop, code)).map([](const ScanResult& found) {
        return found.variant;
    });
}

std::string skuOf(const Reader& shop, BytesView variant)
{
    const auto row = shop.get(Id<schema::Variant>(variant));
    return row ? row->sku() : hex(variant);
}

Result<std::uint32_t> dateOption(const std::string& text, std::string_view about)
{
    const auto date = Quantity::parse(text, about);
    if (!date || date->thousandths < 0 || date->thousandths / 1000 > 99'991'231)
        return invalid(std::string(about), "a date is written 20101231");
    return static_cast<std::uint32_t>(date->thousandths / 1000);
}

Result<GoodsOption> goodsOption(const std::string& text, std::string_view about)
{
    const auto equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0)
        return invalid(std::string(about), "'" + text + "' is not of the form KEY=QUANTITY[@LOT[:DATE]]");
    GoodsOption option;
    option.key = text.substr(0, equals);
    auto rest = text.substr(equals + 1);
    if (const auto at = rest.find('@'); at != std::string::npos) {
        NewLot lot{rest.substr(at + 1), {}};
        rest.resize(at);
        if (const auto colon = lot.number.rfind(':'); colon != std::string::npos) {
            const auto date = dateOption(lot.number.substr(colon + 1), about);
            if (!date)
                return tl::unexpected(date.error());
            lot.expiresOn = *date;
            lot.number.resize(colon);
        }
        option.lot = std::move(lot);
    }
    const auto quantity = Quantity::parse(rest, about);
    if (!quantity)
        return tl::unexpected(quantity.error());
    option.quantity = *quantity;
    // What the code says of lot, piece and date need not be keyed in again.
    if (const auto gs1 = readGs1(option.key); gs1 && !option.lot && !(gs1->lot + gs1->serial).empty())
        option.lot = NewLot{gs1->serial.empty() ? gs1->lot : gs1->serial, gs1->expiresOn};
    return option;
}

Result<Id<schema::Lot>> lotOption(const Reader& shop, Id<schema::Variant> variant, const std::optional<NewLot>& lot)
{
    if (!lot)
        return Id<schema::Lot>();
    const auto id = lotId(variant, lot->number);
    if (!shop.get(id))
        return fail(Error::Kind::NotFound, "lot", "the product has no lot '" + lot->number + "'");
    return id;
}

Result<Id<schema::Location>> locationOption(const Store& store, const Reader& shop, const std::string& name)
{
    auto own = store.identity().store;
    if (own.isNil() && name.empty()) {
        const auto only = findStore(shop, {});
        if (!only)
            return tl::unexpected(only.error());
        own = *only;
    }
    return findLocation(shop, own, name);
}

Result<RawId> idOption(const std::string& text, std::string_view about)
{
    const auto id = RawId::fromBytes(unhex(text));
    if (!id)
        return fail(Error::Kind::NotFound, std::string(about), "'" + text + "' is no id");
    return *id;
}

namespace {

struct StockOptions {
    std::string data;
    std::string name;
    std::string kind = "back-room";
    std::string store;
    std::string sku;
    std::string location;
    std::string reason;
    std::string cost;
    std::string note;
    std::string at;
    std::string method;
    std::string tracking;
    std::string receipt;
    std::string lot;
    std::string expires;
    std::vector<std::string> parts;
    bool archive = false;
    bool lift = false;
    bool json = false;
    Author author;
};

Result<Done> written(const Result<Committed>& committed, const StockOptions& options, const std::string& text)
{
    if (!committed)
        return tl::unexpected(committed.error());
    printWritten(*committed, text, options.json);
    return Done{};
}

Result<Done> locationAdd(const StockOptions& options)
{
    const auto kind = locationKindByName(options.kind);
    if (!kind)
        return invalid("kind", "sales-floor, back-room, warehouse or on-the-road");
    return written(writeShop(options.data, options.author, schema::ADJUST_STOCK,
                             [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                                 AddLocation input{options.name, *kind, {}};
                                 if (!options.store.empty()) {
                                     const auto store = findStore(shop, options.store);
                                     if (!store)
                                         return tl::unexpected(store.error());
                                     input.store = *store;
                                 }
                                 return addLocation(shop, context, actor, input);
                             }),
                   options, options.name);
}

Result<Done> locationArchive(const StockOptions& options)
{
    return written(writeShop(options.data, options.author, schema::ADJUST_STOCK,
                             [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                                 const auto location = findLocation(shop, context.store, options.name);
                                 if (!location)
                                     return tl::unexpected(location.error());
                                 return changeLocation(shop, context, actor, {*location, {}, {}, !options.lift});
                             }),
                   options, options.name);
}

Result<Done> locationList(const StockOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& location : view->all<schema::Location>()) {
        const auto of = view->get(Id<schema::Store>(location.store()));
        const std::string kind(locationKindName(location.kind()));
        if (options.json)
            rows.push_back({{"id", hex(location.id())},
                            {"name", location.name()},
                            {"kind", kind},
                            {"store", of ? of->name() : std::string()},
                            {"archived", location.archived()}});
        else
            fmt::print("{:<24} {:<12} {:<24} {}{}\n", location.name(), kind, of ? of->name() : "?", hex(location.id()),
                       location.archived() ? " archived" : "");
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> adjust(const StockOptions& options)
{
    const auto reason = movementReasonByName(options.reason);
    if (!reason)
        return invalid("reason",
                       "received, found, written-off, damaged, past-date, stolen, used, sent-back, made or counted");
    const auto opened = openAs(options.data, options.author, schema::ADJUST_STOCK);
    const auto currency = opened ? organisationCurrency(*opened->store) : tl::unexpected(opened.error());
    const auto goods = goodsOption(options.sku, "sku");
    if (!currency || !goods)
        return tl::unexpected(!currency ? currency.error() : goods.error());
    return written(opened->run([&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        const auto variant = variantOption(shop, goods->key);
        const auto location = locationOption(*opened->store, shop, options.location);
        if (!variant || !location)
            return tl::unexpected(!variant ? variant.error() : location.error());
        StockChange change{*variant, goods->quantity, *reason, options.note};
        if (!options.cost.empty()) {
            const auto cost = Money::parse(options.cost, *currency, "cost");
            if (!cost)
                return tl::unexpected(cost.error());
            change.costMinor = cost->minor();
        }
        AdjustStock input;
        input.location = *location;
        if (goods->lot)
            input.newLot = *goods->lot;
        input.changes.push_back(change);
        return adjustStock(shop, context, actor, input);
    }),
                   options, goods->key);
}

Result<Done> track(const StockOptions& options)
{
    const auto tracking = options.tracking == "lots"       ? std::optional(schema::BY_LOT)
                          : options.tracking == "serials"  ? std::optional(schema::BY_SERIAL)
                          : options.tracking == "quantity" ? std::optional(schema::BY_QUANTITY)
                                                           : std::nullopt;
    if (!tracking)
        return invalid("by", "quantity, lots or serials");
    return written(
        writeShop(options.data, options.author, schema::EDIT_CATALOG,
                  [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                      const auto variant = variantOption(shop, options.sku);
                      const auto row = variant ? shop.get(*variant) : std::nullopt;
                      if (!row)
                          return tl::unexpected(variant.error());
                      return setTracking(shop, context, actor, {Id<schema::Product>(row->product()), *tracking});
                  }),
        options, options.sku);
}

Result<Done> parts(const StockOptions& options)
{
    return written(writeShop(options.data, options.author, schema::EDIT_CATALOG,
                             [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                                 const auto variant = variantOption(shop, options.sku);
                                 if (!variant)
                                     return tl::unexpected(variant.error());
                                 SetParts input{*variant};
                                 for (const auto& text : options.parts) {
                                     const auto goods = goodsOption(text, "part");
                                     const auto part =
                                         goods ? variantOption(shop, goods->key) : tl::unexpected(goods.error());
                                     if (!part)
                                         return tl::unexpected(part.error());
                                     input.parts.push_back({*part, goods->quantity});
                                 }
                                 return setParts(shop, context, actor, input);
                             }),
                   options, options.sku);
}

Result<Done> block(const StockOptions& options)
{
    return written(writeShop(options.data, options.author, schema::ADJUST_STOCK,
                             [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                                 const auto variant = variantOption(shop, options.sku);
                                 if (!variant)
                                     return tl::unexpected(variant.error());
                                 return blockLot(shop, context, actor, {lotId(*variant, options.lot), !options.lift});
                             }),
                   options, options.lot);
}

Result<Done> redate(const StockOptions& options)
{
    std::optional<std::uint32_t> date;
    if (options.expires != "never") {
        const auto read = dateOption(options.expires, "expires");
        if (!read)
            return tl::unexpected(read.error());
        date = *read;
    }
    return written(
        writeShop(options.data, options.author, schema::ADJUST_STOCK,
                  [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                      const auto variant = variantOption(shop, options.sku);
                      const auto lot =
                          variant ? lotOption(shop, *variant, NewLot{options.lot}) : tl::unexpected(variant.error());
                      return lot ? changeLot(shop, context, actor, {*lot, date}) : tl::unexpected(lot.error());
                  }),
        options, options.lot);
}

Result<Done> show(const StockOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto at = timeOption(options.at, "at");
    const auto location = locationOption(**store, *view, options.location);
    const auto variant = variantOption(*view, options.sku);
    if (!at || !location || !variant)
        return tl::unexpected(!at ? at.error() : !location ? location.error() : variant.error());
    const auto when = at->value_or(World::real().now());
    const auto position = stockPosition(*view, *variant, *location, when);
    const auto method = costMethodOf(*view, *location);
    const auto value = valueAt(*view, *variant, *location, method, when);
    nlohmann::ordered_json json{{"sku", options.sku},
                                {"on_hand", (at->has_value() ? value.quantity : position.onHand).toString()},
                                {"reserved", position.reserved.toString()},
                                {"available", position.available().toString()},
                                {"incoming", position.incoming.toString()},
                                {"sellable", sellableLevel(*view, *variant, *location).toString()},
                                {"value_minor", value.valueMinor}};
    auto lots = nlohmann::ordered_json::array();
    for (const auto& [lot, level] : lotsOf(*view, *variant, *location))
        lots.push_back({{"lot", lot.number()},
                        {"level", level.toString()},
                        {"expires", lot.expires_on()},
                        {"serial", lot.serial()},
                        {"blocked", lot.blocked()}});
    json["lots"] = lots;
    printAnswer(options.json, json,
                fmt::format("{}: on hand {}, reserved {}, available {}, incoming {}, worth {}", options.sku,
                            json["on_hand"].get<std::string>(), position.reserved.toString(),
                            position.available().toString(), position.incoming.toString(), value.valueMinor));
    return Done{};
}

/// What happened to a product at a location, the newest last, with what was there after each.
Result<Done> history(const StockOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto at = timeOption(options.at, "at");
    const auto location = locationOption(**store, *view, options.location);
    const auto variant = variantOption(*view, options.sku);
    if (!at || !location || !variant)
        return tl::unexpected(!at ? at.error() : !location ? location.error() : variant.error());
    std::map<Bytes, std::int64_t> levels;
    std::uint64_t onHand = 0; // Modulo 2^64, as every sum of facts.
    auto rows = nlohmann::ordered_json::array();
    for (const auto& event : readLedger(*view, *variant, *location, at->value_or(INT64_MAX))) {
        const bool isCount = event.kind == StockEvent::Kind::Counted;
        auto& level = levels[event.lot];
        const auto before = static_cast<std::uint64_t>(level);
        if (event.kind != StockEvent::Kind::Valued)
            level = static_cast<std::int64_t>((isCount ? 0 : before) + static_cast<std::uint64_t>(event.quantity));
        onHand += static_cast<std::uint64_t>(level) - before;
        const auto movement = isCount ? std::nullopt : view->get(Id<schema::StockMovement>(event.id));
        const auto line = view->get(Id<schema::OrderLine>(BytesView(event.line)));
        const auto order = line ? view->get(Id<schema::Order>(line->order())) : std::nullopt;
        const auto lot = view->get(Id<schema::Lot>(BytesView(event.lot)));
        nlohmann::ordered_json one{
            {"at", formatTime(event.at)},
            {"what", isCount                                  ? std::string("counted")
                     : event.kind == StockEvent::Kind::Valued ? std::string("valued")
                                                              : std::string(movementReasonName(event.reason))},
            {"quantity", Quantity{event.kind == StockEvent::Kind::Valued ? 0 : event.quantity}.toString()},
            {"on_hand", Quantity{static_cast<std::int64_t>(onHand)}.toString()}};
        if (lot)
            one["lot"] = lot->number();
        if (event.cost)
            one["cost_minor"] = *event.cost;
        if (order)
            one["receipt"] = order->receipt();
        if (movement && !movement->note().empty())
            one["note"] = movement->note();
        rows.push_back(std::move(one));
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    else
        for (const auto& one : rows)
            fmt::print("{} {:<12} {:>10} {:>10} {}\n", one["at"].get<std::string>(), one["what"].get<std::string>(),
                       one["quantity"].get<std::string>(), one["on_hand"].get<std::string>(),
                       one.value("receipt", one.value("note", std::string())));
    return Done{};
}

Result<Done> reservations(const StockOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto location = locationOption(**store, *view, options.location);
    const auto variant = variantOption(*view, options.sku);
    if (!location || !variant)
        return tl::unexpected(!location ? location.error() : variant.error());
    auto rows = nlohmann::ordered_json::array();
    for (const auto& [row, left] : reservationsOf(*view, *variant, *location, (*store)->now())) {
        const auto order = view->get(Id<schema::Order>(row.owner()));
        const std::string owner = order ? order->receipt() : "cart " + hex(row.owner());
        rows.push_back({{"for", owner},
                        {"quantity", left.toString()},
                        {"until", row.has_until_us() ? formatTime(row.until_us()) : std::string()}});
        if (!options.json)
            fmt::print("{:>12}  {}\n", left.toString(), owner);
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> worth(const StockOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto at = timeOption(options.at, "at");
    const auto location = locationOption(**store, *view, options.location);
    if (!at || !location)
        return tl::unexpected(!at ? at.error() : location.error());
    const auto method = options.method == "fifo"      ? CostMethod::Fifo
                        : options.method == "average" ? CostMethod::MovingAverage
                                                      : costMethodOf(*view, *location);
    auto rows = nlohmann::ordered_json::array();
    std::int64_t sum = 0;
    std::vector<Id<schema::Variant>> variants;
    schema::Variant row;
    view->each(row, [&] {
        variants.emplace_back(row.id());
        return true;
    });
    for (const auto variant : variants) {
        const auto value = valueAt(*view, variant, *location, method, at->value_or(World::real().now()));
        if (value.quantity.thousandths == 0 && value.valueMinor == 0)
            continue;
        sum += value.valueMinor;
        rows.push_back({{"sku", skuOf(*view, variant.bytes())},
                        {"quantity", value.quantity.toString()},
                        {"value_minor", value.valueMinor}});
    }
    // Goods that left it and are at no other: a sum of all places would lack them.
    const auto sent = sentValueAt(*view, *location, at->value_or(World::real().now()));
    printAnswer(options.json,
                {{"value_minor", sum},
                 {"on_the_way_minor", sent.onTheWayMinor},
                 {"missing_minor", sent.missingMinor},
                 {"products", rows}},
                fmt::format("{} products worth {}, sent and on the way {}, sent and missing {}", rows.size(), sum,
                            sent.onTheWayMinor, sent.missingMinor));
    return Done{};
}

Result<Done> margin(const StockOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto orders = ordersByReceipt(*view, options.receipt);
    if (orders.empty())
        return fail(Error::Kind::NotFound, "receipt", "there is no receipt '" + options.receipt + "' here");
    auto rows = nlohmann::ordered_json::array();
    for (const auto& line : view->where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, orders.front().id())) {
        const auto earned = marginOf(*view, RawId::of(line.id()),
                                     options.method == "fifo" ? CostMethod::Fifo : CostMethod::MovingAverage);
        if (!earned)
            return tl::unexpected(earned.error());
        rows.push_back({{"sku", line.sku()},
                        {"revenue_minor", earned->revenueMinor},
                        {"cost_minor", earned->costMinor},
                        {"margin_minor", earned->marginMinor()},
                        {"cost_at_sale_e4", line.has_cost_e4() ? nlohmann::ordered_json(line.cost_e4()) : nullptr}});
        if (!options.json)
            fmt::print("{:<14} {:>10} - {:>10} = {:>10}\n", line.sku(), earned->revenueMinor, earned->costMinor,
                       earned->marginMinor());
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

using Verb = VerbOptions<StockOptions>;

} // namespace

void addStockVerbs(CLI::App& app, Chosen& chosen)
{
    auto* location = app.add_subcommand("location", "Where a store keeps its goods");
    location->require_subcommand(1);
    Verb addOne(*location, "add", "One more");
    addCommonOptions(addOne, true);
    addOne.app->add_option("--name", addOne->name, "Its name")->required();
    addOne.app->add_option("--kind", addOne->kind, "sales-floor, back-room, warehouse or on-the-road");
    addOne.app->add_option("--store", addOne->store, "Of which store (default: this terminal's)");
    addOne.runs(chosen, locationAdd);
    Verb archive(*location, "archive", "Not used any more");
    addCommonOptions(archive, true);
    archive.app->add_option("--name", archive->name, "Its name")->required();
    archive.app->add_flag("--undo", archive->lift, "Used again");
    archive.runs(chosen, locationArchive);
    Verb list(*location, "list", "All of them");
    addCommonOptions(list, false);
    list.runs(chosen, locationList);

    auto* stock = app.add_subcommand("stock", "Levels, lots, bundles, adjustments, values");
    stock->require_subcommand(1);
    Verb look(*stock, "show", "On hand, reserved, available, incoming, lots and worth of a product");
    addCommonOptions(look, false);
    look.app->add_option("sku", look->sku, "SKU or barcode")->required();
    look.app->add_option("--location", look->location, "Its name (default: where the store sells from)");
    look.app->add_option("--at", look->at, "At this instant, e.g. 2010-12-01T12:00:00");
    look.runs(chosen, show);
    Verb change(*stock, "adjust", "A movement that no order causes");
    addCommonOptions(change, true);
    change.app->add_option("goods", change->sku, "SKU=QUANTITY[@LOT[:20101231]], below zero: goes out")->required();
    change.app->add_option("--reason", change->reason, "received, found, damaged, past-date, stolen, used …")
        ->required();
    change.app->add_option("--cost", change->cost, "Of all that comes in");
    change.app->add_option("--note", change->note, "Why");
    change.app->add_option("--location", change->location, "Where (default: where the store sells from)");
    change.runs(chosen, adjust);
    Verb tracked(*stock, "track", "Whether goods are told apart");
    addCommonOptions(tracked, true);
    tracked.app->add_option("sku", tracked->sku, "SKU or barcode")->required();
    tracked.app->add_option("--by", tracked->tracking, "quantity, lots or serials")->required();
    tracked.runs(chosen, track);
    Verb bundle(*stock, "parts", "What a bundle is made of; none: an ordinary product");
    addCommonOptions(bundle, true);
    bundle.app->add_option("sku", bundle->sku, "SKU or barcode")->required();
    bundle.app->add_option("--part", bundle->parts, "SKU=QUANTITY for one");
    bundle.runs(chosen, parts);
    Verb blocked(*stock, "block-lot", "A recall: it is not sold any more");
    addCommonOptions(blocked, true);
    blocked.app->add_option("sku", blocked->sku, "SKU or barcode")->required();
    blocked.app->add_option("--lot", blocked->lot, "Its number")->required();
    blocked.app->add_flag("--undo", blocked->lift, "Sold again");
    blocked.runs(chosen, block);
    Verb redated(*stock, "change-lot", "The last day a lot may be sold, where it was keyed in wrong");
    addCommonOptions(redated, true);
    redated.app->add_option("sku", redated->sku, "SKU or barcode")->required();
    redated.app->add_option("--lot", redated->lot, "Its number")->required();
    redated.app->add_option("--expires", redated->expires, "20101231, or never")->required();
    redated.runs(chosen, redate);
    Verb moved(*stock, "history", "What happened to a product, the newest last: movements, counts, freight");
    addCommonOptions(moved, false);
    moved.app->add_option("sku", moved->sku, "SKU or barcode")->required();
    moved.app->add_option("--location", moved->location, "Its name (default: where the store sells from)");
    moved.app->add_option("--at", moved->at, "Up to this instant");
    moved.runs(chosen, history);
    Verb kept(*stock, "reservations", "What of a product is kept, and for whom");
    addCommonOptions(kept, false);
    kept.app->add_option("sku", kept->sku, "SKU or barcode")->required();
    kept.app->add_option("--location", kept->location, "Its name");
    kept.runs(chosen, reservations);
    Verb value(*stock, "value", "What everything at a location is worth");
    addCommonOptions(value, false);
    value.app->add_option("--location", value->location, "Its name");
    value.app->add_option("--at", value->at, "At this instant");
    value.app->add_option("--method", value->method, "average or fifo (default: the setting stock.cost-method)");
    value.runs(chosen, worth);
    Verb earned(*stock, "margin", "What each line of a receipt earned");
    addCommonOptions(earned, false);
    earned.app->add_option("receipt", earned->receipt, "Its number")->required();
    earned.app->add_option("--method", earned->method, "average or fifo");
    earned.runs(chosen, margin);
}

} // namespace kontor
