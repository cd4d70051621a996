#include "app/ctl/demo/demo.h"

#include "app/ctl/console.h"
#include "app/ctl/demo/demo_report.h"
#include "app/import/number_plan.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

/// The month: beside an installed program, else in the source tree this one was built from.
std::filesystem::path bundledMonth()
{
    constexpr const char* name = "online-retail-2010-12.csv.zst";
    const std::filesystem::path here = QCoreApplication::applicationDirPath().toStdString();
    std::error_code error;
    const auto installed = here / "../share/kontor/demo" / name;
    if (std::filesystem::exists(installed, error))
        return installed;
    return std::filesystem::path(KONTOR_SOURCE_DIR) / "resources/demo" / name;
}

Result<SalesFile> readWhole(const std::filesystem::path& file)
{
    const auto pounds = Currency::fromAlpha("GBP");
    if (!pounds)
        return tl::unexpected(pounds.error());
    auto sales = SalesFile::read(file, *pounds);
    if (!sales)
        return sales;
    if (!sales->refused.empty())
        return invalid(file.string() + ", line " + std::to_string(sales->refused.front().line),
                       sales->refused.front().reason);
    if (sales->numbers.empty())
        return invalid(file.string(), "there is no sale in it");
    return sales;
}

Result<std::filesystem::path> prepareFolder(const DemoOptions& options, const QTemporaryDir& temporary)
{
    if (options.keep.empty()) {
        if (!temporary.isValid())
            return fail(Error::Kind::Storage, "temporary folder", temporary.errorString().toStdString());
        return std::filesystem::path(temporary.path().toStdString());
    }
    std::error_code error;
    std::filesystem::create_directories(options.keep, error);
    if (error || !std::filesystem::is_empty(options.keep, error) || error)
        return fail(Error::Kind::Storage, options.keep, "cannot be made, or is not empty");
    return std::filesystem::path(options.keep);
}

Result<Done> compare(DemoResult& result, const DemoShop& shop)
{
    auto server = readFigures(shop.serverData(), "server");
    if (!server)
        return tl::unexpected(server.error());
    result.stores.push_back(std::move(*server));
    for (std::size_t till = 0; till < DemoShop::tills; ++till) {
        auto figures = readFigures(shop.tillData(till), "till " + std::to_string(till + 1));
        if (!figures)
            return tl::unexpected(figures.error());
        result.stores.push_back(std::move(*figures));
    }
    auto refused = refusedByServer(shop.serverData());
    if (!refused)
        return tl::unexpected(refused.error());
    findDifferences(result, std::move(*refused));
    return Done{};
}

} // namespace

Result<Done> runDemo(const DemoOptions& options)
{
    int count = 1;
    char name[] = "kontorctl";
    char* arguments[] = {name, nullptr};
    QCoreApplication application(count, arguments);
    ProgressLine progress("demo");

    const auto file = options.file.empty() ? bundledMonth() : std::filesystem::path(options.file);
    const auto ofFile = plainTotals(file);
    if (!ofFile)
        return tl::unexpected(ofFile.error());
    const auto sales = readWhole(file);
    if (!sales)
        return tl::unexpected(sales.error());
    QTemporaryDir temporary;
    const auto folder = prepareFolder(options, temporary);
    if (!folder)
        return tl::unexpected(folder.error());

    DemoSales sold;
    for (std::size_t place = 0; place < sales->numbers.size(); ++place)
        sold.linesOf[place % DemoShop::tills].push_back(planNumber(sales->numbers[place], *sales).lines.size());
    const auto plan = options.seed ? DemoPlan::drawn(sold, *options.seed) : DemoPlan::usual(sold);
    DemoRun run(*sales, plan, file, *folder, progress);
    const auto shop = run.run();
    if (!shop) {
        if (!run.wasInterrupted()) {
            temporary.setAutoRemove(false);
            printNote("what there is of it is in " + folder->string());
        }
        return tl::unexpected(shop.error());
    }
    DemoResult result;
    result.ofFile = *ofFile;
    result.seed = options.seed;
    result.stories = run.stories();
    result.server = run.serverStory();
    if (auto compared = compare(result, *shop); !compared)
        return compared;
    result.elapsedMs = progress.elapsedMs();
    progress.finish(std::to_string(result.ofFile.invoices) + " numbers replayed");
    if (options.json)
        fmt::print("{}\n", toJson(result).dump(2));
    else
        printTable(result);
    if (!result.differences.empty()) {
        temporary.setAutoRemove(false);
        return fail(Error::Kind::Conflict, "demo", result.differences.front() + "; the data is in " + folder->string());
    }
    return Done{};
}

} // namespace kontor
