#include "domain/customers/customer.h"
#include "domain/customers/merge.h"
#include "domain/promotions/publish.h"
#include "domain/schema/promotions.pb.h"
#include "sync/two_stores.h" // Brings <QTest> first.

using namespace kontor;
using namespace kontor::test;

namespace {

/// Ten percent off, once in all: two tills without a network both see room for it.
SetPromotions onceInAll()
{
    SetPromotions input;
    input.campaigns = {{"once", "", Budget{Budget::Kind::Use, 1, 0}, {}}};
    Promotion promotion;
    promotion.code = "ONCE";
    promotion.automatic = true;
    promotion.campaign = 0;
    promotion.effect.value = 10;
    input.promotions = {promotion};
    return input;
}

std::vector<ShopException> overruns(const Store& store)
{
    auto all = store.read()->exceptions({}, 100);
    std::erase_if(all, [](const ShopException& one) { return one.kind != ShopException::Kind::PromotionOverrun; });
    return all;
}

std::size_t flagged(const Store& store)
{
    const auto all = store.read()->exceptions({}, 100);
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const ShopException& one) {
        return one.kind == ShopException::Kind::FlaggedCommit || one.kind == ShopException::Kind::QuarantinedCommit;
    }));
}

std::string totalsIn(const Store& store)
{
    std::string lines;
    need(store.dump([&](std::string_view line) {
        if (line.starts_with("promotion_use_total"))
            lines.append(line).append("\n");
    }));
    return lines;
}

} // namespace

class OfflineBudgetTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aBudgetTwoTillsPassTogetherIsAnExceptionAndNoLostSale()
    {
        TwoStoresServed shop;
        ShopFixture& first = shop.pair.till;
        need(first.run([](const Reader& reader, const Context& context, const Actor& actor) {
            return setPromotions(reader, context, actor, onceInAll());
        }));
        auto opened = shop.terminal("till2", schema::TILL, shop.second);
        shop.sync(*opened);
        ShopFixture second(std::move(opened));
        for (ShopFixture* till : {&first, &second}) {
            need(till->scan(shop.mug));
            QCOMPARE(till->cart().total.minor(), 180);
            need(till->payCash());
        }
        QVERIFY(overruns(*first.store).empty() && overruns(*second.store).empty());
        for (ShopFixture* till : {&first, &second, &first})
            shop.sync(*till->store);
        // Each till had seen room: the server finds nothing to say about either sale.
        QCOMPARE(flagged(*shop.pair.server), std::size_t(0));
        for (const Store* store : {first.store.get(), second.store.get(), shop.pair.server.get()}) {
            const auto found = overruns(*store);
            QCOMPARE(found.size(), std::size_t(1));
            QCOMPARE(found[0].type, rowTypeOf(schema::Campaign::descriptor()).type);
            QVERIFY(found[0].effective.ms > 0);
        }
        QVERIFY(!totalsIn(*first.store).empty());
        QCOMPARE(totalsIn(*first.store), totalsIn(*second.store));
        QCOMPARE(totalsIn(*first.store), totalsIn(*shop.pair.server));
        need(first.scan(shop.mug));
        QCOMPARE(first.cart().total.minor(), 200);
        const auto before = totalsIn(*first.store);
        need(first.store->rebuild());
        QCOMPARE(totalsIn(*first.store), before);
    }

    void oneCustomerUnderTwoNumbersPassesABudgetOfTheirs()
    {
        TwoStoresServed shop;
        ShopFixture& till = shop.pair.till;
        auto offer = onceInAll();
        offer.campaigns[0].budget->kind = Budget::Kind::UsePerCustomer;
        need(till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            return setPromotions(reader, context, actor, offer);
        }));
        std::vector<Id<schema::Customer>> people;
        for (const char* number : {"C1", "C2"}) {
            people.emplace_back(need(till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                                    return addCustomer(reader, context, actor, {number, number, {}});
                                })).mainId);
            need(till.scan(shop.mug));
            need(till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                return setCartCustomer(reader, context, actor, {people.back()});
            }));
            QCOMPARE(till.cart().total.minor(), 180);
            need(till.payCash());
        }
        QVERIFY(overruns(*till.store).empty());
        const auto merge = [&](auto command, auto input) {
            need(till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                return command(reader, context, actor, input);
            }));
        };
        merge(mergeCustomers, MergeCustomers{people[0], people[1]});
        QCOMPARE(overruns(*till.store).size(), std::size_t(1));
        merge(unmergeCustomer, UnmergeCustomer{people[0]});
        QVERIFY(overruns(*till.store).empty());
    }

    void whatIsOnOfferFollowsEachCommitOnEveryConnection()
    {
        TwoStoresServed shop;
        ShopFixture& till = shop.pair.till;
        need(till.scan(shop.mug));
        QCOMPARE(till.cart().total.minor(), 200);
        for (const int percent : {10, 50, 25}) {
            auto input = onceInAll();
            input.campaigns.clear();
            input.promotions[0].campaign.reset();
            input.promotions[0].effect.value = percent;
            need(till.run([&](const Reader& reader, const Context& context, const Actor& actor) {
                return setPromotions(reader, context, actor, input);
            }));
            QCOMPARE(till.cart().total.minor(), 200 - 2 * percent);
            need(till.payCash());
            need(till.scan(shop.mug));
        }
        // A command that fails changes nothing, and nothing that was worked out for it stays.
        QVERIFY(!till.run([](const Reader& reader, const Context& context, const Actor& actor) {
            return endPromotion(reader, context, actor, {"NONE"});
        }));
        QCOMPARE(till.cart().total.minor(), 150);
        need(till.run([](const Reader& reader, const Context& context, const Actor& actor) {
            return endPromotion(reader, context, actor, {"ONCE"});
        }));
        QCOMPARE(till.cart().total.minor(), 200);
        // In one run of commits the server judges each sale by the offer of its moment.
        shop.sync(*till.store);
        QCOMPARE(flagged(*shop.pair.server), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(OfflineBudgetTest)
#include "tst_offline_budget.moc"
