#include "domain/loyalty/earn.h"

#include "domain/base/exact.h"
#include "domain/customers/merge.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/loyalty/points.h"
#include "domain/loyalty/program.h"

#include <algorithm>
#include <map>

namespace kontor {

namespace {

constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
constexpr std::int64_t million = 1'000'000;

/// In it, or on a shelf below it. Two tills may have made a circle.
bool isIn(const Reader& shop, Bytes category, const Bytes& shelf)
{
    constexpr int mostLevels = 64;
    for (int level = 0; level < mostLevels && !category.empty(); ++level) {
        if (category == shelf)
            return true;
        const auto row = shop.get(Id<schema::Category>(category));
        category = row ? row->parent() : Bytes();
    }
    return false;
}

bool holds(const Reader& shop, const schema::LoyaltyRule& rule, const schema::OrderLine& line,
           const schema::Product& product, TimeUs at)
{
    if ((rule.has_valid_from_us() && at < rule.valid_from_us()) ||
        (rule.has_valid_until_us() && at >= rule.valid_until_us()))
        return false;
    if (rule.has_variant() && rule.variant() != line.variant())
        return false;
    if (rule.has_category() && !isIn(shop, product.category(), rule.category()))
        return false;
    return !rule.has_tag() || std::find(product.tag().begin(), product.tag().end(), rule.tag()) != product.tag().end();
}

class Earning
{
public:
    Earning(const Reader& shop, const LoyaltyTerms& terms, const schema::Order& order)
        : m_shop(shop),
          m_terms(terms),
          m_order(order),
          m_customer(order.customer())
    {}

    std::vector<schema::PointsEntry> run(std::span<const schema::OrderLine> lines)
    {
        std::map<Bytes, Int128> cameBack; // Of earlier orders, by order: what was paid for it.
        for (const auto& line : lines) {
            if (line.has_issues() || line.has_gift_of())
                continue; // A gift card is money and earns when it is spent.
            if (line.has_returns()) {
                if (const auto source = m_shop.get(Id<schema::OrderLine>(line.returns())))
                    cameBack[source->order()] -= line.total_minor();
                continue;
            }
            if (m_terms.program && !m_customer.isNil())
                earn(line);
        }
        if (m_terms.program)
            addEarned();
        for (const auto& [order, amount] : cameBack)
            takeBack(order, amount);
        return std::move(m_entries);
    }

private:
    /// What goods come to before the programme's price of a point divides it.
    struct Worth {
        Int128 weighted = 0; ///< Minor units × millionths.
        Int128 each = 0;     ///< Points × thousandths.
    };

    void earn(const schema::OrderLine& line)
    {
        const auto variant = m_shop.get(Id<schema::Variant>(line.variant()));
        const auto product = variant ? m_shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
        if (!product)
            return;
        std::uint64_t multiplier = 1'000'000; // The best of them: campaigns do not add up.
        Int128 each = 0;
        for (const auto& rule : m_terms.rules) {
            if (!holds(m_shop, rule, line, *product, m_order.at_us()))
                continue;
            if (rule.has_multiplier_ppm())
                multiplier = std::max(multiplier, rule.multiplier_ppm());
            each += static_cast<Int128>(rule.points_each()) * line.quantity();
        }
        m_spent += line.total_minor();
        const int sign = line.quantity() < 0 ? -1 : 1;
        Worth& worth = sign < 0 ? m_back : m_sold;
        worth.weighted += static_cast<Int128>(line.total_minor()) * static_cast<Int128>(multiplier) * sign;
        worth.each += each * sign;
    }

    [[nodiscard]] static Int128 quotient(const Int128& value, const Int128& by, bool up)
    {
        return up && value > 0 ? (value + by - 1) / by : value / by;
    }
    [[nodiscard]] Int128 pointsOf(const Worth& worth, std::uint64_t tierPpm, bool up) const
    {
        const Int128 minor = m_terms.program->minor_per_point();
        return (minor > 0 ? quotient(worth.weighted * static_cast<Int128>(tierPpm), minor * million * million, up)
                          : Int128{0}) +
               quotient(worth.each, 1000, up);
    }

    void addEarned()
    {
        if (m_customer.isNil() || (m_spent == 0 && m_sold.each == 0 && m_back.each == 0 && m_sold.weighted == 0))
            return;
        const auto& program = *m_terms.program;
        const auto tier = program.minor_per_point() > 0 && program.tier_size() > 0
                              ? readPoints(m_shop, m_customer, m_order.at_us()).tierMultiplierPpm
                              : 1'000'000;
        const Int128 points = pointsOf(m_sold, tier, false) - pointsOf(m_back, tier, true);
        constexpr std::int64_t most = 1'000'000'000;
        auto entry = newEntry(m_customer.string(), m_order.id());
        entry.set_points(static_cast<std::int64_t>(std::clamp<Int128>(points, -most, most)));
        entry.set_reason(m_spent < 0 || points < 0 ? schema::POINTS_TAKEN_BACK : schema::POINTS_EARNED);
        entry.set_spent_minor(static_cast<std::int64_t>(std::clamp<Int128>(m_spent, -most * million, most * million)));
        const bool isSale = entry.points() > 0;
        m_entries.push_back(std::move(entry));
        if (isSale)
            addReferral();
    }

    void addReferral()
    {
        const auto& program = *m_terms.program;
        const auto customer = program.referral_points() > 0 ? m_shop.get(m_customer) : std::nullopt;
        if (!customer || !customer->has_referred_by())
            return;
        const Id<schema::Customer> friend_(customer->referred_by());
        const RawId own = pointsGrantId("referral", m_customer, 1);
        if (m_shop.get(Id<schema::PointsEntry>(own)) || hasEarned() ||
            standsFor(m_shop, friend_) == standsFor(m_shop, m_customer)) // Of oneself, since two rows were merged.
            return;
        for (const auto& [customerId, id] :
             {std::pair(m_customer, own), std::pair(friend_, pointsGrantId("referral", m_customer, 2))}) {
            auto entry = newEntry(customerId.string(), m_order.id());
            entry.set_id(id.string());
            entry.set_points(program.referral_points());
            entry.set_reason(schema::POINTS_REFERRAL);
            m_entries.push_back(std::move(entry));
        }
    }

    /// Before this order, under whatever number of theirs: then nobody brought them here with it.
    [[nodiscard]] bool hasEarned() const
    {
        for (const auto id : sameCustomers(m_shop, m_customer))
            for (const auto& entry :
                 m_shop.where<schema::PointsEntry>(schema::PointsEntry::kCustomerFieldNumber, id.bytes()))
                if (entry.reason() == schema::POINTS_EARNED && entry.points() > 0 && entry.order() != m_order.id())
                    return true;
        return false;
    }

    /// What an order gave to whom, and the share of it that goes back.
    void takeBack(const Bytes& order, Int128 amount)
    {
        struct Given {
            Int128 points = 0;
            Int128 taken = 0;
        };
        std::map<Bytes, Given> given;
        std::map<Bytes, Int128> spentBack;
        Int128 spent = 0;
        Int128 before = 0;
        Bytes buyer;
        for (const auto& entry : m_shop.where<schema::PointsEntry>(schema::PointsEntry::kOrderFieldNumber, order)) {
            auto& one = given[entry.customer()];
            if (entry.reason() == schema::POINTS_EARNED || entry.reason() == schema::POINTS_REFERRAL)
                one.points += entry.points();
            if (entry.reason() == schema::POINTS_TAKEN_BACK && entry.has_returned())
                one.taken -= entry.points();
            if (entry.reason() == schema::POINTS_EARNED) {
                spent += entry.spent_minor();
                buyer = entry.customer();
            }
            if (entry.reason() == schema::POINTS_TAKEN_BACK && entry.has_returned())
                before -= entry.spent_minor();
        }
        if (spent <= 0 || amount <= 0)
            return;
        const Int128 gone = std::min(before + amount, spent);
        for (const auto& [customer, one] : given) {
            const Int128 due = divideHalfUp(one.points * gone, spent) - one.taken;
            const bool isBuyer = customer == buyer;
            if (due <= 0 && !isBuyer)
                continue;
            auto entry = newEntry(customer, order);
            entry.set_points(-static_cast<std::int64_t>(std::max<Int128>(due, 0)));
            entry.set_reason(schema::POINTS_TAKEN_BACK);
            entry.clear_expires_us();
            entry.set_returned(m_order.id());
            if (isBuyer)
                entry.set_spent_minor(-static_cast<std::int64_t>(amount));
            m_entries.push_back(std::move(entry));
        }
    }

    [[nodiscard]] schema::PointsEntry newEntry(const Bytes& customer, const Bytes& order) const
    {
        schema::PointsEntry entry;
        entry.set_customer(customer);
        entry.set_order(order);
        entry.set_at_us(m_order.at_us());
        entry.set_terminal(m_order.terminal());
        if (m_terms.program && m_terms.program->has_expiry_days())
            entry.set_expires_us(m_order.at_us() + m_terms.program->expiry_days() * dayUs);
        return entry;
    }

    const Reader& m_shop;
    const LoyaltyTerms& m_terms;
    const schema::Order& m_order;
    Id<schema::Customer> m_customer;
    Int128 m_spent = 0;
    Worth m_sold;
    Worth m_back; ///< Without its receipt; above zero.
    std::vector<schema::PointsEntry> m_entries;
};

} // namespace

std::vector<schema::PointsEntry> pointsOfOrder(const Reader& shop, const schema::Order& order,
                                               std::span<const schema::OrderLine> lines)
{
    const bool isSold = order.kind() == schema::SALE || order.kind() == schema::RETURN;
    if (!isSold || order.training() || order.has_source())
        return {};
    const auto terms = loyaltyTerms(shop);
    return Earning(shop, *terms, order).run(lines);
}

void insertPoints(const Reader& shop, const schema::Order& order, std::span<const schema::OrderLine> lines,
                  Commit& commit)
{
    for (auto& entry : pointsOfOrder(shop, order, lines))
        commit.insert(entry);
}

} // namespace kontor
