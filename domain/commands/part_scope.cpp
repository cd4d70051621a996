#include "domain/commands/part_scope.h"

#include "domain/identity/move_terminal.h"
#include "domain/journal/envelope.h"
#include "domain/journal/reader.h"
#include "domain/journal/row_type.h"
#include "domain/journal/sight.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/settings.pb.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace kontor {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;

/// How many changes a part holds. Only walks over it: the changes were read once already.
std::size_t countChanges(const Bytes& part)
{
    constexpr std::uint32_t changeTag =
        WireFormatLite::MakeTag(schema::Part::kChangeFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
    google::protobuf::io::CodedInputStream input(reinterpret_cast<const std::uint8_t*>(part.data()),
                                                 static_cast<int>(part.size()));
    std::size_t count = 0;
    while (const std::uint32_t tag = input.ReadTag()) {
        count += tag == changeTag ? 1U : 0U;
        if (!WireFormatLite::SkipField(&input, tag))
            break;
    }
    return count;
}

/// Whose scopes this commit may write.
class Scopes
{
public:
    Scopes(const Reader& seen, const Reader& now, RawId origin) : m_seen(seen), m_now(now), m_origin(origin) {}

    bool allows(schema::Scope scope, const RawId& part)
    {
        if (scope == schema::STORE)
            return isStores(part);
        if (m_now.get(Id<schema::Organisation>(part)))
            return true;
        // Before there is one, the root origin's begin-origin and founding name theirs.
        return m_now.all<schema::Organisation>().empty();
    }

    /// Not as far as is known here, but not all is known that the author saw.
    bool mayBeMovedTo(const RawId& store)
    {
        return !isWhole(m_seen) && terminalIn(m_now) && m_now.get(Id<schema::Store>(store));
    }

private:
    bool isStores(const RawId& part)
    {
        const auto today = terminalIn(m_now);
        const auto then = today && today->store() == part.bytes() ? today : terminalIn(m_seen);
        if (then && worksForAllStores(*then))
            return m_now.get(Id<schema::Store>(part)).has_value();
        if (then)
            return then->store() == part.bytes();
        return !today && !m_now.get(Id<schema::Organisation>(part));
    }
    [[nodiscard]] std::optional<schema::Terminal> terminalIn(const Reader& shop) const
    {
        const auto origin = shop.get(Id<schema::Origin>(m_origin));
        return origin ? shop.get(Id<schema::Terminal>(origin->terminal())) : std::nullopt;
    }

    const Reader& m_seen;
    const Reader& m_now;
    RawId m_origin;
};

bool hasPersonal(const RowType& type)
{
    return std::any_of(type.groups.begin(), type.groups.end(), [](const FieldGroup& group) { return group.personal; });
}

bool isPersonal(const RowType& type, std::uint32_t field)
{
    return field < type.groupOfField.size() && type.groupOfField[field] != nullptr &&
           type.groupOfField[field]->personal;
}

/// True when every field the change writes or clears that is known here is `personal`, or none is.
bool writesOnly(const RowType& type, const schema::Change& change, bool personal)
{
    const std::unique_ptr<google::protobuf::Message> row(type.prototype->New());
    if (!row->ParseFromString(change.body()))
        return false;
    std::vector<const FieldDescriptor*> fields;
    row->GetReflection()->ListFields(*row, &fields);
    const auto number = [](const FieldDescriptor* field) { return static_cast<std::uint32_t>(field->number()); };
    return std::all_of(fields.begin(), fields.end(),
                       [&](const FieldDescriptor* field) {
                           return field == type.idField || isPersonal(type, number(field)) == personal;
                       }) &&
           std::all_of(change.cleared().begin(), change.cleared().end(), [&](std::uint32_t field) {
               const bool known = field < type.groupOfField.size() && type.groupOfField[field] != nullptr;
               return !known || isPersonal(type, field) == personal;
           });
}

constexpr std::string_view foreignStore = "a store's data travels in a part of the terminal's store";

std::string_view wrongWith(const RowType& type, const schema::Change& change, const schema::PartHash& part,
                           const schema::Change& first, Scopes& scopes)
{
    if (part.kind() == schema::PERSONAL) {
        if (!hasPersonal(type) || change.kind() != schema::Change::UPDATE || !writesOnly(type, change, true))
            return "a personal part holds personal data only";
        if (change.row() != first.row())
            return "a personal part is of one person";
    } else if (hasPersonal(type) && !writesOnly(type, change, false)) {
        return "personal data travels in a part of its own";
    }
    if (!scopes.allows(type.scope, RawId::of(part.scope())))
        return type.scope == schema::STORE ? foreignStore
                                           : "the organisation's data travels in the organisation's part";
    return {};
}

} // namespace

PartScopeReview checkPartScopes(const Reader& asTheAuthorSaw, const Reader& now, const SignedCommit& commit,
                                const std::vector<schema::Change>& changes)
{
    PartScopeReview made;
    Scopes scopes(asTheAuthorSaw, now, commit.origin());
    std::size_t next = 0;
    for (std::size_t i = 0; i < commit.parts.size() && static_cast<int>(i) < commit.header.part_size(); ++i) {
        if (commit.parts[i].empty())
            continue;
        const schema::PartHash& part = commit.header.part(static_cast<int>(i));
        const std::size_t first = next;
        const std::size_t end = std::min(changes.size(), next + countChanges(commit.parts[i]));
        bool isTold = false;
        std::uint32_t sound =
            0; // A sale's lines are of few types: each is asked once, unless it may hold personal data.
        for (; next < end; ++next) {
            const schema::Change& change = changes[next];
            const RowType* type = rowType(change.type());
            if (type == nullptr || type->kind == schema::LOCAL || change.type() == sound)
                continue;
            const auto wrong = wrongWith(*type, change, part, changes[first], scopes);
            if (wrong.empty()) {
                sound = part.kind() == schema::PLAIN && !hasPersonal(*type) ? change.type() : 0;
                continue;
            }
            const bool mayBeMoved = wrong == foreignStore && scopes.mayBeMovedTo(RawId::of(part.scope()));
            if (mayBeMoved && std::exchange(isTold, true))
                continue;
            schema::Reason& reason = (mayBeMoved ? made.strange : made.grave).emplace_back();
            reason.set_code(schema::Reason::MALFORMED);
            reason.set_subject(type->descriptor->name());
            reason.set_detail(std::string(wrong));
            if (!mayBeMoved)
                next = end; // One reason a part says enough.
        }
    }
    return made;
}

} // namespace kontor
