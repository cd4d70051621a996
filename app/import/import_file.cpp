#include "app/import/import_file.h"

#include "app/import/csv_reader.h"
#include "app/import/import_sales.h"
#include "app/import/import_table.h"
#include "domain/settings/settings.h"
#include "storage/store.h"

#include <algorithm>

namespace kontor {
namespace {

constexpr std::size_t guessRows = 50;

/// Files of the online retailer: their codes and numbers mean more than others'.
bool isOnlineRetail(const ColumnMap& columns)
{
    static const ColumnMap theirs{{"number", "InvoiceNo"},   {"sku", "StockCode"},  {"name", "Description"},
                                  {"quantity", "Quantity"},  {"at", "InvoiceDate"}, {"price", "UnitPrice"},
                                  {"customer", "CustomerID"}};
    return columns == theirs;
}

Result<ImportOutcome> runTable(Store& store, const ImportJob& job, const ImportPreview& preview,
                               const ImportOptions& options)
{
    TableOptions table{options, job.columns, preview.rows};
    auto report = importTable(store, job.kind, job.file, table);
    if (!report)
        return tl::unexpected(report.error());
    ImportOutcome outcome;
    outcome.rows = report->rows;
    outcome.taken = report->taken;
    outcome.there = report->there;
    outcome.mayBeCut = report->mayBeCut;
    outcome.columns = report->columns;
    for (auto& row : report->refused)
        outcome.refused.emplace(row.line, std::move(row.reason));
    return outcome;
}

Result<ImportOutcome> runSales(Store& store, const ImportJob& job, const ImportPreview& preview,
                               const ImportOptions& options)
{
    const auto columns = mapColumns(TableKind::Sales, preview.header, job.columns, preview.rows);
    if (!columns)
        return tl::unexpected(columns.error());
    const auto terms = storeTerms(*store.read(), store.identity().store);
    if (!terms)
        return tl::unexpected(terms.error());
    SalesReading how;
    if (!isOnlineRetail(*columns))
        how.columns = *columns;
    how.dates = job.dates;
    how.isCancelled = options.isCancelled;
    if (options.progress)
        how.progress = [&](std::uint64_t done, std::uint64_t of) { options.progress("bytes", done, of); };
    const auto file = SalesFile::read(job.file, terms->currency, how);
    if (!file)
        return tl::unexpected(file.error());
    ImportOutcome outcome;
    outcome.columns = *columns;
    outcome.mayBeCut = file->mayBeCut;
    auto selling = options;
    selling.newProducts = job.withProducts;
    if (job.withProducts) {
        const auto products = importProducts(store, *file, options);
        if (!products)
            return tl::unexpected(products.error());
        outcome.products = products->added;
    }
    const auto report = importSales(store, *file, selling);
    if (!report)
        return tl::unexpected(report.error());
    outcome.rows = report->linesRead;
    outcome.there = report->linesThere;
    outcome.taken = report->linesImported - report->linesThere;
    outcome.orders = report->orders;
    outcome.customers = report->customersAdded;
    outcome.takenMinor = report->importedMinor;
    outcome.refusedMinor = report->refusedMinor;
    outcome.unreadableAmounts = report->unreadableAmounts;
    for (const auto& row : report->refused)
        outcome.refused.emplace(row.line, row.reason);
    if (!report->addsUp())
        return fail(Error::Kind::Storage, "sums",
                    "what is in the shop is not what the file says less what was refused");
    return outcome;
}

} // namespace

Result<ImportPreview> previewImport(const ImportJob& job, std::size_t rows)
{
    auto source = ByteSource::openText(job.file);
    if (!source)
        return tl::unexpected(source.error());
    auto csv = CsvReader::open(std::move(*source));
    if (!csv)
        return tl::unexpected(csv.error());
    ImportPreview preview;
    preview.header = csv->header();
    preview.encoding = csv->source().encoding();
    while (preview.rows.size() < rows) {
        const auto step = csv->next();
        if (!step)
            return tl::unexpected(step.error());
        if (*step == CsvReader::Step::End)
            break;
        if (*step == CsvReader::Step::Record)
            preview.rows.push_back(csv->fields());
    }
    preview.columns = guessColumns(job.kind, preview.header, preview.rows, job.columns);
    for (const auto& field : tableFields(job.kind))
        if (field.isNeeded && !preview.columns.contains(field.name))
            preview.missing.push_back(field.name);
    if (job.kind == TableKind::Products && !preview.columns.contains("sku") && !preview.columns.contains("barcode"))
        preview.missing.emplace_back("sku");
    if (const auto at = preview.columns.find("at"); at != preview.columns.end()) {
        const auto column = static_cast<std::size_t>(
            std::find(preview.header.begin(), preview.header.end(), at->second) - preview.header.begin());
        std::vector<std::string> values;
        for (const auto& row : preview.rows)
            values.push_back(row[column]);
        preview.dates = job.dates.value_or(guessDateOrder(values));
    }
    return preview;
}

Result<ImportOutcome> runImport(Store& store, const ImportJob& job, const ImportOptions& options)
{
    const auto preview = previewImport(job, guessRows);
    if (!preview)
        return tl::unexpected(preview.error());
    auto outcome = job.kind == TableKind::Sales ? runSales(store, job, *preview, options)
                                                : runTable(store, job, *preview, options);
    if (outcome)
        outcome->encoding = preview->encoding;
    return outcome;
}

schema::Permission permissionFor(TableKind kind)
{
    switch (kind) {
    case TableKind::Products: return schema::EDIT_CATALOG;
    case TableKind::Customers: return schema::EDIT_CUSTOMERS;
    case TableKind::Stock: return schema::ADJUST_STOCK;
    case TableKind::Sales: break;
    }
    return schema::IMPORT_DATA;
}

} // namespace kontor
