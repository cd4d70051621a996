#include "ui/widgets/data_table.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QHeaderView>
#include <QPainter>
#include <QScroller>
#include <QStyledItemDelegate>

#include <cmath>

namespace kontor {
namespace {

constexpr int tableRow = 40;
constexpr int headerHeight = 34;
constexpr int side = 14;

Qt::Alignment placed(Qt::Alignment alignment, Qt::LayoutDirection direction)
{
    const bool end = alignment.testFlag(Qt::AlignRight) != (direction == Qt::RightToLeft);
    return (end ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

class CellDelegate : public QStyledItemDelegate
{
public:
    CellDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        const QRectF cell(option.rect);
        const bool mirrored = option.direction == Qt::RightToLeft;
        if ((option.state & QStyle::State_Selected) != 0) {
            painter->fillRect(cell.adjusted(0, 0, 0, -1), m_theme.accentSoft);
            if (index.column() == 0)
                painter->fillRect(QRectF(mirrored ? cell.right() - 3 : cell.left(), cell.top(), 3, cell.height() - 1),
                                  m_theme.accent);
        }
        painter->fillRect(QRectF(cell.left(), cell.bottom() - 1, cell.width(), 1), m_theme.line);
        const auto tone = static_cast<CellTone>(index.data(CellToneRole).toInt());
        const auto text = index.data(Qt::DisplayRole).toString();
        const auto given = index.data(Qt::TextAlignmentRole);
        const auto alignment = placed(given.isValid() ? Qt::Alignment(given.toInt()) : Qt::AlignLeft, option.direction);
        const QRectF words = cell.adjusted(side, 0, -side, -1);
        switch (tone) {
        case CellTone::Plain: paintLine(*painter, words, alignment, font(TextRole::Body), m_theme.text, text); break;
        case CellTone::Strong: paintLine(*painter, words, alignment, font(TextRole::Strong), m_theme.text, text); break;
        case CellTone::Muted: paintLine(*painter, words, alignment, font(TextRole::Body), m_theme.muted, text); break;
        case CellTone::Warn: paintLine(*painter, words, alignment, font(TextRole::Body), m_theme.warn, text); break;
        case CellTone::GoodPill: pill(*painter, words, mirrored, m_theme.goodSoft, m_theme.good, text); break;
        case CellTone::WarnPill: pill(*painter, words, mirrored, m_theme.warnSoft, m_theme.warn, text); break;
        case CellTone::PlainPill: pill(*painter, words, mirrored, m_theme.sunk, m_theme.muted, text); break;
        }
        painter->restore();
    }

private:
    [[nodiscard]] QFont font(TextRole role) const { return m_theme.font(role); }
    void pill(QPainter& painter, const QRectF& cell, bool mirrored, const QColor& back, const QColor& front,
              const QString& text) const
    {
        auto words = font(TextRole::Secondary);
        words.setWeight(QFont::Medium);
        const double width = std::min(cell.width(), std::ceil(QFontMetricsF(words).horizontalAdvance(text)) + 20);
        const QRectF box(mirrored ? cell.right() - width : cell.left(), std::round(cell.center().y() - 13), width, 26);
        paintBox(painter, box, 13, back, QColor());
        paintLine(painter, box, Qt::AlignCenter, words, front, text);
    }

    const Theme& m_theme;
};

class Header : public QHeaderView
{
public:
    Header(const Theme& theme, QWidget* parent) : QHeaderView(Qt::Horizontal, parent), m_theme(theme)
    {
        setSectionsClickable(true);
        setSortIndicatorShown(true);
        setHighlightSections(false);
        setFixedHeight(headerHeight);
        setMinimumSectionSize(60);
        setFocusPolicy(Qt::TabFocus);
    }

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override
    {
        painter->save();
        painter->fillRect(rect, m_theme.sunk);
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), m_theme.line);
        auto font = m_theme.font(TextRole::Secondary);
        font.setWeight(QFont::Medium);
        const auto given = model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole);
        const auto alignment =
            placed(given.isValid() ? Qt::Alignment(given.toInt()) : Qt::AlignLeft, layoutDirection());
        auto text = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
        const bool sorted = sortIndicatorSection() == section;
        if (sorted)
            text += sortIndicatorOrder() == Qt::AscendingOrder ? QStringLiteral(" ↑") : QStringLiteral(" ↓");
        paintLine(*painter, QRectF(rect).adjusted(side, 0, -side, 0), alignment, font,
                  sorted ? m_theme.text : m_theme.muted, text);
        painter->restore();
    }
    void paintEvent(QPaintEvent* event) override
    {
        QPainter(viewport()).fillRect(viewport()->rect(), m_theme.sunk);
        QHeaderView::paintEvent(event);
    }

private:
    const Theme& m_theme;
};

} // namespace

DataTable::DataTable(const Theme& theme, QWidget* parent) : QTableView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setHorizontalHeader(new Header(theme, this));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(tableRow);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false);
    setSortingEnabled(true);
    setWordWrap(false);
    setItemDelegate(new CellDelegate(theme, this));
    auto colours = theme.palette();
    colours.setColor(QPalette::Base, theme.surface);
    setPalette(colours);
    QScroller::grabGesture(viewport(), QScroller::TouchGesture);
}

void DataTable::setWidths(const std::vector<int>& widths)
{
    for (int column = 1; column < int(widths.size()); ++column)
        setColumnWidth(column, widths[std::size_t(column)]);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
}

void DataTable::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (current.row() != previous.row())
        Q_EMIT rowChosen(current.isValid() ? current.row() : -1);
}

} // namespace kontor
