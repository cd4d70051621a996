#include "domain/customers/customer.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"

#include <unordered_set>

namespace kontor {

namespace {

Result<Done> addTo(Commit& commit, const Reader& shop, const NewCustomer& input)
{
    const auto number = requiredText(input.number, "number", 40);
    if (!number)
        return tl::unexpected(number.error());
    const auto name = optionalText(input.name, "name");
    if (!name)
        return tl::unexpected(name.error());
    if (findCustomer(shop, *number))
        return fail(Error::Kind::Conflict, "number", "another customer has the number '" + *number + "'");
    schema::Customer customer;
    if (input.id)
        customer.set_id(input.id->string());
    customer.set_number(*number);
    if (!name->empty())
        customer.set_name(*name);
    commit.insert(customer);
    return Done{};
}

} // namespace

Result<Commit> addCustomer(const Reader& shop, const Context& context, const Actor& actor, const NewCustomer& input)
{
    if (auto allowed = actor.may(schema::EDIT_CUSTOMERS); !allowed)
        return tl::unexpected(allowed.error());
    if (input.id && shop.get(Id<schema::Customer>(*input.id)))
        return fail(Error::Kind::Conflict, "customer", "they are there already");
    Commit commit{"add-customer", context, actor};
    if (auto done = addTo(commit, shop, input); !done)
        return tl::unexpected(done.error());
    return commit;
}

Result<Commit> addCustomers(const Reader& shop, const Context& context, const Actor& actor, const AddCustomers& input)
{
    if (auto allowed = actor.may(schema::EDIT_CUSTOMERS); !allowed)
        return tl::unexpected(allowed.error());
    if (input.customers.empty() || input.customers.size() > 1000)
        return invalid("customers", "from 1 to 1000 at once");
    Commit commit{"add-customers", context, actor};
    std::unordered_set<std::string> numbers;
    std::size_t named = 0;
    for (const auto& customer : input.customers) {
        if (customer.id && shop.get(Id<schema::Customer>(*customer.id)))
            continue;
        named += customer.name.empty() ? 0U : 1U;
        if (named > 50)
            return invalid("customers", "at most 50 with a name at once: each name is a part of its own");
        if (!numbers.emplace(composed(trimmed(customer.number))).second)
            return fail(Error::Kind::Conflict, "number", "'" + customer.number + "' is there twice");
        if (auto done = addTo(commit, shop, customer); !done)
            return tl::unexpected(done.error());
    }
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "customers", "all of them are there already");
    return commit;
}

std::optional<schema::Customer> findCustomer(const Reader& shop, std::string_view number)
{
    const auto id = shop.holder<schema::Customer>(schema::Customer::kNumberFieldNumber, composed(trimmed(number)));
    return id ? shop.get(*id) : std::nullopt;
}

} // namespace kontor
