#include "bench.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/shift.h"
#include "domain/schema/payments.pb.h"
#include "storage/applier.h"
#include "storage/sqlite_view.h"
#include "support/shop_fixture.h"
#include "unsigned_commit.h"

#include <array>
#include <cstdlib>
#include <cstring>

namespace kontor::bench {

namespace {

/// Ten thousand sales of a till, then its Z, as the till waits for it.
std::vector<Figure> closing(const std::filesystem::path& folder)
{
    constexpr int sales = 10'000;
    test::ShopFixture shop(folder / "shop");
    const auto mug = shop.product("Mug", "MUG", "2.55");
    const auto plate = shop.product("Plate", "PLATE", "3.10");
    const auto gbp = test::need(Currency::fromAlpha("GBP"));
    test::need(shop.run([&](const Reader& reader, const Context& context, const Actor& actor) {
        return openShift(reader, context, actor, {Money(0, gbp)});
    }));
    for (int i = 0; i < sales; ++i) {
        test::need(shop.scan(mug));
        test::need(shop.scan(plate, Quantity::whole(2)));
        test::need(shop.payCash());
    }
    const auto start = Clock::now();
    const auto closed = shop.run([&](const Reader& reader, const Context& context, const Actor& actor) {
        return closeShift(reader, context, actor, {Money(875 * sales, gbp), {}, {}});
    });
    const double seconds = millisecondsSince(start) / 1'000;
    const auto row = shop.store->read()->get(Id<schema::ShiftClosing>(test::need(closed).mainId));
    if (!row || row->sums().sales() != sales || row->counted().minor() != row->expected().minor())
        std::abort();
    return {{"z_10k_s", seconds, "s", "1"}};
}

constexpr std::int64_t yearUs = 365LL * 86'400 * 1'000'000;
constexpr std::uint64_t variants = 2'000;
constexpr std::uint64_t ordersPerCommit = 1'000;

RawId idOf(const char* what, std::uint64_t number)
{
    return RawId::imported("bench", what, number);
}

std::int64_t timeOf(std::uint64_t order, std::uint64_t orders)
{
    return static_cast<std::int64_t>(order) * (yearUs / static_cast<std::int64_t>(orders));
}

Bytes receiptOf(std::uint64_t order)
{
    return "T1-K7Q2-" + std::to_string(1'000'000'000 + order);
}

Bytes lastFourOf(std::uint64_t order)
{
    return std::to_string(10'000 + order * 7919 % 10'000).substr(1);
}

/// Whose orders they are: a till's ids go by time, those of another system's orders by chance, so that a day's lie apart.
enum class Made { AtTills, Imported };

/// Orders of a year with two lines and a payment each, every third by card; unsigned: reading is what is measured.
class Year
{
public:
    Year(Database& database, std::uint64_t orders, Made made)
        : m_database(database),
          m_applier(database),
          m_orders(orders),
          m_made(made)
    {
        journal::create(database);
        Applier::createTables(database);
        m_applier.setOrganisation(m_organisation);
        database.run("PRAGMA synchronous=NORMAL");
    }
    void fill()
    {
        for (std::uint64_t done = 0; done < m_orders; done += ordersPerCommit) {
            schema::Part part;
            for (std::uint64_t i = done; i < std::min(done + ordersPerCommit, m_orders); ++i)
                add(part, i);
            apply(part);
        }
    }

private:
    static void insert(schema::Part& part, const google::protobuf::Message& row, const RawId& id)
    {
        schema::Change& change = *part.add_change();
        change.set_type(rowTypeOf(row.GetDescriptor()).type);
        change.set_row(id.string());
        change.set_body(row.SerializeAsString());
    }
    [[nodiscard]] RawId orderId(std::uint64_t i) const
    {
        const RawId id = idOf("order", i);
        if (m_made == Made::Imported)
            return id;
        std::array<std::uint8_t, 10> chance{};
        std::memcpy(chance.data(), id.string().data(), chance.size());
        return RawId::v7(static_cast<std::uint64_t>(timeOf(i, m_orders) / 1000), chance);
    }
    void add(schema::Part& part, std::uint64_t i) const
    {
        const RawId orderId = this->orderId(i);
        schema::Order order;
        order.set_kind(schema::SALE);
        order.set_receipt(receiptOf(i));
        order.set_series(m_organisation.string());
        order.set_number(i + 1);
        order.set_at_us(timeOf(i, m_orders));
        order.mutable_total()->set_minor(500);
        order.mutable_total()->set_currency(826);
        insert(part, order, orderId);
        for (std::uint64_t l = 0; l < 2; ++l) {
            schema::OrderLine line;
            line.set_order(orderId.string());
            line.set_ordinal(static_cast<std::uint32_t>(l) + 1);
            line.set_variant(idOf("variant", (i * 31 + l * 977) % variants).string());
            line.set_quantity(1'000);
            line.set_total_minor(250);
            insert(part, line, orderId.derived(static_cast<std::uint32_t>(l) + 1));
        }
        schema::Payment payment;
        payment.set_order(orderId.string());
        payment.set_method(i % 3 == 0 ? schema::CARD : schema::CASH);
        payment.mutable_amount()->set_minor(500);
        payment.mutable_amount()->set_currency(826);
        if (i % 3 == 0) {
            payment.set_card_attempt(idOf("attempt", i).string());
            schema::PaymentAttempt attempt;
            attempt.set_at_us(order.at_us());
            insert(part, attempt, idOf("attempt", i));
            schema::PaymentEvent event;
            event.set_attempt(idOf("attempt", i).string());
            event.set_state(schema::CARD_CAPTURED);
            event.set_last_four(lastFourOf(i));
            insert(part, event, idOf("event", i));
        }
        insert(part, payment, orderId.derived(3));
    }
    void apply(const schema::Part& part)
    {
        m_database.run("BEGIN IMMEDIATE");
        writeUnsigned(m_database, m_applier, m_organisation, m_store, ++m_sequence, part);
        m_database.run("COMMIT");
    }

    Database& m_database;
    Applier m_applier;
    std::uint64_t m_orders;
    Made m_made;
    std::uint64_t m_sequence = 0;
    RawId m_organisation = idOf("organisation", 0);
    RawId m_store = idOf("store", 0);
};

struct LookUps {
    double number = 0; ///< Milliseconds, p95; so the others.
    double card = 0;
    double goods = 0;
};

LookUps lookUp(const std::filesystem::path& folder, Made made)
{
    const auto orders = static_cast<std::uint64_t>(lookedUpOrders());
    Database database(folder / "kontor.db", Database::Access::ReadWrite);
    Year(database, orders, made).fill();
    constexpr int times = 200;
    std::vector<double> byNumber;
    std::vector<double> byCard;
    std::vector<double> byGoods;
    for (std::uint64_t i = 0; i < times; ++i) {
        const std::uint64_t wanted = i * 104'729 % orders;
        const SqliteView view(database); // A view each: what one kept is no help to the next customer.
        auto start = Clock::now();
        if (ordersByReceipt(view, receiptOf(wanted)).size() != 1)
            std::abort();
        byNumber.push_back(millisecondsSince(start));
        start = Clock::now();
        if (ordersByCard(view, lastFourOf(wanted - wanted % 3), 20).empty())
            std::abort();
        byCard.push_back(millisecondsSince(start));
        start = Clock::now();
        constexpr std::int64_t dayUs = 86'400LL * 1'000'000;
        const auto day = timeOf(wanted, orders) / dayUs * dayUs;
        if (view.ordersWith(Id<schema::Variant>(idOf("variant", wanted * 31 % variants)), day, day + dayUs, 20).empty())
            std::abort();
        byGoods.push_back(millisecondsSince(start));
    }
    return {percentile(byNumber, 95), percentile(byCard, 95), percentile(byGoods, 95)};
}

std::vector<Figure> lookingUp(const std::filesystem::path& folder)
{
    const auto found = lookUp(folder, Made::AtTills);
    return {{"return_lookup_ms", std::max({found.number, found.card, found.goods}), "ms", "20"},
            {"return_lookup_number_ms", found.number, "ms", ""},
            {"return_lookup_card_ms", found.card, "ms", ""},
            {"return_lookup_product_ms", found.goods, "ms", ""}};
}

std::vector<Figure> lookingUpImported(const std::filesystem::path& folder)
{
    const auto found = lookUp(folder, Made::Imported);
    return {{"return_lookup_imported_ms", std::max({found.number, found.card, found.goods}), "ms", "20"}};
}

} // namespace

Bench shiftClosing()
{
    return {{"z_10k_s"}, closing};
}

Bench returnLookup()
{
    return {{"return_lookup_ms", "return_lookup_number_ms", "return_lookup_card_ms", "return_lookup_product_ms"},
            lookingUp};
}

Bench returnLookupImported()
{
    return {{"return_lookup_imported_ms"}, lookingUpImported};
}

int& lookedUpOrders()
{
    static int orders = 1'000'000;
    return orders;
}

} // namespace kontor::bench
