#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/promotions/quote.h"

#include <rapidcheck.h>

#include <map>

using namespace kontor;

namespace {

/// Orders per property; RapidCheck's own 100 unless KONTOR_ORDERS asks for more (a million takes minutes).
bool holds(const char* what, void (*property)())
{
    rc::detail::TestParams params = rc::detail::configuration().testParams;
    if (const auto wanted = qEnvironmentVariable("KONTOR_ORDERS").toInt(); wanted > 0)
        params.maxSuccess = wanted;
    rc::detail::TestMetadata metadata;
    metadata.description = what;
    const auto result = rc::detail::checkTestable(property, metadata, params);
    rc::detail::printResultMessage(result, std::cerr);
    return result.template is<rc::detail::SuccessResult>();
}

/// 0 to `end` - 1, each as often as the others however small the cart: inRange alone would first draw only the lowest.
int below(int end)
{
    return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, end));
}
bool maybe(int percent)
{
    return below(100) < percent;
}
Rational aDecimal(int least, int most, int decimals)
{
    std::int64_t scale = 1;
    for (int i = *rc::gen::inRange(0, decimals + 1); i > 0; --i)
        scale *= 10;
    return Rational(*rc::gen::inRange<std::int64_t>(least * scale, most * scale + 1), scale);
}
std::string oneOf(std::initializer_list<const char*> texts)
{
    return *rc::gen::elementOf(std::vector<std::string>(texts.begin(), texts.end()));
}

TaxRule aTax(int number)
{
    TaxRule tax;
    tax.id = "t" + std::to_string(number);
    tax.kind = static_cast<TaxRule::Kind>(below(3));
    tax.rate = tax.kind == TaxRule::Kind::FixedPerUnit ? aDecimal(0, 1, 2) : aDecimal(-3, 25, 2);
    tax.included = maybe(50);
    tax.affectsLaterBases = maybe(30);
    tax.baseAffectedByEarlier = maybe(80);
    tax.reverseCharge = maybe(10);
    return tax;
}

Conditions someConditions()
{
    if (maybe(60))
        return {};
    if (maybe(50))
        return {{"kind", Condition::Operator::In, {oneOf({"a", "b", "c"})}}};
    return {{"order.subtotal", Condition::Operator::Gte, {aDecimal(0, 60, 0).toDecimal(0, 0)}}};
}

Promotion aPromotion(int number)
{
    Promotion promotion;
    promotion.code = "P" + std::to_string(number);
    promotion.automatic = true;
    promotion.priority = *rc::gen::inRange(0, 3);
    promotion.combination =
        static_cast<Promotion::Combination>(*rc::gen::weightedElement<int>({{8, 0}, {1, 1}, {3, 2}}));
    promotion.conditions = someConditions();
    if (maybe(30))
        promotion.campaign = 0;
    Effect& effect = promotion.effect;
    effect.type = static_cast<Effect::Type>(below(6));
    effect.gift = {"MUG", *rc::gen::inRange(1, 4)};
    effect.target = static_cast<Effect::Target>(below(3));
    effect.allocation = static_cast<Effect::Allocation>(below(4));
    effect.pick = static_cast<Effect::Pick>(below(2));
    effect.value = aDecimal(0, maybe(10) ? 100 : 20, 2);
    effect.additional = aDecimal(0, 5, 2);
    effect.targetConditions = someConditions();
    if (maybe(25))
        effect.maxQuantity = *rc::gen::inRange(0, 4);
    if (maybe(25))
        effect.maxAmount = aDecimal(0, 10, 3);
    if (maybe(20))
        effect.groupSize = *rc::gen::inRange(1, 5);
    if (maybe(20))
        effect.tiers = Tiers{static_cast<Tiers::Measure>(below(2)), Tiers::Of::Lines, {}, {{2, 5}, {20, 10}}};
    effect.buyQuantity = *rc::gen::inRange(1, 4);
    effect.getQuantity = *rc::gen::inRange(1, 3);
    if (maybe(30))
        effect.times = *rc::gen::inRange(0, 3);
    return promotion;
}

/// Any cart; `mayMix` has lines that come back among those that are sold.
QuoteRequest aRequest(bool mayMix)
{
    const auto currency = Currency::fromAlpha(oneOf({"GBP", "JPY", "KWD", "CHF"})).value();
    QuoteRequest request{{currency, {}, {}, {}, 0}, {}, {}, true, {}, {}, {}};
    PriceCart& cart = request.cart;
    cart.rounding.taxes = static_cast<TaxRounding>(below(3));
    cart.rounding.amounts = static_cast<Rounding>(below(4));
    cart.rounding.discounts = static_cast<Rounding>(below(4));
    for (int i = 0; i < currency.exponent(); ++i)
        cart.rounding.unit = cart.rounding.unit / 10;
    if (maybe(40))
        cart.rounding.cashUnit = Rational(1, 20);
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        cart.taxes.push_back(aTax(i));
    const auto lines = *rc::gen::inRange(0, 7);
    const auto shippings = *rc::gen::inRange(0, 3);
    for (int i = 0; i < lines + shippings; ++i) {
        CartItem item;
        item.id = std::to_string(i);
        item.unitPrice = aDecimal(0, 40, maybe(70) ? 2 : 5);
        if (i < lines) {
            item.quantity = maybe(70) ? Rational(*rc::gen::inRange(0, 6)) : aDecimal(0, 5, 3);
            if (mayMix && maybe(20))
                item.quantity = -item.quantity;
            if (maybe(20))
                item.discountPercent = aDecimal(0, 100, 1);
        }
        for (std::size_t tax = 0; tax < cart.taxes.size(); ++tax)
            if (maybe(60))
                item.taxes.push_back(tax);
        if (maybe(10) && !cart.taxes.empty())
            item.pricedWith = std::vector<std::size_t>{0};
        item.attributes = {{"kind", {oneOf({"a", "b", "c"})}, false}};
        cart.items.push_back(std::move(item));
    }
    cart.lineCount = static_cast<std::size_t>(lines);
    request.campaigns.push_back({"c", {}, Budget{static_cast<Budget::Kind>(below(4)), aDecimal(0, 30, 0), 0}, {}});
    for (int i = below(5); i > 0; --i)
        request.promotions.push_back(aPromotion(i));
    return request;
}

/// The request with all that is sold coming back.
QuoteRequest refundOf(QuoteRequest request)
{
    for (std::size_t i = 0; i < request.cart.items.size(); ++i) {
        CartItem& item = request.cart.items[i];
        if (i < request.cart.lineCount)
            item.quantity = -item.quantity;
        else
            item.unitPrice = -item.unitPrice;
    }
    return request;
}

/// What a failing property prints, beside RapidCheck's own list of what it drew.
std::string described(const QuoteRequest& request)
{
    const PriceCart& cart = request.cart;
    std::string text = "rounding " + std::to_string(static_cast<int>(cart.rounding.taxes)) + "\n";
    for (const TaxRule& tax : cart.taxes)
        text += "tax " + tax.id + " kind " + std::to_string(static_cast<int>(tax.kind)) + " rate " +
                tax.rate.toDecimal(0, 9) + (tax.included ? " included" : "") + (tax.reverseCharge ? " reverse" : "") +
                "\n";
    for (std::size_t i = 0; i < cart.items.size(); ++i) {
        const CartItem& item = cart.items[i];
        text += (i < cart.lineCount ? "line " : "shipping ") + item.quantity.toDecimal(0, 9) + " x " +
                item.unitPrice.toDecimal(0, 9) + " less " + item.discountPercent.toDecimal(0, 9) + " % taxes";
        for (const auto tax : item.taxes)
            text += " " + cart.taxes[tax].id;
        text += item.pricedWith ? ", priced with " + cart.taxes[0].id + "\n" : "\n";
    }
    for (const Promotion& promotion : request.promotions)
        text += "promotion type " + std::to_string(static_cast<int>(promotion.effect.type)) + " target " +
                std::to_string(static_cast<int>(promotion.effect.target)) + " allocation " +
                std::to_string(static_cast<int>(promotion.effect.allocation)) + "\n";
    return text;
}

Quote priced(const QuoteRequest& request)
{
    RC_LOG() << described(request);
    auto quote = priceQuote(request);
    RC_PRE(quote.has_value()); // Taxes of more than the price are refused.
    return std::move(*quote);
}

/// Base and amount by tax: what all items owe of it, and what the totals say of it.
using ByTax = std::map<std::size_t, std::pair<Rational, Rational>>;

ByTax taxesOfItems(const Quote& quote)
{
    ByTax sums;
    for (const SettledItem& item : quote.settled.items)
        for (const TaxAmount& tax : item.taxes) {
            auto& [base, amount] = sums[tax.tax];
            base += tax.base;
            amount += tax.amount;
        }
    return sums;
}
ByTax taxesOfTotals(const Quote& quote)
{
    ByTax shown;
    for (const TaxAmount& tax : quote.settled.totals.taxes)
        RC_ASSERT(shown.emplace(tax.tax, std::pair(tax.base, tax.amount)).second); // Each once.
    return shown;
}

void figuresAddUp()
{
    const auto request = aRequest(true);
    const auto quote = priced(request);
    const Totals& totals = quote.settled.totals;
    Rational net;
    Rational gross;
    Rational listed;
    Rational discount;
    for (std::size_t i = 0; i < quote.settled.items.size(); ++i) {
        const SettledItem& item = quote.settled.items[i];
        Rational taxes;
        for (const auto& tax : item.taxes)
            taxes += tax.amount;
        RC_ASSERT(item.net + taxes == item.gross);
        Rational taken;
        for (const auto& one : quote.discounts[i])
            taken += one.amount;
        RC_ASSERT(taken == item.discount);
        net += item.net;
        gross += item.gross;
        listed += item.listed;
        discount += item.discount;
    }
    Rational tax;
    for (const auto& one : totals.taxes)
        tax += one.amount;
    RC_ASSERT(taxesOfItems(quote) == taxesOfTotals(quote));
    RC_ASSERT(net == totals.net);
    RC_ASSERT(gross == totals.gross);
    RC_ASSERT(tax == totals.tax);
    RC_ASSERT(totals.net + totals.tax == totals.gross);
    RC_ASSERT(listed == totals.subtotal);
    RC_ASSERT(discount == totals.discount);
    RC_ASSERT(totals.gross + totals.cashRounding == totals.payable);
    if (!request.cart.rounding.areExact())
        for (const auto& item : quote.settled.items)
            RC_ASSERT(roundTo(item.gross, request.cart.rounding.unit, Rounding::Down) == item.gross &&
                      roundTo(item.net, request.cart.rounding.unit, Rounding::Down) == item.net);
}

void noLineIsGivenMoreThanItCosts()
{
    const auto request = aRequest(true);
    const auto quote = priced(request);
    for (const auto& item : quote.settled.items) {
        const Rational left = item.listed - item.discount;
        RC_ASSERT(item.listed.sign() * left.sign() >= 0);
        RC_ASSERT(item.listed.sign() * item.discount.sign() >= 0);
        RC_ASSERT(item.discount.magnitude() <= item.listed.magnitude());
    }
}

void assertOpposite(const std::vector<TaxAmount>& back, const std::vector<TaxAmount>& paid)
{
    RC_ASSERT(back.size() == paid.size());
    for (std::size_t i = 0; i < paid.size(); ++i) {
        RC_ASSERT(back[i].tax == paid[i].tax);
        RC_ASSERT(back[i].base == -paid[i].base);
        RC_ASSERT(back[i].amount == -paid[i].amount);
    }
}

void aRefundMirrorsItsSale()
{
    const auto request = aRequest(false);
    // Shipping for nothing is its own negative: by itself it cannot tell a sale from a refund.
    RC_PRE(std::any_of(request.cart.items.begin(), request.cart.items.end(), [&](const CartItem& item) {
        const bool isLine = &item < request.cart.items.data() + request.cart.lineCount;
        return !(isLine ? item.quantity : item.unitPrice).isZero();
    }));
    const auto sale = priced(request);
    // A price of 0 that had a tax in it is below zero for whoever does not pay the tax: then the sale is a mixed cart.
    RC_PRE(std::none_of(sale.settled.items.begin(), sale.settled.items.end(),
                        [](const SettledItem& item) { return item.unitPrice.sign() < 0; }));
    const auto refund = priced(refundOf(request));
    RC_ASSERT(refund.settled.totals.gross == -sale.settled.totals.gross);
    RC_ASSERT(refund.settled.totals.tax == -sale.settled.totals.tax);
    RC_ASSERT(refund.settled.totals.payable == -sale.settled.totals.payable);
    RC_ASSERT(refund.settled.totals.discount == -sale.settled.totals.discount);
    for (std::size_t i = 0; i < sale.settled.items.size(); ++i) {
        RC_ASSERT(refund.settled.items[i].net == -sale.settled.items[i].net);
        RC_ASSERT(refund.settled.items[i].gross == -sale.settled.items[i].gross);
        RC_ASSERT(refund.settled.items[i].discount == -sale.settled.items[i].discount);
        const auto& gave = sale.discounts[i];
        RC_ASSERT(refund.discounts[i].size() == gave.size());
        for (std::size_t k = 0; k < gave.size(); ++k) {
            RC_ASSERT(refund.discounts[i][k].promotion == gave[k].promotion);
            RC_ASSERT(refund.discounts[i][k].amount == -gave[k].amount);
        }
        assertOpposite(refund.settled.items[i].taxes, sale.settled.items[i].taxes);
    }
    assertOpposite(refund.settled.totals.taxes, sale.settled.totals.taxes);
    RC_ASSERT(refund.gifts.size() == sale.gifts.size());
    for (std::size_t k = 0; k < sale.gifts.size(); ++k) {
        RC_ASSERT(refund.gifts[k].promotion == sale.gifts[k].promotion);
        RC_ASSERT(refund.gifts[k].quantity == -sale.gifts[k].quantity);
    }
}

void budgetsAndMostAmountsAreKept()
{
    const auto request = aRequest(false);
    const auto quote = priced(request);
    Rational spent;
    Rational uses;
    for (const Turn& turn : quote.turns) {
        if (turn.refusal)
            continue;
        const Promotion& promotion = request.promotions[turn.promotion];
        if (promotion.effect.maxAmount)
            RC_ASSERT(turn.amount <= *promotion.effect.maxAmount);
        if (promotion.campaign) {
            spent += request.cart.rounding.discount(turn.amount); // As it is shown.
            uses += 1;
        }
    }
    const Budget& budget = *request.campaigns[0].budget;
    RC_ASSERT((budget.countsUses() ? uses : spent) <= budget.limit || (spent.isZero() && uses.isZero()));
}

/// All that a quote says, promotions by their codes.
std::vector<std::string> said(const QuoteRequest& request, const Quote& quote)
{
    const auto text = [](const Rational& amount) { return amount.toDecimal(0, 20); };
    const auto code = [&](std::size_t promotion) { return request.promotions[promotion].code; };
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < quote.settled.items.size(); ++i) {
        const SettledItem& item = quote.settled.items[i];
        std::string line =
            text(item.listed) + " " + text(item.discount) + " " + text(item.net) + " " + text(item.gross);
        for (const TaxAmount& tax : item.taxes)
            line += ", tax " + std::to_string(tax.tax) + " " + text(tax.base) + " " + text(tax.amount);
        for (const Discount& discount : quote.discounts[i])
            line += ", " + code(discount.promotion) + " " + text(discount.amount);
        lines.push_back(std::move(line));
    }
    for (const Turn& turn : quote.turns)
        lines.push_back(code(turn.promotion) + " " + text(turn.amount) + " " +
                        std::string(turn.refusal ? refusalName(*turn.refusal) : "applied"));
    for (const GivenGift& gift : quote.gifts)
        lines.push_back(code(gift.promotion) + " gives " + text(gift.quantity) + " " + gift.product);
    lines.push_back(text(quote.settled.totals.gross) + " " + text(quote.settled.totals.payable));
    return lines;
}

void theOrderOfPromotionsInTheRequestIsNoMatter()
{
    const auto request = aRequest(true);
    const auto quote = priced(request);
    auto reversed = request;
    std::reverse(reversed.promotions.begin(), reversed.promotions.end());
    RC_ASSERT(said(reversed, priced(reversed)) == said(request, quote));
}

void giftsTakeNothing()
{
    const auto request = aRequest(true);
    const auto quote = priced(request);
    const auto isGift = [&](std::size_t promotion) {
        return request.promotions[promotion].effect.type == Effect::Type::Gift;
    };
    std::size_t given = 0;
    for (const Turn& turn : quote.turns)
        if (isGift(turn.promotion)) {
            RC_ASSERT(turn.amount.isZero() && turn.parts.empty());
            given += turn.refusal ? 0U : 1U;
        }
    RC_ASSERT(quote.gifts.size() == given);
    for (const auto& discounts : quote.discounts)
        for (const Discount& discount : discounts)
            RC_ASSERT(!isGift(discount.promotion));
    RC_TAG(given > 0 ? "given" : "none"); // RapidCheck prints how many of the carts had one.
}

} // namespace

class QuotePropertiesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void figuresAddUpInEveryRoundingMode() { QVERIFY(holds("lines, taxes, net and gross add up", figuresAddUp)); }
    void noLineGoesBelowZeroByADiscount()
    {
        QVERIFY(holds("discount is between nothing and the line", noLineIsGivenMoreThanItCosts));
    }
    void aRefundIsTheExactNegativeOfItsSale() { QVERIFY(holds("refund == -sale", aRefundMirrorsItsSale)); }
    void noBudgetAndNoMostAmountIsPassed() { QVERIFY(holds("budget and max_amount", budgetsAndMostAmountsAreKept)); }
    void promotionsHaveTheirOwnOrder()
    {
        QVERIFY(holds("reversed promotions give the same", theOrderOfPromotionsInTheRequestIsNoMatter));
    }
    void aGiftTakesNothingFromAnyLine() { QVERIFY(holds("gifts are no discounts", giftsTakeNothing)); }
};

QTEST_GUILESS_MAIN(QuotePropertiesTest)
#include "tst_quote_properties.moc"
