#pragma once

#include "domain/journal/reader.h"
#include "domain/schema/orders.pb.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

namespace kontor {

/// The stored orders of a data folder, each with the shop as its author saw it: for pricing them again years later. Everything is
/// of the moment it was opened; other processes sell on meanwhile. One thread.
class OrderReplay
{
public:
    /// Errors: NotFound when there is no shop in the folder, Storage when it cannot be read.
    [[nodiscard]] static Result<std::unique_ptr<OrderReplay>> open(const std::filesystem::path& dataFolder);
    ~OrderReplay();
    OrderReplay(const OrderReplay&) = delete;
    OrderReplay& operator=(const OrderReplay&) = delete;

    struct Item {
        Id<schema::Order> order;
        RawId origin;
        const Reader& asTheAuthorSaw;
        const Reader& now;
        /// It came compacted in a base, without what its author had seen: the shop is then taken as the server's log had it just
        /// before the order.
        bool isCompacted = false;
    };
    /// Calls `visit` for each order until it returns false, in the order in which their commits came. Errors: Storage.
    [[nodiscard]] Result<Done> each(const std::function<bool(const Item&)>& visit);
    /// The orders with a receipt number; imported ones may share theirs. Errors: Storage.
    [[nodiscard]] Result<Done> withReceipt(std::string_view receipt, const std::function<bool(const Item&)>& visit);

private:
    struct Impl;
    explicit OrderReplay(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace kontor
