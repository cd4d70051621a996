#include "bench.h"
#include "domain/customers/membership.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/orders.pb.h"
#include "storage/applier.h"
#include "storage/projections/segment_members.h"
#include "storage/sqlite_view.h"
#include "unsigned_commit.h"

#include <cstdlib>
#include <fstream>
#include <vector>

namespace kontor::bench {

namespace {

constexpr std::uint64_t perCommit = 8'000;
constexpr std::uint64_t commitsTogether = 25;
constexpr int samplesWanted = 1000; ///< The hundredth part of which is more than a couple.
constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
constexpr TimeUs pastDays = 400;

/// People who have bought once each in the last year and some, a tenth with a tag, all with a birthday.
struct People {
    Database database;
    Applier applier;
    RawId organisation = RawId::imported("bench", "organisation", 0);
    RawId store = RawId::imported("bench", "store", 0);
    std::uint64_t count;
    std::uint64_t sequence = 0;
    double filledS = 0;

    People(const std::filesystem::path& folder, std::uint64_t customers)
        : database(folder / "kontor.db", Database::Access::ReadWrite),
          applier(database),
          count(customers)
    {
        journal::create(database);
        Applier::createTables(database);
        applier.setOrganisation(organisation);
        database.run("PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA wal_autocheckpoint=16384");
        const auto start = Clock::now();
        addRules();
        database.run("BEGIN IMMEDIATE");
        for (std::uint64_t first = 0; first < count; first += perCommit) {
            addPeople(first, std::min(count, first + perCommit));
            if (first / perCommit % commitsTogether == 0)
                database.run("COMMIT; BEGIN IMMEDIATE");
        }
        database.run("COMMIT");
        database.run("BEGIN IMMEDIATE");
        while (!projections::fillSegments(database, Clock::now() + std::chrono::seconds(1)))
            database.run("COMMIT; BEGIN IMMEDIATE");
        database.run("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
        database.run("PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=0");
        filledS = millisecondsSince(start) / 1000;
    }
    [[nodiscard]] static RawId customer(std::uint64_t i) { return RawId::v7(i + 1, {}); }
    [[nodiscard]] TimeUs boughtAt(std::uint64_t i) const
    {
        return static_cast<TimeUs>(i * 7919 % count) * (pastDays * dayUs / static_cast<TimeUs>(count));
    }
    void addRules()
    {
        const auto rule = [](const char* name,
                             std::initializer_list<std::pair<schema::SegmentField, std::int64_t>> asks,
                             schema::SegmentTest test) {
            schema::Segment segment;
            segment.set_name(name);
            for (const auto& [field, number] : asks) {
                auto& condition = *segment.add_condition();
                condition.set_field(field);
                condition.set_test(test);
                condition.set_number(number);
            }
            return segment;
        };
        auto tea = rule("Tea", {{schema::SEGMENT_TAG, 0}}, schema::AT_LEAST);
        tea.mutable_condition(0)->set_text("tea");
        schema::Part part;
        std::uint32_t next = 0;
        for (const auto& segment :
             {rule("Lapsed", {{schema::SEGMENT_LAST_ORDER_DAYS, 90}}, schema::AT_LEAST),
              rule("Came lately", {{schema::SEGMENT_LAST_ORDER_DAYS, 30}}, schema::BELOW),
              rule("Good and gone", {{schema::SEGMENT_SPENT, 9'900}, {schema::SEGMENT_LAST_ORDER_DAYS, 180}},
                   schema::AT_LEAST),
              rule("Points", {{schema::SEGMENT_POINTS, 100}}, schema::AT_LEAST), std::move(tea),
              rule("Birthday", {{schema::SEGMENT_BIRTHDAY_DAYS, 7}}, schema::BELOW)})
            add(part, segment, RawId::imported("bench", "segment", next++));
        database.run("BEGIN IMMEDIATE");
        write(part);
        database.run("COMMIT");
    }
    void addPeople(std::uint64_t first, std::uint64_t end)
    {
        schema::Part people;
        schema::Part birthdays;
        schema::Part orders;
        for (std::uint64_t i = first; i < end; ++i) {
            schema::Customer row;
            row.set_number("C" + std::to_string(i));
            if (i % 10 == 0)
                row.add_tag("tea");
            add(people, row, customer(i));
            schema::Customer born;
            born.set_birthday(static_cast<std::uint32_t>((i % 12 + 1) * 100 + i / 12 % 28 + 1));
            add(birthdays, born, customer(i), schema::Change::UPDATE);
            add(orders, orderOf(i, boughtAt(i), static_cast<std::int64_t>(i % 10'000)),
                RawId::v7(1'000'000'000 + i, {}));
        }
        for (const auto* part : {&people, &birthdays, &orders})
            write(*part);
    }
    [[nodiscard]] static schema::Order orderOf(std::uint64_t i, TimeUs at, std::int64_t minor)
    {
        schema::Order order;
        order.set_kind(schema::SALE);
        order.set_customer(customer(i).string());
        order.mutable_total()->set_minor(minor);
        order.set_at_us(at);
        return order;
    }
    static void add(schema::Part& part, const google::protobuf::Message& row, const RawId& id,
                    schema::Change::Kind kind = schema::Change::INSERT)
    {
        schema::Change& change = *part.add_change();
        change.set_type(rowTypeOf(row.GetDescriptor()).type);
        change.set_row(id.string());
        change.set_kind(kind);
        change.set_body(row.SerializeAsString());
    }
    void write(const schema::Part& part) { writeUnsigned(database, applier, organisation, store, ++sequence, part); }
};

/// Into the system's memory, as a file is that is in use all day: some machines give pages back within minutes.
void warm(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    for (std::vector<char> piece(1U << 20U); in.read(piece.data(), static_cast<std::streamsize>(piece.size()));)
        ;
}

std::vector<Figure> run(const std::filesystem::path& folder)
{
    People people(folder, static_cast<std::uint64_t>(segmentCustomers()));
    const SqliteView view(people.database);
    const TimeUs now = pastDays * dayUs;
    // Opened: its first page, and how many there are.
    std::vector<double> opened;
    std::uint64_t members = 0;
    for (const auto& segment : view.all<schema::Segment>())
        for (int day = 0; day < 20; ++day) {
            const auto start = Clock::now();
            const auto page = view.segmentPage(segment, now + day * dayUs, {}, 100);
            const auto count = view.segmentCount(segment, now + day * dayUs);
            opened.push_back(millisecondsSince(start));
            if (!page || !count || page->size() != std::min<std::uint64_t>(*count, 100))
                std::abort();
            members += day == 0 ? *count : 0;
        }
    // Kept up to date by one sale: the order and the points it earned, in its own transaction. The same without any segments is not
    // taken off.
    warm(folder / "kontor.db");
    std::vector<double> updated;
    for (int i = 0; i < samplesWanted; ++i) {
        const auto who = static_cast<std::uint64_t>(i) * 104'729 % people.count;
        schema::Part part;
        const auto number = 2'000'000'000 + static_cast<std::uint64_t>(i);
        People::add(part, People::orderOf(who, now, 500), RawId::v7(number, {}));
        schema::PointsEntry points;
        points.set_customer(People::customer(who).string());
        points.set_points(120);
        points.set_at_us(now);
        points.set_expires_us(now + 365 * dayUs);
        People::add(part, points, RawId::v7(number, {}).derived(1));
        people.database.run("BEGIN IMMEDIATE");
        const auto start = Clock::now();
        people.write(part);
        updated.push_back(millisecondsSince(start));
        people.database.run("COMMIT");
    }
    if (view.error())
        std::abort();
    return {{"segment_open_ms", percentile(opened, 99), "ms", "100"},
            {"segment_open_p50_ms", percentile(opened, 50), "ms", "-"},
            {"segment_update_ms", percentile(updated, 99), "ms", "1"},
            {"segment_members", static_cast<double>(members), "rows", "-"},
            {"segment_filling_s", people.filledS, "s", "-"}};
}

} // namespace

int& segmentCustomers()
{
    static int customers = 1'000'000;
    return customers;
}

Bench customerSegments()
{
    return {{"segment_open_ms", "segment_open_p50_ms", "segment_update_ms", "segment_members", "segment_filling_s"},
            run};
}

} // namespace kontor::bench
