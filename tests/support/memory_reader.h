#pragma once

#include "domain/journal/commit.h"
#include "domain/journal/fold.h"
#include "domain/journal/reader.h"

#include <map>

namespace kontor::testing {

/// A shop in memory. Rows are the fold of the changes that came, as everywhere; nothing is clever or quick here.
class MemoryReader : public Reader
{
public:
    /// Takes a commit's changes and local rows in.
    void apply(const Commit& commit, const MergeKey& key);
    /// Takes one change in, as it comes from elsewhere.
    void apply(const schema::Change& change, const MergeKey& key);

    [[nodiscard]] bool find(const RawId& id, google::protobuf::Message& into) const override;
    void eachWhere(int fieldNumber, BytesView value, google::protobuf::Message& into,
                   const std::function<bool()>& visit) const override;
    void each(google::protobuf::Message& into, const std::function<bool()>& visit) const override;
    [[nodiscard]] std::vector<RawId> claimants(const google::protobuf::Message& prototype, int fieldNumber,
                                               BytesView value) const override;
    [[nodiscard]] std::optional<MergeKey> keyOfFact(const google::protobuf::Message& prototype,
                                                    const RawId& id) const override;
    [[nodiscard]] std::vector<schema::Price> pricesOf(Id<schema::PriceList> list,
                                                      Id<schema::Variant> variant) const override;
    [[nodiscard]] Quantity stockLevel(Id<schema::Variant> variant, Id<schema::Location> location) const override;

    /// How many rows of a kind there are.
    template <typename T>
    [[nodiscard]] std::size_t count() const
    {
        return all<T>().size();
    }
    /// Everything there is, as text: two shops are equal when it is.
    [[nodiscard]] std::string dump() const;

private:
    struct Row {
        std::vector<KeyedChange> changes; ///< Empty for local rows.
        Bytes folded;                     ///< Serialized.
        bool counts = false;
    };
    using Rows = std::map<RawId, Row>;
    [[nodiscard]] const Rows& rowsOf(const google::protobuf::Message& prototype) const;

    std::map<std::uint32_t, Rows> m_rows;
};

} // namespace kontor::testing
