#include "domain/journal/commit.h"

#include "domain/base/result.h"
#include "domain/identity/actor.h"

#include <algorithm>
#include <memory>

namespace kontor {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

/// The fields of `group` of `message` into `body`; numbers of absent ones into `cleared`.
void moveGroup(const Message& message, const FieldGroup& group, Message& body, std::vector<std::uint32_t>* cleared)
{
    const auto* reflection = message.GetReflection();
    for (const FieldDescriptor* field : group.fields) {
        const bool present =
            field->is_repeated() ? reflection->FieldSize(message, field) > 0 : reflection->HasField(message, field);
        if (!present) {
            if (cleared != nullptr)
                cleared->push_back(static_cast<std::uint32_t>(field->number()));
            continue;
        }
        // One field at a time through the wire format: reflection has no "copy field", and MergeFrom would take all.
        const std::unique_ptr<Message> copy(message.New());
        copy->CopyFrom(message);
        std::vector<const FieldDescriptor*> all;
        copy->GetReflection()->ListFields(*copy, &all);
        for (const FieldDescriptor* other : all)
            if (other != field)
                copy->GetReflection()->ClearField(copy.get(), other);
        body.MergeFrom(*copy);
    }
}

bool sameField(const Message& a, const Message& b, const FieldDescriptor* field)
{
    const std::unique_ptr<Message> left(a.New());
    const std::unique_ptr<Message> right(b.New());
    FieldGroup one{static_cast<std::uint32_t>(field->number()), false, {field}};
    moveGroup(a, one, *left, nullptr);
    moveGroup(b, one, *right, nullptr);
    return left->SerializeAsString() == right->SerializeAsString();
}

bool hasPersonal(const RowType& type)
{
    return std::any_of(type.groups.begin(), type.groups.end(), [](const FieldGroup& g) { return g.personal; });
}

RawId idOf(const RowType& type, const Message& row)
{
    return RawId::of(row.GetReflection()->GetString(row, type.idField));
}

} // namespace

Commit::Commit(std::string command, const Context& context, const Actor& actor)
    : m_command(std::move(command)),
      m_author(actor.staff().raw),
      m_approver(actor.approver().raw),
      m_organisation(context.organisation.raw),
      m_store(context.store.raw),
      m_mainId(context.newId())
{}

Commit::Commit(std::string command, const Context& context, RawId author)
    : m_command(std::move(command)),
      m_author(author),
      m_organisation(context.organisation.raw),
      m_store(context.store.raw),
      m_mainId(context.newId())
{}

void Commit::writeInto(Id<schema::Store> store)
{
    KONTOR_ASSERT(m_changes.empty() && !store.isNil());
    KONTOR_ASSERT(m_store.isNil() || m_store == store.raw); // A till writes into its own store only.
    m_store = store.raw;
}

RawId Commit::nextRowId()
{
    return m_mainId.derived(m_nextOrdinal++);
}

RawId Commit::scopeOf(const RowType& type) const
{
    KONTOR_ASSERT(type.kind != schema::LOCAL);
    const RawId scope = type.scope == schema::STORE ? m_store : m_organisation;
    KONTOR_ASSERT(
        !scope.isNil()); // A server has no store: its commands must not write a store's data. A back office names one.
    return scope;
}

RawId Commit::insert(Message& row)
{
    const RowType& type = rowTypeOf(row.GetDescriptor());
    RawId id = idOf(type, row);
    if (id.isNil())
        id = nextRowId();

    Draft draft{type.type, id, schema::Change::INSERT, {}, {}, scopeOf(type), {}};
    // The id is in Change.row; without it in the body a row costs 18 bytes less on every disk and wire.
    row.GetReflection()->ClearField(&row, type.idField);
    if (hasPersonal(type)) {
        const std::unique_ptr<Message> plain(row.New());
        const std::unique_ptr<Message> personal(row.New());
        for (const FieldGroup& group : type.groups)
            moveGroup(row, group, group.personal ? *personal : *plain, nullptr);
        plain->SerializeToString(&draft.body);
        m_changes.push_back(std::move(draft));
        if (personal->ByteSizeLong() > 0)
            m_changes.push_back(
                {type.type, id, schema::Change::UPDATE, personal->SerializeAsString(), {}, scopeOf(type), id});
    } else {
        row.SerializeToString(&draft.body);
        m_changes.push_back(std::move(draft));
    }
    row.GetReflection()->SetString(&row, type.idField, id.string());
    return id;
}

void Commit::update(const Message& before, const Message& after)
{
    const RowType& type = rowTypeOf(after.GetDescriptor());
    KONTOR_ASSERT(type.kind == schema::ENTITY); // Facts are immutable.
    const RawId id = idOf(type, after);
    KONTOR_ASSERT(!id.isNil() && id == idOf(type, before));

    const std::unique_ptr<Message> plain(after.New());
    const std::unique_ptr<Message> personal(after.New());
    std::vector<std::uint32_t> plainCleared;
    std::vector<std::uint32_t> personalCleared;
    bool changed = false;
    for (const FieldGroup& group : type.groups) {
        const bool differs = std::any_of(group.fields.begin(), group.fields.end(),
                                         [&](const FieldDescriptor* f) { return !sameField(before, after, f); });
        changed = changed || differs;
        if (!differs)
            continue;
        moveGroup(after, group, group.personal ? *personal : *plain, group.personal ? &personalCleared : &plainCleared);
    }
    if (!changed)
        return;
    if (type.versioned) {
        const std::unique_ptr<Message> whole(after.New());
        whole->CopyFrom(after);
        whole->GetReflection()->ClearField(whole.get(), type.idField);
        m_changes.push_back({type.type, id, schema::Change::INSERT, whole->SerializeAsString(), {}, scopeOf(type), {}});
        return;
    }
    if (plain->ByteSizeLong() > 0 || !plainCleared.empty())
        m_changes.push_back({type.type,
                             id,
                             schema::Change::UPDATE,
                             plain->SerializeAsString(),
                             std::move(plainCleared),
                             scopeOf(type),
                             {}});
    if (personal->ByteSizeLong() > 0 || !personalCleared.empty())
        m_changes.push_back({type.type, id, schema::Change::UPDATE, personal->SerializeAsString(),
                             std::move(personalCleared), scopeOf(type), id});
}

void Commit::keep(const Message& localRow)
{
    const RowType& type = rowTypeOf(localRow.GetDescriptor());
    KONTOR_ASSERT(type.kind == schema::LOCAL);
    const RawId id = idOf(type, localRow);
    KONTOR_ASSERT(!id.isNil());
    m_locals.push_back({type.type, id, false, localRow.SerializeAsString()});
}

void Commit::drop(const Message& localRow)
{
    const RowType& type = rowTypeOf(localRow.GetDescriptor());
    KONTOR_ASSERT(type.kind == schema::LOCAL);
    m_locals.push_back({type.type, idOf(type, localRow), true, {}});
}

} // namespace kontor
