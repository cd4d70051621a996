#pragma once

#include "domain/base/id.h"
#include "domain/journal/reader.h"
#include "domain/promotions/quote.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/promotions.pb.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

/// What a condition may ask of a line or an order of the shop, by name. Only what some promotion asks is looked up.
///
/// Of the line: product.id, product.name, variant.id, sku, brand, tag, tax_class, category (names, with those above it),
/// category.id. Of the order: customer.id, customer.number, customer.group, customer.segment, customer.orders (how many sales
/// before this one), store, store.id, channel ("till"), tender ("cash", once it is known). Ids are 32 hexadecimal digits.
enum class ShopAttribute {
    ProductId,
    ProductName,
    VariantId,
    Sku,
    Brand,
    Tag,
    TaxClass,
    Category,
    CategoryId,
    CustomerId,
    CustomerNumber,
    CustomerGroup,
    CustomerSegment,
    CustomerOrders,
    Store,
    StoreId,
    Channel,
    Tender,
    OrderId,
};
[[nodiscard]] std::string_view attributeName(ShopAttribute attribute);

/// The promotions of the shop, ready for requests: a pure function of its rows. Those that have ended, and those that cannot be
/// read, are not in it.
class Offer : public Derived
{
public:
    [[nodiscard]] static std::shared_ptr<const Offer> of(const Reader& shop);

    /// Promotions that apply by themselves; campaigns are positions in campaigns().
    [[nodiscard]] const std::vector<Promotion>& automatic() const { return m_automatic; }
    [[nodiscard]] const std::vector<Id<schema::Promotion>>& automaticIds() const { return m_automaticIds; }
    /// Those that need a code.
    struct Coded {
        Id<schema::Promotion> id;
        Promotion promotion;
    };
    [[nodiscard]] const Coded* codedBy(std::string_view code) const;
    [[nodiscard]] const Coded* coded(const Id<schema::Promotion>& id) const;

    [[nodiscard]] const std::vector<Campaign>& campaigns() const { return m_campaigns; }
    [[nodiscard]] Id<schema::Campaign> campaignId(std::size_t position) const { return m_campaignIds[position]; }

    [[nodiscard]] bool asksFor(ShopAttribute attribute) const
    {
        return (m_asked >> static_cast<unsigned>(attribute) & 1U) != 0;
    }
    [[nodiscard]] bool asksForLines() const; ///< Any attribute of a line.
    /// A category and all above it.
    struct Shelf {
        std::vector<std::string> ids;
        std::vector<std::string> names;
    };
    [[nodiscard]] const Shelf& shelf(const Bytes& category) const;

private:
    static std::shared_ptr<const Derived> make(const Reader& shop);
    void add(const schema::Promotion& row, const std::map<Bytes, std::size_t>& campaigns);
    void noteAsked(const Promotion& promotion);
    void readCategories(const Reader& shop);

    std::vector<Promotion> m_automatic;
    std::vector<Id<schema::Promotion>> m_automaticIds;
    std::vector<Coded> m_coded;
    std::map<std::string, std::size_t, std::less<>> m_byCode;
    std::map<Id<schema::Promotion>, std::size_t> m_byId;
    std::vector<Campaign> m_campaigns;
    std::vector<Id<schema::Campaign>> m_campaignIds;
    std::uint32_t m_asked = 0;
    std::map<Bytes, Shelf> m_shelves;
};

/// Every attribute that a promotion asks for: conditions, what is measured, what a trial draws by.
void eachAttribute(const Promotion& promotion, const std::function<void(std::string_view)>& visit);
/// Whether some line or order of a shop can have it.
[[nodiscard]] bool isShopAttribute(std::string_view attribute);
[[nodiscard]] std::string shopAttributes(); ///< All of them, for an error: "order.subtotal, …".

/// Whether a code opens anything now or did: what is typed at the till may be one.
[[nodiscard]] bool isPromotionCode(const Reader& shop, std::string_view code);

} // namespace kontor
