#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/customers.pb.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

struct ChangeCustomer {
    Id<schema::Customer> customer;
    std::optional<std::string> name = {}; ///< Empty text clears a field.
    std::optional<std::string> email = {};
    std::optional<std::string> phone = {};
    std::optional<std::string> company = {};
    std::optional<std::uint32_t> birthday = {};                 ///< 1224; 0 clears it.
    std::optional<std::vector<std::string>> tags = {};          ///< All of them.
    std::optional<std::vector<schema::Address>> addresses = {}; ///< All of them, at most 10.
    std::optional<Id<schema::Customer>> referredBy = {};        ///< Set once.
    std::optional<bool> archived = {};
};
/// "change-customer"; EDIT_CUSTOMERS. Errors: NotFound about "customer"; Invalid about "name", "email", "phone", "company", "birthday",
/// "tags", "address", "referred-by"; Conflict about "customer" when nothing would change, about "referred-by" when it is said already.
[[nodiscard]] Result<Commit> changeCustomer(const Reader& shop, const Context& context, const Actor& actor,
                                            const ChangeCustomer& input);

struct SetCreditLimit {
    Id<schema::Customer> customer;
    std::optional<Money> limit = {}; ///< Zero or more; absent: the setting account.limit again.
};
/// "set-credit-limit"; MANAGE_TILL. Errors: NotFound, Conflict about "customer"; Invalid about "limit".
[[nodiscard]] Result<Commit> setCreditLimit(const Reader& shop, const Context& context, const Actor& actor,
                                            const SetCreditLimit& input);

struct AddCustomerNote {
    Id<schema::Customer> customer;
    std::string text; ///< At most 1,000 bytes. Personal: an erasure drops it.
};
/// "add-customer-note"; EDIT_CUSTOMERS. Errors: NotFound about "customer"; Invalid about "text".
[[nodiscard]] Result<Commit> addCustomerNote(const Reader& shop, const Context& context, const Actor& actor,
                                             const AddCustomerNote& input);

struct SetConsent {
    Id<schema::Customer> customer;
    schema::ContactChannel channel = schema::BY_EMAIL;
    bool given = true;
    std::string source; ///< Where it was given or withdrawn; needed.
};
/// "set-consent"; EDIT_CUSTOMERS. A fact each time, with its time and source. Errors: NotFound about "customer"; Invalid about "source";
/// Conflict about "consent" when the last one says the same.
[[nodiscard]] Result<Commit> setConsent(const Reader& shop, const Context& context, const Actor& actor,
                                        const SetConsent& input);

[[nodiscard]] std::string_view channelName(schema::ContactChannel channel); ///< "email", "text", "phone", "post"
[[nodiscard]] std::optional<schema::ContactChannel> channelByName(std::string_view name);

/// The consent that stands for a channel at an instant, of this person under any of their rows; nothing when none was ever given.
[[nodiscard]] std::optional<schema::Consent> consentOf(const Reader& shop, Id<schema::Customer> customer,
                                                       schema::ContactChannel channel, TimeUs at);
/// Of all their rows, in the order of time.
[[nodiscard]] std::vector<schema::CustomerNote> notesOf(const Reader& shop, Id<schema::Customer> customer);

} // namespace kontor
