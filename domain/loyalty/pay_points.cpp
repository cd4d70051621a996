#include "domain/loyalty/pay_points.h"

#include "domain/base/exact.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/loyalty/points.h"
#include "domain/loyalty/program.h"

#include <algorithm>
#include <tuple>

namespace kontor {

namespace {

constexpr std::int64_t mostPoints = 1'000'000'000'000; ///< As points.cpp bounds what anybody has.
constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;

Result<schema::LoyaltyProgram> payingProgram(const Reader& shop)
{
    const auto terms = loyaltyTerms(shop);
    if (!terms->program)
        return invalid("points", "there is no loyalty programme");
    if (terms->program->point_value_e4() <= 0)
        return invalid("points", "they pay for rewards only: the programme says not what one is worth");
    return *terms->program;
}

/// The fewest that are worth so much, or more where whole points do not make it.
Int128 fewestFor(const schema::LoyaltyProgram& program, std::int64_t minor)
{
    const Int128 value = program.point_value_e4();
    return (static_cast<Int128>(minor) * 10'000 + value - 1) / value;
}

using Key = std::tuple<Bytes, Bytes, Bytes, int, std::int64_t>;
Key keyOf(const schema::PointsEntry& entry)
{
    return {entry.customer(), entry.order(), entry.returned(), entry.reason(), entry.points()};
}

/// What goes back, or along with goods that are exchanged, against the payment it is of.
bool isWithin(const Reader& seen, const schema::Payment& payment)
{
    const auto points = payment.details().points();
    const auto amount = payment.amount().minor();
    if (points == 0)
        return true;
    const bool carries = payment.method() == schema::EXCHANGE;
    if ((payment.method() != schema::LOYALTY_POINTS && !carries) || amount == 0 || (amount > 0) != (points > 0))
        return false;
    if (amount > 0 && !carries)
        return points <= mostPoints;
    const auto of =
        seen.get(Id<schema::Payment>(amount > 0 ? BytesView(payment.details().carried()) : payment.refund_of()));
    return of && points >= -mostPoints && (points > 0 ? points : -points) <= of->details().points();
}

} // namespace

Result<PayablePoints> payablePoints(const Reader& shop, Id<schema::Customer> customer, Money due, TimeUs at)
{
    const auto program = payingProgram(shop);
    if (!program)
        return tl::unexpected(program.error());
    if (!shop.get(customer))
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    PayablePoints payable(due.currency());
    payable.balance = readPoints(shop, customer, at).balance;
    const auto most = std::min(payable.balance, mostPoints);
    if (most <= 0 || due.minor() <= 0)
        return payable;
    const auto minor = std::min(worthOfPoints(*program, most), due.minor());
    // So much as whole points make: where one is worth several minor units, a part of `due` is left.
    auto points = fewestFor(*program, minor);
    if (worthOfPoints(*program, static_cast<std::int64_t>(points)) > minor)
        --points;
    payable.worth = Money(worthOfPoints(*program, static_cast<std::int64_t>(points)), due.currency());
    payable.points = payable.worth.isZero() ? 0 : static_cast<std::int64_t>(fewestFor(*program, payable.worth.minor()));
    return payable;
}

Result<std::int64_t> pointsForPayment(const Reader& shop, Id<schema::Customer> customer, Money amount, TimeUs at)
{
    const auto program = payingProgram(shop);
    if (!program)
        return tl::unexpected(program.error());
    if (customer.isNil())
        return invalid("customer", "whose points pay is not named: choose the customer first");
    if (!shop.get(customer))
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    const auto points = fewestFor(*program, amount.minor());
    if (amount.minor() <= 0 || points > mostPoints)
        return invalid("points", amount.toString() + " is nothing that points pay");
    const auto count = static_cast<std::int64_t>(points);
    if (const auto worth = worthOfPoints(*program, count); worth != amount.minor())
        return invalid("points", "whole points do not make " + amount.toString() + ": " + std::to_string(count) +
                                     " are " + Money(worth, amount.currency()).toString() + ", one fewer is " +
                                     Money(worthOfPoints(*program, count - 1), amount.currency()).toString());
    if (const auto balance = readPoints(shop, customer, at).balance; balance < count)
        return fail(Error::Kind::Conflict, "balance",
                    amount.toString() + " takes " + std::to_string(count) + " points, and they have " +
                        std::to_string(balance));
    return count;
}

std::optional<schema::PointsEntry> entryOfPayment(const schema::Payment& payment)
{
    const auto points = payment.details().points();
    if (payment.method() != schema::LOYALTY_POINTS || points == 0 || points == INT64_MIN)
        return std::nullopt;
    schema::PointsEntry entry;
    entry.set_customer(payment.details().customer());
    entry.set_points(-points);
    if (payment.amount().minor() > 0) {
        entry.set_reason(schema::POINTS_REDEEMED);
        entry.set_order(payment.order());
    } else {
        entry.set_reason(schema::POINTS_GIVEN_BACK);
        entry.set_order(payment.details().points_order());
        entry.set_returned(payment.order());
    }
    return entry;
}

void insertPointsOf(const Reader& shop, const Context& context, const schema::Payment& payment, Commit& commit)
{
    auto entry = entryOfPayment(payment);
    if (!entry)
        return;
    entry->set_at_us(context.now);
    entry->set_terminal(context.terminal.string());
    // Of those given back only where the lot they came from is not known: else that one's date holds.
    const auto terms = loyaltyTerms(shop);
    if (entry->points() > 0 && terms->program && terms->program->has_expiry_days())
        entry->set_expires_us(context.now + terms->program->expiry_days() * dayUs);
    commit.insert(*entry);
}

bool isOfPayment(const schema::PointsEntry& entry)
{
    return entry.reason() == schema::POINTS_GIVEN_BACK ||
           (entry.reason() == schema::POINTS_REDEEMED && entry.has_order());
}

bool areEntriesOf(const Reader& seen, const std::vector<schema::Payment>& payments,
                  const std::vector<schema::PointsEntry>& entries)
{
    std::vector<Key> due;
    for (const auto& payment : payments)
        if (!isWithin(seen, payment))
            return false;
    for (const auto& payment : payments)
        if (const auto entry = entryOfPayment(payment))
            due.push_back(keyOf(*entry));
    std::vector<Key> written;
    for (const auto& entry : entries)
        if (isOfPayment(entry))
            written.push_back(keyOf(entry));
    std::sort(due.begin(), due.end());
    std::sort(written.begin(), written.end());
    return due == written;
}

} // namespace kontor
