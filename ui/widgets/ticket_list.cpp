#include "ui/widgets/ticket_list.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QPainter>
#include <QScrollBar>
#include <QScroller>
#include <QStyledItemDelegate>

namespace kontor {
namespace {

constexpr int rowHeight = 59;
constexpr int reasonHeight = 19;

class LineDelegate : public QStyledItemDelegate
{
public:
    LineDelegate(const Theme& theme, int side, QObject* parent)
        : QStyledItemDelegate(parent),
          m_theme(theme),
          m_side(side)
    {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        return {200, rowHeight + reasonHeight * int(index.data(TicketReasonsRole).toStringList().size())};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        const QRectF row(option.rect);
        const bool mirrored = option.direction == Qt::RightToLeft;
        if ((option.state & QStyle::State_Selected) != 0) {
            painter->fillRect(row.adjusted(0, 0, 0, -1), m_theme.accentSoft);
            painter->fillRect(QRectF(mirrored ? row.right() - 3 : row.left(), row.top(), 3, row.height() - 1),
                              m_theme.accent);
        }
        painter->fillRect(QRectF(row.left(), row.bottom() - 1, row.width(), 1), m_theme.line);

        const auto problem = index.data(TicketProblemRole).toString();
        auto strong = m_theme.font(TextRole::Strong);
        strong.setWeight(QFont::DemiBold);
        auto figure = strong;
        figure.setPointSizeF(strong.pointSizeF() * 15 / 14);
        const auto total = index.data(TicketTotalRole).toString();
        const double totalWidth = total.isEmpty() ? 0 : QFontMetricsF(figure).horizontalAdvance(total) + 16;

        const QRectF inner = row.adjusted(m_side, 0, -m_side, -1);
        const auto lead = mirrored ? Qt::AlignRight : Qt::AlignLeft;
        const auto trail = mirrored ? Qt::AlignLeft : Qt::AlignRight;
        const QRectF words = mirrored ? inner.adjusted(totalWidth, 0, 0, 0) : inner.adjusted(0, 0, -totalWidth, 0);
        const QRectF first(words.left(), row.top() + 10, words.width(), 20);
        const QRectF second(words.left(), row.top() + 30, words.width(), 19);
        if (problem.isEmpty()) {
            paintLine(*painter, first, lead | Qt::AlignVCenter, m_theme.font(TextRole::Strong), m_theme.text,
                      index.data(Qt::DisplayRole).toString());
            paintLine(*painter, second, lead | Qt::AlignVCenter, m_theme.font(TextRole::Secondary), m_theme.muted,
                      index.data(TicketDetailRole).toString());
            paintLine(*painter, inner, trail | Qt::AlignVCenter, figure, m_theme.text, total);
            double y = second.bottom();
            for (const auto& reason : index.data(TicketReasonsRole).toStringList()) {
                constexpr double icon = 13;
                paintIcon(*painter, QStringLiteral("tag"),
                          QRectF(mirrored ? words.right() - icon : words.left(), y + 3, icon, icon), m_theme.accent);
                const QRectF line(mirrored ? words.left() : words.left() + icon + 5, y, words.width() - icon - 5,
                                  reasonHeight);
                paintLine(*painter, line, lead | Qt::AlignVCenter, m_theme.font(TextRole::Secondary), m_theme.accent,
                          reason);
                y += reasonHeight;
            }
        } else {
            painter->fillRect(row.adjusted(0, 0, 0, -1), m_theme.badSoft);
            const double icon = 26;
            const double inset = m_side == 0 ? 12 : 0; // The soft ground needs a margin where rows have none.
            paintIcon(*painter, QStringLiteral("triangle-alert"),
                      QRectF(mirrored ? inner.right() - 18 - inset : inner.left() + inset, first.top() + 1, 18, 18),
                      m_theme.bad);
            const auto beside = [&](const QRectF& box) {
                return mirrored ? box.adjusted(0, 0, -icon - inset, 0) : box.adjusted(icon + inset, 0, 0, 0);
            };
            paintLine(*painter, beside(first), lead | Qt::AlignVCenter, strong, m_theme.bad,
                      index.data(Qt::DisplayRole).toString());
            paintLine(*painter, beside(second), lead | Qt::AlignVCenter, m_theme.font(TextRole::Secondary),
                      m_theme.text, problem);
        }
        painter->restore();
    }

private:
    const Theme& m_theme;
    int m_side;
};

} // namespace

TicketList::TicketList(const Theme& theme, Rows rows, QWidget* parent) : QListView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(false); // Reasons make a row taller.
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalScrollBar()->setSingleStep(rowHeight / 2);
    const bool selectable = rows == Rows::Selectable;
    setSelectionMode(selectable ? QAbstractItemView::SingleSelection : QAbstractItemView::NoSelection);
    setFocusPolicy(selectable ? Qt::TabFocus : Qt::NoFocus);
    setItemDelegate(new LineDelegate(theme, selectable ? metrics::pageMargin : 0, this));
    auto colours = theme.palette();
    colours.setColor(QPalette::Base, theme.surface);
    setPalette(colours);
    QScroller::grabGesture(viewport(), QScroller::TouchGesture);
}

} // namespace kontor
