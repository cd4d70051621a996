#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/base/crypto.h"
#include "domain/commands/review.h"
#include "domain/customers/customer.h"
#include "domain/identity/terminal.h"
#include "domain/inventory/stock.h"
#include "domain/orders/sell.h"
#include "domain/settings/add_store.h"
#include "support/test_shop.h"
#include "support/torn_sight.h"

#include <functional>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// One part with the entry of the header that names it.
struct Piece {
    schema::PartHash hash;
    schema::Part part;
};
using Pieces = std::vector<Piece>;

struct Till {
    TestShop shop;
    Id<schema::Variant> mug = shop.addGoods("MUG", "2.55");
    MemoryReader seen = shop.reader;

    /// The verdict on a commit whose parts were turned by `forge` before it was sealed, as a forger with the key would.
    Review judge(const Commit& commit, const std::function<void(Pieces&)>& forge, bool isWhole = true)
    {
        auto sealed = shop.seal(commit);
        Pieces pieces;
        for (int i = 0; i < sealed.header.part_size(); ++i) {
            auto& piece = pieces.emplace_back();
            piece.hash = sealed.header.part(i);
            if (!piece.part.ParseFromString(sealed.parts[static_cast<std::size_t>(i)]))
                qFatal("a part does not parse");
        }
        forge(pieces);
        sealed.header.clear_part();
        sealed.parts.clear();
        for (auto& piece : pieces) {
            sealed.parts.push_back(piece.part.SerializeAsString());
            piece.hash.set_hash(blake2b256(sealed.parts.back()));
            *sealed.header.add_part() = piece.hash;
        }
        sealed.headerBytes = sealed.header.SerializeAsString();
        auto opened = openEnvelope(sealed.envelope()).value();
        const auto changes = changesOf(opened).value();
        return isWhole ? review(seen, shop.reader, opened, changes)
                       : review(TornSight(seen), shop.reader, opened, changes);
    }
    Commit aSale()
    {
        (void)shop.run(addToCart, shop.cashier(), {mug, Quantity::whole(6)}).value();
        const Money total = shop.cart().total;
        return sell(shop.reader, shop.context, shop.cashier(), {total, {cashPayment(total, total).value()}}).value();
    }
    Commit aCustomer() { return addCustomer(shop.reader, shop.context, shop.cashier(), {"C-1", "Ines"}).value(); }
};

QString text(const Review& review)
{
    QString out = QString::fromStdString(schema::Verdict_Name(review.verdict));
    for (const auto& reason : review.reasons)
        out += QStringLiteral(" / ") + QString::fromStdString(schema::Reason::Code_Name(reason.code()) + " " +
                                                              reason.subject() + ": " + reason.detail());
    return out;
}

} // namespace

class PartScopeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatTravelsWhereItBelongsIsAccepted()
    {
        Till till;
        QCOMPARE(text(till.judge(till.aSale(), [](Pieces&) {})), QStringLiteral("ACCEPTED"));
        QCOMPARE(text(till.judge(till.aCustomer(), [](Pieces& pieces) { QCOMPARE(pieces.size(), std::size_t(2)); })),
                 QStringLiteral("ACCEPTED"));
    }
    void aPartOfAnotherScopeIsMalformed_data()
    {
        QTest::addColumn<bool>("isSale");
        QTest::addColumn<QString>("to");
        QTest::newRow("a sale in the organisation's part") << true << "organisation";
        QTest::newRow("a sale in another store's part") << true << "another";
        QTest::newRow("a customer in the store's part") << false << "store";
        QTest::newRow("a customer in an unknown scope") << false << "another";
    }
    void aPartOfAnotherScopeIsMalformed()
    {
        QFETCH(bool, isSale);
        QFETCH(QString, to);
        Till till;
        const Bytes scope = to == QLatin1String("organisation") ? till.shop.context.organisation.string()
                            : to == QLatin1String("store")      ? till.shop.context.store.string()
                                                                : Bytes(16, 'x');
        const auto review = till.judge(isSale ? till.aSale() : till.aCustomer(), [&](Pieces& pieces) {
            for (auto& piece : pieces)
                piece.hash.set_scope(scope);
        });
        QVERIFY2(text(review).startsWith(QStringLiteral("QUARANTINED / MALFORMED ")), qPrintable(text(review)));
    }
    /// A restored server may not have heard yet that the terminal was moved.
    void anotherStoresPartIsStrangeWhereTheMoveMayBeLost()
    {
        Till till;
        const auto elsewhere =
            till.shop.run(addStore, till.shop.administrator(), {"Low Road", "", ""}).value().mainId();
        const auto in = [&](const Bytes& scope, bool isWhole) {
            const auto forge = [&](Pieces& pieces) {
                for (auto& piece : pieces)
                    piece.hash.set_scope(scope);
            };
            return text(till.judge(till.aSale(), forge, isWhole));
        };
        const auto fault = QStringLiteral(" / MALFORMED ");
        QVERIFY(in(elsewhere.string(), true).startsWith(QStringLiteral("QUARANTINED") + fault));
        const auto strange = in(elsewhere.string(), false);
        QVERIFY2(strange.startsWith(QStringLiteral("FLAGGED") + fault), qPrintable(strange));
        QCOMPARE(strange.count(fault), 1); // Said once, not for each row.
        QVERIFY(in(Bytes(16, 'x'), false).startsWith(QStringLiteral("QUARANTINED") + fault)); // No store of this shop.
    }
    void personalDataOutsideItsPartIsMalformed_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("detail");
        QTest::newRow("in the plain part") << "plain"
                                           << "in a part of its own";
        QTest::newRow("plain data in a personal part") << "number"
                                                       << "personal data only";
        QTest::newRow("its existence in a personal part") << "insert"
                                                          << "personal data only";
        QTest::newRow("clearing plain data in a personal part") << "cleared"
                                                                << "personal data only";
        QTest::newRow("a sale in a personal part") << "sale"
                                                   << "personal data only";
        QTest::newRow("two people in one part") << "two"
                                                << "of one person";
    }
    void personalDataOutsideItsPartIsMalformed()
    {
        QFETCH(QString, how);
        QFETCH(QString, detail);
        Till till;
        const auto review =
            till.judge(how == QLatin1String("sale") ? till.aSale() : till.aCustomer(), [&](Pieces& pieces) {
                auto& personal = *pieces.back().part.mutable_change(0);
                schema::Customer row;
                if (how == QLatin1String("plain")) {
                    pieces.back().hash.set_kind(schema::PLAIN);
                } else if (how == QLatin1String("number")) {
                    QVERIFY(row.ParseFromString(personal.body()));
                    row.set_number("C-2");
                    personal.set_body(row.SerializeAsString());
                } else if (how == QLatin1String("insert")) {
                    personal.set_kind(schema::Change::INSERT);
                } else if (how == QLatin1String("cleared")) {
                    personal.add_cleared(schema::Customer::kNumberFieldNumber);
                } else if (how == QLatin1String("sale")) {
                    pieces.back().hash.set_kind(schema::PERSONAL);
                } else {
                    auto& second = *pieces.back().part.add_change();
                    second = pieces.back().part.change(0);
                    second.set_row(Bytes(16, 'x'));
                }
            });
        QVERIFY2(text(review).startsWith(QStringLiteral("QUARANTINED / MALFORMED ")), qPrintable(text(review)));
        QVERIFY2(text(review).contains(detail), qPrintable(text(review)));
    }
    void aTerminalsStoreIsTheOneItsAuthorSaw()
    {
        Till till;
        const auto sale = till.aSale();
        till.seen = till.shop.reader;
        const auto before = till.shop.reader.get(till.shop.context.terminal).value();
        auto after = before;
        after.set_store(Bytes(16, 'y'));
        Commit move{"move-terminal", till.shop.context, till.shop.administrator()};
        move.update(before, after);
        (void)till.shop.take(move);
        QCOMPARE(text(till.judge(sale, [](Pieces&) {})), QStringLiteral("ACCEPTED"));
        till.seen = till.shop.reader; // An author who knew of the move writes into the new store's part.
        QVERIFY(text(till.judge(sale, [](Pieces&) {})).startsWith(QStringLiteral("QUARANTINED / MALFORMED Order")));
    }
    void aNewerSchemasRowsAreNotJudged()
    {
        Till till;
        QCOMPARE(text(till.judge(till.aSale(),
                                 [](Pieces& pieces) {
                                     Piece newer;
                                     newer.hash.set_scope(Bytes(16, 'z'));
                                     newer.part.set_salt(Bytes(16, 's'));
                                     auto& change = *newer.part.add_change();
                                     change.set_type(4711);
                                     change.set_row(Bytes(16, 'r'));
                                     pieces.insert(pieces.begin(), newer);
                                 })),
                 QStringLiteral("ACCEPTED"));
    }
};
QTEST_GUILESS_MAIN(PartScopeTest)
#include "tst_part_scope.moc"
