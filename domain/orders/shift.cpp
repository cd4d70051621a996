#include "domain/orders/shift.h"

#include "domain/base/exact.h"
#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/orders/shift_sums.h"
#include "domain/settings/settings.h"

#include <algorithm>
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

/// The same, with where they end.
std::vector<schema::NumberRange> ended(const Reader& shop, const schema::ShiftOpening& opening, const RawId& origin,
                                       std::uint64_t nextNumber)
{
    std::vector<schema::NumberRange> ranges(opening.begin().begin(), opening.begin().end());
    if (std::none_of(ranges.begin(), ranges.end(),
                     [&](const auto& range) { return range.series() == origin.bytes(); })) {
        auto& range = ranges.emplace_back();
        range.set_series(origin.string());
        range.set_first(1);
    }
    for (auto& range : ranges) {
        if (range.series() == origin.bytes()) {
            range.set_last(nextNumber - 1);
            continue;
        }
        // A former life sells no more: all it ever sold is there, or comes late and is in no drawer.
        std::uint64_t last = range.first() - 1;
        schema::Order order;
        shop.eachBetween(schema::Order::kAtUsFieldNumber, opening.at_us() - TimeUs{86'400} * 1'000'000, INT64_MAX,
                         order, [&] {
                             if (order.series() == range.series())
                                 last = std::max(last, order.number());
                             return true;
                         });
        range.set_last(last);
    }
    return ranges;
}

/// Calls `visit` for each order of the ranges.
void eachOrder(const Reader& shop, const std::vector<schema::NumberRange>& ranges, TimeUs from,
               const std::function<void(const schema::Order&)>& visit)
{
    std::uint64_t wanted = 0;
    for (const auto& range : ranges)
        wanted += range.last() >= range.first() ? range.last() - range.first() + 1 : 0;
    if (wanted == 0)
        return;
    std::set<std::pair<Bytes, std::uint64_t>> met;
    schema::Order order;
    const auto read = [&](TimeUs begin, TimeUs end) {
        shop.eachBetween(schema::Order::kAtUsFieldNumber, begin, end, order, [&] {
            const bool isOurs =
                order.has_series() && std::any_of(ranges.begin(), ranges.end(), [&](const schema::NumberRange& range) {
                    return order.series() == range.series() && order.number() >= range.first() &&
                           order.number() <= range.last();
                });
            if (isOurs && met.emplace(order.series(), order.number()).second)
                visit(order);
            return met.size() < wanted;
        });
    };
    read(from, INT64_MAX);
    // A clock that was set right since puts sales before their shift; numbers whose sale was set aside are found nowhere.
    if (met.size() < wanted)
        read(0, from - 1);
}

Result<Currency> currencyOf(const Reader& shop, const schema::ShiftOpening& opening)
{
    (void)shop;
    return Currency::fromNumeric(opening.opening_float().currency());
}

std::optional<schema::ShiftClosing> closingOf(const Reader& shop, Id<schema::ShiftOpening> shift)
{
    auto closings = shop.where<schema::ShiftClosing>(schema::ShiftClosing::kShiftFieldNumber, shift.bytes());
    if (closings.empty())
        return std::nullopt;
    return std::move(closings.front());
}

Result<schema::ShiftOpening> requireOpen(const Reader& shop, Id<schema::Terminal> terminal)
{
    auto opening = openShiftOf(shop, terminal);
    if (!opening)
        return fail(Error::Kind::NotFound, "shift", "no shift is open on this till: open one");
    return *std::move(opening);
}

Result<Done> checkCount(const CloseShift& input)
{
    if (input.counted.minor() < 0 || input.counted.minor() > mostMinor)
        return invalid("counted", "what is counted is zero or more");
    if (input.denominations.empty())
        return Done{};
    if (input.denominations.size() > 50)
        return invalid("denominations", "at most 50 of them");
    std::int64_t sum = 0;
    for (const auto& one : input.denominations) {
        if (one.value_minor() <= 0 || one.value_minor() > mostMinor || one.count() > 1'000'000)
            return invalid("denominations", "each is a coin or note, and how many of it");
        sum = addClamped(sum, one.value_minor() * static_cast<std::int64_t>(one.count()));
    }
    if (sum != input.counted.minor())
        return invalid("denominations", "they add up to " + Money(sum, input.counted.currency()).toString() +
                                            ", not to " + input.counted.toString());
    return Done{};
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
        if (!closingOf(shop, Id<schema::ShiftOpening>(openings[i].id())))
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
    schema::ShiftOpening opening;
    opening.set_terminal(context.terminal.string());
    opening.set_staff(actor.staff().string());
    opening.set_at_us(context.now);
    *opening.mutable_opening_float() = input.openingFloat.message();
    for (const auto& range : beginning(shop, context))
        *opening.add_begin() = range;
    opening.set_business_date(dateOf(context.now, context.utcOffsetSeconds));
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

Result<ShiftReport> shiftReport(const Reader& shop, Id<schema::ShiftOpening> shift, const RawId& origin,
                                std::uint64_t nextNumber)
{
    const auto opening = shop.get(shift);
    if (!opening)
        return fail(Error::Kind::NotFound, "shift", "there is no such shift here");
    const auto currency = currencyOf(shop, *opening);
    if (!currency)
        return tl::unexpected(currency.error());
    ShiftReport report(*currency);
    report.shift = shift;
    report.openingFloat = Money(opening->opening_float().minor(), *currency);
    if (const auto closing = closingOf(shop, shift))
        report.numbers.assign(closing->numbers().begin(), closing->numbers().end());
    else
        report.numbers = ended(shop, *opening, origin, nextNumber);

    TimeUs from = opening->at_us();
    for (const auto& closing : closingsOf(shop, Id<schema::Terminal>(opening->terminal())))
        if (closing.at_us() <= opening->at_us())
            from = closing.at_us(); // What was sold while none was open.
    ShiftSums sums(shop, *currency);
    eachOrder(shop, report.numbers, from, [&](const schema::Order& order) { sums.add(order); });
    report.sums = sums.sums();
    report.bad = sums.bad();
    report.badCount = sums.badCount();
    std::int64_t in = 0;
    std::int64_t out = 0;
    schema::CashMovement row;
    shop.eachWhere(schema::CashMovement::kShiftFieldNumber, shift.bytes(), row, [&] {
        if (row.kind() == schema::CASH_NO_SALE)
            ++report.noSales;
        else if (row.kind() == schema::CASH_PAID_IN)
            in = addClamped(in, row.amount().minor());
        else
            out = addClamped(out, row.amount().minor());
        return true;
    });
    report.cashIn = Money(in, *currency);
    report.cashOut = Money(out, *currency);
    report.expected =
        Money(addClamped(addClamped(report.openingFloat.minor(), sums.cashMinor()), addClamped(in, -out)), *currency);
    return report;
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
    const auto note = optionalText(input.note, "note", 500);
    if (!note)
        return tl::unexpected(note.error());
    const auto report =
        shiftReport(shop, Id<schema::ShiftOpening>(opening->id()), context.origin, context.nextReceiptNumber);
    if (!report)
        return tl::unexpected(report.error());
    if (input.counted.currency() != report->expected.currency())
        return invalid("currency", "the drawer is counted in another currency");
    const Int128 off = static_cast<Int128>(input.counted.minor()) - report->expected.minor();
    const auto limit =
        readNumberSetting(shop, {context.organisation, context.store, context.terminal}, shiftDifferenceLimit);
    if ((off > limit || off < -limit) && !actor.may(schema::MANAGE_TILL))
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
    Commit commit{"close-shift", context, actor};
    commit.insert(row);
    return commit;
}

Result<Commit> closePeriod(const Reader& shop, const Context& context, const Actor& actor, const ClosePeriod& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const std::uint32_t divisor = input.kind == schema::PERIOD_DAY     ? 1
                                  : input.kind == schema::PERIOD_MONTH ? 100
                                                                       : 10'000;
    const auto today = dateOf(context.now, context.utcOffsetSeconds) / divisor;
    if (input.period == 0 || input.period > today)
        return invalid("period", "a day is like 20101201, a month like 201012, a year like 2010, and not to come");
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
    schema::PeriodClosing row;
    for (const auto& closing : closingsOf(shop, context.terminal)) {
        if (closing.business_date() / divisor != input.period)
            continue;
        if (!row.has_first_closing())
            row.set_first_closing(closing.number());
        row.set_last_closing(closing.number());
        addSums(*row.mutable_sums(), closing.sums());
        row.set_perpetual_sales_minor(closing.perpetual_sales_minor());
        row.set_perpetual_returns_minor(closing.perpetual_returns_minor());
        row.set_perpetual_orders(closing.perpetual_orders());
    }
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
