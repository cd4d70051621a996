#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/settings.pb.h"
#include "domain/schema/tax.pb.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

// Which taxes a line has: taxes, classes of goods, and treatments that say which taxes a class has where and for whom
// (domain/pricing/tax_tables.h chooses among them). All of it is versioned: an order of last year is priced by last year's rows.

struct AddTax {
    std::string name;          ///< As receipts show it: "VAT 20 %".
    std::uint32_t ratePpm = 0; ///< Of the net price, contained in the price; at most ten times the net.
    schema::Tax::Kind kind = schema::Tax::PERCENT;
    std::string rate =
        {}; ///< A decimal of its kind, instead of ratePpm: percent, or an amount per unit. May be below zero.
    bool included = true;
    bool affectsLaterBases = false;
    bool baseAffectedByEarlier = true;
    bool reverseCharge = false;
};
/// "add-tax"; EDIT_CATALOG. The tax's id is the commit's mainId; NewProduct::tax names it.
/// Errors: Invalid about "name", "rate"; Conflict about "name" when a tax has it.
[[nodiscard]] Result<Commit> addTax(const Reader& shop, const Context& context, const Actor& actor,
                                    const AddTax& input);

struct ChangeTax {
    Id<schema::Tax> tax;
    AddTax now;
    bool ended = false; ///< No line has it any more.
};
/// "change-tax"; EDIT_CATALOG: a new version, for sales from now on. Errors: as addTax; NotFound about "tax".
[[nodiscard]] Result<Commit> changeTax(const Reader& shop, const Context& context, const Actor& actor,
                                       const ChangeTax& input);

struct AddTaxClass {
    std::string name;
};
/// "add-tax-class"; EDIT_CATALOG. Errors: Invalid or Conflict about "name".
[[nodiscard]] Result<Commit> addTaxClass(const Reader& shop, const Context& context, const Actor& actor,
                                         const AddTaxClass& input);

struct SetTaxTreatment {
    std::optional<Id<schema::TaxClass>> taxClass = {}; ///< Absent: any goods.
    std::string jurisdiction = {};                     ///< Empty: any.
    std::string exemption = {};                        ///< Empty: customers without one.
    std::vector<Id<schema::Tax>> taxes = {};           ///< In the order in which they are worked out; none: untaxed.
    bool ended = false;                                ///< It holds no more.
};
/// "set-tax-treatment"; EDIT_CATALOG. There is one for each (class, jurisdiction, exemption): another one is its next version.
/// Errors: NotFound about "tax_class" or "tax"; Invalid about "tax" when no price can contain them, "jurisdiction", "exemption".
[[nodiscard]] Result<Commit> setTaxTreatment(const Reader& shop, const Context& context, const Actor& actor,
                                             const SetTaxTreatment& input);
/// The id of the row that says how (class, jurisdiction, exemption) is taxed: the same on every device.
[[nodiscard]] RawId taxTreatmentId(const RawId& taxClass, std::string_view jurisdiction, std::string_view exemption);

struct SetStoreJurisdiction {
    Id<schema::Store> store;
    std::string jurisdiction; ///< "GB", "US-CA-037".
};
/// "set-store-jurisdiction"; MANAGE_SETTINGS. Errors: NotFound about "store", Invalid about "jurisdiction".
[[nodiscard]] Result<Commit> setStoreJurisdiction(const Reader& shop, const Context& context, const Actor& actor,
                                                  const SetStoreJurisdiction& input);

/// What of a product promotions and taxes go by. Absent members stay as they are.
struct ClassifyProduct {
    Id<schema::Product> product;
    std::optional<std::string> brand = {};
    std::optional<std::vector<std::string>> tags = {};
    std::optional<Id<schema::Category>> category = {}; ///< Nil: none any more.
    std::optional<Id<schema::TaxClass>> taxClass = {}; ///< Nil: none any more.
    std::optional<Id<schema::Tax>> tax = {};           ///< Nil: none any more.
};
/// "classify-product"; EDIT_CATALOG. Errors: NotFound about "product", "category", "tax_class", "tax"; Invalid about "brand", "tag".
[[nodiscard]] Result<Commit> classifyProduct(const Reader& shop, const Context& context, const Actor& actor,
                                             const ClassifyProduct& input);

struct ClassifyCustomer {
    Id<schema::Customer> customer;
    std::optional<std::vector<std::string>> segments = {};
    std::optional<std::string> taxExemption = {}; ///< Empty: none any more.
};
/// "classify-customer"; EDIT_CUSTOMERS, with an exemption EDIT_CATALOG too: it is money.
/// Errors: NotFound about "customer"; Invalid about "segment", "exemption".
[[nodiscard]] Result<Commit> classifyCustomer(const Reader& shop, const Context& context, const Actor& actor,
                                              const ClassifyCustomer& input);

} // namespace kontor
