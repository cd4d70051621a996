#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/schema/catalog.pb.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

class Store;

/// What of the catalogue is asked for, in pages.
struct ListingQuery {
    enum class Sort { Name, Sku, Price, OnHand, Sold };
    enum class Stock { Any, In, Out };

    std::string text = {}; ///< Words of names, SKUs and codes begin with its words; empty: everything.
    std::optional<schema::ProductStatus> status = {};
    Id<schema::Category> category = {}; ///< Nil: any.
    std::optional<std::int64_t> priceFromE4 = {};
    std::optional<std::int64_t> priceToE4 = {};
    Stock stock = Stock::Any;
    Sort sort = Sort::Name;
    bool descending = false;
};

/// A product as tables show it.
struct ListingRow {
    std::int64_t place = 0; ///< For asking on behind it; of no other meaning.
    Id<schema::Product> product;
    Id<schema::Variant> variant; ///< Its first.
    std::string name;
    std::string sku;
    Id<schema::Category> category;
    schema::ProductStatus status = schema::DRAFT;
    schema::ProductKind kind = schema::GOODS;
    std::optional<std::int64_t> priceE4; ///< What anybody pays for one in this store; nothing: no price.
    Quantity onHand;                     ///< Of all its variants, at all locations known here.
    std::uint64_t sold = 0;              ///< Lines of orders.
};

/// The catalogue prepared for being looked at: by any filter and sort, page by page, and each keystroke of a search with what
/// sells most first. A half a million products are too many to sort when somebody asks.
///
/// It is a cache in a file of its own, `kontor.lists` in the data folder, written by a thread of its own: no sale waits for it, no
/// journal knows of it, and it may be deleted at any time. It follows the store by itself, some milliseconds behind; what it
/// says decides which rows are shown in which order, not what anything costs. The first time, and when the file is not this
/// shop's, it is made from the tables, which takes a minute for half a million products; until then isReady() is false and
/// answers are of what is there.
///
/// All members may be called from any thread. The store must outlive it.
class ProductLists
{
public:
    /// Errors: Storage about "kontor.lists".
    [[nodiscard]] static Result<std::unique_ptr<ProductLists>> open(Store& store);
    ~ProductLists();
    ProductLists(const ProductLists&) = delete;
    ProductLists& operator=(const ProductLists&) = delete;

    /// At most `limit` rows behind `after`, a row of the page before of the same query.
    [[nodiscard]] Result<std::vector<ListingRow>> page(const ListingQuery& query, std::size_t limit,
                                                       const std::optional<ListingRow>& after = {}) const;
    /// How many rows a query has, counted up to `most`.
    [[nodiscard]] Result<std::uint64_t> count(const ListingQuery& query, std::uint64_t most) const;
    /// Variants for a till: an exact SKU or barcode first, then published products whose words begin with those of `text`,
    /// those called so before those that contain it, what sells most first. Empty text: what sells most.
    [[nodiscard]] Result<std::vector<Id<schema::Variant>>> search(const std::string& text, std::size_t limit) const;

    [[nodiscard]] bool isReady() const;
    /// Products prepared so far while it is not.
    [[nodiscard]] std::uint64_t prepared() const;
    /// Waits until everything the store had when it was called is in the lists. For tests and programs without a screen.
    [[nodiscard]] Result<Done> settle();

    /// Called on the lists' own thread after they changed. At most one; empty: nobody.
    void setWatcher(std::function<void()> watcher);

private:
    class Impl;
    explicit ProductLists(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace kontor
