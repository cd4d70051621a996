#include "app/ctl/verbs/tender_options.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/orders/cart_payment.h"
#include "domain/settings/settings.h"

// What is taken for the open cart before all of it is paid: kept, so that a till that loses power knows what lies in its drawer.

namespace kontor {
namespace {

struct PaymentOptions {
    std::string data;
    std::string cash;
    std::string foreign;
    TenderOptions tenders;
    std::string points;
    std::string id;
    bool json = false;
    Author author;
};

Result<CartPart> partOf(const Reader& shop, const Context& context, const PaymentOptions& options)
{
    const auto terms = storeTerms(shop, context.store);
    if (!terms)
        return tl::unexpected(terms.error());
    auto tenders = tendersOf(options.tenders, terms->currency);
    if (!tenders)
        return tl::unexpected(tenders.error());
    if (!options.points.empty()) {
        const auto amount = Money::parse(options.points, terms->currency, "points");
        if (!amount)
            return tl::unexpected(amount.error());
        tenders->push_back({schema::LOYALTY_POINTS, *amount});
    }
    if (tenders->size() + (options.cash.empty() ? 0 : 1) + (options.foreign.empty() ? 0 : 1) != 1)
        return invalid("part", "one at a time: what was handed over, and how much of what is due it pays");
    CartPart part;
    if (!tenders->empty()) {
        part.tender = std::move(tenders->front());
        return part;
    }
    const Money nothing(0, terms->currency);
    if (!options.foreign.empty()) {
        const auto notes = foreignNotes(shop, context, options.foreign, terms->currency);
        const auto value = notes ? worth(notes->given, notes->rate) : tl::unexpected(notes.error());
        if (!value)
            return tl::unexpected(value.error());
        part.cash = CashPayment{*value, *value, nothing, ForeignCash{notes->given, notes->rate.fact}};
        return part;
    }
    const auto cash = Money::parse(options.cash, terms->currency, "cash");
    if (!cash)
        return tl::unexpected(cash.error());
    part.cash = CashPayment{*cash, *cash, nothing};
    return part;
}

Result<Done> print(const Store& store, bool json)
{
    auto rows = nlohmann::ordered_json::array();
    for (const auto& part : cartParts(*store.read(), store.identity().terminal)) {
        const auto method = part.cash ? schema::CASH : part.tender->method;
        const auto amount = part.cash ? part.cash->amount : part.tender->amount;
        const auto id = part.id.raw.toHex();
        if (!json) {
            fmt::print("{}  {:<14} {:>12}\n", id, methodName(method), amount.toString());
            continue;
        }
        nlohmann::ordered_json row{
            {"id", id}, {"method", std::string(methodName(method))}, {"amount", amount.toString()}};
        if (part.cash && part.cash->foreign)
            row["foreign"] = std::string(part.cash->foreign->tendered.currency().alpha()) + " " +
                             part.cash->foreign->tendered.toString();
        rows.push_back(std::move(row));
    }
    if (json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> list(const PaymentOptions& options)
{
    const auto store = openForReading(options.data);
    return store ? print(**store, options.json) : tl::unexpected(store.error());
}

template <typename Make>
Result<Done> write(const PaymentOptions& options, Make&& make)
{
    const auto opened = openAs(options.data, options.author, schema::SELL);
    if (!opened)
        return tl::unexpected(opened.error());
    if (const auto done = opened->run(std::forward<Make>(make)); !done)
        return tl::unexpected(done.error());
    return print(*opened->store, options.json);
}

Result<Done> take(const PaymentOptions& options)
{
    return write(options, [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        const auto part = partOf(shop, context, options);
        return part ? takePart(shop, context, actor, *part) : tl::unexpected(part.error());
    });
}

Result<Done> giveBack(const PaymentOptions& options)
{
    return write(options, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return givePartBack(shop, context, actor, {Id<schema::CartPayment>(RawId::of(unhex(options.id)))});
    });
}

} // namespace

void addPaymentVerbs(CLI::App& app, Chosen& chosen)
{
    auto* payment = app.add_subcommand("payment", "What is taken for the open cart before `sell` takes the rest");
    payment->require_subcommand(1);
    const auto verb = [&](const char* name, const char* meaning, Result<Done> (*run)(const PaymentOptions&)) {
        VerbOptions<PaymentOptions> one(*payment, name, meaning);
        addDataOption(*one.app, one->data);
        one.app->add_flag("--json", one->json, "As JSON");
        one.runs(chosen, run);
        return one;
    };
    verb("list", "All of it, in the order it was taken", list);
    const auto take_ = verb("take", "A part of what is due; nothing goes back of it", take);
    take_.app->add_option("--cash", take_->cash, "AMOUNT in cash");
    take_.app->add_option("--foreign", take_->foreign, "Cash of another currency, e.g. \"EUR 20\"");
    addTenderOptions(*take_.app, take_->tenders);
    take_.app->add_option("--points", take_->points, "AMOUNT that the points of the cart's customer pay");
    addAuthorOptions(*take_.app, take_->author);
    const auto back_ = verb("give-back", "It is given back", giveBack);
    back_.app->add_option("--id", back_->id, "Of the part, as `payment list` shows it")->required();
    addAuthorOptions(*back_.app, back_->author);
}

} // namespace kontor
