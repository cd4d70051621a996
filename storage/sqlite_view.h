#pragma once

#include "domain/customers/membership.h"
#include "domain/inventory/known_cost.h"
#include "domain/inventory/stock_sums.h"
#include "domain/schema/journal.pb.h"
#include "storage/commit_cache.h"
#include "storage/database.h"
#include "storage/journal_places.h"
#include "storage/view.h"

#include <functional>
#include <memory>
#include <optional>

namespace kontor {

/// `all` less `some`, modulo 2^64 as they are summed.
[[nodiscard]] PromotionUses without(const PromotionUses& all, const PromotionUses& some);

/// The shop out of SQLite: on the writer's connection inside its transaction, or on a read-only one with a read transaction.
class SqliteView : public View, public StockSums, public StockCosts, public SegmentLists
{
public:
    /// On a connection whose transaction somebody else holds.
    explicit SqliteView(Database& database) : m_database(database) {}

    [[nodiscard]] std::optional<Error> error() const override { return m_error; }
    bool find(const RawId& id, google::protobuf::Message& into) const override;
    void eachWhere(int fieldNumber, BytesView value, google::protobuf::Message& into,
                   const std::function<bool()>& visit) const override;
    void eachBetween(int fieldNumber, std::int64_t from, std::int64_t to, google::protobuf::Message& into,
                     const std::function<bool()>& visit) const override;
    void eachBeside(const RawId& id, google::protobuf::Message& into,
                    const std::function<bool()>& visit) const override;
    void each(google::protobuf::Message& into, const std::function<bool()>& visit) const override;
    [[nodiscard]] std::vector<RawId> claimants(const google::protobuf::Message& prototype, int fieldNumber,
                                               BytesView value) const override;
    [[nodiscard]] std::optional<MergeKey> keyOfFact(const google::protobuf::Message& prototype,
                                                    const RawId& id) const override;
    [[nodiscard]] std::vector<schema::Price> pricesOf(Id<schema::PriceList> list,
                                                      Id<schema::Variant> variant) const override;
    [[nodiscard]] Quantity stockLevel(Id<schema::Variant> variant, Id<schema::Location> location) const override;
    [[nodiscard]] PromotionUses promotionUses(int field, BytesView subject, BytesView customer) const override;
    [[nodiscard]] std::shared_ptr<const Derived> derived(MakeDerived make) const override;
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> generation() const; ///< As Database::generation().
    /// What promotionUses() of this view leaves out of what there is now.
    [[nodiscard]] PromotionUses usesOfNow(int field, BytesView subject, BytesView customer) const;
    [[nodiscard]] virtual PromotionUses usesUnseen(int field, BytesView subject, BytesView customer) const;

    [[nodiscard]] std::vector<Id<schema::Variant>> searchVariants(std::string_view text,
                                                                  std::size_t limit) const override;
    [[nodiscard]] std::vector<RawId> searchRows(const google::protobuf::Message& prototype, std::string_view text,
                                                std::size_t limit) const override;
    [[nodiscard]] std::vector<Id<schema::Variant>> someVariants(std::size_t limit) const override;
    [[nodiscard]] std::uint64_t count(const google::protobuf::Message& prototype) const override;
    [[nodiscard]] std::vector<ShopException> exceptions(BytesView after, std::size_t limit) const override;
    [[nodiscard]] std::optional<Id<schema::Category>> parentOf(Id<schema::Category> category) const override;
    [[nodiscard]] std::vector<Id<schema::Order>> ordersWith(Id<schema::Variant> variant, TimeUs from, TimeUs to,
                                                            std::size_t limit) const override;
    [[nodiscard]] SalesTotals salesTotals(std::uint32_t fromDate, std::uint32_t toDate,
                                          const RawId& terminal) const override;
    [[nodiscard]] std::vector<RowVersion> historyOf(const google::protobuf::Message& prototype, const RawId& row,
                                                    std::size_t most) const override;
    [[nodiscard]] std::vector<SalesHour> salesHours(std::uint32_t fromDate, std::uint32_t toDate) const override;
    [[nodiscard]] std::vector<SoldProduct> bestSellers(TimeUs from, TimeUs until, std::size_t limit) const override;
    [[nodiscard]] std::optional<std::vector<StockSum>> stockSums(Id<schema::Location> location, TimeUs after,
                                                                 TimeUs until) const override;
    [[nodiscard]] std::optional<CustomerSum> customerSum(Id<schema::Customer> customer) const override;
    [[nodiscard]] std::optional<std::vector<Id<schema::Customer>>> segmentPage(const schema::Segment& segment,
                                                                               TimeUs at, Id<schema::Customer> after,
                                                                               std::size_t limit) const override;
    [[nodiscard]] std::optional<std::uint64_t> segmentCount(const schema::Segment& segment, TimeUs at) const override;
    [[nodiscard]] bool keepsCosts() const override { return true; }
    [[nodiscard]] std::optional<CostCheckpoint>
    costCheckpoint(Id<schema::Variant> variant, Id<schema::Location> location, TimeUs until) const override;
    [[nodiscard]] std::optional<CostFold> lastCost(Id<schema::Variant> variant, Id<schema::Location> location,
                                                   CostMethod method) const override;
    [[nodiscard]] std::vector<StockEvent> ledgerAfter(Id<schema::Variant> variant, Id<schema::Location> location,
                                                      const StockEvent& after, TimeUs until) const override;

protected:
    /// What `work` answers, or `fallback` when the disk fails, now or before.
    template <typename T, typename Work>
    T asked(T fallback, Work&& work) const
    {
        if (m_error)
            return fallback;
        auto answer = guarded("kontor.db", [&]() -> Result<T> { return work(); });
        if (answer)
            return std::move(*answer);
        m_error = std::move(answer.error());
        return fallback;
    }
    template <typename Work>
    void asking(Work&& work) const
    {
        (void)asked(Done{}, [&] {
            work();
            return Done{};
        });
    }

    Database& m_database;

private:
    mutable std::optional<Error> m_error;
    mutable std::optional<Bytes> m_seldomState; ///< Of this moment.
};

} // namespace kontor
