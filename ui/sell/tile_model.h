#pragma once

#include "domain/catalog/product_view.h"

#include <QAbstractListModel>

#include <vector>

namespace kontor {

class TilePictures;

/// Products for TileGrid: what a search found, or the tiles of the shop.
class TileModel : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    /// Changes in place when it is the same products in the same order (a new price, another stock), so that nothing jumps
    /// under a finger.
    void setProducts(std::vector<ProductView> products);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

    [[nodiscard]] const ProductView* product(int row) const;
    /// Whose pictures it shows; it outlives the model.
    void setPictures(TilePictures& pictures);

private:
    [[nodiscard]] static QString stockText(Quantity stock);

    std::vector<ProductView> m_products;
    TilePictures* m_pictures = nullptr;
};

} // namespace kontor
