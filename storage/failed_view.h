#pragma once

#include "storage/view.h"

#include <utility>

namespace kontor {

/// A view that could not be opened: everything is empty, and error() says why.
class FailedView final : public View
{
public:
    explicit FailedView(Error error) : m_error(std::move(error)) {}

    [[nodiscard]] std::optional<Error> error() const override { return m_error; }
    bool find(const RawId&, google::protobuf::Message&) const override { return false; }
    void eachWhere(int, BytesView, google::protobuf::Message&, const std::function<bool()>&) const override {}
    void each(google::protobuf::Message&, const std::function<bool()>&) const override {}
    [[nodiscard]] std::vector<RawId> claimants(const google::protobuf::Message&, int, BytesView) const override
    {
        return {};
    }
    [[nodiscard]] std::optional<MergeKey> keyOfFact(const google::protobuf::Message&, const RawId&) const override
    {
        return std::nullopt;
    }
    [[nodiscard]] std::vector<schema::Price> pricesOf(Id<schema::PriceList>, Id<schema::Variant>) const override
    {
        return {};
    }
    [[nodiscard]] Quantity stockLevel(Id<schema::Variant>, Id<schema::Location>) const override { return {}; }
    [[nodiscard]] std::vector<Id<schema::Variant>> searchVariants(std::string_view, std::size_t) const override
    {
        return {};
    }
    [[nodiscard]] std::vector<RawId> searchRows(const google::protobuf::Message&, std::string_view,
                                                std::size_t) const override
    {
        return {};
    }
    [[nodiscard]] std::vector<Id<schema::Variant>> someVariants(std::size_t) const override { return {}; }
    [[nodiscard]] std::uint64_t count(const google::protobuf::Message&) const override { return 0; }
    [[nodiscard]] std::vector<ShopException> exceptions(BytesView, std::size_t) const override { return {}; }
    [[nodiscard]] std::optional<Id<schema::Category>> parentOf(Id<schema::Category>) const override { return {}; }
    [[nodiscard]] std::vector<Id<schema::Order>> ordersWith(Id<schema::Variant>, TimeUs, TimeUs,
                                                            std::size_t) const override
    {
        return {};
    }
    [[nodiscard]] SalesTotals salesTotals(std::uint32_t, std::uint32_t, const RawId&) const override { return {}; }
    [[nodiscard]] std::vector<RowVersion> historyOf(const google::protobuf::Message&, const RawId&,
                                                    std::size_t) const override
    {
        return {};
    }
    [[nodiscard]] std::vector<SalesHour> salesHours(std::uint32_t, std::uint32_t) const override { return {}; }
    [[nodiscard]] std::vector<SoldProduct> bestSellers(TimeUs, TimeUs, std::size_t) const override { return {}; }

private:
    Error m_error;
};

} // namespace kontor
