#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "domain/customers/erase.h"
#include "domain/customers/free_words.h"
#include "domain/customers/merge.h"
#include "domain/customers/profile.h"
#include "domain/customers/segment.h"
#include "domain/loyalty/points.h"
#include "domain/loyalty/program.h"
#include "domain/orders/cart.h"
#include "domain/orders/park.h"
#include "domain/orders/pay_account.h"
#include "domain/settings/settings.h"
#include "till_and_server.h"

#include <fstream>
#include <iterator>

using namespace kontor;
using namespace kontor::test;

namespace {

struct People : TillAndServer {
    Id<schema::Customer> ada;

    People()
    {
        ada = Id<schema::Customer>(need(till.run([](const Reader& shop, const Context& context, const Actor& actor) {
                                       return addCustomer(shop, context, actor, {"C1", "Zerafina", {}});
                                   })).mainId);
        note("Quincunx");
    }
    void note(const std::string& text)
    {
        need(till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return addCustomerNote(shop, context, actor, {ada, text});
        }));
    }
    void erase()
    {
        need(till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return eraseCustomer(shop, context, actor, {ada, "asked for"});
        }));
    }
    /// Of all files of a data folder.
    bool isInFiles(const char* name, const std::string& word) const
    {
        for (const auto& file : std::filesystem::recursive_directory_iterator(path(name))) {
            if (!file.is_regular_file())
                continue;
            std::ifstream in(file.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            if (bytes.find(word) != std::string::npos)
                return true;
        }
        return false;
    }
};

} // namespace

class ErasureTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anErasedPersonIsGoneEverywhereAndTheChainVerifies()
    {
        People shop;
        need(shop.push());
        QVERIFY(dumpOf(*shop.server).find(hex("Zerafina")) != std::string::npos ||
                dumpOf(*shop.server).find("Zerafina") != std::string::npos);
        QVERIFY(shop.isInFiles("till", "Zerafina"));
        shop.erase();
        need(shop.push());
        for (const Store* store :
             {static_cast<const Store*>(shop.till.store.get()), static_cast<const Store*>(shop.server.get())}) {
            const auto view = store->read();
            const auto row = view->get(shop.ada);
            QVERIFY(row);
            QCOMPARE(row->number(), std::string("C1")); // Orders name it.
            QVERIFY(!row->has_name());
            const auto notes = view->all<schema::CustomerNote>();
            QCOMPARE(notes.size(), std::size_t(1));
            QVERIFY(!notes.front().has_text());
            QVERIFY(view->searchVariants("Zerafina", 10).empty());
            need(store->verify());
        }
        QCOMPARE(dumpOf(*shop.server), shop.till.dump());
        const auto before = shop.till.dump();
        need(shop.till.store->rebuild());
        QCOMPARE(shop.till.dump(), before);
        for (const char* folder : {"till", "server"})
            for (const char* word : {"Zerafina", "zerafina", "Quincunx"})
                QVERIFY2(!shop.isInFiles(folder, word), word);
    }
    void aCartThatIsOpenForAnErasedPersonIsPaidAndNamesNobody()
    {
        People shop;
        need(shop.till.scan(shop.till.product("Mug", "MUG", "2.57")));
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            return setCartCustomer(reader, context, actor, {shop.ada});
        }));
        need(shop.push());
        shop.erase();
        const auto sold = need(shop.till.payCash()).mainId;
        need(shop.push());
        for (const Store* store :
             {static_cast<const Store*>(shop.till.store.get()), static_cast<const Store*>(shop.server.get())}) {
            const auto view = store->read();
            const auto order = view->get(Id<schema::Order>(sold));
            QVERIFY(order);
            QCOMPARE(order->total().minor(), std::int64_t(257));
            need(store->verify());
        }
        for (const char* folder : {"till", "server"})
            for (const char* word : {"Zerafina", "zerafina"})
                QVERIFY2(!shop.isInFiles(folder, word), word);
    }
    void labelsNotesAndTagsOfAnErasedPersonAreInNoFile()
    {
        People shop;
        const auto mug = shop.till.product("Mug", "MUG", "2.57");
        const auto park = [&](const std::string& label, const std::string& words, bool isTheirs) {
            need(shop.till.scan(mug));
            need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                return setCartNote(reader, context, actor, {words});
            }));
            need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                const auto cart = readCart(reader, context.store, context.terminal, context.now, 0).value();
                return setCartNote(reader, context, actor, {words + " by hand", cart.lines.front().line});
            }));
            if (isTheirs)
                need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                    return setCartCustomer(reader, context, actor, {shop.ada});
                }));
            return need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                       return parkCart(reader, context, actor, {label});
                   }))
                .mainId;
        };
        const auto theirs = park("Quetzal", "Wyvernesque", true);
        const auto naming = park("Mrs_Zerafina", "Xylograph", false);
        const auto others = park("Mr Zerafinado", "table 4", false);
        ChangeCustomer change;
        change.customer = shop.ada;
        change.tags = std::vector<std::string>{"Vivisect"};
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            return changeCustomer(reader, context, actor, change);
        }));
        need(shop.till.scan(mug));
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            return setCartNote(reader, context, actor, {"for Zerafina's Ziggurat"});
        }));
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            const auto cart = readCart(reader, context.store, context.terminal, context.now, 0).value();
            return setCartNote(reader, context, actor, {"engrave Zerafina Yttrium", cart.lines.front().line});
        }));
        const auto sold = need(shop.till.payCash()).mainId;
        need(shop.push());
        {
            const auto view = shop.till.store->read();
            QCOMPARE(wordsOf(*view, *view->get(Id<schema::ParkedCart>(theirs))).label, std::string("Quetzal"));
            QCOMPARE(wordsOf(*view, *view->get(Id<schema::Order>(sold))).note, std::string("for Zerafina's Ziggurat"));
            const auto line =
                view->where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, sold.bytes()).front();
            QCOMPARE(wordsOf(*view, line).note, std::string("engrave Zerafina Yttrium"));
            QVERIFY(!line.details().has_note());
            const auto cart = *view->get(Id<schema::ParkedCart>(theirs));
            QCOMPARE(noteOfParked(*view, cart, 0), std::string("Wyvernesque by hand"));
            QCOMPARE(segmentFacts(*view, shop.ada, shop.till.store->now()).tags.count("Vivisect"), std::size_t(1));
        }
        shop.erase();
        need(shop.push());
        for (const Store* store :
             {static_cast<const Store*>(shop.till.store.get()), static_cast<const Store*>(shop.server.get())}) {
            const auto view = store->read();
            QCOMPARE(wordsOf(*view, *view->get(Id<schema::ParkedCart>(theirs))).label, std::string());
            QCOMPARE(wordsOf(*view, *view->get(Id<schema::ParkedCart>(naming))).label, std::string());
            QCOMPARE(wordsOf(*view, *view->get(Id<schema::ParkedCart>(others))).label, std::string("Mr Zerafinado"));
            QVERIFY(segmentFacts(*view, shop.ada, 0).tags.empty());
            need(store->verify());
        }
        QCOMPARE(dumpOf(*shop.server), shop.till.dump());
        const auto before = shop.till.dump();
        need(shop.till.store->rebuild());
        QCOMPARE(shop.till.dump(), before);
        for (const char* folder : {"till", "server"})
            for (const char* word :
                 {"Quetzal", "Wyvernesque", "Mrs_Zerafina", "Xylograph", "Vivisect", "Ziggurat", "Yttrium"})
                QVERIFY2(!shop.isInFiles(folder, word), word);
    }
    void allThatIsKnownOfAPersonIsInTheirExport()
    {
        People shop;
        const auto mug = shop.till.product("Mug", "MUG", "2.57");
        const auto theirs = [&] {
            need(shop.till.scan(mug));
            need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                return setCartCustomer(reader, context, actor, {shop.ada});
            }));
        };
        theirs();
        need(shop.till.payCash());
        theirs();
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            return parkCart(reader, context, actor, {"Quetzal"});
        }));
        schema::LoyaltyProgram program;
        program.set_name("Club");
        program.set_active(true);
        program.set_minor_per_point(1);
        program.set_point_value_e4(10'000);
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            return setLoyaltyProgram(reader, context, actor, program);
        }));
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            return adjustPoints(reader, context, actor, {shop.ada, 50, "welcome"});
        }));
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            return redeemPoints(reader, context, actor, {shop.ada, {}, 50});
        }));
        theirs();
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto cart = readCart(reader, context.store, context.terminal, context.now, context.utcOffsetSeconds);
            if (!cart)
                return tl::unexpected(cart.error());
            SellInput input{cart->total, {}};
            input.tenders.push_back({schema::ON_ACCOUNT, cart->total});
            return sell(reader, context, actor, input);
        }));
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            const auto owed = need(owedBy(reader, shop.ada, need(storeTerms(reader, context.store)).currency));
            return payAccount(reader, context, actor, {shop.ada, owed});
        }));
        const auto data = need(readCustomerData(*shop.till.store->read(), shop.ada));
        QCOMPARE(data.lines.size(), std::size_t(2));
        QCOMPARE(data.payments.size(), std::size_t(3)); // The last is of no order: it paid what they owed.
        QCOMPARE(data.payments.front().amount().minor(), std::int64_t(257));
        QVERIFY(!data.payments.back().has_order());
        QCOMPARE(data.values.size(), std::size_t(1));
        QCOMPARE(data.valueEntries.size(), std::size_t(1));
        QCOMPARE(data.valueEntries.front().amount_minor(), std::int64_t(50));
        QCOMPARE(data.parkedCarts.size(), std::size_t(1));
        QCOMPARE(data.reservations.size(), std::size_t(1));
        QCOMPARE(data.reservations.front().quantity(), std::int64_t(1000));
        QCOMPARE(data.words.size(), std::size_t(1));
        QCOMPARE(data.words.front().label(), std::string("Quetzal"));
    }
    void whatAMergeCopiedFromAnErasedPersonGoesToo_data()
    {
        QTest::addColumn<bool>("isLate");
        QTest::addColumn<bool>("isUndone");
        QTest::addColumn<bool>("isPassedOn");
        QTest::newRow("the merge was undone before") << false << true << false;
        QTest::newRow("another till merged them when they were erased already") << true << false << false;
        QTest::newRow("who took it over was merged, too") << false << true << true;
        QTest::newRow("who had taken it over was merged by another till") << true << true << true;
    }
    void whatAMergeCopiedFromAnErasedPersonGoesToo()
    {
        QFETCH(const bool, isLate);
        QFETCH(const bool, isUndone);
        QFETCH(const bool, isPassedOn);
        People shop;
        const auto add = [&](const char* number, const char* name) {
            return Id<schema::Customer>(
                need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                    return addCustomer(reader, context, actor, {number, name, {}});
                })).mainId);
        };
        const auto bob = add("C2", "Bob");
        const auto cid = add("C3", "Cid");
        const auto tell = [&](Id<schema::Customer> who, const char* email, const char* tag) {
            ChangeCustomer change;
            change.customer = who;
            change.email = email;
            change.tags = std::vector<std::string>{tag};
            need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                return changeCustomer(reader, context, actor, change);
            }));
        };
        tell(shop.ada, "quagga@example.com", "Vivisect");
        tell(cid, "cid@example.com", "Keeps");
        need(shop.push());
        const auto other = shop.other("other", shop.till.store->identity().store);
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            EnrolTerminal input;
            input.id = other->identity().terminal.raw;
            input.store = other->identity().store;
            input.publicKey = other->publicKey();
            return enrolTerminal(reader, context, actor, input);
        }));
        const auto merge = [&](Store& at, Id<schema::Customer> from, Id<schema::Customer> into) {
            need(at.execute(shop.till.administrator,
                            [&](const Reader& reader, const Context& context, const Actor& actor) {
                                return mergeCustomers(reader, context, actor, {from, into});
                            }));
        };
        const auto hears = [&] {
            need(shop.push());
            schema::Cursor upTo;
            need(other->applyLog(shop.log(0, other->identity().terminal), upTo));
        };
        if (isUndone) {
            merge(*shop.till.store, shop.ada, bob);
            need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                return unmergeCustomer(reader, context, actor, {shop.ada});
            }));
            QCOMPARE(shop.till.store->read()->get(bob)->email(), std::string("quagga@example.com"));
        }
        hears();
        Store& last = isLate ? *other : *shop.till.store;
        if (isPassedOn)
            merge(last, bob, cid);
        else if (isLate)
            merge(last, shop.ada, bob);
        shop.erase();
        need(shop.push());
        if (isLate) {
            need(shop.server->accept(need(other->pending(500, 1U << 20U)), acceptAll));
            shop.pullAtTill();
        }
        for (const Store* store :
             {static_cast<const Store*>(shop.till.store.get()), static_cast<const Store*>(shop.server.get())}) {
            const auto view = store->read();
            QCOMPARE(view->get(bob)->name(), std::string("Bob"));
            QVERIFY(!view->get(bob)->has_email());
            QCOMPARE(view->get(cid)->email(), std::string("cid@example.com"));
            QCOMPARE(tagsOf(*view->get(cid)), std::set<std::string>{"Keeps"});
            QCOMPARE(view->get(bob)->merged_into(), isPassedOn ? cid.string() : Bytes());
            need(store->verify());
        }
        QCOMPARE(dumpOf(*shop.server), shop.till.dump());
        const auto before = shop.till.dump();
        need(shop.till.store->rebuild());
        QCOMPARE(shop.till.dump(), before);
        for (const char* folder : {"till", "server"})
            for (const char* word : {"quagga", "Vivisect"})
                QVERIFY2(!shop.isInFiles(folder, word), word);
    }
    void whatComesAfterTheErasureIsDroppedToo()
    {
        People shop;
        const auto mug = shop.till.product("Mug", "MUG", "2.57");
        need(shop.push());
        // A second terminal that has not heard of it writes another note, and parks a cart of theirs.
        const auto other = shop.other("other", shop.till.store->identity().store);
        need(shop.till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            EnrolTerminal input;
            input.id = other->identity().terminal.raw;
            input.store = other->identity().store;
            input.publicKey = other->publicKey();
            return enrolTerminal(reader, context, actor, input);
        }));
        need(shop.push());
        schema::Cursor upTo;
        need(other->applyLog(shop.log(0, other->identity().terminal), upTo));
        need(other->execute(shop.till.administrator,
                            [&](const Reader& reader, const Context& context, const Actor& actor) {
                                return addCustomerNote(reader, context, actor, {shop.ada, "Syzygy"});
                            }));
        need(other->execute(shop.till.administrator,
                            [&](const Reader& reader, const Context& context, const Actor& actor) {
                                return addToCart(reader, context, actor, {mug});
                            }));
        need(other->execute(shop.till.administrator,
                            [&](const Reader& reader, const Context& context, const Actor& actor) {
                                return setCartCustomer(reader, context, actor, {shop.ada});
                            }));
        need(other->execute(shop.till.administrator,
                            [&](const Reader& reader, const Context& context, const Actor& actor) {
                                return parkCart(reader, context, actor, {"Brontosaur"});
                            }));
        shop.erase();
        need(shop.push());
        need(shop.server->accept(need(other->pending(500, 1U << 20U)), acceptAll));
        QVERIFY(dumpOf(*shop.server).find(hex("Syzygy")) == std::string::npos);
        for (const auto& note : shop.server->read()->all<schema::CustomerNote>())
            QVERIFY(!note.has_text());
        QCOMPARE(shop.server->read()->all<schema::FreeWords>().size(), std::size_t(1));
        for (const auto& words : shop.server->read()->all<schema::FreeWords>())
            QVERIFY(!words.has_label());
        QVERIFY(!shop.isInFiles("server", "Brontosaur"));
        need(shop.server->verify());
    }
};
QTEST_GUILESS_MAIN(ErasureTest)
#include "tst_erasure.moc"
