#include "ui/sell/receipt_page.h"

#include "ui/sell/receipt_paper.h"
#include "ui/text/money_text.h"
#include "ui/theme/icon.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/notice_strip.h"
#include "ui/widgets/panel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QScroller>
#include <QVBoxLayout>

namespace kontor {

ReceiptPage::ReceiptPage(const Theme& theme, SellModel& model, const QTimeZone& zone)
    : m_model(model),
      m_zone(zone),
      m_paper(new ReceiptPaper(theme)),
      m_scroll(new QScrollArea),
      m_change(new Label(theme, TextRole::Clock, Tone::Good)),
      m_changeWord(new Label(theme, TextRole::Lead, Tone::Good)),
      m_paid(new Label(theme, TextRole::Body, Tone::Muted)),
      m_notice(new NoticeStrip(theme)),
      m_save(new Button(theme, Button::Kind::Plain, tr("Save as PDF"))),
      m_print(new Button(theme, Button::Kind::Plain, tr("Print"))),
      m_next(new Button(theme, Button::Kind::Primary, tr("Next sale")))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Receipt"));

    auto* side = new Panel(theme, Qt::RightEdge, this);
    side->setFixedWidth(metrics::ticketWidth);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* desk = new Panel(theme, {});
    auto* deskColumn = new QVBoxLayout(desk);
    deskColumn->setContentsMargins(metrics::pageMargin, metrics::pageMargin, metrics::pageMargin, metrics::pageMargin);
    deskColumn->addWidget(m_paper);
    deskColumn->addStretch(1);
    m_scroll->setWidget(desk);
    QScroller::grabGesture(m_scroll->viewport(), QScroller::TouchGesture);
    auto* sideColumn = new QVBoxLayout(side);
    sideColumn->setContentsMargins(0, 0, 0, 0);
    sideColumn->addWidget(m_scroll);

    auto* card = new Card(theme, Card::Tone::Good);
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(24, 32, 24, 32);
    inside->setSpacing(4);
    auto* icon = new QLabel;
    icon->setPixmap(iconPixmap(QStringLiteral("circle-check"), 40, theme.good, devicePixelRatioF()));
    for (auto* label : std::initializer_list<QLabel*>{icon, m_changeWord, m_change, m_paid}) {
        label->setAlignment(Qt::AlignCenter);
        inside->addWidget(label);
    }
    inside->insertSpacing(1, 12);

    m_save->setIconName(QStringLiteral("file-down"));
    m_save->setKeyHint(QStringLiteral("F9"));
    m_save->setFixedHeight(56);
    connect(m_save, &Button::clicked, this, &ReceiptPage::saveWanted);
    m_print->setIconName(QStringLiteral("printer"));
    m_print->setKeyHint(QStringLiteral("F8"));
    m_print->setFixedHeight(56);
    m_print->hide();
    connect(m_print, &Button::clicked, this, &ReceiptPage::printWanted);
    auto* outs = new QHBoxLayout;
    outs->setSpacing(metrics::buttonGap);
    outs->addWidget(m_print, 1);
    outs->addWidget(m_save, 1);
    m_next->setKeyHint(tr("Enter"));
    m_next->setFixedHeight(metrics::finishHeight);
    connect(m_next, &Button::clicked, &m_model, &SellModel::nextSale);
    auto* byScan = new Label(theme, TextRole::Body, Tone::Muted, tr("Scanning an item begins the next sale too."));
    byScan->setAlignment(Qt::AlignCenter);
    auto* right = new QVBoxLayout;
    right->setContentsMargins(20, 20, 20, 20);
    right->setSpacing(metrics::cardGap);
    right->addStretch(2);
    right->addWidget(card);
    right->addStretch(3);
    right->addWidget(m_notice);
    right->addLayout(outs);
    right->addWidget(byScan);
    right->addWidget(m_next);

    auto* halves = new QHBoxLayout(this);
    halves->setContentsMargins(0, 0, 0, 0);
    halves->setSpacing(0);
    halves->addWidget(side);
    halves->addLayout(right, 1);
}

void ReceiptPage::tell(const Notice& notice)
{
    m_notice->tell(static_cast<NoticeStrip::Tone>(notice.tone), notice.title, notice.remedy);
}

void ReceiptPage::setPrinter(bool there)
{
    m_print->setVisible(there);
}

void ReceiptPage::enter()
{
    showReceipt();
    m_notice->dismiss();
    m_scroll->verticalScrollBar()->setValue(0);
    setFocus();
}

void ReceiptPage::showReceipt()
{
    const auto& receipt = m_model.receipt();
    if (!receipt)
        return;
    m_paper->setReceipt(ReceiptLayout(*receipt, m_zone));
    auto tendered = receipt->total - receipt->total;
    for (const auto& payment : receipt->payments)
        tendered += payment.method == schema::CASH ? payment.tendered : payment.amount;
    // Money handed back for goods has no tender; the amount itself is what goes over the counter.
    const bool paidOut = receipt->total.minor() < 0;
    m_changeWord->setText(paidOut ? tr("To pay back") : tr("Change to give"));
    m_change->setText(moneyText(paidOut ? -receipt->total : receipt->change));
    m_paid->setText(paidOut ? QString() : tr("%1 received for %2").arg(moneyText(tendered), moneyText(receipt->total)));
    m_paid->setVisible(!paidOut);
}

void ReceiptPage::keyPressEvent(QKeyEvent* event)
{
    auto* bar = m_scroll->verticalScrollBar();
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Escape: m_model.nextSale(); return;
    case Qt::Key_F9: m_save->click(); return;
    case Qt::Key_F8:
        if (m_print->isVisible())
            m_print->click();
        return;
    case Qt::Key_Up: bar->setValue(bar->value() - 40); return;
    case Qt::Key_Down: bar->setValue(bar->value() + 40); return;
    case Qt::Key_PageUp: bar->setValue(bar->value() - bar->pageStep()); return;
    case Qt::Key_PageDown: bar->setValue(bar->value() + bar->pageStep()); return;
    default: Page::keyPressEvent(event);
    }
}

} // namespace kontor
