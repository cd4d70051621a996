#pragma once

#include "domain/pricing/list_price.h"
#include "domain/schema/journal.pb.h"
#include "storage/database.h"
#include "storage/lists/listing_file.h"
#include "storage/sqlite_view.h"

#include <map>
#include <set>
#include <unordered_map>

namespace kontor::lists {

/// Works out listing rows from the shop's tables. On a connection inside a read transaction.
class Maker
{
public:
    /// `store` nil (a back office): prices are those of the first store.
    Maker(Database& shop, Id<schema::Store> store, TimeUs now);

    /// Nothing when there is no such product, or it has no variant yet.
    [[nodiscard]] std::optional<Entry> entry(const RawId& product);

private:
    [[nodiscard]] Quantity onHand(const RawId& variant);
    void addPrice(const schema::Product& product, const RawId& variant, Entry& entry);

    Database& m_database;
    SqliteView m_view;
    TimeUs m_now;
    std::optional<Buyer> m_buyer;
    Id<schema::PriceList> m_list;
};

/// Products in the order in which searches shall find them: what sells most first, with how many lines were sold of it.
[[nodiscard]] std::vector<std::pair<RawId, std::uint64_t>> byRank(Database& shop);

/// Which products' rows must be looked at again.
struct Touched {
    std::set<RawId> products;
    std::map<RawId, std::int64_t> soldLines; ///< By product.
};
/// Of the changes of one commit.
void collect(Database& shop, const std::vector<schema::Change>& changes, Touched& into);
/// Of rows of which only the ids are known.
void collectRows(Database& shop, const std::set<std::uint32_t>& types, const std::vector<RawId>& rows, Touched& into);

/// The newest commit here: its number and hash, as one text. What the lists were made of.
struct JournalMark {
    std::int64_t n = 0;
    Bytes hash;
    [[nodiscard]] Bytes text() const;
    [[nodiscard]] static std::optional<JournalMark> parse(BytesView text);
    [[nodiscard]] static JournalMark newest(Database& shop);
    /// Whether the journal has this commit at this number, whole.
    [[nodiscard]] bool isIn(Database& shop) const;
};

} // namespace kontor::lists
