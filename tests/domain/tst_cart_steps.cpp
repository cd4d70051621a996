#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/commands/review.h"
#include "domain/orders/cart_steps.h"
#include "domain/orders/shift.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// What is sold: not what was taken out of it meanwhile, which an undo does not forget.
std::string textOf(const CartState& state)
{
    schema::Cart cart = state.cart.value_or(schema::Cart());
    for (const int field :
         {1, 3, 4, 5, 11, 12}) // Id, staff and time of a cart that is kept for what was taken out of it.
        cart.GetReflection()->ClearField(&cart, cart.GetDescriptor()->FindFieldByNumber(field));
    std::string text = cart.SerializeAsString();
    for (const auto& line : state.lines)
        text += '|' + line.SerializeAsString();
    return text;
}

} // namespace

class CartStepsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whateverWasDoneSinceTheCartBecomesWhatItWas()
    {
        const bool held = rc::check("every step can be taken back, and taken again", [] {
            TestShop shop;
            const std::vector<Id<schema::Variant>> goods{shop.addGoods("A", "1.00"), shop.addGoods("B", "2.50"),
                                                         shop.addGoods("C", "0.99")};
            std::vector<CartState> states{cartState(shop.reader, shop.context.terminal)};
            const auto steps = *rc::gen::inRange(1, 12);
            for (int i = 0; i < steps; ++i) {
                const auto lines = cartState(shop.reader, shop.context.terminal).lines;
                const auto choice = *rc::gen::inRange(0, 3);
                if (choice == 0 || lines.empty()) {
                    const auto which = *rc::gen::inRange<std::size_t>(0, goods.size());
                    RC_ASSERT(shop.run(addToCart, shop.cashier(), {goods[which], Quantity::whole(1 + i)}).has_value());
                } else {
                    const auto which = *rc::gen::inRange<std::size_t>(0, lines.size());
                    const Id<schema::CartLine> line(lines[which].id());
                    if (choice == 1)
                        RC_ASSERT(
                            shop.run(setLineQuantity, shop.cashier(), {line, Quantity::whole(7 + i)}).has_value());
                    else
                        RC_ASSERT(shop.run(removeLine, shop.cashier(), {line}).has_value());
                }
                states.push_back(cartState(shop.reader, shop.context.terminal));
            }
            const auto check = [&](const CartState& wanted) {
                RC_ASSERT(shop.run(restoreCart, shop.cashier(), wanted).has_value());
                RC_ASSERT(textOf(cartState(shop.reader, shop.context.terminal)) == textOf(wanted));
            };
            for (auto state = states.rbegin(); state != states.rend(); ++state)
                check(*state);
            for (const auto& state : states)
                check(state);
        });
        QVERIFY(held);
    }

    void undoingIsNoWayAroundTheCountOfVoids()
    {
        TestShop shop;
        const auto mug = shop.addGoods("A", "1.00");
        const auto empty = cartState(shop.reader, shop.context.terminal);
        QVERIFY(shop.run(addToCart, shop.cashier(), {mug, Quantity::whole(3)}));
        const auto three = cartState(shop.reader, shop.context.terminal);
        QVERIFY(shop.run(restoreCart, shop.cashier(), empty));
        const auto counted = [&] {
            return cartState(shop.reader, shop.context.terminal).cart.value_or(schema::Cart());
        };
        QCOMPARE(counted().voided_lines(), 1U);
        QCOMPARE(counted().voided_minor(), std::int64_t(300));
        QVERIFY(shop.run(restoreCart, shop.cashier(), three)); // And taken again: nothing is missing.
        QCOMPARE(counted().voided_lines(), 0U);
        QVERIFY(shop.run(removeLine, shop.cashier(), {Id<schema::CartLine>(three.lines.at(0).id())}));
        QVERIFY(shop.run(addToCart, shop.cashier(), {mug}));
        const auto sold = shop.sellExactly(shop.cashier()).value();
        const auto facts = shop.reader.all<schema::CartVoid>();
        QCOMPARE(facts.size(), std::size_t(1));
        QCOMPARE(facts[0].amount().minor(), std::int64_t(300));
        QCOMPARE(facts[0].order(), sold.mainId().string());
        // A sale out of which nothing was taken writes nothing, and a cart that is cleared is a fact.
        QVERIFY(shop.run(addToCart, shop.cashier(), {mug}));
        (void)shop.sellExactly(shop.cashier()).value();
        QCOMPARE(shop.reader.all<schema::CartVoid>().size(), std::size_t(1));
        QVERIFY(shop.run(addToCart, shop.cashier(), {mug}));
        QVERIFY(shop.take(clearCart(shop.reader, shop.context, shop.cashier())));
        QCOMPARE(shop.reader.all<schema::CartVoid>().size(), std::size_t(2));
        QVERIFY(!shop.reader.all<schema::CartVoid>().back().has_order());
    }

    void everyVoidIsInExactlyOneShift()
    {
        TestShop shop;
        const auto mug = shop.addGoods("A", "1.00");
        const auto takeOut = [&](std::int64_t count, int seconds = 1) {
            (void)shop.run(addToCart, shop.cashier(), {mug, Quantity::whole(count)}).value();
            (void)shop.take(clearCart(shop.reader, shop.context, shop.cashier())).value();
            shop.tick(seconds);
        };
        const auto voided = [&](std::string_view drawer) {
            const auto before = shop.reader;
            const auto closed =
                closeShift(shop.reader, shop.context, shop.cashier(), {shop.money(drawer), {}, {}}).value();
            const auto sealed = shop.seal(closed);
            const auto judged = review(before, before, sealed, changesOf(sealed).value());
            if (judged.verdict != schema::ACCEPTED)
                qFatal("the server: %s", judged.reasons.front().detail().c_str());
            (void)shop.take(closed).value();
            const auto row = shop.reader.get(Id<schema::ShiftClosing>(closed.mainId())).value();
            return std::pair(row.voids(), row.void_minor());
        };
        QVERIFY(shop.run(openShift, shop.cashier(), {shop.money("10.00")}));
        takeOut(1);
        takeOut(2, 0);           // In the closing's very moment, once before it and once behind.
        shop.context.now -= 300; // And the clock steps back a little.
        QCOMPARE(voided("10.00"), std::pair(std::uint64_t(2), std::int64_t(300)));
        takeOut(5, 0); // While none is open: the next one's, as a sale would be.
        QVERIFY(shop.run(openShift, shop.cashier(), {shop.money("10.00")}));
        takeOut(7);
        QCOMPARE(voided("10.00"), std::pair(std::uint64_t(2), std::int64_t(1200)));
    }

    void aStateOfAnotherTillIsRefused()
    {
        TestShop shop;
        CartState state;
        state.cart.emplace();
        state.cart->set_id(std::string(16, 'x'));
        QCOMPARE(TestShop::errorOf(shop.run(restoreCart, shop.cashier(), state)), std::string("Invalid cart"));
    }
};
QTEST_GUILESS_MAIN(CartStepsTest)
#include "tst_cart_steps.moc"
