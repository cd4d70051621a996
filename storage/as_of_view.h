#pragma once

#include "domain/journal/sight.h"
#include "storage/commit_cache.h"
#include "storage/journal_places.h"
#include "storage/sqlite_view.h"

namespace kontor {

/// The shop as an author saw it: what the server had accepted up to `seen`, and the origin's own commits before `sequence`.
/// Entities are folded from their change rows, facts left out by their commit. `eachWhere` and `claimants` find candidates by
/// today's values: a row that had the value then and has another now is not among them (staff, roles, prices and orders are
/// read by id or are facts, so nothing that is judged is missed). Projections are today's, but for uses of promotions.
class AsOfView : public SqliteView, public Sight
{
public:
    /// `hadSeenAll`: nobody else has written anything since, so that the tables of now are what the author saw.
    /// `places`: of this journal, for who makes very many such views; it outlives the view.
    AsOfView(Database& database, schema::Cursor seen, RawId origin, std::uint64_t sequence, bool hadSeenAll = false,
             const JournalPlaces* places = nullptr);

    /// False where the author saw a stretch of the log that a restored server does not have, or not all of it yet.
    [[nodiscard]] bool isWhole() const override;

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
    [[nodiscard]] std::vector<schema::Price> pricesOf(Id<schema::PriceList> list,
                                                      Id<schema::Variant> variant) const override;

    /// Of the uses the author had seen: the projection is today's.
    [[nodiscard]] PromotionUses promotionUses(int field, BytesView subject, BytesView customer) const override;
    [[nodiscard]] PromotionUses usesUnseen(int field, BytesView subject, BytesView customer) const override;
    [[nodiscard]] std::shared_ptr<const Derived> derived(MakeDerived make) const override;
    /// Movements the author had not seen would have to be told apart one by one.
    [[nodiscard]] std::optional<std::vector<StockSum>> stockSums(Id<schema::Location>, TimeUs, TimeUs) const override
    {
        return std::nullopt;
    }
    [[nodiscard]] bool keepsCosts() const override { return false; }
    [[nodiscard]] std::optional<CustomerSum> customerSum(Id<schema::Customer>) const override { return std::nullopt; }
    [[nodiscard]] std::optional<std::vector<Id<schema::Customer>>>
    segmentPage(const schema::Segment&, TimeUs, Id<schema::Customer>, std::size_t) const override
    {
        return std::nullopt;
    }
    [[nodiscard]] std::optional<std::uint64_t> segmentCount(const schema::Segment&, TimeUs) const override
    {
        return std::nullopt;
    }

private:
    [[nodiscard]] bool visible(std::int64_t commit) const;
    [[nodiscard]] bool visible(const JournalPlaces::Place& place) const;
    /// Of a row in its table: as it was seen; false when it was not there.
    [[nodiscard]] bool rewind(const RawId& id, google::protobuf::Message& row) const;

    schema::Cursor m_seen;
    RawId m_origin;
    std::uint64_t m_sequence;
    bool m_hadSeenAll;
    const JournalPlaces* m_places;
    mutable CommitCache m_commits;
};

} // namespace kontor
