#pragma once

#include "ui/theme/theme.h"

#include <QListView>

namespace kontor {

/// What a model gives for a tile, besides Qt::DisplayRole (the name) and Qt::AccessibleTextRole.
enum TileRole {
    TilePriceRole = Qt::UserRole + 1, ///< QString, with currency sign.
    TileStockRole,                    ///< QString, e.g. "48 in stock"; empty for services.
    TileLowRole,                      ///< bool: the stock text is a warning.
    TileSellableRole,                 ///< bool: shown pale otherwise.
    TileShadeRole,                    ///< int, picks the back of a tile without a picture.
    TilePictureRole,                  ///< QImage; null: none.
};

/// Product tiles to touch, in as many columns of at least 160 px as fit. One touch or Enter activates a tile.
class TileGrid : public QListView
{
    Q_OBJECT
public:
    explicit TileGrid(const Theme& theme, QWidget* parent = nullptr);

    /// How many tiles stand in a row now.
    [[nodiscard]] int columns() const;

Q_SIGNALS:
    void chosen(const QModelIndex& index);
    void leftUpwards(); ///< Arrow up in the first row: back to the search.

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    void arrange();
};

} // namespace kontor
