#include "storage/lists/listing_maker.h"

#include "domain/journal/row_type.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/settings/settings.h"
#include "storage/journal_tables.h"
#include "storage/row_table.h"

#include <algorithm>
#include <charconv>

namespace kontor::lists {

namespace {

template <typename Row>
std::uint32_t typeOf()
{
    static const std::uint32_t type = rowTypeOf(Row::descriptor()).type;
    return type;
}

RawId productOf(Database& shop, BytesView variant)
{
    Query query(shop, "SELECT product FROM variant WHERE id=?");
    return query.ownedBlob(Bytes(variant)).step() ? RawId::of(query.bytes(0)) : RawId{};
}

void add(Database& shop, BytesView variant, Touched& into)
{
    if (const RawId product = productOf(shop, variant); !product.isNil())
        into.products.insert(product);
}

} // namespace

Maker::Maker(Database& shop, Id<schema::Store> store, TimeUs now) : m_database(shop), m_view(shop), m_now(now)
{
    if (store.isNil()) {
        schema::Store first;
        m_view.each(first, [&] {
            store = Id<schema::Store>(first.id());
            return false;
        });
    }
    if (const auto terms = storeTerms(m_view, store)) {
        m_list = terms->priceList;
        if (auto buyer = buyerOf(m_view, store, {}, now))
            m_buyer = std::move(*buyer);
    }
}

std::optional<Entry> Maker::entry(const RawId& id)
{
    const auto product = m_view.get(Id<schema::Product>(id));
    if (!product)
        return std::nullopt;
    const auto variants = m_view.where<schema::Variant>(schema::Variant::kProductFieldNumber, id.bytes());
    if (variants.empty())
        return std::nullopt;
    Entry entry;
    entry.row.product = Id<schema::Product>(id);
    entry.row.variant = Id<schema::Variant>(variants.front().id());
    entry.row.name = product->name();
    entry.row.sku = variants.front().sku();
    entry.row.category = Id<schema::Category>(product->category());
    entry.row.status = product->status();
    entry.row.kind = product->kind();
    entry.variants = static_cast<std::uint32_t>(variants.size());
    entry.words = product->name();
    if (!product->brand().empty())
        entry.words += ' ' + product->brand();
    for (const auto& variant : variants) {
        const RawId variantId = RawId::of(variant.id());
        if (!variant.name().empty())
            entry.words += ' ' + variant.name();
        entry.words += ' ' + variant.sku();
        for (const auto& code : m_view.where<schema::Barcode>(schema::Barcode::kVariantFieldNumber, variantId.bytes()))
            entry.words += ' ' + code.code();
        if (product->kind() == schema::GOODS)
            entry.row.onHand = entry.row.onHand + onHand(variantId);
    }
    addPrice(*product, entry.row.variant.raw, entry);
    return entry;
}

Quantity Maker::onHand(const RawId& variant)
{
    // Modulo 2^64, as the projection counts.
    std::uint64_t sum = 0;
    Query query(m_database, "SELECT quantity FROM stock_level WHERE variant=?");
    query.blob(variant.bytes());
    while (query.step())
        sum += query.natural(0);
    return Quantity{static_cast<std::int64_t>(sum)};
}

void Maker::addPrice(const schema::Product& product, const RawId& variant, Entry& entry)
{
    if (!m_buyer)
        return;
    const PricedGoods one{Id<schema::Variant>(variant), Quantity::whole(1), {}, Id<schema::Unit>(product.unit())};
    if (const auto price = listPrice(m_view, *m_buyer, one, m_now, product.name()))
        entry.row.priceE4 = std::max<std::int64_t>(0, price->shownPerUnit().e4);
    for (const auto& fact : m_view.pricesOf(m_list, Id<schema::Variant>(variant)))
        for (const TimeUs at : {fact.valid_from_us(), fact.valid_until_us()})
            if (at > m_now && (entry.priceUntil == 0 || at < entry.priceUntil))
                entry.priceUntil = at;
}

std::vector<std::pair<RawId, std::uint64_t>> byRank(Database& shop)
{
    std::unordered_map<std::string, std::uint64_t> sold;
    {
        std::unordered_map<std::string, std::uint64_t> byVariant;
        for (Query query(shop, "SELECT variant FROM order_line"); query.step();)
            ++byVariant[std::string(query.bytes(0))];
        for (const auto& [variant, lines] : byVariant)
            if (const RawId product = productOf(shop, variant); !product.isNil())
                sold[product.string()] += lines;
    }
    std::vector<std::pair<RawId, std::uint64_t>> ranked;
    for (Query query(shop, "SELECT id FROM product"); query.step();) {
        const auto found = sold.empty() ? sold.end() : sold.find(std::string(query.bytes(0)));
        ranked.emplace_back(RawId::of(query.bytes(0)), found == sold.end() ? 0 : found->second);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return ranked;
}

void collect(Database& shop, const std::vector<schema::Change>& changes, Touched& into)
{
    for (const schema::Change& change : changes) {
        if (change.type() == typeOf<schema::Product>()) {
            into.products.insert(RawId::of(change.row()));
        } else if (change.type() == typeOf<schema::Variant>()) {
            schema::Variant row;
            if (row.ParseFromString(change.body()) && row.has_product())
                into.products.insert(RawId::of(row.product()));
            add(shop, change.row(), into);
        } else if (change.type() == typeOf<schema::Barcode>()) {
            schema::Barcode row;
            if (row.ParseFromString(change.body()))
                add(shop, row.variant(), into);
        } else if (change.type() == typeOf<schema::Price>()) {
            schema::Price row;
            if (row.ParseFromString(change.body()))
                add(shop, row.variant(), into);
        } else if (change.type() == typeOf<schema::StockMovement>()) {
            schema::StockMovement row;
            if (row.ParseFromString(change.body()))
                add(shop, row.variant(), into);
        } else if (change.type() == typeOf<schema::OrderLine>()) {
            schema::OrderLine row;
            if (row.ParseFromString(change.body()))
                if (const RawId product = productOf(shop, row.variant()); !product.isNil())
                    ++into.soldLines[product];
        }
    }
}

void collectRows(Database& shop, const std::set<std::uint32_t>& types, const std::vector<RawId>& rows, Touched& into)
{
    const auto look = [&](std::uint32_t type, const std::string& sql) {
        if (!types.contains(type))
            return;
        for (const RawId& row : rows) {
            Query query(shop, sql);
            if (query.blob(row.bytes()).step())
                add(shop, Bytes(query.bytes(0)), into);
        }
    };
    if (types.contains(typeOf<schema::Product>()))
        into.products.insert(rows.begin(), rows.end()); // Those that are none have no entry and are passed over.
    look(typeOf<schema::Variant>(), "SELECT id FROM variant WHERE id=?");
    look(typeOf<schema::Barcode>(), "SELECT variant FROM barcode WHERE id=?");
    look(typeOf<schema::Price>(), "SELECT variant FROM price WHERE id=?");
    look(typeOf<schema::StockMovement>(), "SELECT variant FROM stock_movement WHERE id=?");
}

Bytes JournalMark::text() const
{
    return std::to_string(n) + ' ' + hex(hash);
}

std::optional<JournalMark> JournalMark::parse(BytesView text)
{
    JournalMark mark;
    const auto space = text.find(' ');
    if (space == BytesView::npos)
        return std::nullopt;
    const auto read = std::from_chars(text.data(), text.data() + space, mark.n);
    auto hash = unhex(text.substr(space + 1));
    if (read.ec != std::errc())
        return std::nullopt;
    mark.hash = std::move(hash);
    return mark;
}

JournalMark JournalMark::newest(Database& shop)
{
    Query query(shop, "SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1");
    if (!query.step())
        return {};
    return {query.integer(0), Bytes(query.bytes(1))};
}

bool JournalMark::isIn(Database& shop) const
{
    if (n == 0)
        return true;
    Query query(shop, "SELECT hash FROM journal WHERE n=?");
    return query.bind(n).step() && query.bytes(0) == hash;
}

} // namespace kontor::lists
