#include "domain/catalog/tax.h"

#include "domain/base/text.h"
#include "domain/catalog/name_limits.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/pricing/tax_tables.h"

namespace kontor {

namespace {

Result<schema::Tax> rowOf(const AddTax& input)
{
    const auto name = requiredText(input.name, "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    if (input.ratePpm > 10'000'000)
        return invalid("rate", "a tax of more than ten times the price is a slip of the pen");
    schema::Tax tax;
    tax.set_name(*name);
    if (input.rate.empty())
        tax.set_rate_ppm(input.ratePpm);
    else
        tax.set_rate(input.rate);
    // What is as it always was is not written: the plain included percentage stays the two columns it is.
    if (input.kind != schema::Tax::PERCENT)
        tax.set_kind(input.kind);
    if (!input.included)
        tax.set_not_included(true);
    if (input.affectsLaterBases)
        tax.set_affects_later_bases(true);
    if (!input.baseAffectedByEarlier)
        tax.set_base_unaffected_by_earlier(true);
    if (input.reverseCharge)
        tax.set_reverse_charge(true);
    const auto charged = chargedTax(tax);
    if (!charged)
        return tl::unexpected(charged.error());
    if (input.kind != schema::Tax::FIXED_PER_UNIT && charged->rule.rate.magnitude() > Rational(1000))
        return invalid("rate", "a tax of more than ten times the price is a slip of the pen");
    const TaxRule* alone[] = {&charged->rule};
    if (auto plan = TaxPlan::of(alone); !plan)
        return invalid("rate", plan.error().detail);
    return tax;
}

Result<Done> isNew(const Reader& shop, const std::string& name, const std::string& id)
{
    for (const auto& other : shop.all<schema::Tax>())
        if (other.name() == name && other.id() != id)
            return fail(Error::Kind::Conflict, "name", "there is a tax '" + name + "' already");
    return Done{};
}

} // namespace

Result<Commit> addTax(const Reader& shop, const Context& context, const Actor& actor, const AddTax& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    auto tax = rowOf(input);
    if (!tax)
        return tl::unexpected(tax.error());
    if (auto fresh = isNew(shop, tax->name(), {}); !fresh)
        return tl::unexpected(fresh.error());
    Commit commit{"add-tax", context, actor};
    commit.insert(*tax);
    return commit;
}

Result<Commit> changeTax(const Reader& shop, const Context& context, const Actor& actor, const ChangeTax& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.tax);
    if (!before)
        return fail(Error::Kind::NotFound, "tax", "there is no such tax");
    auto after = rowOf(input.now);
    if (!after)
        return tl::unexpected(after.error());
    if (auto fresh = isNew(shop, after->name(), before->id()); !fresh)
        return tl::unexpected(fresh.error());
    after->set_id(before->id());
    if (input.ended)
        after->set_ended(true);
    Commit commit{"change-tax", context, actor};
    commit.update(*before, *after);
    return commit;
}

Result<Commit> addTaxClass(const Reader& shop, const Context& context, const Actor& actor, const AddTaxClass& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name, "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    for (const auto& other : shop.all<schema::TaxClass>())
        if (other.name() == *name)
            return fail(Error::Kind::Conflict, "name", "there is a tax class '" + *name + "' already");
    Commit commit{"add-tax-class", context, actor};
    schema::TaxClass row;
    row.set_name(*name);
    commit.insert(row);
    return commit;
}

RawId taxTreatmentId(const RawId& taxClass, std::string_view jurisdiction, std::string_view exemption)
{
    Bytes number(taxClass.bytes());
    number += jurisdiction;
    number += '\0'; // Neither may hold one.
    number += exemption;
    return RawId::imported("tax-treatment", number, 0);
}

Result<Commit> setTaxTreatment(const Reader& shop, const Context& context, const Actor& actor,
                               const SetTaxTreatment& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto jurisdiction = optionalText(input.jurisdiction, "jurisdiction", 60);
    const auto exemption = optionalText(input.exemption, "exemption", 60);
    for (const auto* text : {&jurisdiction, &exemption})
        if (!*text)
            return tl::unexpected(text->error());
    if (input.taxClass && !shop.get(*input.taxClass))
        return fail(Error::Kind::NotFound, "tax_class", "there is no such tax class");
    std::vector<ChargedTax> taxes;
    for (const auto& id : input.taxes) {
        const auto row = shop.get(id);
        if (!row || row->ended())
            return fail(Error::Kind::NotFound, "tax", "there is no such tax");
        auto tax = chargedTax(*row);
        if (!tax)
            return tl::unexpected(tax.error());
        taxes.push_back(std::move(*tax));
    }
    std::vector<const TaxRule*> rules;
    for (const auto& tax : taxes)
        rules.push_back(&tax.rule);
    if (auto plan = TaxPlan::of(rules); !plan)
        return invalid("tax", plan.error().detail);

    const RawId taxClass = input.taxClass ? input.taxClass->raw : RawId{};
    schema::TaxTreatment row;
    row.set_id(taxTreatmentId(taxClass, *jurisdiction, *exemption).string());
    if (input.taxClass)
        row.set_tax_class(input.taxClass->string());
    if (!jurisdiction->empty())
        row.set_jurisdiction(*jurisdiction);
    if (!exemption->empty())
        row.set_exemption(*exemption);
    for (const auto& id : input.taxes)
        row.add_tax(id.string());
    if (input.ended)
        row.set_ended(true);
    Commit commit{"set-tax-treatment", context, actor};
    if (const auto before = shop.get(Id<schema::TaxTreatment>(row.id())))
        commit.update(*before, row);
    else
        commit.insert(row);
    return commit;
}

Result<Commit> setStoreJurisdiction(const Reader& shop, const Context& context, const Actor& actor,
                                    const SetStoreJurisdiction& input)
{
    if (auto allowed = actor.may(schema::MANAGE_SETTINGS); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.store);
    if (!before)
        return fail(Error::Kind::NotFound, "store", "there is no such store");
    const auto jurisdiction = optionalText(input.jurisdiction, "jurisdiction", 60);
    if (!jurisdiction)
        return tl::unexpected(jurisdiction.error());
    auto after = *before;
    if (jurisdiction->empty())
        after.clear_jurisdiction();
    else
        after.set_jurisdiction(*jurisdiction);
    Commit commit{"set-store-jurisdiction", context, actor};
    commit.update(*before, after);
    return commit;
}

namespace {

template <typename Rows>
Result<Done> setWords(const std::vector<std::string>& words, std::string_view about, Rows* rows)
{
    if (words.size() > 50)
        return invalid(std::string(about), "at most 50");
    rows->Clear();
    for (const auto& word : words) {
        const auto text = requiredText(word, about, 60);
        if (!text)
            return tl::unexpected(text.error());
        *rows->Add() = *text;
    }
    return Done{};
}

} // namespace

Result<Commit> classifyProduct(const Reader& shop, const Context& context, const Actor& actor,
                               const ClassifyProduct& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.product);
    if (!before)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    auto after = *before;
    if (input.brand) {
        const auto brand = optionalText(*input.brand, "brand", maxBrandBytes);
        if (!brand)
            return tl::unexpected(brand.error());
        after.set_brand(*brand);
        if (brand->empty())
            after.clear_brand();
    }
    if (input.tags)
        if (auto set = setWords(*input.tags, "tag", after.mutable_tag()); !set)
            return tl::unexpected(set.error());
    if (input.category) {
        after.clear_category();
        if (!input.category->isNil()) {
            if (!shop.get(*input.category))
                return fail(Error::Kind::NotFound, "category", "there is no such category");
            after.set_category(input.category->string());
        }
    }
    if (input.taxClass) {
        after.clear_tax_class();
        if (!input.taxClass->isNil()) {
            if (!shop.get(*input.taxClass))
                return fail(Error::Kind::NotFound, "tax_class", "there is no such tax class");
            after.set_tax_class(input.taxClass->string());
        }
    }
    if (input.tax) {
        after.clear_tax();
        if (!input.tax->isNil()) {
            if (!shop.get(*input.tax))
                return fail(Error::Kind::NotFound, "tax", "there is no such tax");
            after.set_tax(input.tax->string());
        }
    }
    Commit commit{"classify-product", context, actor};
    commit.update(*before, after);
    return commit;
}

Result<Commit> classifyCustomer(const Reader& shop, const Context& context, const Actor& actor,
                                const ClassifyCustomer& input)
{
    if (auto allowed = actor.may(schema::EDIT_CUSTOMERS); !allowed)
        return tl::unexpected(allowed.error());
    if (input.taxExemption)
        if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
            return tl::unexpected(allowed.error());
    const auto before = shop.get(input.customer);
    if (!before)
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    auto after = *before;
    if (input.segments)
        if (auto set = setWords(*input.segments, "segment", after.mutable_segment()); !set)
            return tl::unexpected(set.error());
    if (input.taxExemption) {
        const auto exemption = optionalText(*input.taxExemption, "exemption", 60);
        if (!exemption)
            return tl::unexpected(exemption.error());
        after.set_tax_exemption(*exemption);
        if (exemption->empty())
            after.clear_tax_exemption();
    }
    Commit commit{"classify-customer", context, actor};
    commit.update(*before, after);
    return commit;
}

} // namespace kontor
