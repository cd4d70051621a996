#include "app/clock/open_shop.h"

#include "app/clock/shop_zone.h"
#include "domain/journal/row_type.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/settings.pb.h"
#include "storage/view.h"

#include <algorithm>
#include <mutex>
#include <optional>

namespace kontor {

namespace {

/// Shared by the store's world and its watcher, which have no common owner but the store.
class WallClock
{
public:
    void follow(const Store& store)
    {
        const auto view = store.read();
        const auto row = view->get(store.identity().store);
        const std::lock_guard lock(m_mutex);
        m_zone.reset();
        if (row && !row->zone().empty())
            m_zone = ShopZone(row->zone());
    }
    [[nodiscard]] std::optional<std::int32_t> offsetAt(TimeUs at) const
    {
        const std::lock_guard lock(m_mutex);
        return m_zone ? std::optional(m_zone->offsetAt(at)) : std::nullopt;
    }

private:
    mutable std::mutex m_mutex;
    std::optional<ShopZone> m_zone;
};

} // namespace

Result<std::unique_ptr<Store>> openShop(StoreOptions options)
{
    const auto clock = std::make_shared<WallClock>();
    options.world.utcOffsetSeconds = [clock, machine = options.world.utcOffsetSeconds](TimeUs at) {
        const auto offset = clock->offsetAt(at);
        return offset ? *offset : machine(at);
    };
    auto store = Store::open(std::move(options));
    if (!store)
        return store;
    clock->follow(**store);
    // The store drops its watchers when it goes, so it is there whenever this is called.
    (void)(*store)->watch([clock, shop = store->get()](const ChangeSet& changes) {
        if (changes.touches(rowTypeOf(schema::Store::descriptor()).type) ||
            changes.touches(rowTypeOf(schema::Terminal::descriptor()).type))
            clock->follow(*shop);
    });
    return store;
}

} // namespace kontor
