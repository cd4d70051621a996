#pragma once

#include "domain/base/id.h"
#include "domain/journal/reader.h"
#include "domain/pricing/price_cart.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/settings.pb.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

/// A tax of the shop, as it is worked out and as a line writes it down.
struct ChargedTax {
    Id<schema::Tax> id;
    std::string name;
    TaxRule rule;
    std::optional<std::uint32_t> ratePpm; ///< A plain percentage, which the line's own row holds. Absent: a LineTax.
};

/// The taxes of the shop and which of them a line has: a pure function of its rows.
///
/// Of the treatments (schema::TaxTreatment) that hold for a product, a jurisdiction and a customer the one that says most counts:
/// the customer's exemption before the product's class, that before the jurisdiction, and of equals the one with the smallest id.
/// A product without a class that names a tax of its own has that one, unless a treatment is for the customer's exemption.
class TaxTables : public Derived
{
public:
    [[nodiscard]] static std::shared_ptr<const TaxTables> of(const Reader& shop);

    /// How a store prices.
    struct Terms {
        std::string jurisdiction;
        TaxRounding taxes = TaxRounding::Line;
        Rounding amounts = Rounding::HalfUp;
        Rounding discounts = Rounding::HalfUp;
    };
    [[nodiscard]] const Terms& terms(Id<schema::Store> store) const; ///< The defaults for one nobody knows.

    /// Positions for tax(), in the order in which they are worked out.
    [[nodiscard]] const std::vector<std::size_t>& taxesOf(const schema::Product& product, std::string_view jurisdiction,
                                                          std::string_view exemption) const;
    [[nodiscard]] const ChargedTax& tax(std::size_t position) const { return m_taxes[position]; }

private:
    struct Treatment {
        Bytes id;
        Bytes taxClass;
        std::string jurisdiction;
        std::string exemption;
        std::vector<std::size_t> taxes;
    };
    static std::shared_ptr<const Derived> make(const Reader& shop);
    void readTaxes(const Reader& shop);
    void readTreatments(const Reader& shop);
    void readStores(const Reader& shop);

    std::vector<ChargedTax> m_taxes;
    std::map<Bytes, std::size_t, std::less<>> m_byId;
    std::map<Bytes, std::vector<std::size_t>, std::less<>> m_single; ///< By tax: a list of it alone.
    std::vector<Treatment> m_treatments;
    std::map<Id<schema::Store>, Terms> m_stores;
};

/// A tax as it is worked out. Errors: Invalid about "rate" or "kind", for one a newer program wrote.
[[nodiscard]] Result<ChargedTax> chargedTax(const schema::Tax& tax);

} // namespace kontor
