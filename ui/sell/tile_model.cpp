#include "ui/sell/tile_model.h"

#include "ui/sell/tile_pictures.h"
#include "ui/text/money_text.h"
#include "ui/widgets/tile_grid.h"

#include <algorithm>

namespace kontor {

void TileModel::setProducts(std::vector<ProductView> products)
{
    const bool same = std::equal(m_products.begin(), m_products.end(), products.begin(), products.end(),
                                 [](const auto& a, const auto& b) { return a.variant == b.variant; });
    if (same) {
        m_products = std::move(products);
        if (!m_products.empty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_products = std::move(products);
    endResetModel();
}

int TileModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_products.size());
}

QString TileModel::stockText(Quantity stock)
{
    if (stock.thousandths == 0)
        return tr("Out of stock");
    // More sold than was ever counted in: goods in hand outrank the count, so it is said and not forbidden.
    if (stock.thousandths < 0)
        return tr("%1 short").arg(quantityText(-stock));
    return tr("%1 in stock").arg(quantityText(stock));
}

QVariant TileModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& product = m_products[std::size_t(index.row())];
    const auto price = product.price ? pricePerUnitText(*product.price, product.currency) : tr("No price");
    const bool counted = product.kind == schema::GOODS;
    const auto stock = counted ? stockText(product.stock) : QString();
    switch (role) {
    case Qt::DisplayRole: return qtext(product.name);
    case TilePriceRole: return price;
    case TileStockRole: return stock;
    case TileLowRole: return counted && product.stock.thousandths <= 0;
    case TileSellableRole: return product.isSellable();
    case TilePictureRole: return m_pictures != nullptr ? m_pictures->picture(qtext(product.sku)) : QImage();
    case TileShadeRole: return uint(static_cast<unsigned char>(product.product.bytes().back()));
    case Qt::AccessibleTextRole: return tr("%1, %2, %3", "name, price, stock").arg(qtext(product.name), price, stock);
    default: return {};
    }
}

void TileModel::setPictures(TilePictures& pictures)
{
    m_pictures = &pictures;
    connect(m_pictures, &TilePictures::loaded, this, [this](const QString& sku) {
        for (int row = 0; row < rowCount(); ++row)
            if (sku.isEmpty() || qtext(m_products[std::size_t(row)].sku) == sku)
                Q_EMIT dataChanged(index(row), index(row), {TilePictureRole});
    });
}

const ProductView* TileModel::product(int row) const
{
    return row >= 0 && row < rowCount() ? &m_products[std::size_t(row)] : nullptr;
}

} // namespace kontor
