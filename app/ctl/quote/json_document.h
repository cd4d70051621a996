#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor {

/// What is wrong with a document, and where: "$.lines[0].quantity".
struct Fault {
    std::string path;
    std::string message;
};

struct JsonMember;

/// JSON as it was written: members in their order, and no name twice.
struct JsonValue {
    enum class Kind { Null, Boolean, Integer, Number, String, Array, Object };
    Kind kind = Kind::Null;
    bool boolean = false;
    std::int64_t integer = 0;
    std::string text; ///< A string's.
    std::vector<JsonValue> items;
    std::vector<JsonMember> members;

    [[nodiscard]] const JsonValue* member(std::string_view name) const;
};
struct JsonMember {
    std::string name;
    JsonValue value;
};

/// Where something is in a document; a chain of places on the stack, made a path only for a fault.
struct JsonPlace {
    const JsonPlace* parent = nullptr;
    std::string_view name = {}; ///< Of a member;
    std::size_t index = 0;      ///< otherwise the position in an array.
    bool isMember = false;

    [[nodiscard]] std::string path() const;
};

/// Reads one document. Strict: RFC 8259, UTF-8, no name twice in an object, at most 40 levels deep.
[[nodiscard]] tl::expected<JsonValue, Fault> parseJson(std::string_view text);

/// Appends `text` as a JSON string.
void appendJson(std::string& out, std::string_view text);

} // namespace kontor
