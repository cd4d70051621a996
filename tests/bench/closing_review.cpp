#include "bench.h"
#include "domain/commands/review.h"
#include "domain/orders/shift.h"
#include "storage/till_and_server.h"

#include <cstdlib>

namespace kontor::bench {

namespace {

/// The Z of ten thousand sales at the server, which adds all of them up again: how long it keeps the others waiting.
std::vector<Figure> reviewing(const std::filesystem::path&)
{
    constexpr int sales = 10'000;
    const Judge byTheBook = [](const Reader& seen, const Reader& now, const SignedCommit& commit,
                               const std::vector<schema::Change>& changes) {
        auto judged = review(seen, now, commit, changes);
        return std::pair(judged.verdict, std::move(judged.reasons));
    };
    test::TillAndServer both;
    auto& till = both.till;
    const auto mug = till.product("Mug", "MUG", "2.55");
    const auto plate = till.product("Plate", "PLATE", "3.10");
    const auto gbp = test::need(Currency::fromAlpha("GBP"));
    test::need(till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
        return openShift(reader, context, actor, {Money(0, gbp)});
    }));
    const auto pushAll = [&] {
        while (!test::need(till.store->pending(1, 1U << 20U)).empty()) {
            (void)test::need(both.push(byTheBook));
            both.pullAtTill();
        }
    };
    for (int i = 0; i < sales; ++i) {
        test::need(till.scan(mug));
        test::need(till.scan(plate, Quantity::whole(2)));
        test::need(till.payCash());
        if (i % 400 == 0)
            pushAll();
    }
    pushAll();
    test::need(till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
        return closeShift(reader, context, actor, {Money(875 * sales, gbp), {}, {}});
    }));
    auto closing = test::need(till.store->pending(500, 1U << 20U));
    if (closing.size() != 1)
        std::abort();
    const auto start = Clock::now();
    const auto accepted = both.take(std::move(closing), byTheBook);
    const double seconds = millisecondsSince(start) / 1'000;
    schema::Acceptance said;
    if (!said.ParseFromString(test::need(accepted).front().acceptance) || said.verdict() != schema::ACCEPTED)
        std::abort();
    return {{"z_10k_review_s", seconds, "s", "1"}};
}

} // namespace

Bench closingReview()
{
    return {{"z_10k_review_s"}, reviewing};
}

} // namespace kontor::bench
