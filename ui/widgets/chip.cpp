#include "ui/widgets/chip.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QFontMetricsF>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLinearGradient>
#include <QPainter>
#include <QScrollBar>
#include <QScroller>
#include <QWheelEvent>

#include <cmath>

namespace kontor {
namespace {

constexpr int cross = 14;

QFont fontOf(const Theme& theme, bool on)
{
    auto font = theme.font(TextRole::Secondary);
    font.setPointSizeF(font.pointSizeF() * 13 / 12.5);
    font.setWeight(on ? QFont::DemiBold : QFont::Medium);
    return font;
}

} // namespace

Chip::Chip(const Theme& theme, Size size, const QString& text, QWidget* parent)
    : QAbstractButton(parent),
      m_theme(theme),
      m_size(size)
{
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::toggled, this, [this] { updateGeometry(); });
}

void Chip::setRemovable(bool removable)
{
    m_removable = removable;
    updateGeometry();
}

QSize Chip::sizeHint() const
{
    const int side = m_size == Size::Touch ? 16 : 12;
    // As wide as when it is on, so that nothing moves when it is touched.
    double width = QFontMetricsF(fontOf(m_theme, true)).horizontalAdvance(text()) + 2 * side;
    if (m_removable && isChecked())
        width += cross + 4;
    return {std::max(int(std::ceil(width)), 48), m_size == Size::Touch ? metrics::touch : 36};
}

void Chip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (!isEnabled())
        painter.setOpacity(metrics::disabledOpacity);
    QColor fill = isChecked() ? m_theme.accentSoft : m_theme.surface;
    if (isDown())
        fill = mixed(fill, m_theme.text, 0.10);
    else if (underMouse())
        fill = mixed(fill, m_theme.text, 0.03);
    paintBox(painter, rect(), height() / 2.0, fill, isChecked() || hasFocus() ? m_theme.accent : m_theme.line);
    const bool crossed = m_removable && isChecked();
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    QRectF words = rect();
    if (crossed) {
        const double right = mirrored ? 10 : width() - 10 - cross;
        paintIcon(painter, QStringLiteral("x"), QRectF(right, (height() - cross) / 2.0, cross, cross), m_theme.accent);
        words = mirrored ? words.adjusted(cross + 8, 0, 0, 0) : words.adjusted(0, 0, -cross - 8, 0);
    }
    paintLine(painter, words, Qt::AlignCenter, fontOf(m_theme, isChecked()),
              isChecked() ? m_theme.accent : m_theme.text, text());
}

void Chip::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

namespace {

constexpr int fadeWidth = 40;

/// The page's colour coming up towards one side.
class Fade : public QWidget
{
public:
    Fade(const Theme& theme, bool toTheRight, QWidget* parent)
        : QWidget(parent),
          m_theme(theme),
          m_toTheRight(toTheRight)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
        hide();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        auto clear = m_theme.bg;
        clear.setAlpha(0);
        QLinearGradient gradient(0, 0, width(), 0);
        gradient.setColorAt(m_toTheRight ? 0 : 1, clear);
        gradient.setColorAt(m_toTheRight ? 0.8 : 0.2, m_theme.bg);
        QPainter(this).fillRect(rect(), gradient);
    }

private:
    const Theme& m_theme;
    bool m_toTheRight;
};

} // namespace

ChipRow::ChipRow(const Theme& theme, Chip::Size size, QWidget* parent)
    : QScrollArea(parent),
      m_theme(theme),
      m_size(size),
      m_before(new Fade(theme, false, this)),
      m_behind(new Fade(theme, true, this))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFixedHeight(size == Chip::Size::Touch ? metrics::touch : 36);
    auto* inside = new QWidget;
    m_row = new QHBoxLayout(inside);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(8);
    m_row->addStretch(1);
    setWidget(inside);
    QScroller::grabGesture(viewport(), QScroller::TouchGesture);
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, this, &ChipRow::showEdges);
    connect(horizontalScrollBar(), &QScrollBar::rangeChanged, this, &ChipRow::showEdges);
}

void ChipRow::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    showEdges();
}

void ChipRow::showEdges()
{
    const auto* bar = horizontalScrollBar();
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const bool isMoreBefore = bar->value() > bar->minimum();
    const bool isMoreBehind = bar->value() < bar->maximum();
    m_before->setGeometry(0, 0, fadeWidth, height());
    m_behind->setGeometry(width() - fadeWidth, 0, fadeWidth, height());
    m_before->setVisible(mirrored ? isMoreBehind : isMoreBefore); // The left one.
    m_behind->setVisible(mirrored ? isMoreBefore : isMoreBehind);
    m_before->raise();
    m_behind->raise();
}

void ChipRow::setChoices(const QStringList& names, int chosenIndex)
{
    for (auto* chip : m_chips) {
        m_row->removeWidget(chip);
        chip->deleteLater();
    }
    m_chips.clear();
    for (int i = 0; i < names.size(); ++i) {
        auto* chip = new Chip(m_theme, m_size, names[i]);
        connect(chip, &Chip::clicked, this, [this, i] {
            choose(i);
            Q_EMIT chosen(i);
        });
        m_row->insertWidget(i, chip);
        m_chips.push_back(chip);
    }
    choose(chosenIndex);
}

void ChipRow::choose(int index)
{
    m_chosen = index;
    for (int i = 0; i < count(); ++i)
        m_chips[std::size_t(i)]->setChecked(i == index);
    if (index >= 0 && index < count())
        ensureWidgetVisible(m_chips[std::size_t(index)], 40, 0);
}

void ChipRow::wheelEvent(QWheelEvent* event)
{
    const auto turned = event->angleDelta();
    const int by = turned.x() != 0 ? turned.x() : turned.y();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - by);
}

void ChipRow::keyPressEvent(QKeyEvent* event)
{
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    for (int i = 0; step != 0 && i < count(); ++i) {
        if (!m_chips[std::size_t(i)]->hasFocus())
            continue;
        const int next = i + (mirrored ? -step : step);
        if (next >= 0 && next < count()) {
            m_chips[std::size_t(next)]->setFocus(Qt::TabFocusReason);
            ensureWidgetVisible(m_chips[std::size_t(next)], 40, 0);
        }
        return;
    }
    QScrollArea::keyPressEvent(event);
}

} // namespace kontor
