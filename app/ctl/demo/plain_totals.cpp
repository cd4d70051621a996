#include "app/ctl/demo/plain_totals.h"

#include "app/import/byte_source.h"

#include <array>
#include <charconv>
#include <string_view>
#include <vector>

namespace kontor {
namespace {

__extension__ using Wide = __int128;

Result<std::string> wholeText(const std::filesystem::path& path)
{
    auto source = ByteSource::open(path);
    if (!source)
        return tl::unexpected(source.error());
    std::string text;
    std::vector<char> chunk(1 << 18);
    while (true) {
        const auto count = (*source)->read(chunk);
        if (!count)
            return tl::unexpected(count.error());
        if (*count == 0)
            return text;
        text.append(chunk.data(), *count);
    }
}

/// Cuts a line at its commas; a doubled quotation mark inside quotes closes and opens again, which does no harm here.
std::vector<std::string> cut(std::string_view line)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            fields.emplace_back();
        else
            fields.back() += c;
    }
    return fields;
}

/// "2.55" as 255,000 hundred-thousandths.
bool readHundredThousandths(std::string_view text, Wide& value)
{
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    int decimals = -1;
    value = 0;
    for (const char c : text) {
        if (c == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9' || decimals >= 5)
            return false;
        value = value * 10 + (c - '0');
        decimals += decimals < 0 ? 0 : 1;
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 5; ++i)
        value *= 10;
    if (negative)
        value = -value;
    return !text.empty();
}

/// Hundred-thousandths of a pound to pennies, halves away from zero.
std::int64_t pennies(Wide amount)
{
    const Wide magnitude = amount < 0 ? -amount : amount;
    const auto rounded = static_cast<std::int64_t>((magnitude + 500) / 1000);
    return amount < 0 ? -rounded : rounded;
}

} // namespace

std::string MonthTotals::revenue() const
{
    const auto magnitude = static_cast<std::uint64_t>(revenueMinor < 0 ? -revenueMinor : revenueMinor);
    const auto cents = magnitude % 100;
    return (revenueMinor < 0 ? "-" : "") + std::to_string(magnitude / 100) + (cents < 10 ? ".0" : ".") +
           std::to_string(cents);
}

Result<MonthTotals> plainTotals(const std::filesystem::path& path)
{
    const auto text = wholeText(path);
    if (!text)
        return tl::unexpected(text.error());
    MonthTotals totals;
    std::set<std::string> numbers;
    std::string_view rest = *text;
    for (std::uint64_t line = 1; !rest.empty(); ++line) {
        const auto end = rest.find('\n');
        auto fields = cut(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (line == 1)
            continue;
        std::int64_t quantity = 0;
        Wide price = 0;
        if (fields.size() != 8 ||
            std::from_chars(fields[3].data(), fields[3].data() + fields[3].size(), quantity).ec != std::errc() ||
            !readHundredThousandths(fields[5], price))
            return invalid("line " + std::to_string(line), "is not a plain line of sales");
        ++totals.lines;
        totals.units += quantity;
        totals.revenueMinor += pennies(price * quantity);
        if (numbers.insert(fields[0]).second)
            totals.cancellations += fields[0].starts_with('C') ? 1 : 0;
    }
    totals.invoices = numbers.size();
    return totals;
}

} // namespace kontor
