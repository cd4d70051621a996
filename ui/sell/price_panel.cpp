#include "ui/sell/price_panel.h"

#include "domain/base/exact.h"
#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/keypad.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace kontor {

PricePanel::PricePanel(const Theme& theme, Currency currency, QWidget* parent)
    : QWidget(parent),
      m_currency(currency),
      m_entry(currency),
      m_name(new Label(theme, TextRole::Lead, Tone::Text)),
      m_shown(new Label(theme, TextRole::Entry, Tone::Text))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Price"));
    m_name->setElided(true);
    m_shown->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* card = new Card(theme, Card::Tone::Entry, this);
    card->setFixedHeight(76);
    auto* inside = new QHBoxLayout(card);
    inside->setContentsMargins(20, 0, 20, 0);
    inside->addWidget(m_shown);

    auto* parts = new QHBoxLayout;
    parts->setSpacing(metrics::buttonGap);
    for (const int percent : {5, 10, 20, 50}) {
        auto* part = new Button(theme, Button::Kind::Plain, tr("−%1%").arg(percent), this);
        part->setAccessibleName(tr("%1 percent off").arg(percent));
        part->setFixedHeight(56);
        connect(part, &Button::clicked, this, [this, percent] { takeOff(percent); });
        parts->addWidget(part, 1);
    }
    auto* set = new Button(theme, Button::Kind::Primary, tr("Set price"), this);
    set->setKeyHint(tr("Enter"));
    set->setFixedHeight(metrics::chargeHeight);
    connect(set, &Button::clicked, this, &PricePanel::accept);
    auto* list = new Button(theme, Button::Kind::Plain, tr("Back to the list price"), this);
    list->setFixedHeight(56);
    connect(list, &Button::clicked, this, &PricePanel::listPriceWanted);
    auto* back = new Button(theme, Button::Kind::Plain, tr("Leave as it is"), this);
    back->setKeyHint(tr("Esc"));
    back->setFixedHeight(56);
    connect(back, &Button::clicked, this, &PricePanel::cancelled);

    auto* keypad = new Keypad(theme, Keypad::Layout::Amount, this);
    connect(keypad, &Keypad::typed, this, &PricePanel::type);
    connect(keypad, &Keypad::erased, this, [this] {
        m_entry.erase();
        showPrice();
    });
    connect(keypad, &Keypad::cleared, this, [this] {
        m_entry.clear();
        showPrice();
    });
    auto* left = new QVBoxLayout;
    left->setSpacing(metrics::cardGap);
    left->addWidget(new Label(theme, TextRole::Body, Tone::Muted, tr("Price of one")));
    left->addWidget(m_name);
    left->addWidget(card);
    left->addLayout(parts);
    left->addWidget(set);
    left->addWidget(list);
    left->addWidget(back);
    left->addStretch(1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(sideMargins(0, 0, metrics::pageMargin, 0));
    row->setSpacing(metrics::pageMargin);
    row->addLayout(left, 1);
    row->addWidget(keypad, 0, Qt::AlignTop);
}

void PricePanel::begin(const QString& name, UnitPrice now)
{
    m_name->setText(name);
    m_before = now;
    m_entry.clear();
    showPrice();
    setFocus();
}

void PricePanel::showPrice()
{
    m_shown->setText(m_entry.isEmpty() ? pricePerUnitText(m_before, m_currency) : moneyText(m_entry.money()));
}

void PricePanel::type(const QString& characters)
{
    m_entry.type(characters);
    showPrice();
}

void PricePanel::takeOff(int percent)
{
    // Whole minor units: what is on a sticker.
    const auto left = divideHalfUp(Int128{m_before.e4} * (100 - percent), 1'000'000);
    Q_EMIT accepted(UnitPrice{std::int64_t(left) * 10'000});
}

void PricePanel::accept()
{
    if (m_entry.isEmpty())
        Q_EMIT cancelled();
    else
        Q_EMIT accepted(UnitPrice::of(m_entry.money()));
}

void PricePanel::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: accept(); return;
    case Qt::Key_Escape: Q_EMIT cancelled(); return;
    case Qt::Key_Backspace:
        m_entry.erase();
        showPrice();
        return;
    case Qt::Key_Delete:
        m_entry.clear();
        showPrice();
        return;
    default: break;
    }
    const auto text = event->text();
    if (text.size() == 1 && (text.at(0).isDigit() || text == QLatin1String(".") || text == QLatin1String(",")))
        type(text);
    else
        QWidget::keyPressEvent(event);
}

} // namespace kontor
