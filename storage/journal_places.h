#pragma once

#include "domain/base/id.h"
#include "domain/journal/reader.h"
#include "domain/schema/journal.pb.h"
#include "storage/database.h"

#include <cstdint>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace kontor {

/// Where each commit of the journal stands, in memory: for whoever asks of very many what their authors had seen. Some 60 bytes a
/// commit, of the moment it was read.
class JournalPlaces
{
public:
    struct Place {
        RawId origin;
        std::uint64_t sequence = 0;
        std::uint64_t epoch = 0;
        std::uint64_t cursor = 0; ///< 0: not accepted.
        bool counts = false;      ///< False for one that is quarantined, or not there.
    };
    explicit JournalPlaces(Database& database);
    [[nodiscard]] const Place& of(std::int64_t commit) const;
    /// Those of the commits that touched rows with option `seldom`, in the order they came.
    [[nodiscard]] const std::vector<Place>& seldom() const { return m_seldom; }
    /// The same without reading all the others.
    [[nodiscard]] static std::vector<Place> seldomIn(Database& database);

    /// A point in an origin's life: its commits before `sequence`, and everybody's up to `seen`.
    struct Viewpoint {
        RawId origin;
        std::uint64_t sequence = 0;
        schema::Cursor seen;
    };
    /// Sum of the uses of promotions seen from there, as Reader::promotionUses. Each subject's uses are read once.
    [[nodiscard]] PromotionUses usesSeen(Database& database, int field, BytesView subject, BytesView customer,
                                         const Viewpoint& from) const;
    /// Two viewpoints with the same answer see the same of all rows but the facts of stores.
    [[nodiscard]] Bytes sight(const Viewpoint& from) const;

private:
    using Position = std::pair<std::uint64_t, std::uint64_t>; ///< Epoch, cursor.
    /// Running sums, by where in the log or in an origin's chain.
    template <typename Key>
    struct Running {
        std::vector<std::pair<Key, PromotionUses>> sums;
        void add(const Key& key, const PromotionUses& uses) { sums.emplace_back(key, uses); }
        void sum();
        [[nodiscard]] PromotionUses before(const Key& end) const; ///< Of those less than it.
    };
    struct OfOrigin {
        Running<Position> byPosition;
        Running<std::uint64_t> bySequence;
    };
    struct Uses {
        Running<Position> byPosition;
        std::map<RawId, OfOrigin> origins;
        void add(const Place& place, const PromotionUses& uses);
        void sum();
        [[nodiscard]] PromotionUses seen(const Viewpoint& from) const;
    };
    struct Deciding { ///< Commits that wrote anything else than facts of stores.
        std::vector<Position> positions;
        std::vector<std::uint64_t> sequences;
    };
    void readDeciding(Database& database);

    std::vector<Place> m_places; ///< By number.
    std::vector<Place> m_seldom;
    Deciding m_deciding; ///< Accepted ones.
    std::map<RawId, Deciding> m_decidingOf;
    mutable std::map<std::tuple<int, Bytes>, std::map<Bytes, Uses>>
        m_uses; ///< By subject, then customer; empty: of all.
};

} // namespace kontor
