#include "domain/orders/import_order.h"

#include "domain/base/text.h"
#include "domain/catalog/product_view.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/orders/cart.h"
#include "domain/orders/shop_quote.h"
#include "domain/pricing/line_price.h"
#include "domain/schema/identity.pb.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <set>

namespace kontor {

namespace {

Result<Done> mayImport(const Actor& actor, const ImportedOrder& input)
{
    std::set<schema::Permission> needed{schema::IMPORT_DATA, schema::OPEN_PRICE};
    for (const auto& line : input.lines)
        needed.insert(line.quantity.thousandths < 0 ? schema::RETURN_GOODS : schema::SELL);
    if (!input.movements.empty())
        needed.insert(schema::ADJUST_STOCK);
    for (const auto permission : needed)
        if (auto allowed = actor.may(permission); !allowed)
            return allowed;
    return Done{};
}

/// A line ready to be written, and whether goods move with it.
struct PricedLine {
    schema::OrderLine row;
    ShopLine goods;
    std::vector<schema::LineTax> taxes;
    bool isGoods = true;
};

Result<PricedLine> priced(const Reader& shop, const ImportedLine& line, const StoreTerms& terms,
                          const ImportedOrder& order)
{
    auto variant = shop.get(line.variant);
    auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!product)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    const Buyer nobody{terms.store, {}, {}, terms.currency, {}}; // It brings its own prices.
    const auto price = priceLine(shop, *product, {nobody, line.variant, line.quantity, line.unitPrice, 0, order.at});
    if (!price)
        return tl::unexpected(price.error());
    const auto name = optionalText(line.name, "name");
    if (!name)
        return tl::unexpected(name.error());

    PricedLine out;
    out.isGoods = product->kind() == schema::GOODS;
    out.row.set_id(importedRowId(order.source, order.number, line.ordinal, ImportedRow::Line).string());
    out.row.set_variant(line.variant.string());
    out.row.set_sku(variant->sku());
    out.row.set_name(name->empty() ? lineName(*product, *variant) : *name);
    out.row.set_quantity(line.quantity.thousandths);
    out.row.set_unit_price_e4(line.unitPrice.e4);
    out.goods.variant.Swap(&*variant);
    out.goods.product.Swap(&*product);
    out.goods.quantity = line.quantity;
    out.goods.unitPriceE4 = Rational(line.unitPrice.e4);
    return out;
}

void write(const LineCharge& charge, PricedLine& line)
{
    line.row.set_total_minor(charge.totalMinor);
    if (charge.taxes.empty())
        return;
    line.row.set_tax_minor(charge.taxMinor);
    if (const ChargedTax* plain = charge.plainTax()) {
        line.row.set_tax_rate_ppm(*plain->ratePpm);
        line.row.set_tax_name(plain->name);
        return;
    }
    for (const auto& tax : charge.taxes)
        line.taxes.push_back(taxRow(tax));
}

Result<Done> price(const Reader& shop, const Context& context, const StoreTerms& terms, const ImportedOrder& input,
                   std::vector<PricedLine>& lines, Money& total, Money& tax)
{
    const auto terminal = shop.get(context.terminal);
    ShopOrder order{Id<schema::Store>(terminal ? BytesView(terminal->store()) : BytesView()),
                    terms.currency,
                    {},
                    input.at,
                    input.utcOffsetSeconds,
                    {},
                    {},
                    {},
                    false,
                    {}};
    for (auto& line : lines)
        order.lines.push_back(std::move(line.goods));
    const auto quote = priceShopOrder(shop, order);
    if (!quote)
        return tl::unexpected(quote.error());
    for (std::size_t i = 0; i < lines.size(); ++i)
        write(quote->lines[i], lines[i]);
    total = Money(quote->totalMinor, terms.currency);
    tax = Money(quote->taxMinor, terms.currency);
    return Done{};
}

Result<Done> checkShape(const Reader& shop, const ImportedOrder& input)
{
    for (const auto& [text, about] : {std::pair(&input.source, "source"), std::pair(&input.number, "number")})
        if (const auto sound = requiredText(*text, about, 60); !sound)
            return tl::unexpected(sound.error());
    if (input.lines.empty() || input.lines.size() > maxCartLines)
        return invalid("lines", "an order has from 1 to " + std::to_string(maxCartLines) + " lines");
    std::set<std::uint32_t> ordinals;
    for (const auto& line : input.lines)
        if (line.ordinal == 0 || !ordinals.insert(line.ordinal).second)
            return invalid("lines", "each line needs an ordinal of its own, from 1");
    if (shop.get(Id<schema::Order>(importedRowId(input.source, input.number, 0, ImportedRow::Order))))
        return fail(Error::Kind::Conflict, "order", input.number + " is there already");
    if (input.customer && !shop.get(*input.customer))
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    return Done{};
}

} // namespace

RawId importedRowId(std::string_view source, std::string_view number, std::uint32_t ordinal, ImportedRow row)
{
    return RawId::imported(composed(source), composed(number),
                           std::uint64_t{ordinal} * 8 + static_cast<std::uint64_t>(row));
}

Result<Commit> importOrder(const Reader& shop, const Context& context, const Actor& actor, const ImportedOrder& input)
{
    if (auto allowed = mayImport(actor, input); !allowed)
        return tl::unexpected(allowed.error());
    if (auto sound = checkShape(shop, input); !sound)
        return tl::unexpected(sound.error());
    const auto terms = storeTerms(shop, context.store);
    if (!terms)
        return tl::unexpected(terms.error());

    Money total(0, terms->currency);
    Money tax(0, terms->currency);
    std::vector<PricedLine> lines;
    for (const auto& line : input.lines) {
        auto one = priced(shop, line, *terms, input);
        if (!one)
            return tl::unexpected(one.error());
        lines.push_back(std::move(*one));
    }
    if (auto sound = price(shop, context, *terms, input, lines, total, tax); !sound)
        return tl::unexpected(sound.error());

    Commit commit{"import-order", context, actor};
    schema::Order order;
    order.set_id(importedRowId(input.source, input.number, 0, ImportedRow::Order).string());
    order.set_kind(input.kind);
    order.set_terminal(context.terminal.string());
    order.set_receipt(composed(input.number));
    order.set_source(input.source);
    if (input.customer)
        order.set_customer(input.customer->string());
    order.set_staff(actor.staff().string());
    *order.mutable_total() = total.message();
    *order.mutable_tax() = tax.message();
    order.set_at_us(input.at);
    order.set_business_date(dateOf(input.at, input.utcOffsetSeconds));
    if (input.utcOffsetSeconds != 0)
        order.set_utc_offset_s(input.utcOffsetSeconds);
    order.set_lines(static_cast<std::uint32_t>(lines.size()));
    commit.insert(order);

    std::uint32_t ordinal = 0;
    for (auto& line : lines) {
        line.row.set_order(order.id());
        line.row.set_ordinal(++ordinal);
        commit.insert(line.row);
        for (auto& row : line.taxes) {
            row.set_order(order.id());
            row.set_line(ordinal);
            commit.insert(row);
        }
    }
    if (!total.isZero()) {
        schema::Payment payment;
        payment.set_id(importedRowId(input.source, input.number, 0, ImportedRow::Payment).string());
        payment.set_order(order.id());
        payment.set_method(schema::IMPORTED);
        *payment.mutable_amount() = total.message();
        commit.insert(payment);
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!lines[i].isGoods)
            continue;
        auto movement = movementOfLine(input.lines[i].variant, input.lines[i].quantity, terms->location,
                                       lines[i].row.id(), input.at);
        movement.set_id(
            importedRowId(input.source, input.number, input.lines[i].ordinal, ImportedRow::LineMovement).string());
        commit.insert(movement);
    }
    for (const auto& change : input.movements) {
        if (change.id && shop.get(Id<schema::StockMovement>(*change.id)))
            continue;
        auto movement = stockMovement(shop, change, terms->location, input.at);
        if (!movement)
            return tl::unexpected(movement.error());
        movement->set_source(input.source);
        movement->set_reference(composed(input.number));
        commit.insert(*movement);
    }
    return commit;
}

} // namespace kontor
