#include "domain/pricing/tax_tables.h"

#include "domain/schema/tax.pb.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace kontor {

namespace {

Rounding roundingOf(const std::string& text)
{
    constexpr std::array names{std::pair("half_even", Rounding::HalfEven), std::pair("half_down", Rounding::HalfDown),
                               std::pair("down", Rounding::Down)};
    for (const auto& [name, rounding] : names)
        if (text == name)
            return rounding;
    return Rounding::HalfUp;
}

bool fitTogether(const std::vector<ChargedTax>& all, const std::vector<std::size_t>& positions)
{
    std::vector<const TaxRule*> rules;
    rules.reserve(positions.size());
    for (const auto position : positions)
        rules.push_back(&all[position].rule);
    return TaxPlan::of(rules).has_value();
}

} // namespace

Result<ChargedTax> chargedTax(const schema::Tax& tax)
{
    if (tax.kind() < schema::Tax::Kind_MIN || tax.kind() > schema::Tax::Kind_MAX)
        return invalid("kind", "no kind of tax that is known here");
    ChargedTax made;
    made.id = Id<schema::Tax>(tax.id());
    made.name = tax.name();
    made.rule.id = made.id.raw.toHex();
    made.rule.kind = static_cast<TaxRule::Kind>(tax.kind());
    made.rule.included = !tax.not_included();
    made.rule.affectsLaterBases = tax.affects_later_bases();
    made.rule.baseAffectedByEarlier = !tax.base_unaffected_by_earlier();
    made.rule.reverseCharge = tax.reverse_charge();
    made.rule.rate = Rational(tax.rate_ppm(), 10'000);
    if (tax.has_rate()) {
        auto rate = Rational::parse(tax.rate(), "rate");
        if (!rate)
            return tl::unexpected(rate.error());
        made.rule.rate = std::move(*rate);
    }
    if (made.rule.kind == TaxRule::Kind::Percent && !made.rule.reverseCharge)
        if (const auto ppm = (made.rule.rate * 10'000).whole(); ppm && *ppm >= 0 && *ppm <= UINT32_MAX)
            made.ratePpm = static_cast<std::uint32_t>(*ppm);
    return made;
}

std::shared_ptr<const TaxTables> TaxTables::of(const Reader& shop)
{
    return std::static_pointer_cast<const TaxTables>(shop.derived(&TaxTables::make));
}

std::shared_ptr<const Derived> TaxTables::make(const Reader& shop)
{
    auto tables = std::make_shared<TaxTables>();
    tables->readTaxes(shop);
    tables->readTreatments(shop);
    tables->readStores(shop);
    return tables;
}

void TaxTables::readTaxes(const Reader& shop)
{
    for (const auto& row : shop.all<schema::Tax>()) {
        auto tax = chargedTax(row);
        if (!tax || row.ended())
            continue;
        m_byId.emplace(row.id(), m_taxes.size());
        const std::vector<std::size_t> alone{m_taxes.size()};
        m_taxes.push_back(std::move(*tax));
        // One that leaves no price to stand on is none: a shop has to go on selling whatever somebody wrote down.
        m_single.emplace(row.id(), fitTogether(m_taxes, alone) ? alone : std::vector<std::size_t>());
    }
}

void TaxTables::readTreatments(const Reader& shop)
{
    for (const auto& row : shop.all<schema::TaxTreatment>()) {
        if (row.ended())
            continue;
        Treatment treatment{row.id(), row.tax_class(), row.jurisdiction(), row.exemption(), {}};
        for (const auto& tax : row.tax())
            if (const auto known = m_byId.find(tax); known != m_byId.end())
                treatment.taxes.push_back(known->second);
        if (fitTogether(m_taxes, treatment.taxes))
            m_treatments.push_back(std::move(treatment));
    }
    // The one that says most first, so that the first that holds is the one that counts.
    const auto rank = [](const Treatment& t) {
        return std::make_tuple(t.exemption.empty(), t.taxClass.empty(), t.jurisdiction.empty(), BytesView(t.id));
    };
    std::sort(m_treatments.begin(), m_treatments.end(),
              [&](const Treatment& a, const Treatment& b) { return rank(a) < rank(b); });
}

void TaxTables::readStores(const Reader& shop)
{
    Id<schema::Organisation> organisation;
    if (const auto organisations = shop.all<schema::Organisation>(); !organisations.empty())
        organisation = Id<schema::Organisation>(organisations.front().id());
    for (const auto& store : shop.all<schema::Store>()) {
        const Id<schema::Store> id(store.id());
        const SettingOwners owners{organisation, id, {}};
        Terms terms;
        terms.jurisdiction = store.jurisdiction();
        terms.taxes = readSetting(shop, owners, pricingTaxRounding) == "order" ? TaxRounding::Order : TaxRounding::Line;
        terms.amounts = roundingOf(readSetting(shop, owners, pricingRounding));
        const auto discounts = readSetting(shop, owners, pricingDiscountRounding);
        terms.discounts = discounts == "as-amounts" ? terms.amounts : roundingOf(discounts);
        m_stores.emplace(id, std::move(terms));
    }
}

const TaxTables::Terms& TaxTables::terms(Id<schema::Store> store) const
{
    static const Terms unknown;
    const auto known = m_stores.find(store);
    return known == m_stores.end() ? unknown : known->second;
}

const std::vector<std::size_t>& TaxTables::taxesOf(const schema::Product& product, std::string_view jurisdiction,
                                                   std::string_view exemption) const
{
    const bool hasOwn = product.has_tax() && !product.has_tax_class();
    for (const auto& treatment : m_treatments) {
        const bool holds = (treatment.exemption.empty() || treatment.exemption == exemption) &&
                           (treatment.taxClass.empty() || treatment.taxClass == product.tax_class()) &&
                           (treatment.jurisdiction.empty() || treatment.jurisdiction == jurisdiction);
        if (holds && (!hasOwn || !treatment.exemption.empty()))
            return treatment.taxes;
    }
    static const std::vector<std::size_t> none;
    const auto own = product.has_tax() ? m_single.find(product.tax()) : m_single.end();
    return own == m_single.end() ? none : own->second;
}

} // namespace kontor
