#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/payments.pb.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// Gift cards and store credit. What is on one is the sum of its entries, which tills write offline too. What cut-off tills can
// lose is bounded: a till takes no more of one in a day than the setting stored-value.day-cap, spent or paid out for the card that
// came back, and never more than it knows to be on it. So n tills that have not heard of each other for d days overspend it by at
// most (n - 1) × d × cap. In it
//  - a till that was restored from a backup is one till more: it has forgotten what it took since;
//  - a day is one that its clock has shown: put forward it begins a new one, set back it does not get one again;
//  - cap is the highest that the setting had;
//  - what whoever may manage-till took beyond it, by a correction or for a card that came back, is added.
// An overspent one is an exception with its entries (storage/selling_exceptions.h).

struct SettingOwners;

struct StoredValueView {
    explicit StoredValueView(Currency currency) : balance(0, currency) {}
    Id<schema::StoredValue> id;
    std::string code;
    schema::StoredValueKind kind = schema::GIFT_CARD_VALUE;
    Money balance;
    bool blocked = false;
    TimeUs expires = 0;                            ///< 0: never.
    std::vector<schema::StoredValueEntry> entries; ///< In the order of ids.
};
/// By its code: of several with one code the first claim holds it. NotFound about "code", Invalid about "currency".
[[nodiscard]] Result<StoredValueView> readStoredValue(const Reader& shop, std::string_view code);
[[nodiscard]] Result<StoredValueView> readStoredValue(const Reader& shop, Id<schema::StoredValue> id);

/// Whether it pays at a time. Invalid about "code" when it is blocked or has expired.
[[nodiscard]] Result<Done> checkPays(const StoredValueView& value, TimeUs at);

/// What this till may take of it now: what is on it, at most the day's cap less what it took today.
/// Errors: as checkPays.
[[nodiscard]] Result<Money> spendable(const Reader& shop, const Context& context, const StoredValueView& value);

/// Until when a gift card pays that is sold at an instant, by the setting gift-card.expires-days; nothing: without end.
[[nodiscard]] std::optional<TimeUs> giftCardExpiry(const Reader& shop, const SettingOwners& owners, TimeUs sold);

/// A code as it is kept: trimmed, capitals. Errors: Invalid about "code": 4 to 40 letters, digits and dashes.
[[nodiscard]] Result<std::string> storedValueCode(std::string_view text);
/// One that nobody has: "SC-7K2M-Q4TD-…" of random letters and digits without those that look alike.
[[nodiscard]] std::string newStoredValueCode(const Context& context, std::string_view prefix);

/// One entry, without id. `amount` below zero takes from it.
[[nodiscard]] schema::StoredValueEntry storedValueEntry(const Context& context, const Bytes& value, Money amount,
                                                        schema::StoredValueReason reason, const Bytes& order);

struct AdjustStoredValue {
    std::string code;
    std::int64_t amountMinor = 0; ///< Not zero.
    std::string note;             ///< Why; needed.
};
/// "adjust-stored-value"; MANAGE_TILL. Errors: Invalid about "amount", "note"; NotFound about "code".
[[nodiscard]] Result<Commit> adjustStoredValue(const Reader& shop, const Context& context, const Actor& actor,
                                               const AdjustStoredValue& input);

struct BlockStoredValue {
    std::string code;
    bool blocked = true;
};
/// "block-stored-value"; MANAGE_TILL. Conflict about "code" when it is so already.
[[nodiscard]] Result<Commit> blockStoredValue(const Reader& shop, const Context& context, const Actor& actor,
                                              const BlockStoredValue& input);

} // namespace kontor
