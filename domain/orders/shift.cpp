#include "domain/orders/shift.h"

#include "domain/base/exact.h"
#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/orders/shift_sums.h"
#include "domain/payments/exchange.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <map>
#include <set>

namespace kontor {

namespace {

constexpr std::int64_t mostMinor = 1'000'000'000'000;

/// Where the next shift of a terminal begins: behind its last closing. Before there was any: at the number that is next.
std::vector<schema::NumberRange> beginning(const Reader& shop, const Context& context)
{
    const auto closings = closingsOf(shop, context.terminal);
    schema::NumberRange range;
    range.set_series(context.origin.string());
    range.set_first(context.nextReceiptNumber);
    if (closings.empty()) // What it sold before it ever had shifts was counted otherwise.
        return {range};
    std::vector<schema::NumberRange> ranges;
    bool own = false;
    for (const auto& before : closings.back().numbers()) {
        auto& next = ranges.emplace_back();
        next.set_series(before.series());
        next.set_first(before.last() + 1);
        own = own || before.series() == range.series();
    }
    if (!own) { // A new life of this till since: all it has sold is in no shift yet.
        range.set_first(1);
        ranges.push_back(range);
    }
    return ranges;
}

Result<Currency> currencyOf(const Reader& shop, const schema::ShiftOpening& opening)
{
    (void)shop;
    return Currency::fromNumeric(opening.opening_float().currency());
}

Result<schema::ShiftOpening> requireOpen(const Reader& shop, Id<schema::Terminal> terminal)
{
    auto opening = openShiftOf(shop, terminal);
    if (!opening)
        return fail(Error::Kind::NotFound, "shift", "no shift is open on this till: open one");
    return *std::move(opening);
}

/// Of a day as a number what is left of a month or year.
std::uint32_t divisorOf(schema::PeriodKind kind)
{
    return kind == schema::PERIOD_DAY ? 1 : kind == schema::PERIOD_MONTH ? 100 : 10'000;
}

Result<Done> checkCount(const CloseShift& input)
{
    if (input.counted.minor() < 0 || input.counted.minor() > mostMinor)
        return invalid("counted", "what is counted is zero or more");
    if (input.denominations.empty())
        return Done{};
    if (input.denominations.size() > 50)
        return invalid("denominations", "at most 50 of them");
    std::map<std::uint32_t, std::int64_t> sums;
    for (const auto& one : input.denominations) {
        if (one.value_minor() <= 0 || one.value_minor() > mostMinor || one.count() > 1'000'000)
            return invalid("denominations", "each is a coin or note, and how many of it");
        auto& sum = sums[one.has_currency() ? one.currency() : input.counted.currency().numeric()];
        sum = addClamped(sum, one.value_minor() * static_cast<std::int64_t>(one.count()));
    }
    const auto addUp = [&](Money counted) -> Result<Done> {
        const auto found = sums.find(counted.currency().numeric());
        const std::int64_t sum = found == sums.end() ? 0 : found->second;
        // Of a drawer in which other money alone was counted by coin, nothing of the own is nothing.
        if (sum == counted.minor() && (found != sums.end() || sum == 0))
            return Done{};
        return invalid("denominations", "they add up to " + Money(sum, counted.currency()).toString() + ", not to " +
                                            counted.toString());
    };
    if (auto sound = addUp(input.counted); !sound)
        return sound;
    for (const auto& counted : input.foreign)
        if (sums.contains(counted.currency().numeric()))
            if (auto sound = addUp(counted); !sound)
                return sound;
    return Done{};
}

/// Money of other currencies than the drawer's own, each counted at most once.
Result<Done> checkForeign(Currency own, const std::vector<Money>& foreign)
{
    std::set<std::uint32_t> met{own.numeric()};
    for (const auto& counted : foreign)
        if (counted.minor() < 0 || counted.minor() > mostMinor || !met.insert(counted.currency().numeric()).second)
            return invalid("foreign", "each other currency is counted once, and is zero or more");
    return Done{};
}

/// What the last closing left of other currencies: nobody carries them away unsaid. What nobody counted is what was expected.
std::vector<Money> foreignLeft(const Reader& shop, Id<schema::Terminal> terminal)
{
    std::vector<Money> left;
    const auto closings = closingsOf(shop, terminal);
    if (!closings.empty())
        for (const auto& row : closings.back().foreign())
            if (const auto currency = Currency::fromNumeric(row.currency()))
                left.emplace_back(
                    std::clamp<std::int64_t>(row.has_counted_minor() ? row.counted_minor() : row.expected_minor(), 0,
                                             mostMinor),
                    *currency);
    return left;
}

struct Counted {
    std::vector<schema::ForeignCount> rows;
    Int128 offMinor = 0;   ///< What all of it is off by, in the drawer's own money.
    bool unworthy = false; ///< Something is off that has no rate now.
};
/// What was counted of other currencies beside what the shift took of them.
Counted countForeign(const Reader& shop, const Context& context, const ShiftReport& report, const CloseShift& input)
{
    Counted all;
    std::map<std::uint32_t, schema::ForeignCount> rows;
    for (const auto& expected : report.foreign) {
        auto& row = rows[expected.currency().numeric()];
        row.set_currency(expected.currency().numeric());
        row.set_expected_minor(expected.minor());
    }
    for (const auto& counted : input.foreign) {
        auto& row = rows[counted.currency().numeric()];
        row.set_currency(counted.currency().numeric());
        row.set_counted_minor(counted.minor());
        const Money off(addClamped(counted.minor(), -row.expected_minor()), counted.currency());
        if (off.isZero())
            continue;
        const auto rate = rateAt(shop, context.store, off.currency(), report.expected.currency(), context.now);
        const auto value = rate ? worth(off, *rate) : tl::unexpected(rate.error());
        all.unworthy = all.unworthy || !value;
        all.offMinor += value ? (value->minor() < 0 ? -value->minor() : value->minor()) : 0;
    }
    for (auto& [currency, row] : rows)
        all.rows.push_back(std::move(row));
    return all;
}

} // namespace

std::optional<schema::ShiftOpening> openShiftOf(const Reader& shop, Id<schema::Terminal> terminal)
{
    auto openings = shop.where<schema::ShiftOpening>(schema::ShiftOpening::kTerminalFieldNumber, terminal.bytes());
    // Newest first; but a clock that was wrong may have made an older one's id the greater.
    std::sort(openings.begin(), openings.end(),
              [](const auto& a, const auto& b) { return std::pair(a.at_us(), a.id()) > std::pair(b.at_us(), b.id()); });
    constexpr std::size_t farEnough = 32; // A till has one open at most; all before were closed.
    for (std::size_t i = 0; i < std::min(openings.size(), farEnough); ++i)
        if (shop.where<schema::ShiftClosing>(schema::ShiftClosing::kShiftFieldNumber, openings[i].id()).empty())
            return std::move(openings[i]);
    return std::nullopt;
}

std::vector<schema::ShiftClosing> closingsOf(const Reader& shop, Id<schema::Terminal> terminal)
{
    auto closings = shop.where<schema::ShiftClosing>(schema::ShiftClosing::kTerminalFieldNumber, terminal.bytes());
    std::stable_sort(closings.begin(), closings.end(),
                     [](const auto& a, const auto& b) { return a.number() < b.number(); });
    return closings;
}

namespace {

/// 20110101 for the month 201012.
std::uint32_t firstDayAfter(schema::PeriodKind kind, std::uint32_t period)
{
    if (kind == schema::PERIOD_YEAR)
        return (period + 1) * 10'000 + 101;
    if (kind == schema::PERIOD_MONTH)
        return period % 100 == 12 ? (period / 100 + 1) * 10'000 + 101 : (period + 1) * 100 + 1;
    const std::string digits = std::to_string(period);
    const auto day =
        digits.size() == 8
            ? parseTime(digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6) + " 00:00:00", "day")
            : tl::unexpected(Error{});
    return day ? dateOf(*day, 86'400) : period;
}

/// The day of the clock; where that was set back into a day, month or year which this till has closed, the first one after it: in the
/// closed one the shift would be in no closing ever.
std::uint32_t dayOfShift(const Reader& shop, const Context& context)
{
    const auto closed =
        shop.where<schema::PeriodClosing>(schema::PeriodClosing::kTerminalFieldNumber, context.terminal.bytes());
    std::uint32_t day = dateOf(context.now, context.utcOffsetSeconds);
    for (std::uint32_t before = 0; before != day;) {
        before = day;
        for (const auto& row : closed)
            if (day / divisorOf(row.kind()) == row.period())
                day = std::max(day, firstDayAfter(row.kind(), row.period()));
    }
    return day;
}

} // namespace

Result<Commit> openShift(const Reader& shop, const Context& context, const Actor& actor, const OpenShift& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto terms = storeTerms(shop, context.store);
    if (!terms)
        return tl::unexpected(terms.error());
    if (input.openingFloat.currency() != terms->currency)
        return invalid("currency", "the store sells in " + std::string(terms->currency.alpha()));
    if (input.openingFloat.minor() < 0 || input.openingFloat.minor() > mostMinor)
        return invalid("float", "what is in the drawer is zero or more");
    if (openShiftOf(shop, context.terminal))
        return fail(Error::Kind::Conflict, "shift", "one is open on this till already: close it first");
    const auto foreign = input.foreign ? *input.foreign : foreignLeft(shop, context.terminal);
    if (auto sound = checkForeign(terms->currency, foreign); !sound)
        return tl::unexpected(sound.error());
    schema::ShiftOpening opening;
    opening.set_terminal(context.terminal.string());
    opening.set_staff(actor.staff().string());
    opening.set_at_us(context.now);
    *opening.mutable_opening_float() = input.openingFloat.message();
    for (const auto& money : foreign)
        if (!money.isZero())
            *opening.add_foreign_float() = money.message();
    for (const auto& range : beginning(shop, context))
        *opening.add_begin() = range;
    opening.set_business_date(dayOfShift(shop, context));
    Commit commit{"open-shift", context, actor};
    commit.insert(opening);
    return commit;
}

Result<Commit> moveCash(const Reader& shop, const Context& context, const Actor& actor, const MoveCash& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto opening = requireOpen(shop, context.terminal);
    if (!opening)
        return tl::unexpected(opening.error());
    const auto currency = currencyOf(shop, *opening);
    if (!currency || *currency != input.amount.currency())
        return invalid("currency", "the drawer is counted in another currency");
    const bool moves = input.kind != schema::CASH_NO_SALE;
    if (moves ? input.amount.minor() <= 0 || input.amount.minor() > mostMinor : !input.amount.isZero())
        return invalid("amount", moves ? "it is an amount above zero" : "nothing moves when the drawer is only opened");
    const auto reason = input.kind == schema::CASH_DROPPED ? optionalText(input.reason, "reason")
                                                           : requiredText(input.reason, "reason");
    if (!reason)
        return tl::unexpected(reason.error());
    schema::CashMovement row;
    row.set_shift(opening->id());
    row.set_kind(input.kind);
    *row.mutable_amount() = input.amount.message();
    if (!reason->empty())
        row.set_reason(*reason);
    row.set_at_us(context.now);
    row.set_staff(actor.staff().string());
    row.set_terminal(context.terminal.string());
    Commit commit{"move-cash", context, actor};
    commit.insert(row);
    return commit;
}

Result<Done> mayReadX(const Reader& shop, const Context& context, const Actor& actor)
{
    const bool isBlind = readBoolSetting(shop, {context.organisation, context.store, context.terminal}, shiftBlind);
    return actor.may(isBlind ? schema::MANAGE_TILL : schema::SELL);
}

Result<Commit> closeShift(const Reader& shop, const Context& context, const Actor& actor, const CloseShift& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto opening = requireOpen(shop, context.terminal);
    if (!opening)
        return tl::unexpected(opening.error());
    if (auto sound = checkCount(input); !sound)
        return tl::unexpected(sound.error());
    if (auto sound = checkForeign(input.counted.currency(), input.foreign); !sound)
        return tl::unexpected(sound.error());
    const auto note = optionalText(input.note, "note", 500);
    if (!note)
        return tl::unexpected(note.error());
    const auto report =
        shiftReport(shop, Id<schema::ShiftOpening>(opening->id()), context.origin, context.nextReceiptNumber);
    if (!report)
        return tl::unexpected(report.error());
    if (input.counted.currency() != report->expected.currency())
        return invalid("currency", "the drawer is counted in another currency");
    const auto foreign = countForeign(shop, context, *report, input);
    Int128 off = static_cast<Int128>(input.counted.minor()) - report->expected.minor();
    off = (off < 0 ? -off : off) + foreign.offMinor;
    const auto limit =
        readNumberSetting(shop, {context.organisation, context.store, context.terminal}, shiftDifferenceLimit);
    if ((off > limit || foreign.unworthy) && !actor.may(schema::MANAGE_TILL))
        return fail(
            Error::Kind::Denied, "difference",
            "the drawer is off by more than the setting shift.difference-limit: count again, or call whoever may "
            "manage-till");

    schema::ShiftClosing row;
    row.set_shift(opening->id());
    row.set_terminal(context.terminal.string());
    const auto closings = closingsOf(shop, context.terminal);
    const schema::ShiftClosing* const last = closings.empty() ? nullptr : &closings.back();
    row.set_number(last != nullptr ? last->number() + 1 : 1);
    row.set_staff(actor.staff().string());
    row.set_at_us(context.now);
    row.set_business_date(opening->business_date());
    for (const auto& range : report->numbers)
        *row.add_numbers() = range;
    *row.mutable_sums() = report->sums;
    *row.mutable_expected() = report->expected.message();
    *row.mutable_counted() = input.counted.message();
    for (const auto& one : input.denominations)
        *row.add_denomination() = one;
    if (!note->empty())
        row.set_note(*note);
    for (const auto& bad : report->bad)
        *row.add_bad() = bad;
    row.set_bad_count(report->badCount);
    row.set_perpetual_sales_minor(
        addClamped(last != nullptr ? last->perpetual_sales_minor() : 0, report->sums.sales_minor()));
    row.set_perpetual_returns_minor(
        addClamped(last != nullptr ? last->perpetual_returns_minor() : 0, report->sums.returns_minor()));
    row.set_perpetual_orders((last != nullptr ? last->perpetual_orders() : 0) + report->sums.sales() +
                             report->sums.returns());
    row.set_cash_in_minor(report->cashIn.minor());
    row.set_cash_out_minor(report->cashOut.minor());
    row.set_no_sales(report->noSales);
    for (const auto& one : foreign.rows)
        *row.add_foreign() = one;
    for (const auto& one : report->deposits)
        *row.add_deposit() = one;
    if (report->voids != 0) {
        row.set_voids(report->voids);
        row.set_void_minor(report->voidMinor);
    }
    Commit commit{"close-shift", context, actor};
    commit.insert(row);
    return commit;
}

namespace {

/// Of a shift that a till closed, was set back, and closed again, the closing that the server heard of first; of every other its only
/// one. The exception shift-closed-twice tells of the rest.
std::set<Bytes> countedOnce(const Reader& shop, const std::vector<schema::ShiftClosing>& closings)
{
    std::map<Bytes, std::pair<MergeKey, Bytes>> first;
    for (const auto& closing : closings) {
        const auto key = shop.keyOfFact(closing, RawId::of(closing.id()));
        if (!key)
            continue;
        const auto [known, isNew] = first.try_emplace(closing.shift(), *key, closing.id());
        if (!isNew && *key < known->second.first)
            known->second = {*key, closing.id()};
    }
    std::set<Bytes> counted;
    for (const auto& [shift, one] : first)
        counted.insert(one.second);
    return counted;
}

} // namespace

schema::PeriodClosing periodSums(const Reader& shop, Id<schema::Terminal> terminal, schema::PeriodKind kind,
                                 std::uint32_t period)
{
    schema::PeriodClosing row;
    const auto closings = closingsOf(shop, terminal);
    const auto counts = countedOnce(shop, closings);
    for (const auto& closing : closings) {
        if (closing.business_date() / divisorOf(kind) != period || !counts.contains(closing.id()))
            continue;
        if (!row.has_first_closing())
            row.set_first_closing(closing.number());
        row.set_last_closing(closing.number());
        addSums(*row.mutable_sums(), closing.sums());
        row.set_perpetual_sales_minor(closing.perpetual_sales_minor());
        row.set_perpetual_returns_minor(closing.perpetual_returns_minor());
        row.set_perpetual_orders(closing.perpetual_orders());
    }
    return row;
}

Result<Commit> closePeriod(const Reader& shop, const Context& context, const Actor& actor, const ClosePeriod& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const std::uint32_t divisor = divisorOf(input.kind);
    const auto today = dateOf(context.now, context.utcOffsetSeconds) / divisor;
    if (input.period == 0 || input.period > today)
        return invalid("period", "a day is like 20101201, a month like 201012, a year like 2010, and not to come");
    if (input.period == today) // What would be sold in the rest of it would be in no closing.
        return fail(Error::Kind::Conflict, "period", "it still runs: close it when it is over");
    std::uint64_t number = 0;
    for (const auto& row :
         shop.where<schema::PeriodClosing>(schema::PeriodClosing::kTerminalFieldNumber, context.terminal.bytes())) {
        if (row.kind() != input.kind)
            continue;
        number = std::max(number, row.number());
        if (row.period() == input.period)
            return fail(Error::Kind::Conflict, "period", "it is closed already");
    }
    if (const auto opening = openShiftOf(shop, context.terminal);
        opening && opening->business_date() / divisor <= input.period)
        return fail(Error::Kind::Conflict, "period", "a shift of it is open: close that first");
    auto row = periodSums(shop, context.terminal, input.kind, input.period);
    if (!row.has_first_closing())
        return fail(Error::Kind::NotFound, "period", "no shift of this till was closed in it");
    row.set_terminal(context.terminal.string());
    row.set_kind(input.kind);
    row.set_period(input.period);
    row.set_number(number + 1);
    row.set_at_us(context.now);
    row.set_staff(actor.staff().string());
    Commit commit{"close-period", context, actor};
    commit.insert(row);
    return commit;
}

} // namespace kontor
