#pragma once

#include "domain/inventory/known_cost.h"
#include "domain/orders/sell.h"
#include "domain/payments/cash.h"
#include "domain/settings/settings.h"
#include "support/shop_fixture.h"

#include <vector>

namespace kontor::bench {

/// The shop with a cart already filled, so that a bench measures sales and not the scans before them: those are durable
/// transactions of their own.
class FilledCart
{
public:
    /// `each`: what the list says it costs, in whole minor units.
    void add(Id<schema::Variant> variant, std::int64_t units, std::int64_t eachMinor)
    {
        schema::CartLine line;
        const auto ordinal = static_cast<std::uint32_t>(m_lines.size()) + 1;
        line.set_id(RawId::imported("bench", "cart-line", ordinal).string());
        line.set_ordinal(ordinal);
        line.set_variant(variant.string());
        line.set_quantity(Quantity::whole(units).thousandths);
        m_lines.push_back(std::move(line));
        m_totalMinor += units * eachMinor;
    }

    /// Sells it for exact cash.
    Result<Commit> sell(const Reader& shop, const Context& context, const Actor& actor) const
    {
        const Overlay filled(shop, m_lines);
        const Money total(m_totalMinor, storeTerms(shop, context.store).value().currency);
        const auto cash = cashPayment(total, total);
        if (!cash)
            return tl::unexpected(cash.error());
        return kontor::sell(filled, context, actor, {total, {*cash}, {}});
    }

    /// Sells it for exact cash at whatever the shop asks for it.
    Result<Commit> sellAtItsPrice(const Reader& shop, const Context& context, const Actor& actor) const
    {
        const Overlay filled(shop, m_lines);
        const auto cart = readCart(filled, context.store, context.terminal, context.now, context.utcOffsetSeconds);
        if (!cart)
            return tl::unexpected(cart.error());
        const auto cash = cashPayment(cart->total, cart->total);
        if (!cash)
            return tl::unexpected(cash.error());
        return kontor::sell(filled, context, actor, {cart->total, {*cash}, {}});
    }

private:
    class Overlay : public Reader, public StockCosts
    {
    public:
        Overlay(const Reader& under, const std::vector<schema::CartLine>& lines)
            : m_under(under),
              m_lines(lines),
              m_costs(stockCostsOf(under))
        {}
        // As the store's own reader: without it a sale would fold the whole past of each product.
        bool keepsCosts() const override { return m_costs != nullptr; }
        std::optional<CostCheckpoint> costCheckpoint(Id<schema::Variant> variant, Id<schema::Location> location,
                                                     TimeUs until) const override
        {
            return m_costs->costCheckpoint(variant, location, until);
        }
        std::optional<CostFold> lastCost(Id<schema::Variant> variant, Id<schema::Location> location,
                                         CostMethod method) const override
        {
            return m_costs->lastCost(variant, location, method);
        }
        std::vector<StockEvent> ledgerAfter(Id<schema::Variant> variant, Id<schema::Location> location,
                                            const StockEvent& after, TimeUs until) const override
        {
            return m_costs->ledgerAfter(variant, location, after, until);
        }
        bool find(const RawId& id, google::protobuf::Message& into) const override { return m_under.find(id, into); }
        void eachWhere(int field, BytesView value, google::protobuf::Message& into,
                       const std::function<bool()>& visit) const override
        {
            if (into.GetDescriptor() != schema::CartLine::descriptor())
                return m_under.eachWhere(field, value, into, visit);
            for (const auto& line : m_lines) {
                into.CopyFrom(line);
                if (!visit())
                    return;
            }
        }
        void each(google::protobuf::Message& into, const std::function<bool()>& visit) const override
        {
            m_under.each(into, visit);
        }
        std::vector<RawId> claimants(const google::protobuf::Message& prototype, int field,
                                     BytesView value) const override
        {
            return m_under.claimants(prototype, field, value);
        }
        std::optional<MergeKey> keyOfFact(const google::protobuf::Message& prototype, const RawId& id) const override
        {
            return m_under.keyOfFact(prototype, id);
        }
        std::vector<schema::Price> pricesOf(Id<schema::PriceList> list, Id<schema::Variant> variant) const override
        {
            return m_under.pricesOf(list, variant);
        }
        Quantity stockLevel(Id<schema::Variant> variant, Id<schema::Location> location) const override
        {
            return m_under.stockLevel(variant, location);
        }

        PromotionUses promotionUses(int field, BytesView subject, BytesView customer) const override
        {
            return m_under.promotionUses(field, subject, customer);
        }
        std::shared_ptr<const Derived> derived(MakeDerived make) const override { return m_under.derived(make); }

    private:
        const Reader& m_under;
        const std::vector<schema::CartLine>& m_lines;
        const StockCosts* m_costs;
    };

    std::vector<schema::CartLine> m_lines;
    std::int64_t m_totalMinor = 0;
};

} // namespace kontor::bench
