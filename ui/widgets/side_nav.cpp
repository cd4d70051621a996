#include "ui/widgets/side_nav.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace kontor {

NavItem::NavItem(const Theme& theme, const QString& iconName, const QString& text, QWidget* parent)
    : QAbstractButton(parent),
      m_theme(theme),
      m_iconName(iconName)
{
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void NavItem::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const QColor fill = isChecked()                ? m_theme.accentSoft
                        : isDown() || underMouse() ? mixed(m_theme.surface, m_theme.text, 0.05)
                                                   : QColor();
    if (fill.isValid() || hasFocus())
        paintBox(painter, rect().adjusted(0, 2, 0, -2), metrics::buttonRadius, fill,
                 hasFocus() ? m_theme.accent : QColor());
    const auto colour = isChecked() ? m_theme.accent : m_theme.text;
    constexpr int icon = 17;
    paintIcon(painter, m_iconName, QRectF(mirrored ? width() - 10 - icon : 10, (height() - icon) / 2, icon, icon),
              colour);
    auto font = m_theme.font(TextRole::Body);
    if (isChecked())
        font.setWeight(QFont::DemiBold);
    const QRectF words = mirrored ? QRectF(8, 0, width() - 45, height()) : QRectF(37, 0, width() - 45, height());
    paintLine(painter, words, (mirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, font, colour, text());
}

void NavItem::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: click(); return;
    case Qt::Key_Down: focusNextChild(); return;
    case Qt::Key_Up: focusPreviousChild(); return;
    default: QAbstractButton::keyPressEvent(event);
    }
}

SideNav::SideNav(const Theme& theme, QWidget* parent)
    : Panel(theme, Qt::RightEdge, parent),
      m_theme(theme),
      m_column(new QVBoxLayout(this))
{
    setFixedWidth(208);
    setAccessibleName(tr("Areas"));
    m_column->setContentsMargins(8, 10, 8, 10);
    m_column->setSpacing(0);
    m_column->addStretch(1);
}

int SideNav::add(const QString& iconName, const QString& text)
{
    auto* item = new NavItem(m_theme, iconName, text, this);
    const int index = int(m_items.size());
    connect(item, &NavItem::clicked, this, [this, index] { Q_EMIT chosen(index); });
    m_column->insertWidget(index, item);
    m_items.push_back(item);
    return index;
}

void SideNav::setCurrent(int index)
{
    for (int i = 0; i < int(m_items.size()); ++i)
        m_items[std::size_t(i)]->setChecked(i == index);
}

} // namespace kontor
