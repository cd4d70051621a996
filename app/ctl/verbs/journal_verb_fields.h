#pragma once

#include "domain/schema/journal.pb.h"

#include <google/protobuf/message.h>
#include <nlohmann/json_fwd.hpp>

#include <string>

namespace kontor {

/// A row's fields by name: whole numbers as numbers, bytes as hex digits, enums by name, nested messages as objects. What this
/// program does not know is left out. Rules: domain/journal/ARCHIVE.md.
[[nodiscard]] nlohmann::ordered_json fieldsOf(const google::protobuf::Message& row);
/// One change: type, name, row, kind, fields (null when the body cannot be read or the type is a newer program's), cleared.
[[nodiscard]] nlohmann::ordered_json readableChange(const schema::Change& change);
/// Every message, enum and field that fieldsOf may name, so that a reader without the schema can read the bodies alike.
[[nodiscard]] nlohmann::ordered_json schemaTable();

/// For people: a line per field, times and money in words, "name" padded. Empty for a change that cannot be read.
[[nodiscard]] std::string fieldLines(const schema::Change& change, const std::string& indent);

} // namespace kontor
