#include "ui/widgets/figure_card.h"

#include "ui/theme/paint.h"
#include "ui/widgets/label.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QVBoxLayout>

namespace kontor {

FigureCard::FigureCard(const Theme& theme, const QString& name, QWidget* parent)
    : Card(theme, Card::Tone::Plain, parent),
      m_figure(new Label(theme, TextRole::Figure, kontor::Tone::Text)),
      m_none(new Label(theme, TextRole::Secondary, kontor::Tone::Muted)),
      m_better(new Label(theme, TextRole::Secondary, kontor::Tone::Good)),
      m_worse(new Label(theme, TextRole::Secondary, kontor::Tone::Bad))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(4);
    column->addWidget(new Label(theme, TextRole::Body, kontor::Tone::Muted, name));
    column->addWidget(m_figure);
    for (auto* label : {m_none, m_better, m_worse})
        column->addWidget(label);
    show({}, {}, Trend::None);
}

void FigureCard::show(const QString& figure, const QString& compared, Trend trend)
{
    m_figure->setText(figure);
    const auto tell = [&](Label* label, bool isIt) {
        label->setText(compared);
        label->setVisible(isIt);
    };
    tell(m_none, trend == Trend::None);
    tell(m_better, trend == Trend::Better);
    tell(m_worse, trend == Trend::Worse);
}

RankRow::RankRow(const Theme& theme, const QString& name, double share, const QString& count, const QString& amount,
                 QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_name(name),
      m_share(share),
      m_count(count),
      m_amount(amount)
{
    setAccessibleName(tr("%1, %2 sold, %3").arg(name, count, amount));
    setFixedHeight(38);
}

void RankRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(0, height() - 1, width(), 1, m_theme.line);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto box = [&](double left, double w) {
        return QRectF(mirrored ? width() - left - w : left, 0, w, height());
    };
    const double amount = 78;
    const double count = 40;
    const double bar = 56;
    const double name = width() - amount - count - bar - 24;
    const auto body = m_theme.font(TextRole::Body);
    if (QFontMetricsF(body).horizontalAdvance(m_name) <= name) {
        paintLine(painter, box(0, name), (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, body,
                  m_theme.text, m_name);
    } else { // In two smaller lines: most long names are told apart by their ends.
        const auto small = m_theme.font(TextRole::Secondary);
        const double lines = 2 * QFontMetricsF(small).height();
        paintLines(painter, box(0, name).adjusted(0, (height() - 1 - lines) / 2, 0, 0), 2, small, m_theme.text, m_name);
    }
    const QRectF track = box(name + 12, bar);
    const QRectF line(track.left(), height() / 2.0 - 3, bar, 6);
    paintBox(painter, line, 3, m_theme.sunk, QColor());
    const double filled = std::max(6.0, bar * m_share);
    paintBox(painter, QRectF(mirrored ? line.right() - filled : line.left(), line.top(), filled, 6), 3, m_theme.accent,
             QColor());
    const auto trail = (mirrored ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
    paintLine(painter, box(name + 12 + bar, count), trail, m_theme.font(TextRole::Body), m_theme.muted, m_count);
    paintLine(painter, box(width() - amount, amount), trail, m_theme.font(TextRole::Body), m_theme.text, m_amount);
}

} // namespace kontor
