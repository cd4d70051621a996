#include "domain/base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace kontor {

namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

/// Bytes of the character that begins `text`; 0 when it is none.
std::size_t characterLength(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::uint32_t lead = byte(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
        return 0;
    std::uint32_t code = lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80)
            return 0;
        code = code << 6U | (byte(i) & 0x3fU);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code < smallest[length] || code > 0x10ffff || surrogate ? 0 : length;
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const auto length = characterLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string composed(std::string_view text)
{
    const auto isAscii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(text.begin(), text.end(), isAscii) || !isUtf8(text))
        return std::string(text);
    utf8proc_uint8_t* made = nullptr;
    const auto length =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &made, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(made, &std::free);
    if (length < 0) // Only without memory: the text is sound.
        return std::string(text);
    return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(length)};
}

std::string shortened(std::string_view text, std::size_t maxBytes)
{
    std::string cut(text.substr(0, maxBytes));
    // The last character may have been cut through: at most three bytes of it are there.
    for (int i = 0; i < 4 && !isUtf8(cut) && !cut.empty(); ++i)
        if (text.size() > maxBytes)
            cut.pop_back();
    if (!isUtf8(cut)) {
        cut.assign(text.substr(0, maxBytes));
        std::replace_if(
            cut.begin(), cut.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
    }
    return cut;
}

Result<std::string> optionalText(std::string_view text, std::string_view about, std::size_t maxBytes)
{
    // Composed it is at least a third as long: what is longer than that need not be worked on.
    const auto raw = trimmed(text);
    if (raw.size() > 3 * maxBytes)
        return invalid(std::string(about), "is longer than " + std::to_string(maxBytes) + " bytes");
    if (!isUtf8(raw))
        return invalid(std::string(about), "is not UTF-8 text");
    auto inner = composed(raw);
    if (inner.size() > maxBytes)
        return invalid(std::string(about), "is longer than " + std::to_string(maxBytes) + " bytes");
    for (const char c : inner)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            return invalid(std::string(about), "holds a control character");
    return inner;
}

Result<std::string> requiredText(std::string_view text, std::string_view about, std::size_t maxBytes)
{
    if (trimmed(text).empty())
        return invalid(std::string(about), "must not be empty");
    return optionalText(text, about, maxBytes);
}

} // namespace kontor
