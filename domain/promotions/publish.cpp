#include "domain/promotions/publish.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/promotions/offer.h"
#include "domain/promotions/stored_promotion.h"

#include <set>

namespace kontor {

namespace {

std::optional<Id<schema::Promotion>> promotionBy(const Reader& shop, std::string_view code)
{
    return shop.holder<schema::Promotion>(schema::Promotion::kCodeFieldNumber, code);
}

/// Writes a row's next version, or the row.
template <typename T>
Id<T> write(const Reader& shop, std::optional<Id<T>> known, T& row, Commit& commit)
{
    const auto before = known ? shop.get(*known) : std::nullopt;
    if (!before)
        return Id<T>(commit.insert(row));
    row.set_id(before->id());
    commit.update(*before, row);
    return Id<T>(row.id());
}

Result<Done> checkText(const Promotion& promotion)
{
    std::size_t conditions =
        promotion.conditions.size() + promotion.effect.targetConditions.size() + promotion.effect.buyConditions.size();
    if (promotion.effect.tiers)
        conditions += promotion.effect.tiers->conditions.size();
    if (conditions > 100)
        return invalid("conditions", "at most 100");
    if (const auto code = requiredText(promotion.code, "code", 60); !code || *code != promotion.code)
        return invalid("code", "has 1 to 60 bytes, no blanks around it");
    if (const auto name = optionalText(promotion.name, "name"); !name)
        return tl::unexpected(name.error());
    return Done{};
}

Result<Id<schema::Customer>> customerBy(const Reader& shop, const std::string& text)
{
    if (const auto holder = shop.holder<schema::Customer>(schema::Customer::kNumberFieldNumber, text))
        return *holder;
    if (const auto bytes = unhex(text); bytes.size() == RawId::size)
        if (const Id<schema::Customer> id{BytesView(bytes)}; shop.get(id))
            return id;
    return fail(Error::Kind::NotFound, "customer", "there is no customer '" + text.substr(0, 60) + "'");
}

bool isPromotionsOwn(const Reader& shop, std::string_view code)
{
    const auto id = promotionBy(shop, code);
    const auto row = id ? shop.get(*id) : std::nullopt;
    return row && !row->ended();
}

/// Of a schedule that would never hold.
Result<Done> checkSchedule(const std::optional<Schedule>& schedule)
{
    if (!schedule)
        return Done{};
    if (schedule->from && schedule->until && *schedule->from >= *schedule->until)
        return invalid("schedule", "ends before it begins");
    for (const auto& hours : schedule->hours)
        if (hours.fromMinute == hours.untilMinute)
            return invalid("schedule", "has hours that end where they begin: leave them out for the whole day");
    return Done{};
}

/// Of a condition that no shop's line or order can meet: a slip of the pen.
Result<Done> checkAttributes(const Promotion& promotion)
{
    std::string unknown;
    eachAttribute(promotion, [&](std::string_view name) {
        if (unknown.empty() && !isShopAttribute(name))
            unknown = name;
    });
    if (!unknown.empty())
        return invalid("attribute", "'" + unknown.substr(0, 60) + "' is none that a shop has: " + shopAttributes());
    return Done{};
}

/// A code opens one promotion. (A gift's product may come later: until then nothing comes along.)
Result<Done> checkInShop(const Reader& shop, const Promotion& promotion)
{
    if (const auto other = shop.holder<schema::FurtherCode>(schema::FurtherCode::kCodeFieldNumber, promotion.code))
        if (const auto row = shop.get(*other); row && !row->ended())
            return fail(Error::Kind::Conflict, "code", "is a further code of another promotion: choose another");
    return Done{};
}

Result<Done> writeCodes(const Reader& shop, const Promotion& promotion, Id<schema::Promotion> id, Commit& commit)
{
    for (const auto& code : promotion.codes) {
        const auto text = requiredText(code.code, "code", 60);
        if (!text || *text != code.code)
            return invalid("code", "has 1 to 60 bytes, no blanks around it");
        schema::FurtherCode row;
        row.set_promotion(id.string());
        row.set_code(code.code);
        if (!code.customer.empty()) {
            const auto customer = customerBy(shop, code.customer);
            if (!customer)
                return tl::unexpected(customer.error());
            row.set_customer(customer->string());
        }
        if (code.limit)
            row.set_limit(*code.limit);
        if (isPromotionsOwn(shop, code.code))
            return fail(Error::Kind::Conflict, "code", "'" + code.code + "' is a promotion's own: choose another");
        const auto known = shop.holder<schema::FurtherCode>(schema::FurtherCode::kCodeFieldNumber, code.code);
        if (const auto before = known ? shop.get(*known) : std::nullopt; before && before->promotion() != id.bytes())
            return fail(Error::Kind::Conflict, "code", "'" + code.code + "' is another promotion's");
        write(shop, known, row, commit);
    }
    return Done{};
}

} // namespace

Result<Commit> setPromotions(const Reader& shop, const Context& context, const Actor& actor, const SetPromotions& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    if (input.promotions.empty() && input.campaigns.empty())
        return invalid("promotions", "there are none");
    if (input.promotions.size() > maxPromotionsPerCommit)
        return invalid("promotions", "at most " + std::to_string(maxPromotionsPerCommit) + " at once");
    if (input.campaigns.size() > maxPromotionsPerCommit)
        return invalid("campaigns", "at most " + std::to_string(maxPromotionsPerCommit) + " at once");
    std::size_t codes = 0;
    for (const auto& promotion : input.promotions)
        codes += promotion.codes.size();
    if (codes > maxCodesPerCommit)
        return invalid("codes", "at most " + std::to_string(maxCodesPerCommit) + " at once");

    Commit commit{"set-promotions", context, actor};
    std::vector<Id<schema::Campaign>> campaigns;
    std::set<std::string_view> names;
    for (const auto& campaign : input.campaigns) {
        auto row = storedCampaign(campaign);
        const auto text = requiredText(campaign.id, "id", 60);
        const auto name = optionalText(campaign.name, "name");
        if (const auto sound = campaignOf(row); !sound || !text || !name || !names.insert(campaign.id).second)
            return invalid("campaign " + campaign.id, sound ? "has a faulty id or name" : sound.error().detail);
        if (const auto holds = checkSchedule(campaign.schedule); !holds)
            return invalid("campaign " + campaign.id, holds.error().about + " " + holds.error().detail);
        campaigns.push_back(
            write(shop, shop.holder<schema::Campaign>(schema::Campaign::kKeyFieldNumber, campaign.id), row, commit));
    }
    names.clear();
    for (const auto& promotion : input.promotions) {
        const std::string about = "promotion " + promotion.code.substr(0, 60);
        if (const auto sound = checkText(promotion); !sound)
            return invalid(about, sound.error().detail);
        if (!names.insert(promotion.code).second)
            return invalid(about, "is given twice");
        auto row = storedPromotion(promotion);
        if (const auto sound = promotionOf(row); !sound)
            return invalid(about, sound.error().about + " " + sound.error().detail);
        if (const auto holds = checkSchedule(promotion.schedule); !holds)
            return invalid(about, holds.error().about + " " + holds.error().detail);
        if (const auto known = checkAttributes(promotion); !known)
            return invalid(about, known.error().about + " " + known.error().detail);
        if (const auto fits = checkInShop(shop, promotion); !fits)
            return fail(fits.error().kind, about, fits.error().about + " " + fits.error().detail);
        if (promotion.campaign) {
            KONTOR_ASSERT(*promotion.campaign < campaigns.size());
            row.set_campaign(campaigns[*promotion.campaign].string());
        }
        const auto id = write(shop, promotionBy(shop, promotion.code), row, commit);
        if (auto written = writeCodes(shop, promotion, id, commit); !written)
            return tl::unexpected(written.error());
    }
    return commit;
}

Result<Commit> endPromotion(const Reader& shop, const Context& context, const Actor& actor, const EndPromotion& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    const auto id = promotionBy(shop, input.code);
    const auto before = id ? shop.get(*id) : std::nullopt;
    if (!before)
        return fail(Error::Kind::NotFound, "promotion", "there is no promotion '" + input.code.substr(0, 60) + "'");
    if (before->ended())
        return fail(Error::Kind::Conflict, "promotion", "it has ended already");
    auto after = *before;
    after.set_ended(true);
    Commit commit{"end-promotion", context, actor};
    commit.update(*before, after);
    return commit;
}

Result<Commit> endPromotionCode(const Reader& shop, const Context& context, const Actor& actor,
                                const EndPromotionCode& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    const auto id = shop.holder<schema::FurtherCode>(schema::FurtherCode::kCodeFieldNumber, input.code);
    const auto before = id ? shop.get(*id) : std::nullopt;
    if (!before)
        return fail(Error::Kind::NotFound, "code",
                    "no promotion has the further code '" + input.code.substr(0, 60) + "'");
    if (before->ended())
        return fail(Error::Kind::Conflict, "code", "is good for nothing already");
    auto after = *before;
    after.set_ended(true);
    Commit commit{"end-promotion-code", context, actor};
    commit.update(*before, after);
    return commit;
}

Result<Commit> makePromotionCodes(const Reader& shop, const Context& context, const Actor& actor,
                                  const MakeCodes& input)
{
    // 32 signs without 0, 1, I and O: read out on the telephone, typed at the till.
    constexpr std::string_view signs = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    constexpr std::size_t length = 10;
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    const auto id = promotionBy(shop, input.promotion);
    if (!id || !shop.get(*id))
        return fail(Error::Kind::NotFound, "promotion",
                    "there is no promotion '" + input.promotion.substr(0, 60) + "'");
    if (input.count == 0 || input.count > maxCodesPerCommit)
        return invalid("count", "is from 1 to " + std::to_string(maxCodesPerCommit));
    if (input.limit && *input.limit < 1)
        return invalid("limit", "is at least 1");
    if (input.customer && !shop.get(*input.customer))
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    const auto prefix = optionalText(input.prefix, "prefix", 40);
    if (!prefix)
        return tl::unexpected(prefix.error());
    Commit commit{"make-promotion-codes", context, actor};
    for (std::size_t i = 0; i < input.count; ++i) {
        std::string code = *prefix;
        for (const char byte : context.randomBytes(length))
            code += signs[static_cast<unsigned char>(byte) % signs.size()];
        schema::FurtherCode row;
        row.set_promotion(id->string());
        row.set_code(code);
        if (input.customer)
            row.set_customer(input.customer->string());
        if (input.limit)
            row.set_limit(*input.limit);
        commit.insert(row);
    }
    return commit;
}

} // namespace kontor
