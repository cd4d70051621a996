#pragma once

#include "domain/base/currency.h"
#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/time.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/identity.pb.h"
#include "storage/store.h"
#include "ui/courier.h"

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
    friend bool operator==(const ProductForm&, const ProductForm&) = default;
};

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
    };
    struct StockRow {
        QString place;
        QString quantity;
    };
    struct HistoryRow {
        QString what; ///< "Name: Mug → Cup"
        QString who;  ///< "Mira Okafor, Till 1"
        QString when;
        TimeUs at = 0;
        std::optional<schema::Product> before; ///< What can be gone back to.
    };
    struct CategoryChoice {
        Id<schema::Category> category;
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
    [[nodiscard]] const std::vector<HistoryRow>& history() const { return m_history; }
    [[nodiscard]] const std::vector<CategoryChoice>& categories() const { return m_categories; }
    [[nodiscard]] Currency currency() const { return m_currency; }

    /// Answers by saved or refused.
    void save(const ProductForm& form);
    void setPublished(bool published);
    void restore(const schema::Product& before);

Q_SIGNALS:
    void changed(); ///< Show it all again.
    void saved(kontor::Id<kontor::schema::Product> product);
    void refused(const QString& field, const QString& why);

private:
    void reload();
    void readHistory(const View& shop);
    void readPrices(const View& shop);
    void readVariantHistory(const View& shop);
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
    std::vector<HistoryRow> m_history;
    std::vector<CategoryChoice> m_categories;
    Courier m_courier{this};
    int m_watch = 0;
};

} // namespace kontor
