#include "app/ctl/quote/quote_writer.h"

namespace kontor {

namespace {

/// Amounts that no rule rounds are shown to so many decimals.
constexpr int exactDecimals = 6;
/// More than any input has: an amount that ends is written to its end.
constexpr int anyDecimals = 80;

std::string_view operatorName(Condition::Operator comparison)
{
    constexpr std::string_view names[] = {"eq", "ne", "in", "not_in", "gt", "gte", "lt", "lte"};
    return names[static_cast<std::size_t>(comparison)];
}

std::string_view stageName(const Effect& effect)
{
    if (effect.type == Effect::Type::Gift)
        return "gift";
    if (effect.type == Effect::Type::BuyGet || effect.target == Effect::Target::Lines)
        return "lines";
    return effect.target == Effect::Target::Order ? "order" : "shipping";
}

class Writer
{
public:
    Writer(std::string& out, const QuoteRequest& request, const Quote& quote)
        : m_out(out),
          m_request(request),
          m_cart(request.cart),
          m_quote(quote),
          m_least(m_cart.rounding.areExact() ? exactDecimals : m_cart.currency.exponent())
    {}

    void write()
    {
        m_out += '{';
        items("lines", 0, m_cart.lineCount);
        m_out += ',';
        items("shipping", m_cart.lineCount, m_cart.items.size());
        m_out += ",\"totals\":";
        totals();
        gifts();
        m_out += ",\"refused\":[";
        refused();
        m_out += "],\"trace\":[";
        trace();
        m_out += "]}";
    }

private:
    void key(std::string_view name)
    {
        if (m_out.back() != '{')
            m_out += ',';
        m_out += '"';
        m_out += name;
        m_out += "\":";
    }
    void next()
    {
        if (m_out.back() != '[')
            m_out += ',';
        m_out += '{';
    }
    void text(std::string_view name, std::string_view value)
    {
        key(name);
        appendJson(m_out, value);
    }
    void amount(std::string_view name, const Rational& value)
    {
        key(name);
        m_out += '"';
        m_out += m_cart.rounding.areExact()
                     ? roundTo(value, Rational(1, 1'000'000), m_cart.rounding.amounts).toDecimal(m_least, m_least)
                     : value.toDecimal(m_least, anyDecimals);
        m_out += '"';
    }
    /// A number of the input, as it came.
    void given(std::string_view name, const Rational& value)
    {
        key(name);
        m_out += '"' + value.toDecimal(0, anyDecimals) + '"';
    }
    void taxes(const std::vector<TaxAmount>& taxes)
    {
        key("taxes");
        m_out += '[';
        for (const TaxAmount& tax : taxes) {
            next();
            text("tax", m_cart.taxes[tax.tax].id);
            amount("base", tax.base);
            amount("amount", tax.amount);
            m_out += '}';
        }
        m_out += ']';
    }

    void items(std::string_view name, std::size_t from, std::size_t to)
    {
        m_out += '"';
        m_out += name;
        m_out += "\":[";
        for (std::size_t i = from; i < to; ++i) {
            const SettledItem& item = m_quote.settled.items[i];
            next();
            text("id", m_cart.items[i].id);
            unitPrice(i);
            amount("gross", item.gross);
            amount("net", item.net);
            key("discounts");
            m_out += '[';
            for (const Discount& discount : m_quote.discounts[i]) {
                next();
                text("promotion", m_request.promotion(discount.promotion).code);
                amount("amount", discount.amount);
                m_out += '}';
            }
            m_out += ']';
            taxes(item.taxes);
            m_out += '}';
        }
        m_out += ']';
    }
    void unitPrice(std::size_t i)
    {
        // One that had other taxes in it may not end; the others are as they were given.
        const Rational& price = m_quote.settled.items[i].unitPrice;
        if (price != m_cart.items[i].unitPrice)
            return amount("unit_price", price);
        key("unit_price");
        m_out += '"' + price.toDecimal(m_least, anyDecimals) + '"';
    }

    void totals()
    {
        const Totals& totals = m_quote.settled.totals;
        m_out += '{';
        amount("subtotal", totals.subtotal);
        amount("discount", totals.discount);
        amount("net", totals.net);
        amount("tax", totals.tax);
        amount("gross", totals.gross);
        amount("cash_rounding", totals.cashRounding);
        amount("payable", totals.payable);
        taxes(totals.taxes);
        m_out += '}';
    }

    /// Only where there are any.
    void gifts()
    {
        if (m_quote.gifts.empty())
            return;
        m_out += ",\"gifts\":[";
        for (const GivenGift& gift : m_quote.gifts) {
            next();
            text("promotion", m_request.promotion(gift.promotion).code);
            text("product", gift.product);
            given("quantity", gift.quantity);
            m_out += '}';
        }
        m_out += ']';
    }

    void refused()
    {
        const auto entry = [this](std::string_view code, Refusal reason) {
            next();
            text("promotion", code);
            text("reason", refusalName(reason));
            m_out += '}';
        };
        for (const Turn& turn : m_quote.turns)
            if (turn.refusal)
                entry(m_request.promotion(turn.promotion).code, *turn.refusal);
        for (const std::string& code : m_quote.unknownCodes)
            entry(code, Refusal::CodeUnknown);
    }

    void place(std::size_t i) { text(i < m_cart.lineCount ? "line" : "shipping", m_cart.items[i].id); }

    void trace()
    {
        for (std::size_t i = 0; i < m_cart.items.size(); ++i) {
            const CartItem& item = m_cart.items[i];
            next();
            text("step", "price");
            place(i);
            unitPrice(i);
            given("quantity", item.quantity);
            if (!item.discountPercent.isZero())
                given("discount_percent", item.discountPercent);
            amount("listed", m_quote.settled.items[i].listed);
            m_out += '}';
        }
        std::vector<bool> hadTurn(m_request.promotionCount(), false);
        for (const Turn& turn : m_quote.turns) {
            hadTurn[turn.promotion] = true;
            traceTurn(turn);
        }
        for (std::size_t i = 0; i < hadTurn.size(); ++i)
            if (!hadTurn[i]) {
                next();
                text("step", "promotion");
                text("promotion", m_request.promotion(i).code);
                text("reason", m_request.promotion(i).automatic ? "automatic_off" : "code_not_given");
                m_out += '}';
            }
        for (std::size_t i = 0; i < m_cart.items.size(); ++i)
            for (const TaxAmount& tax : m_quote.settled.items[i].taxes)
                traceTax(i, tax);
        traceOrder();
    }
    void traceTurn(const Turn& turn)
    {
        const Promotion& promotion = m_request.promotion(turn.promotion);
        next();
        text("step", "promotion");
        text("promotion", promotion.code);
        text("on", stageName(promotion.effect));
        if (turn.refusal)
            text("reason", refusalName(*turn.refusal));
        if (turn.failedCondition) {
            const Condition& condition = promotion.conditions[*turn.failedCondition];
            key("condition");
            m_out += '{';
            text("attribute", condition.attribute);
            text("operator", operatorName(condition.comparison));
            m_out += '}';
        }
        if (!turn.parts.empty()) {
            given("value", turn.value);
            amount(turn.refusal ? "would_take" : "amount", turn.amount);
            key("parts");
            m_out += '[';
            for (const Turn::Part& part : turn.parts) {
                next();
                place(part.item);
                amount("base", part.base);
                amount("amount", part.amount);
                m_out += '}';
            }
            m_out += ']';
        }
        m_out += '}';
    }
    void traceTax(std::size_t i, const TaxAmount& tax)
    {
        const TaxRule& rule = m_cart.taxes[tax.tax];
        constexpr std::string_view kinds[] = {"percent", "percent_of_gross", "fixed_per_unit"};
        next();
        text("step", "tax");
        place(i);
        text("tax", rule.id);
        text("kind", kinds[static_cast<std::size_t>(rule.kind)]);
        given("rate", rule.rate);
        key("included");
        m_out += rule.included ? "true" : "false";
        if (rule.reverseCharge)
            text("reason", "reverse_charge");
        amount("base", tax.base);
        amount("amount", tax.amount);
        m_out += '}';
    }
    void traceOrder()
    {
        const Totals& totals = m_quote.settled.totals;
        next();
        text("step", "order");
        amount("subtotal", totals.subtotal);
        amount("discount", totals.discount);
        amount("tax", totals.tax);
        amount("gross", totals.gross);
        if (m_cart.rounding.cashUnit) {
            given("cash_unit", *m_cart.rounding.cashUnit);
            amount("cash_rounding", totals.cashRounding);
        }
        m_out += '}';
    }

    std::string& m_out;
    const QuoteRequest& m_request;
    const PriceCart& m_cart;
    const Quote& m_quote;
    int m_least;
};

} // namespace

void appendQuote(std::string& out, const QuoteRequest& request, const Quote& quote)
{
    Writer(out, request, quote).write();
}

void appendFault(std::string& out, const Fault& fault)
{
    out += "{\"error\":{\"path\":";
    appendJson(out, fault.path);
    out += ",\"message\":";
    appendJson(out, fault.message);
    out += "}}";
}

} // namespace kontor
