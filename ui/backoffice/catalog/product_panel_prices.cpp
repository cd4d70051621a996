#include "ui/backoffice/catalog/product_panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/confirm_button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/label.h"

#include <QDate>
#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

namespace kontor {

QWidget* ProductPanel::makePrices()
{
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(8);
    m_nextPrice = new Field(m_theme, tr("Another price"));
    m_nextPrice->setPlaceholderText(QStringLiteral("0.00"));
    m_nextPrice->setAlignment(Qt::AlignRight);
    m_nextPrice->setFixedWidth(88);
    m_nextFrom = new Field(m_theme, tr("From the day"));
    m_nextFrom->setPlaceholderText(QLocale().toString(QDate(2026, 12, 31), QLocale::ShortFormat));
    auto* put = new Button(m_theme, Button::Kind::Plain, tr("Add"));
    put->setAccessibleName(tr("Add the price"));
    put->setFixedHeight(36);
    connect(put, &Button::clicked, this, &ProductPanel::addPrice);
    for (auto* field : {m_nextPrice, m_nextFrom})
        connect(field, &QLineEdit::returnPressed, this, &ProductPanel::addPrice);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_nextPrice);
    line->addWidget(new Label(m_theme, TextRole::Body, Tone::Muted, tr("from", "a day")));
    line->addWidget(m_nextFrom, 1);
    line->addWidget(put);
    m_nextFault = new Label(m_theme, TextRole::Secondary, Tone::Bad);
    m_nextFault->setWordWrap(true);
    m_nextFault->hide();
    column->addLayout(line);
    column->addWidget(m_nextFault);
    column->addWidget(makeList(m_prices), 1);
    return page;
}

void ProductPanel::showPrices()
{
    for (const auto& price : m_model.prices()) {
        auto* words = addRow(m_prices, price.price, price.from, price.holds ? tr("now", "price that holds") : QString(),
                             price.holds);
        if (!price.canWithdraw)
            continue;
        auto* withdraw = new ConfirmButton(m_theme, tr("Withdraw"), tr("Withdraw it?"));
        withdraw->setAccessibleName(tr("Withdraw %1").arg(price.price));
        withdraw->setRole(TextRole::Secondary);
        withdraw->setFixedHeight(36);
        connect(withdraw, &ConfirmButton::confirmed, &m_model,
                [this, fact = price.fact] { m_model.withdrawPrice(fact); });
        words->addSpacing(4);
        words->addWidget(withdraw, 0, Qt::AlignLeft);
    }
}

void ProductPanel::addPrice()
{
    const auto price = typedPrice(m_nextPrice->text(), m_model.currency());
    const auto typedDay = m_nextFrom->text().trimmed();
    auto day = QDate::fromString(typedDay, Qt::ISODate);
    if (!day.isValid())
        day = QLocale().toDate(typedDay, QLocale::ShortFormat);
    // Two figures of a year are this century's.
    if (day.isValid() && day.year() < 2000)
        day = day.addYears(100);
    if (typedDay.isEmpty())
        day = QDate::currentDate();
    const bool isPrice = price && price->e4 >= 0;
    m_nextPrice->setFault(isPrice ? QString() : tr("A price is a number, as 12.50."));
    m_nextFrom->setFault(day.isValid() ? QString() : tr("A day is written as %1.").arg(m_nextFrom->placeholderText()));
    m_nextFault->setText(!isPrice ? tr("A price is a number, as 12.50.")
                                  : tr("A day is written as %1.").arg(m_nextFrom->placeholderText()));
    m_nextFault->setVisible(!isPrice || !day.isValid());
    if (!isPrice || !day.isValid())
        return;
    m_nextPrice->clear();
    m_nextFrom->clear();
    m_model.addPrice(*price, day);
}

} // namespace kontor
