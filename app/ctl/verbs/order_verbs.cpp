#include "app/ctl/verbs/tender_options.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/orders/cart.h"
#include "domain/orders/line_share.h"
#include "domain/orders/order_state.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/return_goods.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <map>

// What is promised and not sold yet: layaways, pre-orders, quotations, orders.

namespace kontor {
namespace {

struct OrderOptions {
    std::string data;
    std::string kind = "layaway";
    std::string number;
    std::string cash;
    std::vector<std::string> cards;
    TenderOptions tenders;
    std::string state;
    std::string reason;
    std::string quantity;
    std::string refundTo;
    std::string refundCode;
    std::size_t line = 0;
    bool all = false;
    bool json = false;
    Author author;
};

Result<Id<schema::Order>> placedBy(const Reader& shop, const std::string& number)
{
    for (const auto& order : ordersByReceipt(shop, number))
        if (isPlaced(order.kind()))
            return Id<schema::Order>(order.id());
    return fail(Error::Kind::NotFound, "order", "there is no placed order \"" + number + "\" here");
}

/// Who made what of it, and when.
nlohmann::ordered_json stepOf(const Reader& shop, schema::OrderState state, TimeUs at, BytesView staff,
                              const std::string& reason)
{
    const auto person = shop.get(Id<schema::Staff>(staff));
    return {{"state", std::string(orderStateName(state))},
            {"at", formatTime(at)},
            {"staff", person ? person->name() : std::string()},
            {"reason", reason}};
}

Result<Done> print(const Reader& shop, Id<schema::Order> id, bool json)
{
    const auto order = shop.get(id);
    const auto left = depositLeft(shop, id);
    const auto total = order ? Money::from(order->total()) : Result<Money>(invalid("order", "there is none"));
    if (!left || !total)
        return tl::unexpected(!left ? left.error() : total.error());
    const auto history = orderHistory(shop, id);
    auto lines = nlohmann::ordered_json::array();
    for (const auto& row : shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, id.bytes()))
        lines.push_back({{"line", row.ordinal()},
                         {"sku", row.sku()},
                         {"quantity", Quantity{row.quantity()}.toString()},
                         {"handed_over", fulfilledOf(shop, Id<schema::OrderLine>(row.id())).toString()}});
    std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a["line"] < b["line"]; });
    auto steps = nlohmann::ordered_json::array();
    auto strays = nlohmann::ordered_json::array(); // Of other tills, that cannot follow.
    steps.push_back(stepOf(shop, schema::ORDER_PENDING, order->at_us(), order->staff(), {}));
    for (const auto& event : history.events)
        steps.push_back(stepOf(shop, event.state(), event.at_us(), event.staff(), event.reason()));
    for (const auto& event : history.strays)
        strays.push_back(stepOf(shop, event.state(), event.at_us(), event.staff(), event.reason()));
    const nlohmann::ordered_json view{{"id", id.raw.toHex()},
                                      {"number", order->receipt()},
                                      {"state", std::string(orderStateName(history.state))},
                                      {"total", total->toString()},
                                      {"deposit_left", left->toString()},
                                      {"lines", lines},
                                      {"events", steps},
                                      {"strays", strays}};
    if (json) {
        fmt::print("{}\n", view.dump(2));
        return Done{};
    }
    fmt::print("{}: {}, total {}, deposit {}\n", order->receipt(), orderStateName(history.state), total->toString(),
               left->toString());
    const auto printSteps = [](const nlohmann::ordered_json& all, std::string_view mark) {
        for (const auto& step : all)
            fmt::print("  {:<16} {} {} {}{}\n", step["state"].get<std::string>(), step["at"].get<std::string>(),
                       step["staff"].get<std::string>(), step["reason"].get<std::string>(), mark);
    };
    printSteps(steps, "");
    printSteps(strays, " (cannot follow)");
    return Done{};
}

/// Runs a command on a placed order and shows what it has become; `make` gets its id.
template <typename Make>
Result<Done> onOrder(const OrderOptions& options, Make make)
{
    const auto opened = openAs(options.data, options.author, schema::SELL);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto id = placedBy(*opened->store->read(), options.number);
    if (!id)
        return tl::unexpected(id.error());
    const auto done = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return make(shop, context, actor, *id);
    });
    if (!done)
        return tl::unexpected(done.error());
    return print(*opened->store->read(), *id, options.json);
}

Result<Done> place(const OrderOptions& options)
{
    static const std::map<std::string, schema::OrderKind> kinds{{"layaway", schema::LAYAWAY},
                                                                {"pre-order", schema::PRE_ORDER},
                                                                {"quotation", schema::QUOTATION},
                                                                {"order", schema::ORDERED}};
    const auto kind = kinds.find(options.kind);
    if (kind == kinds.end())
        return invalid("kind", "layaway, pre-order, quotation or order");
    const auto opened = openAs(options.data, options.author, schema::SELL);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto done =
        opened->run([&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto cart = readCart(shop, context.store, context.terminal, context.now, context.utcOffsetSeconds);
            if (!cart)
                return tl::unexpected(cart.error());
            return placeOrder(shop, context, actor, {kind->second, cart->total});
        });
    if (!done)
        return tl::unexpected(done.error());
    return print(*opened->store->read(), Id<schema::Order>(done->mainId), options.json);
}

/// ATTEMPT=AMOUNT, each.
Result<std::vector<Tender>> cardsOf(const Reader& shop, const Context& context, const OrderOptions& options)
{
    const auto terms = storeTerms(shop, context.store);
    if (!terms)
        return tl::unexpected(terms.error());
    std::vector<Tender> tenders;
    for (const auto& text : options.cards) {
        const auto equals = text.find('=');
        const auto paid = Money::parse(equals == std::string::npos ? std::string() : text.substr(equals + 1),
                                       terms->currency, "amount");
        if (!paid)
            return tl::unexpected(paid.error());
        Tender tender{schema::CARD, *paid};
        tender.attempt = Id<schema::PaymentAttempt>(RawId::of(unhex(text.substr(0, equals))));
        tenders.push_back(std::move(tender));
    }
    return tenders;
}

Result<Done> deposit(const OrderOptions& options)
{
    return onOrder(
        options,
        [&](const Reader& shop, const Context& context, const Actor& actor, Id<schema::Order> id) -> Result<Commit> {
            const auto terms = storeTerms(shop, context.store);
            const auto amount = [&](const std::string& text) {
                return terms ? Money::parse(text, terms->currency, "amount") : tl::unexpected(terms.error());
            };
            PayDeposit input{id, {}, {}};
            if (!options.cash.empty()) {
                const auto cash = amount(options.cash);
                if (!cash)
                    return tl::unexpected(cash.error());
                input.cash = *cash;
            }
            auto tenders = terms ? tendersOf(options.tenders, terms->currency) : tl::unexpected(terms.error());
            if (!tenders)
                return tl::unexpected(tenders.error());
            input.tenders = *std::move(tenders);
            return payDeposit(shop, context, actor, input);
        });
}

Result<Done> advance(const OrderOptions& options)
{
    const auto state = orderStateByName(options.state);
    if (!state)
        return invalid("state", "confirmed, processing, ready-for-pickup, shipped, delivered or returned");
    return onOrder(options, [&](const Reader& shop, const Context& context, const Actor& actor, Id<schema::Order> id) {
        return advanceOrder(shop, context, actor, {id, *state, options.reason});
    });
}

Result<Done> over(const OrderOptions& options)
{
    return onOrder(
        options,
        [&](const Reader& shop, const Context& context, const Actor& actor, Id<schema::Order> id) -> Result<Commit> {
            HandOver input{id, {}};
            if (options.line != 0) {
                const auto quantity = Quantity::parse(options.quantity, "quantity");
                if (!quantity)
                    return tl::unexpected(quantity.error());
                for (const auto& row : shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, id.bytes()))
                    if (row.ordinal() == options.line)
                        input.items.push_back({Id<schema::OrderLine>(row.id()), *quantity});
                if (input.items.empty())
                    return fail(Error::Kind::NotFound, "line", "the order has no such line");
            }
            return handOver(shop, context, actor, input);
        });
}

Result<Done> cancel(const OrderOptions& options)
{
    return onOrder(
        options,
        [&](const Reader& shop, const Context& context, const Actor& actor, Id<schema::Order> id) -> Result<Commit> {
            CancelOrder input{id, options.reason, {{}, options.refundCode}, {}};
            if (!options.refundTo.empty()) {
                input.refund.to = methodByName(options.refundTo);
                if (!input.refund.to)
                    return invalid("refund-to", "cash or store-credit");
            }
            auto cards = cardsOf(shop, context, options);
            if (!cards)
                return tl::unexpected(cards.error());
            input.tenders = *std::move(cards);
            return cancelOrder(shop, context, actor, input);
        });
}

/// Those that wait for something: goods to be handed over, or a deposit that is not used up.
Result<Done> list(const OrderOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto rows = nlohmann::ordered_json::array();
    constexpr TimeUs years = TimeUs{5} * 366 * 86'400 * 1'000'000;
    const auto now = (*store)->now();
    schema::Order order;
    view->eachBetween(schema::Order::kAtUsFieldNumber, now - years, INT64_MAX, order, [&] {
        if (!isPlaced(order.kind()))
            return true;
        const Id<schema::Order> id(order.id());
        const auto state = orderHistory(*view, id).state;
        const auto left = depositLeft(*view, id);
        const auto total = Money::from(order.total());
        if (!left || !total || (!options.all && isOver(state) && left->isZero()))
            return true;
        const auto kind = order.kind() == schema::LAYAWAY     ? "layaway"
                          : order.kind() == schema::PRE_ORDER ? "pre-order"
                          : order.kind() == schema::QUOTATION ? "quotation"
                                                              : "order";
        const auto customer = view->get(Id<schema::Customer>(order.customer()));
        const bool hasExpired = order.details().has_expires_us() && order.details().expires_us() <= now;
        if (options.json)
            rows.push_back({{"number", order.receipt()},
                            {"kind", kind},
                            {"state", std::string(orderStateName(state))},
                            {"customer", customer ? customer->number() : std::string()},
                            {"at", formatTime(order.at_us())},
                            {"expired", hasExpired},
                            {"total", total->toString()},
                            {"deposit_left", left->toString()}});
        else
            fmt::print("{:<22} {:<10} {:<16} {:<12} {:>12} {:>12}{}\n", order.receipt(), kind, orderStateName(state),
                       customer ? customer->number() : std::string(), total->toString(), left->toString(),
                       hasExpired ? "  expired" : "");
        return true;
    });
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> show(const OrderOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto id = placedBy(*view, options.number);
    if (!id)
        return tl::unexpected(id.error());
    return print(*view, *id, options.json);
}

} // namespace

void addOrderVerbs(CLI::App& app, Chosen& chosen)
{
    auto* order =
        app.add_subcommand("order", "What is promised and not sold yet: layaways, pre-orders, quotations, orders");
    order->require_subcommand(1);
    const auto verb = [&](const char* name, const char* meaning, Result<Done> (*run)(const OrderOptions&), bool named) {
        VerbOptions<OrderOptions> one(*order, name, meaning);
        addDataOption(*one.app, one->data);
        if (named)
            one.app->add_option("--number", one->number, "Its own, as `order place` gave it")->required();
        one.app->add_flag("--json", one->json, "As JSON");
        addAuthorOptions(*one.app, one->author);
        one.runs(chosen, run);
        return one;
    };
    const auto place_ = verb("place", "Makes the open cart one", place, false);
    place_.app->add_option("--kind", place_->kind, "layaway, pre-order, quotation or order");
    const auto deposit_ = verb("deposit", "Takes a deposit, in cash or otherwise", deposit, true);
    deposit_.app->add_option("--cash", deposit_->cash, "How much in cash");
    addTenderOptions(*deposit_.app, deposit_->tenders);
    const auto advance_ = verb("advance", "How far it is", advance, true);
    advance_.app->add_option("--state", advance_->state, "confirmed, processing, ready-for-pickup, shipped …")
        ->required();
    advance_.app->add_option("--reason", advance_->reason, "Why");
    const auto over_ = verb(
        "hand-over", "Puts what is left of it, or a part of a line, into the open cart; `sell` does it", over, true);
    auto* line = over_.app->add_option("--line", over_->line, "Its place on the order, from 1");
    over_.app->add_option("--quantity", over_->quantity, "How many of it")->needs(line);
    const auto cancel_ = verb("cancel", "It is not wanted any more; the deposit goes back", cancel, true);
    cancel_.app->add_option("--reason", cancel_->reason, "Why")->required();
    cancel_.app->add_option("--card", cancel_->cards,
                            "ATTEMPT=-AMOUNT, as `card refund` gave it: of a deposit by card");
    cancel_.app->add_option("--refund-to", cancel_->refundTo, "cash or store-credit (default: how it was paid)");
    cancel_.app->add_option("--refund-code", cancel_->refundCode,
                            "Of the store credit it goes to (default: a new one)");
    verb("show", "How far it is, and what was paid", show, true);
    const auto list_ =
        verb("list", "Those that wait: number, state, total and what is left of the deposit", list, false);
    list_.app->add_flag("--all", list_->all, "Those that are over too");
}

} // namespace kontor
