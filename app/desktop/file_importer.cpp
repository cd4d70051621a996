#include "app/desktop/file_importer.h"

#include "app/import/import_file.h"
#include "domain/base/money.h"
#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/settings/settings.h"
#include "storage/store.h"

#include <algorithm>

namespace kontor {
namespace {

TableKind kindOf(ImportPort::Kind kind)
{
    switch (kind) {
    case ImportPort::Kind::Products: return TableKind::Products;
    case ImportPort::Kind::Customers: return TableKind::Customers;
    case ImportPort::Kind::Stock: return TableKind::Stock;
    case ImportPort::Kind::Sales: break;
    }
    return TableKind::Sales;
}

ImportJob jobOf(const ImportPort::Request& request)
{
    ImportJob job;
    job.kind = kindOf(request.kind);
    job.file = request.file;
    job.columns = request.columns;
    if (request.monthFirst)
        job.dates = *request.monthFirst ? DateOrder::MonthFirst : DateOrder::DayFirst;
    return job;
}

/// The first few different values of a column, for telling it from others.
std::string exampleOf(const SampleRows& rows, std::size_t column)
{
    constexpr std::size_t shown = 3;
    std::vector<std::string> values;
    for (const auto& row : rows) {
        const std::string value(trimmed(row[column]));
        if (!value.empty() && std::find(values.begin(), values.end(), value) == values.end())
            values.push_back(value);
        if (values.size() == shown)
            break;
    }
    std::string text;
    for (const auto& value : values)
        text += (text.empty() ? "" : ", ") + shortened(value, 24);
    return text;
}

} // namespace

std::vector<ImportPort::Field> FileImporter::fields(Kind kind) const
{
    std::vector<Field> fields;
    for (const auto& field : tableFields(kindOf(kind)))
        fields.push_back({field.name, field.isNeeded});
    return fields;
}

Result<ImportPort::Preview> FileImporter::preview(const Request& request) const
{
    const auto found = previewImport(jobOf(request));
    if (!found)
        return tl::unexpected(found.error());
    Preview preview;
    preview.header = found->header;
    preview.columns = found->columns;
    preview.missing = found->missing;
    if (found->encoding != TextEncoding::Utf8)
        preview.encoding = encodingName(found->encoding);
    preview.monthFirst = found->dates == DateOrder::MonthFirst;
    for (std::size_t column = 0; column < found->header.size(); ++column)
        preview.examples.push_back(exampleOf(found->rows, column));
    const auto& fields = tableFields(kindOf(request.kind));
    for (const auto& row : found->rows) {
        std::vector<Cell> cells;
        for (const auto& field : fields) {
            Cell cell;
            if (const auto at = found->columns.find(field.name); at != found->columns.end()) {
                const auto column = std::find(found->header.begin(), found->header.end(), at->second);
                cell.text = trimmed(row[static_cast<std::size_t>(column - found->header.begin())]);
                cell.isOdd = cell.text.empty()
                                 ? field.isNeeded
                                 : (field.form != ValueForm::Text && field.form != ValueForm::Code &&
                                    field.form != ValueForm::Barcode && !looksLike(field.form, cell.text)) ||
                                       hasLostCharacters(cell.text);
            }
            cells.push_back(std::move(cell));
        }
        preview.rows.push_back(std::move(cells));
    }
    return preview;
}

Result<ImportPort::Outcome> FileImporter::run(const Request& request, const Progress& progress,
                                              const std::function<bool()>& isCancelled)
{
    const auto actor = Actor::load(*m_store.read(), request.staff);
    if (!actor)
        return tl::unexpected(actor.error());
    const auto job = jobOf(request);
    // Asked before the file is read: nobody waits for what they may not do.
    if (auto allowed = actor->may(permissionFor(job.kind)); !allowed)
        return tl::unexpected(allowed.error());
    ImportOptions options;
    options.staff = request.staff;
    options.progress = progress;
    options.dryRun = request.dryRun;
    options.isCancelled = isCancelled;
    auto made = runImport(m_store, job, options);
    if (!made)
        return tl::unexpected(made.error());
    Outcome outcome{made->rows, made->taken, made->there, std::move(made->refused), made->mayBeCut, {}};
    if (job.kind == TableKind::Sales) {
        const auto terms = storeTerms(*m_store.read(), m_store.identity().store);
        const auto minor = narrow(made->takenMinor, "sum");
        if (terms && minor)
            outcome.sum = Money(*minor, terms->currency).toString() + ' ' + std::string(terms->currency.alpha());
    }
    return outcome;
}

Result<Done> FileImporter::saveRefused(const std::filesystem::path& file, const Refused& refused,
                                       const std::filesystem::path& into) const
{
    return writeRefusedLines(file, refused, into);
}

} // namespace kontor
