#include "domain/payments/cash.h"

#include "domain/base/exact.h"

namespace kontor {

Result<CashPayment> cashPayment(Money total, Money tendered)
{
    if (tendered.currency() != total.currency())
        return invalid("currency", "cash is taken in the currency of the sale");
    const Money nothing(0, total.currency());
    if (total <= nothing)
        return CashPayment{total, nothing, nothing};
    if (tendered < total)
        return invalid("tendered", tendered.toString() + " is less than " + total.toString());
    return CashPayment{total, tendered, tendered - total};
}

std::vector<Money> quickAmounts(Money total)
{
    std::vector<Money> amounts{total};
    if (total.minor() <= 0)
        return amounts;
    // A whole unit first, then the notes people carry. Currencies without minor units have notes a hundred times as large, so
    // the same steps serve: 1, 5, 10, 20, 50 and 100 times one hundred.
    std::int64_t unit = 1;
    const int exponent = total.currency().exponent();
    for (int i = 0; i < (exponent == 0 ? 2 : exponent); ++i)
        unit *= 10;
    const auto offer = [&](std::int64_t step, Int128 above) {
        const auto up = narrow((above + step - 1) / step * step, "total");
        if (up && *up > amounts.back().minor() && amounts.size() < 4)
            amounts.emplace_back(*up, total.currency());
    };
    for (const std::int64_t note : {1, 5, 10, 20, 50, 100})
        offer(note * unit, total.minor());
    // 96.43 ends at one hundred; six twenties are the next that people put down.
    if (total.minor() % unit != 0)
        offer(20 * unit, static_cast<Int128>(amounts.back().minor()) + 1);
    return amounts;
}

} // namespace kontor
