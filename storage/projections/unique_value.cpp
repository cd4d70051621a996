#include "storage/projections/unique_value.h"

#include "storage/applier.h"
#include "storage/exceptions.h"
#include "storage/row_table.h"

#include <algorithm>

namespace kontor::projections {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

Bytes valueOf(const Message& row, const FieldDescriptor* field)
{
    const auto* reflection = row.GetReflection();
    switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: return reflection->GetString(row, field);
    case FieldDescriptor::CPPTYPE_INT32: return std::to_string(reflection->GetInt32(row, field));
    case FieldDescriptor::CPPTYPE_INT64: return std::to_string(reflection->GetInt64(row, field));
    case FieldDescriptor::CPPTYPE_UINT32: return std::to_string(reflection->GetUInt32(row, field));
    case FieldDescriptor::CPPTYPE_UINT64: return std::to_string(reflection->GetUInt64(row, field));
    default: KONTOR_ASSERT(false); // Nothing else is fit to be unique.
    }
}

} // namespace

const std::vector<int>& uniqueFields(const RowType& type)
{
    static const std::vector<std::vector<int>> byType = [] {
        std::vector<std::vector<int>> all;
        for (const RowType* row : rowTypes()) {
            all.resize(std::max<std::size_t>(all.size(), row->type + 1));
            for (int i = 0; i < row->descriptor->field_count(); ++i)
                if (row->descriptor->field(i)->options().GetExtension(schema::unique))
                    all[row->type].push_back(row->descriptor->field(i)->number());
        }
        return all;
    }();
    return byType[type.type];
}

std::vector<RawId> idsWith(Database& database, const RowType& type, int field, BytesView value)
{
    return RowTable::of(type.type)->idsWhere(database, field, value);
}

std::vector<Claim> claimsOf(Database& database, CommitCache& commits, const RowType& type, int field, BytesView value)
{
    const FieldGroup& group = *type.groupOfField[static_cast<std::size_t>(field)];
    std::vector<Claim> claims;
    for (const RawId& row : idsWith(database, type, field, value)) {
        Claim claim{{}, row};
        for (const KeyedChange& one :
             changesOfRow(database, commits, type, row, [](const StoredCommit& commit) { return commit.counts(); })) {
            const auto groups = groupsOf(type, one.change);
            const bool writes = one.change.kind() == schema::Change::INSERT
                                    ? !group.personal
                                    : std::find(groups.begin(), groups.end(), group.number) != groups.end();
            if (writes)
                claim.key = std::max(claim.key, one.key);
        }
        claims.push_back(std::move(claim));
    }
    std::sort(claims.begin(), claims.end());
    return claims;
}

void UniqueValues::noteValues(const RowType& type, const Message& row)
{
    for (const int number : uniqueFields(type)) {
        const FieldDescriptor* field = type.descriptor->FindFieldByNumber(number);
        if (row.GetReflection()->HasField(row, field))
            m_values.emplace(type.type, number, valueOf(row, field));
    }
}

void UniqueValues::note(const RowType& type, const Message* before, const Message* after)
{
    if (type.kind != schema::ENTITY || uniqueFields(type).empty())
        return;
    if (before != nullptr)
        noteValues(type, *before);
    if (after != nullptr)
        noteValues(type, *after);
}

void UniqueValues::finish(CommitCache& commits)
{
    if (m_values.empty())
        return;
    constexpr auto kind = ShopException::Kind::DuplicateValue;
    const bool known = exceptions::any(m_database, kind);
    for (const auto& [number, field, value] : std::exchange(m_values, {})) {
        const RowType& type = *rowType(number);
        // An empty string is no claim: "no SKU" may be said of any number of rows.
        const bool several = !value.empty() && idsWith(m_database, type, field, value).size() > 1;
        const Bytes subject = exceptions::subjectOf(number, static_cast<std::uint32_t>(field), value);
        if (!several) {
            if (known)
                exceptions::remove(m_database, kind, subject);
            continue;
        }
        ShopException exception;
        exception.kind = kind;
        exception.subject = subject;
        for (const Claim& claim : claimsOf(m_database, commits, type, field, value)) {
            exception.rows.push_back(claim.row);
            exception.commits.push_back(claim.key.hash);
            exception.effective = claim.key.effective; // Of the last: since then there are as many.
        }
        exceptions::put(m_database, exception);
    }
}

} // namespace kontor::projections
