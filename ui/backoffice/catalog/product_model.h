#pragma once

#include "domain/base/currency.h"
#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/time.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/tax.pb.h"
#include "storage/store.h"
#include "ui/backoffice/catalog/product_history.h"
#include "ui/courier.h"

#include <QDate>
#include <QObject>
#include <QStringList>

#include <optional>
#include <vector>

namespace kontor {

/// What the inspector's form holds of a product.
struct ProductForm {
    QString name;
    QString sku;     ///< Kept as it is once the product is there.
    QString barcode; ///< All its codes, with commas.
    QString brand;
    Id<schema::Category> category;
    std::optional<UnitPrice> price;
    schema::ProductKind kind = schema::GOODS; ///< Kept as it is once the product is there.
    Id<schema::TaxClass> taxClass;            ///< Goes before `tax`; both nil: what the shop charges on anything.
    Id<schema::Tax> tax;
    Id<schema::Unit> unit;       ///< Nil: pieces.
    bool isPriceKeyedIn = false; ///< Whoever sells it may key its price in.
    friend bool operator==(const ProductForm&, const ProductForm&) = default;
};

/// What was typed as a price, with a dot or a comma; what is none is a price below zero.
[[nodiscard]] std::optional<UnitPrice> typedPrice(const QString& typed, Currency currency);

/// One product in the inspector: what it is, its prices, its stock, what became of it; and what is done to it. Everything it
/// changes goes through commands of the domain, one for each thing changed.
class ProductModel : public QObject
{
    Q_OBJECT
public:
    struct PriceRow {
        QString price;
        QString from;       ///< "from 3 May 2026, Mira Okafor, Till 1".
        bool holds = false; ///< It is what is paid now.
        Id<schema::Price> fact;
        bool canWithdraw = false;
    };
    struct StockRow {
        QString place;
        QString quantity;
    };
    struct CategoryChoice {
        Id<schema::Category> category;
        QString name;
    };
    struct TaxChoice {
        Id<schema::TaxClass> taxClass;
        Id<schema::Tax> tax;
        QString name;
    };
    struct UnitChoice {
        Id<schema::Unit> unit;
        QString name;
    };
    struct VariantChoice {
        Id<schema::Variant> variant;
        QString name;
    };

    ProductModel(Store& store, Currency currency, QObject* parent = nullptr);
    ~ProductModel() override;

    /// Who does it from now on.
    void setActor(Id<schema::Staff> staff) { m_staff = staff; }
    void show(Id<schema::Product> product);
    void beginNew();
    [[nodiscard]] bool isNew() const { return m_product.isNil(); }
    [[nodiscard]] Id<schema::Product> product() const { return m_product; }
    [[nodiscard]] schema::ProductStatus status() const { return m_status; }
    [[nodiscard]] const ProductForm& form() const { return m_form; }
    [[nodiscard]] const std::vector<PriceRow>& prices() const { return m_prices; }
    [[nodiscard]] const std::vector<StockRow>& stock() const { return m_stock; }
    [[nodiscard]] const std::vector<ProductHistoryRow>& history() const { return m_history; }
    [[nodiscard]] const std::vector<CategoryChoice>& categories() const { return m_categories; }
    [[nodiscard]] const std::vector<TaxChoice>& taxes() const { return m_taxes; }
    [[nodiscard]] const std::vector<UnitChoice>& units() const { return m_units; }
    /// What the form's SKU, barcodes and price are of.
    [[nodiscard]] const std::vector<VariantChoice>& variants() const { return m_variants; }
    [[nodiscard]] Id<schema::Variant> variant() const { return m_variant; }
    void chooseVariant(Id<schema::Variant> variant);
    /// What one costs the shop where this till sells; empty: not known.
    [[nodiscard]] const QString& cost() const { return m_cost; }
    [[nodiscard]] Currency currency() const { return m_currency; }

    /// Answers by saved or refused.
    void save(const ProductForm& form);
    void setPublished(bool published);
    /// Brings back what one field was before.
    void restore(const ProductHistoryRow& entry);
    /// A further price, from the beginning of a day of the shop on; today: from now on.
    void addPrice(UnitPrice price, const QDate& from);
    void withdrawPrice(Id<schema::Price> fact);

Q_SIGNALS:
    void changed(); ///< Show it all again.
    void saved(kontor::Id<kontor::schema::Product> product);
    void refused(const QString& field, const QString& why);

private:
    void reload();
    void readChoices(const View& shop);
    void readProductForm(const View& shop, const schema::Product& product);
    void readStock(const View& shop);
    void readPrices(const View& shop);
    void add(const ProductForm& form);
    void changeBarcodes(const QString& typed, std::vector<Store::ActorCommand>& commands) const;
    /// The commands of one change, one after the other until one is refused.
    void run(std::vector<Store::ActorCommand> commands);

    Store& m_store;
    Currency m_currency;
    Id<schema::Staff> m_staff;
    Id<schema::Product> m_product;
    Id<schema::Variant> m_variant;
    schema::ProductStatus m_status = schema::DRAFT;
    ProductForm m_form;
    std::vector<std::pair<QString, Id<schema::Barcode>>> m_barcodes;
    std::vector<PriceRow> m_prices;
    std::vector<StockRow> m_stock;
    std::vector<ProductHistoryRow> m_history;
    std::vector<CategoryChoice> m_categories;
    std::vector<TaxChoice> m_taxes;
    std::vector<UnitChoice> m_units;
    std::vector<VariantChoice> m_variants;
    QString m_cost;
    Courier m_courier{this};
    int m_watch = 0;
};

} // namespace kontor
