#pragma once

#include "ui/backoffice/catalog/catalog_table.h"
#include "ui/backoffice/catalog/product_model.h"
#include "ui/page.h"
#include "ui/theme/theme.h"

#include <QTimer>

class QStackedWidget;

namespace kontor {

class Button;
class Chip;
class ChipRow;
class DataTable;
class EmptyState;
class Field;
class Label;
class NoticeStrip;
class ProductPanel;
class SearchField;

/// The catalogue: filters above a table of any length, the chosen product at the trailing edge.
class CatalogPage : public Page
{
    Q_OBJECT
public:
    CatalogPage(const Theme& theme, Store& store, const ListWatch& lists);

    void enter() override;
    void setActor(Id<schema::Staff> staff) { m_product.setActor(staff); }
    [[nodiscard]] CatalogTable& table() { return m_table; }
    [[nodiscard]] ProductModel& product() { return m_product; }
    void choose(int row);
    void offerImport(); ///< There is a page for it.

Q_SIGNALS:
    void importRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeFilters();
    QWidget* makePriceRow();
    void showPriceRange();
    void restoreWidths();
    void keepWidths();
    void ask();
    void showTable();
    void showShelves();
    void newProduct();
    void openInspector(bool open);

    const Theme& m_theme;
    Store& m_store;
    CatalogTable m_table;
    ProductModel m_product;
    Label* m_count = nullptr;
    Button* m_import = nullptr;
    SearchField* m_search = nullptr;
    ChipRow* m_shelves = nullptr;
    std::vector<Id<schema::Category>> m_shelfIds;
    std::vector<std::pair<Chip*, schema::ProductStatus>> m_statuses;
    Chip* m_price = nullptr;
    QWidget* m_priceRow = nullptr;
    Field* m_priceFrom = nullptr;
    Field* m_priceTo = nullptr;
    Chip* m_inStock = nullptr;
    Chip* m_outOfStock = nullptr;
    QStackedWidget* m_stack = nullptr;
    DataTable* m_view = nullptr;
    EmptyState* m_none = nullptr;
    ProductPanel* m_panel = nullptr;
    NoticeStrip* m_notice = nullptr;
    QTimer m_widthsSoon; ///< A column is dragged in many steps.
};

} // namespace kontor
