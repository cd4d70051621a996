#include "domain/commands/points_review.h"

#include "domain/commands/reason.h"
#include "domain/journal/reader.h"
#include "domain/loyalty/earn.h"
#include "domain/loyalty/pay_points.h"
#include "domain/loyalty/points.h"
#include "domain/loyalty/program.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace kontor {

namespace {

using Key = std::tuple<Bytes, Bytes, int, std::int64_t, std::int64_t>;

Key keyOf(const schema::PointsEntry& entry)
{
    return {entry.customer(), entry.order(), entry.reason(), entry.points(), entry.spent_minor()};
}

bool isSoundRedemption(const Reader& seen, const SaleFacts& facts, const std::vector<schema::PointsEntry>& entries)
{
    const auto terms = loyaltyTerms(seen);
    if (!terms->program || entries.size() != 1 || facts.storedValues.size() != 1 ||
        facts.storedValueEntries.size() != 1 || !facts.payments.empty())
        return false;
    const auto& entry = entries.front();
    const auto& value = facts.storedValues.front();
    const auto& issued = facts.storedValueEntries.front();
    const auto reward = seen.get(Id<schema::LoyaltyReward>(entry.reward()));
    const bool paidFor =
        entry.has_reward()
            ? reward && reward->points() == -entry.points() && reward->value_minor() == issued.amount_minor()
            : entry.points() < 0 && entry.points() > -1'000'000'000'000 &&
                  worthOfPoints(*terms->program, -entry.points()) == issued.amount_minor();
    return paidFor && entry.reason() == schema::POINTS_REDEEMED && issued.reason() == schema::VALUE_ISSUED &&
           issued.value() == value.id() && value.customer() == entry.customer() &&
           value.kind() == schema::STORE_CREDIT_VALUE && issued.amount_minor() > 0;
}

bool isSoundCorrection(const std::vector<schema::PointsEntry>& entries)
{
    return entries.size() == 1 && entries.front().reason() == schema::POINTS_ADJUSTED;
}

} // namespace

PointsReview checkPoints(const Reader& asTheAuthorSaw, std::string_view command, const SaleFacts& facts,
                         const std::vector<schema::PointsEntry>& entries)
{
    PointsReview review;
    if (!areEntriesOf(asTheAuthorSaw, facts.payments, entries)) {
        review.grave.push_back(makeReason(schema::Reason::MALFORMED, "PointsEntry",
                                          "points moved otherwise than the payments by points say"));
        return review;
    }
    if (command == "sell") {
        std::map<Key, int> left;
        for (const auto& entry : entries)
            if (!isOfPayment(entry)) // How many a payment takes and gives back: settlement_review.h.
                ++left[keyOf(entry)];
        for (const auto& order : facts.orders) {
            std::vector<schema::OrderLine> lines;
            std::copy_if(facts.lines.begin(), facts.lines.end(), std::back_inserter(lines),
                         [&](const auto& line) { return line.order() == order.id(); });
            for (const auto& entry : pointsOfOrder(asTheAuthorSaw, order, lines))
                --left[keyOf(entry)];
        }
        if (std::any_of(left.begin(), left.end(), [](const auto& one) { return one.second != 0; }))
            review.strange.push_back(makeReason(schema::Reason::PRICE_DIFFERS, "PointsEntry",
                                                "the server computes other points for this sale"));
        return review;
    }
    const bool sound = command == "redeem-points" ? isSoundRedemption(asTheAuthorSaw, facts, entries)
                       : command == "grant-birthday"
                           ? entries.size() == 1 && isBirthdayGrant(asTheAuthorSaw, entries.front())
                       : command == "adjust-points" ? isSoundCorrection(entries)
                                                    : entries.empty();
    if (sound && command == "redeem-points" &&
        readPoints(asTheAuthorSaw, Id<schema::Customer>(entries.front().customer()), entries.front().at_us()).balance <
            -entries.front().points())
        review.strange.push_back(
            makeReason(schema::Reason::PRICE_DIFFERS, "PointsEntry", "the author had seen fewer points of theirs"));
    if (!sound)
        review.grave.push_back(makeReason(schema::Reason::MALFORMED, "PointsEntry",
                                          "points moved by what nothing was sold, redeemed or corrected for"));
    return review;
}

} // namespace kontor
