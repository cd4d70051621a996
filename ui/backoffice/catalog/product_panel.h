#pragma once

#include "ui/backoffice/catalog/product_model.h"
#include "ui/widgets/panel.h"

class QComboBox;
class QStackedWidget;
class QVBoxLayout;

namespace kontor {

class Button;
class Field;
class Label;
class TabRow;

/// The inspector of the catalogue: one product's details, prices, stock and history, or the form of a new one. Takes the place of
/// dialogs; what is not saved is thrown away by Discard or by choosing another row.
class ProductPanel : public Panel
{
    Q_OBJECT
public:
    ProductPanel(const Theme& theme, ProductModel& model, QWidget* parent = nullptr);

    /// The first field, for a new product.
    void begin();

Q_SIGNALS:
    void closed();

private:
    QWidget* makeDetails();
    QWidget* makeList(QVBoxLayout*& rows);
    void show();
    void showButtons();
    void clear(QVBoxLayout* rows);
    void addRow(QVBoxLayout* rows, const QString& main, const QString& second, const QString& trailing, bool strong);
    [[nodiscard]] ProductForm typed() const;
    void save();
    void refuse(const QString& field, const QString& why);

    const Theme& m_theme;
    ProductModel& m_model;
    Label* m_title;
    TabRow* m_tabs;
    QStackedWidget* m_pages;
    Field* m_name = nullptr;
    Field* m_sku = nullptr;
    Field* m_barcode = nullptr;
    Field* m_brand = nullptr;
    Field* m_price = nullptr;
    QComboBox* m_category = nullptr;
    Label* m_fault = nullptr;
    QVBoxLayout* m_prices = nullptr;
    QVBoxLayout* m_stock = nullptr;
    QVBoxLayout* m_history = nullptr;
    Button* m_publish;
    Button* m_discard;
    Button* m_save;
    Id<schema::Product> m_shown;
};

} // namespace kontor
