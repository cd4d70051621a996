#include "domain/catalog/label_format.h"

#include "domain/base/text.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr std::size_t codeDigits = 13;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Where in the pattern `which` stand; empty when they are not one run.
std::optional<std::pair<std::size_t, std::size_t>> runOf(std::string_view pattern, std::string_view which)
{
    const auto first = pattern.find_first_of(which);
    if (first == std::string_view::npos)
        return std::pair<std::size_t, std::size_t>(0, 0);
    const auto last = pattern.find_last_of(which);
    for (auto i = first; i <= last; ++i)
        if (which.find(pattern[i]) == std::string_view::npos)
            return std::nullopt;
    return std::pair(first, last - first + 1);
}

/// Why a pattern is none; empty when it is one.
std::string fault(std::string_view pattern)
{
    if (pattern.size() != codeDigits)
        return "it has " + std::to_string(pattern.size()) + " characters, a code has 13 digits";
    const auto prefix = pattern.substr(0, 2);
    if (prefix != "02" && !(prefix[0] == '2' && isDigit(prefix[1])))
        return "it begins with 02 or 20 to 29, the numbers a shop gives itself";
    for (std::size_t i = 2; i < pattern.size(); ++i)
        if (!isDigit(pattern[i]) && std::string_view("IWwPpVC.").find(pattern[i]) == std::string_view::npos)
            return std::string("'") + pattern[i] + "' means nothing in it";
    if (pattern.find('C') != codeDigits - 1)
        return "its last and only the last character is C, the check digit";
    const auto item = runOf(pattern, "I");
    if (!item || item->second < 2 || item->second > 8)
        return "the item's number is one run of two to eight I";
    const bool price = pattern.find_first_of("Pp") != std::string_view::npos;
    const bool weight = pattern.find_first_of("Ww") != std::string_view::npos;
    if (price == weight)
        return price ? "it has a price or a quantity, not both" : "it has neither a price (P, p) nor a quantity (W, w)";
    const auto value = runOf(pattern, price ? "Pp" : "Ww");
    if (!value)
        return "its value is one run of digits";
    const auto digits = pattern.substr(value->first, value->second);
    const char whole = price ? 'P' : 'W';
    const auto decimals = digits.find_first_not_of(whole);
    if (decimals != std::string_view::npos && digits.find(whole, decimals) != std::string_view::npos)
        return "capital letters, the whole units, stand before small ones, the decimals";
    if (!price && decimals != std::string_view::npos && digits.size() - decimals > 3)
        return "a quantity has at most three decimals";
    if (std::count(pattern.begin(), pattern.end(), 'V') > 1)
        return "there is one V at most";
    if (pattern.find('V') != std::string_view::npos && value->second != 4 && value->second != 5)
        return "V checks a value of four or five digits";
    return {};
}

/// Source: GS1 General Specifications, weighting factors of the price check digit, by the digit weighted.
constexpr std::string_view minus2 = "0246891357", times3 = "0369258147", plus5 = "0516273849", minus5 = "0594837261";

int weighted(std::string_view factor, char digit)
{
    return factor[static_cast<std::size_t>(digit - '0')] - '0';
}

char valueCheckDigit(std::string_view v)
{
    if (v.size() == 4) {
        const int sum =
            weighted(minus2, v[0]) + weighted(minus2, v[1]) + weighted(times3, v[2]) + weighted(minus5, v[3]);
        return static_cast<char>('0' + sum * 3 % 10);
    }
    const int sum = weighted(plus5, v[0]) + weighted(minus2, v[1]) + weighted(minus5, v[2]) + weighted(plus5, v[3]) +
                    weighted(minus2, v[4]);
    const char wanted = static_cast<char>('0' + (10 - sum % 10) % 10);
    return static_cast<char>('0' + minus5.find(wanted));
}

std::optional<LabelValue> readAs(const std::string& pattern, std::string_view code)
{
    for (std::size_t i = 0; i < codeDigits; ++i)
        if (isDigit(pattern[i]) && pattern[i] != code[i])
            return std::nullopt;
    const bool price = pattern.find_first_of("Pp") != std::string::npos;
    const auto value = runOf(pattern, price ? "Pp" : "Ww").value();
    const auto item = runOf(pattern, "I").value();
    const auto digits = code.substr(value.first, value.second);
    if (const auto v = pattern.find('V'); v != std::string::npos && code[v] != valueCheckDigit(digits))
        return std::nullopt;

    LabelValue label;
    label.isPrice = price;
    label.item = code.substr(item.first, item.second);
    for (const char digit : digits)
        label.number = label.number * 10 + (digit - '0');
    label.decimals =
        static_cast<int>(std::count_if(pattern.begin(), pattern.end(), [](char c) { return c == 'w' || c == 'p'; }));
    label.itemCode = code.substr(0, codeDigits - 1);
    std::fill_n(label.itemCode.begin() + static_cast<std::ptrdiff_t>(value.first), value.second, '0');
    if (const auto v = pattern.find('V'); v != std::string::npos)
        label.itemCode[v] = '0';
    label.itemCode += gs1CheckDigit(label.itemCode);
    return label;
}

} // namespace

Result<std::vector<LabelFormat>> parseLabelFormats(std::string_view text)
{
    std::vector<LabelFormat> formats;
    constexpr std::string_view apart = " ,;\t\r\n";
    for (auto begin = text.find_first_not_of(apart); begin != std::string_view::npos;
         begin = text.find_first_not_of(apart, begin)) {
        const auto end = std::min(text.find_first_of(apart, begin), text.size());
        const auto pattern = text.substr(begin, end - begin);
        if (const auto why = fault(pattern); !why.empty())
            return invalid("format", "'" + std::string(pattern.substr(0, 40)) + "': " + why);
        formats.push_back({std::string(pattern)});
        begin = end;
        if (formats.size() > 40)
            return invalid("format", "more than 40 formats");
    }
    return formats;
}

std::optional<LabelValue> readLabel(const std::vector<LabelFormat>& formats, std::string_view scanned)
{
    std::string code(trimmed(scanned));
    if (code.size() == codeDigits - 1)
        code.insert(code.begin(), '0');
    if (code.size() != codeDigits || !std::all_of(code.begin(), code.end(), isDigit) ||
        gs1CheckDigit(std::string_view(code).substr(0, codeDigits - 1)) != code.back())
        return std::nullopt;
    for (const auto& format : formats)
        if (auto label = readAs(format.pattern, code))
            return label;
    return std::nullopt;
}

char gs1CheckDigit(std::string_view digits)
{
    int sum = 0;
    int weight = 3; // From the right.
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, weight = 4 - weight)
        sum += (*digit - '0') * weight;
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

} // namespace kontor
