#include "ui/sell/price_panel.h"

#include "domain/base/exact.h"
#include "ui/text/money_text.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/entry_card.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace kontor {
namespace {

/// Whole minor units, as on a sticker; of a price that has parts of them (a screw, a litre of fuel) to its last decimal.
UnitPrice lessPercent(UnitPrice list, int percent)
{
    constexpr std::int64_t minor = 10'000;
    const Int128 left = Int128{list.e4} * (100 - percent);
    if (list.e4 % minor != 0)
        return UnitPrice{std::int64_t(divideHalfUp(left, 100))};
    return UnitPrice{std::int64_t(divideHalfUp(left, 100 * minor)) * minor};
}

} // namespace

PricePanel::PricePanel(const Theme& theme, Currency currency, QWidget* parent)
    : EntryFrame(theme, Keypad::Layout::Amount, tr("Price of one"), parent),
      m_currency(currency),
      m_entry(currency),
      m_reasonTexts{tr("Goodwill"), tr("Damaged"), tr("Last piece"), tr("Price match"), tr("Staff")},
      m_why(new Label(theme, TextRole::Secondary, Tone::Muted, tr("Reason, as on the receipt"))),
      m_reasons(new ChipRow(theme, Chip::Size::Touch))
{
    setContentsMargins(sideMargins(0, 0, metrics::pageMargin, 0));
    auto* parts = new QHBoxLayout;
    parts->setSpacing(metrics::buttonGap);
    for (const int percent : {5, 10, 20, 50}) {
        auto* part = new Button(theme, Button::Kind::Plain, tr("−%1%").arg(percent), this);
        part->setAccessibleName(tr("%1 percent off").arg(percent));
        part->setFixedHeight(metrics::touch);
        connect(part, &Button::clicked, this, [this, percent] { takeOff(percent); });
        parts->addWidget(part, 1);
        m_parts.push_back(part);
    }
    // In one row, or at 125 % the column would be higher than a till's screen.
    m_ofPercent = new Button(theme, Button::Kind::Choice, QStringLiteral("%"), this);
    m_ofPercent->setAccessibleName(tr("Percent off"));
    m_ofPercent->setFixedHeight(metrics::touch);
    parts->addWidget(m_ofPercent, 1);
    connect(m_ofPercent, &Button::clicked, this, [this] { turnToPercent(!m_isPercent); });
    addBelowCard(parts);
    m_reasons->setAccessibleName(tr("Reason of the discount"));
    m_reasons->setChoices(m_reasonTexts, 0);
    connect(m_reasons, &ChipRow::chosen, this, [this] { setFocus(); });
    auto* why = new QVBoxLayout;
    why->setSpacing(metrics::cardGap / 3);
    why->addWidget(m_why);
    why->addWidget(m_reasons);
    addBelowCard(why);
    m_set = addButton(Button::Kind::Primary, tr("Set price"), tr("Enter"), metrics::chargeHeight);
    connect(m_set, &Button::clicked, this, &PricePanel::accept);
    m_back = addButton(Button::Kind::Plain, tr("Back to the list price"), {}, 56);
    connect(m_back, &Button::clicked, this, [this] { Q_EMIT listPriceWanted(m_line); });
    connect(addButton(Button::Kind::Plain, tr("Leave as it is"), tr("Esc"), 56), &Button::clicked, this,
            &PricePanel::cancelled);
    connect(this, &EntryFrame::accepted, this, &PricePanel::accept);
    connect(this, &EntryFrame::typed, this, &PricePanel::type);
    connect(this, &EntryFrame::erased, this, &PricePanel::erase);
    connect(this, &EntryFrame::cleared, this, &PricePanel::clear);
}

void PricePanel::begin(Id<schema::CartLine> line, const QString& name, UnitPrice now, std::optional<UnitPrice> list,
                       const QString& reason)
{
    setCaption(tr("Price of one"));
    setName(name);
    m_line = line;
    m_before = now;
    m_list = list.value_or(now);
    m_reasons->choose(std::max(int(m_reasonTexts.indexOf(reason)), 0));
    showLineButtons(true);
    clear();
    turnToPercent(false);
    setFocus();
}

void PricePanel::beginUnpriced(const QString& name)
{
    setCaption(tr("The list has no price of it. What does one cost?"));
    setName(name);
    m_line = {};
    m_before = {};
    m_list = {};
    showLineButtons(false);
    clear();
    turnToPercent(false);
    setFocus();
}

void PricePanel::showLineButtons(bool shown)
{
    for (auto* part : m_parts)
        part->setVisible(shown);
    m_ofPercent->setVisible(shown);
    m_why->setVisible(shown);
    m_reasons->setVisible(shown);
    m_back->setVisible(shown);
}

void PricePanel::turnToPercent(bool percent)
{
    percent = percent && !m_line.isNil();
    if (percent && !m_isPercent && !m_entry.isEmpty()) { // "15" and then "%".
        std::int64_t whole = m_entry.money().minor();
        for (int i = 0; i < m_currency.exponent(); ++i)
            whole /= 10;
        m_percent = whole > 0 && whole <= 100 ? QString::number(whole) : QString();
    } else if (!percent) {
        m_percent.clear();
    }
    m_entry.clear();
    m_isPercent = percent;
    m_ofPercent->setChecked(percent);
    keypad().setMarkEnabled(!percent && m_currency.exponent() > 0);
    m_set->setText(percent ? tr("Take it off") : tr("Set price"));
    showPrice();
}

void PricePanel::keyPressEvent(QKeyEvent* event)
{
    const bool chooses = m_reasons->isVisible() && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right);
    if (event->text() == QLatin1String("%")) {
        turnToPercent(!m_isPercent);
    } else if (chooses) {
        const bool on = (event->key() == Qt::Key_Right) == (layoutDirection() == Qt::LeftToRight);
        m_reasons->choose((m_reasons->chosenIndex() + (on ? 1 : -1) + m_reasons->count()) % m_reasons->count());
    } else {
        EntryFrame::keyPressEvent(event);
    }
}

void PricePanel::type(const QString& characters)
{
    if (m_isPercent) {
        for (const auto character : characters) {
            const auto longer = m_percent == QLatin1String("0") ? QString(character) : m_percent + character;
            if (character.isDigit() && longer.toInt() <= 100)
                m_percent = longer;
        }
    } else {
        m_entry.type(characters);
    }
    showPrice();
}

void PricePanel::erase()
{
    if (m_isPercent)
        m_percent.chop(1);
    else
        m_entry.erase();
    showPrice();
}

void PricePanel::clear()
{
    m_percent.clear();
    m_entry.clear();
    showPrice();
}

void PricePanel::showPrice()
{
    if (m_isPercent)
        card().setShown(
            m_percent.isEmpty()
                ? tr("−%1%").arg(0)
                : tr("−%1% · %2", "percent off, what one costs then")
                      .arg(m_percent, pricePerUnitText(lessPercent(m_list, m_percent.toInt()), m_currency)));
    else
        card().setShown(m_entry.isEmpty() ? pricePerUnitText(m_before, m_currency) : moneyText(m_entry.money()));
}

void PricePanel::takeOff(int percent)
{
    Q_EMIT chosen(m_line, lessPercent(m_list, percent), m_reasonTexts.value(m_reasons->chosenIndex()));
}

void PricePanel::accept()
{
    if (m_isPercent && m_percent.toInt() > 0)
        takeOff(m_percent.toInt());
    else if (m_isPercent || m_entry.isEmpty())
        Q_EMIT cancelled();
    else
        Q_EMIT chosen(m_line, UnitPrice::of(m_entry.money()), {});
}

} // namespace kontor
