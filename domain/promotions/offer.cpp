#include "domain/promotions/offer.h"

#include "domain/promotions/cart_facts.h"
#include "domain/promotions/stored_promotion.h"

#include <algorithm>
#include <array>

namespace kontor {

namespace {

constexpr std::array<std::string_view, 19> names{
    "product.id",       "product.name",    "variant.id",  "sku",         "brand",           "tag",
    "tax_class",        "category",        "category.id", "customer.id", "customer.number", "customer.group",
    "customer.segment", "customer.orders", "store",       "store.id",    "channel",         "tender",
    "order.id",
};
static_assert(names.size() == static_cast<std::size_t>(ShopAttribute::OrderId) + 1);

} // namespace

std::string_view attributeName(ShopAttribute attribute)
{
    return names[static_cast<std::size_t>(attribute)];
}

void eachAttribute(const Promotion& promotion, const std::function<void(std::string_view)>& visit)
{
    const Effect& effect = promotion.effect;
    for (const auto* conditions : {&promotion.conditions, &effect.targetConditions, &effect.buyConditions})
        for (const auto& condition : *conditions)
            visit(condition.attribute);
    if (effect.tiers)
        for (const auto& condition : effect.tiers->conditions)
            visit(condition.attribute);
    if (promotion.variant)
        visit(promotion.variant->of);
}

bool isShopAttribute(std::string_view attribute)
{
    return isBuiltIn(attribute) || std::find(names.begin(), names.end(), attribute) != names.end();
}

std::string shopAttributes()
{
    std::string text;
    for (const auto name : builtInAttributes())
        text.append(name).append(", ");
    for (const auto name : names)
        text.append(name).append(name == names.back() ? "" : ", ");
    return text;
}

std::shared_ptr<const Offer> Offer::of(const Reader& shop)
{
    return std::static_pointer_cast<const Offer>(shop.derived(&Offer::make));
}

std::shared_ptr<const Derived> Offer::make(const Reader& shop)
{
    auto offer = std::make_shared<Offer>();
    std::map<Bytes, std::size_t> campaigns;
    for (const auto& row : shop.all<schema::Campaign>())
        if (auto campaign = campaignOf(row)) {
            campaigns.emplace(row.id(), offer->m_campaigns.size());
            offer->m_campaigns.push_back(std::move(*campaign));
            offer->m_campaignIds.emplace_back(BytesView(row.id()));
        }
    // By the holder of each code alone: two back offices may have made one code, and only one promotion can have it.
    for (const auto& row : shop.all<schema::Promotion>())
        if (!row.ended() && shop.holder<schema::Promotion>(schema::Promotion::kCodeFieldNumber, row.code()) ==
                                Id<schema::Promotion>(row.id()))
            offer->add(row, campaigns);
    if (offer->asksFor(ShopAttribute::Category) || offer->asksFor(ShopAttribute::CategoryId))
        offer->readCategories(shop);
    return offer;
}

void Offer::add(const schema::Promotion& row, const std::map<Bytes, std::size_t>& campaigns)
{
    auto promotion = promotionOf(row);
    if (!promotion)
        return; // A newer program's: this one cannot give what it does not understand.
    const Id<schema::Promotion> id(row.id());
    if (row.has_campaign()) {
        const auto campaign = campaigns.find(row.campaign());
        if (campaign == campaigns.end())
            return; // Its budget has not arrived yet.
        promotion->campaign = campaign->second;
    }
    noteAsked(*promotion);
    if (promotion->automatic) {
        m_automaticIds.push_back(id);
        m_automatic.push_back(std::move(*promotion));
        return;
    }
    m_byCode.emplace(promotion->code, m_coded.size());
    m_byId.emplace(id, m_coded.size());
    m_coded.push_back({id, std::move(*promotion)});
}

void Offer::noteAsked(const Promotion& promotion)
{
    eachAttribute(promotion, [this](std::string_view name) {
        const auto* const known = std::find(names.begin(), names.end(), name);
        if (known != names.end())
            m_asked |= 1U << static_cast<unsigned>(known - names.begin());
    });
}

void Offer::readCategories(const Reader& shop)
{
    std::map<Bytes, schema::Category> rows;
    for (auto& row : shop.all<schema::Category>())
        rows.emplace(row.id(), std::move(row));
    for (const auto& [id, first] : rows) {
        Shelf shelf;
        // Two tills may have moved two categories below each other: each is passed once.
        for (auto at = rows.find(id); at != rows.end(); at = rows.find(at->second.parent())) {
            auto text = hex(at->first);
            if (std::find(shelf.ids.begin(), shelf.ids.end(), text) != shelf.ids.end())
                break;
            shelf.ids.push_back(std::move(text));
            shelf.names.push_back(at->second.name());
        }
        m_shelves.emplace(id, std::move(shelf));
    }
}

const Offer::Coded* Offer::codedBy(std::string_view code) const
{
    const auto found = m_byCode.find(code);
    return found == m_byCode.end() ? nullptr : &m_coded[found->second];
}

const Offer::Coded* Offer::coded(const Id<schema::Promotion>& id) const
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : &m_coded[found->second];
}

bool Offer::asksForLines() const
{
    return (m_asked & ((2U << static_cast<unsigned>(ShopAttribute::CategoryId)) - 1U)) != 0;
}

const Offer::Shelf& Offer::shelf(const Bytes& category) const
{
    static const Shelf none;
    const auto found = m_shelves.find(category);
    return found == m_shelves.end() ? none : found->second;
}

bool isPromotionCode(const Reader& shop, std::string_view code)
{
    return Offer::of(shop)->codedBy(code) != nullptr ||
           shop.holder<schema::FurtherCode>(schema::FurtherCode::kCodeFieldNumber, code).has_value();
}

} // namespace kontor
