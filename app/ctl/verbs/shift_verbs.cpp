#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/orders/shift.h"
#include "domain/payments/tender.h"
#include "domain/settings/settings.h"

#include <map>

namespace kontor {
namespace {

struct ShiftOptions {
    std::string data;
    std::string amount;
    std::string kind = "in";
    std::string reason;
    std::vector<std::string> coins;
    std::vector<std::string> foreign;
    std::uint32_t period = 0;
    bool noForeign = false;
    bool json = false;
    Author author;
};

nlohmann::ordered_json jsonOf(const schema::SalesSums& sums, Currency currency)
{
    const auto money = [&](std::int64_t minor) { return Money(minor, currency).toString(); };
    auto tenders = nlohmann::ordered_json::array();
    for (const auto& tender : sums.tender()) {
        const auto of = Currency::fromNumeric(tender.currency());
        tenders.push_back({{"method", std::string(methodName(tender.method()))},
                           {"currency", of ? std::string(of->alpha()) : std::string()},
                           {"count", tender.count()},
                           {"amount", Money(tender.amount_minor(), of.value_or(currency)).toString()},
                           {"tips", money(tender.tip_minor())}});
    }
    auto taxes = nlohmann::ordered_json::array();
    for (const auto& tax : sums.tax())
        taxes.push_back({{"name", tax.name()}, {"gross", money(tax.gross_minor())}, {"tax", money(tax.tax_minor())}});
    return {{"sales", sums.sales()},
            {"returns", sums.returns()},
            {"sales_total", money(sums.sales_minor())},
            {"returns_total", money(sums.returns_minor())},
            {"tax", money(sums.tax_minor())},
            {"discount", money(sums.discount_minor())},
            {"cash_rounding", money(sums.rounding_minor())},
            {"training", sums.training()},
            {"tenders", tenders},
            {"taxes", taxes}};
}

template <typename Totals>
nlohmann::ordered_json depositsOf(const Totals& totals, Currency currency)
{
    auto rows = nlohmann::ordered_json::array();
    for (const schema::TenderTotal& total : totals)
        rows.push_back({{"method", std::string(methodName(total.method()))},
                        {"count", total.count()},
                        {"amount", Money(total.amount_minor(), currency).toString()}});
    return rows;
}

nlohmann::ordered_json jsonOf(const schema::ShiftClosing& row, Currency currency)
{
    const auto money = [&](std::int64_t minor) { return Money(minor, currency).toString(); };
    auto foreign = nlohmann::ordered_json::array();
    for (const auto& one : row.foreign())
        if (const auto of = Currency::fromNumeric(one.currency()))
            foreign.push_back({{"currency", std::string(of->alpha())},
                               {"expected", Money(one.expected_minor(), *of).toString()},
                               {"counted", one.has_counted_minor() ? Money(one.counted_minor(), *of).toString()
                                                                   : std::string("not counted")}});
    auto bad = nlohmann::ordered_json::array();
    for (const auto& one : row.bad())
        bad.push_back({{"receipt", one.receipt()}, {"what", one.what()}});
    return {{"number", row.number()},
            {"business_date", row.business_date()},
            {"at", formatTime(row.at_us())},
            {"sums", jsonOf(row.sums(), currency)},
            {"expected", money(row.expected().minor())},
            {"counted", money(row.counted().minor())},
            {"difference", money(row.counted().minor() - row.expected().minor())},
            {"cash_in", money(row.cash_in_minor())},
            {"cash_out", money(row.cash_out_minor())},
            {"no_sales", row.no_sales()},
            {"foreign", foreign},
            {"deposits", depositsOf(row.deposit(), currency)},
            {"voids", row.voids()},
            {"void_total", money(row.void_minor())},
            {"bad", bad},
            {"perpetual_sales", money(row.perpetual_sales_minor())},
            {"perpetual_returns", money(row.perpetual_returns_minor())},
            {"perpetual_orders", row.perpetual_orders()}};
}

/// "EUR 20", each.
Result<std::vector<Money>> foreignOf(const std::vector<std::string>& texts)
{
    std::vector<Money> all;
    for (const auto& text : texts) {
        const auto blank = text.find(' ');
        const auto foreign = Currency::fromAlpha(text.substr(0, blank));
        const auto amount =
            foreign && blank != std::string::npos
                ? Money::parse(text.substr(blank + 1), *foreign, "foreign")
                : Result<Money>(invalid("foreign", "'" + text.substr(0, 40) + "' is not like \"EUR 20\""));
        if (!amount)
            return tl::unexpected(amount.error());
        all.push_back(*amount);
    }
    return all;
}

Result<Done> open(const ShiftOptions& options)
{
    const auto done = writeShop(options.data, options.author, schema::SELL,
                                [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                                    const auto terms = storeTerms(shop, context.store);
                                    const auto amount = terms ? Money::parse(options.amount, terms->currency, "float")
                                                              : tl::unexpected(terms.error());
                                    if (!amount)
                                        return tl::unexpected(amount.error());
                                    OpenShift input{*amount};
                                    if (options.noForeign || !options.foreign.empty()) {
                                        auto foreign = foreignOf(options.foreign);
                                        if (!foreign)
                                            return tl::unexpected(foreign.error());
                                        input.foreign = *std::move(foreign);
                                    }
                                    return openShift(shop, context, actor, input);
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, "open", options.json);
    return Done{};
}

Result<Done> move(const ShiftOptions& options)
{
    static const std::map<std::string, schema::CashReason> kinds{{"in", schema::CASH_PAID_IN},
                                                                 {"out", schema::CASH_PAID_OUT},
                                                                 {"drop", schema::CASH_DROPPED},
                                                                 {"no-sale", schema::CASH_NO_SALE}};
    const auto kind = kinds.find(options.kind);
    if (kind == kinds.end())
        return invalid("kind", "in, out, drop or no-sale");
    const auto done =
        writeShop(options.data, options.author, schema::SELL,
                  [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                      const auto terms = storeTerms(shop, context.store);
                      const auto amount =
                          terms ? Money::parse(options.amount.empty() ? "0" : options.amount, terms->currency, "amount")
                                : tl::unexpected(terms.error());
                      if (!amount)
                          return tl::unexpected(amount.error());
                      return moveCash(shop, context, actor, {kind->second, *amount, options.reason});
                  });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, "moved", options.json);
    return Done{};
}

/// So far. Made inside the writer's transaction, where the next number is known; writes nothing.
Result<Done> report(const ShiftOptions& options)
{
    auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    std::optional<ShiftReport> made;
    const auto sumUp = [&](const Reader& shop, const Context& context) -> Result<Commit> {
        const auto opening = openShiftOf(shop, context.terminal);
        if (!opening)
            return fail(Error::Kind::NotFound, "shift", "no shift is open on this till");
        auto report =
            shiftReport(shop, Id<schema::ShiftOpening>(opening->id()), context.origin, context.nextReceiptNumber);
        if (!report)
            return tl::unexpected(report.error());
        made = std::move(*report);
        return Commit("shift-report", context, RawId{});
    };
    const auto identity = (*store)->identity();
    const SettingOwners owners{identity.organisation, identity.store, identity.terminal};
    if (options.author.name.empty() && !readBoolSetting(*(*store)->read(), owners, shiftBlind)) {
        if (const auto done = (*store)->execute(sumUp); !done)
            return tl::unexpected(done.error());
    } else {
        const auto who = findAuthor(**store, options.author, schema::MANAGE_TILL);
        const auto approver = findApprover(**store, options.author);
        if (!who || !approver)
            return tl::unexpected(!who ? who.error() : approver.error());
        const OpenedShop opened{*std::move(store), *who, *approver};
        const auto done = opened.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            const auto allowed = mayReadX(shop, context, actor);
            return allowed ? sumUp(shop, context) : Result<Commit>(tl::unexpected(allowed.error()));
        });
        if (!done)
            return tl::unexpected(done.error());
    }
    const auto currency = made->expected.currency();
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json({{"shift", made->shift.raw.toHex()},
                                                   {"sums", jsonOf(made->sums, currency)},
                                                   {"float", made->openingFloat.toString()},
                                                   {"cash_in", made->cashIn.toString()},
                                                   {"cash_out", made->cashOut.toString()},
                                                   {"expected", made->expected.toString()},
                                                   {"no_sales", made->noSales},
                                                   {"deposits", depositsOf(made->deposits, currency)},
                                                   {"voids", made->voids},
                                                   {"bad", made->badCount}})
                               .dump(2));
    else
        fmt::print("{} sales, {} returns, {} in the drawer, {} orders do not add up\n", made->sums.sales(),
                   made->sums.returns(), made->expected.toString(), made->badCount);
    return Done{};
}

/// "20=5": five notes of twenty.
Result<schema::Denomination> coinOf(const std::string& text, Currency currency)
{
    const auto equals = text.find('=');
    const auto value = Money::parse(text.substr(0, equals), currency, "coin");
    const auto count = equals == std::string::npos ? Result<Quantity>(invalid("coin", "is like 20=5"))
                                                   : Quantity::parse(text.substr(equals + 1), "coin");
    if (!value || !count || count->thousandths < 0 || count->thousandths % 1000 != 0 ||
        count->thousandths > 1'000'000'000)
        return invalid("coin", "'" + text.substr(0, 40) + "' is not like 20=5");
    schema::Denomination coin;
    coin.set_value_minor(value->minor());
    coin.set_count(static_cast<std::uint32_t>(count->thousandths / 1000));
    return coin;
}

Result<Done> close(const ShiftOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::SELL);
    const auto currency = opened ? organisationCurrency(*opened->store) : tl::unexpected(opened.error());
    if (!currency)
        return tl::unexpected(currency.error());
    const auto counted = Money::parse(options.amount, *currency, "counted");
    if (!counted)
        return tl::unexpected(counted.error());
    CloseShift input{*counted, {}, options.reason};
    for (const auto& text : options.coins) {
        const auto coin = coinOf(text, *currency);
        if (!coin)
            return tl::unexpected(coin.error());
        input.denominations.push_back(*coin);
    }
    auto foreign = foreignOf(options.foreign);
    if (!foreign)
        return tl::unexpected(foreign.error());
    input.foreign = *std::move(foreign);
    const auto done = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return closeShift(shop, context, actor, input);
    });
    if (!done)
        return tl::unexpected(done.error());
    const auto row = opened->store->read()->get(Id<schema::ShiftClosing>(done->mainId));
    if (options.json && row)
        fmt::print("{}\n", jsonOf(*row, *currency).dump(2));
    else if (row)
        fmt::print("Z {}: {} sales, off by {}\n", row->number(), row->sums().sales(),
                   Money(row->counted().minor() - row->expected().minor(), *currency).toString());
    return Done{};
}

Result<Done> list(const ShiftOptions& options)
{
    const auto store = openForReading(options.data);
    const auto currency = store ? organisationCurrency(**store) : tl::unexpected(store.error());
    if (!currency)
        return tl::unexpected(currency.error());
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : closingsOf(*(*store)->read(), (*store)->identity().terminal))
        rows.push_back(jsonOf(row, *currency));
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    else
        for (const auto& row : rows)
            fmt::print("Z {} of {}: {} expected, {} counted\n", row["number"].dump(), row["business_date"].dump(),
                       row["expected"].get<std::string>(), row["counted"].get<std::string>());
    return Done{};
}

nlohmann::ordered_json jsonOf(const schema::PeriodClosing& row, Currency currency)
{
    const auto money = [&](std::int64_t minor) { return Money(minor, currency).toString(); };
    return {{"period", row.period()},
            {"number", row.number()},
            {"at", formatTime(row.at_us())},
            {"first_closing", row.first_closing()},
            {"last_closing", row.last_closing()},
            {"sums", jsonOf(row.sums(), currency)},
            {"perpetual_sales", money(row.perpetual_sales_minor())},
            {"perpetual_returns", money(row.perpetual_returns_minor())},
            {"perpetual_orders", row.perpetual_orders()}};
}

Result<Done> period(const ShiftOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::SELL);
    const auto currency = opened ? organisationCurrency(*opened->store) : tl::unexpected(opened.error());
    if (!currency)
        return tl::unexpected(currency.error());
    const auto kind = options.period > 99'999 * 10 ? schema::PERIOD_DAY
                      : options.period > 9'999     ? schema::PERIOD_MONTH
                                                   : schema::PERIOD_YEAR;
    const auto done = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return closePeriod(shop, context, actor, {kind, options.period});
    });
    if (!done)
        return tl::unexpected(done.error());
    const auto row = opened->store->read()->get(Id<schema::PeriodClosing>(done->mainId));
    if (options.json && row)
        fmt::print("{}\n", jsonOf(*row, *currency).dump(2));
    else if (row)
        fmt::print("{}: closing {}, shifts {} to {}, sold {}, returned {}\n", row->period(), row->number(),
                   row->first_closing(), row->last_closing(), Money(row->sums().sales_minor(), *currency).toString(),
                   Money(row->sums().returns_minor(), *currency).toString());
    return Done{};
}

Result<Done> periods(const ShiftOptions& options)
{
    const auto store = openForReading(options.data);
    const auto currency = store ? organisationCurrency(**store) : tl::unexpected(store.error());
    if (!currency)
        return tl::unexpected(currency.error());
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : (*store)->read()->where<schema::PeriodClosing>(schema::PeriodClosing::kTerminalFieldNumber,
                                                                          (*store)->identity().terminal.bytes()))
        if (options.json)
            rows.push_back(jsonOf(row, *currency));
        else
            fmt::print("{:<8}  closing {}, shifts {} to {}\n", row.period(), row.number(), row.first_closing(),
                       row.last_closing());
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

} // namespace

void addShiftVerbs(CLI::App& app, Chosen& chosen)
{
    auto* shift = app.add_subcommand("shift", "This till's drawer: from its opening to its closing, the Z");
    shift->require_subcommand(1);
    const auto verb = [&](const char* name, const char* meaning, Result<Done> (*run)(const ShiftOptions&)) {
        VerbOptions<ShiftOptions> one(*shift, name, meaning);
        addDataOption(*one.app, one->data);
        one.app->add_flag("--json", one->json, "As JSON");
        addAuthorOptions(*one.app, one->author);
        one.runs(chosen, run);
        return one;
    };
    const auto open_ = verb("open", "Begins one", open);
    open_.app->add_option("--float", open_->amount, "What is in the drawer")->required();
    open_.app->add_option("--foreign", open_->foreign,
                          "In it of another currency, e.g. \"EUR 20\" (default: what the last closing left)");
    open_.app->add_flag("--no-foreign", open_->noForeign, "Nothing of other currencies is in it");
    const auto move_ = verb("cash", "Cash in and out beside sales", move);
    move_.app->add_option("--kind", move_->kind, "in, out, drop or no-sale")->required();
    move_.app->add_option("--amount", move_->amount, "Above zero; none of no-sale");
    move_.app->add_option("--reason", move_->reason, "Why");
    verb("x", "What it comes to so far", report);
    const auto close_ = verb("close", "Counts the drawer and ends it: the Z", close);
    close_.app->add_option("--counted", close_->amount, "What is in the drawer")->required();
    close_.app->add_option("--coin", close_->coins, "VALUE=COUNT, e.g. 20=5; together what is counted");
    close_.app->add_option("--foreign", close_->foreign, "Counted of another currency, e.g. \"EUR 20\"");
    close_.app->add_option("--note", close_->reason, "Why it differs");
    verb("list", "This till's closings", list);
    const auto period_ = verb("period", "Closes a day, month or year of this till", period);
    verb("periods", "The days, months and years of this till that are closed", periods);
    period_.app->add_option("--of", period_->period, "20101201, 201012 or 2010")->required();
}

} // namespace kontor
