#include "ui/sell/quantity_panel.h"

#include "ui/text/money_text.h"
#include "ui/widgets/entry_card.h"

namespace kontor {
namespace {
constexpr int maxDigits = 6;
}

QuantityPanel::QuantityPanel(const Theme& theme, QWidget* parent)
    : EntryFrame(theme, Keypad::Layout::Count, tr("Quantity of"), parent)
{
    setContentsMargins(sideMargins(0, 0, metrics::pageMargin, 0));
    connect(addButton(Button::Kind::Primary, tr("Set quantity"), tr("Enter"), metrics::chargeHeight), &Button::clicked,
            this, &QuantityPanel::accept);
    connect(addButton(Button::Kind::Plain, tr("Leave as it is"), tr("Esc"), metrics::chargeHeight), &Button::clicked,
            this, &QuantityPanel::cancelled);
    connect(this, &EntryFrame::accepted, this, &QuantityPanel::accept);
    connect(this, &EntryFrame::typed, this, &QuantityPanel::type);
    connect(this, &EntryFrame::erased, this, [this] {
        m_text.chop(1);
        showQuantity();
    });
    connect(this, &EntryFrame::cleared, this, [this] {
        m_text.clear();
        showQuantity();
    });
}

void QuantityPanel::begin(const QString& name, Quantity now)
{
    setName(name);
    m_before = now;
    m_text.clear();
    showQuantity();
    setFocus();
}

void QuantityPanel::showQuantity()
{
    card().setShown(m_text.isEmpty() ? quantityText(m_before) : m_text);
}

void QuantityPanel::type(const QString& digits)
{
    if (m_text.size() + digits.size() <= maxDigits && !(m_text.isEmpty() && digits == QLatin1String("0")))
        m_text += digits;
    showQuantity();
}

void QuantityPanel::accept()
{
    if (m_text.isEmpty())
        Q_EMIT cancelled();
    else
        Q_EMIT chosen(Quantity::whole(m_text.toLongLong()));
}

} // namespace kontor
