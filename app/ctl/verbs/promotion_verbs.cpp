#include "app/ctl/quote/promotion_writer.h"
#include "app/ctl/quote/quote_reader.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/customers/customer.h"
#include "domain/promotions/publish.h"
#include "domain/promotions/stored_promotion.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

namespace kontor {
namespace {

struct PromotionOptions {
    std::string data;
    std::string file;
    std::string code;
    std::string prefix;
    std::string customer;
    std::size_t count = 1;
    std::int64_t limit = 1;
    bool codes = false;
    bool all = false;
    bool json = false;
    Author author;
    int* failureCode = nullptr;
};

Result<std::string> contentOf(const std::string& file)
{
    constexpr std::size_t most = 64U << 20U;
    std::ifstream opened;
    if (file != "-") {
        opened.open(file, std::ios::binary);
        if (!opened)
            return fail(Error::Kind::NotFound, file, "cannot be read");
    }
    std::istream& in = file == "-" ? std::cin : opened;
    std::string text;
    for (std::istreambuf_iterator<char> at(in), end; at != end; ++at) {
        text += *at;
        if (text.size() > most)
            return invalid(file, "is more than 64 MiB");
    }
    return text;
}

Result<SetPromotions> offerIn(const PromotionOptions& options)
{
    const auto text = contentOf(options.file);
    if (!text)
        return tl::unexpected(text.error());
    const auto faulty = [&](const Fault& fault) {
        *options.failureCode = 2;
        return invalid(fault.path, fault.message);
    };
    const auto document = parseJson(*text);
    if (!document)
        return faulty(document.error());
    auto offer = readOffer(*document);
    if (!offer)
        return faulty(offer.error());
    return SetPromotions{std::move(offer->campaigns), std::move(offer->promotions)};
}

Result<Done> add(const PromotionOptions& options)
{
    const auto input = offerIn(options);
    if (!input)
        return tl::unexpected(input.error());
    const auto added = writeShop(options.data, options.author, schema::CHANGE_PRICE,
                                 [&](const Reader& reader, const Context& context, const Actor& actor) {
                                     return setPromotions(reader, context, actor, *input);
                                 });
    if (!added)
        return tl::unexpected(added.error());
    auto codes = nlohmann::ordered_json::array();
    for (const auto& promotion : input->promotions)
        codes.push_back(promotion.code);
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json({{"promotions", codes},
                                                   {"campaigns", input->campaigns.size()},
                                                   {"changed", !added->hash.empty()}})
                               .dump(2));
    else
        fmt::print("{} promotions, {} campaigns{}\n", input->promotions.size(), input->campaigns.size(),
                   added->hash.empty() ? ": nothing new" : "");
    return Done{};
}

/// The rows as the structs of the edge.
struct Exported {
    std::vector<Campaign> campaigns;
    std::vector<Promotion> promotions;
    std::vector<bool> ended; ///< By promotion.
};

Result<Exported> readAll(const Reader& shop, Currency currency, const PromotionOptions& options)
{
    std::int64_t minorUnits = 1;
    for (int i = 0; i < currency.exponent(); ++i)
        minorUnits *= 10;
    Exported all;
    std::map<Bytes, std::size_t> positions;
    for (const auto& row : shop.all<schema::Campaign>()) {
        auto campaign = campaignOf(row);
        if (!campaign)
            return tl::unexpected(campaign.error());
        if (campaign->budget) {
            const auto used = shop.promotionUses(schema::PromotionUse::kCampaignFieldNumber, row.id(), {});
            campaign->budget->used =
                campaign->budget->countsUses() ? Rational(used.uses) : Rational(used.amountMinor, minorUnits);
        }
        positions.emplace(row.id(), all.campaigns.size());
        all.campaigns.push_back(std::move(*campaign));
    }
    for (const auto& row : shop.all<schema::Promotion>()) {
        if (row.ended() && (!options.all || options.json)) // Added again it would begin again.
            continue;
        auto promotion = promotionOf(row);
        if (!promotion)
            return tl::unexpected(promotion.error());
        if (const auto campaign = positions.find(row.campaign()); campaign != positions.end())
            promotion->campaign = campaign->second;
        if (options.codes)
            for (const auto& code :
                 shop.where<schema::FurtherCode>(schema::FurtherCode::kPromotionFieldNumber, row.id())) {
                PromotionCode one{code.code(), {}, std::nullopt, 0};
                if (const auto customer = shop.get(Id<schema::Customer>(code.customer())))
                    one.customer = customer->number().empty() ? hex(customer->id()) : customer->number();
                if (code.has_limit())
                    one.limit = code.limit();
                one.used = shop.promotionUses(schema::PromotionUse::kCodeFieldNumber, code.id(), {}).uses;
                promotion->codes.push_back(std::move(one));
            }
        all.promotions.push_back(std::move(*promotion));
        all.ended.push_back(row.ended());
    }
    return all;
}

Result<Done> list(const PromotionOptions& options)
{
    const auto shop = openForReading(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    const auto currency = organisationCurrency(**shop);
    if (!currency)
        return tl::unexpected(currency.error());
    const auto view = (*shop)->read();
    const auto all = readAll(*view, *currency, options);
    if (!all)
        return tl::unexpected(all.error());
    if (options.json) {
        fmt::print("{}\n", writeOffer(all->campaigns, all->promotions));
        return Done{};
    }
    for (std::size_t i = 0; i < all->promotions.size(); ++i) {
        const auto& promotion = all->promotions[i];
        fmt::print("{:<24} {:<10} priority {:>3}  {}{}\n", promotion.code,
                   promotion.automatic ? "automatic" : "by code", promotion.priority, promotion.name,
                   all->ended[i] ? "  (ended)" : "");
        for (const auto& code : promotion.codes)
            fmt::print("    {:<20} used {}{}{}\n", code.code, code.used,
                       code.limit ? " of " + std::to_string(*code.limit) : std::string(),
                       code.customer.empty() ? std::string() : ", only for " + code.customer);
    }
    for (const auto& campaign : all->campaigns)
        if (campaign.budget)
            fmt::print("campaign {:<15} {} of {} used\n", campaign.id,
                       campaign.budget->used.toDecimal(0, Rational::mostDigits),
                       campaign.budget->limit.toDecimal(0, Rational::mostDigits));
    return Done{};
}

Result<Done> end(const PromotionOptions& options)
{
    const auto ended = writeShop(options.data, options.author, schema::CHANGE_PRICE,
                                 [&](const Reader& reader, const Context& context, const Actor& actor) {
                                     return endPromotion(reader, context, actor, {options.code});
                                 });
    if (!ended)
        return tl::unexpected(ended.error());
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json({{"ended", options.code}}).dump(2));
    else
        fmt::print("{} has ended\n", options.code);
    return Done{};
}

Result<Done> endCode(const PromotionOptions& options)
{
    const auto ended = writeShop(options.data, options.author, schema::CHANGE_PRICE,
                                 [&](const Reader& reader, const Context& context, const Actor& actor) {
                                     return endPromotionCode(reader, context, actor, {options.code});
                                 });
    if (!ended)
        return tl::unexpected(ended.error());
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json({{"ended", options.code}}).dump(2));
    else
        fmt::print("{} opens nothing any more\n", options.code);
    return Done{};
}

Result<Done> makeCodes(const PromotionOptions& options)
{
    const auto shop = openForWriting(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    MakeCodes input{options.code, options.count, options.prefix, std::nullopt, std::nullopt};
    if (options.limit > 0)
        input.limit = options.limit;
    if (!options.customer.empty()) {
        const auto customer = findCustomer(*(*shop)->read(), options.customer);
        if (!customer)
            return fail(Error::Kind::NotFound, "customer", "there is no customer '" + options.customer + "'");
        input.customer = Id<schema::Customer>(customer->id());
    }
    const auto author = findAuthor(**shop, options.author, schema::CHANGE_PRICE);
    if (!author)
        return tl::unexpected(author.error());
    std::vector<std::string> made;
    const auto done = (*shop)->execute(*author, [&](const Reader& reader, const Context& context, const Actor& actor) {
        auto commit = makePromotionCodes(reader, context, actor, input);
        made.clear();
        if (commit)
            for (const auto& draft : commit->changes())
                if (schema::FurtherCode row; row.ParseFromString(draft.body))
                    made.push_back(row.code());
        return commit;
    });
    if (!done)
        return tl::unexpected(done.error());
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json({{"promotion", options.code}, {"codes", made}}).dump(2));
    else
        for (const auto& code : made)
            fmt::print("{}\n", code);
    return Done{};
}

} // namespace

void addPromotionVerbs(CLI::App& app, Chosen& chosen)
{
    auto* promotion = app.add_subcommand("promotion", "What is on offer (see app/ctl/QUOTE.md for the form)");
    promotion->require_subcommand(1);

    VerbOptions<PromotionOptions> add_(*promotion, "add", "Publish the campaigns and promotions of a JSON file");
    add_->failureCode = &chosen.failureCode;
    addDataOption(*add_.app, add_->data);
    add_.app->add_option("FILE", add_->file, "{\"campaigns\":[…],\"promotions\":[…]}, or a quote; - is standard input")
        ->required();
    add_.app->add_flag("--json", add_->json, "As JSON");
    addAuthorOptions(*add_.app, add_->author);
    add_.runs(chosen, add);

    VerbOptions<PromotionOptions> list_(*promotion, "list", "All of them; as JSON they can be added again");
    addDataOption(*list_.app, list_->data);
    list_.app->add_flag("--codes", list_->codes, "With the further codes of each");
    list_.app->add_flag("--all", list_->all,
                        "With those that have ended; not in JSON, by which they would begin again");
    list_.app->add_flag("--json", list_->json, "As JSON");
    list_.runs(chosen, list);

    VerbOptions<PromotionOptions> end_(*promotion, "end", "From now on it applies no more");
    addDataOption(*end_.app, end_->data);
    end_.app->add_option("CODE", end_->code, "Its code")->required();
    end_.app->add_flag("--json", end_->json, "As JSON");
    addAuthorOptions(*end_.app, end_->author);
    end_.runs(chosen, end);

    VerbOptions<PromotionOptions> endCode_(*promotion, "end-code", "From now on a further code opens nothing");
    addDataOption(*endCode_.app, endCode_->data);
    endCode_.app->add_option("CODE", endCode_->code, "The further code")->required();
    endCode_.app->add_flag("--json", endCode_->json, "As JSON");
    addAuthorOptions(*endCode_.app, endCode_->author);
    endCode_.runs(chosen, endCode);

    VerbOptions<PromotionOptions> codes_(*promotion, "codes", "Make a batch of codes that open it");
    addDataOption(*codes_.app, codes_->data);
    codes_.app->add_option("CODE", codes_->code, "The promotion's")->required();
    codes_.app->add_option("--count", codes_->count, "How many (default: 1)");
    codes_.app->add_option("--limit", codes_->limit, "Uses of each (default: 1; 0: any number)");
    codes_.app->add_option("--customer", codes_->customer, "Number of the only customer they are good for");
    codes_.app->add_option("--prefix", codes_->prefix, "Before each");
    codes_.app->add_flag("--json", codes_->json, "As JSON");
    addAuthorOptions(*codes_.app, codes_->author);
    codes_.runs(chosen, makeCodes);
}

} // namespace kontor
