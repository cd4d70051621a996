#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/commands/registry.h"
#include "domain/commands/review.h"
#include "domain/payments/card_number.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

#include <google/protobuf/descriptor.h>

#include <memory>
#include <set>

using namespace kontor;
using namespace kontor::testing;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

const std::string number = "4111111111111111";

/// The way to one text of a row: through messages in it, at any depth.
using Way = std::vector<const FieldDescriptor*>;

void findTexts(const Descriptor& type, Way& way, std::vector<Way>& found)
{
    for (int i = 0; i < type.field_count(); ++i) {
        const FieldDescriptor* const field = type.field(i);
        const bool isMessage = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
        if (!isMessage && field->type() != FieldDescriptor::TYPE_STRING)
            continue;
        way.push_back(field);
        if (!isMessage)
            found.push_back(way);
        else if (way.size() < 8) // A message may be in itself.
            findTexts(*field->message_type(), way, found);
        way.pop_back();
    }
}

std::vector<Way> textsOf(const RowType& type)
{
    Way way;
    std::vector<Way> found;
    findTexts(*type.descriptor, way, found);
    return found;
}

/// A row with a text where the way leads to, behind an innocent one where there may be several.
std::unique_ptr<Message> rowWith(const RowType& type, const Way& way, const std::string& text)
{
    std::unique_ptr<Message> row(type.prototype->New());
    Message* at = row.get();
    for (const FieldDescriptor* field : way) {
        const auto* const reflection = at->GetReflection();
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
            if (field->is_repeated())
                (void)reflection->AddMessage(at, field);
            at = field->is_repeated() ? reflection->AddMessage(at, field) : reflection->MutableMessage(at, field);
        } else if (field->is_repeated()) {
            reflection->AddString(at, field, "innocent");
            reflection->AddString(at, field, text);
        } else {
            reflection->SetString(at, field, text);
        }
    }
    return row;
}

/// What is scanned from goods: such numbers are theirs by right.
bool isOfGoods(const Way& way)
{
    static const std::set<std::string> goods{"kontor.schema.Variant.sku",   "kontor.schema.OrderLine.sku",
                                             "kontor.schema.Barcode.code",  "kontor.schema.OrderLine.code",
                                             "kontor.schema.CartLine.code", "kontor.schema.ParkedLine.code"};
    return goods.contains(way.back()->full_name());
}

Commit commitWith(const TestShop& shop, std::string command, const RowType& type, Message& row)
{
    Commit commit{std::move(command), shop.context, shop.administrator()};
    if (type.kind == schema::LOCAL) {
        row.GetReflection()->SetString(&row, type.idField, shop.context.newId().string());
        commit.keep(row);
    } else {
        commit.insert(row);
    }
    return commit;
}

Result<Done> refused(const TestShop& shop, const Commit& commit)
{
    return refuseCardNumbers(shop.reader, {shop.context.organisation, shop.context.store, shop.context.terminal},
                             commit);
}

} // namespace

/// Wherever a text may be written, by whatever command, a card number is not.
class CardNumberTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noTextOfAnyRowOfAnyCommandMayBeOne()
    {
        const TestShop shop;
        int texts = 0;
        for (const CommandEntry& command : commandRegistry())
            for (const auto type : command.writes)
                for (const auto& way : textsOf(*rowType(type))) {
                    const auto row = rowWith(*rowType(type), way, "paid by " + number);
                    const auto commit = commitWith(shop, std::string(command.name), *rowType(type), *row);
                    const auto sound = refused(shop, commit);
                    const auto where = std::string(command.name) + ": " + way.back()->full_name();
                    QVERIFY2(sound.has_value() == isOfGoods(way), where.c_str());
                    if (sound)
                        continue;
                    QCOMPARE(sound.error().about, std::string("card number"));
                    QVERIFY2(sound.error().detail.find(number) == std::string::npos, where.c_str());
                    ++texts;
                }
        QVERIFY2(texts > 300, std::to_string(texts).c_str());
    }
    void everyKindOfRowIsLookedAtAlsoWhatStaysHere()
    {
        const TestShop shop;
        std::set<std::string> local;
        for (const RowType* type : rowTypes())
            for (const auto& way : textsOf(*type)) {
                const auto row = rowWith(*type, way, number);
                const auto sound = refused(shop, commitWith(shop, "anything", *type, *row));
                QVERIFY2(sound.has_value() == isOfGoods(way), way.back()->full_name().c_str());
                QVERIFY2(mayHoldCardNumber(row->SerializeAsString()), way.back()->full_name().c_str());
                if (type->kind == schema::LOCAL)
                    local.insert(type->descriptor->name());
            }
        // The open cart and what is with it, as people type into them before anything is in the journal.
        for (const auto* name : {"Cart", "CartLine", "CartPayment"})
            QVERIFY2(local.contains(name), name);
    }
    void anotherNumberIsTakenEverywhere()
    {
        const TestShop shop;
        for (const RowType* type : rowTypes())
            for (const auto& way : textsOf(*type)) {
                const auto row = rowWith(*type, way, "4111111111111112"); // A wrong check digit.
                QVERIFY2(refused(shop, commitWith(shop, "anything", *type, *row)), way.back()->full_name().c_str());
            }
    }
};

QTEST_GUILESS_MAIN(CardNumberTest)
#include "tst_card_number.moc"
