#include "app/import/import_table.h"

#include "app/import/csv_reader.h"
#include "app/import/refused_rows.h"
#include "domain/base/rational.h"
#include "domain/base/text.h"
#include "domain/catalog/category.h"
#include "domain/catalog/name_limits.h"
#include "domain/catalog/product.h"
#include "domain/catalog/scan.h"
#include "domain/catalog/unit.h"
#include "domain/customers/customer.h"
#include "domain/customers/profile.h"
#include "domain/inventory/stock.h"
#include "domain/schema/tax.pb.h"
#include "domain/settings/settings.h"
#include "storage/store.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

namespace kontor {
namespace {

class Table
{
public:
    Table(Store& store, TableKind kind, const TableOptions& options) : m_store(store), m_kind(kind), m_options(options)
    {}

    Result<TableReport> run(const std::filesystem::path& file)
    {
        auto source = ByteSource::openText(file);
        if (!source)
            return tl::unexpected(source.error());
        auto csv = CsvReader::open(std::move(*source));
        if (!csv)
            return tl::unexpected(csv.error());
        auto columns = mapColumns(m_kind, csv->header(), m_options.columns, m_options.samples);
        if (!columns)
            return tl::unexpected(columns.error());
        m_report.header = csv->header();
        m_report.columns = std::move(*columns);
        const auto terms = storeTerms(*m_store.read(), m_store.identity().store);
        if (!terms)
            return tl::unexpected(terms.error());
        m_currency = terms->currency;
        m_location = terms->location;
        while (true) {
            const auto step = csv->next();
            if (!step)
                return tl::unexpected(step.error());
            if (*step == CsvReader::Step::End)
                break;
            ++m_report.rows;
            if (*step == CsvReader::Step::Refused) {
                m_report.refused.push_back({csv->line(), csv->reason(), {csv->refusedStart()}});
                continue;
            }
            take(csv->line(), csv->fields());
            if (m_pending.size() >= m_options.import.batch)
                if (auto written = write(); !written)
                    return tl::unexpected(written.error());
            if (m_report.rows % 1000 == 0 && m_options.import.progress)
                m_options.import.progress("bytes", csv->source().taken(), csv->source().size());
            if (m_report.rows % 100 == 0 && m_options.import.isCancelled && m_options.import.isCancelled())
                return importStopped(m_report.taken);
        }
        if (auto written = write(); !written)
            return tl::unexpected(written.error());
        m_report.mayBeCut = csv->endsWithoutLineEnd();
        std::stable_sort(m_report.refused.begin(), m_report.refused.end(),
                         [](const auto& a, const auto& b) { return a.line < b.line; });
        return std::move(m_report);
    }

private:
    struct Row {
        std::uint64_t line = 0;
        std::vector<std::string> fields;
        NewProduct product;
        std::string category;
        NewCustomer customer;
        bool isThere = false;   ///< A customer that only wants their address.
        ChangeCustomer contact; ///< What is said of them beside number and name.
        StockChange change;
    };

    [[nodiscard]] std::string value(const std::vector<std::string>& fields, const std::string& field) const
    {
        const auto column = m_report.columns.find(field);
        if (column == m_report.columns.end())
            return {};
        const auto at = std::find(m_report.header.begin(), m_report.header.end(), column->second);
        return composed(trimmed(fields[static_cast<std::size_t>(at - m_report.header.begin())]));
    }

    void take(std::uint64_t line, const std::vector<std::string>& fields)
    {
        Row row;
        row.line = line;
        row.fields = fields;
        for (const auto& field : fields)
            if (hasLostCharacters(field)) {
                m_report.refused.push_back({line, "has a character that was lost on the way (\xEF\xBF\xBD)", fields});
                return;
            }
        const auto read = m_kind == TableKind::Products    ? readProduct(row)
                          : m_kind == TableKind::Customers ? readCustomer(row)
                                                           : readStock(row);
        if (!read)
            m_report.refused.push_back({line, read.error().about + ": " + read.error().detail, fields});
        else if (*read)
            m_pending.push_back(std::move(row));
        else
            ++m_report.there;
    }

    /// False: it is there already.
    Result<bool> readProduct(Row& row)
    {
        auto& product = row.product;
        product.name = value(row.fields, "name");
        product.sku = value(row.fields, "sku");
        const auto barcode = value(row.fields, "barcode");
        if (product.sku.empty())
            product.sku = barcode;
        if (auto name = requiredText(product.name, "name"); !name)
            return tl::unexpected(name.error());
        if (auto sku = requiredText(product.sku, "sku", 80); !sku)
            return tl::unexpected(sku.error());
        product.id = RawId::imported("csv/product", product.sku, 0);
        const auto shop = m_store.read();
        if (shop->get(Id<schema::Product>(*product.id)))
            return false;
        if (!m_codes.insert(product.sku).second)
            return fail(Error::Kind::Conflict, "sku", "'" + product.sku + "' stands in an earlier row too");
        if (resolveCode(*shop, product.sku))
            return fail(Error::Kind::Conflict, "sku", "another product has '" + product.sku + "'");
        if (!barcode.empty() && barcode != product.sku) {
            if (!m_codes.insert(barcode).second)
                return fail(Error::Kind::Conflict, "barcode", "'" + barcode + "' stands in an earlier row too");
            if (resolveCode(*shop, barcode))
                return fail(Error::Kind::Conflict, "barcode", "another product has '" + barcode + "'");
        }
        if (!barcode.empty())
            product.barcodes = {barcode};
        if (const auto text = value(row.fields, "price"); !text.empty()) {
            const auto price = UnitPrice::parse(plainAmount(text), *m_currency, "price");
            if (!price || price->e4 < 0)
                return invalid("price", "'" + text + "' is no price");
            product.price = *price;
        }
        product.brand = value(row.fields, "brand");
        if (auto brand = optionalText(product.brand, "brand", maxBrandBytes); !brand)
            return tl::unexpected(brand.error());
        row.category = value(row.fields, "category");
        if (auto category = optionalText(row.category, "category", maxCategoryNameBytes); !category)
            return tl::unexpected(category.error());
        if (const auto tax = value(row.fields, "tax"); !tax.empty())
            if (auto known = readTax(*shop, tax, product); !known)
                return tl::unexpected(known.error());
        if (const auto unit = value(row.fields, "unit"); !unit.empty() && !isPieces(unit)) {
            const auto known = findUnit(*shop, unit);
            if (!known)
                return fail(Error::Kind::NotFound, "unit", "the shop has no unit '" + unit + "'");
            product.unit = *known;
        }
        return true;
    }

    static std::string lowered(std::string text)
    {
        std::transform(text.begin(), text.end(), text.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        return text;
    }
    static bool isPieces(const std::string& unit)
    {
        static constexpr std::array<std::string_view, 10> words{"pieces", "piece", "pcs", "pc",    "each",
                                                                "ea",     "stk",   "st",  "stück", "stueck"};
        return std::find(words.begin(), words.end(), lowered(unit)) != words.end();
    }

    /// By the name of a class, of a tax, or the percentage of one: "Reduced", "VAT 5%", "5 %".
    static Result<Done> readTax(const Reader& shop, const std::string& text, NewProduct& product)
    {
        const auto wanted = lowered(text);
        for (const auto& row : shop.all<schema::TaxClass>())
            if (lowered(row.name()) == wanted) {
                product.taxClass = Id<schema::TaxClass>(row.id());
                return Done{};
            }
        auto figures = text;
        if (figures.back() == '%')
            figures.pop_back();
        const auto percent = Rational::parse(plainAmount(figures), "tax");
        for (const auto& row : shop.all<schema::Tax>()) {
            const bool isRate = percent && row.kind() == schema::Tax::PERCENT && !row.has_rate() &&
                                *percent * Rational(10'000) == Rational(std::int64_t{row.rate_ppm()});
            if (!row.ended() && (lowered(row.name()) == wanted || isRate)) {
                product.tax = Id<schema::Tax>(row.id());
                return Done{};
            }
        }
        return fail(Error::Kind::NotFound, "tax", "the shop has no tax '" + text + "'");
    }

    static bool hasContact(const Row& row) { return row.contact.company || row.contact.email || row.contact.phone; }

    Result<Done> readContact(Row& row) const
    {
        const auto take = [&](const char* field, std::optional<std::string>& into) -> Result<Done> {
            const auto text = optionalText(value(row.fields, field), field);
            if (!text)
                return tl::unexpected(text.error());
            if (!text->empty())
                into = *text;
            return Done{};
        };
        if (auto done = take("company", row.contact.company); !done)
            return done;
        if (auto done = take("email", row.contact.email); !done)
            return done;
        if (auto done = take("phone", row.contact.phone); !done)
            return done;
        if (row.contact.email && row.contact.email->find('@') == std::string::npos)
            return invalid("email", "'" + *row.contact.email + "' is no address");
        return Done{};
    }

    Result<bool> readCustomer(Row& row)
    {
        row.customer.number = value(row.fields, "number");
        row.customer.name = value(row.fields, "name");
        if (auto number = requiredText(row.customer.number, "number", 80); !number)
            return tl::unexpected(number.error());
        if (auto contact = readContact(row); !contact)
            return tl::unexpected(contact.error());
        row.customer.id = RawId::imported("csv/customer", row.customer.number, 0);
        row.contact.customer = Id<schema::Customer>(*row.customer.id);
        const auto shop = m_store.read();
        const auto there = shop->get(row.contact.customer);
        if (there || findCustomer(*shop, row.customer.number)) {
            // A run that was cut off between number and address goes on with the address.
            row.isThere = true;
            return there && hasContact(row) && !there->has_company() && !there->has_email() && !there->has_phone();
        }
        if (!m_codes.insert(row.customer.number).second)
            return fail(Error::Kind::Conflict, "number", "'" + row.customer.number + "' stands in an earlier row too");
        return true;
    }

    Result<bool> readStock(Row& row)
    {
        const auto code = value(row.fields, "sku");
        const auto text = value(row.fields, "quantity");
        const auto shop = m_store.read();
        const auto found = resolveCode(*shop, code);
        if (!found)
            return fail(Error::Kind::NotFound, "sku", "no product has '" + code + "'");
        const auto counted = Quantity::parse(plainAmount(text), "quantity");
        if (!counted)
            return invalid("quantity", "'" + text + "' is no quantity");
        if (!m_codes.insert(found->variant.string()).second)
            return fail(Error::Kind::Conflict, "sku", "'" + code + "' is counted in an earlier row too");
        row.change.variant = found->variant;
        row.change.quantity = *counted + -shop->stockLevel(found->variant, m_location);
        row.change.reason = schema::COUNTED;
        return row.change.quantity.thousandths != 0;
    }

    /// Shelves that are not there yet.
    Result<Id<schema::Category>> categoryOf(const std::string& name)
    {
        if (name.empty())
            return Id<schema::Category>();
        if (m_categories.empty())
            for (const auto& category : liveCategories(*m_store.read()))
                m_categories.emplace(category.name(), Id<schema::Category>(category.id()));
        if (const auto known = m_categories.find(name); known != m_categories.end())
            return known->second;
        const auto made = run(addCategory, NewCategory{name, {}, RawId::imported("csv/category", name, 0)});
        if (!made && made.error().kind != Error::Kind::Conflict)
            return tl::unexpected(made.error());
        const Id<schema::Category> id(RawId::imported("csv/category", name, 0));
        m_categories.emplace(name, id);
        return id;
    }

    template <typename Input>
    Result<Committed> run(Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const Input&),
                          const Input& input)
    {
        return m_store.execute(m_options.import.staff,
                               [&](const Reader& shop, const Context& context, const Actor& actor) {
                                   return command(shop, context, actor, input);
                               });
    }

    Result<Committed> execute(std::size_t from, std::size_t to)
    {
        if (m_kind == TableKind::Products) {
            AddProducts input;
            for (std::size_t i = from; i < to; ++i)
                input.products.push_back(m_pending[i].product);
            return run(addProducts, input);
        }
        if (m_kind == TableKind::Customers) {
            AddCustomers input;
            for (std::size_t i = from; i < to; ++i)
                if (!m_pending[i].isThere)
                    input.customers.push_back(m_pending[i].customer);
            auto done = input.customers.empty() ? Result<Committed>(Committed{}) : run(addCustomers, input);
            for (std::size_t i = from; done && i < to; ++i)
                if (hasContact(m_pending[i]))
                    done = run(changeCustomer, m_pending[i].contact);
            return done;
        }
        AdjustStock input;
        for (std::size_t i = from; i < to; ++i)
            input.changes.push_back(m_pending[i].change);
        return run(adjustStock, input);
    }

    Result<Done> write()
    {
        if (m_options.import.dryRun) {
            m_report.taken += m_pending.size();
            m_pending.clear();
            return Done{};
        }
        for (auto& row : m_pending) {
            const auto category = categoryOf(row.category);
            if (!category)
                return tl::unexpected(category.error());
            row.product.category = *category;
        }
        // A name is a part of its own: so many fit one commit.
        const std::size_t most = m_kind == TableKind::Customers ? 50 : maxProductsPerCommit;
        for (std::size_t at = 0; at < m_pending.size(); at += most)
            if (auto done = write(at, std::min(at + most, m_pending.size())); !done)
                return done;
        m_pending.clear();
        return Done{};
    }

    /// What cannot be written together is tried in halves, until the row that is to blame stands alone.
    Result<Done> write(std::size_t from, std::size_t to)
    {
        if (from == to)
            return Done{};
        const auto done = execute(from, to);
        if (done) {
            m_report.taken += to - from;
            return Done{};
        }
        if (done.error().kind == Error::Kind::Storage || done.error().kind == Error::Kind::Denied)
            return tl::unexpected(done.error());
        if (to - from == 1) {
            m_report.refused.push_back(
                {m_pending[from].line, done.error().about + ": " + done.error().detail, m_pending[from].fields});
            return Done{};
        }
        const std::size_t middle = from + (to - from) / 2;
        if (auto first = write(from, middle); !first)
            return first;
        return write(middle, to);
    }

    Store& m_store;
    TableKind m_kind;
    const TableOptions& m_options;
    TableReport m_report;
    std::optional<Currency> m_currency;
    Id<schema::Location> m_location;
    std::vector<Row> m_pending;
    std::unordered_set<std::string> m_codes; ///< Of the file's rows so far.
    std::map<std::string, Id<schema::Category>> m_categories;
};

} // namespace

Result<TableReport> importTable(Store& store, TableKind kind, const std::filesystem::path& file,
                                const TableOptions& options)
{
    return Table(store, kind, options).run(file);
}

} // namespace kontor
