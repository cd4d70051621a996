#include "domain/commands/order_review.h"

#include "domain/base/exact.h"
#include "domain/base/money.h"
#include "domain/base/text.h"
#include "domain/commands/reason.h"
#include "domain/inventory/goods_back.h"
#include "domain/inventory/line_goods.h"
#include "domain/inventory/lot.h"
#include "domain/journal/reader.h"
#include "domain/orders/buyer.h"
#include "domain/orders/line_share.h"
#include "domain/orders/order_state.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/refund.h"
#include "domain/orders/reprice.h"
#include "domain/payments/cash_rounding.h"
#include "domain/payments/exchange.h"
#include "domain/pricing/engine.h"
#include "domain/pricing/line_price.h"
#include "domain/pricing/unit_price.h"
#include "domain/schema/identity.pb.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace kontor {

namespace {

/// Everything here comes from another machine: sums are wide, so that no claim can stop the server.
class Recomputing
{
public:
    Recomputing(const Reader& seen, const RawId& origin, const SaleFacts& facts)
        : m_seen(seen),
          m_origin(origin),
          m_facts(facts),
          m_left(seen)
    {}

    std::vector<schema::Reason> run()
    {
        for (const auto& order : m_facts.orders) {
            if (isFull())
                break;
            check(order);
        }
        return std::move(m_reasons);
    }

private:
    void differs(const schema::Order& order, const std::string& what, const std::string& detail,
                 schema::Reason::Code code = schema::Reason::PRICE_DIFFERS)
    {
        if (!isFull()) // What is wrong is at the end of the subject, and is not to be cut off by a long number.
            m_reasons.push_back(makeReason(code, "order " + shortened(order.receipt(), 80) + ", " + what, detail));
    }
    /// A commit holds thousands of lines, and one of a hostile terminal's is wrong in every one.
    [[nodiscard]] bool isFull() const { return m_reasons.size() >= maxReasons; }
    void compare(const schema::Order& order, const std::string& what, Int128 claimed, Int128 computed)
    {
        if (claimed != computed)
            differs(order, what, "claimed " + text(claimed) + ", computed " + text(computed));
    }
    static std::string text(Int128 minor)
    {
        const auto fits = narrow(minor, "amount");
        return fits ? std::to_string(*fits) : "too large to hold";
    }

    void check(const schema::Order& order)
    {
        const auto currency = Currency::fromNumeric(order.total().currency());
        if (!currency)
            return differs(order, "currency", currency.error().detail);
        if (engineOf(order.engine()) != pricingEngine)
            differs(order, "engine", "it was worked out by other rules than this program's, and is not checked by them",
                    schema::Reason::UNKNOWN);
        if (order.has_series() && order.series() != m_origin.bytes())
            differs(order, "series", "its number is of another origin's series", schema::Reason::UNKNOWN);

        StoredOrder stored = factsOf(order);
        Int128 total = 0;
        Int128 tax = 0;
        std::vector<LineGoods> goods;
        bool canBePriced = true;
        for (const auto& line : stored.lines) {
            if (!isFull()) {
                goods.push_back(goodsOfLine(m_seen, line));
                canBePriced = check(order, line, goods.back(), *currency) && canBePriced;
            }
            total += line.total_minor();
            tax += line.tax_minor();
        }
        compare(order, "lines", order.lines(), static_cast<Int128>(stored.lines.size()));
        compare(order, "total", order.total().minor(), total);
        compare(order, "tax", order.tax().minor(), tax);
        if (order.has_tax() && order.tax().currency() != order.total().currency())
            differs(order, "tax", "it is in another currency than the total");
        if (canBePriced && !isFull() && engineOf(order.engine()) == pricingEngine)
            reprice(stored, goods);
        checkPayments(order);
    }

    [[nodiscard]] StoredOrder factsOf(const schema::Order& order) const
    {
        StoredOrder stored;
        stored.order = order;
        const auto take = [&order](const auto& from, auto& into) {
            std::copy_if(from.begin(), from.end(), std::back_inserter(into),
                         [&](const auto& row) { return row.order() == order.id(); });
        };
        take(m_facts.lines, stored.lines);
        take(m_facts.taxes, stored.taxes);
        take(m_facts.discounts, stored.discounts);
        take(m_facts.uses, stored.uses);
        return stored;
    }

    void reprice(const StoredOrder& stored, std::vector<LineGoods>& goods)
    {
        const auto quote = repriceOrder(m_seen, stored, [&](const schema::OrderLine& line) {
            return std::move(goods[static_cast<std::size_t>(&line - stored.lines.data())]);
        });
        if (!quote)
            return differs(stored.order, quote.error().about, quote.error().detail);
        for (const auto& difference : differences(m_seen, stored, *quote))
            differs(stored.order, difference.what, difference.detail);
    }

    /// False when there is no pricing it.
    bool check(const schema::Order& order, const schema::OrderLine& line, const LineGoods& goods, Currency currency)
    {
        const std::string name = "line " + std::to_string(line.ordinal());
        // What its goods had cost is what the till knew and nobody else can work out: only its direction is checked, and of what comes
        // back by its receipt the share.
        if (line.has_cost_e4() && line.cost_e4() != 0 && (line.cost_e4() < 0) != (line.quantity() < 0))
            differs(order, name + ", cost", "its direction is not that of the goods");
        if (line.has_returns() || line.has_fulfils()) {
            checkEarlier(order, line, name);
            checkMovements(order, line, name, goods);
            return true;
        }
        const auto total = lineTotal(UnitPrice{line.unit_price_e4()}, pricePerUnit(line), Quantity{line.quantity()},
                                     Money(0, currency), currency);
        if (!total)
            differs(order, name + ", " + total.error().about, total.error().detail);
        if (goods.product.id().empty())
            differs(order, name + ", product", "the author had seen no such product");
        else if (line.has_price())
            checkListPrice(order, line, name, goods.product);
        checkMovements(order, line, name, goods);
        return total.has_value();
    }

    /// A line of an earlier order that comes back or is handed over: its share of that, as much as was left of it.
    void checkEarlier(const schema::Order& order, const schema::OrderLine& line, const std::string& name)
    {
        const bool comesBack = line.has_returns();
        const Id<schema::OrderLine> id(comesBack ? line.returns() : line.fulfils());
        const auto source = readSourceLine(m_seen, id);
        if (!source)
            return differs(order, name + ", line", "the author had seen no such line of an order");
        if ((line.quantity() < 0) != comesBack || line.quantity() == INT64_MIN)
            return differs(order, name + ", quantity", "its sign is not that of goods that come back");
        auto& here = m_takenHere[id.raw];
        const auto before = comesBack ? returnedOf(m_seen, id) : fulfilledOf(m_seen, id);
        const Int128 gone = static_cast<Int128>(before.thousandths) + here;
        const auto share =
            gone > INT64_MAX ? Result<LineShare>(invalid("quantity", "more than there was"))
                             : lineShare(*source, Quantity{static_cast<std::int64_t>(gone)}, Quantity{line.quantity()});
        here += comesBack ? -line.quantity() : line.quantity();
        if (!share)
            return differs(order, name + ", quantity", share.error().detail);
        if (const auto sound =
                checkPart(m_seen, *source, Quantity{static_cast<std::int64_t>(gone)}, Quantity{line.quantity()});
            !sound)
            differs(order, name + ", quantity", sound.error().detail);
        if (!comesBack && source->order.id() != order.placed())
            differs(order, name + ", line", "it is of another placed order than this one hands over");
        if (!comesBack)
            if (const auto state = orderHistory(m_seen, Id<schema::Order>(source->order.id())).state; isOver(state))
                differs(order, name + ", state",
                        shortened(source->order.receipt(), 80) + ", which it hands over of: it is " +
                            std::string(orderStateName(state)));
        if (!comesBack && isPlaced(order.kind()) &&
            (source->order.kind() != schema::QUOTATION || order.kind() == schema::QUOTATION))
            differs(order, name + ", line", "only goods of a quotation become another order, and no quotation again");
        if (line.variant() != source->row.variant())
            differs(order, name + ", product", "it is another than on the order");
        compare(order, name + ", total", line.total_minor(), share->totalMinor);
        compare(order, name + ", tax", line.tax_minor(), share->taxMinor);
        compare(order, name + ", discount", line.discount_minor(), share->discountMinor);
        compare(order, name + ", price", line.unit_price_e4(), source->row.unit_price_e4());
        if (comesBack && line.has_cost_e4() && !share->costE4)
            differs(order, name + ", cost", "what it takes back had none");
        else if (comesBack && line.has_cost_e4())
            compare(order, name + ", cost", line.cost_e4(),
                    line.details().condition() == schema::SCRAPPED ? 0 : *share->costE4);
        checkCharges(order, line, name, *share);
        if (comesBack && source->row.has_issues())
            checkCard(order, line, name, source->row);
    }

    /// Taxes and what promotions took of a line that comes back: its share of theirs.
    void checkCharges(const schema::Order& order, const schema::OrderLine& line, const std::string& name,
                      const LineShare& share)
    {
        const auto bare = [](auto row) {
            row.clear_id();
            row.clear_order();
            row.clear_line();
            return row.SerializeAsString();
        };
        const auto sameAs = [&](const auto& all, const auto& shares) {
            std::multiset<std::string> claimed;
            std::multiset<std::string> computed;
            for (const auto& row : all)
                if (row.order() == order.id() && row.line() == line.ordinal())
                    claimed.insert(bare(row));
            for (const auto& row : shares)
                computed.insert(bare(row));
            return claimed == computed;
        };
        if (!sameAs(m_facts.taxes, share.taxes))
            differs(order, name + ", taxes", "they are not its share of what they were on the order");
        if (!sameAs(m_facts.discounts, share.discounts))
            differs(order, name + ", discounts", "they are not its share of what they were on the order");
    }

    /// A gift card that was sold and comes back: what is on it goes with it.
    void checkCard(const schema::Order& order, const schema::OrderLine& line, const std::string& name,
                   const schema::OrderLine& sold)
    {
        Int128 takenBack = 0;
        for (const auto& entry : m_facts.storedValueEntries)
            if (entry.value() == sold.issues() && entry.reason() == schema::VALUE_TAKEN_BACK)
                takenBack += entry.amount_minor();
        compare(order, name + ", gift card", takenBack, line.total_minor());
    }

    void checkListPrice(const schema::Order& order, const schema::OrderLine& line, const std::string& name,
                        const schema::Product& product)
    {
        const auto fact = m_seen.get(Id<schema::Price>(line.price()));
        if (!fact || fact->variant() != line.variant() || fact->has_withdraws())
            return differs(order, name + ", price", "the price it names is none of this product's");
        compare(order, name + ", price", line.unit_price_e4(), fact->amount_e4());
        if (fact->currency() != order.total().currency())
            differs(order, name + ", currency", "its price is in another currency");
        const auto buyer = buyerIn(order);
        const auto held = buyer ? listPrice(m_seen, *buyer,
                                            {Id<schema::Variant>(line.variant()), Quantity{line.quantity()},
                                             Id<schema::Unit>(line.counted_in()), Id<schema::Unit>(product.unit())},
                                            order.at_us(), product.name())
                                : tl::unexpected(buyer.error());
        if (!held || held->fact.bytes() != fact->id())
            differs(order, name + ", price", "another price held when it was sold");
        else if (held->perUnit != pricePerUnit(line))
            differs(order, name + ", unit", "its price is per another unit than it says");
    }

    /// Who bought, as the author saw them and the store the till stood in.
    [[nodiscard]] Result<Buyer> buyerIn(const schema::Order& order) const
    {
        const auto terminal = m_seen.get(Id<schema::Terminal>(order.terminal()));
        const auto currency = Currency::fromNumeric(order.total().currency());
        if (!currency)
            return tl::unexpected(currency.error());
        return buyerFor(m_seen, Id<schema::Store>(terminal ? BytesView(terminal->store()) : BytesView()),
                        Id<schema::Customer>(order.customer()), order.at_us(), *currency);
    }

    void checkMovements(const schema::Order& order, const schema::OrderLine& line, const std::string& name,
                        const LineGoods& goods)
    {
        std::map<RawId, Int128> left; // By product, whatever the lots.
        const auto day = dateOf(order.at_us(), order.utc_offset_s());
        for (const auto& movement : m_facts.movements) {
            if (movement.line() != line.id())
                continue;
            left[RawId::of(movement.variant())] -= movement.quantity();
            if (movement.has_lot() && movement.quantity() < 0)
                if (const auto lot = sellableLot(m_seen, Id<schema::Variant>(movement.variant()),
                                                 Id<schema::Lot>(movement.lot()), day);
                    !lot)
                    differs(order, name + ", lot", lot.error().detail, schema::Reason::UNKNOWN);
        }
        if (left.empty())
            return;
        Result<Quantity> sold(Quantity{line.quantity()});
        if (line.has_counted_in())
            if (const auto ratio =
                    unitRatio(m_seen, Id<schema::Unit>(line.counted_in()), Id<schema::Unit>(goods.product.unit())))
                sold = inUnit(*sold, *ratio);
        bool fits = sold.has_value();
        static const std::vector<schema::StockMovement> none;
        const auto& went = line.has_returns() ? m_left.of(Id<schema::OrderLine>(line.returns())) : none;
        if (!went.empty()) {
            fits = areTheGoodsThatLeft(order, line, went, left);
        } else if (fits && goods.variant.part_size() == 0) {
            fits = left.size() == 1 && left.begin()->first == RawId::of(line.variant()) &&
                   left.begin()->second == sold->thousandths;
        } else if (fits) {
            const auto parts = goodsTaken(m_seen, Id<schema::Variant>(line.variant()), *sold);
            fits = parts.has_value();
            for (const auto& [variant, sum] : left) {
                const auto part = fits ? parts->find(Id<schema::Variant>(variant)) : parts->end();
                fits = fits && part != parts->end() && part->second.thousandths == sum;
            }
        }
        if (!fits)
            differs(order, name + ", stock", "its movement is not what was sold", schema::Reason::UNKNOWN);
    }

    /// Of what comes back by its receipt: whether it is its share of what left by it, as the author knew.
    [[nodiscard]] bool areTheGoodsThatLeft(const schema::Order& order, const schema::OrderLine& line,
                                           const std::vector<schema::StockMovement>& went,
                                           const std::map<RawId, Int128>& moved) const
    {
        const auto source = m_seen.get(Id<schema::OrderLine>(line.returns()));
        if (!source)
            return false;
        auto before = returnedOf(m_seen, Id<schema::OrderLine>(line.returns()));
        for (const auto& other : m_facts.lines)
            if (other.order() == order.id() && other.returns() == line.returns() && other.ordinal() < line.ordinal() &&
                other.details().condition() != schema::SCRAPPED)
                before = before - Quantity{other.quantity()};
        std::map<RawId, Int128> left = moved; // Of what comes in its quantity below zero.
        for (const auto& [variant, back] :
             goodsBack(went, Quantity{source->quantity()}, before, Quantity{} - Quantity{line.quantity()}))
            left[variant.raw] += back.thousandths;
        return std::all_of(left.begin(), left.end(), [](const auto& one) { return one.second == 0; });
    }

    void checkPayments(const schema::Order& order)
    {
        if (isPlaced(order.kind())) { // What is only promised is paid by deposits of their own.
            if (order.has_series() || std::any_of(m_facts.payments.begin(), m_facts.payments.end(),
                                                  [&](const auto& row) { return row.order() == order.id(); }))
                differs(order, "payments", "what is only promised takes no number and no money");
            return;
        }
        Int128 paid = 0;
        Int128 deposit = 0;
        std::vector<schema::Payment> own;
        for (const auto& payment : m_facts.payments) {
            if (payment.order() != order.id())
                continue;
            own.push_back(payment);
            deposit += payment.method() == schema::DEPOSIT ? payment.amount().minor() : 0;
            paid += payment.amount().minor();
            checkForeign(order, payment);
            if (payment.amount().currency() != order.total().currency())
                differs(order, "payment", "it is in another currency than the total");
            if (payment.has_tendered() && payment.amount().minor() > 0)
                compare(order, "change", payment.change().minor(),
                        static_cast<Int128>(payment.tendered().minor()) - payment.amount().minor());
        }
        compare(order, "payments", paid, static_cast<Int128>(order.total().minor()) + checkRounding(order, own));
        if (deposit != 0) {
            const auto left = depositLeft(m_seen, Id<schema::Order>(order.placed()));
            if (deposit < 0 || !left || deposit > left->minor())
                differs(order, "deposit", "so much was not paid on the placed order");
            Int128 handedOver = 0;
            for (const auto& line : m_facts.lines)
                if (line.order() == order.id() && line.has_fulfils())
                    handedOver += line.total_minor();
            if (deposit > handedOver)
                differs(order, "deposit", "it pays for goods that are not the placed order's");
        }
    }

    /// Money of another currency against the rate that held as the author saw.
    void checkForeign(const schema::Order& order, const schema::Payment& payment)
    {
        if (!payment.has_foreign() && !payment.has_rate())
            return;
        const auto foreign = Money::from(payment.foreign());
        const auto own = Currency::fromNumeric(order.total().currency());
        const auto rate = foreign && own
                              ? rateAt(m_seen, ownersOf(order).store, foreign->currency(), *own, order.at_us())
                              : Result<RateView>(invalid("currency", "it is in no currency there is"));
        if (!rate)
            return differs(order, "payment, rate", rate.error().detail);
        if (rate->fact.bytes() != payment.rate())
            return differs(order, "payment, rate", "another rate held when it was taken");
        const auto value = worth(*foreign, *rate);
        compare(order, "payment, worth", payment.tendered().minor(), value ? Int128{value->minor()} : Int128{-1});
    }

    /// What the order's rounding to coins says, checked against the coins as the author saw them. Orders of other systems were
    /// settled there.
    Int128 checkRounding(const schema::Order& order, const std::vector<schema::Payment>& payments)
    {
        Int128 claimed = 0;
        for (const auto& rounding : m_facts.roundings) {
            if (rounding.order() != order.id())
                continue;
            claimed += rounding.amount().minor();
            if (rounding.amount().currency() != order.total().currency())
                differs(order, "cash rounding", "it is in another currency than the total");
        }
        const auto currency = Currency::fromNumeric(order.total().currency());
        Int128 computed = 0;
        // Only what crosses the counter in cash is rounded; what is paid back by what it was once paid with.
        Int128 inCash = order.total().minor();
        const std::int64_t coin =
            currency ? std::max<std::int64_t>(1, cashUnit(m_seen, ownersOf(order), *currency).minor()) : 1;
        for (const auto& payment : payments) {
            // What was taken is rounded once, by the order; what goes back by less than a coin each.
            const std::int64_t own = isRounded(payment) ? payment.details().rounding_minor() : 0;
            if (own != 0 && payment.amount().minor() > 0)
                differs(order, "cash rounding", "of a payment is not what it says");
            if (!payment.has_refund_of() && (own >= coin || own <= -coin)) // Of refunds: settlement_review.h.
                differs(order, "cash rounding", "of a payment is more than coins make it");
            const bool backInCash = payment.method() == schema::CASH && payment.details().has_rounding_minor();
            const bool otherwise = payment.method() != schema::CASH || payment.has_refund_of();
            if (otherwise || backInCash)
                inCash -= static_cast<Int128>(payment.amount().minor()) - own;
            computed += own;
        }
        const auto cash = narrow(inCash, "amount");
        if (currency && cash && !order.has_source())
            computed += cashRounding(Money(*cash, *currency), cashUnit(m_seen, ownersOf(order), *currency)).minor();
        if (order.has_source())
            computed = 0;
        compare(order, "cash rounding", claimed, computed);
        return claimed;
    }

    /// Whose settings held where the order was made.
    [[nodiscard]] SettingOwners ownersOf(const schema::Order& order) const
    {
        SettingOwners owners;
        owners.terminal = Id<schema::Terminal>(order.terminal());
        if (const auto terminal = m_seen.get(owners.terminal))
            owners.store = Id<schema::Store>(terminal->store());
        if (const auto organisations = m_seen.all<schema::Organisation>(); !organisations.empty())
            owners.organisation = Id<schema::Organisation>(organisations.front().id());
        return owners;
    }

    const Reader& m_seen;
    const RawId& m_origin;
    const SaleFacts& m_facts;
    LineMovements m_left; ///< By the sales whose goods come back.
    std::vector<schema::Reason> m_reasons;
    std::map<RawId, Int128> m_takenHere; ///< Of earlier lines, by lines of this commit.
};

} // namespace

std::vector<schema::Reason> recomputeOrders(const Reader& asTheAuthorSaw, const RawId& origin, const SaleFacts& facts)
{
    return Recomputing(asTheAuthorSaw, origin, facts).run();
}

bool addsToForeignOrder(const SaleFacts& facts)
{
    const auto isOurs = [&](const Bytes& id) {
        return std::any_of(facts.orders.begin(), facts.orders.end(),
                           [&](const schema::Order& order) { return order.id() == id; });
    };
    const auto anyForeign = [&](const auto& rows) {
        return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return !isOurs(row.order()); });
    };
    return anyForeign(facts.lines) || anyForeign(facts.payments) || anyForeign(facts.taxes) ||
           anyForeign(facts.discounts) || anyForeign(facts.uses) || anyForeign(facts.roundings);
}

} // namespace kontor
