#pragma once

#include "domain/base/bytes.h"
#include "domain/base/hlc.h"
#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace kontor {

/// The order in which everything merges: (effective time, origin, sequence, hash).
struct MergeKey {
    Hlc effective;
    RawId origin;
    std::uint64_t sequence = 0;
    Bytes hash;
    friend auto operator<=>(const MergeKey&, const MergeKey&) = default;
};

/// Something worked out of rows with option `seldom` alone.
struct Derived {
    Derived() = default;
    Derived(const Derived&) = delete;
    Derived& operator=(const Derived&) = delete;
    virtual ~Derived() = default;
};

/// What promotions have given away of a budget, or how often a code was used.
struct PromotionUses {
    std::int64_t uses = 0;
    std::int64_t amountMinor = 0;
    friend bool operator==(const PromotionUses&, const PromotionUses&) = default;
};

/// The shop as a command sees it: rows by id, rows by an indexed field, and the projections. Implemented by storage/ over SQLite
/// (now, and as an author saw it) and by tests in memory. Not to be kept beyond the call it is given to.
class Reader
{
public:
    virtual ~Reader() = default;

    /// Fills `into` (id included) with the row of its type; false when there is none that counts.
    [[nodiscard]] virtual bool find(const RawId& id, google::protobuf::Message& into) const = 0;

    /// Calls `visit` for each row of `into`'s type whose field `fieldNumber` (option index or unique) equals `value`, in the order
    /// of ids, until it returns false. `into` is refilled for each row.
    virtual void eachWhere(int fieldNumber, BytesView value, google::protobuf::Message& into,
                           const std::function<bool()>& visit) const = 0;

    /// Calls `visit` for each row of `into`'s type whose integer field `fieldNumber` (option index) is in [from, to], in the order of
    /// its values, then of ids, until it returns false.
    virtual void eachBetween(int fieldNumber, std::int64_t from, std::int64_t to, google::protobuf::Message& into,
                             const std::function<bool()>& visit) const;

    /// Calls `visit` for each row of a type in the order of ids. For small kinds (staff, roles, stores), not for half a million.
    virtual void each(google::protobuf::Message& into, const std::function<bool()>& visit) const = 0;

    /// Calls `visit` for each row of `into`'s type that the commit which wrote `id` wrote, in the order of ids, until it returns false.
    /// Ids of one commit differ in their last four bytes only; what was imported has ids of its own and is not found so.
    virtual void eachBeside(const RawId& id, google::protobuf::Message& into, const std::function<bool()>& visit) const;

    /// The rows that claim `value` of a field with option unique, by the merge key of the claim: the first is the holder.
    [[nodiscard]] virtual std::vector<RawId> claimants(const google::protobuf::Message& prototype, int fieldNumber,
                                                       BytesView value) const = 0;

    /// The merge key of the commit that wrote a fact; nothing when there is no such row.
    [[nodiscard]] virtual std::optional<MergeKey> keyOfFact(const google::protobuf::Message& prototype,
                                                            const RawId& id) const = 0;

    /// Every price fact of (list, variant), withdrawals too. Which holds: domain/pricing/list_price.h.
    [[nodiscard]] virtual std::vector<schema::Price> pricesOf(Id<schema::PriceList> list,
                                                              Id<schema::Variant> variant) const = 0;

    /// Projection: sum of the movements of a variant at a location.
    [[nodiscard]] virtual Quantity stockLevel(Id<schema::Variant> variant, Id<schema::Location> location) const = 0;

    /// Projection: sum of the PromotionUse facts whose `field` (campaign or code) is `subject`; of one customer, or of all when
    /// `customer` is empty. As an author saw it: of those the author had seen.
    [[nodiscard]] virtual PromotionUses promotionUses(int field, BytesView subject, BytesView customer) const;

    /// What `make` works out of rows with option `seldom`. A store keeps it until one of them changes, since every scan asks.
    using MakeDerived = std::shared_ptr<const Derived> (*)(const Reader&);
    [[nodiscard]] virtual std::shared_ptr<const Derived> derived(MakeDerived make) const { return make(*this); }

    // Typed forms.
    template <typename T>
    [[nodiscard]] std::optional<T> get(Id<T> id) const
    {
        T row;
        if (!find(id.raw, row))
            return std::nullopt;
        return row;
    }
    template <typename T>
    [[nodiscard]] std::vector<T> where(int fieldNumber, BytesView value) const
    {
        std::vector<T> rows;
        T row;
        eachWhere(fieldNumber, value, row, [&] {
            rows.push_back(row);
            return true;
        });
        return rows;
    }
    template <typename T>
    [[nodiscard]] std::vector<T> all() const
    {
        std::vector<T> rows;
        T row;
        each(row, [&] {
            rows.push_back(row);
            return true;
        });
        return rows;
    }
    /// The holder of a unique value, by fold.
    template <typename T>
    [[nodiscard]] std::optional<Id<T>> holder(int fieldNumber, BytesView value) const
    {
        const auto ids = claimants(T::default_instance(), fieldNumber, value);
        if (ids.empty())
            return std::nullopt;
        return Id<T>(ids.front());
    }
};

} // namespace kontor
