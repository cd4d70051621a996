#include "domain/customers/erase.h"

#include "domain/base/text.h"
#include "domain/customers/free_words.h"
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
        for (const auto words : wordsAbout(shop, shop.get(id).value_or(schema::Customer())))
            row.add_row(words.string());
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
        append(data.values, shop.where<schema::StoredValue>(schema::StoredValue::kCustomerFieldNumber, id.bytes()));
        append(data.words, shop.where<schema::FreeWords>(schema::FreeWords::kCustomerFieldNumber, id.bytes()));
    }
    for (const auto& order : data.orders) {
        append(data.lines, shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order.id()));
        append(data.payments, shop.where<schema::Payment>(schema::Payment::kOrderFieldNumber, order.id()));
        append(data.promotions, shop.where<schema::PromotionUse>(schema::PromotionUse::kOrderFieldNumber, order.id()));
        append(data.reservations, shop.where<schema::Reservation>(schema::Reservation::kOwnerFieldNumber, order.id()));
    }
    for (const auto& entry : data.account) // What they paid of what they owed, which is of no order.
        if (auto payment = shop.get(Id<schema::Payment>(entry.payment())); payment && !payment->has_order())
            data.payments.push_back(*std::move(payment));
    for (const auto& value : data.values)
        append(data.valueEntries,
               shop.where<schema::StoredValueEntry>(schema::StoredValueEntry::kValueFieldNumber, value.id()));
    schema::ParkedCart cart; // No index for what one person in a year asks for.
    shop.each(cart, [&] {
        if (std::any_of(ids.begin(), ids.end(), [&](const auto id) { return id.bytes() == cart.customer(); })) {
            data.parkedCarts.push_back(cart);
            append(data.reservations,
                   shop.where<schema::Reservation>(schema::Reservation::kOwnerFieldNumber, cart.id()));
        }
        return true;
    });
    return data;
}

} // namespace kontor
