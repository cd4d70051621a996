#include "app/import/import_sales.h"

#include "app/clock/shop_zone.h"
#include "domain/catalog/product.h"
#include "domain/catalog/scan.h"
#include "domain/customers/customer.h"
#include "domain/inventory/stock.h"
#include "domain/orders/import_order.h"
#include "storage/store.h"

#include <algorithm>
#include <unordered_map>

namespace kontor {
namespace {

/// What the texts of a file are in the shop; looked up once each.
struct Known {
    std::unordered_map<std::uint32_t, Id<schema::Variant>> variants;
    std::unordered_map<std::uint32_t, Id<schema::Customer>> customers;
    ShopZone zone{""};
};

Known lookUp(const Reader& shop, const SalesFile& file, Id<schema::Store> store)
{
    Known known;
    known.zone = ShopZone::of(shop, store);
    for (const auto& number : file.numbers) {
        for (const auto& row : number.rows) {
            const auto& code = file.texts.text(row.code);
            if (!known.variants.contains(row.code)) {
                const auto imported = importedProductId(codeKey(code), file.source);
                if (shop.get(Id<schema::Product>(imported)))
                    known.variants.emplace(row.code, importedVariant(imported));
                else if (const auto found = resolveCode(shop, code))
                    known.variants.emplace(row.code, found->variant);
            }
            const auto& customer = file.texts.text(row.customer);
            if (!customer.empty() && !known.customers.contains(row.customer)) {
                if (const auto found = findCustomer(shop, customer))
                    known.customers.emplace(row.customer, Id<schema::Customer>(found->id()));
            }
        }
    }
    return known;
}

StockChange stockChange(const SalesNumber& number, const SalesRow& row, const SalesFile& file, const Known& known)
{
    return {known.variants.at(row.code), Quantity::whole(row.quantity), NumberPlan::reasonOf(row),
            file.texts.text(row.description),
            importedRowId(file.source, number.number, row.ordinal, ImportedRow::Movement)};
}

std::vector<StockChange> stockChanges(const SalesNumber& number, const NumberPlan& plan, const SalesFile& file,
                                      const Known& known)
{
    std::vector<StockChange> changes;
    changes.reserve(plan.movements.size());
    for (const auto* row : plan.movements)
        changes.push_back(stockChange(number, *row, file, known));
    return changes;
}

ImportedOrder importedOrder(const SalesNumber& number, const NumberPlan& plan, const SalesFile& file,
                            const Known& known)
{
    ImportedOrder order;
    order.source = file.source;
    order.number = number.number;
    order.kind = plan.kind;
    order.at = known.zone.utcOf(plan.at);
    order.utcOffsetSeconds = known.zone.offsetAtLocal(plan.at);
    if (const auto customer = known.customers.find(plan.customer); customer != known.customers.end())
        order.customer = customer->second;
    order.lines.reserve(plan.lines.size());
    for (const auto* row : plan.lines) {
        order.lines.push_back({row->ordinal, known.variants.at(row->code), file.texts.text(row->description),
                               Quantity::whole(row->quantity), UnitPrice{row->priceE4}});
    }
    order.movements = stockChanges(number, plan, file, known);
    return order;
}

AdjustStock adjustment(const SalesNumber& number, const NumberPlan& plan, const SalesFile& file, const Known& known)
{
    AdjustStock input;
    input.changes = stockChanges(number, plan, file, known);
    input.source = file.source;
    input.reference = number.number;
    input.at = known.zone.utcOf(plan.at);
    return input;
}

Result<Committed> bringIn(Store& store, const ImportOptions& options, const SalesNumber& number, const SalesFile& file,
                          const Known& known)
{
    const auto plan = planNumber(number, file);
    if (plan.lines.empty()) {
        const auto input = adjustment(number, plan, file, known);
        return store.execute(options.staff, [&](const Reader& shop, const Context& context, const Actor& actor) {
            return adjustStock(shop, context, actor, input);
        });
    }
    const auto input = importedOrder(number, plan, file, known);
    return store.execute(options.staff, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return importOrder(shop, context, actor, input);
    });
}

void refuse(SalesReport& report, const SalesNumber& number, const std::string& reason)
{
    ++report.numbersRefused;
    for (const auto& row : number.rows)
        report.refused.push_back({row.line, number.number, reason, row.minor()});
}

/// Counts what the shop has of a number now.
void readBack(SalesReport& report, const Reader& shop, const SalesNumber& number, const SalesFile& file)
{
    const auto plan = planNumber(number, file);
    const auto id = importedRowId(file.source, number.number, 0, ImportedRow::Order);
    if (const auto order = shop.get(Id<schema::Order>(id))) {
        ++report.orders;
        report.linesImported += order->lines();
        report.importedMinor += order->total().minor();
    }
    for (const auto* row : plan.movements) {
        const auto movement = importedRowId(file.source, number.number, row->ordinal, ImportedRow::Movement);
        if (shop.get(Id<schema::StockMovement>(movement))) {
            ++report.movements;
            ++report.linesImported;
        }
    }
}

/// What a number would come to, where nothing is written.
void foresee(SalesReport& report, const Reader& shop, const SalesNumber& number, const SalesFile& file)
{
    const auto plan = planNumber(number, file);
    const auto first = plan.lines.empty() ? importedRowId(file.source, number.number, plan.movements.front()->ordinal,
                                                          ImportedRow::Movement)
                                          : importedRowId(file.source, number.number, 0, ImportedRow::Order);
    const bool isThere = plan.lines.empty() ? shop.get(Id<schema::StockMovement>(first)).has_value()
                                            : shop.get(Id<schema::Order>(first)).has_value();
    ++(isThere ? report.numbersThere : report.numbersNew);
    report.linesThere += isThere ? number.rows.size() : 0;
    report.orders += plan.lines.empty() ? 0 : 1;
    report.movements += plan.movements.size();
    report.linesImported += number.rows.size();
    for (const auto* row : plan.lines)
        report.importedMinor += row->minor();
}

/// The first code of a number that the shop has no product for.
const std::string* unknownCode(const SalesNumber& number, const SalesFile& file, const Known& known)
{
    for (const auto& row : number.rows) {
        if (!known.variants.contains(row.code))
            return &file.texts.text(row.code);
    }
    return nullptr;
}

} // namespace

RawId importedCustomerId(std::string_view number, std::string_view source)
{
    return RawId::imported(std::string(source) + "/customer", number, 0);
}

Result<std::uint64_t> importCustomers(Store& store, const SalesFile& file, const ImportOptions& options)
{
    std::vector<NewCustomer> fresh;
    {
        const auto view = store.read();
        std::unordered_map<std::uint32_t, bool> seen;
        for (const auto& number : file.numbers) {
            if (refusalOf(number, file))
                continue;
            for (const auto& row : number.rows) {
                const auto& customer = file.texts.text(row.customer);
                if (!customer.empty() && seen.emplace(row.customer, true).second && !findCustomer(*view, customer))
                    fresh.push_back({customer, {}, importedCustomerId(customer, file.source)});
            }
        }
    }
    if (options.dryRun)
        return fresh.size();
    const std::size_t batch = std::clamp<std::size_t>(options.batch, 1, 1000);
    for (std::size_t at = 0; at < fresh.size(); at += batch) {
        if (options.isCancelled && options.isCancelled())
            return importStopped(at);
        const auto end = std::min(at + batch, fresh.size());
        AddCustomers input;
        input.customers.assign(fresh.begin() + static_cast<std::ptrdiff_t>(at),
                               fresh.begin() + static_cast<std::ptrdiff_t>(end));
        const auto done =
            store.execute(options.staff, [&](const Reader& shop, const Context& context, const Actor& actor) {
                return addCustomers(shop, context, actor, input);
            });
        if (!done)
            return tl::unexpected(done.error());
        if (options.progress)
            options.progress("customers", end, fresh.size());
    }
    return fresh.size();
}

Result<SalesReport> importSales(Store& store, const SalesFile& file, const ImportOptions& options)
{
    SalesReport report;
    report.linesRead = file.linesRead;
    report.refused = file.refused;
    const auto customers = importCustomers(store, file, options);
    if (!customers)
        return tl::unexpected(customers.error());
    report.customersAdded = *customers;

    const auto known = lookUp(*store.read(), file, store.identity().store);
    // Kept only where nothing is written: a view that stays open keeps the log from shrinking.
    const auto view = options.dryRun ? store.read() : nullptr;
    std::vector<const SalesNumber*> imported;
    std::uint64_t done = 0;
    for (const auto& number : file.numbers) {
        if (++done % 16 == 0) {
            if (options.progress)
                options.progress("numbers", done, file.numbers.size());
            if (options.isCancelled && options.isCancelled())
                return importStopped(report.numbersNew);
        }
        if (const auto reason = refusalOf(number, file)) {
            refuse(report, number, *reason);
            continue;
        }
        if (const auto* code = unknownCode(number, file, known); code != nullptr && !options.newProducts) {
            refuse(report, number, "StockCode: the shop has no product \"" + *code + "\"; import products first");
            continue;
        }
        if (options.dryRun) {
            foresee(report, *view, number, file);
            continue;
        }
        const auto committed = bringIn(store, options, number, file, known);
        if (committed) {
            ++report.numbersNew;
        } else if (committed.error().kind == Error::Kind::Conflict &&
                   (committed.error().about == "order" || committed.error().about == "movement")) {
            ++report.numbersThere;
            report.linesThere += number.rows.size();
        } else if (committed.error().kind == Error::Kind::Storage || committed.error().kind == Error::Kind::Denied) {
            return tl::unexpected(committed.error());
        } else {
            refuse(report, number, committed.error().about + ": " + committed.error().detail);
            continue;
        }
        imported.push_back(&number);
    }

    const auto after = store.read();
    for (const auto* number : imported)
        readBack(report, *after, *number, file);
    for (const auto& number : file.numbers) {
        for (const auto& row : number.rows)
            report.fileMinor += row.minor();
    }
    for (const auto& row : file.refused)
        report.fileMinor += row.minor.value_or(0);
    std::sort(report.refused.begin(), report.refused.end(),
              [](const RefusedRow& a, const RefusedRow& b) { return a.line < b.line; });
    for (const auto& row : report.refused) {
        report.refusedMinor += row.minor.value_or(0);
        report.unreadableAmounts += row.minor ? 0 : 1;
    }
    return report;
}

} // namespace kontor
