#include "app/clock/open_shop.h"
#include "app/founding/found_shop.h"
#include "app/import/import_file.h"
#include "app/import/sales_file.h"
#include "bench.h"
#include "domain/identity/staff.h"
#include "domain/settings/settings.h"
#include "storage/store.h"
#include "support/shop_fixture.h"

#include <cstdio>
#include <cstdlib>
#include <map>

namespace kontor::bench {

namespace {

/// Sums by month, 201012, in minor units.
using Months = std::map<std::uint32_t, std::int64_t>;

std::filesystem::path yearFile()
{
    const char* named = std::getenv("KONTOR_YEAR");
    return named != nullptr ? std::filesystem::path(named)
                            : std::filesystem::path(KONTOR_SHARED_DATA) / "online-retail.csv.zst";
}

/// What the file says of the lines that are not refused.
Months monthsOfFile(const std::filesystem::path& file, Currency currency, const RefusedLines& refused)
{
    Months months;
    const auto sales = test::need(SalesFile::read(file, currency));
    for (const auto& number : sales.numbers)
        for (const auto& row : number.rows)
            if (!refused.contains(row.line))
                months[dateOf(row.at, 0) / 100] += static_cast<std::int64_t>(row.minor());
    return months;
}

/// What the shop says, by its orders' business dates.
Months monthsOfShop(const Store& store)
{
    Months months;
    for (const auto& hour : store.read()->salesHours(0, 99'991'231))
        months[hour.date / 100] += hour.totalMinor;
    return months;
}

std::vector<Figure> run(const std::filesystem::path& folder)
{
    const auto file = yearFile();
    if (std::error_code error; !std::filesystem::exists(file, error)) {
        std::fprintf(stderr, "import_year_s: skipped, there is no %s (KONTOR_YEAR names another)\n", file.c_str());
        return {};
    }
    Founding founding;
    founding.pin = "2468";
    founding.currency = "GBP";
    founding.zone = "Europe/London";
    test::need(foundShop(folder / "shop", founding, World::real()));
    StoreOptions options;
    options.directory = folder / "shop";
    const auto store = test::need(openShop(std::move(options)));
    ImportJob job;
    job.kind = TableKind::Sales;
    job.file = file;
    ImportOptions importing;
    importing.staff = Id<schema::Staff>(activeStaff(*store->read()).front().id());
    const auto start = Clock::now();
    const auto outcome = test::need(runImport(*store, job, importing));
    const double seconds = millisecondsSince(start) / 1000;
    // A quick import that loses a penny is none.
    const auto currency = test::need(storeTerms(*store->read(), store->identity().store)).currency;
    if (outcome.rows != outcome.taken + outcome.there + outcome.refused.size() ||
        monthsOfFile(file, currency, outcome.refused) != monthsOfShop(*store)) {
        std::fprintf(stderr, "import_year_s: the shop's months are not the file's\n");
        std::abort();
    }
    return {{"import_year_s", seconds, "s", "120"},
            {"import_year_lines", static_cast<double>(outcome.rows), "lines", ""},
            {"import_year_refused", static_cast<double>(outcome.refused.size()), "lines", ""}};
}

} // namespace

Bench importYear()
{
    return {{"import_year_s", "import_year_lines", "import_year_refused"}, run};
}

} // namespace kontor::bench
