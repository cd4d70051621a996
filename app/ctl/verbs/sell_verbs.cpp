#include "app/ctl/verbs/tender_options.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/loyalty/pay_points.h"
#include "domain/orders/cart_payment.h"
#include "domain/orders/fraud.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/receipt.h"
#include "domain/orders/receipt_copy.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/payments/cash_rounding.h"
#include "domain/payments/tender.h"
#include "domain/settings/settings.h"

#include <algorithm>

// The open cart paid: sell. And what was sold: receipt.

namespace kontor {
namespace {

struct SellOptions {
    std::string data;
    std::string cash;
    TenderOptions tenders;
    std::string points;
    std::string foreign;
    std::string refundTo;
    std::string refundCode;
    std::string reference;
    std::string receipt;
    std::string lastFour;
    std::string sku;
    std::string from;
    std::string to;
    bool json = false;
    Author author;
};

/// An amount, or all that the points of the cart's customer pay of what is left.
Result<Tender> pointsTender(const Reader& shop, const Context& context, const CartView& cart, const std::string& text,
                            Money rest)
{
    if (text != "all") {
        const auto amount = Money::parse(text, rest.currency(), "points");
        return amount ? Result<Tender>(Tender{schema::LOYALTY_POINTS, *amount}) : tl::unexpected(amount.error());
    }
    if (cart.customer.isNil())
        return invalid("customer", "whose points pay is not named: cart customer NUMBER first");
    const auto payable = payablePoints(shop, cart.customer, rest, context.now);
    if (!payable)
        return tl::unexpected(payable.error());
    if (payable->worth.isZero())
        return fail(Error::Kind::Conflict, "balance",
                    "their " + std::to_string(payable->balance) + " points pay nothing of " + rest.toString());
    return Tender{schema::LOYALTY_POINTS, payable->worth};
}

/// What was taken for the cart before (`payment take`), and by how much that lessens what is due in cash.
Money addPartsTaken(const Reader& shop, const Context& context, Money nothing, SellInput& input)
{
    Money inCash = nothing;
    for (const auto& part : cartParts(shop, context.terminal))
        if (part.cash) {
            input.payments.push_back(*part.cash);
            inCash += part.cash->amount;
        } else {
            input.tenders.push_back(*part.tender);
        }
    return inCash;
}

/// The cart paid by what was taken and given, the rest in cash: just so, or as much as --cash says.
Result<Commit> sellCart(const Reader& shop, const Context& context, const Actor& actor, const SellOptions& options)
{
    const auto cart = readCart(shop, context.store, context.terminal, context.now, context.utcOffsetSeconds);
    if (!cart)
        return tl::unexpected(cart.error());
    const Currency currency = cart->total.currency();
    auto tenders = tendersOf(options.tenders, currency);
    if (!tenders)
        return tl::unexpected(tenders.error());
    SellInput input{cart->total, {}, options.reference, std::move(*tenders), {{}, options.refundCode}};
    if (!options.refundTo.empty()) {
        input.refund.to = methodByName(options.refundTo);
        if (!input.refund.to)
            return invalid("refund-to", "cash or store-credit");
    }
    const Money taken = addPartsTaken(shop, context, Money(0, currency), input);
    Money rest = cart->total;
    for (const auto& tender : input.tenders)
        if (tender.amount.minor() > 0)
            rest -= tender.amount;
    if (!options.points.empty()) {
        const auto tender = pointsTender(shop, context, *cart, options.points, rest);
        if (!tender)
            return tl::unexpected(tender.error());
        input.tenders.push_back(*tender);
        rest -= tender->amount;
    }
    if (const auto deposit = depositFor(shop, *cart, cart->total - rest))
        rest -= *deposit;
    const SettingOwners owners{context.organisation, context.store, context.terminal};
    const Money due = rest + cashRounding(rest, cashUnit(shop, owners, currency)) - taken;
    const bool planned =
        std::any_of(cart->lines.begin(), cart->lines.end(), [](const auto& line) { return !line.returns.isNil(); }) ||
        input.refund.to || readSetting(shop, owners, returnsNoReceipt) != "cash";
    if (due.minor() > 0 && !options.foreign.empty()) {
        const auto notes = foreignNotes(shop, context, options.foreign, currency);
        if (!notes)
            return tl::unexpected(notes.error());
        const auto payment = foreignPayment(due, notes->given, notes->rate);
        if (!payment)
            return tl::unexpected(payment.error());
        input.payments.push_back(*payment);
    } else if (due.minor() > 0 || (due.minor() < 0 && taken.isZero() && !planned)) {
        auto tendered = due;
        if (!options.cash.empty()) {
            const auto given = Money::parse(options.cash, currency, "cash");
            if (!given)
                return tl::unexpected(given.error());
            tendered = *given;
        }
        const auto payment = cashPayment(due, tendered);
        if (!payment)
            return tl::unexpected(payment.error());
        input.payments.push_back(*payment);
    }
    return sell(shop, context, actor, input);
}

nlohmann::ordered_json jsonOf(const ReceiptView& view)
{
    auto lines = nlohmann::ordered_json::array();
    for (const auto& line : view.lines)
        lines.push_back({{"sku", line.sku},
                         {"name", line.name},
                         {"quantity", line.quantity.toString()},
                         {"total", line.total.toString()}});
    auto payments = nlohmann::ordered_json::array();
    for (const auto& payment : view.payments)
        payments.push_back({{"method", std::string(methodName(payment.method))},
                            {"amount", payment.amount.toString()},
                            {"change", payment.change.toString()}});
    for (std::size_t i = 0; i < view.payments.size(); ++i)
        if (view.payments[i].points != 0)
            payments[i]["points"] = view.payments[i].points;
    return {{"id", view.order.raw.toHex()},
            {"receipt", view.receipt},
            {"kind", view.kind == schema::RETURN ? "return" : "sale"},
            {"duplicate", view.duplicates},
            {"training", view.isTraining},
            {"at", formatTime(view.at)},
            {"total", view.total.toString()},
            {"tax", view.tax.toString()},
            {"cash_rounding", view.cashRounding.toString()},
            {"change", view.change.toString()},
            {"lines", lines},
            {"payments", payments}};
}

Result<Done> print(const Reader& shop, Id<schema::Order> order, bool json)
{
    const auto view = readReceipt(shop, order);
    if (!view)
        return tl::unexpected(view.error());
    if (json) {
        fmt::print("{}\n", jsonOf(*view).dump(2));
        return Done{};
    }
    if (view->isTraining)
        fmt::print("*** PRACTICE: NOTHING WAS SOLD ***\n");
    if (view->duplicates > 0)
        fmt::print("*** DUPLICATE {} ***\n", view->duplicates);
    fmt::print("{}  {}\n", view->receipt, formatTime(view->at));
    for (const auto& line : view->lines)
        fmt::print("{:>9} x {:<40} {:>12}\n", line.quantity.toString(), line.name, line.total.toString());
    for (const auto& payment : view->payments)
        fmt::print("{:>52} {:>12}\n", methodName(payment.method), payment.amount.toString());
    fmt::print("{:>52} {:>12}\n", "total", view->total.toString());
    return Done{};
}

Result<Done> sellVerb(const SellOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::SELL);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto sold = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return sellCart(shop, context, actor, options);
    });
    if (!sold)
        return tl::unexpected(sold.error());
    return print(*opened->store->read(), Id<schema::Order>(sold->mainId), options.json);
}

Result<Done> showReceipt(const SellOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto orders = ordersByReceipt(*view, options.receipt);
    if (orders.empty())
        return fail(Error::Kind::NotFound, "receipt", "there is no order \"" + options.receipt + "\" here");
    return print(*view, Id<schema::Order>(orders.front().id()), options.json);
}

Result<Done> copyVerb(const SellOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::SELL);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto orders = ordersByReceipt(*opened->store->read(), options.receipt);
    if (orders.empty())
        return fail(Error::Kind::NotFound, "receipt", "there is no order \"" + options.receipt + "\" here");
    const Id<schema::Order> order(orders.front().id());
    const auto copied = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return copyReceipt(shop, context, actor, {order, options.reference});
    });
    if (!copied)
        return tl::unexpected(copied.error());
    return print(*opened->store->read(), order, options.json);
}

Result<Done> flagsVerb(const SellOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto from = parseTime(options.from, "from");
    const auto to = parseTime(options.to, "to");
    if (!from || !to)
        return tl::unexpected(!from ? from.error() : to.error());
    const auto view = (*store)->read();
    const auto identity = (*store)->identity();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& flag :
         fraudFlags(*view, {identity.organisation, identity.store, identity.terminal}, *from, *to, (*store)->now())) {
        const auto order = view->get(flag.order);
        const std::string receipt = order ? order->receipt() : std::string();
        if (options.json)
            rows.push_back({{"kind", std::string(fraudKindName(flag.kind))},
                            {"staff", flag.staff},
                            {"business_date", flag.businessDate},
                            {"receipt", receipt},
                            {"reason", flag.reason}});
        else
            fmt::print("{:<22} {:<20} {}  {}  {}\n", fraudKindName(flag.kind), flag.staff, flag.businessDate, receipt,
                       flag.reason);
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> findReceipts(const SellOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    constexpr std::size_t most = 100;
    std::vector<schema::Order> orders;
    if (!options.lastFour.empty()) {
        orders = ordersByCard(*view, options.lastFour, most);
    } else {
        const auto variant = view->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, options.sku);
        const auto from = parseTime(options.from, "from");
        const auto to = parseTime(options.to, "to");
        if (!variant)
            return fail(Error::Kind::NotFound, "product", "there is no SKU \"" + options.sku + "\"");
        if (!from || !to)
            return tl::unexpected(!from ? from.error() : to.error());
        for (const auto& id : view->ordersWith(*variant, *from, *to, most))
            if (auto order = view->get(id))
                orders.push_back(std::move(*order));
    }
    auto rows = nlohmann::ordered_json::array();
    for (const auto& order : orders) {
        const auto total = Money::from(order.total());
        const std::string amount = total ? total->toString() : "?";
        if (options.json)
            rows.push_back({{"receipt", order.receipt()}, {"at", formatTime(order.at_us())}, {"total", amount}});
        else
            fmt::print("{}  {}  {:>12}\n", order.receipt(), formatTime(order.at_us()), amount);
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

} // namespace

void addSellVerbs(CLI::App& app, Chosen& chosen)
{
    VerbOptions<SellOptions> sell_(app, "sell", "The open cart, paid: what is not given otherwise in cash");
    addDataOption(*sell_.app, sell_->data);
    auto* const cash =
        sell_.app->add_option("--cash", sell_->cash, "Handed over in cash (default: just what is left to pay)");
    sell_.app
        ->add_option("--foreign", sell_->foreign, "The same in another currency, e.g. \"EUR 20\"; change is in the own")
        ->excludes(cash);
    addTenderOptions(*sell_.app, sell_->tenders);
    sell_.app->add_option("--points", sell_->points, "AMOUNT, or \"all\" they pay: with points of the cart's customer");
    sell_.app->add_option("--refund-to", sell_->refundTo, "cash or store-credit (default: how it was paid)");
    sell_.app->add_option("--refund-code", sell_->refundCode, "Of the store credit it goes to (default: a new one)");
    sell_.app->add_option("--reference", sell_->reference, "A number it has elsewhere");
    sell_.app->add_flag("--json", sell_->json, "As JSON");
    addAuthorOptions(*sell_.app, sell_->author);
    sell_.runs(chosen, sellVerb);

    auto* receipt = app.add_subcommand("receipt", "What was sold");
    receipt->require_subcommand(1);
    VerbOptions<SellOptions> show_(*receipt, "show", "One, as stored");
    addDataOption(*show_.app, show_->data);
    show_.app->add_option("--receipt", show_->receipt, "Its number, as printed")->required();
    show_.app->add_flag("--json", show_->json, "As JSON");
    show_.runs(chosen, showReceipt);
    VerbOptions<SellOptions> copy_(*receipt, "copy", "Counts a duplicate, and prints it marked as one");
    addDataOption(*copy_.app, copy_->data);
    copy_.app->add_option("--receipt", copy_->receipt, "Its number, as printed")->required();
    copy_.app->add_option("--reason", copy_->reference, "Why it is printed again")->required();
    copy_.app->add_flag("--json", copy_->json, "As JSON");
    addAuthorOptions(*copy_.app, copy_->author);
    copy_.runs(chosen, copyVerb);
    VerbOptions<SellOptions> flags_(*receipt, "flags",
                                    "Returns and prices that are worth a look; thresholds: settings fraud.*");
    addDataOption(*flags_.app, flags_->data);
    flags_.app->add_option("--from", flags_->from, "Begin, e.g. 2026-11-22T00:00:00")->required();
    flags_.app->add_option("--to", flags_->to, "End")->required();
    flags_.app->add_flag("--json", flags_->json, "As JSON");
    flags_.runs(chosen, flagsVerb);
    VerbOptions<SellOptions> find_(*receipt, "find", "By the digits of the card, or by product and time");
    addDataOption(*find_.app, find_->data);
    auto* digits = find_.app->add_option("--last-four", find_->lastFour, "The card's last four digits");
    auto* sku = find_.app->add_option("--sku", find_->sku, "Of goods on it")->excludes(digits);
    find_.app->add_option("--from", find_->from, "Begin, e.g. 2026-11-22T00:00:00")->needs(sku);
    find_.app->add_option("--to", find_->to, "End")->needs(sku);
    find_.app->add_flag("--json", find_->json, "As JSON");
    find_.runs(chosen, findReceipts);
}

} // namespace kontor
