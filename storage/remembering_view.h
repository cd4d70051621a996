#pragma once

#include "domain/journal/reader.h"
#include "domain/journal/sight.h"
#include "storage/sqlite_view.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace kontor {

/// A Reader that asks another one each question once, for many judgements in a row: 500 sales ask for the same store, staff, tax
/// rules and mostly for the same goods. What it was told holds until whoever writes rows says so (forget). Facts of stores
/// (orders, movements) are never kept: they are many, and most commits write nothing else, so those leave all the rest valid.
///
/// Not thread-safe; bounded.
class RememberingView : public Reader, public StockCosts, public Sight
{
public:
    enum class Uses {
        AskAgain,
        /// What the author had not seen of promotions' uses is kept until forgetAll(): it stays the same while only that author's
        /// commits are written, and all the rest is a projection.
        KeepUnseen,
    };
    explicit RememberingView(Uses uses = Uses::AskAgain) : m_uses(uses) {}

    /// Asks `under` from here on, which shows what the one before showed but for what was forgotten since. What a rollback or
    /// another connection changed is found here.
    void lookThrough(const SqliteView& under);

    void forget(std::uint32_t type);                  ///< Rows of this type were written.
    void forgetUnseenUses() { m_unseenUses.clear(); } ///< Others' commits may have come.
    void forgetAll();

    [[nodiscard]] bool isWhole() const override { return kontor::isWhole(*m_under); }
    bool find(const RawId& id, google::protobuf::Message& into) const override;
    void eachWhere(int fieldNumber, BytesView value, google::protobuf::Message& into,
                   const std::function<bool()>& visit) const override;
    void eachBeside(const RawId& id, google::protobuf::Message& into, const std::function<bool()>& visit) const override
    {
        m_under->eachBeside(id, into, visit);
    }
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
    [[nodiscard]] bool keepsCosts() const override;
    [[nodiscard]] std::optional<CostCheckpoint>
    costCheckpoint(Id<schema::Variant> variant, Id<schema::Location> location, TimeUs until) const override;
    [[nodiscard]] std::optional<CostFold> lastCost(Id<schema::Variant> variant, Id<schema::Location> location,
                                                   CostMethod method) const override;
    [[nodiscard]] std::vector<StockEvent> ledgerAfter(Id<schema::Variant> variant, Id<schema::Location> location,
                                                      const StockEvent& after, TimeUs until) const override;

private:
    struct HashId {
        std::size_t operator()(const RawId& id) const { return std::hash<std::string_view>()(id.bytes()); }
    };
    using Row = std::unique_ptr<google::protobuf::Message>;
    using Rows = std::shared_ptr<const std::vector<Row>>; ///< Shared: who is shown them may ask on, and so make room.
    /// Everything known of one type.
    struct Known {
        std::unordered_map<RawId, Row, HashId> rows; ///< nullptr: there is none.
        std::unordered_map<RawId, std::optional<MergeKey>, HashId> keys;
        std::map<std::pair<int, Bytes>, Rows> where;
        std::map<std::pair<int, Bytes>, std::vector<RawId>> claimants;
        std::map<std::pair<RawId, RawId>, std::vector<schema::Price>> prices;
        Rows all;
    };
    [[nodiscard]] Known* knownOf(const google::protobuf::Descriptor* descriptor) const;
    template <typename Ask>
    [[nodiscard]] Rows taken(google::protobuf::Message& into, const Ask& ask) const;
    static void show(const Rows& rows, google::protobuf::Message& into, const std::function<bool()>& visit);

    Uses m_uses;
    std::pair<std::int64_t, std::int64_t> m_generation; ///< Of the database, when the last one was looked through.
    const SqliteView* m_under = nullptr;
    mutable std::vector<Known> m_known; ///< By type.
    mutable std::map<MakeDerived, std::shared_ptr<const Derived>> m_derived;
    mutable std::map<std::tuple<int, Bytes, Bytes>, PromotionUses> m_unseenUses;
    mutable std::size_t m_size = 0; ///< Entries, about.
};

} // namespace kontor
