#include "storage/sqlite_view.h"

#include "domain/base/text.h"
#include "domain/journal/fold.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/promotions.pb.h"
#include "storage/applier.h"
#include "storage/journal_places.h"
#include "storage/journal_tables.h"
#include "storage/projections/category_tree.h"
#include "storage/projections/promotion_use_total.h"
#include "storage/projections/sales_hour.h"
#include "storage/projections/stock_level.h"
#include "storage/projections/unique_value.h"
#include "storage/row_table.h"
#include "storage/search_index.h"
#include "storage/seldom.h"

#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <set>

namespace kontor {

using google::protobuf::Message;

bool SqliteView::find(const RawId& id, Message& into) const
{
    return asked(false, [&]() -> bool { return RowTable::of(into.GetDescriptor()).find(m_database, id, into); });
}

void SqliteView::eachWhere(int fieldNumber, BytesView value, Message& into, const std::function<bool()>& visit) const
{
    asking([&] {
        const RowTable& table = RowTable::of(into.GetDescriptor());
        // Read first: `visit` may ask the same question again, and a prepared statement serves one at a time.
        constexpr std::size_t few = 100;
        if (const auto rows = table.rowsWhere(m_database, fieldNumber, value, few)) {
            for (const auto& row : *rows) {
                into.GetReflection()->Swap(&into, row.get());
                if (!visit())
                    return;
            }
            return;
        }
        for (const RawId& id : projections::idsWith(m_database, table.type(), fieldNumber, value))
            if (table.find(m_database, id, into) && !visit())
                return;
    });
}

void SqliteView::eachBetween(int fieldNumber, std::int64_t from, std::int64_t to, Message& into,
                             const std::function<bool()>& visit) const
{
    asking([&] {
        const RowTable& table = RowTable::of(into.GetDescriptor());
        const std::string column = table.column(fieldNumber);
        std::vector<RawId> ids;
        {
            Query query(m_database, "SELECT id FROM " + table.name() + " WHERE " + column + " IS NOT NULL AND " +
                                        column + " BETWEEN ? AND ? ORDER BY " + column + ", id");
            query.bind(from).bind(to);
            while (query.step())
                ids.push_back(RawId::of(query.bytes(0)));
        }
        for (const RawId& id : ids)
            if (table.find(m_database, id, into) && !visit())
                return;
    });
}

void SqliteView::eachBeside(const RawId& id, Message& into, const std::function<bool()>& visit) const
{
    asking([&] {
        const RowTable& table = RowTable::of(into.GetDescriptor());
        const Bytes from(id.bytes().substr(0, RawId::familySize));
        std::vector<std::unique_ptr<Message>> rows; // Read first: `visit` may ask the same question again.
        {
            Query query(m_database, table.selectSql() + " WHERE id BETWEEN ? AND ? ORDER BY id");
            query.ownedBlob(from).ownedBlob(from + Bytes(RawId::size - RawId::familySize, '\xff'));
            while (query.step())
                table.read(query, *rows.emplace_back(into.New()));
        }
        for (const auto& row : rows) {
            into.GetReflection()->Swap(&into, row.get());
            if (!visit())
                return;
        }
    });
}

void SqliteView::each(Message& into, const std::function<bool()>& visit) const
{
    asking([&] {
        const RowTable& table = RowTable::of(into.GetDescriptor());
        // Some rows at a time, as they lie: to find each by its id is half of what half a million take. Read first: `visit` may ask the
        // same question again.
        constexpr std::size_t atOnce = 256;
        const std::string sql = table.selectSql() + " WHERE id > ? ORDER BY id LIMIT " + std::to_string(atOnce);
        std::vector<std::unique_ptr<Message>> rows;
        std::size_t count = 0;
        Bytes after;
        do {
            {
                Query query(m_database, sql);
                query.ownedBlob(after);
                for (count = 0; query.step(); ++count) {
                    if (count == rows.size())
                        rows.emplace_back(into.New());
                    table.read(query, *rows[count]);
                    after = query.bytes(0);
                }
            }
            for (std::size_t i = 0; i < count; ++i) {
                into.GetReflection()->Swap(&into, rows[i].get());
                if (!visit())
                    return;
            }
        } while (count == atOnce);
    });
}

std::vector<RawId> SqliteView::claimants(const Message& prototype, int fieldNumber, BytesView value) const
{
    return asked(std::vector<RawId>(), [&]() -> std::vector<RawId> {
        const RowType& type = rowTypeOf(prototype.GetDescriptor());
        std::vector<RawId> ids = projections::idsWith(m_database, type, fieldNumber, value);
        if (ids.size() < 2 || type.kind != schema::ENTITY)
            return ids;
        CommitCache commits(m_database);
        ids.clear();
        for (const projections::Claim& claim : projections::claimsOf(m_database, commits, type, fieldNumber, value))
            ids.push_back(claim.row);
        return ids;
    });
}

std::optional<MergeKey> SqliteView::keyOfFact(const Message& prototype, const RawId& id) const
{
    return asked(std::optional<MergeKey>(), [&]() -> std::optional<MergeKey> {
        const RowTable& table = RowTable::of(prototype.GetDescriptor());
        std::int64_t commit = 0;
        {
            Query query(m_database, table.commitSql());
            if (!query.blob(id.bytes()).step())
                return std::nullopt;
            commit = query.integer(0);
        }
        const auto stored = journal::byNumber(m_database, commit);
        if (!stored)
            return std::nullopt;
        return stored->key;
    });
}

std::vector<schema::Price> SqliteView::pricesOf(Id<schema::PriceList> list, Id<schema::Variant> variant) const
{
    return asked(std::vector<schema::Price>(), [&]() -> std::vector<schema::Price> {
        std::vector<schema::Price> facts;
        const RowTable& table = RowTable::of(schema::Price::descriptor());
        Query query(m_database, table.selectSql() + " WHERE variant=? AND list=?");
        query.blob(variant.bytes()).blob(list.bytes());
        while (query.step())
            table.read(query, facts.emplace_back());
        return facts;
    });
}

Quantity SqliteView::stockLevel(Id<schema::Variant> variant, Id<schema::Location> location) const
{
    return asked(Quantity{}, [&]() -> Quantity {
        return {projections::stockLevel(m_database, variant.bytes(), location.bytes())};
    });
}

PromotionUses without(const PromotionUses& all, const PromotionUses& some)
{
    const auto less = [](std::int64_t a, std::int64_t b) {
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
    };
    return {less(all.uses, some.uses), less(all.amountMinor, some.amountMinor)};
}

std::pair<std::int64_t, std::int64_t> SqliteView::generation() const
{
    return asked(std::pair<std::int64_t, std::int64_t>(), [&] { return m_database.generation(); });
}

PromotionUses SqliteView::promotionUses(int field, BytesView subject, BytesView customer) const
{
    return usesOfNow(field, subject, customer);
}

PromotionUses SqliteView::usesOfNow(int /*field*/, BytesView subject, BytesView customer) const
{
    return asked(PromotionUses{},
                 [&]() -> PromotionUses { return projections::promotionUseTotal(m_database, subject, customer); });
}

PromotionUses SqliteView::usesUnseen(int /*field*/, BytesView /*subject*/, BytesView /*customer*/) const
{
    return {};
}

std::shared_ptr<const Derived> SqliteView::derived(MakeDerived make) const
{
    if (!m_seldomState)
        m_seldomState = asked(Bytes(), [&]() -> Bytes { return seldom::state(m_database); });
    if (auto kept = m_database.seldom().find(make, *m_seldomState))
        return kept;
    auto made = make(*this);
    if (!m_error) // What a failing disk answered is worth nothing.
        m_database.seldom().keep(make, *m_seldomState, made);
    return made;
}

std::vector<Id<schema::Variant>> SqliteView::searchVariants(std::string_view typed, std::size_t limit) const
{
    const std::string text = composed(typed);
    return asked(std::vector<Id<schema::Variant>>(), [&]() -> std::vector<Id<schema::Variant>> {
        std::vector<Id<schema::Variant>> found;
        std::set<RawId> seen;
        const auto take = [&](const RawId& id) {
            if (!id.isNil() && found.size() < limit && seen.insert(id).second)
                found.emplace_back(id);
        };
        for (const RawId& id : claimants(schema::Variant::default_instance(), schema::Variant::kSkuFieldNumber, text))
            take(id);
        for (const RawId& id : claimants(schema::Barcode::default_instance(), schema::Barcode::kCodeFieldNumber, text))
            if (schema::Barcode barcode; find(id, barcode))
                take(RawId::of(barcode.variant()));

        const std::string match = search::prefixQuery(text);
        if (match.empty())
            return found;
        std::vector<std::pair<std::uint32_t, RawId>> hits;
        try {
            Query query(m_database,
                        "SELECT d.type, d.row FROM search_text JOIN search_doc d ON d.doc = search_text.rowid "
                        "WHERE search_text MATCH ? LIMIT ?");
            query.text(match).bind(static_cast<std::int64_t>(limit * 3));
            while (query.step())
                hits.emplace_back(static_cast<std::uint32_t>(query.integer(0)), RawId::of(query.bytes(1)));
        } catch (const SQLite::Exception& e) {
            if (e.getErrorCode() != SQLITE_ERROR)
                throw;
            return found; // A rare character that the tokenizer splits at after all: no phrases, so no words found.
        }
        const auto productType = rowTypeOf(schema::Product::descriptor()).type;
        const auto variantType = rowTypeOf(schema::Variant::descriptor()).type;
        const auto barcodeType = rowTypeOf(schema::Barcode::descriptor()).type;
        for (const auto& [type, row] : hits) {
            if (type == productType) {
                for (const RawId& id : projections::idsWith(m_database, rowTypeOf(schema::Variant::descriptor()),
                                                            schema::Variant::kProductFieldNumber, row.bytes()))
                    take(id);
            } else if (type == variantType) {
                take(row);
            } else if (type == barcodeType) {
                if (schema::Barcode barcode; find(row, barcode))
                    take(RawId::of(barcode.variant()));
            }
        }
        return found;
    });
}

std::vector<Id<schema::Variant>> SqliteView::someVariants(std::size_t limit) const
{
    return asked(std::vector<Id<schema::Variant>>(), [&]() -> std::vector<Id<schema::Variant>> {
        std::vector<Id<schema::Variant>> found;
        // By id, not by name: an index by name is not worth its half a million entries for a first page of tiles. The price must be
        // there, so that a tile can be sold.
        Query query(
            m_database,
            "SELECT v.id FROM variant v JOIN product p ON p.id = v.product WHERE p.status = ? AND coalesce(p.kind, ?) "
            "= ? "
            "AND EXISTS(SELECT 1 FROM price WHERE price.variant = v.id AND amount_e4 > 0) ORDER BY v.id LIMIT ?");
        query.bind(static_cast<int>(schema::PUBLISHED))
            .bind(static_cast<int>(schema::GOODS))
            .bind(static_cast<int>(schema::GOODS))
            .bind(static_cast<std::int64_t>(limit));
        while (query.step())
            found.emplace_back(RawId::of(query.bytes(0)));
        return found;
    });
}

std::uint64_t SqliteView::count(const Message& prototype) const
{
    return asked(std::uint64_t{0}, [&]() -> std::uint64_t {
        Query query(m_database, "SELECT count(*) FROM " + RowTable::of(prototype.GetDescriptor()).name());
        return query.step() ? query.natural(0) : 0;
    });
}

std::vector<ShopException> SqliteView::exceptions(BytesView after, std::size_t limit) const
{
    return asked(std::vector<ShopException>(),
                 [&]() -> std::vector<ShopException> { return kontor::exceptions::list(m_database, after, limit); });
}

std::optional<Id<schema::Category>> SqliteView::parentOf(Id<schema::Category> category) const
{
    return asked(std::optional<Id<schema::Category>>(), [&]() -> std::optional<Id<schema::Category>> {
        const auto parent = projections::CategoryTree::parentOf(m_database, category.raw);
        if (!parent)
            return std::nullopt;
        return Id<schema::Category>(*parent);
    });
}

std::vector<Id<schema::Order>> SqliteView::ordersWith(Id<schema::Variant> variant, TimeUs from, TimeUs to,
                                                      std::size_t limit) const
{
    return asked(std::vector<Id<schema::Order>>(), [&]() -> std::vector<Id<schema::Order>> {
        std::vector<Id<schema::Order>> found;
        // By time first: an index by product would cost every sale for what few people ask.
        Query query(m_database, "SELECT DISTINCT id, at_us FROM (" +
                                    linesOfOrdersSql("o.id AS id, o.at_us AS at_us",
                                                     "o.at_us BETWEEN ?1 AND ?2 AND l.variant = ?3") +
                                    ") ORDER BY at_us DESC LIMIT ?4");
        query.bind(from).bind(to).blob(variant.bytes()).bind(static_cast<std::int64_t>(limit));
        while (query.step())
            found.emplace_back(query.bytes(0));
        return found;
    });
}

View::SalesTotals SqliteView::salesTotals(std::uint32_t fromDate, std::uint32_t toDate, const RawId& terminal) const
{
    return asked(SalesTotals{}, [&]() -> View::SalesTotals {
        SalesTotals totals;
        const std::string of = terminal.isNil() ? std::string() : " AND o.terminal = ?4";
        {
            Query query(m_database,
                        "SELECT count(*), coalesce(sum(kind = ?3), 0), coalesce(sum(total_minor), 0) FROM \"order\" o "
                        "WHERE business_date BETWEEN ?1 AND ?2 AND coalesce(kind, 0) <= 1 AND training IS NULL" +
                            of);
            query.bind(fromDate).bind(toDate).bind(static_cast<int>(schema::RETURN));
            if (!terminal.isNil())
                query.blob(terminal.bytes());
            if (query.step()) {
                totals.orders = query.natural(0);
                totals.returns = query.natural(1);
                totals.totalMinor = query.integer(2);
            }
        }
        {
            Query query(
                m_database,
                "SELECT count(*), coalesce(sum(quantity), 0) FROM (" +
                    linesOfOrdersSql(
                        "l.quantity",
                        "o.business_date BETWEEN ?1 AND ?2 AND coalesce(o.kind, 0) <= 1 AND o.training IS NULL" + of) +
                    ")");
            query.bind(fromDate).bind(toDate);
            if (!terminal.isNil())
                query.null().blob(terminal.bytes());
            if (query.step()) {
                totals.lines = query.natural(0);
                totals.unitsThousandths = query.integer(1);
            }
        }
        Query query(m_database,
                    terminal.isNil()
                        ? "SELECT count(*), coalesce(sum(quantity), 0) FROM stock_movement WHERE line IS NULL"
                        : "SELECT count(*), coalesce(sum(m.quantity), 0) FROM stock_movement m JOIN journal j ON j.n = "
                          "m.commit_n JOIN chain c ON c.ref = j.origin WHERE m.line IS NULL AND c.terminal = ?");
        if (!terminal.isNil())
            query.blob(terminal.bytes());
        if (query.step()) {
            totals.movements = query.natural(0);
            totals.movementThousandths = query.integer(1);
        }
        return totals;
    });
}

std::vector<View::SalesHour> SqliteView::salesHours(std::uint32_t fromDate, std::uint32_t toDate) const
{
    return asked(std::vector<SalesHour>(), [&] { return projections::salesHours(m_database, fromDate, toDate); });
}

} // namespace kontor
