#include "domain/inventory/count.h"
#include "domain/inventory/stock.h"
#include "domain/inventory/transfer.h"
#include "domain/orders/shift.h"
#include "domain/promotions/publish.h"
#include "domain/settings/settings.h"
#include "simulation/actions.h"

#include <google/protobuf/unknown_field_set.h>

// What belongs to a shop's day besides selling and editing: shifts, goods on their way, counts, offers.

namespace kontor::simulation {

namespace {

const FoundedShop& founded()
{
    return FoundedShop::instance();
}

Id<schema::Location> locationOf(const Reader& shop, Id<schema::Store> store)
{
    const auto row = shop.get(store);
    return Id<schema::Location>(BytesView(row ? row->location() : Bytes()));
}

Currency currencyOf(const Reader& shop, Id<schema::Store> store)
{
    const auto terms = storeTerms(shop, store);
    return terms ? terms->currency : Currency::fromAlpha("EUR").value();
}

bool isDone(const std::string& told)
{
    return told.find(" done ") != std::string::npos;
}

} // namespace

std::string Shopkeeper::shift(Terminal& terminal, std::size_t node)
{
    const auto identity = terminal.store->identity();
    if (identity.store.isNil())
        return "no drawer";
    const auto view = terminal.store->read();
    const auto by = founded().administrator; // The drawer is counted by guess, and only who may closes it then.
    if (!openShiftOf(*view, identity.terminal))
        return run(terminal, node, {"open-shift", {}, 0, false}, by, openShift,
                   {Money{static_cast<std::int64_t>(m_dice.between(0, 200)) * 100, currencyOf(*view, identity.store)}});
    if (m_dice.oneIn(3)) {
        const MoveCash input{
            schema::CASH_PAID_IN,
            Money{static_cast<std::int64_t>(m_dice.between(1, 50)) * 100, currencyOf(*view, identity.store)}, "change"};
        return run(terminal, node, {"move-cash", {}, 0, false}, by, moveCash, input);
    }
    const CloseShift input{
        Money{static_cast<std::int64_t>(m_dice.between(0, 500)) * 100, currencyOf(*view, identity.store)}};
    auto told = run(terminal, node, {"close-shift", {}, 0, false}, by, closeShift, input);
    if (isDone(told))
        m_coverage.note(Sometimes::ShiftClosed);
    return told;
}

std::string Shopkeeper::transfer(Terminal& terminal, std::size_t node)
{
    const FoundedShop& shop = founded();
    const auto identity = terminal.store->identity();
    if (identity.store.isNil())
        return "no stock of its own";
    const auto by = shop.administrator;
    const auto other = identity.store == shop.stores[0] ? shop.stores[1] : shop.stores[0];
    ReceiveStock receipt;
    Intent intent{"receive-stock", {}, 0, false};
    SendStock sent;
    {
        const auto view = terminal.store->read();
        const auto own = locationOf(*view, identity.store);
        const auto coming = transfersTo(*view, own, true);
        if (coming.empty() || m_dice.oneIn(3)) {
            sent.to = locationOf(*view, other);
            const auto variant = shop.variants[m_dice.pick(shop.variants.size())];
            const auto quantity = static_cast<std::int64_t>(m_dice.between(1, 6));
            sent.lines.push_back({variant, Quantity::whole(quantity), {}});
            intent.command = "send-stock";
            intent.stock[{variant.raw, own.raw}] -= quantity * 1000;
        } else {
            const auto& which = coming[m_dice.pick(coming.size())];
            receipt.transfer = Id<schema::StockTransfer>(BytesView(which.transfer.id()));
            const auto left = which.lines.front().onTheWay().thousandths / 1000;
            // Less, all, or more than was sent; what is left is on the way still, or given up.
            const auto came = static_cast<std::int64_t>(m_dice.upTo(static_cast<std::uint64_t>(left) + 1));
            const auto missing = came < left && m_dice.oneIn(2) ? left - came : 0;
            receipt.lines.push_back({0, Quantity::whole(came), Quantity::whole(missing)});
            intent.stock[{RawId::of(which.transfer.line(0).variant()), own.raw}] += came * 1000;
            if (came != left)
                m_coverage.note(Sometimes::TransferDiffered);
        }
    }
    return sent.lines.empty() ? run(terminal, node, std::move(intent), by, receiveStock, receipt)
                              : run(terminal, node, std::move(intent), by, sendStock, sent);
}

std::string Shopkeeper::count(Terminal& terminal, std::size_t node)
{
    const FoundedShop& shop = founded();
    const auto identity = terminal.store->identity();
    if (identity.store.isNil())
        return "no stock of its own";
    const auto by = shop.administrator;
    std::optional<schema::StockCount> open;
    {
        const auto view = terminal.store->read();
        const auto own = locationOf(*view, identity.store);
        for (auto& row : view->all<schema::StockCount>()) {
            const auto one = readCount(*view, Id<schema::StockCount>(BytesView(row.id())));
            if (one && one->state == CountView::State::Open && row.location() == own.bytes())
                open = std::move(row);
        }
    }
    if (!open)
        return run(terminal, node, {"open-count", {}, 0, false}, by, openCount, {});
    const Id<schema::StockCount> id{BytesView(open->id())};
    if (m_dice.oneIn(2)) {
        CountStock input{id, {}};
        input.entries.push_back({shop.variants[m_dice.pick(shop.variants.size())],
                                 Quantity::whole(static_cast<std::int64_t>(m_dice.between(0, 40))),
                                 {}});
        return run(terminal, node, {"count-stock", {}, 0, false}, by, countStock, input);
    }
    CloseCount input;
    input.count = id;
    input.discard = m_dice.oneIn(4);
    auto told = run(terminal, node, {"close-count", {}, 0, false}, by, closeCount, input);
    if (isDone(told) && !input.discard)
        m_coverage.note(Sometimes::CountClosed);
    return told;
}

std::string Shopkeeper::promote(Terminal& terminal, std::size_t node)
{
    const auto by = founded().administrator;
    if (m_dice.oneIn(4))
        return run(terminal, node, {"end-promotion", {}, 0, false}, by, endPromotion, {"SPRING"});
    SetPromotions input;
    const auto uses = static_cast<std::int64_t>(m_dice.between(1, 5));
    input.campaigns = {{"spring", "Spring", Budget{Budget::Kind::Use, uses, 0}, {}}};
    Promotion promotion;
    promotion.code = "SPRING";
    promotion.automatic = true;
    promotion.effect.value = static_cast<std::int64_t>(m_dice.between(1, 60));
    promotion.campaign = 0;
    input.promotions = {promotion};
    return run(terminal, node, {"set-promotions", {}, 0, false}, by, setPromotions, input);
}

std::string Shopkeeper::newer(Terminal& terminal, std::size_t node)
{
    const FoundedShop& shop = founded();
    const auto identity = terminal.store->identity();
    if (identity.store.isNil())
        return "no stock of its own";
    const auto own = locationOf(*terminal.store->read(), identity.store);
    const auto variant = shop.variants[m_dice.pick(shop.variants.size())];
    const auto quantity = static_cast<std::int64_t>(m_dice.between(1, 9));
    const auto value = m_dice.upTo(1'000'000);
    Intent intent{"adjust-stock", {}, 0, false};
    intent.stock[{variant.raw, own.raw}] += quantity * 1000;
    auto told = run(
        terminal, node, std::move(intent),
        [&](const Reader& reader, const Context& context, const Actor& actor) -> Result<Commit> {
            auto movement =
                stockMovement(reader, {variant, Quantity::whole(quantity), schema::FOUND, "", {}}, own, context.now);
            if (!movement)
                return tl::unexpected(movement.error());
            // A field that this program does not know: kept as it came, whatever passes it on.
            movement->GetReflection()->MutableUnknownFields(&*movement)->AddVarint(30'000, value);
            Commit commit{"adjust-stock", context, actor};
            commit.insert(*movement);
            return commit;
        },
        shop.administrator);
    if (isDone(told))
        m_coverage.note(Sometimes::NewerField);
    return told;
}

} // namespace kontor::simulation
