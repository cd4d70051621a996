#include "app/ctl/verbs/journal_verb_fields.h"

#include "domain/base/bytes.h"
#include "domain/base/currency.h"
#include "domain/base/money.h"
#include "domain/base/time.h"
#include "domain/journal/row_type.h"
#include "domain/schema/types.pb.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <set>

namespace kontor {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Json = nlohmann::ordered_json;

Json enumName(const EnumDescriptor* type, int number)
{
    const auto* value = type->FindValueByNumber(number);
    return value != nullptr ? Json(value->name()) : Json(number);
}

/// Element `index` of a repeated field, or the field itself.
Json valueOf(const Message& row, const FieldDescriptor* field, int index)
{
    const auto* r = row.GetReflection();
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return many ? r->GetRepeatedInt32(row, field, index) : r->GetInt32(row, field);
    case FieldDescriptor::CPPTYPE_INT64: return many ? r->GetRepeatedInt64(row, field, index) : r->GetInt64(row, field);
    case FieldDescriptor::CPPTYPE_UINT32:
        return many ? r->GetRepeatedUInt32(row, field, index) : r->GetUInt32(row, field);
    case FieldDescriptor::CPPTYPE_UINT64:
        return many ? r->GetRepeatedUInt64(row, field, index) : r->GetUInt64(row, field);
    case FieldDescriptor::CPPTYPE_BOOL: return many ? r->GetRepeatedBool(row, field, index) : r->GetBool(row, field);
    case FieldDescriptor::CPPTYPE_ENUM:
        return enumName(field->enum_type(),
                        many ? r->GetRepeatedEnumValue(row, field, index) : r->GetEnumValue(row, field));
    case FieldDescriptor::CPPTYPE_STRING: {
        const std::string text = many ? r->GetRepeatedString(row, field, index) : r->GetString(row, field);
        return field->type() == FieldDescriptor::TYPE_BYTES ? hex(text) : text;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
        return fieldsOf(many ? r->GetRepeatedMessage(row, field, index) : r->GetMessage(row, field));
    default: return nullptr; // The schema has no floating point.
    }
}

/// How a field's bytes are read: see ARCHIVE.md.
std::string wayOf(const FieldDescriptor* field)
{
    switch (field->type()) {
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_UINT64: return "uint";
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_INT64: return "int";
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SINT64: return "sint";
    case FieldDescriptor::TYPE_BOOL: return "bool";
    case FieldDescriptor::TYPE_STRING: return "text";
    case FieldDescriptor::TYPE_BYTES: return "bytes";
    case FieldDescriptor::TYPE_ENUM: return "enum:" + field->enum_type()->name();
    default: return "message:" + field->message_type()->name();
    }
}

/// Adds a message with all it holds.
void describe(const Descriptor* message, Json& messages, Json& enums)
{
    if (messages.contains(message->name()))
        return;
    Json fields = Json::object();
    std::vector<const Descriptor*> nested;
    for (int i = 0; i < message->field_count(); ++i) {
        const auto* field = message->field(i);
        Json entry = {{"name", field->name()}, {"as", wayOf(field)}};
        if (field->is_repeated())
            entry["repeated"] = true;
        if (const auto& unit = field->options().GetExtension(schema::unit); !unit.empty())
            entry["unit"] = unit;
        fields[std::to_string(field->number())] = std::move(entry);
        if (field->message_type() != nullptr)
            nested.push_back(field->message_type());
        if (const auto* type = field->enum_type(); type != nullptr && !enums.contains(type->name())) {
            Json values = Json::object();
            for (int v = 0; v < type->value_count(); ++v)
                values[std::to_string(type->value(v)->number())] = type->value(v)->name();
            enums[type->name()] = std::move(values);
        }
    }
    messages[message->name()] = std::move(fields);
    for (const auto* inner : nested)
        describe(inner, messages, enums);
}

std::unique_ptr<Message> rowOf(const schema::Change& change)
{
    const RowType* type = rowType(change.type());
    std::unique_ptr<Message> row(type != nullptr ? type->prototype->New() : nullptr);
    return row && row->ParseFromString(change.body()) ? std::move(row) : nullptr;
}

std::string inWords(const Message& row, const FieldDescriptor* field)
{
    if (field->message_type() == schema::Money::descriptor() && !field->is_repeated()) {
        schema::Money money;
        money.CopyFrom(row.GetReflection()->GetMessage(row, field));
        const auto currency = Currency::fromNumeric(money.currency());
        return currency ? fmt::format("{} minor units of {}", money.minor(), currency->alpha())
                        : money.ShortDebugString();
    }
    const auto& unit = field->options().GetExtension(schema::unit);
    Json values = Json::array();
    const int size = field->is_repeated() ? row.GetReflection()->FieldSize(row, field) : 1;
    for (int i = 0; i < size; ++i)
        values.push_back(valueOf(row, field, i));
    const Json shown = field->is_repeated() ? values : values.front();
    if (unit == "us" && shown.is_number_integer())
        return formatTime(shown.get<std::int64_t>());
    const std::string text =
        shown.is_string() ? shown.get<std::string>() : shown.dump(-1, ' ', false, Json::error_handler_t::replace);
    return unit.empty() ? text : text + " (" + unit + ")";
}

} // namespace

nlohmann::ordered_json fieldsOf(const Message& row)
{
    Json fields = Json::object();
    std::vector<const FieldDescriptor*> present;
    row.GetReflection()->ListFields(row, &present);
    for (const auto* field : present) {
        if (!field->is_repeated()) {
            fields[field->name()] = valueOf(row, field, 0);
            continue;
        }
        Json list = Json::array();
        for (int i = 0; i < row.GetReflection()->FieldSize(row, field); ++i)
            list.push_back(valueOf(row, field, i));
        fields[field->name()] = std::move(list);
    }
    return fields;
}

nlohmann::ordered_json readableChange(const schema::Change& change)
{
    const RowType* type = rowType(change.type());
    Json json = {{"type", change.type()},
                 {"name", type != nullptr ? Json(type->descriptor->name()) : Json(nullptr)},
                 {"row", hex(change.row())},
                 {"kind", enumName(schema::Change::Kind_descriptor(), change.kind())}};
    const auto row = rowOf(change);
    json["fields"] = row ? fieldsOf(*row) : Json(nullptr);
    if (change.cleared_size() > 0)
        json["cleared"] = std::vector<std::uint32_t>(change.cleared().begin(), change.cleared().end());
    return json;
}

nlohmann::ordered_json schemaTable()
{
    Json types = Json::object();
    Json messages = Json::object();
    Json enums = Json::object();
    for (const RowType* type : rowTypes()) {
        if (type->kind == schema::LOCAL)
            continue;
        types[std::to_string(type->type)] = type->descriptor->name();
        describe(type->descriptor, messages, enums);
    }
    return {{"types", std::move(types)}, {"messages", std::move(messages)}, {"enums", std::move(enums)}};
}

std::string fieldLines(const schema::Change& change, const std::string& indent)
{
    std::string lines;
    const auto row = rowOf(change);
    if (row == nullptr)
        return lines;
    std::vector<const FieldDescriptor*> present;
    row->GetReflection()->ListFields(*row, &present);
    for (const auto* field : present)
        lines += fmt::format("{}{:<20} {}\n", indent, field->name(), inWords(*row, field));
    for (const std::uint32_t number : change.cleared()) {
        const auto* field = row->GetDescriptor()->FindFieldByNumber(static_cast<int>(number));
        lines += fmt::format("{}{:<20} cleared\n", indent,
                             field != nullptr ? field->name() : "field " + std::to_string(number));
    }
    return lines;
}

} // namespace kontor
