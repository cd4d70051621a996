#include "domain/orders/fraud.h"

#include "domain/base/exact.h"
#include "domain/journal/reader.h"
#include "domain/orders/buyer.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/reprice.h"
#include "domain/pricing/list_price.h"
#include "domain/schema/payments.pb.h"
#include "domain/schema/shifts.pb.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <map>
#include <utility>

namespace kontor {

namespace {

class Looking
{
public:
    Looking(const Reader& shop, const SettingOwners& owners)
        : m_shop(shop),
          m_returnsPerDay(readNumberSetting(shop, owners, fraudRefundsPerDay)),
          m_noReceiptPerDay(readNumberSetting(shop, owners, fraudNoReceiptPerDay)),
          m_largeRefund(readNumberSetting(shop, owners, fraudLargeRefund)),
          m_discountPercent(readNumberSetting(shop, owners, fraudDiscountPercent)),
          m_voidsPerDay(readNumberSetting(shop, owners, fraudVoidsPerDay)),
          m_discountsPerDay(readNumberSetting(shop, owners, fraudDiscountsPerDay)),
          m_noSalesPerDay(readNumberSetting(shop, owners, fraudNoSalesPerDay)),
          m_largeSale(readNumberSetting(shop, owners, fraudLargeSale)),
          m_largeCashOut(readNumberSetting(shop, owners, fraudLargeCashOut)),
          m_largeGiftCard(readNumberSetting(shop, owners, fraudLargeGiftCard))
    {}

    void look(const schema::Order& order)
    {
        if (order.training() || order.has_source() || isPlaced(order.kind()))
            return;
        bool comesBack = false;
        bool withoutReceipt = false;
        std::int64_t backMinor = 0;
        bool isReduced = false;
        schema::OrderLine line;
        std::vector<schema::OrderLine> keyed;
        std::vector<schema::OrderLine> reduced;
        m_shop.eachWhere(schema::OrderLine::kOrderFieldNumber, order.id(), line, [&] {
            isReduced = isReduced || line.discount_minor() != 0;
            if (line.has_issues() && line.total_minor() >= m_largeGiftCard)
                flag(FraudFlag::Kind::LargeGiftCard, order,
                     std::to_string(line.total_minor()) + " minor units were put on a gift card");
            if (line.quantity() < 0) {
                comesBack = true;
                withoutReceipt = withoutReceipt || !line.has_returns();
                backMinor -= line.total_minor();
            } else if (!line.has_price() && !line.has_gift_of() && !line.has_issues() && !line.has_fulfils()) {
                keyed.push_back(line);
            } else if (line.discount_minor() != 0 && !line.has_gift_of() && !line.has_fulfils()) {
                reduced.push_back(line);
            }
            return true;
        });
        if (!reduced.empty()) {
            const auto discounts =
                m_shop.where<schema::LineDiscount>(schema::LineDiscount::kOrderFieldNumber, order.id());
            for (auto& one : reduced)
                if (const auto byHand = byHandMinor(discounts, one); byHand != 0) {
                    one.set_unit_price_e4(keyedIn(one, byHand).most.e4);
                    keyed.push_back(std::move(one));
                }
        }
        const std::pair key{order.staff(), order.business_date()};
        if (comesBack)
            countReturn(order.staff(), order.business_date(), Id<schema::Order>(order.id()));
        if (withoutReceipt && ++m_noReceipts[key] == m_noReceiptPerDay + 1)
            flag(FraudFlag::Kind::ManyWithoutReceipt, order,
                 "more than " + std::to_string(m_noReceiptPerDay) + " returns without a receipt in a day");
        if (comesBack && backMinor >= m_largeRefund)
            flag(FraudFlag::Kind::LargeRefund, order, std::to_string(backMinor) + " minor units went back");
        if (order.total().minor() >= m_largeSale)
            flag(FraudFlag::Kind::LargeSale, order,
                 std::to_string(order.total().minor()) + " minor units were sold for");
        if (order.code_size() > 0 && isReduced)
            countDiscount(order);
        for (const auto& one : keyed)
            lookAtPrice(order, one);
    }

    /// A deposit that went back with its order is a return without goods.
    void look(const schema::OrderEvent& event)
    {
        const Id<schema::Order> id(event.order());
        std::int64_t backMinor = 0;
        for (const auto& payment : m_shop.where<schema::Payment>(schema::Payment::kOrderFieldNumber, event.order()))
            if (payment.amount().minor() < 0) // Goods that come back are paid by an order of their own.
                backMinor -= payment.amount().minor();
        if (backMinor == 0)
            return;
        const auto day = dateOf(event.at_us(), 0);
        countReturn(event.staff(), day, id);
        if (backMinor >= m_largeRefund)
            flag(FraudFlag::Kind::LargeRefund, event.staff(), day, id,
                 std::to_string(backMinor) + " minor units of a deposit went back");
    }

    void look(const schema::CashMovement& row)
    {
        // Its shift's day, as the sales beside it; what is in none has no other day than UTC's.
        const auto shift = m_shop.get(Id<schema::ShiftOpening>(row.shift()));
        const auto day = shift && shift->has_business_date() ? shift->business_date() : dateOf(row.at_us(), 0);
        if (row.kind() == schema::CASH_NO_SALE && ++m_noSales[{row.staff(), day}] == m_noSalesPerDay + 1)
            flag(FraudFlag::Kind::ManyNoSales, row.staff(), day, {},
                 "the drawer was opened more than " + std::to_string(m_noSalesPerDay) +
                     " times in a day without a sale");
        if (row.kind() == schema::CASH_PAID_OUT && row.amount().minor() >= m_largeCashOut)
            flag(FraudFlag::Kind::LargeCashOut, row.staff(), day, {},
                 std::to_string(row.amount().minor()) + " minor units were paid out: " + row.reason());
    }

    void look(const schema::StoredValueEntry& row)
    {
        const auto minor = row.amount_minor();
        if (row.reason() == schema::VALUE_CORRECTED && (minor >= m_largeGiftCard || minor <= -m_largeGiftCard))
            flag(FraudFlag::Kind::LargeGiftCard, {}, row.business_date(), {},
                 "a gift card was corrected by " + std::to_string(minor) + " minor units: " + row.note());
    }

    void look(const schema::CartVoid& row)
    {
        countVoid(row.staff(), row.business_date(), Id<schema::Order>(row.order()));
    }
    /// One that has expired; where it was discarded since, that was counted.
    void look(const schema::ParkedCart& row)
    {
        const bool hasGoods =
            std::any_of(row.line().begin(), row.line().end(), [](const auto& line) { return line.quantity() > 0; });
        if (hasGoods && !row.has_taken_us() && !row.discarded())
            countVoid(row.staff(), dateOf(row.expires_us(), 0), {});
    }

    std::vector<FraudFlag> flags;

private:
    void flag(FraudFlag::Kind kind, const schema::Order& order, std::string reason)
    {
        flag(kind, order.staff(), order.business_date(), Id<schema::Order>(order.id()), std::move(reason));
    }
    void flag(FraudFlag::Kind kind, const Bytes& person, std::uint32_t day, Id<schema::Order> order, std::string reason)
    {
        const auto staff = m_shop.get(Id<schema::Staff>(person));
        flags.push_back({kind, staff ? staff->name() : hex(person), day, order, std::move(reason)});
    }

    void countVoid(const Bytes& person, std::uint32_t day, Id<schema::Order> order)
    {
        if (++m_voids[{person, day}] == m_voidsPerDay + 1)
            flag(FraudFlag::Kind::ManyVoids, person, day, order,
                 "goods were taken out of more than " + std::to_string(m_voidsPerDay) + " carts in a day");
    }

    void countReturn(const Bytes& person, std::uint32_t day, Id<schema::Order> order)
    {
        if (++m_returns[{person, day}] == m_returnsPerDay + 1)
            flag(FraudFlag::Kind::ManyReturns, person, day, order,
                 "more than " + std::to_string(m_returnsPerDay) + " returns in a day");
    }

    void countDiscount(const schema::Order& order)
    {
        if (++m_discounts[{order.staff(), order.business_date()}] == m_discountsPerDay + 1)
            flag(FraudFlag::Kind::ManyDiscounts, order,
                 "more than " + std::to_string(m_discountsPerDay) + " prices or codes by hand in a day");
    }

    void lookAtPrice(const schema::Order& order, const schema::OrderLine& line)
    {
        const auto terminal = m_shop.get(Id<schema::Terminal>(order.terminal()));
        const auto variant = m_shop.get(Id<schema::Variant>(line.variant()));
        const auto product = variant ? m_shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
        if (!terminal || !product)
            return;
        const auto buyer = buyerFor(m_shop, Id<schema::Store>(terminal->store()),
                                    Id<schema::Customer>(order.customer()), order.at_us());
        if (!buyer)
            return;
        const auto list = listPrice(m_shop, *buyer,
                                    {Id<schema::Variant>(line.variant()), Quantity{line.quantity()},
                                     Id<schema::Unit>(line.counted_in()), Id<schema::Unit>(product->unit())},
                                    order.at_us(), product->name());
        if (!list || list->shownPerUnit().e4 <= 0)
            return;
        if (line.unit_price_e4() < list->shownPerUnit().e4)
            countDiscount(order);
        const Int128 kept = static_cast<Int128>(line.unit_price_e4()) * 100;
        if (kept <=
            static_cast<Int128>(list->shownPerUnit().e4) * (100 - std::min<std::int64_t>(m_discountPercent, 100)))
            flag(FraudFlag::Kind::DeepDiscount, order,
                 line.name() + " was keyed in at " + std::to_string(m_discountPercent) +
                     " % or more below its list price");
    }

    const Reader& m_shop;
    std::int64_t m_returnsPerDay;
    std::int64_t m_noReceiptPerDay;
    std::int64_t m_largeRefund;
    std::int64_t m_discountPercent;
    std::int64_t m_voidsPerDay;
    std::int64_t m_discountsPerDay;
    std::int64_t m_noSalesPerDay;
    std::int64_t m_largeSale;
    std::int64_t m_largeCashOut;
    std::int64_t m_largeGiftCard;
    std::map<std::pair<Bytes, std::uint32_t>, std::int64_t> m_discounts;
    std::map<std::pair<Bytes, std::uint32_t>, std::int64_t> m_noSales;
    std::map<std::pair<Bytes, std::uint32_t>, std::int64_t> m_voids;
    std::map<std::pair<Bytes, std::uint32_t>, std::int64_t> m_returns;
    std::map<std::pair<Bytes, std::uint32_t>, std::int64_t> m_noReceipts;
};

} // namespace

std::string_view fraudKindName(FraudFlag::Kind kind)
{
    switch (kind) {
    case FraudFlag::Kind::ManyReturns: return "many-returns";
    case FraudFlag::Kind::ManyWithoutReceipt: return "many-without-receipt";
    case FraudFlag::Kind::LargeRefund: return "large-refund";
    case FraudFlag::Kind::DeepDiscount: return "deep-discount";
    case FraudFlag::Kind::ManyVoids: return "many-voids";
    case FraudFlag::Kind::ManyDiscounts: return "many-discounts";
    case FraudFlag::Kind::ManyNoSales: return "many-no-sales";
    case FraudFlag::Kind::LargeSale: return "large-sale";
    case FraudFlag::Kind::LargeCashOut: return "large-cash-out";
    case FraudFlag::Kind::LargeGiftCard: return "large-gift-card";
    }
    return "?";
}

std::vector<FraudFlag> fraudFlags(const Reader& shop, const SettingOwners& owners, TimeUs from, TimeUs to, TimeUs at)
{
    Looking looking(shop, owners);
    schema::Order order;
    shop.eachBetween(schema::Order::kAtUsFieldNumber, from, to, order, [&] {
        looking.look(order);
        return true;
    });
    schema::CartVoid row;
    shop.eachBetween(schema::CartVoid::kAtUsFieldNumber, from, to, row, [&] {
        looking.look(row);
        return true;
    });
    const auto within = [&](TimeUs time) { return time >= from && time <= to; };
    schema::ParkedCart parked;
    shop.eachBetween(schema::ParkedCart::kParkedUsFieldNumber, 0, to, parked, [&] {
        if (parked.has_expires_us() && within(parked.expires_us()) && parked.expires_us() <= at)
            looking.look(parked);
        return true;
    });
    // None of these has an index of time, and each is few beside the sales.
    schema::OrderEvent event;
    shop.each(event, [&] {
        if ((event.state() == schema::ORDER_CANCELLED || event.state() == schema::ORDER_RETURNED) &&
            within(event.at_us()))
            looking.look(event);
        return true;
    });
    schema::CashMovement movement;
    shop.each(movement, [&] {
        if (within(movement.at_us()))
            looking.look(movement);
        return true;
    });
    schema::StoredValueEntry entry;
    shop.each(entry, [&] {
        if (within(entry.at_us()))
            looking.look(entry);
        return true;
    });
    return std::move(looking.flags);
}

} // namespace kontor
