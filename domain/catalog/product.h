#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/tax.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

/// A product with its only variant.
struct NewProduct {
    std::optional<RawId> id = {}; ///< Of the product, for imports; its other rows' ids then derive from it.
    std::string name = {};
    schema::ProductKind kind = schema::GOODS;
    schema::ProductStatus status = schema::PUBLISHED;
    std::string sku = {};
    std::vector<std::string> barcodes = {};
    std::vector<std::string> aliases = {}; ///< Other spellings of the SKU.
    std::optional<UnitPrice> price = {};   ///< In the store's price list.
    std::string currency = {};             ///< Of the price; empty: the price list's.
    TimeUs priceValidFrom = 0;             ///< 0: now.
    std::optional<Id<schema::Tax>> tax = {};
    Id<schema::Category> category = {}; ///< Nil: none.
    std::string brand = {};
    Id<schema::TaxClass> taxClass = {}; ///< Nil: none.
    Id<schema::Unit> unit = {};         ///< What its quantities count; nil: pieces.
    bool everybodyKeysPrice = false;    ///< Whoever sells it may key its price in (open_price.h).
};

/// "add-product"; EDIT_CATALOG, and CHANGE_PRICE when there is a price or everybody may key one in. The product's id is `input.id` or the commit's mainId.
/// Errors: Invalid about "name", "sku", "barcode", "price", "currency", "brand"; NotFound about "tax", "tax_class", "unit", "category"; Conflict about "product" for an
/// id that is there, about "sku" or "barcode <code>" when another live one has it.
[[nodiscard]] Result<Commit> addProduct(const Reader& shop, const Context& context, const Actor& actor,
                                        const NewProduct& input);

inline constexpr std::size_t maxProductsPerCommit = 1000;

struct AddProducts {
    std::vector<NewProduct> products = {}; ///< At most maxProductsPerCommit.
};
/// "add-products": the same in bulk. Products whose explicit id is there are left out; Conflict about "products" when all are.
/// An error of one product names it: "price of SKU 123".
[[nodiscard]] Result<Commit> addProducts(const Reader& shop, const Context& context, const Actor& actor,
                                         const AddProducts& input);

struct ProductRef {
    Id<schema::Product> product;
};
/// "publish-product", "archive-product", "draft-product" (not for sale yet); EDIT_CATALOG. NotFound about "product", Conflict about "status" when it is so already.
[[nodiscard]] Result<Commit> publishProduct(const Reader& shop, const Context& context, const Actor& actor,
                                            const ProductRef& input);
[[nodiscard]] Result<Commit> archiveProduct(const Reader& shop, const Context& context, const Actor& actor,
                                            const ProductRef& input);
[[nodiscard]] Result<Commit> draftProduct(const Reader& shop, const Context& context, const Actor& actor,
                                          const ProductRef& input);

struct RenameProduct {
    Id<schema::Product> product;
    std::string name = {};
};
/// "rename-product"; EDIT_CATALOG.
[[nodiscard]] Result<Commit> renameProduct(const Reader& shop, const Context& context, const Actor& actor,
                                           const RenameProduct& input);

struct AddBarcode {
    Id<schema::Variant> variant;
    std::string code = {};
    schema::BarcodeKind kind = schema::PRINTED;
    std::optional<RawId> id = {};
    Id<schema::Unit> unit = {}; ///< A scan is one of it: the code on the box of 12. Nil: the product's.
};
/// "add-barcode"; EDIT_CATALOG. Errors: Invalid about "barcode", NotFound about "variant", "unit", Conflict about "barcode <code>".
[[nodiscard]] Result<Commit> addBarcode(const Reader& shop, const Context& context, const Actor& actor,
                                        const AddBarcode& input);

/// The id of the variant that an imported product (NewProduct::id) gets.
[[nodiscard]] Id<schema::Variant> importedVariant(const RawId& product);

} // namespace kontor
