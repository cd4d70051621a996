#include "ui/sell/parked_panel.h"

#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirm_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QScrollArea>
#include <QScroller>
#include <QVBoxLayout>

namespace kontor {

ParkedPanel::ParkedPanel(const Theme& theme, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_none(new EmptyState(theme, QStringLiteral("layers"))),
      m_list(new QWidget)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Parked sales"));
    m_none->say(tr("No sale is parked"), tr("Park sets a sale aside; any till of this store can go on with it."));
    m_rows = new QVBoxLayout(m_list);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(metrics::buttonGap);
    auto* back = new Button(theme, Button::Kind::Plain, tr("Back to the products"), this);
    back->setKeyHint(tr("Esc"));
    back->setFixedHeight(56);
    connect(back, &Button::clicked, this, &ParkedPanel::cancelled);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(sideMargins(0, 0, metrics::pageMargin, metrics::pageMargin));
    column->setSpacing(metrics::cardGap);
    column->addWidget(new Label(theme, TextRole::Title, Tone::Text, tr("Parked sales")));
    m_scroll = new QScrollArea;
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_list->setAutoFillBackground(false);
    m_scroll->setWidget(m_list);
    QScroller::grabGesture(m_scroll->viewport(), QScroller::TouchGesture);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_none, 1);
    column->addWidget(back);
}

void ParkedPanel::show(const std::vector<ParkedCartView>& carts)
{
    while (auto* item = m_rows->takeAt(0)) {
        if (auto* layout = item->layout())
            while (auto* inner = layout->takeAt(0)) {
                delete inner->widget();
                delete inner;
            }
        delete item;
    }
    // The oldest come first and want to be finished first; the list scrolls to the others.
    for (int i = 0; i < int(carts.size()); ++i) {
        const auto& cart = carts[std::size_t(i)];
        const auto when =
            QLocale().toString(QDateTime::fromMSecsSinceEpoch(cart.parked / 1000).time(), QStringLiteral("HH:mm"));
        const auto what = cart.label.empty() ? tr("%n line(s)", nullptr, int(cart.lines)) : qtext(cart.label);
        auto* take = new Button(
            m_theme, Button::Kind::Plain,
            tr("%1 · %2 · %3 · %4", "time, what, who, till").arg(when, what, qtext(cart.staff), qtext(cart.terminal)));
        take->setIconName(QStringLiteral("layers"));
        take->setLeading(true);
        take->setFixedHeight(56);
        connect(take, &Button::clicked, this, [this, i] { Q_EMIT chosen(i); });
        auto* drop = new ConfirmButton(m_theme, {}, tr("Throw away?"));
        drop->setIconName(QStringLiteral("trash-2"));
        drop->setAccessibleName(tr("Throw away the sale parked at %1").arg(when));
        drop->setFixedSize(56, 56);
        drop->setAskingWidth(168);
        connect(drop, &ConfirmButton::confirmed, this, [this, i] { Q_EMIT discarded(i); });
        auto* row = new QHBoxLayout;
        row->setSpacing(metrics::buttonGap);
        row->addWidget(take, 1);
        row->addWidget(drop);
        m_rows->addLayout(row);
        for (auto* button : std::initializer_list<QWidget*>{take, drop})
            button->installEventFilter(this);
    }
    m_rows->addStretch(1);
    m_none->setVisible(carts.empty());
    m_scroll->setVisible(!carts.empty());
}

void ParkedPanel::begin()
{
    if (auto* first = m_list->findChild<Button*>(); first != nullptr && m_scroll->isVisibleTo(this))
        first->setFocus(Qt::TabFocusReason);
    else
        setFocus();
}

bool ParkedPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn)
        m_scroll->ensureWidgetVisible(static_cast<QWidget*>(watched), 0, metrics::buttonGap);
    return QWidget::eventFilter(watched, event);
}

void ParkedPanel::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Escape: Q_EMIT cancelled(); return;
    case Qt::Key_Down: focusNextChild(); return;
    case Qt::Key_Up: focusPreviousChild(); return;
    default: QWidget::keyPressEvent(event);
    }
}

} // namespace kontor
