#include "ui/sell/quantity_panel.h"

#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/keypad.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace kontor {
namespace {
constexpr int maxDigits = 6;
}

QuantityPanel::QuantityPanel(const Theme& theme, QWidget* parent)
    : QWidget(parent),
      m_name(new Label(theme, TextRole::Lead, Tone::Text)),
      m_shown(new Label(theme, TextRole::Entry, Tone::Text))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Quantity"));
    m_name->setElided(true);
    m_shown->setAlignment(Qt::AlignRight | Qt::AlignVCenter);

    auto* card = new Card(theme, Card::Tone::Entry, this);
    card->setFixedHeight(76);
    auto* inside = new QHBoxLayout(card);
    inside->setContentsMargins(20, 0, 20, 0);
    inside->addWidget(m_shown);

    auto* set = new Button(theme, Button::Kind::Primary, tr("Set quantity"), this);
    set->setKeyHint(tr("Enter"));
    set->setFixedHeight(metrics::chargeHeight);
    connect(set, &Button::clicked, this, &QuantityPanel::accept);
    auto* back = new Button(theme, Button::Kind::Plain, tr("Leave as it is"), this);
    back->setKeyHint(tr("Esc"));
    back->setFixedHeight(metrics::chargeHeight);
    connect(back, &Button::clicked, this, &QuantityPanel::cancelled);

    auto* keypad = new Keypad(theme, Keypad::Layout::Count, this);
    connect(keypad, &Keypad::typed, this, &QuantityPanel::type);
    connect(keypad, &Keypad::erased, this, &QuantityPanel::erase);
    connect(keypad, &Keypad::cleared, this, &QuantityPanel::clear);

    auto* left = new QVBoxLayout;
    left->setSpacing(metrics::cardGap);
    left->addWidget(new Label(theme, TextRole::Body, Tone::Muted, tr("Quantity of")));
    left->addWidget(m_name);
    left->addWidget(card);
    left->addWidget(set);
    left->addWidget(back);
    left->addStretch(1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(sideMargins(0, 0, metrics::pageMargin, 0));
    row->setSpacing(metrics::pageMargin);
    row->addLayout(left, 1);
    row->addWidget(keypad, 0, Qt::AlignTop);
}

void QuantityPanel::begin(const QString& name, Quantity now)
{
    m_name->setText(name);
    m_before = now;
    m_text.clear();
    showQuantity();
    setFocus();
}

void QuantityPanel::showQuantity()
{
    m_shown->setText(m_text.isEmpty() ? quantityText(m_before) : m_text);
}

void QuantityPanel::type(const QString& digits)
{
    if (m_text.size() + digits.size() <= maxDigits && !(m_text.isEmpty() && digits == QLatin1String("0")))
        m_text += digits;
    showQuantity();
}

void QuantityPanel::erase()
{
    m_text.chop(1);
    showQuantity();
}

void QuantityPanel::clear()
{
    m_text.clear();
    showQuantity();
}

void QuantityPanel::accept()
{
    if (m_text.isEmpty()) {
        Q_EMIT cancelled();
        return;
    }
    Q_EMIT accepted(Quantity::whole(m_text.toLongLong()));
}

void QuantityPanel::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: accept(); return;
    case Qt::Key_Escape: Q_EMIT cancelled(); return;
    case Qt::Key_Backspace: erase(); return;
    case Qt::Key_Delete: clear(); return;
    default: break;
    }
    const auto text = event->text();
    if (text.size() == 1 && text.at(0) >= QLatin1Char('0') && text.at(0) <= QLatin1Char('9'))
        type(text);
    else
        QWidget::keyPressEvent(event);
}

} // namespace kontor
