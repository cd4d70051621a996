#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/purchasing.pb.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

struct SupplierFields {
    std::optional<std::string> name = {};
    std::optional<std::string> email = {};
    std::optional<std::string> phone = {};
    std::optional<std::uint32_t> leadDays = {};
    std::optional<std::uint32_t> paymentDays = {};
    std::optional<bool> archived = {};
};
struct AddSupplier {
    std::string number;
    SupplierFields fields;                 ///< With a name.
    std::optional<Currency> currency = {}; ///< Absent: the store's, or the organisation's.
};
/// "add-supplier"; ADJUST_STOCK. The commit's mainId is its id. Errors: Invalid about "number", "name", "days"; Conflict about
/// "number" when another has it.
[[nodiscard]] Result<Commit> addSupplier(const Reader& shop, const Context& context, const Actor& actor,
                                         const AddSupplier& input);

struct ChangeSupplier {
    Id<schema::Supplier> supplier;
    SupplierFields fields;
};
/// "change-supplier"; ADJUST_STOCK. Errors: NotFound about "supplier"; Conflict about "supplier" when nothing would change.
[[nodiscard]] Result<Commit> changeSupplier(const Reader& shop, const Context& context, const Actor& actor,
                                            const ChangeSupplier& input);

/// By number. NotFound about "supplier".
[[nodiscard]] Result<schema::Supplier> findSupplier(const Reader& shop, std::string_view number);

/// The same on every device.
[[nodiscard]] Id<schema::SupplierItem> supplierItemId(Id<schema::Supplier> supplier, Id<schema::Variant> variant);

struct SetSupplierItem {
    Id<schema::Supplier> supplier;
    Id<schema::Variant> variant;
    UnitPrice cost;        ///< Of one, in the supplier's currency; zero or more.
    std::string code = {}; ///< The supplier's own.
    Quantity pack = {};    ///< Zero: any quantity.
    Quantity least = {};
    bool preferred = false;
    bool removed = false;
};
/// "set-supplier-item"; ADJUST_STOCK. Errors: NotFound about "supplier", "product"; Invalid about "cost", "quantity", "code".
[[nodiscard]] Result<Commit> setSupplierItem(const Reader& shop, const Context& context, const Actor& actor,
                                             const SetSupplierItem& input);

/// Who it is bought from: the preferred one, else the cheapest of one currency, else the first by id; nothing when nobody has it.
[[nodiscard]] std::optional<schema::SupplierItem> bestSupplierItem(const Reader& shop, Id<schema::Variant> variant);

} // namespace kontor
