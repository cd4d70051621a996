#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/base/text.h"
#include "domain/inventory/line_lot.h"
#include "domain/inventory/lot.h"
#include "domain/orders/cart.h"
#include "domain/orders/park.h"
#include "domain/orders/return_goods.h"
#include "domain/settings/settings.h"

#include <algorithm>

// The open cart of this till, as a cashier has it before them: so that a day can be scripted without a window.

namespace kontor {
namespace {

struct CartOptions {
    std::string data;
    std::string sku;
    std::string quantity = "1";
    std::string price;
    std::string code;
    std::string scanned;
    std::string text;
    std::string customer;
    std::string id;
    std::string receipt;
    std::vector<std::string> codes;
    std::size_t line = 0;
    bool scrap = false;
    bool expired = false;
    bool json = false;
    Author author;
};

nlohmann::ordered_json jsonOf(const CartView& cart)
{
    auto lines = nlohmann::ordered_json::array();
    std::size_t place = 0;
    for (const auto& line : cart.lines) {
        nlohmann::ordered_json one{{"line", ++place},
                                   {"sku", line.sku},
                                   {"name", line.name},
                                   {"quantity", line.quantity.toString()},
                                   {"unit_price", line.unitPrice.toString(cart.total.currency())},
                                   {"total", line.total.toString()}};
        if (!line.details.note().empty())
            one["note"] = line.details.note();
        if (!line.returns.isNil())
            one["returns"] = line.returns.raw.toHex();
        if (!line.issues.empty())
            one["gift_card"] = line.issues;
        if (line.problem)
            one["problem"] = line.problem->detail;
        lines.push_back(std::move(one));
    }
    nlohmann::ordered_json json{{"lines", lines}, {"total", cart.total.toString()}, {"tax", cart.tax.toString()}};
    if (!cart.note.empty())
        json["note"] = cart.note;
    if (!cart.refusedCodes.empty()) {
        auto refused = nlohmann::ordered_json::array();
        for (const auto& code : cart.refusedCodes)
            refused.push_back(code.code);
        json["refused_codes"] = refused;
    }
    return json;
}

Result<CartView> cartIn(const Store& store)
{
    const auto identity = store.identity();
    const auto now = store.now();
    return readCart(*store.read(), identity.store, identity.terminal, now, store.utcOffsetSeconds(now));
}

Result<Done> printCart(const Store& store, bool json)
{
    const auto cart = cartIn(store);
    if (!cart)
        return tl::unexpected(cart.error());
    if (json) {
        fmt::print("{}\n", jsonOf(*cart).dump(2));
        return Done{};
    }
    std::size_t place = 0;
    for (const auto& line : cart->lines)
        fmt::print("{:>3} {:>9} x {:<40} {:>12}\n", ++place, line.quantity.toString(), line.name,
                   line.problem ? line.problem->detail : line.total.toString());
    fmt::print("{:>66}\n", cart->total.toString());
    return Done{};
}

/// Runs one command on the cart and shows what it has become.
template <typename Make>
Result<Done> onCart(const CartOptions& options, Make make)
{
    const auto opened = openAs(options.data, options.author, schema::SELL);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto done = opened->run(
        [&](const Reader& shop, const Context& context, const Actor& actor) { return make(shop, context, actor); });
    if (!done)
        return tl::unexpected(done.error());
    return printCart(*opened->store, options.json);
}

Result<Id<schema::CartLine>> lineAt(const Reader& shop, const Context& context, std::size_t place)
{
    const auto cart = readCart(shop, context.store, context.terminal, context.now, context.utcOffsetSeconds);
    if (!cart)
        return tl::unexpected(cart.error());
    if (place == 0 || place > cart->lines.size())
        return fail(Error::Kind::NotFound, "line", "the cart has no line " + std::to_string(place));
    return cart->lines[place - 1].line;
}

Result<Id<schema::Variant>> variantOf(const Reader& shop, const std::string& sku)
{
    const auto id = shop.holder<schema::Variant>(schema::Variant::kSkuFieldNumber, composed(sku));
    if (!id)
        return fail(Error::Kind::NotFound, "product", "there is no SKU \"" + sku + "\"");
    return *id;
}

Result<Done> show(const CartOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    return printCart(**store, options.json);
}

Result<Done> add(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        const auto quantity = Quantity::parse(options.quantity, "quantity");
        const auto terms = storeTerms(shop, context.store);
        if (!quantity || !terms)
            return tl::unexpected(!quantity ? quantity.error() : terms.error());
        AddToCart input{{}, *quantity};
        if (options.scanned.empty()) {
            const auto variant = variantOf(shop, options.sku);
            if (!variant)
                return tl::unexpected(variant.error());
            input.variant = *variant;
        } else {
            const auto found = resolveScan(shop, {context.organisation, context.store, context.terminal},
                                           terms->currency, options.scanned);
            if (!found)
                return tl::unexpected(found.error());
            input.variant = found->variant;
            input.openPrice = found->price;
            input.unit = found->unit;
            input.label = found->label;
            input.printed = found->printed;
            if (found->quantity)
                input.quantity = *found->quantity;
        }
        input.issues = options.code;
        if (!options.price.empty()) {
            const auto price = UnitPrice::parse(options.price, terms->currency, "price");
            if (!price)
                return tl::unexpected(price.error());
            input.openPrice = *price;
        }
        return addToCart(shop, context, actor, input);
    });
}

Result<Done> setQuantity(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        const auto line = lineAt(shop, context, options.line);
        const auto quantity = Quantity::parse(options.quantity, "quantity");
        if (!line || !quantity)
            return tl::unexpected(!line ? line.error() : quantity.error());
        return setLineQuantity(shop, context, actor, {*line, *quantity});
    });
}

Result<Done> setPrice(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        const auto line = lineAt(shop, context, options.line);
        const auto terms = storeTerms(shop, context.store);
        if (!line || !terms)
            return tl::unexpected(!line ? line.error() : terms.error());
        SetLinePrice input{*line, {}};
        if (!options.price.empty()) {
            const auto price = UnitPrice::parse(options.price, terms->currency, "price");
            if (!price)
                return tl::unexpected(price.error());
            input.price = *price;
        }
        input.reason = options.text;
        return setLinePrice(shop, context, actor, input);
    });
}

Result<Done> setCodes(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return setCartCodes(shop, context, actor, {options.codes});
    });
}

Result<Done> setTender(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return setCartTender(shop, context, actor, {options.text});
    });
}

Result<Done> setLot(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        const auto line = lineAt(shop, context, options.line);
        const auto row = line ? shop.get(*line) : std::nullopt;
        if (!row)
            return tl::unexpected(line.error());
        const Id<schema::Variant> variant(row->variant());
        return setLineLot(shop, context, actor,
                          {*line, options.text.empty() ? Id<schema::Lot>() : lotId(variant, options.text)});
    });
}

Result<Done> setNote(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        SetCartNote input{options.text, {}};
        if (options.line != 0) {
            const auto line = lineAt(shop, context, options.line);
            if (!line)
                return tl::unexpected(line.error());
            input.line = *line;
        }
        return setCartNote(shop, context, actor, input);
    });
}

Result<Done> setCustomer(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        SetCartCustomer input;
        if (!options.customer.empty()) {
            const auto customer = customerOption(shop, options.customer);
            if (!customer)
                return tl::unexpected(customer.error());
            input.customer = *customer;
        }
        return setCartCustomer(shop, context, actor, input);
    });
}

Result<Done> clear(const CartOptions& options)
{
    return onCart(options, [](const Reader& shop, const Context& context, const Actor& actor) {
        return clearCart(shop, context, actor);
    });
}

Result<Done> park(const CartOptions& options)
{
    const auto parked = writeShop(options.data, options.author, schema::SELL,
                                  [&](const Reader& shop, const Context& context, const Actor& actor) {
                                      return parkCart(shop, context, actor, {options.text});
                                  });
    if (!parked)
        return tl::unexpected(parked.error());
    printWritten(*parked, "parked", options.json);
    return Done{};
}

Result<Done> parked(const CartOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    auto rows = nlohmann::ordered_json::array();
    for (const auto& one : parkedCarts(*(*store)->read(), (*store)->identity().store, (*store)->now(),
                                       options.expired ? ParkedCarts::Expired : ParkedCarts::Waiting)) {
        if (options.json)
            rows.push_back({{"id", one.cart.raw.toHex()},
                            {"label", one.label},
                            {"note", one.note},
                            {"terminal", one.terminal},
                            {"staff", one.staff},
                            {"parked", formatTime(one.parked)},
                            {"lines", one.lines},
                            {"items", one.items.toString()}});
        else
            fmt::print("{}  {:<30} {:>3} lines  {}\n", one.cart.raw.toHex(), one.label, one.lines, one.terminal);
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> recall(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return recallCart(shop, context, actor, {Id<schema::ParkedCart>(RawId::of(unhex(options.id)))});
    });
}

Result<Done> discard(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return discardParkedCart(shop, context, actor, {Id<schema::ParkedCart>(RawId::of(unhex(options.id)))});
    });
}

Result<Done> split(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        const auto line = lineAt(shop, context, options.line);
        const auto quantity = Quantity::parse(options.quantity, "quantity");
        if (!line || !quantity)
            return tl::unexpected(!line ? line.error() : quantity.error());
        return splitCart(shop, context, actor, {{{*line, *quantity}}, options.text});
    });
}

Result<Done> giveBack(const CartOptions& options)
{
    return onCart(options, [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        const auto orders = ordersByReceipt(shop, options.receipt);
        if (orders.empty())
            return fail(Error::Kind::NotFound, "receipt", "there is no order \"" + options.receipt + "\" here");
        const auto lines = returnableLines(shop, Id<schema::Order>(orders.front().id()));
        const auto quantity = Quantity::parse(options.quantity, "quantity");
        if (!lines || !quantity)
            return tl::unexpected(!lines ? lines.error() : quantity.error());
        if (options.line == 0 || options.line > lines->size())
            return fail(Error::Kind::NotFound, "line", "the order has no line " + std::to_string(options.line));
        AddReturn input;
        input.line = Id<schema::OrderLine>((*lines)[options.line - 1].line.id());
        input.quantity = *quantity;
        input.condition = options.scrap ? schema::SCRAPPED : schema::RESTOCKED;
        input.reason = options.text;
        return addReturn(shop, context, actor, input);
    });
}

} // namespace

void addCartVerbs(CLI::App& app, Chosen& chosen)
{
    auto* cart = app.add_subcommand("cart", "The open cart of this till, and those that are parked");
    cart->require_subcommand(1);
    const auto verb = [&](const char* name, const char* meaning, Result<Done> (*run)(const CartOptions&)) {
        VerbOptions<CartOptions> one(*cart, name, meaning);
        addDataOption(*one.app, one->data);
        one.app->add_flag("--json", one->json, "As JSON");
        addAuthorOptions(*one.app, one->author);
        one.runs(chosen, run);
        return one;
    };
    verb("show", "What is in it, and what it comes to", show);
    const auto add_ = verb("add", "Adds goods, or a gift card that is sold", add);
    auto* const sku = add_.app->add_option("--sku", add_->sku, "Of the goods");
    auto* const scan = add_.app->add_option("--scan", add_->scanned,
                                            "What the scanner reads: a barcode, a label, a GS1 code with lot and date");
    sku->excludes(scan);
    add_.app->add_option("--quantity", add_->quantity,
                         "How many, e.g. 2 or 0.354; below zero: it comes back without a receipt");
    add_.app->add_option("--price", add_->price, "Another price than the list's");
    add_.app->add_option("--gift-card", add_->code, "The code of the gift card it sells, at --price");
    const auto quantity_ = verb("quantity", "Another quantity for a line; 0 takes it out", setQuantity);
    quantity_.app->add_option("--line", quantity_->line, "Its place, from 1")->required();
    quantity_.app->add_option("--quantity", quantity_->quantity, "How many")->required();
    const auto price_ = verb("price", "Another price for a line", setPrice);
    price_.app->add_option("--line", price_->line, "Its place, from 1")->required();
    price_.app->add_option("--price", price_->price, "Keyed in; empty: the list's again")->required();
    price_.app->add_option("--reason", price_->text, "Makes of a price below the list's a discount on the receipt");
    const auto codes_ = verb("codes", "The promotion codes that were given, in their order", setCodes);
    codes_.app->add_option("--code", codes_->codes, "One each; none: none were given");
    const auto tender_ = verb("tender", "How it is going to be paid, for promotions that ask", setTender);
    tender_.app->add_option("--as", tender_->text, "e.g. cash; empty: not known")->required();
    const auto lot_ = verb("lot", "Which lot or piece a line is of", setLot);
    lot_.app->add_option("--line", lot_->line, "Its place, from 1")->required();
    lot_.app->add_option("--lot", lot_->text, "Its number; empty: what expires first")->required();
    const auto note_ = verb("note", "A note on the cart, or on a line", setNote);
    note_.app->add_option("--line", note_->line, "Its place, from 1 (default: the cart's)");
    note_.app->add_option("--text", note_->text, "The note; empty: none")->required();
    const auto customer_ = verb("customer", "Whose cart it is", setCustomer);
    customer_.app->add_option("--number", customer_->customer, "Of the customer; empty: nobody's")->required();
    verb("clear", "Throws it away", clear);
    const auto park_ = verb("park", "Sets it aside, for any till of the store", park);
    park_.app->add_option("--label", park_->text, "What people call it");
    const auto parked_ = verb("parked", "The carts that can be recalled", parked);
    parked_.app->add_flag("--expired", parked_->expired, "Those that nobody took in time, to be discarded");
    const auto recall_ =
        verb("recall", "Goes on with a parked cart; into a cart that is not empty: merges them", recall);
    recall_.app->add_option("--id", recall_->id, "Of the parked cart")->required();
    const auto discard_ = verb("discard", "Throws a parked cart away", discard);
    discard_.app->add_option("--id", discard_->id, "Of the parked cart")->required();
    const auto split_ = verb("split", "Moves goods into a parked cart, to be paid on their own", split);
    split_.app->add_option("--line", split_->line, "Its place, from 1")->required();
    split_.app->add_option("--quantity", split_->quantity, "How many of it")->required();
    split_.app->add_option("--label", split_->text, "What people call it");
    const auto return_ =
        verb("return", "Goods of an earlier order that come back, at what they were sold for", giveBack);
    return_.app->add_option("--receipt", return_->receipt, "Its number, as printed")->required();
    return_.app->add_option("--line", return_->line, "The line's place on it, from 1")->required();
    return_.app->add_option("--quantity", return_->quantity, "How many of it (default: 1)");
    return_.app->add_option("--reason", return_->text, "Why");
    return_.app->add_flag("--scrap", return_->scrap, "It is thrown away: no stock moves");
}

} // namespace kontor
