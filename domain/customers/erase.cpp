#include "domain/customers/erase.h"

#include "domain/base/text.h"
#include "domain/customers/merge.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"

#include <algorithm>

namespace kontor {

bool isErased(const Reader& shop, Id<schema::Customer> customer)
{
    schema::Erasure row;
    bool found = false;
    shop.eachWhere(schema::Erasure::kCustomerFieldNumber, customer.bytes(), row, [&] {
        found = true;
        return false;
    });
    return found;
}

Result<Commit> eraseCustomer(const Reader& shop, const Context& context, const Actor& actor, const EraseCustomer& input)
{
    for (const auto permission : {schema::EDIT_CUSTOMERS, schema::MANAGE_SETTINGS})
        if (auto allowed = actor.may(permission); !allowed)
            return tl::unexpected(allowed.error());
    if (!shop.get(input.customer))
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    const auto reason = requiredText(input.reason, "reason");
    if (!reason)
        return tl::unexpected(reason.error());
    Commit commit{"erase-customer", context, actor};
    for (const auto id : sameCustomers(shop, input.customer)) {
        if (isErased(shop, id))
            continue;
        schema::Erasure row;
        row.set_customer(id.string());
        row.add_row(id.string());
        for (const auto& note :
             shop.where<schema::CustomerNote>(schema::CustomerNote::kCustomerFieldNumber, id.bytes()))
            row.add_row(note.id());
        row.set_at_us(context.now);
        row.set_staff(actor.staff().string());
        row.set_reason(*reason);
        commit.insert(row);
    }
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "customer", "their data was erased already");
    return commit;
}

Result<CustomerData> readCustomerData(const Reader& shop, Id<schema::Customer> customer)
{
    if (!shop.get(customer))
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    CustomerData data;
    const auto append = [](auto& into, auto rows) { std::move(rows.begin(), rows.end(), std::back_inserter(into)); };
    auto ids = sameCustomers(shop, customer);
    std::stable_partition(ids.begin(), ids.end(),
                          [first = standsFor(shop, customer)](const auto id) { return id == first; });
    for (const auto id : ids) {
        if (auto row = shop.get(id))
            data.rows.push_back(*std::move(row));
        append(data.consents, shop.where<schema::Consent>(schema::Consent::kCustomerFieldNumber, id.bytes()));
        append(data.notes, shop.where<schema::CustomerNote>(schema::CustomerNote::kCustomerFieldNumber, id.bytes()));
        append(data.orders, shop.where<schema::Order>(schema::Order::kCustomerFieldNumber, id.bytes()));
        append(data.points, shop.where<schema::PointsEntry>(schema::PointsEntry::kCustomerFieldNumber, id.bytes()));
        append(data.account, shop.where<schema::AccountEntry>(schema::AccountEntry::kCustomerFieldNumber, id.bytes()));
    }
    return data;
}

} // namespace kontor
