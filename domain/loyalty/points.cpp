#include "domain/loyalty/points.h"

#include "domain/base/currency.h"
#include "domain/base/exact.h"
#include "domain/base/text.h"
#include "domain/customers/merge.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/loyalty/program.h"
#include "domain/payments/stored_value.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace kontor {

namespace {

constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
/// Hostile entries hold anything; no sum of a person's points is beyond this.
constexpr std::int64_t mostPoints = 1'000'000'000'000;

class PointsFold
{
public:
    void add(const schema::PointsEntry& entry)
    {
        expireBefore(entry.at_us());
        const auto points = std::clamp(entry.points(), -mostPoints, mostPoints);
        if (points >= 0 && entry.reason() == schema::POINTS_GIVEN_BACK)
            comesBack(entry, points);
        else if (points >= 0)
            comesIn(entry, points);
        else
            goesOut(entry, -points);
    }
    [[nodiscard]] std::vector<std::pair<TimeUs, std::int64_t>> fromNow() const
    {
        std::int64_t balance = -m_debt;
        std::map<TimeUs, std::int64_t> expiring;
        for (const auto& lot : m_lots) {
            balance += lot.points;
            if (lot.expires != INT64_MAX && lot.points != 0)
                expiring[lot.expires] += lot.points;
        }
        std::vector<std::pair<TimeUs, std::int64_t>> steps{{INT64_MIN, balance}};
        for (const auto& [at, points] : expiring)
            steps.emplace_back(at, balance -= points);
        return steps;
    }
    PointsView result(TimeUs at)
    {
        expireBefore(at);
        m_view.balance = -m_debt;
        m_view.overspent = m_overspent;
        m_view.owed = m_owed;
        for (const auto& lot : m_lots) {
            m_view.balance += lot.points;
            if (lot.expires == INT64_MAX || lot.points == 0)
                continue;
            if (!m_view.nextExpires || lot.expires < *m_view.nextExpires) {
                m_view.nextExpires = lot.expires;
                m_view.nextExpiry = 0;
            }
            m_view.nextExpiry += lot.expires == *m_view.nextExpires ? lot.points : 0;
        }
        return std::move(m_view);
    }

private:
    struct Lot {
        TimeUs expires = INT64_MAX;
        std::int64_t points = 0;
        Bytes order;
        std::int64_t expired = 0;
    };

    void expireBefore(TimeUs at)
    {
        for (auto& lot : m_lots)
            if (lot.expires <= at) {
                m_view.expired += lot.points;
                lot.expired += std::exchange(lot.points, 0);
            }
    }
    void comesIn(const schema::PointsEntry& entry, std::int64_t points)
    {
        m_view.earned += points;
        const auto left = points - payDebt(points);
        m_lots.push_back({entry.has_expires_us() ? entry.expires_us() : INT64_MAX, left, entry.order()});
    }
    std::int64_t payDebt(std::int64_t points)
    {
        const auto paid = std::min(points, m_debt);
        m_debt -= paid;
        m_owed -= std::min(m_owed, paid); // It is the first to be paid: they had something for it.
        m_overspent = std::min(m_overspent, m_debt);
        return paid;
    }
    /// To the lots they were taken from, the last taken first. A lot that has expired meanwhile takes them along: else buying and
    /// bringing back would make points live longer.
    void comesBack(const schema::PointsEntry& entry, std::int64_t points)
    {
        auto& taken = m_paidWith[entry.order()];
        while (points > 0 && !taken.empty()) {
            auto& last = taken.back();
            const auto part = std::min(points, last.points);
            if (last.lot == noLot) {
                comesIn(entry, part);
            } else {
                auto& lot = m_lots[last.lot];
                m_view.earned += part;
                lot.points += part - (lot.expires > entry.at_us() ? payDebt(part) : 0);
            }
            points -= part;
            last.points -= part;
            if (last.points == 0)
                taken.pop_back();
        }
        expireBefore(entry.at_us());
        if (points > 0)
            comesIn(entry, points);
    }
    void goesOut(const schema::PointsEntry& entry, std::int64_t points)
    {
        // Of goods that come back first what they earned: what of it has expired is gone already and not taken again.
        if (entry.reason() == schema::POINTS_TAKEN_BACK && !entry.order().empty())
            for (auto& lot : m_lots)
                if (lot.order == entry.order()) {
                    take(lot, points);
                    const auto part = std::min(points, lot.expired); // They came back instead of expiring.
                    lot.expired -= part;
                    points -= part;
                    m_view.expired -= part;
                    m_view.taken += part;
                }
        std::vector<std::size_t> order(m_lots.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return m_lots[a].expires < m_lots[b].expires; });
        const bool pays = entry.reason() == schema::POINTS_REDEEMED;
        auto* const paidWith = pays && entry.has_order() ? &m_paidWith[entry.order()] : nullptr;
        for (const auto lot : order) {
            const auto before = points;
            take(m_lots[lot], points);
            if (paidWith != nullptr && points < before)
                paidWith->push_back({lot, before - points});
        }
        if (paidWith != nullptr && points > 0)
            paidWith->push_back({noLot, points});
        m_debt += points;
        m_overspent += pays ? points : 0;
        m_owed += entry.reason() == schema::POINTS_TAKEN_BACK ? points : 0;
        m_view.taken += points;
    }
    void take(Lot& lot, std::int64_t& points)
    {
        const auto part = std::min(points, lot.points);
        lot.points -= part;
        points -= part;
        m_view.taken += part;
    }

    /// What an order was paid with: of which lot, or of none.
    struct Taken {
        std::size_t lot = 0;
        std::int64_t points = 0;
    };
    static constexpr std::size_t noLot = SIZE_MAX;

    std::vector<Lot> m_lots;
    std::map<Bytes, std::vector<Taken>> m_paidWith; ///< By order.
    std::int64_t m_debt = 0;
    std::int64_t m_overspent = 0; ///< Of the debt,
    std::int64_t m_owed = 0;      ///< as this.
    PointsView m_view;
};

} // namespace

namespace {

void sortByTime(std::vector<schema::PointsEntry>& entries)
{
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.at_us(), a.id()) < std::tuple(b.at_us(), b.id());
    });
}

} // namespace

std::vector<std::pair<TimeUs, std::int64_t>> pointsFromNow(std::vector<schema::PointsEntry> entries)
{
    sortByTime(entries);
    PointsFold fold;
    for (const auto& entry : entries)
        fold.add(entry);
    return fold.fromNow();
}

PointsView foldPoints(std::vector<schema::PointsEntry> entries, TimeUs at)
{
    std::erase_if(entries, [&](const auto& entry) { return entry.at_us() > at; });
    sortByTime(entries);
    PointsFold fold;
    for (const auto& entry : entries)
        fold.add(entry);
    auto view = fold.result(at);
    view.entries = std::move(entries);
    return view;
}

PointsView readPoints(const Reader& shop, Id<schema::Customer> customer, TimeUs at)
{
    std::vector<schema::PointsEntry> entries;
    for (const auto id : sameCustomers(shop, customer))
        for (auto& entry : shop.where<schema::PointsEntry>(schema::PointsEntry::kCustomerFieldNumber, id.bytes()))
            entries.push_back(std::move(entry));
    auto view = foldPoints(std::move(entries), at);
    const auto terms = loyaltyTerms(shop);
    if (!terms->program)
        return view;
    const TimeUs from = at - (terms->program->has_tier_days() ? terms->program->tier_days() : 365U) * dayUs;
    std::map<Bytes, TimeUs> bought; // By order. What comes back of it leaves the window with it.
    for (const auto& entry : view.entries)
        if (entry.reason() == schema::POINTS_EARNED && entry.has_order())
            bought.try_emplace(entry.order(), entry.at_us());
    for (const auto& entry : view.entries) {
        const auto of = entry.has_returned() ? bought.find(entry.order()) : bought.end();
        if ((of == bought.end() ? entry.at_us() : of->second) > from)
            view.spentMinor = static_cast<std::int64_t>(static_cast<std::uint64_t>(view.spentMinor) +
                                                        static_cast<std::uint64_t>(entry.spent_minor()));
    }
    for (const auto& tier : terms->program->tier())
        if (view.spentMinor >= tier.from_minor()) {
            view.tier = tier.name();
            view.tierMultiplierPpm = tier.has_multiplier_ppm() ? tier.multiplier_ppm() : 1'000'000;
        }
    return view;
}

Result<Commit> adjustPoints(const Reader& shop, const Context& context, const Actor& actor, const AdjustPoints& input)
{
    if (auto allowed = actor.may(schema::MANAGE_TILL); !allowed)
        return tl::unexpected(allowed.error());
    if (!shop.get(input.customer))
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    constexpr std::int64_t most = 1'000'000'000;
    if (input.points == 0 || input.points > most || input.points < -most)
        return invalid("points", "a correction is of something, and of less than this");
    const auto note = requiredText(input.note, "note");
    if (!note)
        return tl::unexpected(note.error());
    schema::PointsEntry entry;
    entry.set_customer(input.customer.string());
    entry.set_points(input.points);
    entry.set_reason(schema::POINTS_ADJUSTED);
    entry.set_at_us(context.now);
    entry.set_terminal(context.terminal.string());
    entry.set_note(*note);
    Commit commit{"adjust-points", context, actor};
    commit.insert(entry);
    return commit;
}

std::int64_t worthOfPoints(const schema::LoyaltyProgram& program, std::int64_t points)
{
    return static_cast<std::int64_t>(static_cast<Int128>(points) * program.point_value_e4() / 10'000);
}

Result<Commit> redeemPoints(const Reader& shop, const Context& context, const Actor& actor, const RedeemPoints& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    if (!shop.get(input.customer))
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    const auto terms = loyaltyTerms(shop);
    if (!terms->program)
        return invalid("points", "there is no loyalty programme");
    std::int64_t points = input.points;
    std::int64_t value = 0;
    if (!input.reward.isNil()) {
        const auto reward = shop.get(input.reward);
        if (!reward || reward->removed())
            return fail(Error::Kind::NotFound, "reward", "there is no such reward");
        points = reward->points();
        value = reward->value_minor();
    } else if (points > 0 && points <= mostPoints) {
        value = worthOfPoints(*terms->program, points);
    }
    if (points <= 0 || value <= 0)
        return invalid("points",
                       terms->program->has_point_value_e4() ? "they come to nothing" : "they pay for rewards only");
    const auto view = readPoints(shop, input.customer, context.now);
    if (view.balance < points)
        return fail(Error::Kind::Conflict, "points", "they have " + std::to_string(view.balance));
    const auto store = shop.get(context.store);
    const auto currency = Currency::fromNumeric(store ? store->currency() : 0);
    if (!currency)
        return tl::unexpected(currency.error());

    Commit commit{"redeem-points", context, actor};
    schema::StoredValue credit;
    credit.set_kind(schema::STORE_CREDIT_VALUE);
    credit.set_code(newStoredValueCode(context, "PT"));
    credit.set_currency(currency->numeric());
    credit.set_customer(input.customer.string());
    credit.set_issued_us(context.now);
    commit.insert(credit);
    auto issued = storedValueEntry(context, credit.id(), Money(value, *currency), schema::VALUE_ISSUED, {});
    commit.insert(issued);
    schema::PointsEntry entry;
    entry.set_customer(input.customer.string());
    entry.set_points(-points);
    entry.set_reason(schema::POINTS_REDEEMED);
    entry.set_at_us(context.now);
    entry.set_terminal(context.terminal.string());
    if (!input.reward.isNil())
        entry.set_reward(input.reward.string());
    commit.insert(entry);
    return commit;
}

RawId pointsGrantId(std::string_view what, Id<schema::Customer> customer, std::uint64_t number)
{
    return RawId::imported(what, customer.bytes(), number);
}

namespace {

struct Day {
    std::uint32_t monthDay = 0;
    std::uint32_t year = 0;
};
/// Today and the seven days before; 29 February is kept on 1 March in a year without one.
std::vector<Day> lastDays(TimeUs at, std::int32_t utcOffsetSeconds)
{
    std::vector<Day> days;
    for (int daysAgo = 0; daysAgo <= 7; ++daysAgo) {
        const auto date = dateOf(at - daysAgo * dayUs, utcOffsetSeconds);
        days.push_back({date % 10'000, date / 10'000});
        if (date % 10'000 == 301 && dateOf(at - (daysAgo + 1) * dayUs, utcOffsetSeconds) % 10'000 == 228)
            days.push_back({229, date / 10'000});
    }
    return days;
}

/// The year of the birthday that is now.
std::optional<std::uint32_t> yearOf(const schema::Customer& customer, TimeUs at, std::int32_t utcOffsetSeconds)
{
    for (const auto& day : lastDays(at, utcOffsetSeconds))
        if (customer.has_birthday() && day.monthDay == customer.birthday())
            return day.year;
    return std::nullopt;
}

/// Under whatever number of theirs.
bool wasGranted(const Reader& shop, Id<schema::Customer> customer, std::uint32_t year)
{
    const auto same = sameCustomers(shop, customer);
    return std::any_of(same.begin(), same.end(), [&](Id<schema::Customer> one) {
        return shop.get(Id<schema::PointsEntry>(pointsGrantId("birthday", one, year))).has_value();
    });
}

schema::PointsEntry birthdayEntry(const schema::LoyaltyProgram& program, Id<schema::Customer> customer,
                                  std::uint32_t year, TimeUs at)
{
    schema::PointsEntry entry;
    entry.set_id(pointsGrantId("birthday", customer, year).string());
    entry.set_customer(customer.string());
    entry.set_points(program.birthday_points());
    entry.set_reason(schema::POINTS_BIRTHDAY);
    entry.set_at_us(at);
    if (program.has_expiry_days())
        entry.set_expires_us(at + program.expiry_days() * dayUs);
    return entry;
}

} // namespace

std::vector<schema::Customer> birthdaysOf(const Reader& shop, TimeUs at, std::int32_t utcOffsetSeconds)
{
    std::vector<schema::Customer> customers;
    schema::Customer row;
    for (const auto& day : lastDays(at, utcOffsetSeconds))
        shop.eachBetween(schema::Customer::kBirthdayFieldNumber, day.monthDay, day.monthDay, row, [&] {
            if (!row.archived() && isStanding(shop, row))
                customers.push_back(row);
            return true;
        });
    return customers;
}

bool hadBirthday(const Reader& shop, const schema::Customer& customer, TimeUs at, std::int32_t utcOffsetSeconds)
{
    const auto year = yearOf(customer, at, utcOffsetSeconds);
    return year && wasGranted(shop, Id<schema::Customer>(customer.id()), *year);
}

Result<Commit> grantBirthday(const Reader& shop, const Context& context, const Actor& actor, const GrantBirthday& input)
{
    if (auto allowed = actor.may(schema::SELL); !allowed)
        return tl::unexpected(allowed.error());
    const auto customer = shop.get(input.customer);
    if (!customer)
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    const auto terms = loyaltyTerms(shop);
    if (!terms->program || terms->program->birthday_points() <= 0)
        return invalid("points", "the programme gives none for birthdays");
    if (!customer->has_birthday())
        return invalid("birthday", "it is not known");
    const auto year = yearOf(*customer, context.now, context.utcOffsetSeconds);
    if (!year)
        return invalid("birthday", "it is not in the last week");
    if (wasGranted(shop, input.customer, *year))
        return fail(Error::Kind::Conflict, "birthday", "they had their points this year");
    auto entry = birthdayEntry(*terms->program, input.customer, *year, context.now);
    entry.set_terminal(context.terminal.string());
    Commit commit{"grant-birthday", context, actor};
    commit.insert(entry);
    return commit;
}

bool isBirthdayGrant(const Reader& shop, const schema::PointsEntry& entry)
{
    const Id<schema::Customer> customer(entry.customer());
    const auto row = shop.get(customer);
    const auto terms = loyaltyTerms(shop);
    if (!row || !terms->program || terms->program->birthday_points() <= 0)
        return false;
    constexpr std::int32_t hour = 3600;
    std::set<std::uint32_t> years; // Between the first and the last place on earth lies one more date at most.
    for (const std::int32_t offset : {-12 * hour, 0, 14 * hour}) {
        if (row->has_birthday()) {
            if (const auto year = yearOf(*row, entry.at_us(), offset))
                years.insert(*year);
        } else {
            for (const auto& day : lastDays(entry.at_us(), offset))
                years.insert(day.year);
        }
    }
    return std::any_of(years.begin(), years.end(), [&](std::uint32_t year) {
        const auto expected = birthdayEntry(*terms->program, customer, year, entry.at_us());
        return entry.id() == expected.id() && entry.reason() == expected.reason() &&
               entry.points() == expected.points() && entry.expires_us() == expected.expires_us() &&
               !entry.has_order() && !wasGranted(shop, customer, year);
    });
}

} // namespace kontor
