#include "domain/payments/exchange.h"

#include "domain/base/decimal.h"
#include "domain/base/exact.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/settings/keys.h"
#include "domain/settings/settings.h"

#include <numeric>

namespace kontor {

namespace {

constexpr std::uint64_t mostTerm = 1'000'000'000'000'000'000; // 10^18 fits an int64.

std::string pairOf(Currency foreign, Currency own)
{
    return std::string(foreign.alpha()) + "/" + std::string(own.alpha());
}

/// 10^exponent minor units make one.
Rational minorPerUnit(Currency currency)
{
    std::int64_t power = 1;
    for (int i = 0; i < currency.exponent(); ++i)
        power *= 10;
    return power;
}

Result<std::int64_t> whole(const Rational& value)
{
    return parseDecimal(value.toDecimal(0, 0), 0, "tendered");
}

bool isSound(const schema::ExchangeRate& row)
{
    return row.numerator() >= 1 && row.numerator() <= mostTerm && row.denominator() >= 1 &&
           row.denominator() <= mostTerm;
}

constexpr TimeUs day = 24LL * 3600 * 1'000'000;

std::int64_t maxAgeDays(const Reader& shop, Id<schema::Store> store)
{
    const auto organisations = shop.all<schema::Organisation>();
    if (organisations.empty())
        return 0;
    const SettingOwners owners{Id<schema::Organisation>(organisations.front().id()), store, {}};
    return parseDecimal(readSetting(shop, owners, rateMaxAgeDays), 0, rateMaxAgeDays).value_or(0);
}

/// One side of a fraction: digits, perhaps with a dot, as digits times 10^-decimals.
Result<Fraction> parseDecimalTerm(std::string_view text)
{
    const auto dot = text.find('.');
    const auto decimals = dot == std::string_view::npos ? 0 : text.size() - dot - 1;
    if (decimals > 17)
        return invalid("rate", "more than 17 decimals");
    const auto digits = parseDecimal(text, static_cast<int>(decimals), "rate");
    if (!digits)
        return tl::unexpected(digits.error());
    if (*digits <= 0 || static_cast<std::uint64_t>(*digits) > mostTerm)
        return invalid("rate", "a rate is above zero and has at most 18 digits");
    Fraction term{static_cast<std::uint64_t>(*digits), 1};
    for (std::size_t i = 0; i < decimals; ++i)
        term.denominator *= 10;
    return term;
}

} // namespace

Result<RateView> rateAt(const Reader& shop, Id<schema::Store> store, Currency foreign, Currency own, TimeUs at)
{
    std::optional<schema::ExchangeRate> best;
    const auto keyOf = [&](const schema::ExchangeRate& row) {
        return shop.keyOfFact(schema::ExchangeRate::default_instance(), RawId::of(row.id())).value_or(MergeKey{});
    };
    const auto isBetter = [&](const schema::ExchangeRate& row) {
        if (!best || row.has_store() != best->has_store())
            return !best || row.has_store();
        if (row.valid_from_us() != best->valid_from_us())
            return row.valid_from_us() > best->valid_from_us();
        return keyOf(*best) < keyOf(row);
    };
    schema::ExchangeRate row;
    shop.eachWhere(schema::ExchangeRate::kPairFieldNumber, pairOf(foreign, own), row, [&] {
        const bool holds = row.valid_from_us() <= at && (!row.has_store() || row.store() == store.bytes());
        if (holds && isBetter(row))
            best = row;
        return true;
    });
    const std::string name(foreign.alpha());
    if (!best)
        return fail(Error::Kind::NotFound, "rate",
                    "there is no rate for " + name + ": set one, or take " + std::string(own.alpha()));
    if (!isSound(*best))
        return invalid("rate", name + " is not taken any more: set a rate, or take " + std::string(own.alpha()));
    if (const auto days = maxAgeDays(shop, store); days > 0 && best->valid_from_us() < at - days * day)
        return invalid("rate", "that for " + name + " is more than " + std::to_string(days) +
                                   " days old: set today's, or take " + std::string(own.alpha()));
    return RateView{
        Id<schema::ExchangeRate>(best->id()), foreign, own,
        Rational(static_cast<std::int64_t>(best->numerator()), static_cast<std::int64_t>(best->denominator())),
        best->valid_from_us()};
}

Result<Money> worth(Money foreign, const RateView& rate)
{
    if (foreign.currency() != rate.foreign)
        return invalid("currency", "the rate is for " + std::string(rate.foreign.alpha()));
    const Rational exact = Rational(foreign.minor()) / minorPerUnit(rate.foreign) * rate.rate * minorPerUnit(rate.own);
    return whole(roundTo(exact, 1, Rounding::HalfUp)).map([&](std::int64_t minor) { return Money(minor, rate.own); });
}

Result<Money> foreignDue(Money due, const RateView& rate, Money foreignUnit)
{
    if (due.currency() != rate.own || foreignUnit.currency() != rate.foreign || foreignUnit.minor() < 1)
        return invalid("currency", "the rate is from " + std::string(rate.foreign.alpha()) + " to " +
                                       std::string(rate.own.alpha()));
    const Rational exact = Rational(due.minor()) / minorPerUnit(rate.own) / rate.rate * minorPerUnit(rate.foreign);
    const Rational unit = foreignUnit.minor();
    Rational least = roundTo(exact, unit, Rounding::Down);
    if (least < exact)
        least += unit;
    return whole(least).map([&](std::int64_t minor) { return Money(minor, rate.foreign); });
}

Result<CashPayment> foreignPayment(Money total, Money tendered, const RateView& rate)
{
    if (total.minor() <= 0)
        return invalid("tendered", "money is paid out in " + std::string(rate.own.alpha()));
    const auto value = worth(tendered, rate);
    if (!value)
        return tl::unexpected(value.error());
    auto payment = cashPayment(total, *value);
    if (!payment)
        return invalid("tendered", tendered.toString() + " " + std::string(rate.foreign.alpha()) + " is " +
                                       value->toString() + ", less than " + total.toString());
    payment->foreign = ForeignCash{tendered, rate.fact};
    return payment;
}

Result<Commit> setExchangeRate(const Reader& shop, const Context& context, const Actor& actor,
                               const SetExchangeRate& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    const auto foreign = Currency::fromAlpha(input.foreign);
    if (!foreign)
        return tl::unexpected(foreign.error());
    const auto organisation = shop.get(context.organisation);
    if (!organisation)
        return fail(Error::Kind::NotFound, "organisation", "this terminal belongs to none yet");
    const auto own =
        input.own.empty() ? Currency::fromNumeric(organisation->currency()) : Currency::fromAlpha(input.own);
    if (!own)
        return tl::unexpected(own.error());
    if (*own == *foreign)
        return invalid("currency", std::string(own->alpha()) + " is the shop's own currency");
    if (!input.store.isNil() && !shop.get(input.store))
        return fail(Error::Kind::NotFound, "store", "there is no such store");
    const auto rate = input.taken ? parseRate(input.rate) : Result<Fraction>(Fraction{0, 1});
    if (!rate)
        return tl::unexpected(rate.error());

    Commit commit{"set-exchange-rate", context, actor};
    schema::ExchangeRate row;
    row.set_pair(pairOf(*foreign, *own));
    row.set_foreign(foreign->numeric());
    row.set_own(own->numeric());
    row.set_numerator(rate->numerator);
    row.set_denominator(rate->denominator);
    if (!input.store.isNil())
        row.set_store(input.store.string());
    row.set_valid_from_us(input.from.value_or(context.now));
    commit.insert(row);
    return commit;
}

Result<Fraction> parseRate(std::string_view text)
{
    const auto slash = text.find('/');
    const auto above = parseDecimalTerm(text.substr(0, slash));
    if (!above)
        return above;
    const auto below =
        slash == std::string_view::npos ? Result<Fraction>(Fraction{1, 1}) : parseDecimalTerm(text.substr(slash + 1));
    if (!below)
        return below;
    // (a/b) / (c/d), in lowest terms before and after, so that what fits is not refused.
    const auto reduced = [](std::uint64_t a, std::uint64_t b) {
        const auto common = std::gcd(a, b);
        return std::pair(a / common, b / common);
    };
    const auto [a, b] = reduced(above->numerator, above->denominator);
    const auto [c, d] = reduced(below->numerator, below->denominator);
    const auto [ac, ca] = reduced(a, c);
    const auto [db, bd] = reduced(d, b);
    const Int128 n = Int128{ac} * db;
    const Int128 m = Int128{ca} * bd;
    if (n > mostTerm || m > mostTerm)
        return invalid("rate", "the fraction is too long: at most 18 digits above and below");
    return Fraction{static_cast<std::uint64_t>(n), static_cast<std::uint64_t>(m)};
}

std::string rateText(const schema::ExchangeRate& row)
{
    if (!isSound(row))
        return "not taken";
    std::uint64_t rest = row.denominator();
    for (const std::uint64_t prime : {2ULL, 5ULL})
        while (rest % prime == 0)
            rest /= prime;
    const Rational rate(static_cast<std::int64_t>(row.numerator()), static_cast<std::int64_t>(row.denominator()));
    return rest == 1 ? rate.toDecimal(0, 18)
                     : std::to_string(row.numerator()) + "/" + std::to_string(row.denominator());
}

} // namespace kontor
