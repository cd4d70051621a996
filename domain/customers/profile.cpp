#include "domain/customers/profile.h"

#include "domain/base/text.h"
#include "domain/customers/erase.h"
#include "domain/customers/merge.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"

#include <algorithm>
#include <tuple>

namespace kontor {

namespace {

constexpr std::pair<schema::ContactChannel, std::string_view> channels[] = {
    {schema::BY_EMAIL, "email"}, {schema::BY_TEXT, "text"}, {schema::BY_PHONE, "phone"}, {schema::BY_POST, "post"}};
constexpr std::size_t maxAddresses = 10;
constexpr std::size_t maxTags = 50;

Result<schema::Customer> existing(const Reader& shop, Id<schema::Customer> id)
{
    auto row = shop.get(id);
    if (!row)
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    if (isErased(shop, id))
        return fail(Error::Kind::Conflict, "customer", "their data was erased");
    return *std::move(row);
}

Result<Done> takeText(const std::optional<std::string>& text, const char* about, schema::Customer& row,
                      void (schema::Customer::*clear)(), std::string* (schema::Customer::*field)())
{
    if (!text)
        return Done{};
    const auto sound = optionalText(*text, about);
    if (!sound)
        return tl::unexpected(sound.error());
    if (sound->empty())
        (row.*clear)();
    else
        *(row.*field)() = *sound;
    return Done{};
}

bool isDayOfYear(std::uint32_t date)
{
    constexpr std::uint32_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const auto month = date / 100;
    return month >= 1 && month <= 12 && date % 100 >= 1 && date % 100 <= days[month - 1];
}

Result<Done> takeAddresses(const std::vector<schema::Address>& addresses, schema::Customer& row)
{
    if (addresses.size() > maxAddresses)
        return invalid("address", "at most " + std::to_string(maxAddresses));
    row.clear_address();
    for (const auto& address : addresses) {
        bool sound = address.line_size() <= 5 && address.ByteSizeLong() > 0;
        for (const auto* text : {&address.label(), &address.name(), &address.postcode(), &address.city(),
                                 &address.region(), &address.country()})
            sound = sound && optionalText(*text, "address", 100).has_value();
        for (const auto& line : address.line())
            sound = sound && requiredText(line, "address", 100).has_value();
        if (!sound)
            return invalid("address", "up to five lines of up to 100 bytes of text");
        *row.add_address() = address;
    }
    return Done{};
}

} // namespace

Result<Commit> changeCustomer(const Reader& shop, const Context& context, const Actor& actor,
                              const ChangeCustomer& input)
{
    if (auto allowed = actor.may(schema::EDIT_CUSTOMERS); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = existing(shop, input.customer);
    if (!before)
        return tl::unexpected(before.error());
    auto after = *before;
    using C = schema::Customer;
    for (auto done : {takeText(input.name, "name", after, &C::clear_name, &C::mutable_name),
                      takeText(input.email, "email", after, &C::clear_email, &C::mutable_email),
                      takeText(input.phone, "phone", after, &C::clear_phone, &C::mutable_phone),
                      takeText(input.company, "company", after, &C::clear_company, &C::mutable_company)})
        if (!done)
            return tl::unexpected(done.error());
    if (after.has_email() && after.email().find('@') == std::string::npos)
        return invalid("email", "'" + after.email() + "' is no address");
    if (input.birthday) {
        if (*input.birthday != 0 && !isDayOfYear(*input.birthday))
            return invalid("birthday", "month and day, 1224 for Christmas Eve");
        if (*input.birthday == 0)
            after.clear_birthday();
        else
            after.set_birthday(*input.birthday);
    }
    if (input.tags) {
        if (input.tags->size() > maxTags)
            return invalid("tags", "at most " + std::to_string(maxTags));
        after.clear_tag(); // An earlier program's.
        after.clear_own_tag();
        for (const auto& text : *input.tags) {
            const auto tag = requiredText(text, "tags", 60);
            if (!tag)
                return tl::unexpected(tag.error());
            after.add_own_tag(*tag);
        }
    }
    if (input.addresses)
        if (auto done = takeAddresses(*input.addresses, after); !done)
            return tl::unexpected(done.error());
    if (input.referredBy) {
        if (before->has_referred_by())
            return fail(Error::Kind::Conflict, "referred-by", "who referred them is said already");
        if (!shop.get(*input.referredBy) || standsFor(shop, *input.referredBy) == standsFor(shop, input.customer))
            return invalid("referred-by", "another customer referred them");
        after.set_referred_by(input.referredBy->string());
    }
    if (input.archived)
        after.set_archived(*input.archived);
    Commit commit{"change-customer", context, actor};
    commit.update(*before, after);
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "customer", "it is so already");
    return commit;
}

Result<Commit> setCreditLimit(const Reader& shop, const Context& context, const Actor& actor,
                              const SetCreditLimit& input)
{
    if (auto allowed = actor.may(schema::MANAGE_TILL); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = existing(shop, input.customer);
    if (!before)
        return tl::unexpected(before.error());
    auto after = *before;
    after.clear_credit_limit_minor();
    after.clear_credit_currency();
    if (input.limit) {
        if (input.limit->minor() < 0)
            return invalid("limit", "it is zero or more");
        after.set_credit_limit_minor(input.limit->minor());
        after.set_credit_currency(input.limit->currency().numeric());
    }
    Commit commit{"set-credit-limit", context, actor};
    commit.update(*before, after);
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "customer", "it is so already");
    return commit;
}

Result<Commit> addCustomerNote(const Reader& shop, const Context& context, const Actor& actor,
                               const AddCustomerNote& input)
{
    if (auto allowed = actor.may(schema::EDIT_CUSTOMERS); !allowed)
        return tl::unexpected(allowed.error());
    if (auto row = existing(shop, input.customer); !row)
        return tl::unexpected(row.error());
    const auto text = requiredText(input.text, "text", 1000);
    if (!text)
        return tl::unexpected(text.error());
    schema::CustomerNote note;
    note.set_customer(input.customer.string());
    note.set_text(*text);
    note.set_at_us(context.now);
    note.set_staff(actor.staff().string());
    Commit commit{"add-customer-note", context, actor};
    commit.insert(note);
    return commit;
}

Result<Commit> setConsent(const Reader& shop, const Context& context, const Actor& actor, const SetConsent& input)
{
    if (auto allowed = actor.may(schema::EDIT_CUSTOMERS); !allowed)
        return tl::unexpected(allowed.error());
    if (auto row = existing(shop, input.customer); !row)
        return tl::unexpected(row.error());
    const auto source = requiredText(input.source, "source", 100);
    if (!source)
        return tl::unexpected(source.error());
    const auto last = consentOf(shop, input.customer, input.channel, context.now);
    if (last ? last->given() == input.given : !input.given)
        return fail(Error::Kind::Conflict, "consent", "it is so already");
    schema::Consent row;
    row.set_customer(input.customer.string());
    row.set_channel(input.channel);
    row.set_given(input.given);
    row.set_at_us(context.now);
    row.set_source(*source);
    row.set_staff(actor.staff().string());
    Commit commit{"set-consent", context, actor};
    commit.insert(row);
    return commit;
}

std::string_view channelName(schema::ContactChannel channel)
{
    for (const auto& [one, name] : channels)
        if (one == channel)
            return name;
    return "?";
}

std::optional<schema::ContactChannel> channelByName(std::string_view name)
{
    for (const auto& [one, called] : channels)
        if (called == name)
            return one;
    return std::nullopt;
}

std::optional<schema::Consent> consentOf(const Reader& shop, Id<schema::Customer> customer,
                                         schema::ContactChannel channel, TimeUs at)
{
    std::optional<schema::Consent> last;
    for (const auto id : sameCustomers(shop, customer))
        for (auto& row : shop.where<schema::Consent>(schema::Consent::kCustomerFieldNumber, id.bytes()))
            if (row.channel() == channel && row.at_us() <= at &&
                (!last || std::pair(last->at_us(), last->id()) < std::pair(row.at_us(), row.id())))
                last = std::move(row);
    return last;
}

std::vector<schema::CustomerNote> notesOf(const Reader& shop, Id<schema::Customer> customer)
{
    std::vector<schema::CustomerNote> notes;
    for (const auto id : sameCustomers(shop, customer))
        for (auto& row : shop.where<schema::CustomerNote>(schema::CustomerNote::kCustomerFieldNumber, id.bytes()))
            notes.push_back(std::move(row));
    std::sort(notes.begin(), notes.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.at_us(), a.id()) < std::tuple(b.at_us(), b.id());
    });
    return notes;
}

} // namespace kontor
