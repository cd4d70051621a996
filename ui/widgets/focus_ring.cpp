#include "ui/widgets/focus_ring.h"

#include "ui/theme/paint.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QTabBar>

namespace kontor {

FocusRing::FocusRing(const Theme& theme, QWidget* window) : QWidget(window), m_theme(theme)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { follow(now); });
}

void FocusRing::follow(QWidget* focused)
{
    if (m_target != nullptr)
        m_target->removeEventFilter(this);
    // A page that takes keys as a whole has nothing to mark; a header marks its section itself.
    const bool wantsRing =
        qobject_cast<QLineEdit*>(focused) != nullptr || qobject_cast<QAbstractButton*>(focused) != nullptr ||
        qobject_cast<QTabBar*>(focused) != nullptr || qobject_cast<QComboBox*>(focused) != nullptr ||
        (qobject_cast<QAbstractItemView*>(focused) != nullptr && qobject_cast<QHeaderView*>(focused) == nullptr);
    m_target = wantsRing && focused->window() == parentWidget() ? focused : nullptr;
    if (m_target != nullptr)
        m_target->installEventFilter(this);
    disconnect(m_tabs);
    if (const auto* tabs = qobject_cast<QTabBar*>(m_target.data()))
        m_tabs = connect(tabs, &QTabBar::currentChanged, this, &FocusRing::place);
    place();
}

void FocusRing::place()
{
    if (m_target == nullptr || !m_target->isVisible()) {
        hide();
        return;
    }
    const int ring = metrics::focusRing;
    const auto* tabs =
        qobject_cast<QTabBar*>(m_target.data()); // The row is as wide as its page, the tab is what has it.
    const QRect inside = tabs != nullptr ? tabs->tabRect(tabs->currentIndex()) : m_target->rect();
    const QRect around(m_target->mapTo(parentWidget(), inside.topLeft()), inside.size());
    setGeometry(around.adjusted(-ring, -ring, ring, ring));
    raise();
    show();
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide: place(); break;
    default: break;
    }
    return QWidget::eventFilter(watched, event);
}

void FocusRing::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double ring = metrics::focusRing;
    const double half = ring / 2;
    painter.setPen(QPen(m_theme.accentSoft, ring));
    painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half), metrics::buttonRadius + half,
                            metrics::buttonRadius + half);
    // The soft ring alone is too close to the page's colour to be seen by everybody.
    painter.setPen(QPen(m_theme.accent, 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::buttonRadius + ring,
                            metrics::buttonRadius + ring);
}

} // namespace kontor
