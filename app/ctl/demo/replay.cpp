#include "app/ctl/demo/replay.h"

#include "domain/catalog/scan.h"
#include "domain/customers/customer.h"
#include "domain/inventory/stock.h"
#include "domain/orders/sell.h"

#include <chrono>

namespace kontor {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t microsecondsSince(Clock::time_point begin)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
}

Error at(const SalesNumber& number, Error error)
{
    error.about = "number " + number.number + ", " + error.about;
    return error;
}

} // namespace

Replay::Replay(Store& store, const SalesFile& file, DemoClock& clock, Id<schema::Staff> staff, std::size_t share,
               std::size_t shares)
    : m_store(store),
      m_file(file),
      m_clock(clock),
      m_staff(staff)
{
    for (std::size_t place = share; place < file.numbers.size(); place += shares)
        m_numbers.push_back(&file.numbers[place]);
}

Result<Done> Replay::dropSoldCart()
{
    {
        const auto view = m_store.read();
        if (auto found = findVariants(*view); !found)
            return found;
        findDone(*view);
        if (const auto open = cart(*view); !open || open->isEmpty() || findCart(*view))
            return open ? Result<Done>(Done{}) : tl::unexpected(open.error());
    }
    const auto cleared = m_store.execute(m_staff, [](const Reader& shop, const Context& context, const Actor& actor) {
        return clearCart(shop, context, actor);
    });
    return cleared ? Result<Done>(Done{}) : tl::unexpected(cleared.error());
}

Result<Replay::Found> Replay::prepare()
{
    if (m_numbers.empty())
        return Found{};
    const auto view = m_store.read();
    if (auto found = findVariants(*view); !found)
        return tl::unexpected(found.error());
    findDone(*view);
    const auto lines = findCart(*view);
    if (!lines)
        return tl::unexpected(lines.error());
    m_cartLines = *lines;
    Found found{0, *lines};
    for (const auto* number : m_numbers) {
        const auto plan = planNumber(*number, m_file);
        found.numbersDone += isOrderDone(*number, plan) && areMovementsDone(*number, plan) ? 1 : 0;
    }
    return found;
}

Result<Done> Replay::findVariants(const Reader& shop)
{
    for (const auto* number : m_numbers) {
        for (const auto& row : number->rows) {
            if (!m_variants.contains(row.code)) {
                const auto found = resolveCode(shop, m_file.texts.text(row.code));
                if (!found)
                    return tl::unexpected(at(*number, found.error()));
                m_variants.emplace(row.code, found->variant);
            }
            const auto& customer = m_file.texts.text(row.customer);
            if (!customer.empty() && !m_customers.contains(row.customer)) {
                const auto found = findCustomer(shop, customer);
                if (!found)
                    return fail(Error::Kind::NotFound, "customer " + customer, "the demo shop does not have it");
                m_customers.emplace(row.customer, Id<schema::Customer>(found->id()));
            }
        }
    }
    return Done{};
}

void Replay::findDone(const Reader& shop)
{
    schema::Order order;
    shop.each(order, [&] {
        m_ordersDone.insert(order.reference());
        return true;
    });
    schema::StockMovement movement;
    shop.each(movement, [&] {
        if (!movement.has_line())
            m_movementsDone.insert(movement.reference());
        return true;
    });
}

Result<std::size_t> Replay::findCart(const Reader& shop) const
{
    const auto open = cart(shop);
    if (!open)
        return tl::unexpected(open.error());
    if (open->isEmpty())
        return std::size_t{0};
    for (const auto* number : m_numbers) {
        const auto plan = planNumber(*number, m_file);
        if (isOrderDone(*number, plan))
            continue;
        bool same = open->lines.size() <= plan.lines.size();
        for (std::size_t i = 0; same && i < open->lines.size(); ++i) {
            const auto& have = open->lines[i];
            const auto& want = *plan.lines[i];
            same = have.variant == m_variants.at(want.code) && have.quantity == Quantity::whole(want.quantity) &&
                   have.unitPrice.e4 == want.priceE4;
        }
        if (!same)
            return fail(Error::Kind::Conflict, "cart",
                        "what is in it is not the beginning of number " + number->number);
        return open->lines.size();
    }
    return fail(Error::Kind::Conflict, "cart", "there are lines in it, but every number is done");
}

bool Replay::isOrderDone(const SalesNumber& number, const NumberPlan& plan) const
{
    return plan.lines.empty() || m_ordersDone.contains(number.number);
}

bool Replay::areMovementsDone(const SalesNumber& number, const NumberPlan& plan) const
{
    return plan.movements.empty() || m_movementsDone.contains(number.number);
}

Result<CartView> Replay::cart(const Reader& shop) const
{
    const auto identity = m_store.identity();
    const auto now = m_clock.now();
    return readCart(shop, identity.store, identity.terminal, now, m_store.utcOffsetSeconds(now));
}

Result<Done> Replay::run(const Listener& listener)
{
    for (std::size_t index = 0; index < m_numbers.size(); ++index) {
        const auto& number = *m_numbers[index];
        const auto plan = planNumber(number, m_file);
        const bool orderDone = isOrderDone(number, plan);
        const bool movementsDone = areMovementsDone(number, plan);
        if (orderDone && movementsDone)
            continue;
        m_clock.set(m_zone.utcOf(plan.at));
        if (listener.numberBegins)
            listener.numberBegins(index);
        if (!orderDone) {
            if (auto filled = fillCart(index, plan, listener); !filled)
                return tl::unexpected(at(number, filled.error()));
            if (auto sold = sellCart(index, listener); !sold)
                return tl::unexpected(at(number, sold.error()));
        }
        if (!movementsDone) {
            if (auto moved = moveStock(index, plan, listener); !moved)
                return tl::unexpected(at(number, moved.error()));
        }
    }
    return Done{};
}

Result<Done> Replay::fillCart(std::size_t index, const NumberPlan& plan, const Listener& listener)
{
    {
        const auto open = cart(*m_store.read());
        if (!open)
            return tl::unexpected(open.error());
        if (auto set = setCustomer(plan, *open); !set)
            return set;
    }
    for (std::size_t i = m_cartLines; i < plan.lines.size(); ++i) {
        const auto& row = *plan.lines[i];
        const AddToCart input{m_variants.at(row.code), Quantity::whole(row.quantity), UnitPrice{row.priceE4}};
        const auto added =
            m_store.execute(m_staff, [&](const Reader& shop, const Context& context, const Actor& actor) {
                return addToCart(shop, context, actor, input);
            });
        if (!added)
            return tl::unexpected(added.error());
        if (listener.lineAdded)
            listener.lineAdded(index, i + 1, plan.lines.size());
    }
    m_cartLines = 0;
    return Done{};
}

Result<Done> Replay::setCustomer(const NumberPlan& plan, const CartView& cart)
{
    SetCartCustomer input;
    if (const auto customer = m_customers.find(plan.customer); customer != m_customers.end())
        input.customer = customer->second;
    if (input.customer.value_or(Id<schema::Customer>()) == cart.customer)
        return Done{};
    const auto set = m_store.execute(m_staff, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return setCartCustomer(shop, context, actor, input);
    });
    if (!set)
        return tl::unexpected(set.error());
    return Done{};
}

Result<Done> Replay::sellCart(std::size_t index, const Listener& listener)
{
    const auto open = cart(*m_store.read());
    if (!open)
        return tl::unexpected(open.error());
    SellInput input{open->total, {}, number(index).number};
    if (!open->total.isZero()) {
        const Money nothing(0, open->total.currency());
        const auto paid = cashPayment(open->total, open->total > nothing ? open->total : nothing);
        if (!paid)
            return tl::unexpected(paid.error());
        input.payments.push_back(*paid);
    }
    const auto begin = Clock::now();
    const auto sold = m_store.execute(m_staff, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return sell(shop, context, actor, input);
    });
    if (!sold)
        return tl::unexpected(sold.error());
    if (listener.committed)
        listener.committed(index, *sold, microsecondsSince(begin));
    return Done{};
}

Result<Done> Replay::moveStock(std::size_t index, const NumberPlan& plan, const Listener& listener)
{
    AdjustStock input;
    input.reference = number(index).number;
    for (const auto* row : plan.movements) {
        input.changes.push_back({m_variants.at(row->code), Quantity::whole(row->quantity), NumberPlan::reasonOf(*row),
                                 m_file.texts.text(row->description), std::nullopt});
    }
    const auto begin = Clock::now();
    const auto moved = m_store.execute(m_staff, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return adjustStock(shop, context, actor, input);
    });
    if (!moved)
        return tl::unexpected(moved.error());
    if (listener.committed)
        listener.committed(index, *moved, microsecondsSince(begin));
    return Done{};
}

} // namespace kontor
