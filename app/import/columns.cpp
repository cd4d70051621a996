#include "app/import/columns.h"

#include "domain/base/text.h"
#include "domain/base/time.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace kontor {
namespace {

std::string lower(std::string_view text)
{
    std::string made(trimmed(text));
    std::transform(made.begin(), made.end(), made.begin(), [](unsigned char c) {
        return static_cast<char>(c == '_' || c == '-' ? ' ' : c < 0x80 ? std::tolower(c) : c);
    });
    return made;
}

std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNumber(std::string_view text, bool mayHaveMark)
{
    const auto plain = plainAmount(text);
    std::string_view digits = plain;
    if (!digits.empty() && digits.front() == '-')
        digits.remove_prefix(1);
    return !digits.empty() && std::count(digits.begin(), digits.end(), '.') <= (mayHaveMark ? 1 : 0) &&
           std::all_of(digits.begin(), digits.end(), [](char c) { return isDigit(c) || c == '.'; });
}

bool isBarcode(std::string_view text)
{
    const auto digits = trimmed(text);
    if ((digits.size() != 8 && digits.size() != 12 && digits.size() != 13 && digits.size() != 14) ||
        !std::all_of(digits.begin(), digits.end(), isDigit))
        return false;
    // Source: GS1 General Specifications, 7.9.1: from the right, every second digit counts three times.
    int sum = 0;
    for (std::size_t i = 1; i < digits.size(); ++i)
        sum += (digits[digits.size() - 1 - i] - '0') * (i % 2 == 1 ? 3 : 1);
    return (10 - sum % 10) % 10 == digits.back() - '0';
}

bool fits(ValueForm form, std::string_view value)
{
    switch (form) {
    case ValueForm::Amount: return isNumber(value, true);
    case ValueForm::Whole: return isNumber(value, false);
    case ValueForm::Barcode: return isBarcode(value);
    case ValueForm::Moment:
        return parseTime(plainMoment(value, DateOrder::DayFirst), "at") ||
               parseTime(plainMoment(value, DateOrder::MonthFirst), "at");
    case ValueForm::Code: return trimmed(value).find(' ') == std::string_view::npos;
    case ValueForm::Text: return !isNumber(value, true);
    }
    return false;
}

/// The values of a column that say something.
std::vector<std::string_view> valuesOf(const SampleRows& rows, std::size_t column)
{
    std::vector<std::string_view> values;
    for (const auto& row : rows)
        if (column < row.size() && !trimmed(row[column]).empty())
            values.push_back(row[column]);
    return values;
}

bool allFit(ValueForm form, const std::vector<std::string_view>& values)
{
    return !values.empty() && std::all_of(values.begin(), values.end(), [&](auto value) { return fits(form, value); });
}

/// What only the values tell: forms that hardly anything else has.
std::optional<std::size_t> columnByValues(const TableField& field, const SampleRows& rows,
                                          const std::vector<bool>& taken)
{
    if (field.form == ValueForm::Code)
        return std::nullopt; // Anything could be one.
    for (std::size_t column = 0; column < taken.size(); ++column) {
        if (taken[column])
            continue;
        const auto values = valuesOf(rows, column);
        if (!allFit(field.form, values))
            continue;
        const bool hasMark = std::any_of(values.begin(), values.end(), [](std::string_view value) {
            return plainAmount(value).find('.') != std::string::npos;
        });
        const bool hasBlank = std::any_of(values.begin(), values.end(), [](std::string_view value) {
            return trimmed(value).find(' ') != std::string_view::npos;
        });
        // A whole number may be a code, and a single word anything.
        if ((field.form == ValueForm::Amount && !hasMark) || (field.form == ValueForm::Text && !hasBlank) ||
            (field.form == ValueForm::Text && allFit(ValueForm::Moment, values)))
            continue;
        return column;
    }
    return std::nullopt;
}

} // namespace

const std::vector<TableField>& tableFields(TableKind kind)
{
    using F = ValueForm;
    static const std::vector<TableField> products{
        {"name",
         true,
         F::Text,
         {"name", "product", "product name", "title", "description", "item", "bezeichnung", "artikel"}},
        {"sku",
         false,
         F::Code,
         {"sku", "stockcode", "stock code", "article", "item number", "artikelnummer", "code", "number"}},
        {"barcode", false, F::Barcode, {"barcode", "gtin", "ean", "upc", "ean13", "strichcode"}},
        {"price",
         false,
         F::Amount,
         {"price", "unitprice", "unit price", "retail price", "selling price", "preis", "vk"}},
        {"brand", false, F::Text, {"brand", "brands", "marke", "vendor", "manufacturer", "hersteller"}},
        {"category",
         false,
         F::Text,
         {"category", "main category", "kategorie", "warengruppe", "department", "product type", "type"}},
        {"tax", false, F::Text, {"tax", "tax class", "tax rate", "vat", "vat rate", "steuer", "mwst", "ust"}},
        {"unit", false, F::Text, {"unit", "uom", "sold by", "einheit", "verkaufseinheit"}},
    };
    static const std::vector<TableField> customers{
        {"number",
         true,
         F::Code,
         {"number", "customerid", "customer id", "customer number", "customer", "id", "kundennummer"}},
        {"name", false, F::Text, {"name", "customer name", "full name", "kunde"}},
        {"company", false, F::Text, {"company", "company name", "organisation", "firma"}},
        {"email", false, F::Text, {"email", "e mail", "mail", "email address", "e mail address", "e mail adresse"}},
        {"phone", false, F::Text, {"phone", "telephone", "phone number", "mobile", "telefon", "handy"}},
    };
    static const std::vector<TableField> stock{
        {"sku", true, F::Code, {"sku", "stockcode", "stock code", "barcode", "gtin", "ean", "artikelnummer", "code"}},
        {"quantity", true, F::Amount, {"quantity", "on hand", "stock", "qty", "counted", "menge", "bestand"}},
    };
    static const std::vector<TableField> sales{
        {"number",
         true,
         F::Code,
         {"invoiceno", "invoice no", "invoice number", "invoice", "receipt", "receipt number", "order number", "order",
          "transaction", "number", "bonnummer", "belegnummer", "bon"}},
        {"sku",
         true,
         F::Code,
         {"stockcode", "stock code", "sku", "article", "item number", "artikelnummer", "barcode", "ean", "gtin",
          "code"}},
        {"quantity", true, F::Whole, {"quantity", "qty", "pieces", "menge", "anzahl"}},
        {"price", true, F::Amount, {"unitprice", "unit price", "price", "einzelpreis", "preis"}},
        {"at",
         true,
         F::Moment,
         {"invoicedate", "invoice date", "date", "time", "datetime", "timestamp", "sold at", "datum", "zeit"}},
        {"name", false, F::Text, {"description", "name", "product", "product name", "item", "bezeichnung", "artikel"}},
        {"customer", false, F::Code, {"customerid", "customer id", "customer number", "customer", "kundennummer"}},
    };
    switch (kind) {
    case TableKind::Products: return products;
    case TableKind::Customers: return customers;
    case TableKind::Stock: return stock;
    case TableKind::Sales: break;
    }
    return sales;
}

bool looksLike(ValueForm form, std::string_view value)
{
    return fits(form, value);
}

ColumnMap guessColumns(TableKind kind, const std::vector<std::string>& header, const SampleRows& rows,
                       const ColumnMap& given)
{
    ColumnMap columns;
    std::vector<bool> taken(header.size(), false);
    const auto take = [&](const std::string& field, std::size_t column) {
        columns[field] = header[column];
        taken[column] = true;
    };
    std::vector<std::string> none; // Fields that are said to have no column.
    for (const auto& [field, column] : given)
        if (column.empty())
            none.push_back(field);
        else if (const auto at = std::find(header.begin(), header.end(), column); at != header.end())
            take(field, static_cast<std::size_t>(at - header.begin()));
    const auto isOpen = [&](const TableField& field) {
        return !columns.contains(field.name) && std::find(none.begin(), none.end(), field.name) == none.end();
    };
    for (const auto& field : tableFields(kind)) {
        for (const auto& usual : field.usualNames) {
            if (!isOpen(field))
                break;
            for (std::size_t column = 0; column < header.size(); ++column)
                if (!taken[column] && lower(header[column]) == usual) {
                    take(field.name, column);
                    break;
                }
        }
    }
    // The forms that say most first, so that a barcode is not taken for a number of something.
    for (const auto form :
         {ValueForm::Barcode, ValueForm::Moment, ValueForm::Amount, ValueForm::Whole, ValueForm::Text})
        for (const auto& field : tableFields(kind)) {
            const bool isWorth = field.isNeeded || field.form == ValueForm::Barcode || field.form == ValueForm::Amount;
            if (field.form != form || !isOpen(field) || !isWorth)
                continue;
            if (const auto column = columnByValues(field, rows, taken))
                take(field.name, *column);
        }
    return columns;
}

Result<ColumnMap> mapColumns(TableKind kind, const std::vector<std::string>& header, const ColumnMap& given,
                             const SampleRows& rows)
{
    std::vector<std::string> names;
    for (const auto& field : tableFields(kind))
        names.push_back(field.name);
    for (const auto& [field, column] : given) {
        if (std::find(names.begin(), names.end(), field) == names.end())
            return invalid("field", "there is no '" + field + "'; there are " + listed(names));
        if (!column.empty() && std::find(header.begin(), header.end(), column) == header.end())
            return invalid("column", "the file has no '" + column + "'; it has " + listed(header));
    }
    auto columns = guessColumns(kind, header, rows, given);
    for (const auto& field : tableFields(kind))
        if (field.isNeeded && !columns.contains(field.name))
            return invalid("field", "no column is '" + field.name + "': say which with --map " + field.name +
                                        "=COLUMN; the file has " + listed(header));
    if (kind == TableKind::Products && !columns.contains("sku") && !columns.contains("barcode"))
        return invalid("field", "no column is 'sku' or 'barcode': say which with --map sku=COLUMN; the file has " +
                                    listed(header));
    return columns;
}

std::string plainAmount(std::string_view text)
{
    std::string made;
    for (const char c : text)
        if (isDigit(c) || c == '.' || c == ',' || c == '-' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            made += c;
    const auto comma = made.rfind(',');
    const auto dot = made.rfind('.');
    const bool commaIsMark = comma != std::string::npos && (dot == std::string::npos || comma > dot) &&
                             std::count(made.begin(), made.end(), ',') == 1;
    std::erase_if(made, [&](const char& c) { return (c == ',' && !commaIsMark) || (c == '.' && commaIsMark); });
    std::replace(made.begin(), made.end(), ',', '.');
    return made;
}

namespace {

/// The numbers of a moment in their order, as far as there are six.
std::vector<int> numbersOf(std::string_view text)
{
    std::vector<int> numbers;
    bool open = false;
    for (const char c : text) {
        if (!isDigit(c)) {
            open = false;
            continue;
        }
        if (!open)
            numbers.push_back(0);
        open = true;
        if (numbers.back() < 100'000)
            numbers.back() = numbers.back() * 10 + (c - '0');
    }
    return numbers;
}

} // namespace

DateOrder guessDateOrder(const std::vector<std::string>& values)
{
    bool monthFirst = false;
    for (const auto& value : values) {
        const auto numbers = numbersOf(value);
        if (numbers.size() < 3 || numbers[0] > 31)
            continue;
        if (numbers[0] > 12)
            return DateOrder::DayFirst;
        monthFirst = monthFirst || numbers[1] > 12;
    }
    return monthFirst ? DateOrder::MonthFirst : DateOrder::DayFirst;
}

std::string plainMoment(std::string_view text, DateOrder order)
{
    const auto whole = trimmed(text);
    const std::string asItIs(whole);
    const bool known = std::all_of(whole.begin(), whole.end(), [](char c) {
        return isDigit(c) || std::string_view("-/.: TAPMapm").find(c) != std::string_view::npos;
    });
    auto numbers = numbersOf(whole);
    if (!known || (numbers.size() != 3 && numbers.size() != 5 && numbers.size() != 6))
        return asItIs;
    if (numbers[0] <= 31) {
        std::swap(numbers[0], numbers[2]); // Day or month, the other, year.
        if (order == DateOrder::MonthFirst)
            std::swap(numbers[1], numbers[2]);
    }
    if (numbers[0] < 100)
        numbers[0] += 2000;
    numbers.resize(6, 0);
    const auto has = [&](const char* mark) { return lower(whole).find(mark) != std::string::npos; };
    if (has("pm") && numbers[3] < 12)
        numbers[3] += 12;
    else if (has("am") && numbers[3] == 12)
        numbers[3] = 0;
    std::array<char, 80> made{};
    std::snprintf(made.data(), made.size(), "%04d-%02d-%02d %02d:%02d:%02d", numbers[0], numbers[1], numbers[2],
                  numbers[3], numbers[4], numbers[5]);
    return made.data();
}

} // namespace kontor
