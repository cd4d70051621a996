#include "storage/remembering_view.h"

#include "domain/journal/row_type.h"
#include "storage/row_copy.h"

#include <utility>

namespace kontor {

using google::protobuf::Message;

namespace {
constexpr std::size_t mostKept = 10'000; ///< Rows, of some hundred bytes each.
} // namespace

void RememberingView::lookThrough(const SqliteView& under)
{
    m_under = &under;
    if (const auto generation = under.generation(); generation != std::exchange(m_generation, generation))
        forgetAll();
}

void RememberingView::forget(std::uint32_t type)
{
    const RowType* known = rowType(type);
    if (known == nullptr)
        return;
    if (known->seldom)
        m_derived.clear();
    if (type >= m_known.size())
        return;
    Known& kept = m_known[type];
    if (kept.rows.empty() && kept.keys.empty() && kept.where.empty() && kept.claimants.empty() && kept.prices.empty() &&
        kept.all == nullptr)
        return; // Thousands of rows of one type come in one commit.
    kept = Known();
}

void RememberingView::forgetAll()
{
    m_known.clear();
    m_derived.clear();
    m_unseenUses.clear();
    m_size = 0;
}

RememberingView::Known* RememberingView::knownOf(const google::protobuf::Descriptor* descriptor) const
{
    const RowType& type = rowTypeOf(descriptor);
    if (type.kind == schema::FACT && type.scope == schema::STORE)
        return nullptr;
    if (m_size > mostKept) {
        m_known.clear();
        m_size = 0;
    }
    if (type.type >= m_known.size())
        m_known.resize(type.type + 1);
    return &m_known[type.type];
}

bool RememberingView::find(const RawId& id, Message& into) const
{
    Known* known = knownOf(into.GetDescriptor());
    if (known == nullptr)
        return m_under->find(id, into);
    const auto found = known->rows.find(id);
    if (found != known->rows.end()) {
        if (found->second == nullptr)
            return false;
        copyRow(*found->second, into);
        return true;
    }
    ++m_size;
    if (!m_under->find(id, into)) {
        known->rows.emplace(id, nullptr);
        return false;
    }
    Row kept(into.New());
    kept->MergeFrom(into);
    known->rows.emplace(id, std::move(kept));
    return true;
}

void RememberingView::show(const Rows& rows, Message& into, const std::function<bool()>& visit)
{
    for (const Row& row : *rows) {
        copyRow(*row, into);
        if (!visit())
            return;
    }
}

template <typename Ask>
RememberingView::Rows RememberingView::taken(Message& into, const Ask& ask) const
{
    auto rows = std::make_shared<std::vector<Row>>();
    ask([&] {
        rows->emplace_back(into.New())->MergeFrom(into);
        return true;
    });
    m_size += 1 + rows->size();
    return rows;
}

void RememberingView::eachWhere(int fieldNumber, BytesView value, Message& into,
                                const std::function<bool()>& visit) const
{
    Known* known = knownOf(into.GetDescriptor());
    if (known == nullptr)
        return m_under->eachWhere(fieldNumber, value, into, visit);
    Rows& kept = known->where[std::pair(fieldNumber, Bytes(value))];
    if (kept == nullptr)
        kept = taken(into, [&](const auto& take) { m_under->eachWhere(fieldNumber, value, into, take); });
    const Rows shown = kept;
    show(shown, into, visit);
}

void RememberingView::each(Message& into, const std::function<bool()>& visit) const
{
    Known* known = knownOf(into.GetDescriptor());
    if (known == nullptr)
        return m_under->each(into, visit);
    if (known->all == nullptr)
        known->all = taken(into, [&](const auto& take) { m_under->each(into, take); });
    const Rows shown = known->all;
    show(shown, into, visit);
}

std::vector<RawId> RememberingView::claimants(const Message& prototype, int fieldNumber, BytesView value) const
{
    Known* known = knownOf(prototype.GetDescriptor());
    if (known == nullptr)
        return m_under->claimants(prototype, fieldNumber, value);
    const auto key = std::pair(fieldNumber, Bytes(value));
    const auto found = known->claimants.find(key);
    if (found != known->claimants.end())
        return found->second;
    ++m_size;
    return known->claimants.emplace(key, m_under->claimants(prototype, fieldNumber, value)).first->second;
}

std::optional<MergeKey> RememberingView::keyOfFact(const Message& prototype, const RawId& id) const
{
    Known* known = knownOf(prototype.GetDescriptor());
    if (known == nullptr)
        return m_under->keyOfFact(prototype, id);
    const auto found = known->keys.find(id);
    if (found != known->keys.end())
        return found->second;
    ++m_size;
    return known->keys.emplace(id, m_under->keyOfFact(prototype, id)).first->second;
}

std::vector<schema::Price> RememberingView::pricesOf(Id<schema::PriceList> list, Id<schema::Variant> variant) const
{
    Known* known = knownOf(schema::Price::descriptor());
    KONTOR_ASSERT(known != nullptr); // Prices are the organisation's.
    const auto key = std::pair(list.raw, variant.raw);
    const auto found = known->prices.find(key);
    if (found != known->prices.end())
        return found->second;
    auto prices = m_under->pricesOf(list, variant);
    m_size += 1 + prices.size();
    return known->prices.emplace(key, std::move(prices)).first->second;
}

Quantity RememberingView::stockLevel(Id<schema::Variant> variant, Id<schema::Location> location) const
{
    return m_under->stockLevel(variant, location);
}

PromotionUses RememberingView::promotionUses(int field, BytesView subject, BytesView customer) const
{
    if (m_uses == Uses::AskAgain)
        return m_under->promotionUses(field, subject, customer);
    const auto key = std::tuple(field, Bytes(subject), Bytes(customer));
    auto unseen = m_unseenUses.find(key);
    if (unseen == m_unseenUses.end())
        unseen = m_unseenUses.emplace(key, m_under->usesUnseen(field, subject, customer)).first;
    return without(m_under->usesOfNow(field, subject, customer), unseen->second);
}

std::shared_ptr<const Derived> RememberingView::derived(MakeDerived make) const
{
    auto& kept = m_derived[make];
    if (!kept)
        kept = m_under->derived(make);
    return kept;
}

} // namespace kontor
