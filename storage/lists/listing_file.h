#pragma once

#include "storage/database.h"
#include "storage/product_lists.h"

#include <filesystem>

namespace kontor::lists {

/// A listing row with what only its file needs.
struct Entry {
    ListingRow row;
    std::string words; ///< What a search finds it by.
    std::uint32_t variants = 1;
    TimeUs priceUntil = 0; ///< When its price will be another without anybody writing; 0: never.
};

/// The file `kontor.lists`: a row per product with an index for each sort, and a full-text index whose documents are numbered by
/// rank, so that the first hits are the best ones and a search may stop at them however many there are.
namespace file {

inline constexpr const char* name = "kontor.lists";

/// Tables; indexes come after the rows, or half a million of them are put in place one by one.
void create(Database& database);
void createIndexes(Database& database);
/// False for a file of another version of this program, or one that was never finished.
[[nodiscard]] bool isComplete(Database& database);
void setComplete(Database& database);

[[nodiscard]] std::optional<Bytes> note(Database& database, const std::string& key);
void setNote(Database& database, const std::string& key, BytesView value);

/// As document number `doc`, which nothing has.
void insert(Database& database, std::int64_t doc, const Entry& entry);
/// In place of what is there; before all others when it is new.
void put(Database& database, const Entry& entry);
void remove(Database& database, const RawId& product);
/// Some lines were sold: what searches will be ranked by at the next making.
void addSold(Database& database, const RawId& product, std::int64_t lines);
/// Products whose price is another by `now`.
[[nodiscard]] std::vector<RawId> due(Database& database, TimeUs now);
/// When the next of them is; 0: none.
[[nodiscard]] TimeUs nextDue(Database& database);
[[nodiscard]] std::uint64_t size(Database& database);

/// So many rows are read and sorted rather than met on a walk along a sort's index.
struct Few {
    // Measured with half a million products, all filters and sorts: with 7,000 the worst page takes 560 ms, with this 60.
    std::uint64_t alone = 20'000; ///< What one filter leaves, which may lie at the walk's end.
    // Of 500,000, so many of equal spread are found as quickly by the walk.
    std::uint64_t together = 7'000; ///< What several leave, each of which leaves more.
};

[[nodiscard]] std::vector<ListingRow> page(Database& database, const ListingQuery& query, std::size_t limit,
                                           const std::optional<ListingRow>& after, const Few& few = {});
[[nodiscard]] std::uint64_t count(Database& database, const ListingQuery& query, std::uint64_t most);

struct Hit {
    RawId product;
    RawId variant;
    std::string nameKey;
    std::uint32_t variants = 1;
};
/// Published products by rank; empty text: those that sell most.
[[nodiscard]] std::vector<Hit> search(Database& database, const std::string& text, std::size_t limit);

} // namespace file
} // namespace kontor::lists
