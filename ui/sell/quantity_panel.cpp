#include "ui/sell/quantity_panel.h"

#include "ui/text/money_text.h"
#include "ui/widgets/entry_card.h"

#include <QLocale>

namespace kontor {
namespace {
constexpr qsizetype maxDigits = 6;
constexpr qsizetype maxDecimals = 3;
} // namespace

QuantityPanel::QuantityPanel(const Theme& theme, QWidget* parent)
    : EntryFrame(theme, Keypad::Layout::Amount, tr("Quantity of"), parent)
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

void QuantityPanel::begin(Id<schema::CartLine> line, const QString& name, Quantity now, bool measured,
                          const QString& unit)
{
    setName(name);
    keypad().setMarkEnabled(measured);
    m_line = line;
    m_before = now;
    m_measured = measured;
    m_unit = unit;
    m_text.clear();
    showQuantity();
    setFocus();
}

void QuantityPanel::showQuantity()
{
    auto shown = m_text;
    shown.replace(QLatin1Char('.'), QLocale().decimalPoint());
    if (m_text.isEmpty())
        shown = quantityText(m_before);
    card().setShown(m_unit.isEmpty() ? shown : tr("%1 %2", "how many, unit").arg(shown, m_unit));
}

void QuantityPanel::type(const QString& digits)
{
    for (const auto character : digits) {
        const auto mark = m_text.indexOf(QLatin1Char('.'));
        if (character == QLatin1Char('.') || character == QLatin1Char(',')) {
            if (m_measured && mark < 0)
                m_text += m_text.isEmpty() ? QStringLiteral("0.") : QStringLiteral(".");
            continue;
        }
        if (mark < 0 ? m_text.size() >= maxDigits : m_text.size() - mark - 1 >= maxDecimals)
            continue;
        if (m_text == QLatin1String("0"))
            m_text.clear();
        m_text += character;
    }
    showQuantity();
}

void QuantityPanel::accept()
{
    auto text = m_text;
    if (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    const auto quantity = Quantity::parse(text.toStdString(), "quantity");
    // None of it is what Remove says, with a word of its own.
    if (!quantity || quantity->thousandths == 0)
        Q_EMIT cancelled();
    else
        Q_EMIT chosen(m_line, m_before.thousandths < 0 ? -*quantity : *quantity);
}

} // namespace kontor
