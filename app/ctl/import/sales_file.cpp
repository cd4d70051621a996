#include "app/ctl/import/sales_file.h"

#include "domain/base/money.h"
#include "domain/base/text.h"

#include <array>
#include <charconv>

namespace kontor {
namespace {

enum Column { Number, Code, Description, Amount, Date, Price, Customer, ColumnCount };
constexpr std::array<const char*, ColumnCount> columnNames{"InvoiceNo",   "StockCode", "Description", "Quantity",
                                                           "InvoiceDate", "UnitPrice", "CustomerID"};
using Columns = std::array<std::size_t, ColumnCount>;

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
        columns[column] = found;
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
          m_columns(columns),
          m_currency(currency)
    {}

    void take(std::uint64_t line, const std::vector<std::string>& fields)
    {
        const auto field = [&](Column column) { return trimmed(fields[m_columns[column]]); };
        SalesRow row;
        row.line = line;
        const auto number = field(Number);
        const auto quantity = readQuantity(field(Amount));
        const auto price = readPrice(field(Price), m_currency);
        const auto at = parseTime(field(Date), "InvoiceDate");
        std::optional<Int128> minor;
        if (quantity && price) {
            row.quantity = *quantity;
            row.priceE4 = *price;
            minor = row.minor();
        }
        if (number.empty())
            return refuse(line, {}, "InvoiceNo: is empty", minor);
        if (number.size() > maxNumberLength)
            return refuse(line, {}, "InvoiceNo: " + quoted(number) + " is too long", minor);
        if (field(Code).empty())
            return refuse(line, number, "StockCode: is empty", minor);
        if (field(Code).size() > maxNumberLength)
            return refuse(line, number, "StockCode: " + quoted(field(Code)) + " is too long", minor);
        if (field(Customer).size() > maxNumberLength)
            return refuse(line, number, "CustomerID: " + quoted(field(Customer)) + " is too long", minor);
        if (field(Description).size() > maxTextLength)
            return refuse(line, number, "Description: is longer than 200 bytes", minor);
        if (!quantity)
            return refuse(line, number, "Quantity: " + quantity.error().detail, minor);
        if (!price)
            return refuse(line, number, "UnitPrice: " + price.error().detail, minor);
        if (*price < 0)
            return refuse(line, number, "UnitPrice: is below zero, which is an entry in the accounts and not a sale",
                          minor);
        if (!at)
            return refuse(line, number, "InvoiceDate: " + quoted(field(Date)) + " is not a time", minor);
        // The writing off of bad debts stands in pairs of which one is below zero; half of a pair would be revenue.
        if (number.front() == 'A' || number.front() == 'a')
            return refuse(line, number, "InvoiceNo: an adjustment of accounts and not a sale", minor);
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

    /// A broken line is refused with the number it begins with when the file has such a number or it looks like one.
    void refuseBroken(std::uint64_t line, std::string_view start, const std::string& reason)
    {
        const auto number = m_columns[Number] == 0 ? trimmed(start) : std::string_view();
        const bool likely = !number.empty() && number.size() <= maxNumberLength &&
                            number.find_first_not_of("0123456789", 1) == std::string_view::npos;
        refuse(line, likely ? number : std::string_view(), "the line " + reason, std::nullopt);
    }

private:
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
    TextPool m_keys;
};

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
    auto source = ByteSource::open(path);
    if (!source)
        return tl::unexpected(source.error());
    auto reader = CsvReader::open(std::move(*source));
    if (!reader)
        return tl::unexpected(reader.error());
    const auto columns = findColumns(reader->header());
    if (!columns)
        return tl::unexpected(columns.error());

    SalesFile file;
    Collector collector(file, *columns, currency);
    while (true) {
        const auto step = reader->next();
        if (!step)
            return tl::unexpected(step.error());
        if (*step == CsvReader::Step::End)
            break;
        if (*step == CsvReader::Step::Record)
            collector.take(reader->line(), reader->fields());
        else
            collector.refuseBroken(reader->line(), reader->refusedStart(), reader->reason());
        if (progress && file.linesRead % 4096 == 0)
            progress(reader->source().taken(), reader->source().size());
    }
    file.mayBeCut = reader->endsWithoutLineEnd();
    return file;
}

} // namespace kontor
