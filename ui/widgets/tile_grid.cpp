#include "ui/widgets/tile_grid.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QScroller>
#include <QStyledItemDelegate>

namespace kontor {
namespace {

constexpr int gap = 10;
constexpr int afterLast = 6; // With the scroll bar's 10 px it makes the page's margin of 16.
constexpr int tileHeight = 177;
constexpr int pictureHeight = 99;

class TileDelegate : public QStyledItemDelegate
{
public:
    TileDelegate(const Theme& theme, TileGrid* view) : QStyledItemDelegate(view), m_theme(theme), m_view(view) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return m_view->gridSize(); }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        // The view knows whole pixels only; drawn a fraction wider, the last column ends exactly at the margin.
        const int columns = m_view->columns();
        const double pitch = double(m_view->viewport()->width() - afterLast + gap) / columns;
        const double shift = (index.row() % columns) * (pitch - m_view->gridSize().width());
        const bool mirrored = option.direction == Qt::RightToLeft;
        const double left = mirrored ? option.rect.right() + 1 - shift - (pitch - gap) : option.rect.left() + shift;
        const QRectF tile(left, option.rect.top(), pitch - gap, tileHeight);
        const bool current = (option.state & QStyle::State_HasFocus) != 0;
        if (!index.data(TileSellableRole).toBool())
            painter->setOpacity(metrics::disabledOpacity);
        const bool hovered = (option.state & QStyle::State_MouseOver) != 0;

        paintBox(*painter, tile, metrics::cardRadius, m_theme.surface, QColor());
        paintPicture(*painter, QRectF(tile.left(), tile.top(), tile.width(), pictureHeight), index);
        const auto border = current ? m_theme.accent : hovered ? m_theme.faint : m_theme.line;
        paintBox(*painter, tile, metrics::cardRadius, QColor(), border);
        if (current) {
            painter->setPen(QPen(m_theme.accent, 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(tile.adjusted(1, 1, -1, -1), metrics::cardRadius - 1, metrics::cardRadius - 1);
        }

        const QRectF inner = tile.adjusted(11, 0, -11, 0);
        paintLines(*painter, QRectF(inner.left(), tile.top() + 107, inner.width(), 36), 2,
                   m_theme.font(TextRole::Strong), m_theme.text, index.data(Qt::DisplayRole).toString());
        const QRectF foot(inner.left(), tile.top() + 147, inner.width(), 22);
        auto priceFont = m_theme.font(TextRole::Strong);
        priceFont.setWeight(QFont::DemiBold);
        const auto price = index.data(TilePriceRole).toString();
        paintLine(*painter, foot, (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, priceFont,
                  m_theme.text, price);
        const double taken = QFontMetricsF(priceFont).horizontalAdvance(price) + 8;
        paintLine(*painter, mirrored ? foot.adjusted(0, 0, -taken, 0) : foot.adjusted(taken, 0, 0, 0),
                  (mirrored ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter, m_theme.font(TextRole::Secondary),
                  index.data(TileLowRole).toBool() ? m_theme.warn : m_theme.muted,
                  index.data(TileStockRole).toString());
        painter->restore();
    }

private:
    void paintPicture(QPainter& painter, const QRectF& picture, const QModelIndex& index) const
    {
        QPainterPath shape;
        const double radius = metrics::cardRadius;
        shape.addRoundedRect(picture.adjusted(0, 0, 0, radius), radius, radius);
        QPainterPath top;
        top.addRect(picture);
        if (const auto image = index.data(TilePictureRole).value<QImage>(); !image.isNull()) {
            // Cut, not stretched: the middle of it, in the shape of the tile.
            const double ratio = picture.width() / picture.height();
            const double tall = std::min<double>(image.height(), image.width() / ratio);
            const double wide = tall * ratio;
            painter.save();
            painter.setClipPath(shape.intersected(top));
            painter.setRenderHint(QPainter::SmoothPixmapTransform);
            painter.drawImage(picture, image,
                              QRectF((image.width() - wide) / 2, (image.height() - tall) / 2, wide, tall));
            painter.restore();
            return;
        }
        const auto shade = m_theme.tiles[std::size_t(index.data(TileShadeRole).toUInt()) % m_theme.tiles.size()];
        QLinearGradient gradient(picture.topLeft(), picture.bottomRight());
        gradient.setColorAt(0, shade.from);
        gradient.setColorAt(1, shade.to);
        painter.fillPath(shape.intersected(top), gradient);
        QColor mark(Qt::white);
        mark.setAlphaF(m_theme.variant == Theme::Variant::Dark ? 0.45F : 0.85F);
        const double size = 36;
        paintIcon(painter, QStringLiteral("package"),
                  QRectF(std::round(picture.center().x() - size / 2), std::round(picture.center().y() - size / 2), size,
                         size),
                  mark);
    }

    const Theme& m_theme;
    TileGrid* m_view;
};

} // namespace

TileGrid::TileGrid(const Theme& theme, QWidget* parent) : QListView(parent)
{
    setViewMode(QListView::IconMode);
    setMovement(QListView::Static);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setWrapping(true);
    setSpacing(0);
    setSelectionMode(QAbstractItemView::NoSelection);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Always there, so that columns do not jump when a search empties the list.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    verticalScrollBar()->setSingleStep((tileHeight + gap) / 3);
    setMouseTracking(true);
    setItemDelegate(new TileDelegate(theme, this));
    auto colours = theme.palette();
    colours.setColor(QPalette::Base, theme.bg);
    setPalette(colours);
    // A finger drags the tiles; a mouse keeps clicking.
    QScroller::grabGesture(viewport(), QScroller::TouchGesture);
    connect(this, &QListView::clicked, this, &TileGrid::chosen);
}

int TileGrid::columns() const
{
    return std::max(1, (viewport()->width() - afterLast + gap) / (metrics::minTileWidth + gap));
}

void TileGrid::arrange()
{
    const QSize grid(viewport()->width() / columns(), tileHeight + gap);
    if (grid != gridSize())
        setGridSize(grid);
}

void TileGrid::resizeEvent(QResizeEvent* event)
{
    arrange();
    QListView::resizeEvent(event);
}

void TileGrid::focusInEvent(QFocusEvent* event)
{
    QListView::focusInEvent(event);
    if (!currentIndex().isValid() && model() != nullptr && model()->rowCount() > 0)
        setCurrentIndex(model()->index(0, 0));
}

void TileGrid::keyPressEvent(QKeyEvent* event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT chosen(currentIndex());
        return;
    }
    if (event->key() == Qt::Key_Up && currentIndex().row() < columns()) {
        Q_EMIT leftUpwards();
        return;
    }
    QListView::keyPressEvent(event);
}

} // namespace kontor
