#include "app/ctl/quote/quote_reader.h"

#include "app/ctl/quote/json_reading.h"
#include "app/ctl/quote/promotion_reader.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace kontor {

namespace {

using Positions = std::unordered_map<std::string, std::size_t>;

TaxRule readTax(const std::string& id, const JsonAt& at)
{
    at.onlyHas({"kind", "rate", "included", "affects_later_bases", "base_affected_by_earlier", "reverse_charge"});
    TaxRule tax;
    tax.id = id;
    at.with("kind", [&](const JsonAt& a) {
        tax.kind = a.choice<TaxRule::Kind>({{"percent", TaxRule::Kind::Percent},
                                            {"percent_of_gross", TaxRule::Kind::PercentOfGross},
                                            {"fixed_per_unit", TaxRule::Kind::FixedPerUnit}});
    });
    at.need("rate", [&](const JsonAt& a) { tax.rate = a.decimal(); });
    at.with("included", [&](const JsonAt& a) { tax.included = a.flag(); });
    at.with("affects_later_bases", [&](const JsonAt& a) { tax.affectsLaterBases = a.flag(); });
    at.with("base_affected_by_earlier", [&](const JsonAt& a) { tax.baseAffectedByEarlier = a.flag(); });
    at.with("reverse_charge", [&](const JsonAt& a) { tax.reverseCharge = a.flag(); });
    return tax;
}

std::vector<std::size_t> readTaxIds(const Positions& taxes, const JsonAt& at)
{
    std::vector<std::size_t> ids;
    at.each([&](const JsonAt& a) {
        const auto found = taxes.find(a.text());
        if (found == taxes.end())
            return a.wrong("is a tax that is not defined");
        if (std::find(ids.begin(), ids.end(), found->second) != ids.end())
            return a.wrong("is named twice");
        ids.push_back(found->second);
    });
    return ids;
}

/// What lines and shippings have in common.
void readItem(const Positions& taxes, const JsonAt& at, CartItem& item, std::unordered_set<std::string>& ids)
{
    at.need("id", [&](const JsonAt& a) {
        item.id = a.naming();
        if (!ids.insert(item.id).second)
            a.wrong("is named twice");
    });
    at.with("taxes", [&](const JsonAt& a) { item.taxes = readTaxIds(taxes, a); });
    at.with("priced_with", [&](const JsonAt& a) { item.pricedWith = readTaxIds(taxes, a); });
    at.with("discount_percent", [&](const JsonAt& a) {
        item.discountPercent = a.decimal();
        if (item.discountPercent > 100)
            a.wrong("is more than 100");
    });
    at.with("attributes", [&](const JsonAt& a) { item.attributes = readAttributes(a); });
}

RoundingRules readRounding(const JsonAt& at, int exponent)
{
    const auto rounding = [](const JsonAt& a) {
        return a.choice<Rounding>({{"half_up", Rounding::HalfUp},
                                   {"half_even", Rounding::HalfEven},
                                   {"half_down", Rounding::HalfDown},
                                   {"down", Rounding::Down}});
    };
    RoundingRules rules;
    at.with("tax_rounding", [&](const JsonAt& a) {
        rules.taxes = a.choice<TaxRounding>(
            {{"line", TaxRounding::Line}, {"order", TaxRounding::Order}, {"none", TaxRounding::None}});
    });
    at.with("rounding", [&](const JsonAt& a) { rules.amounts = rounding(a); });
    rules.discounts = rules.amounts;
    at.with("discount_rounding", [&](const JsonAt& a) {
        if (!a.is(JsonValue::Kind::String) || a.value().text != "as rounding")
            rules.discounts = rounding(a);
    });
    std::int64_t minorUnits = 1;
    for (int i = 0; i < exponent; ++i)
        minorUnits *= 10;
    rules.unit = Rational(1, minorUnits);
    at.with("currency_rounding", [&](const JsonAt& a) { rules.unit = a.decimalAboveZero(); });
    at.with("cash_rounding", [&](const JsonAt& a) { rules.cashUnit = a.decimalAboveZero(); });
    return rules;
}

void readItems(const JsonAt& at, PriceCart& cart)
{
    Positions taxes;
    at.with("taxes", [&](const JsonAt& a) {
        a.eachMember([&](const std::string& id, const JsonAt& tax) {
            if (id.empty())
                return tax.wrong("has no name");
            cart.taxes.push_back(readTax(id, tax));
            taxes.emplace(id, taxes.size());
        });
    });
    std::unordered_set<std::string> ids;
    at.need("lines", [&](const JsonAt& a) {
        a.each([&](const JsonAt& line) {
            line.onlyHas({"id", "quantity", "unit_price", "discount_percent", "taxes", "priced_with", "attributes"});
            CartItem item;
            readItem(taxes, line, item, ids);
            line.need("quantity", [&](const JsonAt& v) { item.quantity = v.decimal(); });
            line.need("unit_price", [&](const JsonAt& v) { item.unitPrice = v.decimal(); });
            cart.items.push_back(std::move(item));
        });
    });
    cart.lineCount = cart.items.size();
    ids.clear();
    at.with("shipping", [&](const JsonAt& a) {
        a.each([&](const JsonAt& shipping) {
            shipping.onlyHas({"id", "price", "discount_percent", "taxes", "priced_with", "attributes"});
            CartItem item;
            readItem(taxes, shipping, item, ids);
            shipping.need("price", [&](const JsonAt& v) { item.unitPrice = v.decimal(); });
            cart.items.push_back(std::move(item));
        });
    });
}

} // namespace

tl::expected<QuoteRequest, Fault> readQuote(const JsonValue& document)
{
    Faults faults;
    const JsonPlace root;
    const JsonAt at(document, root, faults);
    at.onlyHas({"currency", "at", "tax_rounding", "rounding", "discount_rounding", "currency_rounding", "cash_rounding",
                "taxes", "lines", "shipping", "attributes", "codes", "automatic", "campaigns", "promotions"});
    auto currency = Currency::fromAlpha("EUR");
    at.need("currency", [&](const JsonAt& a) {
        currency = Currency::fromAlpha(a.text());
        if (!currency)
            a.wrong("is not a currency of ISO 4217");
    });
    if (faults.any())
        return tl::unexpected(*faults.first());

    QuoteRequest request{{*currency, readRounding(at, currency->exponent()), {}, {}, 0}, {}, {}, true, {}, {}, {}, {}};
    at.with("at", [&](const JsonAt& a) { request.at = readMoment(a); });
    readItems(at, request.cart);
    at.with("attributes", [&](const JsonAt& a) { request.attributes = readAttributes(a); });
    at.with("automatic", [&](const JsonAt& a) { request.automatic = a.flag(); });
    at.with("codes", [&](const JsonAt& a) {
        std::unordered_set<std::string> seen;
        a.each([&](const JsonAt& code) {
            request.codes.push_back(code.naming());
            if (!seen.insert(request.codes.back()).second)
                code.wrong("is named twice");
        });
    });
    readPromotions(at, request);
    if (faults.any())
        return tl::unexpected(*faults.first());
    return request;
}

tl::expected<QuoteRequest, Fault> readOffer(const JsonValue& document)
{
    Faults faults;
    const JsonPlace root;
    const JsonAt at(document, root, faults);
    QuoteRequest request{{*Currency::fromAlpha("EUR"), {}, {}, {}, 0}, {}, {}, true, {}, {}, {}, {}};
    // A whole quote will do: what was tried on a cart is published as it is.
    at.onlyHas({"currency", "at", "tax_rounding", "rounding", "discount_rounding", "currency_rounding", "cash_rounding",
                "taxes", "lines", "shipping", "attributes", "codes", "automatic", "campaigns", "promotions"});
    readPromotions(at, request);
    if (faults.any())
        return tl::unexpected(*faults.first());
    return request;
}

} // namespace kontor
