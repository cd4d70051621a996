#include "domain/customers/merge.h"

#include "domain/base/text.h"
#include "domain/customers/erase.h"
#include "domain/customers/free_words.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"

#include <algorithm>
#include <map>
#include <set>

namespace kontor {

namespace {

constexpr int mostSteps = 64; // Chains are one long but for tills that merged apart.

std::string lowered(std::string_view text)
{
    std::string low(trimmed(text));
    for (char& c : low)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return low;
}

std::string digitsOf(std::string_view phone)
{
    std::string digits;
    for (const char c : phone)
        if (c >= '0' && c <= '9')
            digits += c;
    return digits.size() < 6 ? std::string() : digits;
}

/// Whoever walks a circle comes to the same one.
Id<schema::Customer> smallestOfCircle(const Reader& shop, Id<schema::Customer> inIt)
{
    auto smallest = inIt;
    auto at = inIt;
    for (int step = 0; step < mostSteps; ++step) {
        at = Id<schema::Customer>(shop.get(at).value_or(schema::Customer()).merged_into());
        if (at == inIt)
            break;
        smallest = std::min(smallest, at);
    }
    return smallest;
}

/// What the one that stays lacked.
void takeOver(const schema::Customer& from, schema::Customer& into, bool mayLimit)
{
    if (!into.has_name() && from.has_name())
        into.set_name(from.name());
    if (!into.has_email() && from.has_email())
        into.set_email(from.email());
    if (!into.has_phone() && from.has_phone())
        into.set_phone(from.phone());
    if (!into.has_birthday() && from.has_birthday())
        into.set_birthday(from.birthday());
    if (!into.has_company() && from.has_company())
        into.set_company(from.company());
    if (!into.has_tax_exemption() && from.has_tax_exemption())
        into.set_tax_exemption(from.tax_exemption());
    if (mayLimit && !into.has_credit_limit_minor() && from.has_credit_limit_minor()) {
        into.set_credit_limit_minor(from.credit_limit_minor());
        into.set_credit_currency(from.credit_currency());
    }
    if (!into.has_referred_by() && from.has_referred_by() && from.referred_by() != into.id())
        into.set_referred_by(from.referred_by());
    const auto addAll = [](const auto& theirs, auto& ours) {
        for (const auto& one : theirs)
            if (std::find(ours.begin(), ours.end(), one) == ours.end())
                *ours.Add() = one;
    };
    const auto tags = tagsOf(into);
    for (const auto& tag : tagsOf(from))
        if (!tags.contains(tag))
            into.add_own_tag(tag);
    addAll(from.customer_group(), *into.mutable_customer_group());
    addAll(from.segment(), *into.mutable_segment());
    for (const auto& address : from.address())
        if (std::none_of(into.address().begin(), into.address().end(), [&](const schema::Address& one) {
                return one.SerializeAsString() == address.SerializeAsString();
            }))
            *into.add_address() = address;
}

} // namespace

Id<schema::Customer> standsFor(const Reader& shop, Id<schema::Customer> customer)
{
    std::set<RawId> seen;
    auto at = customer;
    for (int step = 0; step < mostSteps; ++step) {
        if (!seen.insert(at.raw).second)
            return smallestOfCircle(shop, at);
        const auto row = shop.get(at);
        if (!row || !row->has_merged_into())
            return at;
        at = Id<schema::Customer>(row->merged_into());
    }
    return at;
}

bool isStanding(const Reader& shop, const schema::Customer& row)
{
    const Id<schema::Customer> id(row.id());
    return !row.has_merged_into() || standsFor(shop, id) == id;
}

std::vector<Id<schema::Customer>> sameCustomers(const Reader& shop, Id<schema::Customer> customer)
{
    std::set<RawId> known{standsFor(shop, customer).raw, customer.raw};
    std::vector<RawId> toAsk(known.begin(), known.end());
    while (!toAsk.empty()) {
        const auto id = toAsk.back();
        toAsk.pop_back();
        for (const auto& row : shop.where<schema::Customer>(schema::Customer::kMergedIntoFieldNumber, id.bytes()))
            if (known.insert(RawId::of(row.id())).second)
                toAsk.push_back(RawId::of(row.id()));
        if (const auto row = shop.get(Id<schema::Customer>(id));
            row && row->has_merged_into() && known.insert(RawId::of(row->merged_into())).second)
            toAsk.push_back(RawId::of(row->merged_into()));
    }
    std::vector<Id<schema::Customer>> ids;
    for (const auto& id : known)
        ids.emplace_back(id);
    return ids;
}

Result<Commit> mergeCustomers(const Reader& shop, const Context& context, const Actor& actor,
                              const MergeCustomers& input)
{
    if (auto allowed = actor.may(schema::EDIT_CUSTOMERS); !allowed)
        return tl::unexpected(allowed.error());
    const auto from = shop.get(input.from);
    const auto into = shop.get(input.into);
    if (!from || !into)
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    if (input.from == input.into)
        return invalid("customer", "they are the same row");
    if (standsFor(shop, input.from) == standsFor(shop, input.into))
        return fail(Error::Kind::Conflict, "customer", "they are one already");
    for (const auto* row : {&*from, &*into})
        if (isErased(shop, Id<schema::Customer>(row->id())))
            return fail(Error::Kind::Conflict, "customer",
                        row->number() + " was erased: there is nothing to merge, their facts stay under that number");
    if (into->has_merged_into())
        return invalid("customer", into->number() + " was merged into another: merge into that one");
    auto after = *into;
    takeOver(*from, after, actor.may(schema::MANAGE_TILL).has_value());
    if (after.customer_group_size() != into->customer_group_size())
        if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
            return tl::unexpected(allowed.error());
    if (after.tax_exemption() != into->tax_exemption())
        if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
            return tl::unexpected(allowed.error());
    Commit commit{"merge-customers", context, actor};
    auto merged = *from;
    merged.set_merged_into(input.into.string());
    commit.update(*from, merged);
    commit.update(*into, after);
    return commit;
}

Result<Commit> unmergeCustomer(const Reader& shop, const Context& context, const Actor& actor,
                               const UnmergeCustomer& input)
{
    if (auto allowed = actor.may(schema::EDIT_CUSTOMERS); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.customer);
    if (!before)
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    if (!before->has_merged_into())
        return fail(Error::Kind::Conflict, "customer", "they were not merged into another");
    auto after = *before;
    after.clear_merged_into();
    Commit commit{"unmerge-customer", context, actor};
    commit.update(*before, after);
    return commit;
}

std::vector<LikelyDuplicate> likelyDuplicates(const Reader& shop, std::size_t limit)
{
    std::map<std::string, RawId> first; // By what is equal.
    std::set<std::pair<RawId, RawId>> told;
    std::vector<LikelyDuplicate> found;
    schema::Customer row;
    shop.each(row, [&] {
        if (row.archived() || !isStanding(shop, row))
            return true;
        const RawId id = RawId::of(row.id());
        const auto look = [&](const std::string& key, const char* why) {
            if (key.empty() || found.size() >= limit)
                return;
            const auto [place, isNew] = first.try_emplace(std::string(why) + ' ' + key, id);
            if (!isNew && told.emplace(place->second, id).second)
                found.push_back({Id<schema::Customer>(place->second), Id<schema::Customer>(id), why});
        };
        look(lowered(row.email()), "email");
        look(digitsOf(row.phone()), "phone");
        if (row.has_birthday() && row.has_name())
            look(lowered(row.name()) + ' ' + std::to_string(row.birthday()), "name and birthday");
        return found.size() < limit;
    });
    return found;
}

} // namespace kontor
