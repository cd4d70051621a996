#include "storage/digest.h"

#include "storage/row_table.h"

#include <sodium.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>

namespace kontor {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

constexpr std::size_t entryBytes = 4 + 8 + 16; // Type, rows, sum.

void putNumber(Bytes& out, std::uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; ++i)
        out.push_back(static_cast<char>(value >> (8U * i)));
}

std::uint64_t takeNumber(BytesView bytes, std::size_t at, unsigned count)
{
    std::uint64_t value = 0;
    for (unsigned i = 0; i < count; ++i)
        value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8U * i);
    return value;
}

/// Whether a message of this type can hold another one, in which unknown fields may hide.
bool nests(const RowType& type)
{
    for (int i = 0; i < type.descriptor->field_count(); ++i)
        if (type.descriptor->field(i)->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
            return true;
    return false;
}

bool mayNest(const RowType& type)
{
    static const std::vector<bool> byType = [] {
        std::vector<bool> all;
        for (const RowType* row : rowTypes()) {
            all.resize(std::max<std::size_t>(all.size(), row->type + 1));
            all[row->type] = nests(*row);
        }
        return all;
    }();
    return byType[type.type];
}

std::map<std::uint32_t, RowSum> readSums(BytesView bytes)
{
    std::map<std::uint32_t, RowSum> sums;
    for (std::size_t at = 0; at + entryBytes <= bytes.size(); at += entryBytes) {
        RowSum& sum = sums[static_cast<std::uint32_t>(takeNumber(bytes, at, 4))];
        sum.rows = takeNumber(bytes, at + 4, 8);
        sum.sum = Sum128::of(bytes.substr(at + 12, 16));
    }
    return sums;
}

std::map<ScopeRef, RawId> scopes(Database& database, const RawId& organisation)
{
    std::map<ScopeRef, RawId> all{{organisationScope, organisation}};
    for (Query query(database, "SELECT ref, id FROM scope"); query.step();)
        all[query.integer(0)] = RawId::of(query.bytes(1));
    return all;
}

} // namespace

Sum128& Sum128::operator+=(const Sum128& other)
{
    low += other.low;
    high += other.high + (low < other.low ? 1U : 0U);
    return *this;
}

Sum128& Sum128::operator-=(const Sum128& other)
{
    high -= other.high + (low < other.low ? 1U : 0U);
    low -= other.low;
    return *this;
}

Bytes Sum128::bytes() const
{
    Bytes out;
    putNumber(out, low, 8);
    putNumber(out, high, 8);
    return out;
}

Sum128 Sum128::of(BytesView bytes)
{
    if (bytes.size() != 16)
        return {};
    return {takeNumber(bytes, 0, 8), takeNumber(bytes, 8, 8)};
}

Sum128 rowHash(const RowType& type, Message& row)
{
    const auto* reflection = row.GetReflection();
    if (mayNest(type))
        row.DiscardUnknownFields();
    else if (!reflection->GetUnknownFields(row).empty())
        reflection->MutableUnknownFields(&row)->Clear();
    // Generated code writes fields by their numbers, and there are no maps in the schema: one row, one encoding.
    thread_local Bytes buffer;
    buffer.clear();
    putNumber(buffer, type.type, 4);
    const bool written = row.AppendPartialToString(&buffer);
    KONTOR_ASSERT(written);
    Bytes hash(16, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                       reinterpret_cast<const unsigned char*>(buffer.data()), buffer.size(), nullptr, 0);
    return Sum128::of(hash);
}

DigestBook::DigestBook(Database& database) : m_database(database)
{
    sqlite3_rollback_hook(
        database.raw().getHandle(), [](void* book) { static_cast<DigestBook*>(book)->m_stale = true; }, this);
}

DigestBook::~DigestBook()
{
    sqlite3_rollback_hook(m_database.raw().getHandle(), nullptr, nullptr);
}

void DigestBook::createTables(Database& database)
{
    database.run(R"sql(
CREATE TABLE IF NOT EXISTS scope(ref INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS digest(scope INTEGER PRIMARY KEY, sums BLOB NOT NULL) STRICT;
)sql");
}

void DigestBook::clear()
{
    m_database.run("DELETE FROM digest");
    m_sums.clear();
    m_moved.clear();
    m_stale = true;
}

void DigestBook::refresh()
{
    if (!m_stale)
        return;
    m_refs.clear();
    m_sums.clear();
    m_moved.clear();
    for (Query query(m_database, "SELECT ref, id FROM scope"); query.step();)
        m_refs[RawId::of(query.bytes(1))] = query.integer(0);
    for (Query query(m_database, "SELECT scope, sums FROM digest"); query.step();)
        m_sums[query.integer(0)] = readSums(query.bytes(1));
    m_stale = false;
}

ScopeRef DigestBook::storeOf(const schema::Header& header)
{
    for (const schema::PartHash& part : header.part()) {
        if (part.scope() == m_organisation.bytes())
            continue;
        refresh();
        const RawId id = RawId::of(part.scope());
        auto [found, isNew] = m_refs.try_emplace(id, 0);
        if (isNew) {
            Query(m_database, "INSERT INTO scope(id) VALUES(?)").blob(id.bytes()).exec();
            found->second = m_database.raw().getLastInsertRowid();
        }
        return found->second;
    }
    return organisationScope;
}

RowSum& DigestBook::sumOf(ScopeRef scope, std::uint32_t type)
{
    refresh();
    if (std::find(m_moved.begin(), m_moved.end(), scope) == m_moved.end())
        m_moved.push_back(scope);
    return m_sums[scope][type];
}

void DigestBook::add(ScopeRef scope, const RowType& type, Message& row)
{
    RowSum& sum = sumOf(scope, type.type);
    ++sum.rows;
    sum.sum += rowHash(type, row);
}

void DigestBook::subtract(ScopeRef scope, const RowType& type, Message& row)
{
    RowSum& sum = sumOf(scope, type.type);
    --sum.rows;
    sum.sum -= rowHash(type, row);
}

void DigestBook::setType(std::uint32_t type, const std::map<ScopeRef, RowSum>& sums)
{
    refresh();
    std::vector<ScopeRef> known;
    for (const auto& [scope, types] : m_sums)
        known.push_back(scope);
    for (const ScopeRef scope : known)
        sumOf(scope, type) = RowSum{};
    for (const auto& [scope, sum] : sums)
        sumOf(scope, type) = sum;
}

void DigestBook::flush()
{
    if (m_stale) // Nothing has moved since the last rollback.
        return;
    for (const ScopeRef scope : m_moved) {
        Bytes sums;
        for (const auto& [type, sum] : m_sums[scope]) {
            putNumber(sums, type, 4);
            putNumber(sums, sum.rows, 8);
            sums += sum.sum.bytes();
        }
        Query(m_database,
              "INSERT INTO digest(scope, sums) VALUES(?,?) ON CONFLICT(scope) DO UPDATE SET sums=excluded.sums")
            .bind(scope)
            .blob(sums)
            .exec();
    }
    m_moved.clear();
}

namespace digest {

namespace {

std::vector<ScopeDigest> inOrder(Database& database, const RawId& organisation,
                                 std::map<ScopeRef, std::map<std::uint32_t, RowSum>> sums)
{
    std::vector<ScopeDigest> digests;
    for (const auto& [ref, id] : scopes(database, organisation)) {
        ScopeDigest digest{id, std::move(sums[ref])};
        std::erase_if(digest.types, [](const auto& entry) { return entry.second == RowSum{}; });
        if (ref == organisationScope || !digest.types.empty())
            digests.push_back(std::move(digest));
    }
    std::sort(digests.begin() + 1, digests.end(),
              [](const ScopeDigest& a, const ScopeDigest& b) { return a.scope < b.scope; });
    return digests;
}

} // namespace

std::vector<Place> placesThatDiffer(const std::vector<ScopeDigest>& a, const std::vector<ScopeDigest>& b)
{
    std::map<std::pair<RawId, std::uint32_t>, std::pair<RowSum, RowSum>> both;
    for (const auto& scope : a)
        for (const auto& [type, sum] : scope.types)
            both[{scope.scope, type}].first = sum;
    for (const auto& scope : b)
        for (const auto& [type, sum] : scope.types)
            both[{scope.scope, type}].second = sum;
    std::vector<Place> places;
    for (const auto& [place, sums] : both)
        if (sums.first != sums.second)
            places.push_back({place.first, place.second});
    return places;
}

Sum128 ScopeDigest::total() const
{
    Sum128 total;
    for (const auto& [type, sum] : types)
        total += sum.sum;
    return total;
}

Totals totals(Database& database, const RawId& organisation, const RawId& store)
{
    Totals totals{schemaVersion, {}};
    Query query(database,
                "SELECT d.scope, s.id, d.sums FROM digest d LEFT JOIN scope s ON s.ref = d.scope ORDER BY s.id");
    while (query.step()) {
        const RawId scope = query.integer(0) == organisationScope ? organisation : RawId::of(query.bytes(1));
        if (scope != organisation && !store.isNil() && scope != store)
            continue;
        ScopeSum total{scope, {}};
        for (const auto& [type, sum] : readSums(query.bytes(2)))
            total.sum += sum.sum;
        totals.scopes.push_back(total);
    }
    return totals;
}

std::vector<ScopeDigest> kept(Database& database, const RawId& organisation)
{
    std::map<ScopeRef, std::map<std::uint32_t, RowSum>> sums;
    for (Query query(database, "SELECT scope, sums FROM digest"); query.step();)
        sums[query.integer(0)] = readSums(query.bytes(1));
    return inOrder(database, organisation, std::move(sums));
}

std::vector<ScopeDigest> scanned(Database& database, const RawId& organisation)
{
    std::map<ScopeRef, std::map<std::uint32_t, RowSum>> sums;
    for (const RowType* type : rowTypes()) {
        if (type->kind == schema::LOCAL)
            continue;
        eachRow(database, *type, std::nullopt, {}, {}, [&](const RawId&, ScopeRef scope, const Sum128& hash) {
            RowSum& sum = sums[scope][type->type];
            ++sum.rows;
            sum.sum += hash;
            return true;
        });
    }
    return inOrder(database, organisation, std::move(sums));
}

void eachRow(Database& database, const RowType& type, std::optional<ScopeRef> scope, BytesView from, BytesView below,
             const std::function<bool(const RawId& row, ScopeRef scope, const Sum128& hash)>& visit)
{
    const bool ofStores = type.scope == schema::STORE;
    if (!ofStores && scope && *scope != organisationScope)
        return;
    const RowTable& table = *RowTable::of(type.type);
    // "SELECT id, columns FROM table": read() takes them from column 0 on, so what is added stands behind.
    std::string sql = table.selectSql();
    const auto columns = sql.rfind(" FROM ");
    sql.insert(columns,
               ofStores ? ", coalesce((SELECT store FROM journal WHERE n = commit_n), 0) AS scope_ref" : ", 0");
    sql += " WHERE id >= ?";
    if (!below.empty())
        sql += " AND id < ?";
    sql += " ORDER BY id";
    const std::unique_ptr<Message> row(type.prototype->New());
    Query query(database, sql);
    query.blob(from);
    if (!below.empty())
        query.blob(below);
    const int last = static_cast<int>(query.columns()) - 1;
    while (query.step()) {
        const ScopeRef of = query.integer(last);
        if (scope && of != *scope)
            continue;
        table.read(query, *row);
        const RawId id = RawId::of(query.bytes(0));
        if (!visit(id, of, rowHash(type, *row)))
            return;
    }
}

std::optional<ScopeRef> refOf(Database& database, const RawId& organisation, const RawId& scope)
{
    if (scope == organisation)
        return organisationScope;
    Query query(database, "SELECT ref FROM scope WHERE id=?");
    if (!query.blob(scope.bytes()).step())
        return std::nullopt;
    return query.integer(0);
}

} // namespace digest
} // namespace kontor
