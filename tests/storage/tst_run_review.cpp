#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/price.h"
#include "domain/commands/review.h"
#include "domain/promotions/publish.h"
#include "till_and_server.h"

#include <random>

using namespace kontor;
using namespace kontor::test;

namespace {

const Judge byTheBook = [](const Reader& then, const Reader& now, const SignedCommit& commit,
                           const std::vector<schema::Change>& changes) {
    Review judged = review(then, now, commit, changes);
    return std::pair(judged.verdict, std::move(judged.reasons));
};

/// What was said of each commit, whenever and at whatever place.
std::string verdicts(const std::vector<LogEntry>& entries)
{
    std::string text;
    for (const LogEntry& entry : entries) {
        schema::Acceptance acceptance;
        if (!acceptance.ParseFromString(entry.acceptance))
            return "unreadable";
        text += std::to_string(acceptance.verdict());
        for (const auto& reason : acceptance.reason())
            text += " " + reason.subject() + ": " + reason.detail();
        text += "\n";
    }
    return text;
}

/// Three of five sales are worth less, as long as the budget lasts.
SetPromotions offer(int percent, int uses)
{
    SetPromotions input;
    input.campaigns = {{"spring", "Spring", Budget{Budget::Kind::Use, uses, 0}, {}}};
    Promotion promotion;
    promotion.code = "SPRING";
    promotion.automatic = true;
    promotion.effect.value = percent;
    promotion.conditions = {{"order.subtotal", Condition::Operator::Gte, {"4"}}};
    promotion.campaign = 0;
    input.promotions = {promotion};
    return input;
}

/// A till, another one whose sales it has not seen, and two servers that get the same commits.
struct Shop : TillAndServer {
    std::unique_ptr<Store> second = need(Store::open({path("second"), {}, World::real(), false}));
    std::vector<Id<schema::Variant>> goods;

    Shop()
    {
        StoreIdentity identity;
        identity.organisation = till.store->identity().organisation;
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.isServer = true;
        enrol(identity.terminal, second->publicKey(), schema::SERVER);
        need(second->setIdentity(identity, till.store->pepper(), {}));
        for (const char* name : {"MUG", "PLATE", "SPOON"})
            goods.push_back(till.product(name, name, "2.55"));
        publish(10, 6);
    }
    void enrol(Id<schema::Terminal> terminal, Bytes key, schema::TerminalKind kind)
    {
        need(till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            EnrolTerminal input;
            input.id = terminal.raw;
            input.kind = kind;
            if (kind != schema::SERVER)
                input.store = till.store->identity().store;
            input.publicKey = std::move(key);
            return enrolTerminal(shop, context, actor, input);
        }));
    }
    void publish(int percent, int uses)
    {
        need(till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return setPromotions(shop, context, actor, offer(percent, uses));
        }));
    }
    /// The whole run at once at one server, one by one at the other.
    std::pair<std::string, std::string> pushBoth(Store& from)
    {
        const auto run = need(from.pending(500, 1U << 22U));
        const auto whole = need(take(run, byTheBook));
        std::vector<LogEntry> single;
        for (const SignedCommit& commit : run) {
            auto one = need(need(second->head()).n() == 0 ? second->adopt({commit}, byTheBook)
                                                          : second->accept({commit}, byTheBook));
            single.push_back(std::move(one.front()));
        }
        return {verdicts(whole), verdicts(single)};
    }
};

/// At what it costs at that very moment.
void pay(ShopFixture& till)
{
    need(till.run([](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        const auto cart = readCart(shop, context.store, context.terminal, context.now, context.utcOffsetSeconds);
        const auto payment = cart ? cashPayment(cart->total, cart->total) : tl::unexpected(cart.error());
        if (!payment)
            return tl::unexpected(payment.error());
        return sell(shop, context, actor, {cart->total, {*payment}, {}});
    }));
}

void sellSome(ShopFixture& till, const std::vector<Id<schema::Variant>>& goods, std::mt19937& random)
{
    need(till.scan(goods[random() % goods.size()], Quantity::whole(1 + static_cast<std::int64_t>(random() % 3))));
    pay(till);
}

} // namespace

/// What a server judges of a commit is the same whether it comes alone or in a run, whose reading is remembered.
class RunReviewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRunIsJudgedAsItsCommitsOneByOne_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (const unsigned seed : {1U, 2U, 3U, 4U})
            QTest::addRow("seed %u", seed) << seed;
    }
    void aRunIsJudgedAsItsCommitsOneByOne()
    {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        Shop shop;
        auto other = shop.other("other", shop.till.store->identity().store);
        shop.enrol(other->identity().terminal, other->publicKey(), schema::TILL);
        const auto [first, firstAlone] = shop.pushBoth(*shop.till.store);
        QCOMPARE(first, firstAlone);
        // The first till has seen nothing of the server's log but its own; the other has, and uses up some of the budget.
        schema::Cursor upTo;
        need(other->applyLog(shop.log(0, other->identity().terminal), upTo));
        ShopFixture second(std::move(other));
        for (int sale = 0; sale < 3; ++sale)
            sellSome(second, shop.goods, random);
        const auto [theirs, theirsAlone] = shop.pushBoth(*second.store);
        QCOMPARE(theirs, theirsAlone);

        shop.pullAtTill(); // Half of the runs know of it.
        for (int sale = 0; sale < 3; ++sale)
            sellSome(second, shop.goods, random);
        const auto [more, moreAlone] = shop.pushBoth(*second.store);
        QCOMPARE(more, moreAlone);

        for (int act = 0; act < 30; ++act)
            switch (random() % 6) {
            case 0:
                need(shop.till.run([&](const Reader& r, const Context& c, const Actor& a) {
                    return changePrice(r, c, a,
                                       {shop.goods[random() % 3],
                                        UnitPrice{2'000'000 + 10'000 * static_cast<std::int64_t>(random() % 99)}});
                }));
                break;
            case 1: shop.publish(1 + static_cast<int>(random() % 50), 4 + static_cast<int>(random() % 20)); break;
            default: sellSome(shop.till, shop.goods, random); break;
            }
        const auto [mine, mineAlone] = shop.pushBoth(*shop.till.store);
        QCOMPARE(mine, mineAlone);
        QCOMPARE(mine.find("differ"), std::string::npos); // As it saw the shop, its prices and uses are right.
        const auto uses = shop.till.store->read()->all<schema::PromotionUse>();
        QVERIFY(uses.size() > 3);
    }

    void aPriceThatALaterCommitOfTheRunChangesIsSeenAsItThenWas()
    {
        Shop shop;
        const auto [first, firstAlone] = shop.pushBoth(*shop.till.store);
        QCOMPARE(first, firstAlone);
        std::mt19937 random(7);
        for (const std::int64_t price : {30'000, 40'000, 50'000}) {
            need(shop.till.run([&](const Reader& r, const Context& c, const Actor& a) {
                return changePrice(r, c, a, {shop.goods[0], UnitPrice{price * 100}});
            }));
            need(shop.till.scan(shop.goods[0]));
            pay(shop.till);
        }
        const auto entries = need(shop.push(byTheBook));
        for (const auto& entry : entries) {
            schema::Acceptance acceptance;
            QVERIFY(acceptance.ParseFromString(entry.acceptance));
            QCOMPARE(acceptance.verdict(), schema::ACCEPTED);
        }
    }
};

QTEST_GUILESS_MAIN(RunReviewTest)
#include "tst_run_review.moc"
