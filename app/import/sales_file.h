#pragma once

#include "app/import/columns.h"
#include "app/import/csv_reader.h"
#include "domain/base/currency.h"
#include "domain/base/exact.h"
#include "domain/base/time.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kontor {

/// Texts of a file, each kept once: codes, names and customers come back thousands of times.
class TextPool
{
public:
    [[nodiscard]] std::uint32_t number(std::string_view text);
    [[nodiscard]] const std::string& text(std::uint32_t number) const { return m_texts[number]; }
    [[nodiscard]] std::size_t size() const { return m_texts.size(); }

private:
    std::deque<std::string> m_texts;
    std::unordered_map<std::string_view, std::uint32_t> m_numbers;
};

/// One line of the file that could be read. Texts are numbers in SalesFile::texts, trimmed.
struct SalesRow {
    std::uint64_t line = 0; ///< In the file, the header being line 1.
    std::uint32_t code = 0;
    std::uint32_t description = 0;
    std::uint32_t customer = 0; ///< The empty text: no customer.
    std::int64_t quantity = 0;  ///< Pieces; negative comes back. Never 0.
    std::int64_t priceE4 = 0;   ///< Per piece, in ten-thousandths of a minor unit. Never below 0.
    TimeUs at = 0;              ///< As written, read as if it were UTC: the file names no zone.
    std::uint32_t ordinal = 0;  ///< Place among the lines of its number, from 1, refused ones counted.

    /// What the line comes to in minor units, rounded half up.
    [[nodiscard]] Int128 minor() const { return divideHalfUp(Int128(quantity) * priceE4, 10'000); }
};

/// The lines of one number ("536365", "C536379"), in the file's order.
struct SalesNumber {
    std::string number;
    std::vector<SalesRow> rows;
    std::uint64_t refusedLines = 0; ///< Of lines that could not be read; then all of the number is refused.
    std::uint64_t firstRefused = 0; ///< The line of the first of them.
};

/// A line that does not go in, and why.
struct RefusedRow {
    std::uint64_t line = 0;
    std::string number; ///< Empty when it could not be read.
    std::string reason;
    std::optional<Int128> minor; ///< What it would have come to; nothing when that cannot be read.
};

/// Where imported rows say they come from; a part of their ids.
inline constexpr std::string_view onlineRetail = "online-retail";
inline constexpr std::string_view anySales = "csv";

/// How a file of sales is read.
struct SalesReading {
    /// Fields as tableFields(TableKind::Sales) names them. Empty: the columns of online retail, whose codes and numbers then also
    /// mean what they mean there (number_plan.h).
    ColumnMap columns = {};
    std::optional<DateOrder> dates = {};                             ///< Nothing: as the first rows suggest.
    std::function<void(std::uint64_t, std::uint64_t)> progress = {}; ///< Bytes taken and the file's size, now and then.
    std::function<bool()> isCancelled = {};                          ///< Asked now and then.
};

/// A file of sales, whole: a number's lines need not stand together.
///
/// Columns by name, in any order, further ones are passed over: InvoiceNo, StockCode, Description, Quantity, InvoiceDate,
/// UnitPrice, CustomerID; Country is not used. Or by a map, whatever they are called.
struct SalesFile {
    std::string source{onlineRetail};
    TextPool texts;
    std::vector<SalesNumber> numbers;           ///< In the order in which they first come.
    std::vector<RefusedRow> refused;            ///< In the order of lines.
    std::uint64_t linesRead = 0;                ///< Without the header.
    bool mayBeCut = false;                      ///< The last line has no line end.
    TextEncoding encoding = TextEncoding::Utf8; ///< As it was read.

    /// True where codes and numbers mean what they mean in online retail: "C…" is a cancellation, "POST" is no goods.
    [[nodiscard]] bool isOnlineRetail() const { return source == onlineRetail; }

    /// Errors: Storage as ByteSource's; Invalid about "header" naming a missing column; Conflict about "import" when it was
    /// cancelled. Nothing else stops reading.
    [[nodiscard]] static Result<SalesFile> read(const std::filesystem::path& file, Currency currency,
                                                const SalesReading& how);
    /// With the columns of online retail.
    [[nodiscard]] static Result<SalesFile> read(const std::filesystem::path& file, Currency currency,
                                                const std::function<void(std::uint64_t, std::uint64_t)>& progress = {});
};

} // namespace kontor
