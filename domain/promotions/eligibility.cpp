#include "domain/promotions/eligibility.h"

#include "domain/base/crypto.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr TimeUs usPerMinute = 60'000'000;
constexpr TimeUs usPerDay = 24 * 60 * usPerMinute;

bool isGiven(const QuoteRequest& request, std::string_view code)
{
    return std::find(request.codes.begin(), request.codes.end(), code) != request.codes.end();
}

bool hasValue(const Attributes& attributes, std::string_view name, std::string_view value)
{
    return std::any_of(attributes.begin(), attributes.end(), [&](const Attribute& attribute) {
        return attribute.name == name &&
               std::find(attribute.values.begin(), attribute.values.end(), value) != attribute.values.end();
    });
}

bool isWithinAll(const QuoteRequest& request, const std::optional<Schedule>& schedule)
{
    return !schedule || (request.at && isWithin(*schedule, *request.at));
}

} // namespace

std::optional<Refusal> codeRefusal(const QuoteRequest& request, const PromotionCode& code)
{
    if (code.limit && code.used >= *code.limit)
        return Refusal::CodeUsedUp;
    if (!code.customer.empty() && !hasValue(request.attributes, "customer.id", code.customer))
        return Refusal::CodeOfAnother;
    return std::nullopt;
}

bool isWithin(const Schedule& schedule, const LocalMoment& at)
{
    if ((schedule.from && at.utc() < *schedule.from) || (schedule.until && at.utc() >= *schedule.until))
        return false;
    const TimeUs ofDay = ((at.wallUs % usPerDay) + usPerDay) % usPerDay;
    const TimeUs day = (at.wallUs - ofDay) / usPerDay;
    const auto isOn = [&](TimeUs which) {
        // 1 January 1970 was a Thursday, Monday is 0.
        const auto weekday = static_cast<unsigned>(((which + 3) % 7 + 7) % 7);
        return schedule.weekdays == 0 || (schedule.weekdays & (1U << weekday)) != 0;
    };
    if (schedule.hours.empty())
        return isOn(day);
    const auto minute = static_cast<int>(ofDay / usPerMinute);
    return std::any_of(schedule.hours.begin(), schedule.hours.end(), [&](const Schedule::Hours& hours) {
        if (hours.fromMinute <= hours.untilMinute)
            return minute >= hours.fromMinute && minute < hours.untilMinute && isOn(day);
        // Over midnight: the night is that of the day it began on.
        return (minute >= hours.fromMinute && isOn(day)) || (minute < hours.untilMinute && isOn(day - 1));
    });
}

bool isInVariant(const Variant& variant, std::string_view value)
{
    std::string hashed = variant.salt;
    hashed += '\0';
    hashed += value;
    const Bytes digest = blake2b256(hashed);
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i)
        number = number << 8U | static_cast<unsigned char>(digest[i]);
    const auto hundredths = static_cast<std::int64_t>(number % 10'000);
    return hundredths >= variant.fromHundredths && hundredths < variant.untilHundredths;
}

bool isAskedFor(const QuoteRequest& request, const Promotion& promotion)
{
    return (request.automatic && promotion.automatic) || isGiven(request, promotion.code) ||
           std::any_of(promotion.codes.begin(), promotion.codes.end(),
                       [&](const PromotionCode& code) { return isGiven(request, code.code); });
}

std::optional<Refusal> notEligible(const QuoteRequest& request, const Promotion& promotion)
{
    if (!isWithinAll(request, promotion.schedule) ||
        (promotion.campaign && !isWithinAll(request, request.campaigns[*promotion.campaign].schedule)))
        return Refusal::Schedule;
    if (promotion.variant) {
        const auto attribute = std::find_if(request.attributes.begin(), request.attributes.end(),
                                            [&](const Attribute& a) { return a.name == promotion.variant->of; });
        if (attribute == request.attributes.end() || attribute->values.empty() ||
            !isInVariant(*promotion.variant, attribute->values.front()))
            return Refusal::Variant;
    }
    if ((request.automatic && promotion.automatic) || isGiven(request, promotion.code))
        return std::nullopt;
    // One good code suffices; otherwise the first one given says why not.
    std::optional<Refusal> refusal;
    for (const PromotionCode& code : promotion.codes) {
        if (!isGiven(request, code.code))
            continue;
        const auto why = codeRefusal(request, code);
        if (!why)
            return std::nullopt;
        if (!refusal)
            refusal = why;
    }
    return refusal;
}

} // namespace kontor
