#include "ui/sell/code128.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kontor {
namespace {

/// Of each value, bars and gaps; the last is the stop sign, which has one bar more.
constexpr std::array<const char*, 107> patterns{
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112"};
constexpr std::size_t toC = 99;
constexpr std::size_t startB = 104;
constexpr std::size_t startC = 105;
constexpr std::size_t stop = 106;
constexpr std::size_t checkModulus = 103;
constexpr qsizetype longest = 40;

} // namespace

std::vector<int> code128(const QString& text)
{
    const auto isPrintable = [](QChar c) { return c.unicode() >= 32 && c.unicode() <= 126; };
    const auto isDigit = [](QChar c) { return c >= QLatin1Char('0') && c <= QLatin1Char('9'); };
    if (text.isEmpty() || text.size() > longest || !std::all_of(text.begin(), text.end(), isPrintable))
        return {};
    auto digits = std::find_if_not(text.rbegin(), text.rend(), isDigit) - text.rbegin();
    digits -= digits % 2; // Set C has pairs.
    if (digits < 4)
        digits = 0;
    const auto letters = text.size() - digits;
    std::vector<std::size_t> values{letters == 0 ? startC : startB};
    for (qsizetype i = 0; i < letters; ++i)
        values.push_back(std::size_t(text[i].unicode()) - 32);
    if (letters > 0 && digits > 0)
        values.push_back(toC);
    for (qsizetype i = letters; i < text.size(); i += 2)
        values.push_back(std::size_t(text[i].digitValue() * 10 + text[i + 1].digitValue()));
    std::size_t check = values.front();
    for (std::size_t i = 1; i < values.size(); ++i)
        check += i * values[i];
    values.push_back(check % checkModulus);
    values.push_back(stop);
    std::vector<int> widths;
    for (const auto value : values)
        for (const char* width = patterns[value]; *width != '\0'; ++width)
            widths.push_back(*width - '0');
    return widths;
}

} // namespace kontor
