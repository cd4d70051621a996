#include "ui/sell/customer_panel.h"

#include "storage/store.h"

#include <QShortcut>

namespace kontor {
namespace {
constexpr std::size_t mostHits = 20;
}

CustomerPanel::CustomerPanel(const Theme& theme, Store& store, QWidget* parent)
    : PickList(theme, QStringLiteral("user"), tr("Number, name, company or telephone of the customer"), parent),
      m_store(store),
      m_nobody(addButton(Button::Kind::Plain, tr("Nobody"), tr("Ctrl+Del"))),
      m_new(addButton(Button::Kind::Plain, tr("New customer"), tr("Ctrl N")))
{
    setAccessibleName(tr("Customer"));
    setContentsMargins(sideMargins(0, 0, metrics::pageMargin, metrics::pageMargin));
    m_nobody->setAccessibleName(tr("The sale is nobody's in particular"));
    connect(m_nobody, &Button::clicked, this, &CustomerPanel::nobodyWanted);
    connect(addButton(Button::Kind::Plain, tr("Leave as it is"), tr("Esc")), &Button::clicked, this,
            &PickList::cancelled);
    connect(m_new, &Button::clicked, this, &CustomerPanel::makeNew);
    auto* make = new QShortcut(QKeySequence::New, this);
    make->setContext(Qt::WidgetWithChildrenShortcut);
    connect(make, &QShortcut::activated, this, &CustomerPanel::makeNew);
    connect(this, &PickList::textChanged, this, &CustomerPanel::find);
    connect(this, &PickList::chosen, this, [this](int row) { Q_EMIT picked(m_hits[std::size_t(row)].id); });
    auto* remove = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Delete), this);
    remove->setContext(Qt::WidgetWithChildrenShortcut);
    connect(remove, &QShortcut::activated, m_nobody, &Button::click);
}

void CustomerPanel::open(bool hasCustomer)
{
    m_nobody->setVisible(hasCustomer);
    begin();
    find({});
}

void CustomerPanel::find(const QString& text)
{
    m_hits = findCustomers(*m_store.read(), text, mostHits);
    std::vector<Row> rows;
    for (const auto& hit : m_hits)
        rows.push_back({QStringLiteral("user"),
                        hit.detail.isEmpty() ? hit.name : tr("%1 · %2", "name, details").arg(hit.name, hit.detail)});
    setRows(rows);
    m_new->setVisible(!text.trimmed().isEmpty());
    if (text.trimmed().isEmpty())
        setNone(tr("Who is it?"), tr("Type a part of the name, or scan the customer's card."));
    else
        setNone(tr("Nobody found for “%1”").arg(text), tr("Try fewer letters, or add them as a new customer."));
}

void CustomerPanel::makeNew()
{
    if (const auto typed = text().trimmed(); !typed.isEmpty())
        Q_EMIT newWanted(typed);
}

} // namespace kontor
