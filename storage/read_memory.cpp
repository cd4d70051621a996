#include "storage/read_memory.h"

#include "domain/journal/row_type.h"
#include "storage/row_copy.h"

#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace kontor {

using google::protobuf::Message;

namespace {
constexpr std::size_t mostKept = 10'000; ///< Entries, of some hundred bytes each.

struct HashId {
    std::size_t operator()(const RawId& id) const { return std::hash<std::string_view>()(id.bytes()); }
};
} // namespace

struct ReadMemory::Kept {
    std::uint32_t count = 0;                                          ///< Of the writer's changes, when it was read.
    std::unordered_map<RawId, std::unique_ptr<Message>, HashId> rows; ///< nullptr: there is none.
    std::map<std::pair<RawId, RawId>, std::vector<schema::Price>> prices; ///< By list and variant.
};

ReadMemory::ReadMemory() = default;
ReadMemory::~ReadMemory() = default;

void ReadMemory::begin(const WriteMarks& marks)
{
    m_marks = &marks;
    m_counts = marks.settled();
    if (m_size > mostKept) {
        m_kept.clear();
        m_size = 0;
    }
}

ReadMemory::Kept* ReadMemory::of(const google::protobuf::Descriptor* descriptor)
{
    const RowType& type = rowTypeOf(descriptor);
    if (m_marks == nullptr || m_size > mostKept || (type.kind == schema::FACT && type.scope == schema::STORE))
        return nullptr;
    const auto count = m_counts[type.type];
    if (!m_marks->isStill(type.type, count))
        return nullptr;
    if (type.type >= m_kept.size())
        m_kept.resize(type.type + 1);
    auto& kept = m_kept[type.type];
    if (kept == nullptr || kept->count != count) {
        kept = std::make_unique<Kept>();
        kept->count = count;
    }
    return kept.get();
}

ReadMemory::Kept* MindfulView::keptOf(const google::protobuf::Descriptor* descriptor) const
{
    if (m_memory == nullptr || error())
        return nullptr;
    if (!m_hasMoment)
        asking([&] {
            (void)Query(m_database, "SELECT 1 FROM sqlite_schema LIMIT 1").step();
            m_hasMoment = true;
        });
    return m_hasMoment ? m_memory->of(descriptor) : nullptr;
}

bool MindfulView::find(const RawId& id, Message& into) const
{
    auto* kept = keptOf(into.GetDescriptor());
    if (kept == nullptr)
        return SqliteView::find(id, into);
    if (const auto found = kept->rows.find(id); found != kept->rows.end()) {
        if (found->second != nullptr)
            copyRow(*found->second, into);
        return found->second != nullptr;
    }
    const bool isThere = SqliteView::find(id, into);
    if (error())
        return isThere;
    std::unique_ptr<Message> row;
    if (isThere) {
        row.reset(into.New());
        row->MergeFrom(into);
    }
    kept->rows.emplace(id, std::move(row));
    m_memory->grow(1);
    return isThere;
}

std::vector<schema::Price> MindfulView::pricesOf(Id<schema::PriceList> list, Id<schema::Variant> variant) const
{
    auto* kept = keptOf(schema::Price::descriptor());
    if (kept == nullptr)
        return SqliteView::pricesOf(list, variant);
    const auto key = std::pair(list.raw, variant.raw);
    if (const auto found = kept->prices.find(key); found != kept->prices.end())
        return found->second;
    auto prices = SqliteView::pricesOf(list, variant);
    if (error())
        return prices;
    kept->prices.emplace(key, prices);
    m_memory->grow(1 + prices.size());
    return prices;
}

} // namespace kontor
