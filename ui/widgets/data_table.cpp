#include "ui/widgets/data_table.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/widgets/label.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QScroller>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>

namespace kontor {
namespace {

constexpr int tableRow = 40;
constexpr int headerHeight = 34;
constexpr int side = 14;
constexpr int widthStep = 16;

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
        connect(this, &QHeaderView::sortIndicatorChanged, this, [this](int section, Qt::SortOrder order) {
            if (isSortable(section)) {
                m_sorted = section;
                m_order = order;
            } else if (m_sorted >= 0) {
                setSortIndicator(m_sorted, m_order); // An arrow where nothing is sorted would be a lie.
            }
        });
    }

protected:
    void keyPressEvent(QKeyEvent* event) override
    {
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        const int forward = (event->key() == Qt::Key_Right) != mirrored ? 1 : -1;
        switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
            if (event->modifiers().testFlag(Qt::ShiftModifier))
                resizeSection(m_at, std::max(minimumSectionSize(), sectionSize(m_at) + forward * widthStep));
            else
                step(forward);
            return;
        case Qt::Key_Space:
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (isSortable(m_at))
                setSortIndicator(m_at, m_at == m_sorted && m_order == Qt::AscendingOrder ? Qt::DescendingOrder
                                                                                         : Qt::AscendingOrder);
            return;
        default: QHeaderView::keyPressEvent(event);
        }
    }
    void focusInEvent(QFocusEvent* event) override
    {
        QHeaderView::focusInEvent(event);
        viewport()->update();
    }
    void focusOutEvent(QFocusEvent* event) override
    {
        QHeaderView::focusOutEvent(event);
        viewport()->update();
    }
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
        if (hasFocus() && section == m_at) {
            painter->setPen(QPen(m_theme.accent, 2));
            painter->drawRect(rect.adjusted(1, 1, -2, -2));
        }
        painter->restore();
    }
    void paintEvent(QPaintEvent* event) override
    {
        QPainter(viewport()).fillRect(viewport()->rect(), m_theme.sunk);
        QHeaderView::paintEvent(event);
    }

private:
    [[nodiscard]] bool isSortable(int section) const
    {
        if (model() == nullptr || section < 0 || section >= count())
            return false;
        const auto said = model()->headerData(section, Qt::Horizontal, SortableRole);
        return !said.isValid() || said.toBool();
    }
    void step(int by)
    {
        int to = m_at + by;
        while (to >= 0 && to < count() && isSectionHidden(to))
            to += by;
        if (to < 0 || to >= count())
            return;
        m_at = to;
        viewport()->update();
    }

    const Theme& m_theme;
    int m_at = 0;      ///< The section the keys are at.
    int m_sorted = -1; ///< By what it is sorted in truth.
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace

DataTable::DataTable(const Theme& theme, QWidget* parent)
    : QTableView(parent),
      m_end(new Label(theme, TextRole::Secondary, Tone::Muted, {}, this))
{
    m_end->setAutoFillBackground(true);
    m_end->setAlignment(Qt::AlignCenter);
    m_end->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_end->hide();
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

void DataTable::setEndText(const QString& text)
{
    m_end->setText(text);
    placeEnd();
}

QString DataTable::endText() const
{
    return m_end->isVisible() ? m_end->text() : QString();
}

void DataTable::placeEnd()
{
    const bool isAtEnd = verticalScrollBar()->value() >= verticalScrollBar()->maximum();
    m_end->setVisible(!m_end->text().isEmpty() && isAtEnd);
    if (m_end->isVisible())
        m_end->setGeometry(0, height() - headerHeight, width(), headerHeight);
}

void DataTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    placeEnd();
}

void DataTable::verticalScrollbarValueChanged(int value)
{
    QTableView::verticalScrollbarValueChanged(value);
    placeEnd();
}

void DataTable::focusInEvent(QFocusEvent* event)
{
    QTableView::focusInEvent(event);
    viewport()->update();
}

void DataTable::focusOutEvent(QFocusEvent* event)
{
    QTableView::focusOutEvent(event);
    viewport()->update();
}

void DataTable::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (current.row() != previous.row())
        Q_EMIT rowChosen(current.isValid() ? current.row() : -1);
}

} // namespace kontor
