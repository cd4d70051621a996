#include "ui/backoffice/catalog/product_model.h"

#include "domain/catalog/barcode.h"
#include "domain/catalog/category.h"
#include "domain/catalog/price.h"
#include "domain/catalog/product.h"
#include "domain/catalog/product_view.h"
#include "domain/catalog/tax.h"
#include "domain/journal/row_type.h"
#include "domain/settings/settings.h"
#include "storage/view.h"
#include "ui/text/error_text.h"
#include "ui/text/money_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace kontor {
namespace {

constexpr std::size_t mostVersions = 50;

QStringList codesOf(const QString& text)
{
    QStringList codes;
    for (const auto& part : text.split(QLatin1Char(',')))
        if (const auto code = part.trimmed(); !code.isEmpty() && !codes.contains(code))
            codes << code;
    return codes;
}

QString whoText(const View& shop, const View::RowVersion& version)
{
    const auto author = shop.get(version.author);
    const auto terminal = shop.get(version.terminal);
    return QCoreApplication::translate("kontor::ProductModel", "%1, %2", "who, where")
        .arg(author ? qtext(author->name())
                    : QCoreApplication::translate("kontor::ProductModel", "Nobody in particular"),
             terminal ? qtext(terminal->name()) : QCoreApplication::translate("kontor::ProductModel", "elsewhere"));
}

QString momentText(TimeUs at)
{
    if (at < 86'400'000'000) // The seed's and imports' "always".
        return QCoreApplication::translate("kontor::ProductModel", "the beginning");
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(at / 1000), QLocale::ShortFormat);
}

QString statusText(schema::ProductStatus status)
{
    // Said with its context: lupdate takes no free function's tr() for the class's.
    return status == schema::PUBLISHED ? QCoreApplication::translate("kontor::ProductModel", "Published")
           : status == schema::DRAFT   ? QCoreApplication::translate("kontor::ProductModel", "Draft")
                                       : QCoreApplication::translate("kontor::ProductModel", "Archived");
}

} // namespace

ProductModel::ProductModel(Store& store, Currency currency, QObject* parent)
    : QObject(parent),
      m_store(store),
      m_currency(currency)
{
    const auto productType = rowTypeOf(schema::Product::descriptor()).type;
    const auto priceType = rowTypeOf(schema::Price::descriptor()).type;
    const auto movementType = rowTypeOf(schema::StockMovement::descriptor()).type;
    const auto barcodeType = rowTypeOf(schema::Barcode::descriptor()).type;
    m_watch = m_store.watch(
        [this, post = m_courier.post(), productType, priceType, movementType, barcodeType](const ChangeSet& changes) {
            if (changes.touches(productType) || changes.touches(barcodeType) || changes.touches(priceType) ||
                changes.touches(movementType))
                post([this] {
                    if (!isNew())
                        reload();
                });
        });
}

ProductModel::~ProductModel()
{
    m_store.unwatch(m_watch);
}

void ProductModel::show(Id<schema::Product> product)
{
    m_product = product;
    reload();
}

void ProductModel::beginNew()
{
    m_product = {};
    m_variant = {};
    m_status = schema::PUBLISHED;
    m_form = {};
    m_prices.clear();
    m_stock.clear();
    m_history.clear();
    reload();
}

void ProductModel::reload()
{
    const auto shop = m_store.read();
    m_categories = {{{}, tr("None", "category")}};
    for (const auto& category : liveCategories(*shop))
        m_categories.push_back({Id<schema::Category>(category.id()), qtext(category.name())});
    const auto product = isNew() ? std::nullopt : shop->get(m_product);
    if (product) {
        m_status = product->status();
        m_form = {};
        m_form.name = qtext(product->name());
        m_form.brand = qtext(product->brand());
        m_form.category = Id<schema::Category>(product->category());
        const auto variants = shop->where<schema::Variant>(schema::Variant::kProductFieldNumber, m_product.bytes());
        m_stock.clear();
        if (!variants.empty()) {
            m_variant = Id<schema::Variant>(variants.front().id());
            m_form.sku = qtext(variants.front().sku());
            QStringList codes;
            m_barcodes.clear();
            for (const auto& code :
                 shop->where<schema::Barcode>(schema::Barcode::kVariantFieldNumber, m_variant.bytes()))
                if (code.kind() == schema::PRINTED && !code.code().empty()) {
                    codes << qtext(code.code());
                    m_barcodes.emplace_back(codes.back(), Id<schema::Barcode>(code.id()));
                }
            m_form.barcode = codes.join(QStringLiteral(", "));
            if (const auto view = readProduct(*shop, m_store.identity().store, m_variant, m_store.now()))
                m_form.price = view->price;
            for (const auto& location : shop->all<schema::Location>())
                for (const auto& variant : variants) {
                    const auto level =
                        shop->stockLevel(Id<schema::Variant>(variant.id()), Id<schema::Location>(location.id()));
                    const auto place = qtext(location.name());
                    m_stock.push_back({variant.name().empty()
                                           ? place
                                           : tr("%1, %2", "place, variant").arg(place, qtext(variant.name())),
                                       quantityText(level)});
                }
        }
        readPrices(*shop);
        readHistory(*shop);
    }
    Q_EMIT changed();
}

void ProductModel::readPrices(const View& shop)
{
    m_prices.clear();
    const auto terms = storeTerms(shop, m_store.identity().store);
    if (!terms)
        return;
    auto facts = shop.pricesOf(terms->priceList, m_variant);
    std::stable_sort(facts.begin(), facts.end(),
                     [](const auto& a, const auto& b) { return a.valid_from_us() > b.valid_from_us(); });
    const auto holding = readProduct(shop, m_store.identity().store, m_variant, m_store.now());
    for (const auto& fact : facts) {
        PriceRow row;
        row.price =
            fact.has_withdraws() ? tr("withdrawn", "price") : pricePerUnitText(UnitPrice{fact.amount_e4()}, m_currency);
        row.from = fact.has_valid_until_us()
                       ? tr("from %1 until %2").arg(momentText(fact.valid_from_us()), momentText(fact.valid_until_us()))
                       : tr("from %1").arg(momentText(fact.valid_from_us()));
        if (const auto made = shop.historyOf(fact, RawId::of(fact.id()), 1); !made.empty())
            row.from = tr("%1 · %2", "from when, who").arg(row.from, whoText(shop, made.front()));
        row.holds = holding && holding->priceFact && holding->priceFact->bytes() == fact.id();
        m_prices.push_back(std::move(row));
    }
}

void ProductModel::readHistory(const View& shop)
{
    m_history.clear();
    const auto versions = shop.historyOf(schema::Product::default_instance(), m_product.raw, mostVersions);
    const auto categoryName = [&](const schema::Product& row) {
        const auto category = shop.get(Id<schema::Category>(row.category()));
        return category ? qtext(category->name()) : tr("None", "category");
    };
    const schema::Product* before = nullptr;
    for (const auto& version : versions) {
        const auto& row = static_cast<const schema::Product&>(*version.row);
        QStringList changes;
        const auto note = [&](const QString& field, const QString& was, const QString& is) {
            if (was != is)
                changes << tr("%1: %2 → %3", "field, before, after")
                               .arg(field, was.isEmpty() ? tr("empty") : was, is.isEmpty() ? tr("empty") : is);
        };
        if (before == nullptr) {
            changes << tr("Made as %1").arg(qtext(row.name()));
        } else {
            note(tr("Name"), qtext(before->name()), qtext(row.name()));
            note(tr("Brand"), qtext(before->brand()), qtext(row.brand()));
            note(tr("Category"), categoryName(*before), categoryName(row));
            note(tr("Status"), statusText(before->status()), statusText(row.status()));
            if (changes.isEmpty())
                changes << tr("Other details (%1)").arg(qtext(version.command));
        }
        HistoryRow entry;
        entry.what = changes.join(QStringLiteral("\n"));
        entry.who = whoText(shop, version);
        entry.when = momentText(version.at);
        entry.at = version.at;
        if (before != nullptr)
            entry.before = *before;
        m_history.push_back(std::move(entry));
        before = &row;
    }
    readVariantHistory(shop);
    std::stable_sort(m_history.begin(), m_history.end(), [](const auto& a, const auto& b) { return a.at > b.at; });
}

void ProductModel::readVariantHistory(const View& shop)
{
    const auto note = [&](const QString& field, const QString& was, const QString& is,
                          const View::RowVersion& version) {
        if (was == is)
            return;
        HistoryRow entry;
        entry.what = tr("%1: %2 → %3", "field, before, after")
                         .arg(field, was.isEmpty() ? tr("empty") : was, is.isEmpty() ? tr("empty") : is);
        entry.who = whoText(shop, version);
        entry.when = momentText(version.at);
        entry.at = version.at;
        m_history.push_back(std::move(entry));
    };
    // What came with the product itself is said by its first entry.
    for (const auto& variant : shop.where<schema::Variant>(schema::Variant::kProductFieldNumber, m_product.bytes())) {
        const Id<schema::Variant> id(variant.id());
        const schema::Variant* before = nullptr;
        const auto versions = shop.historyOf(schema::Variant::default_instance(), id.raw, mostVersions);
        for (const auto& version : versions) {
            const auto& row = static_cast<const schema::Variant&>(*version.row);
            if (before != nullptr) {
                note(tr("SKU"), qtext(before->sku()), qtext(row.sku()), version);
                note(tr("Variant"), qtext(before->name()), qtext(row.name()), version);
            }
            before = &row;
        }
        for (const auto& code : shop.where<schema::Barcode>(schema::Barcode::kVariantFieldNumber, id.bytes())) {
            QString was;
            for (const auto& version :
                 shop.historyOf(schema::Barcode::default_instance(), RawId::of(code.id()), mostVersions)) {
                const auto is = qtext(static_cast<const schema::Barcode&>(*version.row).code());
                if (version.command != "add-product" && version.command != "add-products")
                    note(tr("Barcode"), was, is, version);
                was = is;
            }
        }
    }
}

void ProductModel::save(const ProductForm& form)
{
    if (isNew()) {
        add(form);
        return;
    }
    std::vector<Store::ActorCommand> commands;
    if (form.name != m_form.name)
        commands.emplace_back([input = RenameProduct{m_product, form.name.toStdString()}](
                                  const Reader& shop, const Context& context, const Actor& actor) {
            return renameProduct(shop, context, actor, input);
        });
    if (form.brand != m_form.brand || form.category != m_form.category) {
        ClassifyProduct input;
        input.product = m_product;
        if (form.brand != m_form.brand)
            input.brand = form.brand.toStdString();
        if (form.category != m_form.category)
            input.category = form.category;
        commands.emplace_back([input](const Reader& shop, const Context& context, const Actor& actor) {
            return classifyProduct(shop, context, actor, input);
        });
    }
    changeBarcodes(form.barcode, commands);
    if (form.price && form.price != m_form.price) {
        ChangePrice input;
        input.variant = m_variant;
        input.price = *form.price;
        commands.emplace_back([input](const Reader& shop, const Context& context, const Actor& actor) {
            return changePrice(shop, context, actor, input);
        });
    }
    run(std::move(commands));
}

void ProductModel::changeBarcodes(const QString& typed, std::vector<Store::ActorCommand>& commands) const
{
    const auto codes = codesOf(typed);
    QStringList fresh;
    for (const auto& code : codes)
        if (std::none_of(m_barcodes.begin(), m_barcodes.end(), [&](const auto& one) { return one.first == code; }))
            fresh << code;
    const auto change = [&](Id<schema::Barcode> barcode, const QString& code) {
        commands.emplace_back([input = ChangeBarcode{barcode, code.toStdString()}](
                                  const Reader& shop, const Context& context, const Actor& actor) {
            return changeBarcode(shop, context, actor, input);
        });
    };
    // One that went and one that came are a correction of the same row.
    for (const auto& [code, barcode] : m_barcodes)
        if (!codes.contains(code))
            change(barcode, fresh.isEmpty() ? QString() : fresh.takeFirst());
    for (const auto& code : fresh)
        commands.emplace_back([input = AddBarcode{m_variant, code.toStdString()}](
                                  const Reader& shop, const Context& context, const Actor& actor) {
            return addBarcode(shop, context, actor, input);
        });
}

void ProductModel::add(const ProductForm& form)
{
    NewProduct input;
    input.name = form.name.toStdString();
    input.sku = form.sku.toStdString();
    for (const auto& code : codesOf(form.barcode))
        input.barcodes.push_back(code.toStdString());
    input.brand = form.brand.toStdString();
    input.category = form.category;
    input.price = form.price;
    m_store.execute(
        m_staff,
        [input](const Reader& shop, const Context& context, const Actor& actor) {
            return addProduct(shop, context, actor, input);
        },
        [this, post = m_courier.post()](Result<Committed> committed) {
            post([this, committed] {
                if (!committed) {
                    Q_EMIT refused(qtext(committed.error().about), errorText(committed.error()));
                    return;
                }
                show(Id<schema::Product>(committed->mainId));
                Q_EMIT saved(m_product);
            });
        });
}

void ProductModel::setPublished(bool published)
{
    const ProductRef input{m_product};
    run({[input, published](const Reader& shop, const Context& context, const Actor& actor) {
        return published ? publishProduct(shop, context, actor, input) : archiveProduct(shop, context, actor, input);
    }});
}

void ProductModel::restore(const schema::Product& before)
{
    ProductForm form = m_form;
    form.name = qtext(before.name());
    form.brand = qtext(before.brand());
    form.category = Id<schema::Category>(before.category());
    if (before.status() != m_status && before.status() != schema::DRAFT)
        setPublished(before.status() == schema::PUBLISHED);
    save(form);
}

void ProductModel::run(std::vector<Store::ActorCommand> commands)
{
    if (commands.empty()) {
        Q_EMIT saved(m_product);
        return;
    }
    auto first = std::move(commands.front());
    commands.erase(commands.begin());
    m_store.execute(m_staff, std::move(first),
                    [this, post = m_courier.post(), rest = std::move(commands)](Result<Committed> committed) {
                        post([this, rest, committed] {
                            if (!committed) {
                                Q_EMIT refused(qtext(committed.error().about), errorText(committed.error()));
                                reload();
                                return;
                            }
                            run(rest);
                        });
                    });
}

} // namespace kontor
