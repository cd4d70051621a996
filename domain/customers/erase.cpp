#include "domain/customers/erase.h"

#include "domain/base/text.h"
#include "domain/customers/free_words.h"
#include "domain/customers/merge.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/schema/options.pb.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>

namespace kontor {

namespace {

using google::protobuf::FieldDescriptor;

void addTyped(const google::protobuf::Message& message, std::vector<TypedWords>& words)
{
    const auto* reflection = message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(message, &fields);
    for (const auto* field : fields) {
        const bool isText = field->type() == FieldDescriptor::TYPE_STRING;
        const bool isMessage = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
        const auto name = field->containing_type()->name() + "." + field->name();
        if (field->options().GetExtension(schema::personal) || (!isMessage && !(isText && keepsTypedWords(name))))
            continue;
        const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
        for (int i = 0; i < count; ++i)
            if (isMessage)
                addTyped(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                              : reflection->GetMessage(message, field),
                         words);
            else
                words.push_back({name, field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                                            : reflection->GetString(message, field)});
    }
}

} // namespace

bool keepsTypedWords(std::string_view field)
{
    static constexpr std::array<std::string_view, 16> fields{
        "AccountEntry.note",        "Consent.source",     "Customer.tag",       "Erasure.reason",
        "LineDetails.note",         "LineDetails.reason", "LineDiscount.name",  "Order.reference",
        "OrderDetails.note",        "OrderEvent.reason",  "ParkedCart.label",   "ParkedCart.note",
        "PaymentDetails.reference", "PointsEntry.note",   "ReceiptCopy.reason", "StoredValueEntry.note"};
    return std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::vector<TypedWords> typedWords(const CustomerData& data)
{
    std::vector<TypedWords> words;
    data.each([&](const google::protobuf::Message& row) { addTyped(row, words); });
    return words;
}

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
        append(data.priceLists,
               shop.where<schema::PriceListAssignment>(schema::PriceListAssignment::kOwnerFieldNumber, id.bytes()));
        append(data.erasures, shop.where<schema::Erasure>(schema::Erasure::kCustomerFieldNumber, id.bytes()));
    }
    for (const auto& order : data.orders) {
        append(data.lines, shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order.id()));
        append(data.payments, shop.where<schema::Payment>(schema::Payment::kOrderFieldNumber, order.id()));
        append(data.taxes, shop.where<schema::LineTax>(schema::LineTax::kOrderFieldNumber, order.id()));
        append(data.discounts, shop.where<schema::LineDiscount>(schema::LineDiscount::kOrderFieldNumber, order.id()));
        append(data.events, shop.where<schema::OrderEvent>(schema::OrderEvent::kOrderFieldNumber, order.id()));
        append(data.copies, shop.where<schema::ReceiptCopy>(schema::ReceiptCopy::kOrderFieldNumber, order.id()));
        append(data.roundings, shop.where<schema::CashRounding>(schema::CashRounding::kOrderFieldNumber, order.id()));
        append(data.promotions, shop.where<schema::PromotionUse>(schema::PromotionUse::kOrderFieldNumber, order.id()));
        append(data.reservations, shop.where<schema::Reservation>(schema::Reservation::kOwnerFieldNumber, order.id()));
    }
    for (const auto& entry : data.account) // What they paid of what they owed, which is of no order.
        if (auto payment = shop.get(Id<schema::Payment>(entry.payment())); payment && !payment->has_order())
            data.payments.push_back(*std::move(payment));
    for (const auto& value : data.values)
        append(data.valueEntries,
               shop.where<schema::StoredValueEntry>(schema::StoredValueEntry::kValueFieldNumber, value.id()));
    for (const auto& payment : data.payments)
        if (auto attempt = shop.get(Id<schema::PaymentAttempt>(payment.card_attempt())))
            data.attempts.push_back(*std::move(attempt));
    for (const auto& attempt : data.attempts)
        append(data.answers, shop.where<schema::PaymentEvent>(schema::PaymentEvent::kAttemptFieldNumber, attempt.id()));
    const auto isTheirs = [&](const Bytes& id) {
        return std::any_of(ids.begin(), ids.end(), [&](const auto one) { return one.bytes() == id; });
    };
    // These have no index for what one person in a year asks for.
    const auto appendTheirs = [&](auto& into, auto row) {
        shop.each(row, [&] {
            if (isTheirs(row.customer()))
                into.push_back(row);
            return true;
        });
    };
    appendTheirs(data.parkedCarts, schema::ParkedCart());
    appendTheirs(data.prices, schema::Price());
    appendTheirs(data.codes, schema::FurtherCode());
    for (const auto& cart : data.parkedCarts) {
        append(data.reservations, shop.where<schema::Reservation>(schema::Reservation::kOwnerFieldNumber, cart.id()));
        append(data.mergedCarts, shop.where<schema::MergedCart>(schema::MergedCart::kCartFieldNumber, cart.id()));
    }
    return data;
}

void CustomerData::each(const std::function<void(const google::protobuf::Message&)>& visit) const
{
    const auto all = [&](const auto&... lists) { (std::for_each(lists.begin(), lists.end(), visit), ...); };
    all(rows, notes, consents, orders, points, account, lines, taxes, discounts, events, copies, mergedCarts, payments,
        roundings, attempts, answers, promotions, values, valueEntries, parkedCarts, reservations, words, priceLists,
        prices, codes, erasures);
}

} // namespace kontor
