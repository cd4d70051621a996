#include "app/ctl/console.h"
#include "app/ctl/import/import_report.h"
#include "app/ctl/import/import_table.h"
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
    if (auto reported = report(options, made->refused, opened->currency, toJson(*made, opened->currency)); !reported)
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
    bool dryRun = false;
    bool json = false;
    Author author;
};

Result<Done> table(const TableVerbOptions& options)
{
    const TableKind kind = options.kind == "products"    ? TableKind::Products
                           : options.kind == "customers" ? TableKind::Customers
                                                         : TableKind::Stock;
    auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto permission = kind == TableKind::Products    ? schema::EDIT_CATALOG
                            : kind == TableKind::Customers ? schema::EDIT_CUSTOMERS
                                                           : schema::ADJUST_STOCK;
    const auto author = findAuthor(**store, options.author, permission);
    if (!author)
        return tl::unexpected(author.error());
    ProgressLine progress("import " + options.kind);
    TableOptions wish;
    wish.import = {*author, 1000, [&](const char* stage, std::uint64_t done, std::uint64_t total) {
                       progress.update(stage, done, total);
                   }};
    wish.dryRun = options.dryRun;
    for (const auto& one : options.columns) {
        const auto equals = one.find('=');
        if (equals == std::string::npos)
            return invalid("map", "'" + one + "' is not FIELD=COLUMN");
        wish.columns[one.substr(0, equals)] = one.substr(equals + 1);
    }
    const auto made = importTable(**store, kind, options.file, wish);
    if (!made)
        return tl::unexpected(made.error());
    progress.finish(fmt::format("{} rows read", made->rows));
    if (made->mayBeCut)
        printNote(options.file + " does not end with a line end: its last line may be cut");
    if (options.json) {
        nlohmann::ordered_json json{{"rows", made->rows},
                                    {"imported", made->taken},
                                    {"there", made->there},
                                    {"dry_run", options.dryRun},
                                    {"columns", made->columns}};
        json["refused"] = nlohmann::ordered_json::array();
        for (const auto& row : made->refused)
            json["refused"].push_back({{"line", row.line}, {"reason", row.reason}});
        fmt::print("{}\n", json.dump(2));
    } else {
        for (const auto& [field, column] : made->columns)
            fmt::print("{:<10} from column {}\n", field, column);
        fmt::print("{} rows read = {} {} + {} there before + {} refused\n", made->rows, made->taken,
                   options.dryRun ? "to be imported" : "imported", made->there, made->refused.size());
        constexpr std::size_t mostShown = 20;
        for (std::size_t i = 0; i < std::min(mostShown, made->refused.size()); ++i)
            fmt::print("  line {}: {}\n", made->refused[i].line, made->refused[i].reason);
        if (made->refused.size() > mostShown)
            fmt::print("  and {} more: --rejects FILE writes them all\n", made->refused.size() - mostShown);
    }
    return options.rejects.empty() ? Result<Done>(Done{}) : writeRefusedRows(*made, options.rejects);
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

    VerbOptions<TableVerbOptions> table_(*import, "table", "Products, customers or stock from a CSV of any columns");
    addDataOption(*table_.app, table_->data);
    table_.app->add_option("kind", table_->kind, "products, customers or stock (as counted)")
        ->required()
        ->check(CLI::IsMember({"products", "customers", "stock"}));
    table_.app->add_option("file", table_->file, "CSV file, packed with zstd or not")->required();
    table_.app->add_option("--map", table_->columns, "FIELD=COLUMN, where the header does not say it");
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
