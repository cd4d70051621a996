#include "app/import/refused_rows.h"

#include "app/import/csv_reader.h"
#include "domain/base/text.h"

#include <algorithm>
#include <fstream>
#include <vector>

namespace kontor {
namespace {

constexpr std::string_view lost = "\xEF\xBF\xBD"; // U+FFFD

std::string asField(std::string_view field, char separator)
{
    if (field.find_first_of("\"\r\n") == std::string_view::npos && field.find(separator) == std::string_view::npos)
        return std::string(field);
    std::string text = "\"";
    for (const char c : field)
        text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + '"';
}

/// As much of a broken line as can be told apart; quotation marks, which are often what is broken, are left out.
std::vector<std::string> piecesOf(std::string_view line, char separator)
{
    std::vector<std::string> pieces{{}};
    for (const char c : line) {
        if (c == separator)
            pieces.emplace_back();
        else if (c != '"')
            pieces.back() += c;
    }
    return pieces;
}

/// Every byte that is no text becomes one mark.
std::string cleaned(const std::string& text)
{
    if (isCleanUtf8(text))
        return text;
    std::string made;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t length = 1;
        while (length <= 4 && at + length <= text.size() && !isCleanUtf8(std::string_view(text).substr(at, length)))
            ++length;
        const bool isGood = length <= 4 && at + length <= text.size();
        made += isGood ? std::string_view(text).substr(at, length) : lost;
        at += isGood ? length : 1;
    }
    return made;
}

std::string lineOf(const std::vector<std::string>& fields, char separator)
{
    std::string text;
    for (const auto& field : fields)
        text += (&field == &fields.front() ? "" : std::string(1, separator)) + asField(cleaned(field), separator);
    return text + '\n';
}

} // namespace

bool hasLostCharacters(std::string_view text)
{
    return text.find(lost) != std::string_view::npos;
}

Result<Done> writeRefusedLines(const std::filesystem::path& file, const RefusedLines& refused,
                               const std::filesystem::path& into)
{
    std::error_code error;
    if (std::filesystem::equivalent(file, into, error))
        return fail(Error::Kind::Conflict, into.string(), "is the file that was read: choose another name");
    auto source = ByteSource::openText(file);
    if (!source)
        return tl::unexpected(source.error());
    auto csv = CsvReader::open(std::move(*source));
    if (!csv)
        return tl::unexpected(csv.error());
    std::ofstream out(into, std::ios::binary | std::ios::trunc);
    auto header = csv->header();
    const auto reasonAt = static_cast<std::size_t>(std::find(header.begin(), header.end(), "reason") - header.begin());
    const bool hasReason = reasonAt < header.size();
    if (!hasReason)
        header.emplace_back("reason");
    out << lineOf(header, csv->separator());
    while (true) {
        const auto step = csv->next();
        if (!step)
            return tl::unexpected(step.error());
        if (*step == CsvReader::Step::End)
            break;
        const auto why = refused.find(csv->line());
        if (why == refused.end())
            continue;
        const bool isWhole = *step == CsvReader::Step::Record;
        auto fields = isWhole ? csv->fields() : piecesOf(csv->refusedLine(), csv->separator());
        const std::string reason = "line " + std::to_string(csv->line()) + ": " + why->second;
        // What an earlier run said of a broken line stands at its end.
        if (hasReason && !isWhole && fields.size() > 1 && fields.back().starts_with("line "))
            fields.pop_back();
        if (hasReason && isWhole)
            fields[reasonAt] = reason;
        else
            fields.push_back(reason);
        out << lineOf(fields, csv->separator());
    }
    if (!out.flush())
        return fail(Error::Kind::Storage, into.string(), "cannot be written");
    return Done{};
}

} // namespace kontor
