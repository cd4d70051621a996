#include "ui/sell/price_panel.h"

#include "domain/base/exact.h"
#include "ui/text/money_text.h"
#include "ui/widgets/entry_card.h"

#include <QHBoxLayout>

namespace kontor {

PricePanel::PricePanel(const Theme& theme, Currency currency, QWidget* parent)
    : EntryFrame(theme, Keypad::Layout::Amount, tr("Price of one"), parent),
      m_currency(currency),
      m_entry(currency)
{
    setContentsMargins(sideMargins(0, 0, metrics::pageMargin, 0));
    auto* parts = new QHBoxLayout;
    parts->setSpacing(metrics::buttonGap);
    for (const int percent : {5, 10, 20, 50}) {
        auto* part = new Button(theme, Button::Kind::Plain, tr("−%1%").arg(percent), this);
        part->setAccessibleName(tr("%1 percent off").arg(percent));
        part->setFixedHeight(56);
        connect(part, &Button::clicked, this, [this, percent] { takeOff(percent); });
        parts->addWidget(part, 1);
    }
    addBelowCard(parts);
    connect(addButton(Button::Kind::Primary, tr("Set price"), tr("Enter"), metrics::chargeHeight), &Button::clicked,
            this, &PricePanel::accept);
    connect(addButton(Button::Kind::Plain, tr("Back to the list price"), {}, 56), &Button::clicked, this,
            &PricePanel::listPriceWanted);
    connect(addButton(Button::Kind::Plain, tr("Leave as it is"), tr("Esc"), 56), &Button::clicked, this,
            &PricePanel::cancelled);
    connect(this, &EntryFrame::accepted, this, &PricePanel::accept);
    connect(this, &EntryFrame::typed, this, [this](const QString& characters) {
        m_entry.type(characters);
        showPrice();
    });
    connect(this, &EntryFrame::erased, this, [this] {
        m_entry.erase();
        showPrice();
    });
    connect(this, &EntryFrame::cleared, this, [this] {
        m_entry.clear();
        showPrice();
    });
}

void PricePanel::begin(const QString& name, UnitPrice now)
{
    setName(name);
    m_before = now;
    m_entry.clear();
    showPrice();
    setFocus();
}

void PricePanel::showPrice()
{
    card().setShown(m_entry.isEmpty() ? pricePerUnitText(m_before, m_currency) : moneyText(m_entry.money()));
}

void PricePanel::takeOff(int percent)
{
    // Whole minor units: what is on a sticker.
    const auto left = divideHalfUp(Int128{m_before.e4} * (100 - percent), 1'000'000);
    Q_EMIT chosen(UnitPrice{std::int64_t(left) * 10'000});
}

void PricePanel::accept()
{
    if (m_entry.isEmpty())
        Q_EMIT cancelled();
    else
        Q_EMIT chosen(UnitPrice::of(m_entry.money()));
}

} // namespace kontor
