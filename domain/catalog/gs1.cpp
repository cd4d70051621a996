#include "domain/catalog/gs1.h"

#include "domain/base/text.h"
#include "domain/catalog/label_format.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr char separator = '\x1D'; ///< FNC1 inside a symbol.
constexpr std::size_t gtinDigits = 14;
constexpr std::size_t longestElement = 90;

bool areDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// How long an identifier is, by its first two digits; 0: there is none such.
std::size_t identifierLength(std::string_view rest)
{
    if (rest.size() < 2 || !areDigits(rest.substr(0, 2)))
        return 0;
    const int first = (rest[0] - '0') * 10 + (rest[1] - '0');
    if (first <= 22 || first == 30 || first == 37 || first >= 90)
        return 2;
    if ((first >= 23 && first <= 25) || (first >= 40 && first <= 42) || first == 71)
        return 3;
    return (first >= 31 && first <= 36) || first == 39 || first == 43 || (first >= 70 && first <= 82) ? 4 : 0;
}

/// Of a value that needs no separator behind it; 0: it runs up to the next one.
std::size_t fixedLength(std::string_view identifier)
{
    const int first = (identifier[0] - '0') * 10 + (identifier[1] - '0');
    if (first == 0)
        return 18;
    if (first >= 1 && first <= 3)
        return gtinDigits;
    if (first == 4)
        return 16;
    if ((first >= 11 && first <= 19) || (first >= 31 && first <= 36))
        return 6;
    return first == 20 ? 2 : first == 41 ? 13 : 0;
}

/// "251231" as 20251231; a day of zero is the last of the month. Years are within 49 before and 50 after this century's middle.
std::optional<std::uint32_t> dateOf(std::string_view digits)
{
    if (digits.size() != 6 || !areDigits(digits))
        return std::nullopt;
    const auto two = [&](std::size_t at) {
        return static_cast<std::uint32_t>((digits[at] - '0') * 10 + (digits[at + 1] - '0'));
    };
    const auto year = 2000 + two(0);
    const auto month = two(2);
    constexpr std::uint32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month == 0 || month > 12)
        return std::nullopt;
    const auto last = days[month - 1] +
                      (month == 2 && year % 4 == 0 ? 1U : 0U); // 2000 is a leap year, and 2100 is not in two digits.
    const auto day = two(4) == 0 ? last : two(4);
    return day <= last ? std::optional(year * 10'000 + month * 100 + day) : std::nullopt;
}

/// "000750" of (3103), "499" of (3922); nothing when it is no number of at most so many digits.
std::optional<Gs1Number> numberOf(std::string_view identifier, std::string_view digits, std::size_t most)
{
    if (digits.empty() || digits.size() > most || !areDigits(digits))
        return std::nullopt;
    Gs1Number read{0, identifier[3] - '0'};
    for (const char digit : digits) // At most 15 of them.
        read.number = read.number * 10 + (digit - '0');
    return read;
}

bool takeMeasure(std::string_view identifier, std::string_view value, Gs1Label& label)
{
    constexpr std::size_t mostDigits = 15;
    constexpr std::size_t currencyDigits = 3;
    const auto kind = identifier.substr(0, 3);
    if (kind == "310") {
        constexpr std::size_t weightDigits = 6;
        label.kilograms = value.size() == weightDigits ? numberOf(identifier, value, weightDigits) : std::nullopt;
        return label.kilograms.has_value();
    }
    if (kind == "393") {
        if (value.size() <= currencyDigits || !areDigits(value))
            return false;
        label.currency = static_cast<std::uint32_t>((value[0] - '0') * 100 + (value[1] - '0') * 10 + (value[2] - '0'));
        value.remove_prefix(currencyDigits);
    }
    label.amount = numberOf(identifier, value, mostDigits);
    return label.amount.has_value();
}

bool take(std::string_view identifier, std::string_view value, Gs1Label& label)
{
    if (value.empty() || value.size() > longestElement)
        return false;
    if (identifier == "01") {
        if (!label.gtin.empty() || value.size() != gtinDigits || !areDigits(value) ||
            gs1CheckDigit(value.substr(0, gtinDigits - 1)) != value.back())
            return false;
        label.gtin = value;
    } else if (identifier == "10" || identifier == "21") {
        if (value.size() > 20)
            return false;
        (identifier == "10" ? label.lot : label.serial) = value;
    } else if (identifier == "17") {
        label.expiresOn = dateOf(value);
        return label.expiresOn.has_value();
    } else if (identifier.size() == 4 &&
               (identifier.starts_with("310") || identifier.starts_with("392") || identifier.starts_with("393"))) {
        // What is in the pack costs what its price says, whatever it weighs.
        if (!identifier.starts_with("310") || !label.amount)
            label.measure = "(" + std::string(identifier) + ")" + std::string(value);
        return takeMeasure(identifier, value, label);
    }
    return true;
}

/// "(01)04012345678901(10)A7"
std::optional<Gs1Label> readPrinted(std::string_view text)
{
    Gs1Label label;
    while (!text.empty()) {
        const auto close = text.find(')');
        if (text.front() != '(' || close == std::string_view::npos || close < 3 || close > 5)
            return std::nullopt;
        const auto identifier = text.substr(1, close - 1);
        // A value may hold brackets; only one with an identifier inside begins the next element.
        auto next = close + 1;
        for (; next < text.size(); ++next)
            if (text[next] == '(') {
                const auto end = text.find(')', next);
                if (end != std::string_view::npos && end - next >= 3 && end - next <= 5 &&
                    areDigits(text.substr(next + 1, end - next - 1)))
                    break;
            }
        if (!areDigits(identifier) || !take(identifier, text.substr(close + 1, next - close - 1), label))
            return std::nullopt;
        text.remove_prefix(next);
    }
    return label;
}

std::optional<Gs1Label> readSymbol(std::string_view text)
{
    Gs1Label label;
    while (!text.empty()) {
        if (text.front() == separator) {
            text.remove_prefix(1);
            continue;
        }
        const auto length = identifierLength(text);
        if (length == 0 || text.size() <= length || !areDigits(text.substr(0, length)))
            return std::nullopt;
        const auto identifier = text.substr(0, length);
        text.remove_prefix(length);
        const auto fixed = fixedLength(identifier);
        const auto end = fixed != 0 ? fixed : std::min(text.find(separator), text.size());
        if (end > text.size() || !take(identifier, text.substr(0, end), label))
            return std::nullopt;
        text.remove_prefix(end);
    }
    return label;
}

} // namespace

std::optional<Gs1Label> readGs1(std::string_view text)
{
    text = trimmed(text);
    constexpr std::string_view symbols[] = {"]C1", "]d2", "]Q3", "]e0"};
    for (const auto symbol : symbols)
        if (text.substr(0, symbol.size()) == symbol)
            text.remove_prefix(symbol.size());
    if (text.size() < 16 || text.size() > 500)
        return std::nullopt;
    auto label = text.front() == '(' ? readPrinted(text) : readSymbol(text);
    return label && !label->gtin.empty() ? label : std::nullopt;
}

std::vector<std::string> codesOf(const Gs1Label& label)
{
    std::vector<std::string> codes{label.gtin};
    for (const std::size_t digits : {std::size_t{13}, std::size_t{12}, std::size_t{8}})
        if (label.gtin.size() == gtinDigits && label.gtin.find_first_not_of('0') >= gtinDigits - digits)
            codes.push_back(label.gtin.substr(gtinDigits - digits));
    return codes;
}

Result<ScanResult> resolveGs1(const Reader& shop, const Gs1Label& label)
{
    for (const auto& code : codesOf(label))
        if (auto found = resolveCode(shop, code)) {
            found->printed = {label.lot, label.serial, label.expiresOn};
            return found;
        }
    return fail(Error::Kind::NotFound, "code", "no product has the number " + codesOf(label).back() + " of the code");
}

} // namespace kontor
