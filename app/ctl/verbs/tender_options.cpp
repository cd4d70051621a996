#include "app/ctl/verbs/tender_options.h"

#include "app/ctl/verbs/verb.h"

namespace kontor {

namespace {

/// "CODE=AMOUNT" or "ATTEMPT=AMOUNT+TIP".
Result<Tender> tenderOf(schema::PaymentMethod method, const std::string& text, Currency currency)
{
    const auto equals = text.rfind('=');
    const std::string name(methodName(method));
    if (equals == std::string::npos)
        return invalid(name, "'" + text.substr(0, 60) + "' is not like CODE=12.50");
    const auto amounts = std::string_view(text).substr(equals + 1);
    const auto plus = amounts.find('+');
    const auto amount = Money::parse(amounts.substr(0, plus), currency, name);
    if (!amount)
        return tl::unexpected(amount.error());
    Tender tender{method, *amount};
    if (plus != std::string_view::npos) {
        const auto tip = Money::parse(amounts.substr(plus + 1), currency, "tip");
        if (!tip)
            return tl::unexpected(tip.error());
        tender.tipMinor = tip->minor();
    }
    const auto what = text.substr(0, equals);
    if (method == schema::CARD)
        tender.attempt = Id<schema::PaymentAttempt>(RawId::of(unhex(what)));
    else if (method == schema::VOUCHER || method == schema::CHEQUE)
        tender.reference = what;
    else
        tender.code = what;
    return tender;
}

} // namespace

void addTenderOptions(CLI::App& verb, TenderOptions& options)
{
    verb.add_option("--gift-card", options.giftCards, "CODE=AMOUNT");
    verb.add_option("--store-credit", options.credits, "CODE=AMOUNT");
    verb.add_option("--card", options.cards, "ATTEMPT=AMOUNT or ATTEMPT=AMOUNT+TIP, as `card charge` gave it");
    verb.add_option("--voucher", options.vouchers, "NUMBER=AMOUNT");
    verb.add_option("--cheque", options.cheques, "NUMBER=AMOUNT");
    verb.add_option("--on-account", options.account, "AMOUNT, of the customer it is for");
}

Result<std::vector<Tender>> tendersOf(const TenderOptions& options, Currency currency)
{
    std::vector<Tender> tenders;
    const auto take = [&](schema::PaymentMethod method, const std::vector<std::string>& texts) -> Result<Done> {
        for (const auto& text : texts) {
            auto tender = tenderOf(method, text, currency);
            if (!tender)
                return tl::unexpected(tender.error());
            tenders.push_back(std::move(*tender));
        }
        return Done{};
    };
    for (const auto& [method, texts] :
         {std::pair{schema::GIFT_CARD, &options.giftCards}, std::pair{schema::STORE_CREDIT, &options.credits},
          std::pair{schema::CARD, &options.cards}, std::pair{schema::VOUCHER, &options.vouchers},
          std::pair{schema::CHEQUE, &options.cheques}})
        if (auto taken = take(method, *texts); !taken)
            return tl::unexpected(taken.error());
    if (!options.account.empty()) {
        const auto amount = Money::parse(options.account, currency, "on-account");
        if (!amount)
            return tl::unexpected(amount.error());
        tenders.push_back({schema::ON_ACCOUNT, *amount});
    }
    return tenders;
}

Result<ForeignNotes> foreignNotes(const Reader& shop, const Context& context, const std::string& text, Currency own)
{
    const auto blank = text.find(' ');
    const auto of = Currency::fromAlpha(text.substr(0, blank));
    if (!of || blank == std::string::npos)
        return invalid("foreign", "'" + text.substr(0, 40) + "' is not like \"EUR 20\"");
    const auto given = Money::parse(text.substr(blank + 1), *of, "foreign");
    if (!given)
        return tl::unexpected(given.error());
    const auto rate = rateAt(shop, context.store, *of, own, context.now);
    if (!rate)
        return tl::unexpected(rate.error());
    return ForeignNotes{*given, *rate};
}

} // namespace kontor
