#include "domain/journal/fold.h"

#include <algorithm>

namespace kontor {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

/// Copies one field, present or absent, of two messages of one type.
void copyField(const Message& from, Message& to, const FieldDescriptor* field)
{
    const auto* a = from.GetReflection();
    const auto* b = to.GetReflection();
    b->ClearField(&to, field);
    if (field->is_repeated()) {
        const int count = a->FieldSize(from, field);
        for (int i = 0; i < count; ++i) {
            switch (field->cpp_type()) {
            case FieldDescriptor::CPPTYPE_STRING: b->AddString(&to, field, a->GetRepeatedString(from, field, i)); break;
            case FieldDescriptor::CPPTYPE_MESSAGE:
                b->AddMessage(&to, field)->CopyFrom(a->GetRepeatedMessage(from, field, i));
                break;
            case FieldDescriptor::CPPTYPE_ENUM:
                b->AddEnumValue(&to, field, a->GetRepeatedEnumValue(from, field, i));
                break;
            case FieldDescriptor::CPPTYPE_UINT32: b->AddUInt32(&to, field, a->GetRepeatedUInt32(from, field, i)); break;
            case FieldDescriptor::CPPTYPE_UINT64: b->AddUInt64(&to, field, a->GetRepeatedUInt64(from, field, i)); break;
            case FieldDescriptor::CPPTYPE_INT32: b->AddInt32(&to, field, a->GetRepeatedInt32(from, field, i)); break;
            case FieldDescriptor::CPPTYPE_INT64: b->AddInt64(&to, field, a->GetRepeatedInt64(from, field, i)); break;
            case FieldDescriptor::CPPTYPE_BOOL: b->AddBool(&to, field, a->GetRepeatedBool(from, field, i)); break;
            default: KONTOR_ASSERT(false); // Floating point has no place in the schema.
            }
        }
        return;
    }
    if (!a->HasField(from, field))
        return;
    switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: b->SetString(&to, field, a->GetString(from, field)); break;
    case FieldDescriptor::CPPTYPE_MESSAGE: b->MutableMessage(&to, field)->CopyFrom(a->GetMessage(from, field)); break;
    case FieldDescriptor::CPPTYPE_ENUM: b->SetEnumValue(&to, field, a->GetEnumValue(from, field)); break;
    case FieldDescriptor::CPPTYPE_UINT32: b->SetUInt32(&to, field, a->GetUInt32(from, field)); break;
    case FieldDescriptor::CPPTYPE_UINT64: b->SetUInt64(&to, field, a->GetUInt64(from, field)); break;
    case FieldDescriptor::CPPTYPE_INT32: b->SetInt32(&to, field, a->GetInt32(from, field)); break;
    case FieldDescriptor::CPPTYPE_INT64: b->SetInt64(&to, field, a->GetInt64(from, field)); break;
    case FieldDescriptor::CPPTYPE_BOOL: b->SetBool(&to, field, a->GetBool(from, field)); break;
    default: KONTOR_ASSERT(false);
    }
}

} // namespace

std::vector<std::uint32_t> groupsOf(const RowType& type, const schema::Change& change)
{
    if (change.kind() == schema::Change::INSERT)
        return {0};
    std::vector<std::uint32_t> groups;
    const auto note = [&](int field) {
        std::uint32_t number = static_cast<std::uint32_t>(field);
        if (number < type.groupOfField.size() && type.groupOfField[number] != nullptr)
            number = type.groupOfField[number]->number;
        groups.push_back(number);
    };
    const std::unique_ptr<Message> body(type.prototype->New());
    if (body->ParseFromString(change.body())) {
        std::vector<const FieldDescriptor*> present;
        body->GetReflection()->ListFields(*body, &present);
        for (const FieldDescriptor* field : present)
            if (field != type.idField)
                note(field->number());
        const auto& unknown = body->GetReflection()->GetUnknownFields(*body);
        for (int i = 0; i < unknown.field_count(); ++i)
            note(unknown.field(i).number());
    }
    for (const std::uint32_t number : change.cleared())
        note(static_cast<int>(number));
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    return groups;
}

bool applyChange(const RowType& type, const schema::Change& change, Message& into)
{
    const std::unique_ptr<Message> body(type.prototype->New());
    if (!body->ParseFromString(change.body()))
        return false;
    if (change.kind() == schema::Change::INSERT) {
        for (const FieldGroup& group : type.groups)
            if (!group.personal)
                for (const FieldDescriptor* field : group.fields)
                    copyField(*body, into, field);
        return true;
    }
    for (const std::uint32_t number : groupsOf(type, change))
        if (const FieldGroup* group = type.group(number); group != nullptr)
            for (const FieldDescriptor* field : group->fields)
                copyField(*body, into, field);
    return true;
}

bool foldRow(const RowType& type, const RawId& row, std::vector<KeyedChange> changes, Message& into)
{
    into.Clear();
    // Within one commit a row's insert comes before its updates: a stable sort keeps the part's order.
    std::stable_sort(changes.begin(), changes.end(),
                     [](const KeyedChange& a, const KeyedChange& b) { return a.key < b.key; });
    bool inserted = false;
    for (const KeyedChange& change : changes) {
        if (!applyChange(type, change.change, into))
            continue; // A body that does not parse writes nothing, on every machine alike.
        inserted = inserted || change.change.kind() == schema::Change::INSERT;
    }
    if (!inserted) {
        into.Clear();
        return false;
    }
    into.GetReflection()->SetString(&into, type.idField, row.string());
    return true;
}

} // namespace kontor
