#pragma once

#include "app/ctl/shop_access.h"
#include "domain/base/time.h"
#include "domain/schema/customers.pb.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace kontor {

/// A shop that somebody is going to change.
struct OpenedShop {
    std::unique_ptr<Store> store;
    Id<schema::Staff> author;
    Id<schema::Staff> approver; ///< Nil without one.
    /// As the author, with the approver's permissions too.
    [[nodiscard]] Result<Committed> run(const Store::ActorCommand& command) const;
};
/// For a verb that asks or shows something beside its command. Errors: openForWriting's, findAuthor's.
[[nodiscard]] Result<OpenedShop> openAs(const std::string& data, const Author& author, schema::Permission permission);

/// Runs one command in the shop of a data folder as `author`, who needs `permission`; names are looked up inside `command`, in the
/// same transaction. Errors: openForWriting's, findAuthor's, the command's.
[[nodiscard]] Result<Committed> writeShop(const std::string& data, const Author& author, schema::Permission permission,
                                          const Store::ActorCommand& command);

/// `{"id": …, "commit": …}` with --json, else `<text>: <id>`.
void printWritten(const Committed& committed, const std::string& text, bool json);

/// A time option: nothing for an empty one. Errors: Invalid about `about`.
[[nodiscard]] Result<std::optional<TimeUs>> timeOption(const std::string& text, std::string_view about);

/// The store a verb is about: by name, else this terminal's, else the only one. Errors: NotFound or Invalid about "store".
[[nodiscard]] Result<Id<schema::Store>> storeOption(const Store& store, const Reader& shop, const std::string& name);

/// A customer by number. Errors: NotFound about "customer".
[[nodiscard]] Result<Id<schema::Customer>> customerOption(const Reader& shop, const std::string& number);

} // namespace kontor
