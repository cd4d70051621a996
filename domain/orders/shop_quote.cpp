#include "domain/orders/shop_quote.h"

#include "domain/customers/merge.h"
#include "domain/pricing/line_price.h"
#include "domain/promotions/eligibility.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/settings.pb.h"

#include <algorithm>
#include <map>

namespace kontor {

namespace {

Rational tenTo(int exponent)
{
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

Attribute attribute(ShopAttribute which, std::vector<std::string> values, bool isList = false)
{
    return {std::string(attributeName(which)), std::move(values), isList};
}

class Pricing
{
public:
    /// `places`: of the order's lines in a greater one it is a part of; nullptr: it is whole.
    Pricing(const Reader& shop, const ShopOrder& order, std::shared_ptr<const TaxTables> taxes,
            std::shared_ptr<const Offer> offer, const std::vector<std::size_t>* places = nullptr)
        : m_shop(shop),
          m_order(order),
          m_places(places),
          m_minorUnits(tenTo(order.currency.exponent())),
          m_priceUnits(m_minorUnits * 10'000),
          m_request{{order.currency, {}, {}, {}, 0}, {}, {}, true, {}, {}, {}, {}},
          m_taxes(std::move(taxes)),
          m_offer(std::move(offer)),
          m_terms(m_taxes->terms(order.store))
    {}

    Result<ShopQuote> run()
    {
        auto& rounding = m_request.cart.rounding;
        rounding.taxes = m_terms.taxes;
        rounding.amounts = m_terms.amounts;
        rounding.discounts = m_terms.discounts;
        rounding.unit = Rational(1) / m_minorUnits;
        if (!m_order.customer.isNil() && m_order.isPromoted)
            m_customer = m_shop.get(standsFor(m_shop, m_order.customer));
        m_request.cart.items.reserve(m_order.lines.size());
        m_items.resize(m_order.lines.size());
        if (auto added = addLines(false); !added)
            return tl::unexpected(added.error());
        m_request.cart.lineCount = m_request.cart.items.size();
        if (auto added = addLines(true); !added)
            return tl::unexpected(added.error());
        if (m_offer)
            addOffer();
        auto quote = priceQuote(m_request);
        if (!quote)
            return tl::unexpected(quote.error()); // Taxes that fit no price are in no table.
        return charged(std::move(*quote));
    }

private:
    /// Goods and services, or what is delivered: the engine has shipping behind the lines.
    Result<Done> addLines(bool shipping)
    {
        for (std::size_t i = 0; i < m_order.lines.size(); ++i) {
            if ((m_order.lines[i].product.kind() == schema::DELIVERY) != shipping)
                continue;
            m_items[i] = m_request.cart.items.size();
            if (auto added = addLine(m_order.lines[i]); !added)
                return added;
            m_request.cart.items.back().id = std::to_string((m_places != nullptr ? (*m_places)[i] : i) + 1);
        }
        return Done{};
    }

    Result<Done> addLine(const ShopLine& line)
    {
        if (line.unitPriceE4.sign() < 0)
            return invalid("price", "a price is zero or more; a return has a quantity below zero");
        if (line.quantity.thousandths == 0)
            return invalid("quantity", "a line's quantity is not zero");
        if (line.quantity.thousandths > maxLineThousandths || line.quantity.thousandths < -maxLineThousandths)
            return invalid("quantity", "this is more than a line may hold");
        CartItem item;
        item.quantity = Rational(line.quantity.thousandths, 1000);
        item.unitPrice = line.unitPriceE4 / m_priceUnits;
        if ((item.unitPrice * item.quantity * m_minorUnits).magnitude() > maxLineMinor)
            return invalid("price", "this is more than a line may cost");
        if (line.byHandMinor != 0) {
            // Off the exact price, so that the rest is rounded once, as if it had been keyed in.
            const Rational most = roundTo(item.unitPrice * item.quantity * m_minorUnits, 1, Rounding::HalfUp);
            const Rational byHand = line.byHandMinor;
            if (byHand.sign() != most.sign() || byHand.magnitude() > most.magnitude())
                return invalid("discount", "by hand at most the whole price is taken off");
            item.unitPrice = std::max(Rational(0), item.unitPrice - byHand / (item.quantity * m_minorUnits));
        }
        const auto exemption = m_customer ? std::string_view(m_customer->tax_exemption()) : std::string_view();
        const auto& taxes = m_taxes->taxesOf(line.product, m_terms.jurisdiction, exemption);
        item.taxes = inCart(taxes);
        if (!exemption.empty())
            if (const auto& others = m_taxes->taxesOf(line.product, m_terms.jurisdiction, {}); &others != &taxes)
                item.pricedWith = inCart(others);
        if (m_offer && m_offer->asksForLines())
            addAttributes(line, item.attributes);
        m_request.cart.items.push_back(std::move(item));
        return Done{};
    }

    /// The cart's positions of taxes of the tables; it holds only those that some line has.
    std::vector<std::size_t> inCart(const std::vector<std::size_t>& taxes)
    {
        std::vector<std::size_t> positions;
        positions.reserve(taxes.size());
        for (const auto tax : taxes) {
            const auto known = std::find(m_inTables.begin(), m_inTables.end(), tax);
            positions.push_back(static_cast<std::size_t>(known - m_inTables.begin()));
            if (known == m_inTables.end()) {
                m_inTables.push_back(tax);
                m_request.cart.taxes.push_back(m_taxes->tax(tax).rule);
            }
        }
        return positions;
    }

    void addAttributes(const ShopLine& line, Attributes& attributes) const
    {
        const auto add = [&](ShopAttribute which, const std::string& value) {
            if (!value.empty() && m_offer->asksFor(which))
                attributes.push_back(attribute(which, {value}));
        };
        if (m_offer->asksFor(ShopAttribute::ProductId))
            add(ShopAttribute::ProductId, hex(line.product.id()));
        add(ShopAttribute::ProductName, line.product.name());
        if (m_offer->asksFor(ShopAttribute::VariantId))
            add(ShopAttribute::VariantId, hex(line.variant.id()));
        add(ShopAttribute::Sku, line.variant.sku());
        add(ShopAttribute::Brand, line.product.brand());
        if (m_offer->asksFor(ShopAttribute::TaxClass))
            add(ShopAttribute::TaxClass, hex(line.product.tax_class()));
        if (line.product.tag_size() > 0 && m_offer->asksFor(ShopAttribute::Tag))
            attributes.push_back(
                attribute(ShopAttribute::Tag, {line.product.tag().begin(), line.product.tag().end()}, true));
        if (!line.product.has_category())
            return;
        const auto& shelf = m_offer->shelf(line.product.category());
        if (m_offer->asksFor(ShopAttribute::Category))
            attributes.push_back(attribute(ShopAttribute::Category, shelf.names, true));
        if (m_offer->asksFor(ShopAttribute::CategoryId))
            attributes.push_back(attribute(ShopAttribute::CategoryId, shelf.ids, true));
    }

    void addOffer()
    {
        m_request.standing = m_offer->automatic();
        m_ids = m_offer->automaticIds();
        m_request.at = LocalMoment{m_order.at + TimeUs{m_order.utcOffsetSeconds} * 1'000'000, m_order.utcOffsetSeconds};
        m_codeIds.resize(m_ids.size());
        for (const auto& code : m_order.codes)
            addCode(code);
        if (m_request.promotionCount() == 0)
            return;
        addOrderAttributes();
        addCampaigns();
    }

    /// Further codes are rows of their own, looked up one by one: a batch of thousands costs nothing but those that are given.
    void addCode(const std::string& code)
    {
        if (std::find(m_request.codes.begin(), m_request.codes.end(), code) != m_request.codes.end())
            return;
        m_request.codes.push_back(code);
        const Offer::Coded* opened = m_offer->codedBy(code);
        PromotionCode made;
        Id<schema::FurtherCode> id;
        if (opened == nullptr)
            if (const auto holder = m_shop.holder<schema::FurtherCode>(schema::FurtherCode::kCodeFieldNumber, code))
                if (const auto row = m_shop.get(*holder); row && !row->ended()) {
                    opened = m_offer->coded(Id<schema::Promotion>(row->promotion()));
                    id = *holder;
                    made.code = code;
                    if (row->has_customer())
                        made.customer = hex(row->customer());
                    if (row->has_limit()) {
                        made.limit = row->limit();
                        if (!comesBack())
                            made.used =
                                m_shop.promotionUses(schema::PromotionUse::kCodeFieldNumber, row->id(), {}).uses;
                    }
                }
        if (opened == nullptr)
            return;
        auto known = std::find(m_ids.begin(), m_ids.end(), opened->id);
        if (known == m_ids.end()) {
            m_request.promotions.push_back(opened->promotion);
            m_ids.push_back(opened->id);
            m_codeIds.emplace_back();
            known = m_ids.end() - 1;
        }
        if (!id.isNil()) {
            const auto position = static_cast<std::size_t>(known - m_ids.begin());
            m_request.promotions[position - m_request.standing.size()].codes.push_back(std::move(made));
            m_codeIds[position].push_back(id);
        }
    }

    void addOrderAttributes()
    {
        const auto add = [this](ShopAttribute which, std::vector<std::string> values, bool isList = false) {
            if (m_offer->asksFor(which))
                m_request.attributes.push_back(attribute(which, std::move(values), isList));
        };
        add(ShopAttribute::Channel, {"till"});
        if (m_offer->asksFor(ShopAttribute::Store))
            if (const auto store = m_shop.get(m_order.store))
                add(ShopAttribute::Store, {store->name()});
        add(ShopAttribute::StoreId, {m_order.store.raw.toHex()});
        if (!m_order.tender.empty())
            add(ShopAttribute::Tender, {m_order.tender});
        if (!m_order.draw.empty() && m_offer->asksFor(ShopAttribute::OrderId))
            add(ShopAttribute::OrderId, {hex(m_order.draw)});
        if (!m_customer)
            return;
        const bool codesNeedId =
            std::any_of(m_codeIds.begin(), m_codeIds.end(), [](const auto& ids) { return !ids.empty(); });
        if (codesNeedId || m_offer->asksFor(ShopAttribute::CustomerId))
            m_request.attributes.push_back(attribute(ShopAttribute::CustomerId, {m_order.customer.raw.toHex()}));
        add(ShopAttribute::CustomerNumber, {m_customer->number()});
        if (m_offer->asksFor(ShopAttribute::CustomerGroup))
            add(ShopAttribute::CustomerGroup, groupNames(), true);
        add(ShopAttribute::CustomerSegment, {m_customer->segment().begin(), m_customer->segment().end()}, true);
        if (m_offer->asksFor(ShopAttribute::CustomerOrders))
            add(ShopAttribute::CustomerOrders, {std::to_string(ordersBefore())});
    }

    [[nodiscard]] std::vector<std::string> groupNames() const
    {
        std::vector<std::string> names;
        for (const auto& id : m_customer->customer_group())
            if (const auto group = m_shop.get(Id<schema::CustomerGroup>(id)))
                names.push_back(group->name());
        return names;
    }

    /// Goods that come back count as those of a first order, as they may be.
    [[nodiscard]] std::uint64_t ordersBefore() const
    {
        if (comesBack())
            return 0;
        std::uint64_t count = 0;
        schema::Order order;
        for (const auto row : sameCustomers(m_shop, m_order.customer))
            m_shop.eachWhere(schema::Order::kCustomerFieldNumber, row.bytes(), order, [&] {
                count += order.kind() == schema::SALE ? 1U : 0U;
                return true;
            });
        return count;
    }

    void addCampaigns()
    {
        m_request.campaigns = m_offer->campaigns();
        std::vector<bool> counted(m_request.campaigns.size(), false);
        for (std::size_t i = 0; i < m_request.promotionCount(); ++i) {
            const auto campaign = m_request.promotion(i).campaign;
            if (!campaign || counted[*campaign] || !m_request.campaigns[*campaign].budget)
                continue;
            counted[*campaign] = true;
            Budget& budget = *m_request.campaigns[*campaign].budget;
            const bool perCustomer =
                budget.kind == Budget::Kind::SpendPerCustomer || budget.kind == Budget::Kind::UsePerCustomer;
            if (comesBack() || (perCustomer && m_order.customer.isNil()))
                continue; // Nobody known has used nothing.
            PromotionUses uses;
            const auto add = [&](BytesView customer) {
                const auto of = m_shop.promotionUses(schema::PromotionUse::kCampaignFieldNumber,
                                                     m_offer->campaignId(*campaign).bytes(), customer);
                uses.uses += of.uses;
                uses.amountMinor += of.amountMinor;
            };
            if (!perCustomer)
                add({});
            else
                for (const auto row : sameCustomers(m_shop, m_order.customer))
                    add(row.bytes());
            budget.used = budget.countsUses() ? Rational(uses.uses) : Rational(uses.amountMinor) / m_minorUnits;
        }
    }

    /// Goods that come back without their order are priced as if nothing had been used up: they are never worth more than they
    /// can have cost.
    [[nodiscard]] bool comesBack() const
    {
        return std::all_of(m_order.lines.begin(), m_order.lines.end(),
                           [](const ShopLine& line) { return line.quantity.thousandths < 0; });
    }

    [[nodiscard]] std::int64_t minor(const Rational& amount) const
    {
        const auto whole = (amount * m_minorUnits).whole();
        KONTOR_ASSERT(whole); // Amounts are multiples of the minor unit, and lines are bounded.
        return *whole;
    }

    Result<ShopQuote> charged(Quote quote)
    {
        ShopQuote made{{}, 0, 0, {}, {}, {}, std::move(m_request), std::move(quote), m_taxes, m_offer};
        for (std::size_t i = 0; i < m_order.lines.size(); ++i) {
            const SettledItem& item = made.quote.settled.items[m_items[i]];
            LineCharge line;
            if (item.unitPrice != made.request.cart.items[m_items[i]].unitPrice) {
                line.unitPriceE4 = (item.unitPrice * m_priceUnits).whole();
                KONTOR_ASSERT(line.unitPriceE4); // A new unit price is rounded to the minor unit.
            }
            const auto& asked = m_order.lines[i];
            line.discountMinor = minor(item.discount) + asked.byHandMinor; // Both within what the line costs.
            if (asked.byHandMinor != 0)
                line.discounts.push_back({{}, asked.byHandReason, asked.byHandMinor});
            line.totalMinor = minor(item.gross);
            for (const auto& tax : item.taxes) {
                line.taxes.push_back({&m_taxes->tax(m_inTables[tax.tax]), minor(tax.base), minor(tax.amount)});
                line.taxMinor += line.taxes.back().amountMinor;
            }
            for (const auto& discount : made.quote.discounts[m_items[i]])
                line.discounts.push_back(
                    {m_ids[discount.promotion], nameOf(made.request, discount.promotion), minor(discount.amount)});
            if (line.totalMinor > maxLineMinor || line.totalMinor < -maxLineMinor)
                return invalid("price", "this is more than a line may cost");
            made.lines.push_back(std::move(line));
        }
        made.totalMinor = minor(made.quote.settled.totals.gross);
        made.taxMinor = minor(made.quote.settled.totals.tax);
        addUses(made);
        addGifts(made);
        addRefusals(made);
        return made;
    }

    static std::string nameOf(const QuoteRequest& request, std::size_t position)
    {
        const Promotion& promotion = request.promotion(position);
        return promotion.name.empty() ? promotion.code : promotion.name;
    }

    void addUses(ShopQuote& made) const
    {
        for (const Turn& turn : made.quote.turns) {
            if (turn.refusal)
                continue;
            const Promotion& promotion = made.request.promotion(turn.promotion);
            UseCharge use;
            use.promotion = m_ids[turn.promotion];
            if (promotion.campaign && made.request.campaigns[*promotion.campaign].budget)
                use.campaign = m_offer->campaignId(*promotion.campaign);
            if (std::find(made.request.codes.begin(), made.request.codes.end(), promotion.code) ==
                made.request.codes.end())
                for (std::size_t i = 0; i < promotion.codes.size() && use.code.isNil(); ++i)
                    if (!codeRefusal(made.request, promotion.codes[i]))
                        use.code = m_codeIds[turn.promotion][i];
            if (use.campaign.isNil() && use.code.isNil())
                continue;
            use.uses = comesBack() ? -1 : 1;
            use.amountMinor = minor(made.request.cart.rounding.discount(turn.amount)); // As the budget counts it.
            made.uses.push_back(use);
        }
    }

    void addGifts(ShopQuote& made) const
    {
        for (const GivenGift& gift : made.quote.gifts)
            if (const auto thousandths = (gift.quantity * 1000).whole())
                made.gifts.push_back({m_ids[gift.promotion], nameOf(made.request, gift.promotion), gift.product,
                                      Quantity{*thousandths}});
    }

    /// Of the codes that were given those that opened nothing, for the till to say why.
    void addRefusals(ShopQuote& made) const
    {
        for (const auto& code : made.quote.unknownCodes)
            made.refusedCodes.push_back({code, Refusal::CodeUnknown});
        for (const Turn& turn : made.quote.turns) {
            const Promotion& promotion = made.request.promotion(turn.promotion);
            if (!turn.refusal)
                continue;
            for (const auto& code : made.request.codes)
                if (promotion.code == code ||
                    std::any_of(promotion.codes.begin(), promotion.codes.end(),
                                [&](const PromotionCode& other) { return other.code == code; }))
                    made.refusedCodes.push_back({code, *turn.refusal});
        }
    }

    const Reader& m_shop;
    const ShopOrder& m_order;
    const std::vector<std::size_t>* m_places;
    Rational m_minorUnits; ///< Of one unit of the currency.
    Rational m_priceUnits; ///< Ten-thousandths of them.
    QuoteRequest m_request;
    std::shared_ptr<const TaxTables> m_taxes;
    std::shared_ptr<const Offer> m_offer;
    const TaxTables::Terms& m_terms;
    std::optional<schema::Customer> m_customer;
    std::vector<std::size_t> m_items;    ///< By the order's lines: their positions in the cart.
    std::vector<std::size_t> m_inTables; ///< By the cart's taxes: their positions in the tables.
    std::vector<Id<schema::Promotion>> m_ids;
    std::vector<std::vector<Id<schema::FurtherCode>>> m_codeIds; ///< By promotion: of its codes that were given.
};

} // namespace

schema::LineTax taxRow(const TaxCharge& tax)
{
    schema::LineTax row;
    row.set_tax(tax.tax->id.string());
    row.set_name(tax.tax->name);
    row.set_rate(tax.tax->rule.rate.toDecimal(0, Rational::mostDigits));
    row.set_base_minor(tax.baseMinor);
    row.set_amount_minor(tax.amountMinor);
    return row;
}

std::optional<LineGoods> giftGoods(const Reader& shop, const GiftCharge& gift)
{
    const auto id = shop.holder<schema::Variant>(schema::Variant::kSkuFieldNumber, gift.sku);
    auto variant = id ? shop.get(*id) : std::nullopt;
    auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!product || product->status() != schema::PUBLISHED)
        return std::nullopt;
    return LineGoods{std::move(*variant), std::move(*product)};
}

Result<ShopQuote> priceShopOrder(const Reader& shop, const ShopOrder& order)
{
    const auto taxes = TaxTables::of(shop);
    const auto offer = order.isPromoted ? Offer::of(shop) : nullptr;
    std::vector<std::size_t> out;
    std::vector<std::size_t> back;
    for (std::size_t i = 0; i < order.lines.size(); ++i)
        (order.lines[i].quantity.thousandths < 0 ? back : out).push_back(i);
    if (!order.isPromoted || out.empty() || back.empty())
        return Pricing(shop, order, taxes, offer).run();

    const auto partOf = [&](const std::vector<std::size_t>& places) {
        ShopOrder part = order;
        part.lines.clear();
        for (const auto place : places)
            part.lines.push_back(order.lines[place]);
        return part;
    };
    const auto sold = partOf(out);
    auto made = Pricing(shop, sold, taxes, offer, &out).run();
    if (!made)
        return made;
    auto returned = partOf(back);
    returned.codes.clear();
    auto brought = Pricing(shop, returned, taxes, offer, &back).run();
    if (!brought)
        return brought;
    std::vector<LineCharge> lines(order.lines.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        lines[out[i]] = std::move(made->lines[i]);
    for (std::size_t i = 0; i < back.size(); ++i)
        lines[back[i]] = brought->lines[i];
    made->lines = std::move(lines);
    made->totalMinor += brought->totalMinor;
    made->taxMinor += brought->taxMinor;
    made->uses.insert(made->uses.end(), brought->uses.begin(), brought->uses.end());
    made->gifts.insert(made->gifts.end(), brought->gifts.begin(), brought->gifts.end());
    made->comesBack = std::make_shared<const ShopQuote>(*std::move(brought));
    return made;
}

} // namespace kontor
