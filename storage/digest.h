#pragma once

#include "domain/base/id.h"
#include "domain/journal/row_type.h"
#include "domain/schema/journal.pb.h"
#include "storage/database.h"

#include <google/protobuf/message.h>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace kontor {

/// A number modulo 2^128: row hashes are added and taken away again, in any order.
struct Sum128 {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    Sum128& operator+=(const Sum128& other);
    Sum128& operator-=(const Sum128& other);
    [[nodiscard]] Bytes bytes() const;               ///< 16 of them, little end first.
    [[nodiscard]] static Sum128 of(BytesView bytes); ///< 0 unless there are 16.
    friend bool operator==(const Sum128&, const Sum128&) = default;
};

/// How many rows, and the sum of their hashes.
struct RowSum {
    std::uint64_t rows = 0;
    Sum128 sum;
    friend bool operator==(const RowSum&, const RowSum&) = default;
};

/// BLAKE2b-128 of (type, row): the id and the fields this program knows, by number. `row` loses what it holds of a newer
/// program's fields, nested ones too, since its table does not keep them either.
[[nodiscard]] Sum128 rowHash(const RowType& type, google::protobuf::Message& row);

/// Whose a row is: 0 the organisation's, else the number a store has in this file (table `scope`; it never leaves it).
using ScopeRef = std::int64_t;
inline constexpr ScopeRef organisationScope = 0;

/// The digests of this shop: per scope and type the sum of its rows' hashes, so that two stores that hold the same scope can
/// compare a few numbers instead of a million rows. Kept in memory and moved with every row that is written; what moved goes
/// into the table `digest` at the end of the transaction, so one change costs the same however many rows there are. Belongs to
/// the writer; a rollback is noticed by itself.
class DigestBook
{
public:
    explicit DigestBook(Database& database);
    ~DigestBook();
    DigestBook(const DigestBook&) = delete;
    DigestBook& operator=(const DigestBook&) = delete;

    static void createTables(Database& database);
    void clear(); ///< As of empty tables.

    /// Needed before anything is applied: which of a commit's scopes is not a store's.
    void setOrganisation(const RawId& organisation) { m_organisation = organisation; }
    /// The store whose part a commit has; organisationScope when it has none.
    [[nodiscard]] ScopeRef storeOf(const schema::Header& header);

    void add(ScopeRef scope, const RowType& type, google::protobuf::Message& row);
    void subtract(ScopeRef scope, const RowType& type, google::protobuf::Message& row);
    /// Puts other sums in place of a type's: after a repair, from its rows.
    void setType(std::uint32_t type, const std::map<ScopeRef, RowSum>& sums);
    /// Writes what moved. Before the transaction ends.
    void flush();

private:
    using Sums = std::map<std::uint32_t, RowSum>;
    void refresh();
    RowSum& sumOf(ScopeRef scope, std::uint32_t type);

    Database& m_database;
    RawId m_organisation;
    std::map<RawId, ScopeRef> m_refs;
    std::map<ScopeRef, Sums> m_sums;
    std::vector<ScopeRef> m_moved;
    bool m_stale = true; ///< What is in memory is not what is in the file: a rollback, or the start.
};

namespace digest {

struct ScopeDigest {
    RawId scope;                           ///< Organisation or store id.
    std::map<std::uint32_t, RowSum> types; ///< Without those that have no row.
    /// One number for all types.
    [[nodiscard]] Sum128 total() const;
    friend bool operator==(const ScopeDigest&, const ScopeDigest&) = default;
};

/// The rows of a type in a scope.
struct Place {
    RawId scope;
    std::uint32_t type = 0;
    friend bool operator==(const Place&, const Place&) = default;
};
/// Where two lists of digests differ.
[[nodiscard]] std::vector<Place> placesThatDiffer(const std::vector<ScopeDigest>& a, const std::vector<ScopeDigest>& b);

/// One number for a scope.
struct ScopeSum {
    RawId scope;
    Sum128 sum;
    friend bool operator==(const ScopeSum&, const ScopeSum&) = default;
};
/// What a store that holds these scopes compares itself by. Only of one schema: a newer program's rows have more fields.
struct Totals {
    std::uint32_t schema = 0; ///< 0: nothing was said.
    std::vector<ScopeSum> scopes;
};
/// The kept totals of the organisation and of one store; nil: of all stores.
[[nodiscard]] Totals totals(Database& database, const RawId& organisation, const RawId& store);

/// What the book has written: the organisation's first, then the stores' by id. Inside the caller's read transaction.
[[nodiscard]] std::vector<ScopeDigest> kept(Database& database, const RawId& organisation);
/// The same counted anew from the rows: what they are, whoever wrote them. About 2 microseconds a row.
[[nodiscard]] std::vector<ScopeDigest> scanned(Database& database, const RawId& organisation);

/// Calls `visit` for each row of a type in a scope whose id is in [from, below), by id; `below` empty: to the end. Until it
/// returns false.
void eachRow(Database& database, const RowType& type, std::optional<ScopeRef> scope, BytesView from, BytesView below,
             const std::function<bool(const RawId& row, ScopeRef scope, const Sum128& hash)>& visit);

[[nodiscard]] std::optional<ScopeRef> refOf(Database& database, const RawId& organisation, const RawId& scope);

} // namespace digest
} // namespace kontor
