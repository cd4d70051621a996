#include "ui/backoffice/catalog/product_model.h"

#include "domain/base/exact.h"
#include "domain/catalog/barcode.h"
#include "domain/catalog/category.h"
#include "domain/catalog/open_price.h"
#include "domain/catalog/price.h"
#include "domain/catalog/product.h"
#include "domain/catalog/product_view.h"
#include "domain/catalog/tax.h"
#include "domain/catalog/unit.h"
#include "domain/inventory/known_cost.h"
#include "domain/journal/row_type.h"
#include "domain/settings/settings.h"
#include "storage/view.h"
#include "ui/text/error_text.h"
#include "ui/text/money_text.h"

#include <QTimeZone>

#include <algorithm>

namespace kontor {
namespace {

QStringList codesOf(const QString& text)
{
    QStringList codes;
    for (const auto& part : text.split(QLatin1Char(',')))
        if (const auto code = part.trimmed(); !code.isEmpty() && !codes.contains(code))
            codes << code;
    return codes;
}

/// The whole units of goods, for saying what one of them costs.
constexpr std::int64_t one = 1000;

/// The limits that a price has stay as they are.
Result<Commit> letEverybodyKeyIn(const Reader& shop, const Context& context, const Actor& actor,
                                 Id<schema::Product> product, bool everybody)
{
    SetOpenPrice input;
    input.product = product;
    input.everybody = everybody;
    if (const auto row = shop.get(product); row && row->has_open_price()) {
        const auto& open = row->open_price();
        if (open.has_least_e4())
            input.least = UnitPrice{open.least_e4()};
        if (open.has_most_e4())
            input.most = UnitPrice{open.most_e4()};
        if (const auto currency = Currency::fromNumeric(open.currency()))
            input.currency = std::string(currency->alpha());
    }
    return setOpenPrice(shop, context, actor, input);
}

} // namespace

std::optional<UnitPrice> typedPrice(const QString& typed, Currency currency)
{
    auto text = typed.trimmed();
    text.replace(QLatin1Char(','), QLatin1Char('.'));
    if (text.isEmpty())
        return std::nullopt;
    return UnitPrice::parse(text.toStdString(), currency, "price").value_or(UnitPrice{-1});
}

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
    if (product != m_product)
        m_variant = {};
    m_product = product;
    reload();
}

void ProductModel::chooseVariant(Id<schema::Variant> variant)
{
    m_variant = variant;
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
    readChoices(*shop);
    m_variants.clear();
    m_cost.clear();
    if (const auto product = isNew() ? std::nullopt : shop->get(m_product)) {
        m_status = product->status();
        readProductForm(*shop, *product);
        readStock(*shop);
        readPrices(*shop);
        const auto terms = storeTerms(*shop, m_store.identity().store);
        m_history = readProductHistory(*shop, m_product, terms ? terms->priceList : Id<schema::PriceList>(), m_currency,
                                       m_store.now());
    }
    Q_EMIT changed();
}

void ProductModel::readChoices(const View& shop)
{
    m_categories = {{{}, tr("None", "category")}};
    for (const auto& category : liveCategories(shop))
        m_categories.push_back({Id<schema::Category>(category.id()), qtext(category.name())});
    m_taxes = {{{}, {}, tr("As the shop's", "tax")}};
    for (const auto& row : shop.all<schema::TaxClass>())
        m_taxes.push_back({Id<schema::TaxClass>(row.id()), {}, qtext(row.name())});
    for (const auto& row : shop.all<schema::Tax>())
        if (!row.ended())
            m_taxes.push_back({{}, Id<schema::Tax>(row.id()), qtext(row.name())});
    m_units = {{{}, tr("Pieces")}};
    for (const auto& row : shop.all<schema::Unit>())
        m_units.push_back({Id<schema::Unit>(row.id()), qtext(row.name())});
}

void ProductModel::readProductForm(const View& shop, const schema::Product& product)
{
    m_form = {};
    m_form.name = qtext(product.name());
    m_form.brand = qtext(product.brand());
    m_form.category = Id<schema::Category>(product.category());
    m_form.kind = product.kind();
    m_form.taxClass = Id<schema::TaxClass>(product.tax_class());
    if (m_form.taxClass.isNil())
        m_form.tax = Id<schema::Tax>(product.tax());
    m_form.unit = Id<schema::Unit>(product.unit());
    m_form.isPriceKeyedIn = product.open_price().everybody();
    // What is archived or ended since stays what this product has.
    if (std::none_of(m_taxes.begin(), m_taxes.end(), [&](const TaxChoice& choice) {
            return choice.taxClass == m_form.taxClass && choice.tax == m_form.tax;
        })) {
        const auto ended = shop.get(m_form.tax);
        m_taxes.push_back({m_form.taxClass, m_form.tax, ended ? qtext(ended->name()) : tr("Unknown")});
    }
    if (std::none_of(m_categories.begin(), m_categories.end(),
                     [&](const CategoryChoice& choice) { return choice.category == m_form.category; })) {
        const auto archived = shop.get(m_form.category);
        m_categories.push_back({m_form.category, archived ? qtext(archived->name()) : tr("Unknown")});
    }

    const auto variants = shop.where<schema::Variant>(schema::Variant::kProductFieldNumber, m_product.bytes());
    for (const auto& variant : variants)
        m_variants.push_back(
            {Id<schema::Variant>(variant.id()), variant.name().empty() ? qtext(variant.sku()) : qtext(variant.name())});
    m_barcodes.clear();
    if (variants.empty())
        return;
    const auto shown = std::find_if(variants.begin(), variants.end(), [this](const schema::Variant& variant) {
        return Id<schema::Variant>(variant.id()) == m_variant;
    });
    const auto& variant = shown == variants.end() ? variants.front() : *shown;
    m_variant = Id<schema::Variant>(variant.id());
    m_form.sku = qtext(variant.sku());
    QStringList codes;
    for (const auto& code : shop.where<schema::Barcode>(schema::Barcode::kVariantFieldNumber, m_variant.bytes()))
        if (code.kind() == schema::PRINTED && !code.code().empty()) {
            codes << qtext(code.code());
            m_barcodes.emplace_back(codes.back(), Id<schema::Barcode>(code.id()));
        }
    m_form.barcode = codes.join(QStringLiteral(", "));
    if (const auto view = readProduct(shop, m_store.identity().store, m_variant, m_store.now()))
        m_form.price = view->price;
}

void ProductModel::readStock(const View& shop)
{
    m_stock.clear();
    for (const auto& location : shop.all<schema::Location>())
        for (const auto& variant : m_variants) {
            const auto place = qtext(location.name());
            m_stock.push_back({m_variants.size() == 1 ? place : tr("%1, %2", "place, variant").arg(place, variant.name),
                               quantityText(shop.stockLevel(variant.variant, Id<schema::Location>(location.id())))});
        }
    const auto terms = storeTerms(shop, m_store.identity().store);
    const auto* costs = stockCostsOf(shop);
    if (!terms || m_form.kind != schema::GOODS || costs == nullptr || !costs->keepsCosts())
        return;
    if (const auto cost = costs->lastCost(m_variant, terms->location, CostMethod::MovingAverage))
        // An average has more digits than anybody reads.
        m_cost =
            moneyText(Money(static_cast<std::int64_t>(divideHalfUp(cost->costOfNext(one, 0), 10'000)), m_currency));
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
            row.from = tr("%1 · %2", "from when, who").arg(row.from, authorText(shop, made.front()));
        row.fact = Id<schema::Price>(fact.id());
        row.canWithdraw = !fact.has_withdraws() && std::none_of(facts.begin(), facts.end(), [&](const auto& other) {
            return other.has_withdraws() && other.withdraws() == fact.id();
        });
        row.holds = holding && holding->priceFact && holding->priceFact->bytes() == fact.id();
        m_prices.push_back(std::move(row));
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
    const bool isTaxChanged = form.taxClass != m_form.taxClass || form.tax != m_form.tax;
    if (form.brand != m_form.brand || form.category != m_form.category || isTaxChanged) {
        ClassifyProduct input;
        input.product = m_product;
        if (form.brand != m_form.brand)
            input.brand = form.brand.toStdString();
        if (form.category != m_form.category)
            input.category = form.category;
        if (isTaxChanged) {
            input.taxClass = form.taxClass;
            input.tax = form.tax;
        }
        commands.emplace_back([input](const Reader& shop, const Context& context, const Actor& actor) {
            return classifyProduct(shop, context, actor, input);
        });
    }
    if (form.unit != m_form.unit)
        commands.emplace_back([input = SetProductUnit{m_product, form.unit}](const Reader& shop, const Context& context,
                                                                             const Actor& actor) {
            return setProductUnit(shop, context, actor, input);
        });
    if (form.isPriceKeyedIn != m_form.isPriceKeyedIn)
        commands.emplace_back([product = m_product, everybody = form.isPriceKeyedIn](
                                  const Reader& shop, const Context& context, const Actor& actor) {
            return letEverybodyKeyIn(shop, context, actor, product, everybody);
        });
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
    input.kind = form.kind;
    input.taxClass = form.taxClass;
    if (form.taxClass.isNil() && !form.tax.isNil())
        input.tax = form.tax;
    input.unit = form.unit;
    input.everybodyKeysPrice = form.isPriceKeyedIn;
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

void ProductModel::restore(const ProductHistoryRow& entry)
{
    run(entry.undo);
}

void ProductModel::addPrice(UnitPrice price, const QDate& from)
{
    ChangePrice input;
    input.variant = m_variant;
    input.price = price;
    const auto store = m_store.read()->get(m_store.identity().store);
    QTimeZone zone(QByteArray::fromStdString(store ? store->zone() : std::string()));
    if (!zone.isValid())
        zone = QTimeZone::utc();
    const auto begin = from.startOfDay(zone).toMSecsSinceEpoch() * 1000;
    if (begin > m_store.now())
        input.validFrom = begin;
    run({[input](const Reader& shop, const Context& context, const Actor& actor) {
        return changePrice(shop, context, actor, input);
    }});
}

void ProductModel::withdrawPrice(Id<schema::Price> fact)
{
    const WithdrawPrice input{fact, {}};
    run({[input](const Reader& shop, const Context& context, const Actor& actor) {
        return kontor::withdrawPrice(shop, context, actor, input);
    }});
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
