#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer_group.h"
#include "domain/promotions/offer.h"
#include "domain/settings/add_store.h"
#include "support/priced_till.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

/// What a condition asks for: of this cart, and of another one.
struct Asked {
    std::string right;
    std::string wrong;
};

/// Ada of Trade buys a mug, which is on the shelf of mugs in the kitchen, and a plate, of which all that can be said differs.
struct Counter : PricedTill {
    Id<schema::Variant> cup = shop.addGoods("CUP", "1.00"); ///< Not in the cart.
    Id<schema::Category> kitchen = shelf("Kitchen", {});
    Id<schema::Category> mugs = shelf("Mugs", kitchen);
    Id<schema::Category> garden = shelf("Garden", {});
    Id<schema::TaxClass> stoneware = made(shop.run(addTaxClass, shop.administrator(), {"Stoneware"}));
    Id<schema::TaxClass> books = made(shop.run(addTaxClass, shop.administrator(), {"Books"}));
    Id<schema::Customer> ada = customer("C-1");
    Id<schema::Customer> bob = customer("C-2");
    Id<schema::CustomerGroup> trade = made(shop.run(addCustomerGroup, shop.administrator(), {"Trade"}));
    Id<schema::CustomerGroup> staff = made(shop.run(addCustomerGroup, shop.administrator(), {"Staff"}));
    Id<schema::Store> lowRoad = made(shop.run(addStore, shop.administrator(), {"Low Road", "", ""}));

    Counter()
    {
        const auto admin = shop.administrator();
        const auto classify = [&](Id<schema::Variant> variant, const char* brand, const char* tag,
                                  Id<schema::Category> category, Id<schema::TaxClass> taxClass) {
            need(shop.run(
                classifyProduct, admin,
                {shop.productOf(variant), brand, std::vector<std::string>{tag, "new"}, category, taxClass, {}}));
        };
        classify(mug, "Kiln", "sale", mugs, stoneware);
        classify(plate, "Forge", "rare", garden, books);
        need(shop.run(classifyCustomer, admin, {ada, std::vector<std::string>{"lapsed", "local"}, {}}));
        need(shop.run(putIntoGroup, admin, {ada, trade}));
    }
    struct AnyId {
        RawId raw;
        template <typename Row>
        operator Id<Row>() const // NOLINT(google-explicit-constructor): which row it is of, the member says.
        {
            return Id<Row>(raw);
        }
    };
    static AnyId made(Result<Commit> commit) { return {need(std::move(commit)).mainId()}; }
    Id<schema::Category> shelf(const char* name, Id<schema::Category> above)
    {
        Commit commit{"made-up", shop.context, shop.administrator()};
        schema::Category row;
        row.set_name(name);
        if (!above.isNil())
            row.set_parent(above.string());
        commit.insert(row);
        need(shop.take(commit));
        return Id<schema::Category>(row.id());
    }
    void fill()
    {
        put(mug);
        put(plate);
        forCustomer(ada);
        need(shop.run(setCartTender, shop.administrator(), {"cash"}));
    }

    [[nodiscard]] Asked asked(ShopAttribute attribute) const
    {
        const auto hexOf = [](const auto& id) { return id.raw.toHex(); };
        switch (attribute) {
        case ShopAttribute::ProductId: return {hexOf(shop.productOf(mug)), hexOf(shop.productOf(cup))};
        case ShopAttribute::ProductName: return {"Product MUG", "Product CUP"};
        case ShopAttribute::VariantId: return {hexOf(mug), hexOf(cup)};
        case ShopAttribute::Sku: return {"MUG", "CUP"};
        case ShopAttribute::Brand: return {"Kiln", "kiln"};
        case ShopAttribute::Tag: return {"sale", "sal"};
        case ShopAttribute::TaxClass: return {hexOf(stoneware), hexOf(kitchen)};
        case ShopAttribute::Category: return {"Kitchen", "Bathroom"};
        case ShopAttribute::CategoryId: return {hexOf(kitchen), hexOf(trade)};
        case ShopAttribute::CustomerId: return {hexOf(ada), hexOf(bob)};
        case ShopAttribute::CustomerNumber: return {"C-1", "C-2"};
        case ShopAttribute::CustomerGroup: return {"Trade", "Staff"};
        case ShopAttribute::CustomerSegment: return {"lapsed", "loyal"};
        case ShopAttribute::CustomerOrders: return {"0", "1"};
        case ShopAttribute::Store: return {"High Street", "Low Road"};
        case ShopAttribute::StoreId: return {hexOf(shop.context.store), hexOf(lowRoad)};
        case ShopAttribute::Channel: return {"till", "web"};
        case ShopAttribute::Tender: return {"cash", "card"};
        case ShopAttribute::OrderId: {
            const auto cart = shop.reader.get(Id<schema::Cart>(shop.context.terminal.raw));
            return {cart ? hex(cart->draw()) : std::string(), std::string(32, '0')};
        }
        }
        return {};
    }
};

bool isOfLines(ShopAttribute attribute)
{
    return attribute <= ShopAttribute::CategoryId;
}

} // namespace

class ShopAttributesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void conditionsSeeEveryAttributeAsItIs_data()
    {
        QTest::addColumn<int>("attribute");
        for (int i = 0; i <= static_cast<int>(ShopAttribute::OrderId); ++i)
            QTest::newRow(std::string(attributeName(static_cast<ShopAttribute>(i))).c_str()) << i;
    }
    void conditionsSeeEveryAttributeAsItIs()
    {
        QFETCH(int, attribute);
        const auto which = static_cast<ShopAttribute>(attribute);
        const std::string name(attributeName(which));
        Counter till;
        const auto offer = [&](const std::string& value, bool ofTheOrder) {
            auto promotion = percent("P", 10);
            auto& conditions = ofTheOrder ? promotion.conditions : promotion.effect.targetConditions;
            conditions.push_back(is(name.c_str(), {value}));
            till.publish({promotion});
        };
        offer(till.asked(which).wrong, true); // First, since what asks for order.id has it drawn.
        till.fill();
        const auto [right, wrong] = till.asked(which);
        QCOMPARE(till.total(), std::string("12.54"));
        offer(wrong, false);
        QCOMPARE(till.total(), std::string("12.54"));
        offer(right, true); // One line that has it is enough for the order: 0.26 and 1.00 off.
        QCOMPARE(till.total(), std::string("11.28"));
        offer(right, false); // Of lines just the mug's, of the order both.
        QCOMPARE(till.total(), std::string(isOfLines(which) ? "12.28" : "11.28"));
        const auto sold = till.sold();
        QCOMPARE(sold.order.total().minor(), std::int64_t(isOfLines(which) ? 1228 : 1128));
    }

    // Nobody known, before a tender is: what is not there is not what was asked for.
    void whatIsNotKnownDoesNotHold_data()
    {
        QTest::addColumn<int>("attribute");
        for (const auto which : {ShopAttribute::CustomerId, ShopAttribute::CustomerNumber, ShopAttribute::CustomerGroup,
                                 ShopAttribute::CustomerSegment, ShopAttribute::CustomerOrders, ShopAttribute::Tender})
            QTest::newRow(std::string(attributeName(which)).c_str()) << static_cast<int>(which);
    }
    void whatIsNotKnownDoesNotHold()
    {
        QFETCH(int, attribute);
        const auto which = static_cast<ShopAttribute>(attribute);
        Counter till;
        auto promotion = percent("P", 10);
        promotion.conditions = {is(std::string(attributeName(which)).c_str(), {till.asked(which).right})};
        till.publish({promotion});
        till.put(till.mug);
        QCOMPARE(till.total(), std::string("2.55"));
        till.forCustomer(till.ada);
        till.need(till.shop.run(setCartTender, till.shop.administrator(), {"cash"}));
        QCOMPARE(till.total(), std::string("2.29"));
    }

    void aShelfIsAskedForByItsOwnNameToo()
    {
        Counter till;
        auto promotion = percent("P", 10);
        promotion.effect.targetConditions = {is("category", {"Mugs"})};
        till.publish({promotion});
        till.fill();
        QCOMPARE(till.total(), std::string("12.28"));
    }
};

QTEST_GUILESS_MAIN(ShopAttributesTest)
#include "tst_shop_attributes.moc"
