#pragma once

#include "domain/base/currency.h"
#include "storage/product_lists.h"
#include "ui/backoffice/office_job.h"

#include <QAbstractTableModel>
#include <QHash>

#include <optional>
#include <vector>

namespace kontor {

class ListWatch;
class Store;

/// The catalogue for a DataTable: asks the prepared lists page by page on another thread, as far as somebody scrolls. Never
/// everything: after 20,000 rows whoever looks for more narrows the question.
class CatalogTable : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Sku, Category, Price, OnHand, Status, columns };

    CatalogTable(Store& store, const ListWatch& lists, QObject* parent = nullptr);

    void ask(const ListingQuery& query);
    [[nodiscard]] const ListingQuery& query() const { return m_query; }
    [[nodiscard]] const ListingRow* row(int row) const;
    [[nodiscard]] int rowOf(Id<schema::Product> product) const; ///< -1: not among those shown.
    /// How many there are, as people are told: "4,182 products".
    [[nodiscard]] const QString& countText() const { return m_countText; }
    /// There are more than it shows, and no scrolling brings them.
    [[nodiscard]] bool isCutOff() const { return !m_atEnd && m_rows.size() >= m_mostRows; }
    void setMostRows(std::size_t most) { m_mostRows = most; }
    [[nodiscard]] bool isAsking() const { return m_asking; }
    [[nodiscard]] Currency currency() const { return m_currency; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
    void answered();
    void failed(const QString& why);

private:
    void load(bool more);
    void take(const std::vector<ListingRow>& rows, bool more);
    [[nodiscard]] QString textOf(const ListingRow& row, int column) const;
    [[nodiscard]] static int toneOf(const ListingRow& row, int column);

    Store& m_store;
    ProductLists& m_lists;
    Currency m_currency;
    QHash<QByteArray, QString> m_categories;
    ListingQuery m_query;
    std::vector<ListingRow> m_rows;
    QString m_countText;
    std::size_t m_mostRows = 20'000;
    bool m_asking = false;
    bool m_atEnd = true;
    OfficeJob m_job{this};
    OfficeJob m_counting{this};
};

} // namespace kontor
