#include "app/ctl/quote/json_document.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace kontor {

namespace {

constexpr std::size_t mostLevels = 40;

bool isPlainName(std::string_view name)
{
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    if (name.empty() || !letter(name.front()))
        return false;
    for (const char c : name)
        if (!letter(c) && !(c >= '0' && c <= '9'))
            return false;
    return true;
}

/// Names in paths may be long or binary: they are cut.
void appendMember(std::string& path, std::string_view name)
{
    if (isPlainName(name)) {
        path += '.';
        path += name.substr(0, 100);
        return;
    }
    path += '[';
    appendJson(path, name.substr(0, 100));
    path += ']';
}

/// Builds values from the events of the parser, which itself keeps only the last of two members of one name.
class Builder : public nlohmann::json_sax<nlohmann::json>
{
public:
    bool null() override { return put({}); }
    bool boolean(bool value) override
    {
        JsonValue made;
        made.kind = JsonValue::Kind::Boolean;
        made.boolean = value;
        return put(std::move(made));
    }
    bool number_integer(number_integer_t value) override { return putInteger(value); }
    bool number_unsigned(number_unsigned_t value) override
    {
        if (value > static_cast<number_unsigned_t>(INT64_MAX))
            return putNumber();
        return putInteger(static_cast<std::int64_t>(value));
    }
    bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return putNumber(); }
    bool string(string_t& value) override
    {
        JsonValue made;
        made.kind = JsonValue::Kind::String;
        made.text = std::move(value);
        return put(std::move(made));
    }
    bool binary(binary_t& /*value*/) override { return false; } // JSON has none.
    bool start_object(std::size_t /*count*/) override { return open(JsonValue::Kind::Object); }
    bool start_array(std::size_t /*count*/) override { return open(JsonValue::Kind::Array); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override
    {
        JsonValue& object = *m_open.back();
        if (object.member(name) != nullptr) {
            std::string path = here(false);
            appendMember(path, name);
            fault = Fault{std::move(path), "is named twice"};
            return false;
        }
        object.members.push_back({std::move(name), {}});
        return true;
    }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& error) override
    {
        // The library's message starts with a class and number of its own in brackets.
        std::string_view why = error.what();
        if (const auto from = why.find("] "); from != std::string_view::npos)
            why.remove_prefix(from + 2);
        fault = Fault{here(true), "is not JSON: " + std::string(why.substr(0, 300))};
        return false;
    }

    JsonValue root;
    std::optional<Fault> fault;

private:
    bool putInteger(std::int64_t value)
    {
        JsonValue made;
        made.kind = JsonValue::Kind::Integer;
        made.integer = value;
        return put(std::move(made));
    }
    bool putNumber()
    {
        JsonValue made;
        made.kind = JsonValue::Kind::Number;
        return put(std::move(made));
    }
    JsonValue* place()
    {
        if (m_open.empty())
            return &root;
        JsonValue& parent = *m_open.back();
        if (parent.kind == JsonValue::Kind::Object)
            return &parent.members.back().value;
        return &parent.items.emplace_back();
    }
    bool put(JsonValue value)
    {
        *place() = std::move(value);
        return true;
    }
    bool open(JsonValue::Kind kind)
    {
        JsonValue* const at = place();
        at->kind = kind;
        // Pointers stay good: a container grows only while none of its elements is open.
        m_open.push_back(at);
        if (m_open.size() > mostLevels) {
            fault = Fault{here(false), "is nested deeper than 40 levels"};
            return false;
        }
        return true;
    }
    bool close()
    {
        m_open.pop_back();
        return true;
    }
    /// The path of the open container, or of what comes next in it.
    std::string here(bool next) const
    {
        std::string path = "$";
        for (std::size_t level = 0; level < m_open.size(); ++level) {
            const JsonValue& at = *m_open[level];
            const bool isLast = level + 1 == m_open.size();
            if (at.kind == JsonValue::Kind::Array && (!isLast || next))
                path += '[' + std::to_string(isLast ? at.items.size() : at.items.size() - 1) + ']';
            else if (at.kind == JsonValue::Kind::Object && (!isLast || next) && !at.members.empty())
                appendMember(path, at.members.back().name);
        }
        return path;
    }

    std::vector<JsonValue*> m_open;
};

} // namespace

const JsonValue* JsonValue::member(std::string_view name) const
{
    for (const auto& [key, value] : members)
        if (key == name)
            return &value;
    return nullptr;
}

std::string JsonPlace::path() const
{
    if (parent == nullptr)
        return "$";
    std::string path = parent->path();
    if (isMember)
        appendMember(path, name);
    else
        path += '[' + std::to_string(index) + ']';
    return path;
}

tl::expected<JsonValue, Fault> parseJson(std::string_view text)
{
    Builder builder;
    const bool parsed = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
    if (!parsed || builder.fault)
        return tl::unexpected(builder.fault.value_or(Fault{"$", "is not JSON"}));
    return std::move(builder.root);
}

void appendJson(std::string& out, std::string_view text)
{
    constexpr char hex[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += "\\u00";
            out += hex[byte >> 4U];
            out += hex[byte & 0xfU];
        } else {
            out += c;
        }
    }
    out += '"';
}

} // namespace kontor
