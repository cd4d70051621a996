#include "app/ctl/seed/seed_shop.h"

#include "app/clock/shop_zone.h"
#include "app/ctl/seed/seed_names.h"
#include "domain/catalog/category.h"
#include "domain/catalog/product.h"
#include "domain/inventory/stock.h"
#include "domain/orders/import_order.h"
#include "domain/schema/orders.pb.h"
#include "storage/store.h"

#include <algorithm>
#include <array>

namespace kontor {
namespace {

constexpr std::string_view source = "seed";
constexpr std::uint64_t minute = 60'000'000;

RawId productId(std::size_t i)
{
    return RawId::imported("seed/product", std::to_string(i), 0);
}

/// Between 0.49 and 40, most of them small.
std::int64_t priceMinor(std::size_t i)
{
    SeedNumbers numbers(i * 2 + 1);
    const auto third = numbers.below(40);
    return static_cast<std::int64_t>(49 + numbers.below(40) * third * 5 / 2 / 10 * 10);
}

class Seeding
{
public:
    Seeding(Store& store, const SeedWish& wish, const ImportOptions& options)
        : m_store(store),
          m_wish(wish),
          m_options(options)
    {}

    Result<SeedReport> run()
    {
        auto goods = seedGoods(m_wish.products, m_wish.names);
        if (!goods)
            return tl::unexpected(goods.error());
        if (auto done = addShelves(); !done)
            return tl::unexpected(done.error());
        if (auto done = addGoods(*goods); !done)
            return tl::unexpected(done.error());
        if (auto done = addStock(goods->size()); !done)
            return tl::unexpected(done.error());
        if (auto done = addOrders(goods->size()); !done)
            return tl::unexpected(done.error());
        return m_report;
    }

private:
    template <typename Input>
    Result<Committed> run(Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const Input&),
                          const Input& input)
    {
        return m_store.execute(m_options.staff, [&](const Reader& shop, const Context& context, const Actor& actor) {
            return command(shop, context, actor, input);
        });
    }
    /// What an earlier run left is not an error.
    template <typename T>
    static Result<Done> unlessThere(const Result<T>& result)
    {
        if (!result && result.error().kind != Error::Kind::Conflict)
            return tl::unexpected(result.error());
        return Done{};
    }
    void tell(const char* stage, std::size_t done, std::size_t total)
    {
        if (m_options.progress)
            m_options.progress(stage, done, total);
    }

    Result<Done> addShelves()
    {
        for (const auto& name : seedCategories()) {
            const auto id = RawId::imported("seed/category", name, 0);
            m_shelves.emplace_back(id);
            if (auto done = unlessThere(run(addCategory, NewCategory{name, {}, id})); !done)
                return done;
        }
        return Done{};
    }

    Result<Done> addGoods(std::vector<SeedGoods>& goods)
    {
        for (std::size_t at = 0; at < goods.size(); at += maxProductsPerCommit) {
            const auto end = std::min(at + maxProductsPerCommit, goods.size());
            AddProducts input;
            std::size_t fresh = 0;
            const auto before = m_store.read();
            for (std::size_t i = at; i < end; ++i) {
                NewProduct product;
                product.id = productId(i);
                fresh += before->get(Id<schema::Product>(*product.id)) ? 0 : 1;
                product.name = std::move(goods[i].name);
                const auto number = std::to_string(i);
                product.sku = "S-" + std::string(6 - std::min<std::size_t>(6, number.size()), '0') + number;
                if (!goods[i].barcode.empty())
                    product.barcodes = {goods[i].barcode};
                product.price = UnitPrice{priceMinor(i) * 10'000};
                product.priceValidFrom = 1; // Older than any order.
                product.category = m_shelves[goods[i].category];
                input.products.push_back(std::move(product));
            }
            const auto done = run(addProducts, input);
            if (auto sound = unlessThere(done); !sound)
                return sound;
            m_report.products += done ? fresh : 0;
            tell("products", end, goods.size());
        }
        return Done{};
    }

    Result<Done> addStock(std::size_t products)
    {
        for (std::size_t at = 0; at < products; at += maxProductsPerCommit) {
            const auto end = std::min(at + maxProductsPerCommit, products);
            AdjustStock input;
            input.source = source;
            input.reference = "opening";
            input.at = TimeUs{1};
            for (std::size_t i = at; i < end; ++i) {
                SeedNumbers numbers(i);
                if (numbers.below(20) == 0) // Nothing of it.
                    continue;
                const auto pieces = static_cast<std::int64_t>(1 + numbers.below(240));
                input.changes.push_back({importedVariant(productId(i)),
                                         Quantity::whole(pieces),
                                         schema::RECEIVED,
                                         {},
                                         RawId::imported("seed/stock", std::to_string(i), 0)});
            }
            if (auto done = unlessThere(run(adjustStock, input)); !done)
                return done;
            tell("stock", end, products);
        }
        return Done{};
    }

    [[nodiscard]] ImportedOrder order(std::size_t i, std::size_t products, TimeUs now, const ShopZone& zone) const
    {
        // Few before nine, most at noon and in the late afternoon.
        static constexpr std::array<std::uint64_t, 24> busy{0,  0,  0, 0, 0, 0,  0,  1, 3, 6, 8, 10,
                                                            14, 12, 9, 8, 9, 12, 11, 6, 2, 1, 0, 0};
        static constexpr std::uint64_t together = 112;
        SeedNumbers numbers(i + 7'000'000);
        auto place = numbers.below(together);
        std::uint64_t hour = 0;
        while (place >= busy[hour])
            place -= busy[hour++];
        const std::uint64_t day = numbers.below(m_wish.days);
        const auto midnight = (now / (24 * 60) / static_cast<TimeUs>(minute)) * 24 * 60 * static_cast<TimeUs>(minute);
        ImportedOrder order;
        order.source = source;
        order.number = "S" + std::to_string(i + 1);
        order.at = midnight - static_cast<TimeUs>(day * 24 * 60 * minute) +
                   static_cast<TimeUs>((hour * 60 + numbers.below(60)) * minute + numbers.below(60) * 1'000'000);
        order.utcOffsetSeconds = zone.offsetAt(order.at);
        order.at -= std::int64_t{order.utcOffsetSeconds} * 1'000'000;
        if (order.at > now) // Later today: it was last week.
            order.at -= static_cast<TimeUs>(7 * 24 * 60 * minute);
        const auto lines = 1 + numbers.below(6);
        for (std::uint32_t line = 1; line <= lines; ++line) {
            // A few products sell much, most hardly ever.
            const auto share = numbers.below(1'000'000);
            const auto product =
                static_cast<std::size_t>(share * share / 1'000'000 * share / 1'000'000 * products / 1'000'000);
            order.lines.push_back({line,
                                   importedVariant(productId(product)),
                                   {},
                                   Quantity::whole(static_cast<std::int64_t>(1 + numbers.below(3))),
                                   UnitPrice{priceMinor(product) * 10'000}});
        }
        return order;
    }

    Result<Done> addOrders(std::size_t products)
    {
        if (products == 0)
            return Done{};
        const auto zone = ShopZone::of(*m_store.read(), m_store.identity().store);
        const auto now = m_store.now();
        for (std::size_t i = 0; i < m_wish.orders; ++i) {
            const auto done = run(importOrder, order(i, products, now, zone));
            if (auto sound = unlessThere(done); !sound)
                return sound;
            m_report.orders += done ? 1 : 0;
            if (i % 100 == 99 || i + 1 == m_wish.orders)
                tell("orders", i + 1, m_wish.orders);
        }
        return Done{};
    }

    Store& m_store;
    const SeedWish& m_wish;
    const ImportOptions& m_options;
    std::vector<Id<schema::Category>> m_shelves;
    SeedReport m_report;
};

} // namespace

Result<SeedReport> seedShop(Store& store, const SeedWish& wish, const ImportOptions& options)
{
    if (wish.days == 0)
        return invalid("days", "at least one");
    return Seeding(store, wish, options).run();
}

} // namespace kontor
