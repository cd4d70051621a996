#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/product.h"
#include "domain/customers/customer.h"
#include "domain/identity/staff.h"
#include "domain/journal/envelope.h"
#include "domain/journal/fold.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

const RawId row = RawId::imported("test", "row", 0);

/// A change of a product by some till: its insert, or an update of some fields.
KeyedChange aProductChange(std::uint64_t n)
{
    schema::Product product;
    schema::Change change;
    change.set_type(rowTypeOf(schema::Product::descriptor()).type);
    change.set_row(row.string());
    change.set_kind(*rc::gen::inRange(0, 4) == 0 ? schema::Change::INSERT : schema::Change::UPDATE);
    if (*rc::gen::arbitrary<bool>())
        product.set_name("name " + std::to_string(n));
    if (*rc::gen::arbitrary<bool>())
        product.set_status(schema::PUBLISHED);
    if (*rc::gen::arbitrary<bool>())
        product.set_kind(schema::SERVICE);
    else if (change.kind() == schema::Change::UPDATE)
        change.add_cleared(schema::Product::kTaxFieldNumber);
    change.set_body(product.SerializeAsString());
    // Effective times collide on purpose; origin and sequence then decide.
    return {{{*rc::gen::inRange<std::uint64_t>(1, 4), 0}, row, n, {}}, change};
}

Bytes fold(std::vector<KeyedChange> changes)
{
    schema::Product product;
    const bool counts = foldRow(rowTypeOf(schema::Product::descriptor()), row, std::move(changes), product);
    return counts ? "row " + product.SerializeAsString() : Bytes("none");
}

} // namespace

class JournalTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRowIsTheSameInWhateverOrderItsChangesCome()
    {
        QVERIFY(rc::check("any permutation with any duplicates folds to the same row", [] {
            std::vector<KeyedChange> changes;
            const auto count = *rc::gen::inRange<std::uint64_t>(0, 12);
            for (std::uint64_t n = 1; n <= count; ++n)
                changes.push_back(aProductChange(n));
            auto shuffled = changes;
            for (const auto& change : changes)
                if (*rc::gen::arbitrary<bool>())
                    shuffled.push_back(change);
            for (std::size_t i = shuffled.size(); i > 1; --i)
                std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
            RC_ASSERT(fold(shuffled) == fold(changes));
        }));
    }
    void anUpdateWithoutAnInsertMakesNoRow()
    {
        schema::Change update;
        update.set_type(rowTypeOf(schema::Product::descriptor()).type);
        update.set_row(row.string());
        update.set_kind(schema::Change::UPDATE);
        QCOMPARE(fold({{{{1, 0}, row, 1, {}}, update}}), Bytes("none"));
        schema::Change insert = update;
        insert.set_kind(schema::Change::INSERT);
        QVERIFY(fold({{{{1, 0}, row, 1, {}}, update}, {{{2, 0}, row, 2, {}}, insert}}) != Bytes("none"));
    }
    void anUpdateWritesOnlyWhatChanged()
    {
        TestShop shop;
        const auto product = shop.productOf(shop.addGoods("A", "1.00"));
        const auto commit = shop.run(renameProduct, shop.administrator(), {product, "Mug"}).value();
        QCOMPARE(commit.changes().size(), std::size_t(1));
        schema::Product expected;
        expected.set_name("Mug");
        QCOMPARE(commit.changes().front().body, expected.SerializeAsString());
    }
    void saltAndHashOfAPinAreWrittenTogether()
    {
        TestShop shop;
        // Another PIN with the salt that was there: the salt is written all the same.
        const auto commit =
            shop.run(setStaffPin, shop.cashier(), {shop.cashierId, {Bytes(16, 's'), Bytes(32, 'x')}}).value();
        schema::Staff body;
        QVERIFY(body.ParseFromString(commit.changes().front().body));
        QVERIFY(body.has_pin_salt() && body.has_pin_hash() && !body.has_name());
    }
    void aNameIsInAPartOfItsOwn()
    {
        TestShop shop;
        const auto commit = shop.run(addCustomer, shop.cashier(), {"17850", "Grace", {}}).value();
        const auto sealed = shop.seal(commit);
        QCOMPARE(sealed.header.part_size(), 2);
        QCOMPARE(sealed.header.part(0).kind(), schema::PLAIN);
        QCOMPARE(sealed.header.part(1).kind(), schema::PERSONAL);
        QVERIFY(sealed.parts.at(0).find("Grace") == Bytes::npos);
        QVERIFY(sealed.parts.at(1).find("17850") == Bytes::npos);
        // Erased: the chain still verifies, the row is there without its name.
        auto envelope = sealed.envelope();
        envelope.mutable_part(1)->clear();
        const auto opened = openEnvelope(envelope);
        QVERIFY(opened && verifyCommitSignature(*opened, shop.key.publicKey));
        QCOMPARE(changesOf(*opened)->size(), std::size_t(1));
    }
    void whatIsTamperedWithIsRefused_data()
    {
        QTest::addColumn<QString>("about");
        for (const auto* about : {"header", "format", "origin", "sequence", "previous", "signature", "parts", "part"})
            QTest::newRow(about) << QString::fromLatin1(about);
    }
    void whatIsTamperedWithIsRefused()
    {
        QFETCH(QString, about);
        TestShop shop;
        const auto commit = shop.run(addCustomer, shop.cashier(), {"17850", "Grace", {}}).value();
        auto envelope = shop.seal(commit).envelope();
        schema::Header header;
        QVERIFY(header.ParseFromString(envelope.header()));
        if (about == QLatin1String("format"))
            header.set_format(7);
        else if (about == QLatin1String("origin"))
            header.set_origin("x");
        else if (about == QLatin1String("sequence"))
            header.set_sequence(0);
        else if (about == QLatin1String("previous"))
            header.set_previous("x");
        envelope.set_header(about == QLatin1String("header") ? Bytes("\xff\xff") : header.SerializeAsString());
        if (about == QLatin1String("signature"))
            envelope.set_signature("x");
        else if (about == QLatin1String("parts"))
            envelope.add_part("x");
        else if (about == QLatin1String("part"))
            envelope.mutable_part(0)->push_back('x');
        const auto opened = openEnvelope(envelope);
        QVERIFY(!opened);
        QCOMPARE(QString::fromStdString(opened.error().about), about);
    }
    void aCommitHasABoundWhoeverMakesIt_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("bytes"); // Of each.
        QTest::addColumn<bool>("isKept");
        QTest::newRow("the most rows") << 8'000 << 1 << true;
        QTest::newRow("one more") << 8'001 << 1 << false;
        QTest::newRow("nearly a megabyte") << 15 << 65'000 << true;
        QTest::newRow("more than one") << 17 << 65'000 << false;
    }
    void aCommitHasABoundWhoeverMakesIt()
    {
        QFETCH(int, rows);
        QFETCH(int, bytes);
        QFETCH(bool, isKept);
        TestShop shop;
        schema::Setting setting;
        setting.set_value(std::string(static_cast<std::size_t>(bytes), 'x'));
        Commit commit("change-setting", shop.context, shop.administrator());
        schema::Part part;
        for (int i = 0; i < rows; ++i) {
            commit.insert(setting);
            auto& change = *part.add_change();
            change.set_type(rowTypeOf(schema::Setting::descriptor()).type);
            change.set_row(row.string());
            change.set_body(setting.SerializeAsString());
        }
        const ChainHead head{shop.context.origin, 1, Bytes(32, 'h'), {}};
        const auto sealed = seal(commit, shop.context, head, {1, 0}, {}, shop.key);
        QCOMPARE(sealed.has_value(), isKept);
        if (!isKept)
            QCOMPARE(sealed.error().about, std::string("commit"));
        // What another program made is not taken either.
        schema::Envelope envelope;
        schema::Header header;
        header.set_format(1);
        header.set_origin(row.string());
        header.set_sequence(2);
        header.set_previous(Bytes(32, 'h'));
        auto& hash = *header.add_part();
        hash.set_scope(row.string());
        hash.set_kind(schema::PLAIN);
        envelope.add_part(part.SerializeAsString());
        hash.set_hash(blake2b256(envelope.part(0)));
        envelope.set_signature(Bytes(64, 's'));
        envelope.set_header(header.SerializeAsString());
        const auto opened = openEnvelope(envelope);
        QCOMPARE(opened.has_value() && changesOf(*opened).has_value(), isKept);
    }

    void aFieldHasABoundWhoeverWritesIt_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::addColumn<bool>("isKept");
        QTest::newRow("the longest") << 65'536 << true;
        QTest::newRow("one more") << 65'537 << false;
        QTest::newRow("half a megabyte") << 500'000 << false;
    }
    void aFieldHasABoundWhoeverWritesIt()
    {
        QFETCH(int, bytes);
        QFETCH(bool, isKept);
        TestShop shop;
        schema::Setting setting;
        setting.set_value(std::string(static_cast<std::size_t>(bytes), 'x'));
        Commit commit("change-setting", shop.context, shop.administrator());
        commit.insert(setting);
        // Who makes it is told at once …
        const ChainHead head{shop.context.origin, 1, Bytes(32, 'h'), {}};
        const auto sealed = seal(commit, shop.context, head, {1, 0}, {}, shop.key);
        QCOMPARE(sealed.has_value(), isKept);
        if (!isKept)
            QCOMPARE(sealed.error().about, std::string("Setting"));
        // … and whoever is handed one that another program made does not take it for a row.
        for (const std::uint32_t type : {rowTypeOf(schema::Setting::descriptor()).type, 9'999U}) {
            schema::Part part;
            auto& change = *part.add_change();
            change.set_type(type);
            change.set_row(row.string());
            change.set_body(setting.SerializeAsString());
            SignedCommit handed;
            handed.parts.push_back(part.SerializeAsString());
            QCOMPARE(changesOf(handed).has_value(), isKept);
        }
    }
    void aSignatureHoldsForItsHeaderAndKeyOnly()
    {
        TestShop shop;
        const auto commit = shop.run(addCustomer, shop.cashier(), {"17850", "", {}}).value();
        auto sealed = shop.seal(commit);
        QVERIFY(verifyCommitSignature(sealed, shop.key.publicKey));
        QVERIFY(!verifyCommitSignature(sealed, KeyPair::fromSeed(Bytes(32, 'z')).publicKey));
        sealed.headerBytes.back() = static_cast<char>(sealed.headerBytes.back() ^ 1);
        QVERIFY(!verifyCommitSignature(sealed, shop.key.publicKey));
    }
};
QTEST_GUILESS_MAIN(JournalTest)
#include "tst_journal.moc"
