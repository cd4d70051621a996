#include "app/ctl/console.h"
#include "app/ctl/import/import_report.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

struct ImportVerbOptions {
    std::string data;
    std::string file;
    std::string rejects;
    std::size_t batch = 1000;
    bool json = false;
    Author author;
};

/// What both imports begin with.
struct Opened {
    std::unique_ptr<Store> store;
    Currency currency;
    SalesFile file;
    Id<schema::Staff> author;
};

Result<Opened> begin(const ImportVerbOptions& options, schema::Permission permission, Progress& progress)
{
    auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto currency = organisationCurrency(**store);
    if (!currency)
        return tl::unexpected(currency.error());
    const auto author = findAuthor(**store, options.author, permission);
    if (!author)
        return tl::unexpected(author.error());
    // Whole before the first commit: a file that cannot be read to its end leaves nothing in the shop.
    auto file = SalesFile::read(options.file, *currency, [&](std::uint64_t done, std::uint64_t total) {
        progress.update("bytes", done, total);
    });
    if (!file)
        return tl::unexpected(file.error());
    if (file->mayBeCut)
        printNote(options.file + " does not end with a line end: its last line may be cut");
    return Opened{std::move(*store), *currency, std::move(*file), *author};
}

Result<Done> report(const ImportVerbOptions& options, const std::vector<RefusedRow>& refused, Currency currency,
                    const nlohmann::ordered_json& json)
{
    if (options.json)
        fmt::print("{}\n", json.dump(2));
    printRefused(refused);
    return options.rejects.empty() ? Result<Done>(Done{}) : writeRefused(refused, currency, options.rejects);
}

Result<Done> products(const ImportVerbOptions& options)
{
    Progress progress("import products");
    const auto opened = begin(options, schema::EDIT_CATALOG, progress);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto made =
        importProducts(*opened->store, opened->file,
                       {opened->author, options.batch, [&](const char* stage, std::uint64_t done, std::uint64_t total) {
                            progress.update(stage, done, total);
                        }});
    if (!made)
        return tl::unexpected(made.error());
    progress.finish(fmt::format("{} lines read, {} refused", opened->file.linesRead, opened->file.refused.size()));
    if (!options.json) {
        fmt::print("{} products: {} new, {} there before; {} new spellings; {} without a price\n", made->products,
                   made->added, made->there, made->aliasesAdded, made->withoutPrice);
    }
    return report(options, opened->file.refused, opened->currency, toJson(*made, opened->file, opened->currency));
}

void print(const SalesReport& report, Currency currency)
{
    fmt::print("lines    {} read = {} imported + {} refused\n", report.linesRead, report.linesImported,
               report.refused.size());
    fmt::print("sum      {} of the file = {} imported + {} refused ({})\n", amountText(report.fileMinor, currency),
               amountText(report.importedMinor, currency), amountText(report.refusedMinor, currency), currency.alpha());
    if (report.unreadableAmounts > 0)
        fmt::print("         {} refused lines have an amount that cannot be read and count as nothing\n",
                   report.unreadableAmounts);
    fmt::print("numbers  {} new, {} there before, {} refused\n", report.numbersNew, report.numbersThere,
               report.numbersRefused);
    fmt::print("in all   {} orders, {} stock movements without one, {} new customers\n", report.orders,
               report.movements, report.customersAdded);
}

Result<Done> sales(const ImportVerbOptions& options)
{
    Progress progress("import sales");
    const auto opened = begin(options, schema::IMPORT_DATA, progress);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto made =
        importSales(*opened->store, opened->file,
                    {opened->author, options.batch, [&](const char* stage, std::uint64_t done, std::uint64_t total) {
                         progress.update(stage, done, total);
                     }});
    if (!made)
        return tl::unexpected(made.error());
    progress.finish(fmt::format("{} lines read, {} refused", made->linesRead, made->refused.size()));
    if (!options.json)
        print(*made, opened->currency);
    if (auto reported = report(options, made->refused, opened->currency, toJson(*made, opened->currency)); !reported)
        return reported;
    if (!made->addsUp())
        return fail(Error::Kind::Storage, "sums",
                    "what is in the shop is not what the file says less what was refused");
    return Done{};
}

void addImportOptions(VerbOptions<ImportVerbOptions>& verb)
{
    addDataOption(*verb.app, verb->data);
    verb.app->add_option("file", verb->file, "CSV file, packed with zstd or not")->required();
    verb.app->add_option("--rejects", verb->rejects, "Write the refused rows to this CSV file");
    verb.app->add_option("--batch", verb->batch, "Products or customers per commit, at most 1000")
        ->capture_default_str();
    verb.app->add_flag("--json", verb->json, "Report as JSON");
    addAuthorOptions(*verb.app, verb->author);
}

} // namespace

void addImportVerbs(CLI::App& app, Chosen& chosen)
{
    auto* import = app.add_subcommand("import", "Bring in products and sales of another system");
    import->require_subcommand(1);

    VerbOptions<ImportVerbOptions> products_(*import, "products", "The products that a file of sales names");
    addImportOptions(products_);
    products_.runs(chosen, products);

    VerbOptions<ImportVerbOptions> sales_(*import, "sales", "The sales, returns and stock movements of a file");
    addImportOptions(sales_);
    sales_.runs(chosen, sales);
}

} // namespace kontor
