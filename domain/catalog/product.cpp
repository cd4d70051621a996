#include "domain/catalog/product.h"

#include "domain/base/text.h"
#include "domain/catalog/name_limits.h"
#include "domain/catalog/price_terms.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <unordered_set>

namespace kontor {

namespace {

constexpr std::size_t maxCodeBytes = 80;

/// Rows of a product with an explicit id derive from it; room for each kind.
enum Derived : std::uint32_t { VariantRow = 1, PriceRow = 2, FirstCodeRow = 16 };

bool isArchived(const Reader& shop, Id<schema::Variant> id)
{
    const auto variant = shop.get(id);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    return product && product->status() == schema::ARCHIVED;
}

bool skuIsTaken(const Reader& shop, std::string_view sku)
{
    const auto ids = shop.claimants(schema::Variant::default_instance(), schema::Variant::kSkuFieldNumber, sku);
    return std::any_of(ids.begin(), ids.end(),
                       [&](const RawId& id) { return !isArchived(shop, Id<schema::Variant>(id)); });
}

bool codeIsTaken(const Reader& shop, std::string_view code)
{
    const auto ids = shop.claimants(schema::Barcode::default_instance(), schema::Barcode::kCodeFieldNumber, code);
    return std::any_of(ids.begin(), ids.end(), [&](const RawId& id) {
        const auto barcode = shop.get(Id<schema::Barcode>(id));
        return barcode && !isArchived(shop, Id<schema::Variant>(barcode->variant()));
    });
}

tl::unexpected<Error> codeConflict(const std::string& code)
{
    return fail(Error::Kind::Conflict, "barcode " + code, "another product has it");
}

/// Adds products to one commit: knows what the commit itself has taken already.
class Adding
{
public:
    Adding(const Reader& shop, const Context& context, const Actor& actor, Commit& commit)
        : m_shop(shop),
          m_context(context),
          m_actor(actor),
          m_commit(commit)
    {}

    [[nodiscard]] Result<Done> add(const NewProduct& input)
    {
        const auto name = requiredText(input.name, "name");
        if (!name)
            return tl::unexpected(name.error());
        const auto sku = requiredText(input.sku, "sku", maxCodeBytes);
        if (!sku)
            return tl::unexpected(sku.error());
        if (input.tax && !m_shop.get(*input.tax))
            return fail(Error::Kind::NotFound, "tax", "there is no such tax");
        if (!input.taxClass.isNil() && !m_shop.get(input.taxClass))
            return fail(Error::Kind::NotFound, "tax_class", "there is no such tax class");
        if (!input.unit.isNil() && !m_shop.get(input.unit))
            return fail(Error::Kind::NotFound, "unit", "there is no such unit: `unit list` shows them");
        if (!input.category.isNil() && !hasCategory(input.category))
            return fail(Error::Kind::NotFound, "category", "there is no such category");
        const auto brand = optionalText(input.brand, "brand", maxBrandBytes);
        if (!brand)
            return tl::unexpected(brand.error());
        if (!m_skus.insert(*sku).second || skuIsTaken(m_shop, *sku))
            return fail(Error::Kind::Conflict, "sku", "another product has '" + *sku + "'");
        if (auto sound = checkPrice(input); !sound)
            return sound;

        schema::Product product;
        if (input.id)
            product.set_id(input.id->string());
        product.set_name(*name);
        product.set_kind(input.kind);
        product.set_status(input.status);
        if (input.tax)
            product.set_tax(input.tax->string());
        if (!input.category.isNil())
            product.set_category(input.category.string());
        if (!brand->empty())
            product.set_brand(*brand);
        if (!input.taxClass.isNil())
            product.set_tax_class(input.taxClass.string());
        if (!input.unit.isNil())
            product.set_unit(input.unit.string());
        if (auto done = letKeyIn(input, product); !done)
            return done;
        m_commit.insert(product);

        schema::Variant variant;
        if (input.id)
            variant.set_id(importedVariant(*input.id).string());
        variant.set_product(product.id());
        variant.set_sku(*sku);
        m_commit.insert(variant);

        if (auto done = addCodes(input, variant.id()); !done)
            return done;
        if (input.price)
            addPrice(input, variant.id());
        return Done{};
    }

private:
    /// Of a thousand products most are on the shelf of the one before.
    [[nodiscard]] bool hasCategory(Id<schema::Category> category)
    {
        if (category != m_category && m_shop.get(category))
            m_category = category;
        return category == m_category;
    }

    [[nodiscard]] Result<Done> letKeyIn(const NewProduct& input, schema::Product& product) const
    {
        if (!input.everybodyKeysPrice)
            return Done{};
        if (auto allowed = m_actor.may(schema::CHANGE_PRICE); !allowed)
            return allowed;
        const auto terms = storeTerms(m_shop, m_context.store);
        if (!terms)
            return tl::unexpected(terms.error());
        product.mutable_open_price()->set_everybody(true);
        product.mutable_open_price()->set_currency(terms->currency.numeric());
        return Done{};
    }

    [[nodiscard]] Result<Done> checkPrice(const NewProduct& input)
    {
        if (!input.price)
            return Done{};
        if (auto allowed = m_actor.may(schema::CHANGE_PRICE); !allowed)
            return allowed;
        if (input.price->e4 < 0)
            return invalid("price", "a price is zero or more");
        if (!m_terms || input.currency != m_termsFor) {
            auto terms = priceTerms(m_shop, m_context.store, std::nullopt, input.currency);
            if (!terms)
                return tl::unexpected(terms.error());
            m_terms = *terms;
            m_termsFor = input.currency;
        }
        return Done{};
    }

    [[nodiscard]] Result<Done> addCodes(const NewProduct& input, const Bytes& variant)
    {
        std::uint32_t ordinal = FirstCodeRow;
        for (const auto* codes : {&input.barcodes, &input.aliases}) {
            for (const auto& text : *codes) {
                const auto code = requiredText(text, "barcode", maxCodeBytes);
                if (!code)
                    return tl::unexpected(code.error());
                if (!m_codes.insert(*code).second || codeIsTaken(m_shop, *code))
                    return codeConflict(*code);
                schema::Barcode row;
                if (input.id)
                    row.set_id(input.id->derived(ordinal++).string());
                row.set_variant(variant);
                row.set_code(*code);
                row.set_kind(codes == &input.aliases ? schema::ALIAS : schema::PRINTED);
                m_commit.insert(row);
            }
        }
        return Done{};
    }

    void addPrice(const NewProduct& input, const Bytes& variant)
    {
        schema::Price price;
        if (input.id)
            price.set_id(input.id->derived(PriceRow).string());
        price.set_list(m_terms->list.string());
        price.set_variant(variant);
        price.set_currency(m_terms->currency.numeric());
        price.set_amount_e4(input.price->e4);
        price.set_valid_from_us(input.priceValidFrom != 0 ? input.priceValidFrom : m_context.now);
        m_commit.insert(price);
    }

    const Reader& m_shop;
    const Context& m_context;
    const Actor& m_actor;
    Commit& m_commit;
    std::unordered_set<std::string> m_skus;
    std::unordered_set<std::string> m_codes;
    Id<schema::Category> m_category; ///< Known to be there.
    std::optional<PriceTerms> m_terms;
    std::string m_termsFor; ///< The letters m_terms were read for.
};

Result<schema::Product> existing(const Reader& shop, Id<schema::Product> id)
{
    auto product = shop.get(id);
    if (!product)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    return *std::move(product);
}

Result<Commit> setStatus(const char* command, const Reader& shop, const Context& context, const Actor& actor,
                         Id<schema::Product> id, schema::ProductStatus status)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = existing(shop, id);
    if (!before)
        return tl::unexpected(before.error());
    if (before->status() == status)
        return fail(Error::Kind::Conflict, "status", before->name() + " is so already");
    Commit commit{command, context, actor};
    schema::Product after = *before;
    after.set_status(status);
    commit.update(*before, after);
    return commit;
}

} // namespace

Result<Commit> addProduct(const Reader& shop, const Context& context, const Actor& actor, const NewProduct& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    if (input.id && shop.get(Id<schema::Product>(*input.id)))
        return fail(Error::Kind::Conflict, "product", "it is there already");
    Commit commit{"add-product", context, actor};
    if (auto done = Adding(shop, context, actor, commit).add(input); !done)
        return tl::unexpected(done.error());
    return commit;
}

Result<Commit> addProducts(const Reader& shop, const Context& context, const Actor& actor, const AddProducts& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    if (input.products.empty() || input.products.size() > maxProductsPerCommit)
        return invalid("products", "from 1 to " + std::to_string(maxProductsPerCommit) + " at once");
    Commit commit{"add-products", context, actor};
    Adding adding(shop, context, actor, commit);
    for (const auto& product : input.products) {
        if (product.id && shop.get(Id<schema::Product>(*product.id)))
            continue;
        if (auto done = adding.add(product); !done) {
            Error error = done.error();
            error.about += " of SKU " + product.sku.substr(0, maxCodeBytes);
            return tl::unexpected(std::move(error));
        }
    }
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "products", "all of them are there already");
    return commit;
}

Result<Commit> publishProduct(const Reader& shop, const Context& context, const Actor& actor, const ProductRef& input)
{
    return setStatus("publish-product", shop, context, actor, input.product, schema::PUBLISHED);
}

Result<Commit> archiveProduct(const Reader& shop, const Context& context, const Actor& actor, const ProductRef& input)
{
    return setStatus("archive-product", shop, context, actor, input.product, schema::ARCHIVED);
}

Result<Commit> draftProduct(const Reader& shop, const Context& context, const Actor& actor, const ProductRef& input)
{
    return setStatus("draft-product", shop, context, actor, input.product, schema::DRAFT);
}

Result<Commit> renameProduct(const Reader& shop, const Context& context, const Actor& actor, const RenameProduct& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name, "name");
    if (!name)
        return tl::unexpected(name.error());
    const auto before = existing(shop, input.product);
    if (!before)
        return tl::unexpected(before.error());
    if (before->name() == *name)
        return fail(Error::Kind::Conflict, "name", "it is called so already");
    Commit commit{"rename-product", context, actor};
    schema::Product after = *before;
    after.set_name(*name);
    commit.update(*before, after);
    return commit;
}

Result<Commit> addBarcode(const Reader& shop, const Context& context, const Actor& actor, const AddBarcode& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto code = requiredText(input.code, "barcode", maxCodeBytes);
    if (!code)
        return tl::unexpected(code.error());
    if (!shop.get(input.variant))
        return fail(Error::Kind::NotFound, "variant", "there is no such product");
    if (!input.unit.isNil() && !shop.get(input.unit))
        return fail(Error::Kind::NotFound, "unit", "there is no such unit: `unit list` shows them");
    if ((input.id && shop.get(Id<schema::Barcode>(*input.id))) || codeIsTaken(shop, *code))
        return codeConflict(*code);
    Commit commit{"add-barcode", context, actor};
    schema::Barcode row;
    if (input.id)
        row.set_id(input.id->string());
    row.set_variant(input.variant.string());
    row.set_code(*code);
    row.set_kind(input.kind);
    if (!input.unit.isNil())
        row.set_unit(input.unit.string());
    commit.insert(row);
    return commit;
}

Id<schema::Variant> importedVariant(const RawId& product)
{
    return Id<schema::Variant>(product.derived(VariantRow));
}

} // namespace kontor
