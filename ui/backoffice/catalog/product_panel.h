#pragma once

#include "ui/backoffice/catalog/product_model.h"
#include "ui/widgets/panel.h"

#include <map>

class QComboBox;
class QStackedWidget;
class QVBoxLayout;

namespace kontor {

class Button;
class ConfirmButton;
class Field;
class Label;
class TabRow;

/// The inspector of the catalogue: one product's details, prices, stock and history, or the form of a new one. Takes the place of
/// dialogs. What is typed and not saved waits for whoever comes back to the product, until Discard.
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
    QWidget* makePrices();
    QWidget* makeList(QVBoxLayout*& rows);
    /// What is typed, as far as it is another than what is there; and what was there when it was typed.
    struct Draft {
        ProductForm typed;
        ProductForm base;
        QString price; ///< As typed.
    };
    void follow(); ///< Of the model.
    void keepTyped();
    void show(); ///< As it is, with what is typed and not saved of it.
    void discard();
    void fill(const ProductForm& form, const QString& price);
    void fillChoices();
    void showLists();
    void showPrices();
    void showHistory();
    void showButtons();
    void clear(QVBoxLayout* rows);
    QVBoxLayout* addRow(QVBoxLayout* rows, const QString& main, const QString& second, const QString& trailing,
                        bool strong);
    [[nodiscard]] ProductForm typed() const;
    void save();
    void addPrice();
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
    QComboBox* m_variant = nullptr;
    QComboBox* m_tax = nullptr;
    QComboBox* m_unit = nullptr;
    QComboBox* m_kind = nullptr;
    QComboBox* m_keyedIn = nullptr;
    Label* m_cost = nullptr;
    Label* m_notSaved = nullptr;
    Field* m_nextPrice = nullptr;
    Field* m_nextFrom = nullptr;
    Label* m_nextFault = nullptr;
    Label* m_fault = nullptr;
    QVBoxLayout* m_prices = nullptr;
    QVBoxLayout* m_stock = nullptr;
    QVBoxLayout* m_history = nullptr;
    Button* m_publish;
    ConfirmButton* m_archive;
    Button* m_discard;
    Button* m_save;
    std::vector<ProductModel::CategoryChoice> m_categories; ///< As the combo box has them.
    std::vector<ProductModel::TaxChoice> m_taxes;
    std::vector<ProductModel::UnitChoice> m_units;
    RawId m_shown;                 ///< The variant; nil: the new product.
    std::optional<RawId> m_saving; ///< As m_shown.
    ProductForm m_base;            ///< What was there when the fields were filled.
    std::map<RawId, Draft> m_drafts;
};

} // namespace kontor
