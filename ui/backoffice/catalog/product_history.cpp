#include "ui/backoffice/catalog/product_history.h"

#include "domain/catalog/barcode.h"
#include "domain/catalog/open_price.h"
#include "domain/catalog/price.h"
#include "domain/catalog/product.h"
#include "domain/catalog/tax.h"
#include "domain/catalog/unit.h"
#include "domain/inventory/lot.h"
#include "ui/text/money_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <set>

namespace kontor {
namespace {

/// The context of these words for translators.
struct ProductHistory {
    Q_DECLARE_TR_FUNCTIONS(kontor::ProductHistory)
};

constexpr std::size_t mostVersions = 50;

QString statusText(schema::ProductStatus status)
{
    // Said with its context: lupdate takes the first tr() behind a struct for another's.
    return status == schema::PUBLISHED ? QCoreApplication::translate("kontor::ProductHistory", "Published")
           : status == schema::DRAFT   ? QCoreApplication::translate("kontor::ProductHistory", "Draft")
                                       : QCoreApplication::translate("kontor::ProductHistory", "Archived");
}

QString trackingText(schema::StockTracking tracking)
{
    return tracking == schema::BY_LOT      ? ProductHistory::tr("by lot")
           : tracking == schema::BY_SERIAL ? ProductHistory::tr("by serial number")
                                           : ProductHistory::tr("by quantity");
}

QString tagsText(const schema::Product& row)
{
    QStringList tags;
    for (const auto& tag : row.tag())
        tags << qtext(tag);
    return tags.join(QStringLiteral(", "));
}

template <typename Command, typename Input>
Store::ActorCommand bound(Command command, Input input)
{
    return [command, input = std::move(input)](const Reader& shop, const Context& context, const Actor& actor) {
        return command(shop, context, actor, input);
    };
}

class Reading
{
public:
    Reading(const View& shop, Currency currency, TimeUs now) : m_shop(shop), m_currency(currency), m_now(now) {}

    std::vector<ProductHistoryRow> rows;

    void readProduct(Id<schema::Product> id);
    void readVariants(Id<schema::Product> product, Id<schema::PriceList> list);

private:
    void note(const View::RowVersion& version, const QString& what, std::vector<Store::ActorCommand> undo = {})
    {
        rows.push_back({what, authorText(m_shop, version), momentText(version.at), version.at, std::move(undo)});
    }
    /// `isNow`: the field today. What is so already needs no way back.
    void changed(const View::RowVersion& version, const QString& field, const QString& was, const QString& is,
                 const QString& isNow, Store::ActorCommand undo)
    {
        if (was == is)
            return;
        std::vector<Store::ActorCommand> back;
        if (undo && was != isNow)
            back.push_back(std::move(undo));
        const auto empty = ProductHistory::tr("empty");
        note(version,
             ProductHistory::tr("%1: %2 → %3", "field, before, after")
                 .arg(field, was.isEmpty() ? empty : was, is.isEmpty() ? empty : is),
             std::move(back));
    }
    void change(const View::RowVersion& version, const schema::Product& was, const schema::Product& is,
                const schema::Product& now);
    void readCodes(Id<schema::Variant> variant);
    void readPrices(Id<schema::Variant> variant, Id<schema::PriceList> list);
    [[nodiscard]] QString categoryText(const schema::Product& row) const
    {
        const auto category = m_shop.get(Id<schema::Category>(row.category()));
        return category ? qtext(category->name()) : QString();
    }
    /// A class and a tax are one choice.
    [[nodiscard]] QString taxText(const schema::Product& row) const
    {
        if (const auto taxClass = m_shop.get(Id<schema::TaxClass>(row.tax_class())))
            return qtext(taxClass->name());
        const auto tax = m_shop.get(Id<schema::Tax>(row.tax()));
        return tax ? qtext(tax->name()) : QString();
    }
    [[nodiscard]] QString openPriceText(const schema::Product& row) const
    {
        if (!row.has_open_price())
            return {};
        const auto& open = row.open_price();
        const auto amount = [&](std::int64_t e4) { return unitPriceText(UnitPrice{e4}, m_currency); };
        auto text = open.everybody() ? ProductHistory::tr("by whoever sells") : ProductHistory::tr("by permission");
        if (open.has_least_e4())
            text += ProductHistory::tr(", from %1").arg(amount(open.least_e4()));
        if (open.has_most_e4())
            text += ProductHistory::tr(", to %1").arg(amount(open.most_e4()));
        return text;
    }

    const View& m_shop;
    Currency m_currency;
    TimeUs m_now;
};

Store::ActorCommand classify(const schema::Product& was, void (*fill)(const schema::Product&, ClassifyProduct&))
{
    ClassifyProduct input;
    input.product = Id<schema::Product>(was.id());
    fill(was, input);
    return bound(classifyProduct, input);
}

Store::ActorCommand openPriceAsIn(const schema::Product& was)
{
    SetOpenPrice input;
    input.product = Id<schema::Product>(was.id());
    const auto& open = was.open_price();
    if (open.has_least_e4())
        input.least = UnitPrice{open.least_e4()};
    if (open.has_most_e4())
        input.most = UnitPrice{open.most_e4()};
    input.everybody = open.everybody();
    if (const auto currency = Currency::fromNumeric(open.currency()); currency && was.has_open_price())
        input.currency = std::string(currency->alpha());
    return bound(setOpenPrice, input);
}

void Reading::change(const View::RowVersion& version, const schema::Product& was, const schema::Product& is,
                     const schema::Product& now)
{
    const Id<schema::Product> id(was.id());
    const auto before = rows.size();
    changed(version, ProductHistory::tr("Name"), qtext(was.name()), qtext(is.name()), qtext(now.name()),
            bound(renameProduct, RenameProduct{id, was.name()}));
    changed(version, ProductHistory::tr("Brand"), qtext(was.brand()), qtext(is.brand()), qtext(now.brand()),
            classify(was, [](const schema::Product& row, ClassifyProduct& input) { input.brand = row.brand(); }));
    changed(version, ProductHistory::tr("Category"), categoryText(was), categoryText(is), categoryText(now),
            classify(was, [](const schema::Product& row, ClassifyProduct& input) {
                input.category = Id<schema::Category>(row.category());
            }));
    changed(version, ProductHistory::tr("Tags"), tagsText(was), tagsText(is), tagsText(now),
            classify(was, [](const schema::Product& row, ClassifyProduct& input) {
                input.tags = std::vector<std::string>(row.tag().begin(), row.tag().end());
            }));
    changed(version, ProductHistory::tr("Tax"), taxText(was), taxText(is), taxText(now),
            classify(was, [](const schema::Product& row, ClassifyProduct& input) {
                input.taxClass = Id<schema::TaxClass>(row.tax_class());
                input.tax = Id<schema::Tax>(row.tax());
            }));
    const auto unit = [this](const schema::Product& row) {
        return qtext(unitSymbol(m_shop, Id<schema::Unit>(row.unit())));
    };
    changed(version, ProductHistory::tr("Unit"), unit(was), unit(is), unit(now),
            bound(setProductUnit, SetProductUnit{id, Id<schema::Unit>(was.unit())}));
    changed(version, ProductHistory::tr("Price keyed in"), openPriceText(was), openPriceText(is), openPriceText(now),
            openPriceAsIn(was));
    changed(version, ProductHistory::tr("Stock"), trackingText(was.tracking()), trackingText(is.tracking()),
            trackingText(now.tracking()), bound(setTracking, SetTracking{id, was.tracking()}));
    const auto status = was.status() == schema::PUBLISHED ? publishProduct
                        : was.status() == schema::DRAFT   ? draftProduct
                                                          : archiveProduct;
    changed(version, ProductHistory::tr("Status"), statusText(was.status()), statusText(is.status()),
            statusText(now.status()), bound(status, ProductRef{id}));
    if (rows.size() == before)
        note(version, ProductHistory::tr("Other details (%1)").arg(qtext(version.command)));
}

void Reading::readProduct(Id<schema::Product> id)
{
    const auto now = m_shop.get(id);
    if (!now)
        return;
    const schema::Product* before = nullptr;
    const auto versions = m_shop.historyOf(schema::Product::default_instance(), id.raw, mostVersions);
    for (const auto& version : versions) {
        const auto& row = static_cast<const schema::Product&>(*version.row);
        if (before == nullptr)
            note(version, ProductHistory::tr("Made as %1").arg(qtext(row.name())));
        else
            change(version, *before, row, *now);
        before = &row;
    }
}

void Reading::readVariants(Id<schema::Product> product, Id<schema::PriceList> list)
{
    for (const auto& variant : m_shop.where<schema::Variant>(schema::Variant::kProductFieldNumber, product.bytes())) {
        const Id<schema::Variant> id(variant.id());
        const schema::Variant* before = nullptr;
        const auto versions = m_shop.historyOf(schema::Variant::default_instance(), id.raw, mostVersions);
        for (const auto& version : versions) {
            const auto& row = static_cast<const schema::Variant&>(*version.row);
            if (before != nullptr) { // No command changes either; another program's may.
                changed(version, ProductHistory::tr("SKU"), qtext(before->sku()), qtext(row.sku()), {}, {});
                changed(version, ProductHistory::tr("Variant"), qtext(before->name()), qtext(row.name()), {}, {});
            }
            before = &row;
        }
        readCodes(id);
        readPrices(id, list);
    }
}

void Reading::readCodes(Id<schema::Variant> variant)
{
    for (const auto& now : m_shop.where<schema::Barcode>(schema::Barcode::kVariantFieldNumber, variant.bytes())) {
        std::string was;
        for (const auto& version :
             m_shop.historyOf(schema::Barcode::default_instance(), RawId::of(now.id()), mostVersions)) {
            const auto is = static_cast<const schema::Barcode&>(*version.row).code();
            // What came with the product itself is said by its first entry.
            if (version.command != "add-product" && version.command != "add-products")
                changed(version, ProductHistory::tr("Barcode"), qtext(was), qtext(is), qtext(now.code()),
                        bound(changeBarcode, ChangeBarcode{Id<schema::Barcode>(now.id()), was}));
            was = is;
        }
    }
}

/// Of the prices for anybody, everywhere and for good: what a form calls the price. Offers and the prices of groups are in the list
/// of prices.
bool isPlain(const schema::Price& fact)
{
    return !fact.has_withdraws() && !fact.has_valid_until_us() && !fact.has_per() && !fact.has_min_quantity() &&
           !fact.has_store() && !fact.has_customer_group() && !fact.has_customer();
}

void Reading::readPrices(Id<schema::Variant> variant, Id<schema::PriceList> list)
{
    auto facts = m_shop.pricesOf(list, variant);
    std::set<Bytes> withdrawn;
    for (const auto& fact : facts)
        if (fact.has_withdraws())
            withdrawn.insert(fact.withdraws());
    std::erase_if(facts, [](const schema::Price& fact) { return !isPlain(fact); });
    std::stable_sort(facts.begin(), facts.end(),
                     [](const auto& a, const auto& b) { return a.valid_from_us() < b.valid_from_us(); });
    const auto text = [&](const schema::Price& fact) {
        return pricePerUnitText(UnitPrice{fact.amount_e4()}, m_currency);
    };
    QString holds;
    for (const auto& fact : facts)
        if (fact.valid_from_us() <= m_now && withdrawn.count(fact.id()) == 0)
            holds = text(fact);
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const auto made = m_shop.historyOf(facts[i], RawId::of(facts[i].id()), 1);
        if (made.empty() || made.front().command == "add-product" || made.front().command == "add-products")
            continue;
        const auto was = i > 0 ? text(facts[i - 1]) : QString();
        Store::ActorCommand undo;
        if (withdrawn.count(facts[i].id()) != 0) {
            // Taken back already.
        } else if (facts[i].valid_from_us() > m_now) { // It has not begun: then it does not.
            undo = bound(withdrawPrice, WithdrawPrice{Id<schema::Price>(facts[i].id()), {}});
        } else if (i > 0) {
            ChangePrice back;
            back.variant = variant;
            back.price = UnitPrice{facts[i - 1].amount_e4()};
            undo = bound(changePrice, back);
        }
        const bool isToCome = facts[i].valid_from_us() > m_now;
        changed(made.front(), ProductHistory::tr("Price"), was, text(facts[i]), isToCome ? QString() : holds,
                std::move(undo));
    }
}

} // namespace

QString authorText(const View& shop, const View::RowVersion& version)
{
    const auto author = shop.get(version.author);
    const auto terminal = shop.get(version.terminal);
    return ProductHistory::tr("%1, %2", "who, where")
        .arg(author ? qtext(author->name()) : ProductHistory::tr("Nobody in particular"),
             terminal ? qtext(terminal->name()) : ProductHistory::tr("elsewhere"));
}

QString momentText(TimeUs at)
{
    if (at < 86'400'000'000) // The seed's and imports' "always".
        return ProductHistory::tr("the beginning");
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(at / 1000), QLocale::ShortFormat);
}

std::vector<ProductHistoryRow> readProductHistory(const View& shop, Id<schema::Product> product,
                                                  Id<schema::PriceList> list, Currency currency, TimeUs now)
{
    Reading reading(shop, currency, now);
    reading.readProduct(product);
    reading.readVariants(product, list);
    std::stable_sort(reading.rows.begin(), reading.rows.end(),
                     [](const auto& a, const auto& b) { return a.at > b.at; });
    return std::move(reading.rows);
}

} // namespace kontor
