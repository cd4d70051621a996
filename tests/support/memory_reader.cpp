#include "support/memory_reader.h"

#include "domain/base/result.h"
#include "domain/inventory/ledger.h"

#include <algorithm>
#include <memory>

namespace kontor::testing {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

void load(const RowType& type, const RawId& id, const Bytes& folded, Message& into)
{
    into.Clear();
    KONTOR_ASSERT(into.ParseFromString(folded));
    into.GetReflection()->SetString(&into, type.idField, id.string());
}

bool holds(const Message& row, const FieldDescriptor* field, BytesView value)
{
    KONTOR_ASSERT(field->cpp_type() == FieldDescriptor::CPPTYPE_STRING);
    return row.GetReflection()->HasField(row, field) && row.GetReflection()->GetString(row, field) == value;
}

} // namespace

void MemoryReader::apply(const Commit& commit, const MergeKey& key)
{
    for (const auto& draft : commit.changes()) {
        schema::Change change;
        change.set_type(draft.type);
        change.set_row(draft.row.string());
        change.set_kind(draft.kind);
        change.set_body(draft.body);
        change.mutable_cleared()->Add(draft.cleared.begin(), draft.cleared.end());
        apply(change, key);
    }
    for (const auto& local : commit.locals()) {
        if (local.drop)
            m_rows[local.type].erase(local.row);
        else
            m_rows[local.type][local.row] = Row{{}, local.body, true};
    }
}

void MemoryReader::apply(const schema::Change& change, const MergeKey& key)
{
    const RowType* type = rowType(change.type());
    if (type == nullptr)
        return;
    const RawId id = RawId::of(change.row());
    Row& row = m_rows[change.type()][id];
    // One fact id with two contents: that with the smallest merge key stands, whichever came first.
    if (type->kind == schema::FACT && !row.changes.empty()) {
        if (!(key < row.changes.front().key))
            return;
        row.changes.clear();
    }
    row.changes.push_back({key, change});
    const std::unique_ptr<Message> folded(type->prototype->New());
    row.counts = foldRow(*type, id, row.changes, *folded);
    row.folded = folded->SerializeAsString();
}

const MemoryReader::Rows& MemoryReader::rowsOf(const Message& prototype) const
{
    static const Rows none;
    const auto rows = m_rows.find(rowTypeOf(prototype.GetDescriptor()).type);
    return rows == m_rows.end() ? none : rows->second;
}

bool MemoryReader::find(const RawId& id, Message& into) const
{
    const Rows& rows = rowsOf(into);
    const auto row = rows.find(id);
    if (row == rows.end() || !row->second.counts)
        return false;
    load(rowTypeOf(into.GetDescriptor()), id, row->second.folded, into);
    return true;
}

void MemoryReader::eachWhere(int fieldNumber, BytesView value, Message& into, const std::function<bool()>& visit) const
{
    const auto* field = into.GetDescriptor()->FindFieldByNumber(fieldNumber);
    each(into, [&] { return !holds(into, field, value) || visit(); });
}

void MemoryReader::each(Message& into, const std::function<bool()>& visit) const
{
    const RowType& type = rowTypeOf(into.GetDescriptor());
    for (const auto& [id, row] : rowsOf(into)) {
        if (!row.counts)
            continue;
        load(type, id, row.folded, into);
        if (!visit())
            return;
    }
}

std::vector<RawId> MemoryReader::claimants(const Message& prototype, int fieldNumber, BytesView value) const
{
    const RowType& type = rowTypeOf(prototype.GetDescriptor());
    const auto* field = prototype.GetDescriptor()->FindFieldByNumber(fieldNumber);
    const std::uint32_t group = type.groupOfField[static_cast<std::size_t>(fieldNumber)]->number;
    std::vector<std::pair<MergeKey, RawId>> claims;
    const std::unique_ptr<Message> row(prototype.New());
    for (const auto& [id, kept] : rowsOf(prototype)) {
        if (!kept.counts)
            continue;
        load(type, id, kept.folded, *row);
        if (!holds(*row, field, value))
            continue;
        MergeKey latest;
        for (const auto& change : kept.changes) {
            const auto groups = groupsOf(type, change.change);
            const bool writes = std::any_of(groups.begin(), groups.end(), [&](auto g) { return g == 0 || g == group; });
            if (writes && latest < change.key)
                latest = change.key;
        }
        claims.emplace_back(latest, id);
    }
    std::sort(claims.begin(), claims.end());
    std::vector<RawId> ids;
    for (const auto& claim : claims)
        ids.push_back(claim.second);
    return ids;
}

std::optional<MergeKey> MemoryReader::keyOfFact(const Message& prototype, const RawId& id) const
{
    const Rows& rows = rowsOf(prototype);
    const auto row = rows.find(id);
    if (row == rows.end() || row->second.changes.empty())
        return std::nullopt;
    return row->second.changes.front().key;
}

std::vector<schema::Price> MemoryReader::pricesOf(Id<schema::PriceList> list, Id<schema::Variant> variant) const
{
    auto facts = where<schema::Price>(schema::Price::kVariantFieldNumber, variant.bytes());
    std::erase_if(facts, [&](const schema::Price& fact) { return fact.list() != list.bytes(); });
    return facts;
}

Quantity MemoryReader::stockLevel(Id<schema::Variant> variant, Id<schema::Location> location) const
{
    if (const auto lot = get(Id<schema::Lot>(variant.raw))) { // A lot's level goes by its own id.
        const auto levels = tally(readLedger(*this, Id<schema::Variant>(lot->variant()), location)).byLot;
        const auto level = levels.find(lot->id());
        return level == levels.end() ? Quantity{} : level->second;
    }
    return tally(readLedger(*this, variant, location)).total;
}

std::string MemoryReader::dump() const
{
    std::string text;
    for (const auto& [type, rows] : m_rows)
        for (const auto& [id, row] : rows)
            if (row.counts)
                text += std::to_string(type) + " " + id.toHex() + " " + hex(row.folded) + "\n";
    return text;
}

} // namespace kontor::testing
