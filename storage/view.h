#pragma once

#include "domain/base/result.h"
#include "domain/journal/reader.h"
#include "storage/exceptions.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kontor {

/// A Reader with the questions screens and reports ask. One read transaction: everything it answers is of one moment.
///
/// A view never throws. When the disk fails it answers empty from there on and says so by error(): who decides by what it read
/// asks that last, as the store does before it commits a command; who only shows it may show nothing.
class View : public Reader
{
public:
    /// The first failure, of kind Storage; nothing while every answer was whole.
    [[nodiscard]] virtual std::optional<Error> error() const = 0;

    /// Variants whose name, product name, SKU or barcode has words beginning with the words of `text`, at most `limit`, each once;
    /// an exact SKU or barcode comes first. Empty text: none.
    [[nodiscard]] virtual std::vector<Id<schema::Variant>> searchVariants(std::string_view text,
                                                                          std::size_t limit) const = 0;
    /// The first `limit` published variants of goods with a price, by id: the tiles of a shop without favourites.
    [[nodiscard]] virtual std::vector<Id<schema::Variant>> someVariants(std::size_t limit) const = 0;
    /// Rows of a type that count.
    [[nodiscard]] virtual std::uint64_t count(const google::protobuf::Message& prototype) const = 0;

    /// What merging could not decide and what the server had something to say about: at most `limit` after a
    /// ShopException::key(), empty: from the first.
    [[nodiscard]] virtual std::vector<ShopException> exceptions(BytesView after, std::size_t limit) const = 0;
    /// The parent of a category that counts; nothing at the top. Never a circle.
    [[nodiscard]] virtual std::optional<Id<schema::Category>> parentOf(Id<schema::Category> category) const = 0;

    /// Sums over orders whose business date is in [from, to], imported and own alike.
    struct SalesTotals {
        std::uint64_t orders = 0; ///< Sales and returns.
        std::uint64_t returns = 0;
        std::uint64_t lines = 0;
        std::int64_t unitsThousandths = 0;
        std::int64_t totalMinor = 0;          ///< Net of returns, tax included.
        std::uint64_t movements = 0;          ///< Stock movements without an order line.
        std::int64_t movementThousandths = 0; ///< Their sum.
    };
    /// `terminal` nil: of all.
    [[nodiscard]] virtual SalesTotals salesTotals(std::uint32_t fromDate, std::uint32_t toDate,
                                                  const RawId& terminal = RawId{}) const = 0;
};

} // namespace kontor
