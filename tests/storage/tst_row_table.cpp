#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/schema/catalog.pb.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/orders.pb.h"
#include "storage/row_table.h"

using namespace kontor;

namespace {

RawId id(char fill)
{
    return RawId::of(Bytes(16, fill));
}

} // namespace

/// Tables from descriptors: what is written comes back, and an older table gains the columns a newer message has.
class RowTableTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyFieldOfEveryMessageComesBack()
    {
        Database database(":memory:", Database::Access::ReadWrite);
        for (const RowType* type : rowTypes()) {
            const RowTable& table = *RowTable::of(type->type);
            table.create(database);
            const std::unique_ptr<google::protobuf::Message> row(type->prototype->New());
            fill(*row, type->idField);
            QVERIFY(table.insert(database, *row, 7));
            const std::unique_ptr<google::protobuf::Message> back(type->prototype->New());
            std::int64_t commit = 0;
            QVERIFY2(table.find(database, id('i'), *back, &commit), type->descriptor->full_name().c_str());
            QCOMPARE(commit, 7);
            QCOMPARE(back->DebugString(), row->DebugString());
        }
    }

    void absentFieldsStayAbsent()
    {
        Database database(":memory:", Database::Access::ReadWrite);
        const RowTable& table = RowTable::of(schema::Staff::descriptor());
        table.create(database);
        schema::Staff staff;
        staff.set_id(id('a').string());
        staff.set_name(""); // Present and empty is not absent.
        QVERIFY(table.insert(database, staff, 1));
        schema::Staff back;
        QVERIFY(table.find(database, id('a'), back));
        QVERIFY(back.has_name());
        QVERIFY(!back.has_role());
        QVERIFY(!back.has_left());
    }

    void aSecondInsertOfAnIdWritesNothing()
    {
        Database database(":memory:", Database::Access::ReadWrite);
        const RowTable& table = RowTable::of(schema::Order::descriptor());
        table.create(database);
        schema::Order order;
        order.set_id(id('a').string());
        order.set_number(1);
        QVERIFY(table.insert(database, order, 1));
        order.set_number(2);
        QVERIFY(!table.insert(database, order, 2));
        schema::Order back;
        QVERIFY(table.find(database, id('a'), back));
        QCOMPARE(back.number(), 1ULL);
    }

    void anOlderTableGainsTheColumnsOfANewerMessage()
    {
        Database database(":memory:", Database::Access::ReadWrite);
        database.run("CREATE TABLE staff(id BLOB PRIMARY KEY, name TEXT, commit_n INTEGER) STRICT, WITHOUT ROWID");
        database.run("INSERT INTO staff VALUES(x'61616161616161616161616161616161', 'Mira', 1)");
        const RowTable& table = RowTable::of(schema::Staff::descriptor());
        table.create(database);
        schema::Staff back;
        QVERIFY(table.find(database, id('a'), back));
        QCOMPARE(back.name(), std::string("Mira"));
        QVERIFY(!back.has_role());
        back.set_role(id('r').string());
        table.replace(database, back, 2);
        QVERIFY(table.find(database, id('a'), back));
        QCOMPARE(back.role(), id('r').string());
    }

    void linesAreFoundBesideTheirOrderAndElsewhere()
    {
        Database database(":memory:", Database::Access::ReadWrite);
        const RowTable& table = RowTable::of(schema::OrderLine::descriptor());
        table.create(database);
        const RawId order = id('o');
        // Of its commit, before and behind it; of another commit; of another order of the same commit.
        const std::vector<std::pair<RawId, RawId>> lines{{order.derived(1), order},
                                                         {order.derived(UINT32_MAX), order},
                                                         {id('a'), order},
                                                         {id('z'), order},
                                                         {order.derived(2), order.derived(9)}};
        for (const auto& [line, of] : lines) {
            schema::OrderLine row;
            row.set_id(line.string());
            row.set_order(of.string());
            QVERIFY(table.insert(database, row, 1));
        }
        const std::vector<RawId> expected{id('a'), order.derived(UINT32_MAX), order.derived(1), id('z')};
        QVERIFY(table.idsWhere(database, schema::OrderLine::kOrderFieldNumber, order.bytes()) == expected);
        QVERIFY(table.idsWhere(database, schema::OrderLine::kOrderFieldNumber, order.derived(9).bytes()) ==
                std::vector{order.derived(2)});
        QVERIFY(table.idsWhere(database, schema::OrderLine::kOrderFieldNumber, "short").empty());
        // And neither by reading the whole table.
        for (const char* where : {"AND substr(\"order\",1,12) <> substr(id,1,12)", "AND id BETWEEN ?2 AND ?3"}) {
            Query plan(database,
                       std::string("EXPLAIN QUERY PLAN SELECT id FROM order_line WHERE \"order\"=?1 ") + where);
            QVERIFY(plan.step());
            QVERIFY2(plan.bytes(3).starts_with("SEARCH"), std::string(plan.bytes(3)).c_str());
        }
    }

    void factsWithRowidsAreMovedToTablesWithout()
    {
        Database database(":memory:", Database::Access::ReadWrite);
        database.run("CREATE TABLE price(n INTEGER PRIMARY KEY, id BLOB NOT NULL, variant BLOB, amount_e4 INTEGER, "
                     "gone TEXT, commit_n INTEGER) STRICT;"
                     "CREATE UNIQUE INDEX price_id ON price(id);"
                     "CREATE INDEX price_variant ON price(variant) WHERE variant IS NOT NULL;"
                     "INSERT INTO price VALUES(1, x'62626262626262626262626262626262', x'01', 5, '', 3),"
                     "(2, x'61616161616161616161616161616161', x'02', 6, '', 4)");
        const RowTable& table = RowTable::of(schema::Price::descriptor());
        table.create(database);
        table.create(database); // Nothing more to do.
        schema::Price back;
        std::int64_t commit = 0;
        QVERIFY(table.find(database, id('a'), back, &commit));
        QCOMPARE(back.amount_e4(), 6);
        QCOMPARE(commit, 4);
        QVERIFY(table.find(database, id('b'), back, &commit));
        QCOMPARE(commit, 3);
        QVERIFY(table.idsWhere(database, schema::Price::kVariantFieldNumber, "\x01") == std::vector{id('b')});
        QVERIFY(!table.insert(database, back, 9));
        Query rowids(database, "SELECT 1 FROM pragma_table_info('price') WHERE name IN ('n', 'gone')");
        QVERIFY(!rowids.step());
    }

    void aPersonalFieldIsNotInThePlainSearchText()
    {
        for (const RowType* type : rowTypes()) {
            const RowTable& table = *RowTable::of(type->type);
            const std::unique_ptr<google::protobuf::Message> row(type->prototype->New());
            fill(*row, type->idField);
            for (const FieldGroup& group : type->groups)
                for (const auto* field : group.fields)
                    if (group.personal && field->options().GetExtension(schema::search))
                        QVERIFY(table.searchText(*row, false).find(row->GetReflection()->GetString(*row, field)) ==
                                std::string::npos);
        }
    }

private:
    /// Every field with a value of its own; signed ones below zero.
    static void fill(google::protobuf::Message& row, const google::protobuf::FieldDescriptor* idField)
    {
        using Field = google::protobuf::FieldDescriptor;
        const auto* reflection = row.GetReflection();
        for (int i = 0; i < row.GetDescriptor()->field_count(); ++i) {
            const Field* field = row.GetDescriptor()->field(i);
            const int number = field->number();
            if (field->is_repeated()) {
                for (const int value : {1, 2})
                    switch (field->cpp_type()) {
                    case Field::CPPTYPE_ENUM: reflection->AddEnumValue(&row, field, value); break;
                    case Field::CPPTYPE_MESSAGE: fill(*reflection->AddMessage(&row, field), nullptr); break;
                    default: reflection->AddString(&row, field, "text " + std::to_string(value)); break;
                    }
                continue;
            }
            switch (field->cpp_type()) {
            case Field::CPPTYPE_INT32: reflection->SetInt32(&row, field, -number); break;
            case Field::CPPTYPE_INT64: reflection->SetInt64(&row, field, INT64_MIN + number); break;
            case Field::CPPTYPE_UINT32: reflection->SetUInt32(&row, field, UINT32_MAX); break;
            case Field::CPPTYPE_UINT64: reflection->SetUInt64(&row, field, 1ULL << 62U); break;
            case Field::CPPTYPE_BOOL: reflection->SetBool(&row, field, true); break;
            case Field::CPPTYPE_ENUM:
                reflection->SetEnumValue(&row, field, 99);
                break; // Open: a newer program's value stays.
            case Field::CPPTYPE_MESSAGE: fill(*reflection->MutableMessage(&row, field), nullptr); break;
            default:
                reflection->SetString(&row, field,
                                      field == idField ? id('i').string()
                                                       : "text " + std::to_string(number) + std::string("\0é", 3));
            }
        }
    }
};

QTEST_GUILESS_MAIN(RowTableTest)
#include "tst_row_table.moc"
