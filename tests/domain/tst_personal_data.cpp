#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/erase.h"
#include "domain/journal/row_type.h"

#include <google/protobuf/descriptor.h>

#include <map>
#include <set>

using namespace kontor;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

namespace {

/// Every field of a row and of the messages in it, but not of what is in a part that an erasure drops.
void eachField(const Descriptor* message, const std::function<void(const FieldDescriptor*)>& visit)
{
    for (int i = 0; i < message->field_count(); ++i) {
        const auto* field = message->field(i);
        visit(field);
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->options().GetExtension(schema::personal))
            eachField(field->message_type(), visit);
    }
}

/// One of each.
std::set<std::string> exported()
{
    CustomerData data;
    data.rows.resize(1);
    data.notes.resize(1);
    data.consents.resize(1);
    data.orders.resize(1);
    data.points.resize(1);
    data.account.resize(1);
    data.lines.resize(1);
    data.taxes.resize(1);
    data.discounts.resize(1);
    data.events.resize(1);
    data.copies.resize(1);
    data.mergedCarts.resize(1);
    data.payments.resize(1);
    data.roundings.resize(1);
    data.attempts.resize(1);
    data.answers.resize(1);
    data.promotions.resize(1);
    data.values.resize(1);
    data.valueEntries.resize(1);
    data.parkedCarts.resize(1);
    data.reservations.resize(1);
    data.words.resize(1);
    data.priceLists.resize(1);
    data.prices.resize(1);
    data.codes.resize(1);
    data.erasures.resize(1);
    std::set<std::string> names;
    data.each([&](const google::protobuf::Message& row) { names.insert(row.GetDescriptor()->name()); });
    return names;
}

/// Rows that name a customer or an order and are no data of the customer.
const std::map<std::string, std::string> notTheirs{
    {"Cart", "open before a cashier, on one till, until it is sold or cleared"},
    {"CartVoid", "whose goods were taken out again it does not say: it is of whoever did"},
    {"ShiftClosing", "names receipts that do not add up"},
    {"PurchaseReceipt", "of an order to a supplier"},
    {"PurchaseClosing", "of an order to a supplier"},
};

/// Texts of rows about a person that nobody writes words about them into.
const std::set<std::string> noWords{
    // Numbers and codes.
    "Customer.number",
    "FurtherCode.code",
    "Order.code",
    "Order.receipt",
    "Order.source",
    "OrderDetails.original",
    "OrderLine.code",
    "ParkedCart.code",
    "ParkedLine.code",
    "ParkedLine.issues",
    "PaymentDetails.last_four",
    "PaymentDetails.provider_reference",
    "PaymentEvent.last_four",
    "PaymentEvent.provider_reference",
    "PaymentEvent.token",
    "StoredValue.code",
    // The shop's names for its goods, taxes, means of payment and kinds of customers, and the provider's for what it answers.
    "Customer.segment",
    "Customer.tax_exemption",
    "LineTax.name",
    "LineTax.rate",
    "Order.tender",
    "OrderLine.name",
    "OrderLine.price_unit_symbol",
    "OrderLine.sku",
    "OrderLine.tax_name",
    "OrderLine.unit_symbol",
    "ParkedCart.tender",
    "PaymentAttempt.provider",
    "PaymentDetails.scheme",
    "PaymentEvent.detail",
    "PaymentEvent.scheme",
};

} // namespace

/// What a shop knows of a person is handed out whole, and what an erasure leaves is left knowingly: by the schema, so that a new field
/// asks to be thought of.
class PersonalDataTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyRowThatNamesAPersonIsInTheirExport()
    {
        const auto names = exported();
        QCOMPARE(names.size(), std::size_t(26));
        for (const auto* type : rowTypes()) {
            std::string because;
            eachField(type->descriptor, [&](const FieldDescriptor* field) {
                if (field->type() == FieldDescriptor::TYPE_BYTES &&
                    (field->name() == "customer" || field->name() == "order" || field->name() == "about"))
                    because = field->full_name();
            });
            const auto& name = type->descriptor->name();
            if (!because.empty() && !notTheirs.contains(name))
                QVERIFY2(names.contains(name), (name + " by " + because).c_str());
        }
    }
    void everyTextAboutAPersonIsErasedOrKeptKnowingly()
    {
        const auto names = exported();
        std::string asked;
        std::set<std::string> seen;
        for (const auto* type : rowTypes())
            if (names.contains(type->descriptor->name()))
                eachField(type->descriptor, [&](const FieldDescriptor* field) {
                    const auto name = field->containing_type()->name() + "." + field->name();
                    if (field->type() != FieldDescriptor::TYPE_STRING ||
                        field->options().GetExtension(schema::personal))
                        return;
                    seen.insert(name);
                    if (keepsTypedWords(name) == noWords.contains(name)) // Neither, or both.
                        asked += " " + name;
                });
        QVERIFY2(asked.empty(), ("personal, kept knowingly (keepsTypedWords) or no words (noWords)?" + asked).c_str());
        for (const auto& name : noWords)
            QVERIFY2(seen.contains(name), (name + " is no field any more").c_str());
    }
};

QTEST_GUILESS_MAIN(PersonalDataTest)
#include "tst_personal_data.moc"
