#include "domain/identity/terminal.h"
#include "domain/journal/reader.h"
#include "domain/orders/sell.h"
#include "domain/orders/shift.h"
#include "domain/orders/shift_payments.h"
#include "domain/orders/shift_sums.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace kontor {

namespace {

constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
constexpr std::uint64_t mostMissing = 1'000; ///< Looked for one by one.

/// When the sales of one series were made, as far as clocks can be believed.
struct Span {
    TimeUs from = 0;
    TimeUs to = INT64_MAX;
};

/// Of a former life of a terminal: from the last shift that closed sales of it until the life after it began. Nothing while it goes on.
std::optional<Span> spanOfFormer(const Reader& shop, Id<schema::Terminal> terminal, BytesView series)
{
    const auto origin = shop.get(Id<schema::Origin>(series));
    if (!origin)
        return std::nullopt;
    std::optional<TimeUs> ended;
    for (const auto& next : shop.where<schema::Origin>(schema::Origin::kTerminalFieldNumber, terminal.bytes()))
        if (next.ordinal() == origin->ordinal() + 1)
            if (const auto key = shop.keyOfFact(next, RawId::of(next.id())))
                ended = static_cast<TimeUs>(key->effective.ms) * 1000;
    if (!ended)
        return std::nullopt;
    Span span{*ended - 60 * dayUs, *ended + dayUs};
    for (const auto& closing : closingsOf(shop, terminal))
        for (const auto& range : closing.numbers())
            if (range.series() == series && range.last() >= range.first())
                if (const auto opening = shop.get(Id<schema::ShiftOpening>(closing.shift())))
                    span.from = std::min(opening->at_us() - dayUs, span.to);
    return span;
}

std::optional<schema::ShiftClosing> closingOf(const Reader& shop, Id<schema::ShiftOpening> shift)
{
    auto closings = shop.where<schema::ShiftClosing>(schema::ShiftClosing::kShiftFieldNumber, shift.bytes());
    if (closings.empty())
        return std::nullopt;
    return std::move(closings.front());
}

/// The ranges of an open shift, with where they end.
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
        // A former life sells no more; what it sold and only comes back now, from the server or a backup, is in this shift.
        const Span span = spanOfFormer(shop, Id<schema::Terminal>(opening.terminal()), range.series())
                              .value_or(Span{opening.at_us() - dayUs, INT64_MAX});
        std::uint64_t last = range.first() - 1;
        schema::Order order;
        shop.eachBetween(schema::Order::kAtUsFieldNumber, span.from, span.to, order, [&] {
            if (order.series() == range.series())
                last = std::max(last, order.number());
            return true;
        });
        range.set_last(last);
    }
    return ranges;
}

/// The orders of a shift by their numbers, each once, whatever the clock said.
class Gathering
{
public:
    Gathering(const Reader& shop, const schema::ShiftOpening& opening, std::vector<schema::NumberRange> ranges,
              ShiftSums& sums, std::function<void(const schema::Order&)> visit)
        : m_shop(shop),
          m_opening(opening),
          m_ranges(std::move(ranges)),
          m_sums(sums),
          m_visit(std::move(visit))
    {
        for (const auto& range : m_ranges)
            m_wanted += range.last() >= range.first() ? std::min(range.last() - range.first(), mostNumbers) + 1 : 0;
    }

    /// `from`: since when its sales may be; `to`: when it was closed.
    void run(TimeUs from, TimeUs to)
    {
        read(from, INT64_MAX, to);
        for (const auto& range : m_ranges)
            if (m_met.size() < m_wanted && range.last() >= range.first())
                if (const auto span = spanOfFormer(m_shop, Id<schema::Terminal>(m_opening.terminal()), range.series()))
                    read(span->from, std::min(span->to, from - 1), INT64_MIN);
        if (m_met.size() < m_wanted)
            lookForMissing(from);
    }

private:
    static constexpr std::uint64_t mostNumbers = std::uint64_t{1} << 40U; ///< What another till claims adds up.

    void read(TimeUs from, TimeUs to, TimeUs countTrainingUntil)
    {
        schema::Order order;
        m_shop.eachBetween(schema::Order::kAtUsFieldNumber, from, to, order, [&] {
            if (order.training() && order.terminal() == m_opening.terminal() && order.at_us() >= m_opening.at_us() &&
                order.at_us() <= countTrainingUntil)
                m_sums.addTraining();
            take(order);
            return m_met.size() < m_wanted || order.at_us() <= countTrainingUntil;
        });
    }
    bool take(const schema::Order& order)
    {
        const bool isOurs =
            order.has_series() && std::any_of(m_ranges.begin(), m_ranges.end(), [&](const schema::NumberRange& range) {
                return order.series() == range.series() && order.number() >= range.first() &&
                       order.number() <= range.last();
            });
        if (!isOurs || !m_met.emplace(order.series(), order.number()).second)
            return false;
        const auto dash = order.receipt().rfind('-');
        if (auto& stems = m_stems[order.series()]; dash != std::string::npos && stems.size() < 8)
            stems.insert(order.receipt().substr(0, dash));
        m_visit(order);
        return true;
    }

    /// A clock that was set right since puts sales before their shift, and numbers whose sale was set aside are found nowhere. They
    /// are looked up as they were printed, and in the month before: a hole in a series must not make each closing read all there is.
    void lookForMissing(TimeUs from)
    {
        const auto terminal = m_shop.get(Id<schema::Terminal>(m_opening.terminal()));
        bool isKnown = true;
        for (const auto& range : m_ranges) {
            if (const auto origin = m_shop.get(Id<schema::Origin>(range.series())); origin && terminal)
                m_stems[range.series()].insert(receiptPrefix(*terminal) + "-" + origin->code());
            isKnown = isKnown && (range.last() < range.first() || !m_stems[range.series()].empty());
        }
        std::vector<std::pair<const schema::NumberRange*, std::uint64_t>> missing;
        for (const auto& range : m_ranges)
            for (auto number = range.first(); number <= range.last() && missing.size() < mostMissing; ++number)
                if (!m_met.contains({range.series(), number}))
                    missing.emplace_back(&range, number);
        for (const auto& [range, number] : missing)
            for (const auto& stem : m_stems[range->series()])
                for (const auto& order :
                     m_shop.where<schema::Order>(schema::Order::kReceiptFieldNumber, numbered(stem, number)))
                    take(order);
        if (m_met.size() < m_wanted)
            read(isKnown ? from - 31 * dayUs : 0, from - 1, INT64_MIN);
        if (m_met.size() >= m_wanted)
            return;
        std::vector<std::string> receipts;
        for (const auto& [range, number] : missing)
            if (!m_met.contains({range->series(), number}) && receipts.size() < ShiftSums::mostListed) {
                const auto& stems = m_stems[range->series()];
                receipts.push_back(stems.empty() ? std::to_string(number) : numbered(*stems.begin(), number));
            }
        m_sums.addMissing(receipts, m_wanted - m_met.size());
    }
    static std::string numbered(const std::string& stem, std::uint64_t number)
    {
        const auto dash = stem.rfind('-');
        return receiptNumber(stem.substr(0, dash), dash == std::string::npos ? "" : stem.substr(dash + 1), number);
    }

    const Reader& m_shop;
    const schema::ShiftOpening& m_opening;
    std::vector<schema::NumberRange> m_ranges;
    ShiftSums& m_sums; ///< Of what was practised, and of numbers that are missing.
    std::function<void(const schema::Order&)> m_visit;
    std::uint64_t m_wanted = 0;
    std::set<std::pair<Bytes, std::uint64_t>> m_met;
    std::map<Bytes, std::set<std::string>> m_stems; ///< By series: receipts without their number.
};

/// What moved in a shift, and after the closing before it.
template <typename Row, typename Visit>
void eachOfShift(const Reader& shop, const schema::ShiftOpening& opening, Visit visit)
{
    Row row;
    const auto each = [&] {
        visit(row);
        return true;
    };
    shop.eachWhere(Row::kShiftFieldNumber, opening.id(), row, each);
    for (const auto& closing : closingsBefore(shop, opening))
        shop.eachWhere(Row::kAfterFieldNumber, closing, row, each);
}

void addCash(const Reader& shop, const schema::ShiftOpening& opening, ShiftReport& report, std::int64_t salesMinor)
{
    std::int64_t in = 0;
    std::int64_t out = 0;
    eachOfShift<schema::CashMovement>(shop, opening, [&](const schema::CashMovement& row) {
        if (row.kind() == schema::CASH_NO_SALE)
            ++report.noSales;
        else if (row.kind() == schema::CASH_PAID_IN)
            in = addClamped(in, row.amount().minor());
        else
            out = addClamped(out, row.amount().minor());
    });
    const Currency currency = report.expected.currency();
    report.cashIn = Money(in, currency);
    report.cashOut = Money(out, currency);
    report.expected =
        Money(addClamped(addClamped(report.openingFloat.minor(), salesMinor), addClamped(in, -out)), currency);
    std::map<std::uint32_t, std::int64_t> foreign;
    for (const auto& begun : opening.foreign_float())
        foreign[begun.currency()] = addClamped(foreign[begun.currency()], begun.minor());
    for (const auto& tender : report.sums.tender())
        if (tender.method() == schema::CASH)
            foreign[tender.currency()] = addClamped(foreign[tender.currency()], tender.amount_minor());
    for (const auto& [number, minor] : foreign)
        if (const auto other = Currency::fromNumeric(number); other && number != currency.numeric())
            report.foreign.emplace_back(minor, *other);
}

void addDeposits(const Reader& shop, const schema::ShiftOpening& opening, ShiftReport& report)
{
    std::map<std::pair<int, std::uint32_t>, schema::TenderTotal> totals;
    eachOfShift<schema::ShiftPayment>(shop, opening, [&](const schema::ShiftPayment& row) {
        auto& total = totals[{row.method(), row.amount().currency()}];
        total.set_method(row.method());
        total.set_currency(row.amount().currency());
        total.set_count(total.count() + 1);
        total.set_amount_minor(addClamped(total.amount_minor(), row.amount().minor()));
    });
    for (auto& [key, total] : totals)
        report.deposits.push_back(std::move(total));
}

/// Since when the sales of a shift may be: those made while none was open are in it.
TimeUs beginOf(const Reader& shop, const schema::ShiftOpening& opening)
{
    TimeUs from = opening.at_us();
    for (const auto& closing : closingsOf(shop, Id<schema::Terminal>(opening.terminal())))
        if (closing.at_us() <= opening.at_us())
            from = closing.at_us();
    return from;
}

/// What was taken out of carts since the last closing: what comes behind that and before this shift's own in the journal. The clock only
/// says where to look, since it is set, and steps back.
void addVoids(const Reader& shop, const schema::ShiftOpening& opening, TimeUs to, ShiftReport& report)
{
    constexpr TimeUs slack = TimeUs{86'400} * 1'000'000;
    const auto keyOf = [&](const auto& row) { return shop.keyOfFact(row, RawId::of(row.id())); };
    std::optional<MergeKey> after = keyOf(opening);
    TimeUs from = opening.at_us();
    for (const auto& id : closingsBefore(shop, opening))
        if (const auto closing = shop.get(Id<schema::ShiftClosing>(id))) {
            after = keyOf(*closing);
            from = closing->at_us();
        }
    const auto own = closingOf(shop, Id<schema::ShiftOpening>(opening.id()));
    const auto before = own ? keyOf(*own) : std::nullopt;
    schema::CartVoid row;
    shop.eachBetween(schema::CartVoid::kAtUsFieldNumber, from - slack, to < INT64_MAX - slack ? to + slack : to, row,
                     [&] {
                         const auto key = keyOf(row);
                         if (row.terminal() == opening.terminal() && key > after && (!before || key < before)) {
                             report.voids += row.lines();
                             report.voidMinor = addClamped(report.voidMinor, row.amount().minor());
                         }
                         return true;
                     });
}

Result<ShiftReport> report(const Reader& shop, const schema::ShiftOpening& opening,
                           const std::vector<schema::NumberRange>& numbers, TimeUs to)
{
    const auto currency = Currency::fromNumeric(opening.opening_float().currency());
    if (!currency)
        return tl::unexpected(currency.error());
    ShiftReport report(*currency);
    report.shift = Id<schema::ShiftOpening>(opening.id());
    report.openingFloat = Money(opening.opening_float().minor(), *currency);
    report.numbers = numbers;
    ShiftSums sums(shop, *currency);
    Gathering(shop, opening, numbers, sums, [&](const schema::Order& order) {
        sums.add(order);
    }).run(beginOf(shop, opening), to);
    report.sums = sums.sums();
    report.bad = sums.bad();
    report.badCount = sums.badCount();
    addCash(shop, opening, report, sums.cashMinor());
    addDeposits(shop, opening, report);
    addVoids(shop, opening, to, report);
    return report;
}

} // namespace

Result<ShiftReport> shiftReport(const Reader& shop, Id<schema::ShiftOpening> shift, const RawId& origin,
                                std::uint64_t nextNumber)
{
    const auto opening = shop.get(shift);
    if (!opening)
        return fail(Error::Kind::NotFound, "shift", "there is no such shift here");
    const auto closing = closingOf(shop, shift);
    return report(shop, *opening,
                  closing ? std::vector<schema::NumberRange>(closing->numbers().begin(), closing->numbers().end())
                          : ended(shop, *opening, origin, nextNumber),
                  closing ? closing->at_us() : INT64_MAX);
}

Result<ShiftReport> shiftReport(const Reader& shop, const schema::ShiftClosing& closing)
{
    const auto opening = shop.get(Id<schema::ShiftOpening>(closing.shift()));
    if (!opening)
        return fail(Error::Kind::NotFound, "shift", "there is no such shift here");
    return report(shop, *opening, {closing.numbers().begin(), closing.numbers().end()}, closing.at_us());
}

void eachOrderOf(const Reader& shop, const schema::ShiftClosing& closing,
                 const std::function<void(const schema::Order&)>& visit)
{
    const auto opening = shop.get(Id<schema::ShiftOpening>(closing.shift()));
    const auto currency = Currency::fromNumeric(closing.expected().currency());
    if (!opening || !currency)
        return;
    ShiftSums unused(shop, *currency);
    Gathering(shop, *opening, {closing.numbers().begin(), closing.numbers().end()}, unused, visit)
        .run(beginOf(shop, *opening), closing.at_us());
}

} // namespace kontor
