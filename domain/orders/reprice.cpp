#include "domain/orders/reprice.h"

#include "domain/base/exact.h"
#include "domain/journal/reader.h"
#include "domain/schema/identity.pb.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace kontor {

namespace {

/// The lines that were priced, by ordinal.
std::vector<const schema::OrderLine*> pricedLines(const StoredOrder& order)
{
    std::vector<const schema::OrderLine*> lines;
    for (const auto& line : order.lines)
        if (!line.has_gift_of() && !line.has_returns() && !line.has_fulfils()) // Those cost what they did.
            lines.push_back(&line);
    std::sort(lines.begin(), lines.end(), [](const auto* a, const auto* b) { return a->ordinal() < b->ordinal(); });
    return lines;
}

class Comparing
{
public:
    Comparing(const Reader& seen, const StoredOrder& order, const ShopQuote& computed)
        : m_seen(seen),
          m_order(order),
          m_computed(computed)
    {}

    std::vector<PriceDifference> run()
    {
        const auto lines = pricedLines(m_order);
        for (std::size_t i = 0; i < lines.size(); ++i)
            compareLine(*lines[i], m_computed.lines[i]);
        compareGifts();
        compareUses();
        return std::move(m_found);
    }

private:
    void compare(const std::string& what, std::int64_t claimed, std::int64_t computed)
    {
        if (claimed != computed)
            m_found.push_back({what, "claimed " + std::to_string(claimed) + ", computed " + std::to_string(computed)});
    }

    void compareLine(const schema::OrderLine& line, const LineCharge& charge)
    {
        const std::string name = "line " + std::to_string(line.ordinal());
        compare(name + ", total", line.total_minor(), charge.totalMinor);
        compare(name + ", discount", line.discount_minor(), charge.discountMinor);
        compare(name + ", tax", line.tax_minor(), charge.taxMinor);
        const ChargedTax* plain = charge.plainTax();
        compare(name + ", tax rate", line.tax_rate_ppm(), plain != nullptr ? *plain->ratePpm : 0);
        compare(name + ", charged price", line.charged_price_e4(), charge.unitPriceE4.value_or(0));

        // Further taxes and discounts as sets: their order on the disk says nothing.
        std::map<Bytes, std::pair<std::int64_t, std::int64_t>> taxes;
        for (const auto& row : m_order.taxes)
            if (row.line() == line.ordinal())
                taxes[row.tax()] = {row.base_minor(), row.amount_minor()};
        std::map<Bytes, std::pair<std::int64_t, std::int64_t>> computedTaxes;
        if (plain == nullptr)
            for (const auto& tax : charge.taxes)
                computedTaxes[tax.tax->id.string()] = {tax.baseMinor, tax.amountMinor};
        if (taxes != computedTaxes)
            m_found.push_back({name + ", taxes", "they are other ones, or of other amounts"});
        std::map<Bytes, std::int64_t> discounts;
        for (const auto& row : m_order.discounts)
            if (row.line() == line.ordinal())
                discounts[row.promotion()] += row.amount_minor();
        for (const auto& discount : charge.discounts)
            discounts[discount.promotion.isNil() ? Bytes() : discount.promotion.string()] -= discount.amountMinor;
        for (const auto& [promotion, difference] : discounts)
            if (difference != 0)
                m_found.push_back({name + ", discount",
                                   "of promotion " + hex(promotion) + " differs by " + std::to_string(difference)});
    }

    void compareGifts()
    {
        std::map<std::pair<Bytes, Bytes>, std::int64_t> gifts;
        for (const auto& line : m_order.lines)
            if (line.has_gift_of()) {
                gifts[{line.gift_of(), line.variant()}] += line.quantity();
                if (line.total_minor() != 0 || line.tax_minor() != 0)
                    m_found.push_back({"line " + std::to_string(line.ordinal()), "a gift costs nothing"});
            }
        for (const auto& gift : m_computed.gifts)
            if (const auto goods = giftGoods(m_seen, gift))
                gifts[{gift.promotion.string(), goods->variant.id()}] -= gift.quantity.thousandths;
        for (const auto& [gift, difference] : gifts)
            if (difference != 0)
                m_found.push_back({"gifts", "of promotion " + hex(gift.first) + " differ"});
    }

    void compareUses()
    {
        using Key = std::tuple<Bytes, Bytes, Bytes>;
        using Uses = std::vector<UseCharge>;
        std::map<Key, std::pair<std::int64_t, std::int64_t>> uses;
        const auto bytesOf = [](const auto& id) { return id.isNil() ? Bytes() : id.string(); };
        for (const auto& row : m_order.uses) {
            auto& [count, amount] = uses[{row.promotion(), row.campaign(), row.code()}];
            count += row.uses();
            amount += row.amount_minor();
            if (row.customer() != m_order.order.customer())
                m_found.push_back({"uses", "of another customer"});
        }
        for (const auto& use : m_order.order.training() ? Uses() : m_computed.uses) { // Practice uses nothing up.
            auto& [count, amount] = uses[{use.promotion.string(), bytesOf(use.campaign), bytesOf(use.code)}];
            count -= use.uses;
            amount -= use.amountMinor;
        }
        for (const auto& [key, difference] : uses)
            if (difference != std::pair<std::int64_t, std::int64_t>())
                m_found.push_back({"uses", "of promotion " + hex(std::get<0>(key)) + " differ"});
    }

    const Reader& m_seen;
    const StoredOrder& m_order;
    const ShopQuote& m_computed;
    std::vector<PriceDifference> m_found;
};

} // namespace

Result<StoredOrder> readStoredOrder(const Reader& shop, Id<schema::Order> id)
{
    auto order = shop.get(id);
    if (!order)
        return fail(Error::Kind::NotFound, "order", "there is no such order");
    StoredOrder stored;
    stored.order = std::move(*order);
    stored.lines = shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, id.bytes());
    stored.taxes = shop.where<schema::LineTax>(schema::LineTax::kOrderFieldNumber, id.bytes());
    stored.discounts = shop.where<schema::LineDiscount>(schema::LineDiscount::kOrderFieldNumber, id.bytes());
    stored.uses = shop.where<schema::PromotionUse>(schema::PromotionUse::kOrderFieldNumber, id.bytes());
    return stored;
}

LineGoods goodsOfLine(const Reader& shop, const schema::OrderLine& line)
{
    LineGoods goods;
    if (auto variant = shop.get(Id<schema::Variant>(line.variant())))
        goods.variant.Swap(&*variant);
    if (auto product = shop.get(Id<schema::Product>(goods.variant.product())))
        goods.product.Swap(&*product);
    return goods;
}

Result<ShopQuote> repriceOrder(const Reader& seen, const StoredOrder& stored, const GoodsOfLine& goodsOf)
{
    const auto currency = Currency::fromNumeric(stored.order.total().currency());
    if (!currency)
        return tl::unexpected(currency.error());
    const auto terminal = seen.get(Id<schema::Terminal>(stored.order.terminal()));
    ShopOrder order{Id<schema::Store>(terminal ? BytesView(terminal->store()) : BytesView()),
                    *currency,
                    Id<schema::Customer>(stored.order.customer()),
                    stored.order.at_us(),
                    stored.order.utc_offset_s(),
                    {stored.order.code().begin(), stored.order.code().end()},
                    stored.order.tender(),
                    stored.order.draw(),
                    !stored.order.has_source(),
                    {}};
    for (const auto* row : pricedLines(stored)) {
        ShopLine line;
        auto goods = goodsOf ? goodsOf(*row) : goodsOfLine(seen, *row);
        line.variant.Swap(&goods.variant);
        line.product.Swap(&goods.product);
        line.quantity = Quantity{row->quantity()};
        line.unitPriceE4 = Rational(row->unit_price_e4()) * pricePerUnit(*row).rational();
        line.byHandMinor = byHandMinor(stored.discounts, *row);
        order.lines.push_back(std::move(line));
    }
    return priceShopOrder(seen, order);
}

std::vector<PriceDifference> differences(const Reader& seen, const StoredOrder& order, const ShopQuote& computed)
{
    return Comparing(seen, order, computed).run();
}

std::int64_t byHandMinor(const std::vector<schema::LineDiscount>& discounts, const schema::OrderLine& line)
{
    Int128 sum = 0;
    for (const auto& row : discounts)
        if (row.order() == line.order() && row.line() == line.ordinal() && !row.has_promotion())
            sum += row.amount_minor();
    return static_cast<std::int64_t>(std::clamp<Int128>(sum, INT64_MIN, INT64_MAX)); // Then no line is worth it.
}

KeyedIn keyedIn(const schema::OrderLine& line, std::int64_t byHandMinor)
{
    const Rational price = Rational(line.unit_price_e4()) * pricePerUnit(line).rational();
    const auto lessBy = [&](const Rational& minor) {
        if (byHandMinor == 0 || line.quantity() == 0)
            return UnitPrice{line.unit_price_e4()};
        const Rational left = price - minor * Rational(10'000) * Rational(1000) / Rational(line.quantity());
        return UnitPrice{roundTo(std::max(left, Rational(0)), 1, Rounding::HalfUp).whole().value_or(0)};
    };
    return {lessBy(Rational(byHandMinor) + Rational(1)), lessBy(Rational(byHandMinor) - Rational(1))};
}

UnitRatio pricePerUnit(const schema::OrderLine& line)
{
    const auto term = [](bool given, std::uint64_t value) {
        return !given || value > INT64_MAX ? 1 : static_cast<std::int64_t>(value);
    };
    const UnitRatio ratio{term(line.has_price_numerator(), line.price_numerator()),
                          term(line.has_price_denominator(), line.price_denominator())};
    return ratio.n > 0 && ratio.d > 0 ? ratio : UnitRatio{}; // Then its total does not agree.
}

} // namespace kontor
