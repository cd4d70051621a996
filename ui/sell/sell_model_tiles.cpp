#include "domain/catalog/category.h"
#include "ui/sell/sell_model.h"
#include "ui/text/money_text.h"

#include <algorithm>

// What SellModel finds and offers: each keystroke, shelves, tiles.

namespace kontor {

namespace {
constexpr std::size_t maxTiles = 60; // A dozen rows; whoever looks for more types another letter.
}

void SellModel::search(const QString& text)
{
    const auto asked = split(text);
    m_tileQuantity = asked.quantity;
    if (m_searchText == asked.rest)
        return;
    m_searchText = asked.rest;
    reloadTiles();
}

void SellModel::chooseShelf(Id<schema::Category> category)
{
    m_shelf = category;
    reloadTiles();
    Q_EMIT shelvesChanged();
}

void SellModel::reloadShelves()
{
    std::vector<Shelf> shelves{{{}, tr("Favourites")}};
    bool stays = m_shelf.isNil();
    for (const auto& category : liveCategories(*m_store.read())) {
        shelves.push_back({Id<schema::Category>(category.id()), qtext(category.name())});
        stays = stays || shelves.back().category == m_shelf;
    }
    const bool same =
        std::equal(shelves.begin(), shelves.end(), m_shelves.begin(), m_shelves.end(),
                   [](const Shelf& a, const Shelf& b) { return a.category == b.category && a.name == b.name; });
    m_shelves = std::move(shelves);
    if (!stays)
        m_shelf = {};
    if (!same || !stays)
        Q_EMIT shelvesChanged();
}

void SellModel::reloadTiles()
{
    const auto shop = m_store.read();
    const auto text = m_searchText.toStdString();
    std::vector<Id<schema::Variant>> variants;
    if (m_lists == nullptr) {
        variants = text.empty() ? shop->someVariants(maxTiles) : shop->searchVariants(text, maxTiles);
    } else if (text.empty() && !m_shelf.isNil()) {
        ListingQuery query;
        query.status = schema::PUBLISHED;
        query.category = m_shelf;
        query.sort = ListingQuery::Sort::Sold;
        query.descending = true;
        if (const auto page = m_lists->page(query, maxTiles))
            for (const auto& row : *page)
                variants.push_back(row.variant);
    } else if (const auto found = m_lists->search(text, maxTiles)) {
        variants = *found;
    }
    std::vector<ProductView> products;
    products.reserve(variants.size());
    const auto now = m_clock();
    const bool looksUpShelf = m_lists == nullptr && text.empty() && !m_shelf.isNil();
    for (const auto& variant : variants) {
        auto product = readProduct(*shop, m_identity.store, variant, now);
        if (looksUpShelf && product)
            if (const auto row = shop->get(product->product); !row || row->category() != m_shelf.bytes())
                continue;
        if (product && product->status == schema::PUBLISHED)
            products.push_back(std::move(*product));
    }
    // Hits come best first; the shop's own tiles are to be found by eye.
    if (text.empty())
        std::stable_sort(products.begin(), products.end(), [](const ProductView& a, const ProductView& b) {
            return QString::localeAwareCompare(qtext(a.name), qtext(b.name)) < 0;
        });
    m_tiles.setProducts(std::move(products));
}

} // namespace kontor
