#include "app/import/sales_file.h"

#include "app/import/refused_rows.h"
#include "domain/base/money.h"
#include "domain/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace kontor {
namespace {

enum Column { Number, Code, Description, Amount, Date, Price, Customer, ColumnCount };
constexpr std::array<const char*, ColumnCount> columnNames{"InvoiceNo",   "StockCode", "Description", "Quantity",
                                                           "InvoiceDate", "UnitPrice", "CustomerID"};
/// Of the fields of tableFields(TableKind::Sales), in the order of Column.
constexpr std::array<const char*, ColumnCount> fieldNames{"number", "sku",   "name",    "quantity",
                                                          "at",     "price", "customer"};
constexpr std::size_t notThere = static_cast<std::size_t>(-1);
constexpr std::size_t sampleRows = 200; ///< By which the order of a date's numbers is guessed.

/// Where the columns stand and what the file calls them.
struct Columns {
    std::array<std::size_t, ColumnCount> at{};
    std::array<std::string, ColumnCount> name;
};

constexpr std::size_t maxNumberLength = 32;
constexpr std::size_t maxTextLength = 200;
/// A thousand million pieces at a million pounds still fit every sum of this program.
constexpr std::int64_t maxQuantity = 1'000'000'000;
constexpr std::int64_t maxPriceE4 = 1'000'000'000'000;

Result<Columns> findColumns(const std::vector<std::string>& header)
{
    Columns columns{};
    for (std::size_t column = 0; column < ColumnCount; ++column) {
        std::size_t found = header.size();
        for (std::size_t at = 0; at < header.size(); ++at) {
            if (trimmed(header[at]) != columnNames[column])
                continue;
            if (found != header.size())
                return invalid("header", std::string("has column ") + columnNames[column] + " twice");
            found = at;
        }
        if (found == header.size())
            return invalid("header", std::string("has no column ") + columnNames[column]);
        columns.at[column] = found;
        columns.name[column] = columnNames[column];
    }
    return columns;
}

Result<Columns> findColumns(const std::vector<std::string>& header, const ColumnMap& given)
{
    const auto map = mapColumns(TableKind::Sales, header, given);
    if (!map)
        return tl::unexpected(map.error());
    Columns columns;
    for (std::size_t column = 0; column < ColumnCount; ++column) {
        const auto found = map->find(fieldNames[column]);
        columns.at[column] = notThere;
        if (found == map->end() || (given.find(fieldNames[column]) == given.end() && !given.empty()))
            continue;
        columns.at[column] =
            static_cast<std::size_t>(std::find(header.begin(), header.end(), found->second) - header.begin());
        columns.name[column] = found->second;
    }
    return columns;
}

/// The text of a value that is not what it should be, short enough for a message.
std::string quoted(std::string_view value)
{
    return '"' + std::string(value.substr(0, 40)) + '"';
}

Result<std::int64_t> readQuantity(std::string_view text)
{
    if (text.ends_with(".0") || text.ends_with(",0")) // As spreadsheets write a whole number.
        text.remove_suffix(2);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return invalid("Quantity", quoted(text) + " is not a whole number");
    if (value == 0)
        return invalid("Quantity", "is 0");
    if (value > maxQuantity || value < -maxQuantity)
        return invalid("Quantity", quoted(text) + " is more than a shop can hold");
    return value;
}

Result<std::int64_t> readPrice(std::string_view text, Currency currency)
{
    const auto price = UnitPrice::parse(text, currency, "UnitPrice");
    if (!price)
        return invalid("UnitPrice", quoted(text) + " is not a price");
    if (price->e4 > maxPriceE4 || price->e4 < -maxPriceE4)
        return invalid("UnitPrice", quoted(text) + " is more than any price");
    return price->e4;
}

/// Reads lines one after the other into a SalesFile.
class Collector
{
public:
    Collector(SalesFile& file, Columns columns, Currency currency)
        : m_file(file),
          m_columns(std::move(columns)),
          m_currency(currency)
    {}
    void setDates(std::optional<DateOrder> order) { m_dates = order; }

    void take(std::uint64_t line, const std::vector<std::string>& fields)
    {
        const auto field = [&](Column column) {
            return m_columns.at[column] == notThere ? std::string_view() : trimmed(fields[m_columns.at[column]]);
        };
        SalesRow row;
        row.line = line;
        const auto number = field(Number);
        const auto quantity = readQuantity(field(Amount));
        const auto price = readPrice(m_dates ? plainAmount(field(Price)) : field(Price), m_currency);
        const auto at = parseTime(m_dates ? plainMoment(field(Date), *m_dates) : field(Date), "at");
        std::optional<Int128> minor;
        if (quantity && price) {
            row.quantity = *quantity;
            row.priceE4 = *price;
            minor = row.minor();
        }
        if (number.empty())
            return refuse(line, {}, called(Number) + "is empty", minor);
        if (number.size() > maxNumberLength)
            return refuse(line, {}, called(Number) + quoted(number) + " is too long", minor);
        if (field(Code).empty())
            return refuse(line, number, called(Code) + "is empty", minor);
        if (field(Code).size() > maxNumberLength)
            return refuse(line, number, called(Code) + quoted(field(Code)) + " is too long", minor);
        if (field(Customer).size() > maxNumberLength)
            return refuse(line, number, called(Customer) + quoted(field(Customer)) + " is too long", minor);
        if (field(Description).size() > maxTextLength)
            return refuse(line, number, called(Description) + "is longer than 200 bytes", minor);
        if (!quantity)
            return refuse(line, number, called(Amount) + quantity.error().detail, minor);
        if (!price)
            return refuse(line, number, called(Price) + price.error().detail, minor);
        if (*price < 0)
            return refuse(line, number,
                          called(Price) + "is below zero, which is an entry in the accounts and not a sale", minor);
        if (!at)
            return refuse(line, number, called(Date) + quoted(field(Date)) + " is not a time", minor);
        // The writing off of bad debts stands in pairs of which one is below zero; half of a pair would be revenue.
        if (m_file.isOnlineRetail() && (number.front() == 'A' || number.front() == 'a'))
            return refuse(line, number, called(Number) + "an adjustment of accounts and not a sale", minor);
        for (const auto text : {number, field(Code), field(Description), field(Customer)})
            if (hasLostCharacters(text))
                return refuse(line, number, "has a character that was lost on the way (\xEF\xBF\xBD)", minor);
        row.at = *at;
        row.code = m_file.texts.number(field(Code));
        row.description = m_file.texts.number(field(Description));
        row.customer = m_file.texts.number(field(Customer));
        auto& lines = numberOf(number);
        row.ordinal = nextOrdinal(lines);
        lines.rows.push_back(row);
        ++m_file.linesRead;
    }

    void refuse(std::uint64_t line, std::string_view number, std::string reason, std::optional<Int128> minor)
    {
        ++m_file.linesRead;
        if (!number.empty()) {
            auto& lines = numberOf(number);
            if (lines.refusedLines++ == 0)
                lines.firstRefused = line;
        }
        m_file.refused.push_back({line, std::string(number), std::move(reason), minor});
    }

    /// A line of which some bytes are no text takes the rest of its number with it, and no other.
    void refuseUnclean(std::uint64_t line, const std::vector<std::string>& fields, const std::string& reason)
    {
        const auto number = trimmed(fields[m_columns.at[Number]]);
        const bool isLegible = number.size() <= maxNumberLength && isCleanUtf8(number);
        refuse(line, isLegible ? number : std::string_view(), "the line " + reason, std::nullopt);
    }

    /// A broken line is refused with the number it begins with when the file has such a number or it looks like one.
    void refuseBroken(std::uint64_t line, std::string_view start, const std::string& reason)
    {
        const auto number = m_columns.at[Number] == 0 ? trimmed(start) : std::string_view();
        const bool likely = !number.empty() && number.size() <= maxNumberLength &&
                            number.find_first_not_of("0123456789", 1) == std::string_view::npos;
        refuse(line, likely ? number : std::string_view(), "the line " + reason, std::nullopt);
    }

private:
    [[nodiscard]] std::string called(Column column) const { return m_columns.name[column] + ": "; }

    SalesNumber& numberOf(std::string_view number)
    {
        const auto key = m_keys.number(number);
        if (key == m_file.numbers.size())
            m_file.numbers.push_back({std::string(number), {}, 0, 0});
        return m_file.numbers[key];
    }

    static std::uint32_t nextOrdinal(const SalesNumber& number)
    {
        return static_cast<std::uint32_t>(number.rows.size() + number.refusedLines + 1);
    }

    SalesFile& m_file;
    Columns m_columns;
    Currency m_currency;
    std::optional<DateOrder> m_dates; ///< Nothing: times and amounts as online retail writes them.
    TextPool m_keys;
};

} // namespace

namespace {

/// The first values of a column.
Result<std::vector<std::string>> datesOf(const std::filesystem::path& path, std::size_t column)
{
    auto source = ByteSource::openText(path);
    if (!source)
        return tl::unexpected(source.error());
    auto reader = CsvReader::open(std::move(*source));
    if (!reader)
        return tl::unexpected(reader.error());
    std::vector<std::string> values;
    while (values.size() < sampleRows) {
        const auto step = reader->next();
        if (!step)
            return tl::unexpected(step.error());
        if (*step == CsvReader::Step::End)
            break;
        if (*step == CsvReader::Step::Record)
            values.push_back(reader->fields()[column]);
    }
    return values;
}

} // namespace

std::uint32_t TextPool::number(std::string_view text)
{
    if (const auto known = m_numbers.find(text); known != m_numbers.end())
        return known->second;
    const auto number = static_cast<std::uint32_t>(m_texts.size());
    m_numbers.emplace(m_texts.emplace_back(text), number);
    return number;
}

Result<SalesFile> SalesFile::read(const std::filesystem::path& path, Currency currency,
                                  const std::function<void(std::uint64_t, std::uint64_t)>& progress)
{
    return read(path, currency, SalesReading{{}, {}, progress, {}});
}

Result<SalesFile> SalesFile::read(const std::filesystem::path& path, Currency currency, const SalesReading& how)
{
    auto source = ByteSource::openText(path);
    if (!source)
        return tl::unexpected(source.error());
    auto reader = CsvReader::open(std::move(*source));
    if (!reader)
        return tl::unexpected(reader.error());
    const auto columns =
        how.columns.empty() ? findColumns(reader->header()) : findColumns(reader->header(), how.columns);
    if (!columns)
        return tl::unexpected(columns.error());

    SalesFile file;
    Collector collector(file, *columns, currency);
    if (!how.columns.empty()) {
        file.source = anySales;
        auto dates = how.dates;
        if (!dates) {
            const auto first = datesOf(path, columns->at[Date]);
            if (!first)
                return tl::unexpected(first.error());
            dates = guessDateOrder(*first);
        }
        collector.setDates(dates);
    }
    while (true) {
        const auto step = reader->next();
        if (!step)
            return tl::unexpected(step.error());
        if (*step == CsvReader::Step::End)
            break;
        if (*step == CsvReader::Step::Record)
            collector.take(reader->line(), reader->fields());
        else if (reader->refusedHasFields())
            collector.refuseUnclean(reader->line(), reader->fields(), reader->reason());
        else
            collector.refuseBroken(reader->line(), reader->refusedStart(), reader->reason());
        if (file.linesRead % 4096 != 0)
            continue;
        if (how.progress)
            how.progress(reader->source().taken(), reader->source().size());
        if (how.isCancelled && how.isCancelled())
            return fail(Error::Kind::Conflict, "import", "was stopped before anything was written");
    }
    file.encoding = reader->source().encoding();
    file.mayBeCut = reader->endsWithoutLineEnd();
    return file;
}

} // namespace kontor
