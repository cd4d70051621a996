#include "app/ctl/verbs/tender_options.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "app/gateways/simulated_terminal.h"
#include "domain/customers/customer.h"
#include "domain/orders/pay_account.h"
#include "domain/payments/card_payment.h"
#include "domain/payments/card_state.h"
#include "domain/payments/stored_value.h"
#include "domain/payments/tender.h"
#include "domain/settings/settings.h"

#include <map>

// Card payments through the simulated payment terminal; gift cards, store credits and accounts.

namespace kontor {
namespace {

struct CardOptions {
    std::string data;
    std::string amount;
    std::string tip;
    std::string attempt;
    std::string outcome = "captured";
    std::string code;
    std::string note;
    std::string customer;
    TenderOptions tenders;
    bool json = false;
    Author author;
};

Result<SimulatedTerminal> terminalOf(const CardOptions& options)
{
    static const std::map<std::string, SimulatedTerminal::Outcome> outcomes{
        {"captured", SimulatedTerminal::Outcome::Captured},
        {"authorised", SimulatedTerminal::Outcome::Authorised},
        {"declined", SimulatedTerminal::Outcome::Declined},
        {"answer-lost", SimulatedTerminal::Outcome::AnswerLost},
        {"never-heard", SimulatedTerminal::Outcome::NeverHeard}};
    const auto found = outcomes.find(options.outcome);
    if (found == outcomes.end())
        return invalid("simulate", "captured, authorised, declined, answer-lost or never-heard");
    return SimulatedTerminal(options.data + ".payment-terminal.json", found->second);
}

nlohmann::ordered_json jsonOf(const CardPaymentView& view)
{
    nlohmann::ordered_json json{{"attempt", hex(view.attempt.id())},
                                {"state", std::string(cardStateName(view.state))},
                                {"provider", view.attempt.provider()}};
    if (const auto amount = Money::from(view.attempt.amount()))
        json["amount"] = amount->toString();
    if (!view.lastFour.empty())
        json["last_four"] = view.lastFour;
    return json;
}

Result<Done> noteAnswer(Store& store, Id<schema::Staff> who, Id<schema::PaymentAttempt> attempt,
                        const Result<TerminalAnswer>& answer, bool json)
{
    if (!answer)
        return tl::unexpected(answer.error());
    const auto noted = store.execute(who, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return noteCardAnswer(shop, context, actor, {attempt, *answer});
    });
    if (!noted)
        return tl::unexpected(noted.error());
    const auto view = readCardPayment(*store.read(), attempt);
    if (!view)
        return tl::unexpected(view.error());
    if (json)
        fmt::print("{}\n", jsonOf(*view).dump(2));
    else
        fmt::print("{}: {}\n", attempt.raw.toHex(), cardStateName(view->state));
    return Done{};
}

struct OpenShop {
    std::unique_ptr<Store> store;
    Id<schema::Staff> who;
};
Result<OpenShop> openShop(const CardOptions& options)
{
    auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto who = findAuthor(**store, options.author, schema::SELL);
    if (!who)
        return tl::unexpected(who.error());
    return OpenShop{std::move(*store), *who};
}

/// Written, asked, noted: the three steps of card_payment.h.
Result<Done> ask(const CardOptions& options, bool refunds)
{
    auto shop = openShop(options);
    auto terminal = terminalOf(options);
    if (!shop || !terminal)
        return tl::unexpected(!shop ? shop.error() : terminal.error());
    const auto currency = organisationCurrency(*shop->store);
    const auto amount = currency ? Money::parse(options.amount, *currency, "amount") : tl::unexpected(currency.error());
    if (!amount)
        return tl::unexpected(amount.error());
    const auto tip = currency && !options.tip.empty() ? Money::parse(options.tip, *currency, "tip")
                                                      : Result<Money>(Money(0, amount->currency()));
    if (!tip)
        return tl::unexpected(tip.error());
    BeginCardPayment input{
        refunds ? -*amount : *amount, terminal->provider(), {}, refunds ? -tip->minor() : tip->minor()};
    if (refunds)
        input.refundOf = Id<schema::PaymentAttempt>(RawId::of(unhex(options.attempt)));
    const auto begun =
        shop->store->execute(shop->who, [&](const Reader& reader, const Context& context, const Actor& actor) {
            return beginCardPayment(reader, context, actor, input);
        });
    if (!begun)
        return tl::unexpected(begun.error());
    const auto key = begun->mainId.toHex();
    return noteAnswer(*shop->store, shop->who, Id<schema::PaymentAttempt>(begun->mainId),
                      refunds ? terminal->refund(key, options.attempt, *amount) : terminal->charge(key, *amount),
                      options.json);
}

Result<Done> charge(const CardOptions& options)
{
    return ask(options, false);
}

Result<Done> refund(const CardOptions& options)
{
    return ask(options, true);
}

Result<Done> settle(const CardOptions& options)
{
    auto shop = openShop(options);
    auto terminal = terminalOf(options);
    if (!shop || !terminal)
        return tl::unexpected(!shop ? shop.error() : terminal.error());
    return noteAnswer(*shop->store, shop->who, Id<schema::PaymentAttempt>(RawId::of(unhex(options.attempt))),
                      terminal->lookUp(options.attempt), options.json);
}

Result<Done> capture(const CardOptions& options)
{
    auto shop = openShop(options);
    auto terminal = terminalOf(options);
    if (!shop || !terminal)
        return tl::unexpected(!shop ? shop.error() : terminal.error());
    return noteAnswer(*shop->store, shop->who, Id<schema::PaymentAttempt>(RawId::of(unhex(options.attempt))),
                      terminal->capture(options.attempt), options.json);
}

Result<Done> cancel(const CardOptions& options)
{
    auto shop = openShop(options);
    auto terminal = terminalOf(options);
    if (!shop || !terminal)
        return tl::unexpected(!shop ? shop.error() : terminal.error());
    return noteAnswer(*shop->store, shop->who, Id<schema::PaymentAttempt>(RawId::of(unhex(options.attempt))),
                      terminal->cancel(options.attempt), options.json);
}

Result<Done> open(const CardOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    constexpr TimeUs days = TimeUs{400} * 86'400 * 1'000'000; // Beyond that no bank pays anything back.
    auto rows = nlohmann::ordered_json::array();
    const auto list = [&](const OpenCardPayment& one, bool inOrder) {
        if (options.json)
            rows.push_back({{"attempt", one.attempt.raw.toHex()},
                            {"amount", one.amount.toString()},
                            {"at", formatTime(one.at)},
                            {"state", std::string(cardStateName(one.state))},
                            {"in_order", inOrder}});
        else
            fmt::print("{}  {:>12}  {}  {}{}\n", one.attempt.raw.toHex(), one.amount.toString(), formatTime(one.at),
                       cardStateName(one.state), inOrder ? ", has paid: capture it" : "");
    };
    for (const auto& one : openCardPayments(*view, (*store)->now() - days))
        list(one, false);
    for (const auto& one : uncapturedCardPayments(*view, (*store)->now() - days))
        list(one, true);
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> showValue(const CardOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto value = readStoredValue(*(*store)->read(), options.code);
    if (!value)
        return tl::unexpected(value.error());
    auto entries = nlohmann::ordered_json::array();
    for (const auto& entry : value->entries)
        entries.push_back({{"at", formatTime(entry.at_us())},
                           {"amount", Money(entry.amount_minor(), value->balance.currency()).toString()},
                           {"reason", schema::StoredValueReason_Name(entry.reason())}});
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json(
                               {{"code", value->code},
                                {"kind", value->kind == schema::GIFT_CARD_VALUE ? "gift-card" : "store-credit"},
                                {"balance", value->balance.toString()},
                                {"blocked", value->blocked},
                                {"expires", value->expires == 0 ? std::string() : formatTime(value->expires)},
                                {"entries", entries}})
                               .dump(2));
    else
        fmt::print("{}: {}{}\n", value->code, value->balance.toString(), value->blocked ? ", blocked" : "");
    return Done{};
}

Result<Done> listValues(const CardOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : view->all<schema::StoredValue>()) {
        const auto value = readStoredValue(*view, Id<schema::StoredValue>(row.id()));
        if (!value)
            continue; // Of a currency that this program does not know.
        const std::string kind = value->kind == schema::GIFT_CARD_VALUE ? "gift-card" : "store-credit";
        const std::string expires = value->expires == 0 ? std::string() : formatTime(value->expires);
        if (options.json)
            rows.push_back({{"code", value->code},
                            {"kind", kind},
                            {"balance", value->balance.toString()},
                            {"currency", std::string(value->balance.currency().alpha())},
                            {"blocked", value->blocked},
                            {"expires", expires}});
        else
            fmt::print("{:<24} {:<12} {:>12} {}{}{}\n", value->code, kind, value->balance.toString(),
                       value->balance.currency().alpha(), value->blocked ? ", blocked" : "",
                       expires.empty() ? "" : ", until " + expires);
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

Result<Done> adjust(const CardOptions& options)
{
    const auto done =
        writeShop(options.data, options.author, schema::MANAGE_TILL,
                  [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                      const auto value = readStoredValue(shop, options.code);
                      const auto amount = value ? Money::parse(options.amount, value->balance.currency(), "amount")
                                                : tl::unexpected(value.error());
                      if (!amount)
                          return tl::unexpected(amount.error());
                      return adjustStoredValue(shop, context, actor, {options.code, amount->minor(), options.note});
                  });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, "corrected", options.json);
    return Done{};
}

Result<Done> setBlocked(const CardOptions& options, bool blocked)
{
    const auto done = writeShop(options.data, options.author, schema::MANAGE_TILL,
                                [&](const Reader& shop, const Context& context, const Actor& actor) {
                                    return blockStoredValue(shop, context, actor, {options.code, blocked});
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, blocked ? "blocked" : "pays again", options.json);
    return Done{};
}

Result<Done> block(const CardOptions& options)
{
    return setBlocked(options, true);
}

Result<Done> unblock(const CardOptions& options)
{
    return setBlocked(options, false);
}

Result<Done> addAccount(const CardOptions& options)
{
    const auto done = writeShop(options.data, options.author, schema::EDIT_CUSTOMERS,
                                [&](const Reader& shop, const Context& context, const Actor& actor) {
                                    NewCustomer input;
                                    input.number = options.customer;
                                    input.name = options.note;
                                    return addCustomer(shop, context, actor, input);
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.customer, options.json);
    return Done{};
}

Result<Done> showAccount(const CardOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto customer = customerOption(*view, options.customer);
    const auto currency = organisationCurrency(**store);
    if (!customer || !currency)
        return tl::unexpected(!customer ? customer.error() : currency.error());
    const auto owed = owedBy(*view, *customer, *currency);
    if (!owed)
        return tl::unexpected(owed.error());
    if (options.json)
        fmt::print("{}\n",
                   nlohmann::ordered_json({{"customer", options.customer}, {"owes", owed->toString()}}).dump(2));
    else
        fmt::print("{} owes {}\n", options.customer, owed->toString());
    return Done{};
}

Result<Done> payOwed(const CardOptions& options)
{
    const auto done = writeShop(options.data, options.author, schema::SELL,
                                [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                                    const auto terms = storeTerms(shop, context.store);
                                    const auto customer = customerOption(shop, options.customer);
                                    auto tenders = terms ? tendersOf(options.tenders, terms->currency)
                                                         : tl::unexpected(terms.error());
                                    if (!customer || !tenders)
                                        return tl::unexpected(!customer ? customer.error() : tenders.error());
                                    PayAccount input{*customer, {}, *std::move(tenders)};
                                    if (!options.amount.empty()) {
                                        const auto cash = Money::parse(options.amount, terms->currency, "cash");
                                        if (!cash)
                                            return tl::unexpected(cash.error());
                                        input.cash = *cash;
                                    }
                                    return payAccount(shop, context, actor, input);
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, "paid", options.json);
    return Done{};
}

} // namespace

void addCardVerbs(CLI::App& app, Chosen& chosen)
{
    const auto verb = [&](CLI::App& parent, const char* name, const char* meaning,
                          Result<Done> (*run)(const CardOptions&)) {
        VerbOptions<CardOptions> one(parent, name, meaning);
        addDataOption(*one.app, one->data);
        one.app->add_flag("--json", one->json, "As JSON");
        addAuthorOptions(*one.app, one->author);
        one.runs(chosen, run);
        return one;
    };
    auto* card = app.add_subcommand("card", "Card payments at a simulated payment terminal: no money moves");
    card->require_subcommand(1);
    const auto charge_ = verb(*card, "charge", "Takes an amount; `sell --card` pays with it", charge);
    charge_.app->add_option("--amount", charge_->amount, "Tip included")->required();
    charge_.app->add_option("--tip", charge_->tip, "The part of it that is a tip");
    charge_.app->add_option("--simulate", charge_->outcome,
                            "captured, authorised, declined, answer-lost or never-heard");
    const auto refund_ = verb(*card, "refund", "Pays back to the card of an attempt", refund);
    refund_.app->add_option("--of", refund_->attempt, "The attempt")->required();
    refund_.app->add_option("--amount", refund_->amount, "Above zero")->required();
    refund_.app->add_option("--tip", refund_->tip, "The part of it that is a tip");
    refund_.app->add_option("--simulate", refund_->outcome, "As charge");
    const auto settle_ = verb(*card, "settle", "Asks what became of an attempt that got no answer", settle);
    settle_.app->add_option("--attempt", settle_->attempt, "As charge gave it")->required();
    const auto void_ = verb(*card, "void", "Takes an attempt back", cancel);
    void_.app->add_option("--attempt", void_->attempt, "As charge gave it")->required();
    const auto capture_ = verb(*card, "capture", "Takes what an attempt was authorised for only", capture);
    capture_.app->add_option("--attempt", capture_->attempt, "As charge gave it")->required();
    capture_.app->add_option("--simulate", capture_->outcome, "captured, answer-lost or never-heard");
    verb(*card, "open",
         "Attempts without an answer, money taken that is in no order, and orders paid by what is not captured", open);

    auto* value = app.add_subcommand("gift-card", "Gift cards and store credits");
    value->require_subcommand(1);
    const auto show_ = verb(*value, "show", "What is on one, and why", showValue);
    show_.app->add_option("--code", show_->code, "As printed on it")->required();
    verb(*value, "list", "All of them", listValues);
    const auto adjust_ = verb(*value, "adjust", "A correction", adjust);
    adjust_.app->add_option("--code", adjust_->code, "As printed on it")->required();
    adjust_.app->add_option("--amount", adjust_->amount, "Below zero takes from it")->required();
    adjust_.app->add_option("--note", adjust_->note, "Why")->required();
    const auto block_ = verb(*value, "block", "It pays nothing any more", block);
    block_.app->add_option("--code", block_->code, "As printed on it")->required();
    const auto unblock_ = verb(*value, "unblock", "It pays again", unblock);
    unblock_.app->add_option("--code", unblock_->code, "As printed on it")->required();
    auto* account = app.add_subcommand("account", "What customers owe");
    account->require_subcommand(1);
    const auto new_ = verb(*account, "add", "A customer", addAccount);
    new_.app->add_option("--customer", new_->customer, "Their number")->required();
    new_.app->add_option("--name", new_->note, "Their name");
    const auto pay_ =
        verb(*account, "pay", "A customer pays what they owe, or a part; or is paid what the shop owes", payOwed);
    pay_.app->add_option("--customer", pay_->customer, "Their number")->required();
    pay_.app->add_option("--cash", pay_->amount, "In cash; below zero: paid out to the customer");
    addTenderOptions(*pay_.app, pay_->tenders);
    const auto owes_ = verb(*account, "show", "Of one customer", showAccount);
    owes_.app->add_option("--customer", owes_->customer, "Their number")->required();
}

} // namespace kontor
