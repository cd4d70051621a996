#pragma once

#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/journal/reader.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/orders.pb.h"
#include "storage/exceptions.h"

#include <cstdint>
#include <memory>
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
    /// Rows of a kind other than products (customers) with words beginning with the words of `text` in their fields with option
    /// search, names of people too, at most `limit`, each once; who holds `text` as a unique value comes first. Empty text: none.
    [[nodiscard]] virtual std::vector<RawId> searchRows(const google::protobuf::Message& prototype,
                                                        std::string_view text, std::size_t limit) const = 0;
    /// The first `limit` published variants of goods with a price, by id: the tiles of a shop without favourites.
    [[nodiscard]] virtual std::vector<Id<schema::Variant>> someVariants(std::size_t limit) const = 0;
    /// Rows of a type that count.
    [[nodiscard]] virtual std::uint64_t count(const google::protobuf::Message& prototype) const = 0;

    /// What merging could not decide and what the server had something to say about: at most `limit` after a
    /// ShopException::key(), empty: from the first.
    [[nodiscard]] virtual std::vector<ShopException> exceptions(BytesView after, std::size_t limit) const = 0;
    /// The parent of a category that counts; nothing at the top. Never a circle.
    [[nodiscard]] virtual std::optional<Id<schema::Category>> parentOf(Id<schema::Category> category) const = 0;

    /// Orders between two instants with goods of a variant, the newest first.
    [[nodiscard]] virtual std::vector<Id<schema::Order>> ordersWith(Id<schema::Variant> variant, TimeUs from, TimeUs to,
                                                                    std::size_t limit) const = 0;

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
    /// One change of a row that counts, as the journal has it.
    struct RowVersion {
        TimeUs at = 0;                 ///< When its author made it, by the merged order's clock.
        Id<schema::Staff> author;      ///< Nil: nobody in particular, as at the founding.
        Id<schema::Staff> approver;    ///< Nil: nobody else.
        Id<schema::Terminal> terminal; ///< Where.
        std::string command;
        std::shared_ptr<google::protobuf::Message> row; ///< As it was from then on.
    };
    /// The versions of an entity row, in the order in which they count; at most the last `most`, which are folded onto what was
    /// before them.
    [[nodiscard]] virtual std::vector<RowVersion> historyOf(const google::protobuf::Message& prototype,
                                                            const RawId& row, std::size_t most) const = 0;

    /// Sums of one hour of a till's wall clock, from the projection.
    struct SalesHour {
        Id<schema::Terminal> terminal;
        std::uint32_t date = 0; ///< 20101201
        std::uint32_t hour = 0; ///< 0 to 23.
        std::uint32_t currency = 0;
        std::uint64_t sales = 0;
        std::uint64_t returns = 0;
        std::int64_t totalMinor = 0; ///< Net of returns, tax included.
        std::int64_t taxMinor = 0;
    };
    /// Of business dates `fromDate` to `toDate`; hours without orders are left out.
    [[nodiscard]] virtual std::vector<SalesHour> salesHours(std::uint32_t fromDate, std::uint32_t toDate) const = 0;
    /// What sold best between two instants, by what was paid for it net of returns.
    struct SoldProduct {
        Id<schema::Variant> variant;
        std::string name; ///< As it was called when it was last sold.
        Quantity quantity;
        std::int64_t totalMinor = 0;
    };
    /// Reads every line of that time: not for a thread that others wait for.
    [[nodiscard]] virtual std::vector<SoldProduct> bestSellers(TimeUs from, TimeUs until, std::size_t limit) const = 0;

    /// `terminal` nil: of all.
    [[nodiscard]] virtual SalesTotals salesTotals(std::uint32_t fromDate, std::uint32_t toDate,
                                                  const RawId& terminal = RawId{}) const = 0;
};

} // namespace kontor
