#include "app/ctl/verbs/customer_verbs.h"
#include "app/ctl/verbs/journal_verb_fields.h"
#include "app/ctl/verbs/stock_verbs.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/base/money.h"
#include "domain/journal/commit.h"
#include "domain/loyalty/points.h"
#include "domain/loyalty/program.h"
#include "domain/schema/payments.pb.h"

// Points: how they are earned, what they are worth, who has how many.

namespace kontor {
namespace {

struct PointOptions {
    std::string data;
    std::string number;
    std::string name;
    std::string note;
    std::string perPoint;
    std::string pointValue;
    std::string value;
    std::string sku;
    std::string tag;
    std::string category;
    std::string from;
    std::string until;
    std::string reward;
    std::vector<std::string> tiers;
    std::int64_t points = 0;
    std::uint32_t expiryDays = 0;
    std::uint32_t tierDays = 0;
    std::int64_t referral = 0;
    std::int64_t birthday = 0;
    std::uint32_t percent = 0;
    bool off = false;
    bool json = false;
    Author author;
};

using PointCommand = std::function<Result<Commit>(const Reader&, const Context&, const Actor&, Currency)>;

Result<Done> write(const PointOptions& options, schema::Permission permission, const std::string& text,
                   const PointCommand& command)
{
    const auto committed =
        writeShop(options.data, options.author, permission,
                  [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                      const auto organisation = shop.get(context.organisation);
                      const auto currency = Currency::fromNumeric(organisation ? organisation->currency() : 0);
                      if (!currency)
                          return tl::unexpected(currency.error());
                      return command(shop, context, actor, *currency);
                  });
    if (!committed)
        return tl::unexpected(committed.error());
    printWritten(*committed, text, options.json);
    return Done{};
}

Result<Done> program(const PointOptions& options)
{
    return write(
        options, schema::CHANGE_PRICE, options.name,
        [&](const Reader& shop, const Context& context, const Actor& actor, Currency currency) -> Result<Commit> {
            schema::LoyaltyProgram row;
            row.set_name(options.name);
            row.set_active(!options.off);
            if (!options.perPoint.empty()) {
                const auto money = Money::parse(options.perPoint, currency, "per-point");
                if (!money)
                    return tl::unexpected(money.error());
                row.set_minor_per_point(money->minor());
            }
            if (!options.pointValue.empty()) {
                const auto price = UnitPrice::parse(options.pointValue, currency, "point-value");
                if (!price)
                    return tl::unexpected(price.error());
                row.set_point_value_e4(price->e4);
            }
            if (options.expiryDays > 0)
                row.set_expiry_days(options.expiryDays);
            if (options.tierDays > 0)
                row.set_tier_days(options.tierDays);
            for (const auto& text : options.tiers) {
                const auto tier = goodsOption(text, "tier"); // NAME=FROM@PERCENT
                if (!tier)
                    return tl::unexpected(tier.error());
                auto& one = *row.add_tier();
                one.set_name(tier->key);
                const auto from = Money::parse(tier->quantity.toString(), currency, "tier");
                const auto percent = tier->lot ? Quantity::parse(tier->lot->number, "tier") : Quantity::whole(100);
                if (!from || !percent)
                    return tl::unexpected(!from ? from.error() : percent.error());
                one.set_from_minor(from->minor());
                one.set_multiplier_ppm(static_cast<std::uint64_t>(percent->thousandths) * 10);
            }
            if (options.referral > 0)
                row.set_referral_points(options.referral);
            if (options.birthday > 0)
                row.set_birthday_points(options.birthday);
            return setLoyaltyProgram(shop, context, actor, row);
        });
}

Result<Done> rule(const PointOptions& options)
{
    return write(options, schema::CHANGE_PRICE, options.name,
                 [&](const Reader& shop, const Context& context, const Actor& actor, Currency) -> Result<Commit> {
                     schema::LoyaltyRule row;
                     for (const auto& present : shop.all<schema::LoyaltyRule>())
                         if (present.name() == options.name && !present.removed())
                             row.set_id(present.id());
                     row.set_name(options.name);
                     if (!options.sku.empty()) {
                         const auto variant = variantOption(shop, options.sku);
                         if (!variant)
                             return tl::unexpected(variant.error());
                         row.set_variant(variant->string());
                     }
                     if (!options.category.empty()) {
                         const auto category = categoryOption(shop, options.category);
                         if (!category)
                             return tl::unexpected(category.error());
                         row.set_category(category->string());
                     }
                     if (!options.tag.empty())
                         row.set_tag(options.tag);
                     if (options.points != 0)
                         row.set_points_each(options.points);
                     if (options.percent != 0)
                         row.set_multiplier_ppm(std::uint64_t{options.percent} * 10'000);
                     const auto from = timeOption(options.from, "from");
                     const auto until = timeOption(options.until, "until");
                     if (!from || !until)
                         return tl::unexpected(!from ? from.error() : until.error());
                     if (*from)
                         row.set_valid_from_us(**from);
                     if (*until)
                         row.set_valid_until_us(**until);
                     if (options.off)
                         row.set_removed(true);
                     return setLoyaltyRule(shop, context, actor, row);
                 });
}

Result<Done> reward(const PointOptions& options)
{
    return write(
        options, schema::CHANGE_PRICE, options.name,
        [&](const Reader& shop, const Context& context, const Actor& actor, Currency currency) -> Result<Commit> {
            schema::LoyaltyReward row;
            for (const auto& present : loyaltyRewards(shop))
                if (present.name() == options.name)
                    row.set_id(present.id());
            row.set_name(options.name);
            row.set_points(options.points);
            const auto value = Money::parse(options.value, currency, "value");
            if (!value)
                return tl::unexpected(value.error());
            row.set_value_minor(value->minor());
            if (options.off)
                row.set_removed(true);
            return setLoyaltyReward(shop, context, actor, row);
        });
}

Result<Done> adjust(const PointOptions& options)
{
    return write(options, schema::MANAGE_TILL, options.number,
                 [&](const Reader& shop, const Context& context, const Actor& actor, Currency) -> Result<Commit> {
                     const auto customer = customerOption(shop, options.number);
                     if (!customer)
                         return tl::unexpected(customer.error());
                     return adjustPoints(shop, context, actor, {*customer, options.points, options.note});
                 });
}

Result<Done> redeem(const PointOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::SELL);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto committed =
        opened->run([&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto customer = customerOption(shop, options.number);
            if (!customer)
                return tl::unexpected(customer.error());
            RedeemPoints input{*customer, {}, options.points};
            for (const auto& one : loyaltyRewards(shop))
                if (!options.reward.empty() && one.name() == options.reward)
                    input.reward = Id<schema::LoyaltyReward>(one.id());
            if (!options.reward.empty() && input.reward.isNil())
                return fail(Error::Kind::NotFound, "reward", "there is no reward '" + options.reward + "'");
            return redeemPoints(shop, context, actor, input);
        });
    if (!committed)
        return tl::unexpected(committed.error());
    const auto credit = opened->store->read()->get(Id<schema::StoredValue>(committed->mainId));
    const std::string code = credit ? credit->code() : std::string();
    printAnswer(options.json, {{"id", committed->mainId.toHex()}, {"code", code}},
                "store credit " + code + ": pays like any other");
    return Done{};
}

Result<Done> birthdays(const PointOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::SELL);
    if (!opened)
        return tl::unexpected(opened.error());
    auto given = nlohmann::ordered_json::array();
    auto refused = nlohmann::ordered_json::array();
    std::size_t had = 0;
    const auto now = opened->store->now();
    const auto offset = opened->store->utcOffsetSeconds(now);
    std::vector<schema::Customer> customers;
    {
        const auto view = opened->store->read();
        customers = birthdaysOf(*view, now, offset);
        if (const auto unread = view->error())
            return tl::unexpected(*unread);
    }
    for (const auto& customer : customers) {
        if (hadBirthday(*opened->store->read(), customer, now, offset)) {
            ++had;
            continue;
        }
        const auto granted = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return grantBirthday(shop, context, actor, {Id<schema::Customer>(customer.id())});
        });
        if (granted) {
            given.push_back(customer.number());
            continue;
        }
        const auto& error = granted.error();
        if (error.kind == Error::Kind::Storage || error.kind == Error::Kind::Denied) // So it would be with all others.
            return tl::unexpected(error);
        refused.push_back({{"customer", customer.number()}, {"why", error.about + ": " + error.detail}});
        if (!options.json)
            fmt::print("{}: {}: {}\n", customer.number(), error.about, error.detail);
    }
    printAnswer(options.json, {{"given", given}, {"had", had}, {"refused", refused}},
                fmt::format("{} birthdays, {} had theirs, {} refused", given.size(), had, refused.size()));
    return Done{};
}

Result<Done> show(const PointOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto customer = customerOption(*view, options.number);
    if (!customer)
        return tl::unexpected(customer.error());
    const auto points = readPoints(*view, *customer, World::real().now());
    auto entries = nlohmann::ordered_json::array();
    for (const auto& entry : points.entries)
        entries.push_back({{"at", formatTime(entry.at_us())}, {"points", entry.points()}});
    nlohmann::ordered_json json{{"balance", points.balance}, {"earned", points.earned},
                                {"taken", points.taken},     {"expired", points.expired},
                                {"tier", points.tier},       {"spent_minor", points.spentMinor},
                                {"entries", entries}};
    if (points.nextExpires)
        json["next_expiry"] = {{"points", points.nextExpiry}, {"at", formatTime(*points.nextExpires)}};
    printAnswer(options.json, json,
                fmt::format("{} points{}", points.balance, points.tier.empty() ? "" : ", " + points.tier));
    return Done{};
}

/// The programme with its tiers, the rules and the rewards.
Result<Done> list(const PointOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto terms = loyaltyTerms(*view);
    auto rules = nlohmann::ordered_json::array();
    for (const auto& row : terms->rules)
        rules.push_back(fieldsOf(row));
    auto rewards = nlohmann::ordered_json::array();
    for (const auto& row : loyaltyRewards(*view))
        rewards.push_back(fieldsOf(row));
    std::string text = terms->program ? terms->program->name() : std::string("no programme");
    if (terms->program)
        for (const auto& tier : terms->program->tier())
            text += fmt::format("\ntier {} from {}", tier.name(), tier.from_minor());
    for (const auto& row : terms->rules)
        text += fmt::format("\nrule {}", row.name());
    for (const auto& row : loyaltyRewards(*view))
        text += fmt::format("\nreward {} for {} points", row.name(), row.points());
    printAnswer(options.json,
                {{"program", terms->program ? fieldsOf(*terms->program) : nlohmann::ordered_json()},
                 {"rules", rules},
                 {"rewards", rewards}},
                text);
    return Done{};
}

using Verb = VerbOptions<PointOptions>;

Verb verb(CLI::App& parent, const char* name, const char* meaning, bool writes)
{
    Verb made(parent, name, meaning);
    addCommonOptions(made, writes);
    return made;
}

} // namespace

void addLoyaltyVerbs(CLI::App& app, Chosen& chosen)
{
    auto* loyalty = app.add_subcommand("loyalty", "Points, tiers and rewards");
    loyalty->require_subcommand(1);
    auto set = verb(*loyalty, "program", "How points are earned and what they are worth", true);
    set.app->add_option("--name", set->name, "What it is called")->required();
    set.app->add_option("--per-point", set->perPoint, "Spent for one point");
    set.app->add_option("--point-value", set->pointValue, "What one pays");
    set.app->add_option("--expiry-days", set->expiryDays, "For how long they hold");
    set.app->add_option("--tier-days", set->tierDays, "The window of spending for tiers");
    set.app->add_option("--tier", set->tiers, "NAME=SPENT@PERCENT, in rising order");
    set.app->add_option("--referral", set->referral, "For both, at the first order");
    set.app->add_option("--birthday", set->birthday, "Once a year");
    set.app->add_flag("--off", set->off, "Nothing is earned any more");
    set.runs(chosen, program);
    auto rules = verb(*loyalty, "rule", "More points for some goods, or for some time", true);
    rules.app->add_option("--name", rules->name, "What it is called")->required();
    rules.app->add_option("--sku", rules->sku, "Only for this");
    rules.app->add_option("--category", rules->category, "Only for products on this shelf or below it");
    rules.app->add_option("--tag", rules->tag, "Only for products with this tag");
    rules.app->add_option("--each", rules->points, "Points for each one");
    rules.app->add_option("--percent", rules->percent, "Of the general rule's: 200 is twice");
    rules.app->add_option("--from", rules->from, "From this instant");
    rules.app->add_option("--until", rules->until, "Until this instant");
    rules.app->add_flag("--off", rules->off, "Not any more");
    rules.runs(chosen, rule);
    auto rewards = verb(*loyalty, "reward", "What points can be had for", true);
    rewards.app->add_option("--name", rewards->name, "What it is called")->required();
    rewards.app->add_option("--points", rewards->points, "What it costs")->required();
    rewards.app->add_option("--value", rewards->value, "What it takes off")->required();
    rewards.app->add_flag("--off", rewards->off, "Not any more");
    rewards.runs(chosen, reward);
    verb(*loyalty, "list", "The programme with its tiers, the rules and the rewards", false).runs(chosen, list);
    auto look = verb(*loyalty, "show", "A customer's points", false);
    look.app->add_option("number", look->number, "The customer's number")->required();
    look.runs(chosen, show);
    auto correct = verb(*loyalty, "adjust", "A correction", true);
    correct.app->add_option("number", correct->number, "The customer's number")->required();
    correct.app->add_option("--points", correct->points, "Below zero: taken")->required();
    correct.app->add_option("--note", correct->note, "Why")->required();
    correct.runs(chosen, adjust);
    auto spend = verb(*loyalty, "redeem", "Points become a store credit", true);
    spend.app->add_option("number", spend->number, "The customer's number")->required();
    spend.app->add_option("--points", spend->points, "How many, at what one pays");
    spend.app->add_option("--reward", spend->reward, "Or a reward's name");
    spend.runs(chosen, redeem);
    verb(*loyalty, "birthdays", "Gives everybody theirs; run once a day", true).runs(chosen, birthdays);
}

} // namespace kontor
