#include "app/ctl/console.h"
#include "app/ctl/import_report.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "app/import/import_file.h"

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

void noteEncoding(const std::string& file, TextEncoding encoding)
{
    if (encoding != TextEncoding::Utf8)
        printNote(fmt::format("{} is no UTF-8 and was read as {}", file, encodingName(encoding)));
}

/// What both imports begin with.
struct Opened {
    std::unique_ptr<Store> store;
    Currency currency;
    SalesFile file;
    Id<schema::Staff> author;
};

Result<Opened> begin(const ImportVerbOptions& options, schema::Permission permission, ProgressLine& progress)
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
    noteEncoding(options.file, file->encoding);
    if (file->mayBeCut)
        printNote(options.file + " does not end with a line end: its last line may be cut");
    return Opened{std::move(*store), *currency, std::move(*file), *author};
}

Result<Done> report(const ImportVerbOptions& options, const std::vector<RefusedRow>& refused,
                    const nlohmann::ordered_json& json)
{
    if (options.json)
        fmt::print("{}\n", json.dump(2));
    printRefused(refused);
    return options.rejects.empty() ? Result<Done>(Done{})
                                   : writeRefusedLines(options.file, refusedLines(refused), options.rejects);
}

Result<Done> products(const ImportVerbOptions& options)
{
    ProgressLine progress("import products");
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
    return report(options, opened->file.refused, toJson(*made, opened->file, opened->currency));
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
    ProgressLine progress("import sales");
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
    if (auto reported = report(options, made->refused, toJson(*made, opened->currency)); !reported)
        return reported;
    if (!made->addsUp())
        return fail(Error::Kind::Storage, "sums",
                    "what is in the shop is not what the file says less what was refused");
    return Done{};
}

struct TableVerbOptions {
    std::string data;
    std::string kind;
    std::string file;
    std::string rejects;
    std::vector<std::string> columns;
    std::string dates;
    bool knownProducts = false;
    bool dryRun = false;
    bool json = false;
    Author author;
};

Result<ImportJob> jobOf(const TableVerbOptions& options)
{
    ImportJob job;
    job.kind = options.kind == "products"    ? TableKind::Products
               : options.kind == "customers" ? TableKind::Customers
               : options.kind == "sales"     ? TableKind::Sales
                                             : TableKind::Stock;
    job.file = options.file;
    job.withProducts = !options.knownProducts;
    if (!options.dates.empty())
        job.dates = options.dates == "month-first" ? DateOrder::MonthFirst : DateOrder::DayFirst;
    for (const auto& one : options.columns) {
        const auto equals = one.find('=');
        if (equals == std::string::npos)
            return invalid("map", "'" + one + "' is not FIELD=COLUMN");
        job.columns[one.substr(0, equals)] = one.substr(equals + 1);
    }
    return job;
}

void printTable(const TableVerbOptions& options, const ImportOutcome& made, Currency currency)
{
    for (const auto& [field, column] : made.columns)
        fmt::print("{:<10} from column {}\n", field, column);
    fmt::print("{} rows read = {} {} + {} there before + {} refused\n", made.rows, made.taken,
               options.dryRun ? "to be imported" : "imported", made.there, made.refused.size());
    if (options.kind == "sales")
        fmt::print("{} orders over {} {}; {} {} refused; {} new products, {} new customers\n", made.orders,
                   amountText(made.takenMinor, currency), currency.alpha(), amountText(made.refusedMinor, currency),
                   currency.alpha(), made.products, made.customers);
    constexpr std::size_t mostShown = 20;
    std::size_t shown = 0;
    for (const auto& [line, reason] : made.refused) {
        if (++shown > mostShown)
            break;
        fmt::print("  line {}: {}\n", line, reason);
    }
    if (made.refused.size() > mostShown)
        fmt::print("  and {} more: --rejects FILE writes them all\n", made.refused.size() - mostShown);
}

void printTableJson(const TableVerbOptions& options, const ImportOutcome& made, Currency currency)
{
    nlohmann::ordered_json json{{"rows", made.rows},
                                {"imported", made.taken},
                                {"there", made.there},
                                {"dry_run", options.dryRun},
                                {"encoding", encodingName(made.encoding)},
                                {"columns", made.columns}};
    if (options.kind == "sales") {
        json["orders"] = made.orders;
        json["products_new"] = made.products;
        json["customers_new"] = made.customers;
        json["sum_imported"] = amountText(made.takenMinor, currency);
        json["sum_refused"] = amountText(made.refusedMinor, currency);
    }
    json["refused"] = nlohmann::ordered_json::array();
    for (const auto& [line, reason] : made.refused)
        json["refused"].push_back({{"line", line}, {"reason", reason}});
    fmt::print("{}\n", json.dump(2));
}

Result<Done> table(const TableVerbOptions& options)
{
    const auto job = jobOf(options);
    if (!job)
        return tl::unexpected(job.error());
    const auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto author = findAuthor(**store, options.author, permissionFor(job->kind));
    if (!author)
        return tl::unexpected(author.error());
    const auto currency = organisationCurrency(**store);
    if (!currency)
        return tl::unexpected(currency.error());
    ProgressLine progress("import " + options.kind);
    ImportOptions wish{*author, 1000, [&](const char* stage, std::uint64_t done, std::uint64_t total) {
                           progress.update(stage, done, total);
                       }};
    wish.dryRun = options.dryRun;
    const auto made = runImport(**store, *job, wish);
    if (!made)
        return tl::unexpected(made.error());
    progress.finish(fmt::format("{} rows read", made->rows));
    noteEncoding(options.file, made->encoding);
    if (made->mayBeCut)
        printNote(options.file + " does not end with a line end: its last line may be cut");
    if (options.json)
        printTableJson(options, *made, *currency);
    else
        printTable(options, *made, *currency);
    return options.rejects.empty() ? Result<Done>(Done{})
                                   : writeRefusedLines(options.file, made->refused, options.rejects);
}

void addImportOptions(VerbOptions<ImportVerbOptions>& verb)
{
    addDataOption(*verb.app, verb->data);
    verb.app->add_option("file", verb->file, "CSV file, packed with zstd or not")->required();
    verb.app->add_option("--rejects", verb->rejects,
                         "Write the refused rows to this CSV file, to mend and import again");
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

    VerbOptions<TableVerbOptions> table_(*import, "table",
                                         "Products, customers, stock or sales from a CSV of any columns");
    addDataOption(*table_.app, table_->data);
    table_.app->add_option("kind", table_->kind, "products, customers, stock (as counted) or sales")
        ->required()
        ->check(CLI::IsMember({"products", "customers", "stock", "sales"}));
    table_.app->add_option("file", table_->file, "CSV file, packed with zstd or not")->required();
    table_.app->add_option("--map", table_->columns, "FIELD=COLUMN, where the header does not say it; FIELD= for none");
    table_.app
        ->add_option("--dates", table_->dates, "Of sales: day-first or month-first (default: as the rows suggest)")
        ->check(CLI::IsMember({"day-first", "month-first"}));
    table_.app->add_flag("--known-products", table_->knownProducts,
                         "Of sales: refuse those of products that the shop does not have");
    table_.app->add_flag("--dry-run", table_->dryRun, "Check everything and write nothing");
    table_.app->add_option("--rejects", table_->rejects,
                           "Write the refused rows to this file, to mend and import again");
    table_.app->add_flag("--json", table_->json, "Report as JSON");
    addAuthorOptions(*table_.app, table_->author);
    table_.runs(chosen, table);

    VerbOptions<ImportVerbOptions> products_(*import, "products", "The products that a file of sales names");
    addImportOptions(products_);
    products_.runs(chosen, products);

    VerbOptions<ImportVerbOptions> sales_(*import, "sales", "The sales, returns and stock movements of a file");
    addImportOptions(sales_);
    sales_.runs(chosen, sales);
}

} // namespace kontor
