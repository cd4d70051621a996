#include "domain/payments/stored_value.h"

#include "domain/base/exact.h"
#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/settings/settings.h"

#include <algorithm>

namespace kontor {

namespace {

std::int64_t sumOf(const std::vector<schema::StoredValueEntry>& entries)
{
    std::uint64_t sum = 0; // Modulo 2^64, as every sum of facts.
    for (const auto& entry : entries)
        sum += static_cast<std::uint64_t>(entry.amount_minor());
    return static_cast<std::int64_t>(sum);
}

} // namespace

Result<StoredValueView> readStoredValue(const Reader& shop, Id<schema::StoredValue> id)
{
    const auto row = shop.get(id);
    if (!row)
        return fail(Error::Kind::NotFound, "code", "there is no such gift card or store credit here");
    const auto currency = Currency::fromNumeric(row->currency());
    if (!currency)
        return tl::unexpected(currency.error());
    StoredValueView view(*currency);
    view.id = id;
    view.code = row->code();
    view.kind = row->kind();
    view.blocked = row->blocked();
    view.expires = row->expires_us();
    view.entries = shop.where<schema::StoredValueEntry>(schema::StoredValueEntry::kValueFieldNumber, id.bytes());
    view.balance = Money(sumOf(view.entries), *currency);
    return view;
}

Result<StoredValueView> readStoredValue(const Reader& shop, std::string_view code)
{
    const auto kept = storedValueCode(code);
    if (!kept)
        return tl::unexpected(kept.error());
    const auto id = shop.holder<schema::StoredValue>(schema::StoredValue::kCodeFieldNumber, *kept);
    return readStoredValue(shop, id.value_or(Id<schema::StoredValue>()));
}

Result<Done> checkPays(const StoredValueView& value, TimeUs at)
{
    if (value.blocked)
        return invalid("code", value.code + " is blocked");
    if (value.expires != 0 && value.expires <= at)
        return invalid("code", value.code + " has expired");
    return Done{};
}

Result<Money> spendable(const Reader& shop, const Context& context, const StoredValueView& value)
{
    if (auto pays = checkPays(value, context.now); !pays)
        return tl::unexpected(pays.error());
    const auto today = dateOf(context.now, context.utcOffsetSeconds);
    Int128 taken =
        0; // Of this till, by its own commits, today or on days its clock has shown since: it knows all of them.
    for (const auto& entry : value.entries)
        if (entry.terminal() == context.terminal.bytes() && entry.business_date() >= today &&
            (entry.reason() == schema::VALUE_SPENT || entry.reason() == schema::VALUE_TAKEN_BACK))
            taken -= entry.amount_minor();
    const auto cap =
        readNumberSetting(shop, {context.organisation, context.store, context.terminal}, storedValueDayCap);
    const auto most = std::clamp<Int128>(cap - taken, 0, std::max<std::int64_t>(value.balance.minor(), 0));
    return Money(static_cast<std::int64_t>(most), value.balance.currency());
}

std::optional<TimeUs> giftCardExpiry(const Reader& shop, const SettingOwners& owners, TimeUs sold)
{
    constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
    const auto days = readNumberSetting(shop, owners, giftCardExpiresDays);
    return days > 0 ? std::optional(sold + days * dayUs) : std::nullopt;
}

Result<std::string> storedValueCode(std::string_view text)
{
    std::string code(trimmed(text));
    const bool sound =
        code.size() >= 4 && code.size() <= 40 && std::all_of(code.begin(), code.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
        });
    if (!sound)
        return invalid("code", "a code is 4 to 40 letters, digits and dashes");
    for (char& c : code)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    return code;
}

std::string newStoredValueCode(const Context& context, std::string_view prefix)
{
    constexpr std::string_view letters = "ABCDEFGHJKMNPQRSTVWXYZ23456789"; // None that look alike.
    std::string code(prefix);
    std::size_t count = 0;
    for (const char byte : context.randomBytes(12)) {
        if (count++ % 4 == 0)
            code += '-';
        code += letters[static_cast<unsigned char>(byte) % letters.size()];
    }
    return code;
}

schema::StoredValueEntry storedValueEntry(const Context& context, const Bytes& value, Money amount,
                                          schema::StoredValueReason reason, const Bytes& order)
{
    schema::StoredValueEntry entry;
    entry.set_value(value);
    entry.set_amount_minor(amount.minor());
    entry.set_reason(reason);
    if (!order.empty())
        entry.set_order(order);
    entry.set_terminal(context.terminal.string());
    entry.set_business_date(dateOf(context.now, context.utcOffsetSeconds));
    entry.set_at_us(context.now);
    return entry;
}

Result<Commit> adjustStoredValue(const Reader& shop, const Context& context, const Actor& actor,
                                 const AdjustStoredValue& input)
{
    if (auto allowed = actor.may(schema::MANAGE_TILL); !allowed)
        return tl::unexpected(allowed.error());
    const auto value = readStoredValue(shop, input.code);
    if (!value)
        return tl::unexpected(value.error());
    constexpr std::int64_t most = 1'000'000'000;
    if (input.amountMinor == 0 || input.amountMinor > most || input.amountMinor < -most)
        return invalid("amount", "a correction is of something, and of less than this");
    const auto note = requiredText(input.note, "note");
    if (!note)
        return tl::unexpected(note.error());
    Commit commit{"adjust-stored-value", context, actor};
    auto entry = storedValueEntry(context, value->id.string(), Money(input.amountMinor, value->balance.currency()),
                                  schema::VALUE_CORRECTED, {});
    entry.set_note(*note);
    commit.insert(entry);
    return commit;
}

Result<Commit> blockStoredValue(const Reader& shop, const Context& context, const Actor& actor,
                                const BlockStoredValue& input)
{
    if (auto allowed = actor.may(schema::MANAGE_TILL); !allowed)
        return tl::unexpected(allowed.error());
    const auto value = readStoredValue(shop, input.code);
    if (!value)
        return tl::unexpected(value.error());
    if (value->blocked == input.blocked)
        return fail(Error::Kind::Conflict, "code", "it is so already");
    const auto before = shop.get(value->id).value();
    auto after = before;
    after.set_blocked(input.blocked);
    Commit commit{"block-stored-value", context, actor};
    commit.update(before, after);
    return commit;
}

} // namespace kontor
