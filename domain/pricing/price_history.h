#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/pricing/list_price.h"

#include <optional>
#include <vector>

namespace kontor {

/// A time in which one list price held.
struct PricePeriod {
    TimeUs from = 0;
    TimeUs until = 0;               ///< Not at this instant any more; of the last one the end that was asked for.
    std::optional<ListPrice> price; ///< Nothing: it had none.
};

/// What anybody paid for one of `goods` in a store from `from` to before `until`, in the order of time; neighbours differ.
/// A price that was written down later than it is said to begin counts from when it was written: until then nobody was shown it.
/// Errors: NotFound about "store"; Invalid about "currency".
[[nodiscard]] Result<std::vector<PricePeriod>> priceHistory(const Reader& shop, Id<schema::Store> store,
                                                            const PricedGoods& goods, TimeUs from, TimeUs until,
                                                            std::optional<Currency> currency = {});

/// What a shop has to say beside a reduced price.
struct PriorPrice {
    explicit PriorPrice(Currency of) : currency(of) {}

    Currency currency;
    UnitPrice now;
    TimeUs since = 0;                ///< When `now` began, or the reduction that was named.
    std::optional<UnitPrice> was;    ///< The last price before it; nothing when it had none.
    std::optional<UnitPrice> lowest; ///< The lowest in the 30 days before it; nothing when it had no price then.
    TimeUs lowestUntil = 0;          ///< When that was given up.

    /// Whether `now` may be called a reduction: it is below the lowest.
    [[nodiscard]] bool isReduced() const { return lowest && now < *lowest; }
    /// Whole percent off the lowest, rounded down: never more than it is.
    [[nodiscard]] int percentOff() const;
};

/// The price now, the one before, and the lowest of the 30 days (30 times 24 hours) before the reduction began: a pure function.
/// `began`: when the reduction was first shown, for one that grew step by step; absent: when the price of now began. A price is
/// compared per one unit of the goods. Source: Directive 98/6/EC, Article 6a (put in by Directive (EU) 2019/2161).
/// Errors: as priceHistory; Invalid about "price" when there is none now, "began" when it is later than `at`.
[[nodiscard]] Result<PriorPrice> priorPrice(const Reader& shop, Id<schema::Store> store, const PricedGoods& goods,
                                            TimeUs at, std::optional<TimeUs> began = {});

} // namespace kontor
