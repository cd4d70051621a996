#include "ui/backoffice/catalog/catalog_table.h"

#include "domain/journal/reader.h"
#include "domain/settings/settings.h"
#include "storage/store.h"
#include "ui/list_watch.h"
#include "ui/text/error_text.h"
#include "ui/text/money_text.h"
#include "ui/widgets/data_table.h"

#include <QLocale>

#include <algorithm>

namespace kontor {
namespace {

constexpr std::size_t perPage = 100;
constexpr std::uint64_t mostCounted = 10'000;
constexpr std::uint32_t poundSterling = 826; ///< Of a shop that has not come yet.

Currency currencyOf(Store& store)
{
    const auto view = store.read();
    if (const auto terms = storeTerms(*view, store.identity().store))
        return terms->currency;
    const auto organisation = view->get(store.identity().organisation);
    return *Currency::fromNumeric(organisation ? organisation->currency() : poundSterling);
}

QByteArray keyOf(Id<schema::Category> category)
{
    const auto bytes = category.string();
    return {bytes.data(), qsizetype(bytes.size())};
}

bool isFigure(int column)
{
    return column == CatalogTable::Price || column == CatalogTable::OnHand;
}

} // namespace

CatalogTable::CatalogTable(Store& store, const ListWatch& lists, QObject* parent)
    : QAbstractTableModel(parent),
      m_store(store),
      m_lists(lists.lists()),
      m_currency(currencyOf(store))
{
    connect(&lists, &ListWatch::changed, this, [this] { load(false); });
}

void CatalogTable::ask(const ListingQuery& query)
{
    m_query = query;
    load(false);
}

void CatalogTable::load(bool more)
{
    if (!more) {
        m_categories.clear();
        for (const auto& category : m_store.read()->all<schema::Category>())
            m_categories.insert(keyOf(Id<schema::Category>(category.id())), qtext(category.name()));
    }
    m_asking = true;
    const auto after = more && !m_rows.empty() ? std::optional(m_rows.back()) : std::nullopt;
    m_job.ask([&lists = m_lists, query = m_query, after] { return lists.page(query, perPage, after); },
              [this, more](const Result<std::vector<ListingRow>>& page) {
                  m_asking = false;
                  if (page)
                      take(*page, more);
                  else
                      Q_EMIT failed(errorText(page.error()));
              });
    if (more)
        return;
    m_counting.ask([&lists = m_lists, query = m_query] { return lists.count(query, mostCounted + 1); },
                   [this](const Result<std::uint64_t>& count) {
                       if (!count)
                           return;
                       const auto shown = QLocale().toString(qulonglong(std::min(*count, mostCounted)));
                       m_countText = *count > mostCounted ? tr("more than %1 products").arg(shown)
                                                          : tr("%1 product(s)", nullptr, int(*count)).arg(shown);
                       Q_EMIT answered();
                   });
}

void CatalogTable::take(const std::vector<ListingRow>& rows, bool more)
{
    m_atEnd = rows.size() < perPage;
    if (more) {
        if (!rows.empty()) {
            beginInsertRows({}, rowCount(), rowCount() + int(rows.size()) - 1);
            m_rows.insert(m_rows.end(), rows.begin(), rows.end());
            endInsertRows();
        }
    } else if (std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
                          [](const auto& a, const auto& b) { return a.product == b.product; })) {
        m_rows = rows; // Another price or stock: nothing jumps, and what is chosen stays so.
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
    } else {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    }
    Q_EMIT answered();
}

const ListingRow* CatalogTable::row(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[std::size_t(row)] : nullptr;
}

int CatalogTable::rowOf(Id<schema::Product> product) const
{
    for (int i = 0; i < rowCount(); ++i)
        if (m_rows[std::size_t(i)].product == product)
            return i;
    return -1;
}

int CatalogTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int CatalogTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString CatalogTable::textOf(const ListingRow& row, int column) const
{
    switch (column) {
    case Name: return qtext(row.name);
    case Sku: return qtext(row.sku);
    case Category: return m_categories.value(keyOf(row.category));
    case Price: return row.priceE4 ? unitPriceText(UnitPrice{*row.priceE4}, m_currency) : tr("none", "price");
    case OnHand: return row.kind == schema::GOODS ? quantityText(row.onHand) : QString();
    case Status:
        return row.status == schema::PUBLISHED ? tr("Published")
               : row.status == schema::DRAFT   ? tr("Draft")
                                               : tr("Archived");
    default: return {};
    }
}

int CatalogTable::toneOf(const ListingRow& row, int column)
{
    switch (column) {
    case Name: return int(CellTone::Strong);
    case Sku:
    case Category: return int(CellTone::Muted);
    case OnHand:
        return int(row.kind == schema::GOODS && row.onHand.thousandths <= 0 ? CellTone::Warn : CellTone::Plain);
    case Status:
        return int(row.status == schema::PUBLISHED ? CellTone::GoodPill
                   : row.status == schema::DRAFT   ? CellTone::WarnPill
                                                   : CellTone::PlainPill);
    default: return int(CellTone::Plain);
    }
}

QVariant CatalogTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::TextAlignmentRole: return int(isFigure(index.column()) ? Qt::AlignRight : Qt::AlignLeft);
    case CellToneRole: return toneOf(row, index.column());
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return textOf(row, index.column());
    default: return {};
    }
}

QVariant CatalogTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(isFigure(section) ? Qt::AlignRight : Qt::AlignLeft);
    if (role == SortableRole) // Shelves and states are chosen by filters, not sorted by.
        return section != Category && section != Status;
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Product");
    case Sku: return tr("SKU");
    case Category: return tr("Category");
    case Price: return tr("Price");
    case OnHand: return tr("On hand");
    case Status: return tr("Status");
    default: return {};
    }
}

void CatalogTable::sort(int column, Qt::SortOrder order)
{
    if (column == Category || column == Status)
        return;
    using Sort = ListingQuery::Sort;
    const Sort sort = column == Sku      ? Sort::Sku
                      : column == Price  ? Sort::Price
                      : column == OnHand ? Sort::OnHand
                                         : Sort::Name;
    const bool descending = order == Qt::DescendingOrder;
    if (sort == m_query.sort && descending == m_query.descending)
        return;
    m_query.sort = sort;
    m_query.descending = descending;
    load(false);
}

bool CatalogTable::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && !m_atEnd && !m_asking && m_rows.size() < m_mostRows;
}

void CatalogTable::fetchMore(const QModelIndex&)
{
    if (!m_asking)
        load(true);
}

} // namespace kontor
