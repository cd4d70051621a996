#pragma once

#include "domain/base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

/// What a table with columns of anybody's naming holds.
enum class TableKind { Products, Customers, Stock, Sales };

/// Which column of a file is which field, by the names in its header.
using ColumnMap = std::map<std::string, std::string>; ///< Field -> column.

/// What the values of a field look like.
enum class ValueForm { Text, Code, Barcode, Amount, Whole, Moment };

/// The fields a kind has, the needed ones first: products "name", "sku", "barcode", "price", "brand", "category", "tax" (a
/// class, a tax or its percentage), "unit"; customers "number", "name", "company", "email", "phone"; stock "sku", "quantity"; sales "number", "sku", "quantity", "price", "at", "name", "customer".
struct TableField {
    std::string name;
    bool isNeeded = false;
    ValueForm form = ValueForm::Text;
    std::vector<std::string> usualNames; ///< What other programs call it, in lower case.
};
[[nodiscard]] const std::vector<TableField>& tableFields(TableKind kind);
/// Whether a value could be one of that form; for showing, the rules are asked when it is read.
[[nodiscard]] bool looksLike(ValueForm form, std::string_view value);

/// The first rows of a file, as they stand there.
using SampleRows = std::vector<std::vector<std::string>>;

/// What is probably which column: by the names in the header, then, of what is left, by what the values look like (a barcode has
/// its check digit, a moment a date). `given` stands before any guess, an empty column there says that the field has none. A column
/// is taken once.
[[nodiscard]] ColumnMap guessColumns(TableKind kind, const std::vector<std::string>& header, const SampleRows& rows,
                                     const ColumnMap& given = {});

/// The guess, checked. Of a product without a SKU its barcode is the SKU.
/// Errors: Invalid about "column" for one that the file does not have, or "field" for one that the kind does not have or that is
/// needed and has no column: `detail` says which columns there are.
[[nodiscard]] Result<ColumnMap> mapColumns(TableKind kind, const std::vector<std::string>& header,
                                           const ColumnMap& given, const SampleRows& rows = {});

/// "£1,234.50", "3,99 €": signs and blanks go, a comma is the decimal mark where it is the last one. Letters stay, so that what is
/// no amount is none.
[[nodiscard]] std::string plainAmount(std::string_view text);

/// In which order a date's numbers stand. "2010-12-01" is always read as it is written.
enum class DateOrder { DayFirst, MonthFirst };
/// Month first where some first number cannot be a day's place, as in 12/31/2010; else day first, which most of the world writes.
[[nodiscard]] DateOrder guessDateOrder(const std::vector<std::string>& values);
/// "1.12.2010 8:26", "12/1/2010 08:26:00 AM", "2010-12-01T08:26" as "2010-12-01 08:26:00"; what it cannot read as it is.
[[nodiscard]] std::string plainMoment(std::string_view text, DateOrder order);

} // namespace kontor
