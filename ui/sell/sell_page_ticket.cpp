#include "ui/sell/sell_page.h"
#include "ui/text/money_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/person_bar.h"
#include "ui/widgets/ticket_list.h"

#include <QHBoxLayout>
#include <QStackedWidget>

// The left half of SellPage: lines, sums, what is done to them.

namespace kontor {

Panel* SellPage::makeTicket()
{
    auto* side = new Panel(m_theme, Qt::RightEdge, this);
    side->setFixedWidth(metrics::ticketWidth);
    m_ticket = new TicketList(m_theme, TicketList::Rows::Selectable);
    m_ticket->setModel(&m_model.ticket());
    m_ticket->setAccessibleName(tr("Lines of this sale"));
    m_ticket->installEventFilter(this);
    m_emptyTicket = new EmptyState(m_theme, QStringLiteral("shopping-basket"));
    m_emptyTicket->say(tr("A new sale"), tr("Scan an item, or touch a product."));
    m_ticketStack = new QStackedWidget;
    m_ticketStack->addWidget(m_ticket);
    m_ticketStack->addWidget(m_emptyTicket);

    // Each in a widget of its own: one that is hidden takes no room.
    const auto sum = [this](Label*& name, Label*& amount, const QString& text) {
        name = new Label(m_theme, TextRole::Body, Tone::Muted, text);
        amount = new Label(m_theme, TextRole::Body, Tone::Muted);
        auto* row = new QWidget;
        row->setFixedHeight(24);
        auto* words = new QHBoxLayout(row);
        words->setContentsMargins(0, 0, 0, 0);
        words->addWidget(name, 1);
        words->addWidget(amount);
        return row;
    };
    m_subtotalRow = sum(m_subtotalName, m_subtotal, tr("Subtotal"));
    m_discountRow = sum(m_discountName, m_discount, tr("Discounts"));
    m_taxRow = sum(m_taxName, m_taxAmount, {});
    auto* totalWord = new Label(m_theme, TextRole::Lead, Tone::Text, tr("Total"));
    m_items = new Label(m_theme, TextRole::Body, Tone::Muted);
    m_total = new Label(m_theme, TextRole::Total, Tone::Text);
    auto* total = new QHBoxLayout;
    total->setSpacing(6);
    total->addWidget(totalWord, 0, Qt::AlignVCenter);
    total->addWidget(m_items, 1, Qt::AlignVCenter);
    total->addWidget(m_total);

    // What is done to the marked line, and to the last step: icons, since they are touched all day.
    const auto small = [this](const char* icon, const QString& key, const QString& name) {
        auto* button = new Button(m_theme, Button::Kind::Plain, {});
        button->setIconName(QLatin1String(icon));
        button->setKeyHint(key);
        button->setAccessibleName(name);
        button->setToolTip(name);
        button->setFixedHeight(metrics::touch);
        return button;
    };
    m_fewer = small("minus", QStringLiteral("−"), tr("One fewer of the marked line"));
    m_more = small("plus", QStringLiteral("+"), tr("One more of the marked line"));
    m_remove = small("trash-2", tr("Del"), tr("Remove the marked line"));
    m_undo = small("undo-2", {}, tr("Take the last step back (Ctrl+Z)"));
    m_redo = small("redo-2", {}, tr("Do it again (Ctrl+Y)"));
    auto* lineActions = new QHBoxLayout;
    lineActions->setSpacing(8);
    for (auto* button : {m_fewer, m_more, m_remove, m_undo, m_redo})
        lineActions->addWidget(button, button->sizeHint().width());
    connect(m_undo, &Button::clicked, &m_model, &SellModel::undo);
    connect(m_redo, &Button::clicked, &m_model, &SellModel::redo);
    const auto wide = [this](const char* icon, const QString& text, const char* key) {
        auto* button = new Button(m_theme, Button::Kind::Plain, text);
        button->setIconName(QLatin1String(icon));
        button->setKeyHint(QLatin1String(key));
        button->setFixedHeight(52);
        return button;
    };
    m_park = wide("pause", tr("Park"), "F6");
    m_price = wide("percent", tr("Price"), "F7");
    m_price->setAccessibleName(tr("Price of the marked line"));
    m_return = new Button(m_theme, Button::Kind::Choice, tr("Return"));
    m_return->setIconName(QStringLiteral("corner-up-left"));
    m_return->setKeyHint(QStringLiteral("F8"));
    m_return->setAccessibleName(tr("Goods come back"));
    m_return->setFixedHeight(52);
    connect(m_park, &Button::clicked, &m_model, &SellModel::park);
    connect(m_price, &Button::clicked, this, &SellPage::editPrice);
    connect(m_return, &Button::clicked, this, &SellPage::toggleReturn);
    auto* actions = new QHBoxLayout;
    actions->setSpacing(8);
    for (auto* button : {m_park, m_price, m_return})
        actions->addWidget(button, button->sizeHint().width());
    connect(m_fewer, &Button::clicked, this, [this] { step(-1); });
    connect(m_more, &Button::clicked, this, [this] { step(1); });
    connect(m_remove, &Button::clicked, this, [this] { m_model.removeLine(currentLine()); });

    m_charge = new Button(m_theme, Button::Kind::Primary, {});
    m_charge->setKeyHint(QStringLiteral("F12"));
    m_charge->setFixedHeight(metrics::chargeHeight);
    connect(m_charge, &Button::clicked, &m_model, &SellModel::beginPayment);

    auto* sums = new Panel(m_theme, Qt::TopEdge);
    auto* below = new QVBoxLayout(sums);
    below->setContentsMargins(metrics::pageMargin, 12, metrics::pageMargin, 12);
    below->setSpacing(0);
    for (auto* row : {m_subtotalRow, m_discountRow, m_taxRow})
        below->addWidget(row);
    below->addSpacing(4);
    below->addLayout(total);
    below->addSpacing(12);
    below->addLayout(lineActions);
    below->addSpacing(8);
    below->addLayout(actions);
    below->addSpacing(8);
    below->addWidget(m_charge);

    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_customer = new PersonBar(m_theme, QStringLiteral("F3"));
    connect(m_customer, &PersonBar::clicked, this, &SellPage::toggleCustomer);
    column->addWidget(m_customer);
    column->addWidget(m_ticketStack, 1);
    column->addWidget(sums);
    return side;
}

void SellPage::showCart()
{
    const auto& cart = m_model.cart();
    const bool rows = m_model.ticket().rowCount() > 0;
    m_ticketStack->setCurrentWidget(rows ? static_cast<QWidget*>(m_ticket) : m_emptyTicket);

    leaveLineThatWent();
    showCustomer();
    showSums();
    const bool whole = cart.items.thousandths % 1000 == 0;
    m_items->setText(cart.isEmpty() ? QString()
                     : whole        ? tr("%n item(s)", nullptr, int(cart.items.thousandths / 1000))
                                    : tr("%n line(s)", nullptr, int(cart.lines.size())));
    m_total->setText(moneyText(cart.total));
    m_charge->setText(cart.isEmpty()           ? tr("Charge")
                      : cart.total.minor() < 0 ? tr("Pay back %1").arg(moneyText(-cart.total))
                                               : tr("Charge %1").arg(moneyText(cart.total)));
    m_charge->setAccessibleName(m_charge->text());
    m_charge->setEnabled(!cart.isEmpty());

    if (rows && currentLine() < 0)
        selectLine(m_model.ticket().rowCount() - 1);
    if (m_model.ticket().hasProblem())
        m_ticket->scrollToBottom();
    for (auto* button : {m_fewer, m_more, m_remove, m_quantity, m_park, m_price})
        button->setEnabled(!cart.isEmpty());
}

void SellPage::showSums()
{
    const auto& cart = m_model.cart();
    Money discount(0, cart.total.currency());
    for (const auto& line : cart.lines)
        discount += line.discount;
    m_subtotal->setText(amountText(cart.total + discount));
    m_discount->setText(amountText(-discount));
    m_subtotalRow->setVisible(!discount.isZero());
    m_discountRow->setVisible(!discount.isZero());

    QStringList names;
    for (const auto& line : cart.lines) {
        const auto name = tr("%1 %2 included", "tax name, rate").arg(qtext(line.taxName), rateText(line.taxRatePpm));
        if (line.taxRatePpm != 0 && !names.contains(name))
            names << name;
    }
    m_taxName->setText(names.size() == 1 ? names.first() : tr("Taxes included"));
    m_taxAmount->setText(amountText(cart.tax));
    m_taxRow->setVisible(!cart.tax.isZero());
}

void SellPage::showSteps()
{
    m_undo->setEnabled(m_model.canUndo());
    m_redo->setEnabled(m_model.canRedo());
}

} // namespace kontor
