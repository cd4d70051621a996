#pragma once

#include "domain/schema/options.pb.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <vector>

namespace kontor {

/// One mergeable unit of an entity: a single field, or the fields of one `group`. Its number is the smallest field number in it.
struct FieldGroup {
    std::uint32_t number = 0;
    bool personal = false;
    std::vector<const google::protobuf::FieldDescriptor*> fields;
};

/// What the options of a message say of it, read once.
struct RowType {
    const google::protobuf::Descriptor* descriptor = nullptr;
    const google::protobuf::Message* prototype = nullptr;
    std::uint32_t type = 0;
    schema::RowKind kind = schema::ROW_KIND_UNSPECIFIED;
    schema::Scope scope = schema::ORGANISATION;
    bool versioned = false;
    bool seldom = false;
    std::vector<FieldGroup> groups;              ///< By number; the id is in none.
    std::vector<const FieldGroup*> groupOfField; ///< By field number.
    const google::protobuf::FieldDescriptor* idField = nullptr;

    [[nodiscard]] const FieldGroup* group(std::uint32_t number) const;
};

/// Every message with option (type), by number. Built once; read-only after.
[[nodiscard]] const std::vector<const RowType*>& rowTypes();
/// Nothing for a number this program does not know: a newer schema's.
[[nodiscard]] const RowType* rowType(std::uint32_t type);
[[nodiscard]] const RowType&
rowTypeOf(const google::protobuf::Descriptor* descriptor); ///< Stops when it has no option (type).

/// The version of the schema this program knows: counts up with each release that adds to it.
inline constexpr std::uint32_t schemaVersion = 6;

} // namespace kontor
