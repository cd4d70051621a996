#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "domain/customers/erase.h"
#include "domain/customers/profile.h"
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
    void whatComesAfterTheErasureIsDroppedToo()
    {
        People shop;
        need(shop.push());
        // A second terminal that has not heard of it writes another note.
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
        shop.erase();
        need(shop.push());
        need(shop.server->accept(need(other->pending(500, 1U << 20U)), acceptAll));
        QVERIFY(dumpOf(*shop.server).find(hex("Syzygy")) == std::string::npos);
        for (const auto& note : shop.server->read()->all<schema::CustomerNote>())
            QVERIFY(!note.has_text());
        need(shop.server->verify());
    }
};
QTEST_GUILESS_MAIN(ErasureTest)
#include "tst_erasure.moc"
