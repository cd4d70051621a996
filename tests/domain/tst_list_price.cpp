#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/journal/commit.h"
#include "domain/pricing/list_price.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

/// A shop in which facts are written down as they are; the commands that make them have tests of their own.
struct Prices {
    TestShop shop;
    Id<schema::Variant> mug = shop.addGoods("MUG", "10.00");
    Id<schema::PriceList> own{shop.store().price_list()};
    Id<schema::Customer> customer{shop.context.newId()};
    Id<schema::CustomerGroup> trade{shop.context.newId()};

    template <typename T>
    RawId write(T row)
    {
        Commit commit{"test", shop.context, shop.administrator()};
        const RawId id = commit.insert(row);
        (void)shop.take(commit).value();
        return id;
    }
    schema::Price fact(const char* amount, Id<schema::PriceList> list) const
    {
        schema::Price price;
        price.set_list(list.string());
        price.set_variant(mug.string());
        price.set_currency(shop.currency().numeric());
        price.set_amount_e4(shop.price(amount).e4);
        price.set_valid_from_us(shop.context.now);
        return price;
    }
    schema::Price fact(const char* amount) const { return fact(amount, own); }
    Id<schema::PriceList> list(const char* name, const char* currency = "GBP")
    {
        schema::PriceList row;
        row.set_name(name);
        row.set_currency(Currency::fromAlpha(currency)->numeric());
        return Id<schema::PriceList>(write(row));
    }
    void assign(RawId owner, Id<schema::PriceList> to, std::uint32_t rank = 0, TimeUs from = 0, TimeUs until = 0,
                bool removed = false)
    {
        schema::PriceListAssignment row;
        row.set_id(listAssignmentId(owner, to).string());
        row.set_owner(owner.string());
        row.set_list(to.string());
        row.set_rank(rank);
        if (from != 0)
            row.set_valid_from_us(from);
        if (until != 0)
            row.set_valid_until_us(until);
        row.set_removed(removed);
        write(row);
    }
    void knowCustomer()
    {
        schema::Customer row;
        row.set_id(customer.string());
        row.set_number("C1");
        row.add_customer_group(trade.string());
        write(row);
    }
    Id<schema::Unit> unit(const char* name, std::uint64_t n, std::uint64_t d, std::optional<Id<schema::Unit>> base,
                          bool whole = false)
    {
        schema::Unit row;
        row.set_name(name);
        row.set_symbol(name);
        if (base) {
            row.set_base(base->string());
            row.set_numerator(n);
            row.set_denominator(d);
        }
        row.set_whole(whole);
        return Id<schema::Unit>(write(row));
    }
    Buyer buyer(Id<schema::Customer> who = {}, const char* currency = "GBP") const
    {
        return buyerOf(shop.reader, shop.context.store, who, shop.context.now, Currency::fromAlpha(currency).value())
            .value();
    }
    std::string price(const Buyer& of, PricedGoods goods) const
    {
        const auto found = listPrice(shop.reader, of, goods, shop.context.now, "Mug");
        return found ? found->price.toString(of.currency) : found.error().about;
    }
    std::string price(Id<schema::Customer> who = {}, std::int64_t count = 1) const
    {
        return price(buyer(who), {mug, Quantity::whole(count)});
    }
};

constexpr TimeUs hour = 3'600'000'000;

/// Counts the rows that questions to it have read.
class CountingReader final : public MemoryReader
{
public:
    explicit CountingReader(const MemoryReader& shop) : MemoryReader(shop) {}
    void eachWhere(int fieldNumber, BytesView value, google::protobuf::Message& into,
                   const std::function<bool()>& visit) const override
    {
        MemoryReader::eachWhere(fieldNumber, value, into, [&] {
            ++rows;
            return visit();
        });
    }
    void each(google::protobuf::Message& into, const std::function<bool()>& visit) const override
    {
        MemoryReader::each(into, [&] {
            ++rows;
            return visit();
        });
    }
    [[nodiscard]] std::vector<schema::Price> pricesOf(Id<schema::PriceList> list,
                                                      Id<schema::Variant> variant) const override
    {
        const auto before = rows;
        auto found = MemoryReader::pricesOf(list, variant); // Which has no index, as SQLite has.
        rows = before + found.size();
        return found;
    }
    mutable std::size_t rows = 0;
};

} // namespace

class ListPriceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Field notes, 11: a till that loads its price list takes half an hour for twenty thousand products.
    void aListOfManyProductsIsNotLoadedForAPrice()
    {
        const auto rowsRead = [](int products) {
            Prices prices;
            for (int i = 0; i < products; ++i) {
                auto other = prices.fact("3.00");
                other.set_variant(prices.shop.context.newId().string());
                prices.write(other);
            }
            const CountingReader counting(prices.shop.reader);
            const auto buyer = buyerOf(counting, prices.shop.context.store, {}, prices.shop.context.now).value();
            const auto found = listPrice(counting, buyer, {prices.mug}, prices.shop.context.now, "Mug");
            KONTOR_ASSERT(found);
            return counting.rows;
        };
        const auto few = rowsRead(10);
        QVERIFY(few > 0);
        QCOMPARE(rowsRead(2'000), few);
    }
    void theNearestListWithAPriceDecidesEvenIfItIsDearer()
    {
        Prices p;
        p.knowCustomer();
        QCOMPARE(p.price(p.customer), std::string("10.00"));
        const auto ofStore = p.list("Airport");
        p.assign(p.shop.context.store.raw, ofStore);
        QCOMPARE(p.price(p.customer), std::string("10.00")); // It has no price for a mug.
        p.write(p.fact("12.00", ofStore));
        QCOMPARE(p.price(p.customer), std::string("12.00"));
        const auto ofGroup = p.list("Trade");
        p.assign(p.trade.raw, ofGroup);
        p.write(p.fact("13.00", ofGroup));
        QCOMPARE(p.price(p.customer), std::string("13.00"));
        QCOMPARE(p.price(), std::string("12.00")); // Nobody known is in no group.
        const auto ofCustomer = p.list("Agreed");
        p.assign(p.customer.raw, ofCustomer);
        p.write(p.fact("14.00", ofCustomer));
        QCOMPARE(p.price(p.customer), std::string("14.00"));
    }
    void ofOneOwnersListsTheLowestRankIsAskedFirst()
    {
        Prices p;
        const auto second = p.list("Second");
        const auto first = p.list("First");
        p.write(p.fact("2.00", second));
        p.write(p.fact("1.00", first));
        p.assign(p.shop.context.store.raw, second, 20);
        p.assign(p.shop.context.store.raw, first, 10);
        QCOMPARE(p.price(), std::string("1.00"));
        p.assign(p.shop.context.store.raw, first, 30); // The same assignment, of another rank.
        QCOMPARE(p.price(), std::string("2.00"));
    }
    void anAssignmentHoldsFromItsBeginToItsEndAndNotWhenRemoved()
    {
        Prices p;
        const auto airport = p.list("Airport");
        p.write(p.fact("12.00", airport));
        const RawId store = p.shop.context.store.raw;
        p.assign(store, airport, 0, p.shop.context.now + hour, p.shop.context.now + 2 * hour);
        QCOMPARE(p.price(), std::string("10.00"));
        p.shop.tick(3600);
        QCOMPARE(p.price(), std::string("12.00"));
        p.shop.tick(3600);
        QCOMPARE(p.price(), std::string("10.00")); // Not at the instant of its end any more.
        p.assign(store, airport);
        QCOMPARE(p.price(), std::string("12.00"));
        p.assign(store, airport, 0, 0, 0, true);
        QCOMPARE(p.price(), std::string("10.00"));
    }
    void inAListThePriceForTheCustomerGoesBeforeTheGroupsTheStoresAndAnybodys()
    {
        Prices p;
        p.knowCustomer();
        auto forStore = p.fact("9.00");
        forStore.set_store(p.shop.context.store.string());
        p.write(forStore);
        QCOMPARE(p.price(), std::string("9.00"));
        auto forGroup = p.fact("11.00");
        forGroup.set_customer_group(p.trade.string());
        p.write(forGroup);
        QCOMPARE(p.price(p.customer), std::string("11.00"));
        auto forOne = p.fact("12.00");
        forOne.set_customer(p.customer.string());
        p.write(forOne);
        QCOMPARE(p.price(p.customer), std::string("12.00"));
        QCOMPARE(p.price(), std::string("9.00"));
        auto elsewhere = p.fact("1.00");
        elsewhere.set_store(p.shop.context.newId().string());
        p.write(elsewhere);
        QCOMPARE(p.price(), std::string("9.00"));
    }
    void theGreatestLeastQuantityThatIsReachedWins()
    {
        Prices p;
        for (const auto& [least, amount] : {std::pair(10, "9.00"), std::pair(100, "8.00")}) {
            auto price = p.fact(amount);
            price.set_min_quantity(Quantity::whole(least).thousandths);
            p.write(price);
        }
        QCOMPARE(p.price({}, 9), std::string("10.00"));
        QCOMPARE(p.price({}, 10), std::string("9.00"));
        QCOMPARE(p.price({}, 100), std::string("8.00"));
        QCOMPARE(p.price({}, -100), std::string("8.00")); // A return mirrors its sale.
        // A new standing price takes nothing from the breaks.
        p.shop.tick(1);
        p.write(p.fact("9.50"));
        QCOMPARE(p.price({}, 9), std::string("9.50"));
        QCOMPARE(p.price({}, 10), std::string("9.00"));
    }
    void anOfferWithAnEndGoesBeforeStandingPricesAndQuantityBreaks()
    {
        Prices p;
        auto ten = p.fact("9.00");
        ten.set_min_quantity(Quantity::whole(10).thousandths);
        p.write(ten);
        auto offer = p.fact("5.00");
        offer.set_valid_until_us(p.shop.context.now + hour);
        p.write(offer);
        p.shop.tick(1);
        p.write(p.fact("11.00")); // Begins last, and stands.
        QCOMPARE(p.price({}, 10), std::string("5.00"));
        p.shop.tick(3599);
        QCOMPARE(p.price({}, 10), std::string("9.00"));
        QCOMPARE(p.price(), std::string("11.00"));
    }
    void aWithdrawnPriceGivesWayToTheOneBefore()
    {
        Prices p;
        p.shop.tick(1);
        const auto wrong = p.write(p.fact("1.00"));
        QCOMPARE(p.price(), std::string("1.00"));
        auto withdrawal = p.fact("0");
        withdrawal.clear_amount_e4();
        withdrawal.set_withdraws(wrong.string());
        withdrawal.set_valid_from_us(p.shop.context.now + hour);
        p.write(withdrawal);
        QCOMPARE(p.price(), std::string("1.00"));
        p.shop.tick(3600);
        QCOMPARE(p.price(), std::string("10.00"));
    }
    void ofTwoThatBeginTogetherTheMergeKeyDecides()
    {
        Prices p;
        p.write(p.fact("9.00"));
        p.write(p.fact("8.00"));
        QCOMPARE(p.price(), std::string("8.00"));
    }

    void aCartInAnotherCurrencyHasThePricesOfThatCurrency()
    {
        Prices p;
        const auto euros = p.list("Euro", "EUR");
        p.assign(p.shop.context.store.raw, euros);
        auto inEuros = p.fact("12.00", euros);
        inEuros.set_currency(Currency::fromAlpha("EUR")->numeric());
        p.write(inEuros);
        QCOMPARE(p.price(), std::string("10.00"));
        QCOMPARE(p.price(p.buyer({}, "EUR"), {p.mug}), std::string("12.00"));
        QCOMPARE(p.price(p.buyer({}, "USD"), {p.mug}), std::string("currency"));
    }
    void whatHasNoPriceSaysSo()
    {
        Prices p;
        const auto found = listPrice(p.shop.reader, p.buyer(), {Id<schema::Variant>(p.shop.context.newId())},
                                     p.shop.context.now, "Vase");
        QVERIFY(!found);
        QCOMPARE(found.error().about, std::string("price"));
        QVERIFY(found.error().detail.find("Vase has no price: give it one") != std::string::npos);
    }

    void soldByTheKiloAndPricedPerHundredGramsIsExact()
    {
        Prices p;
        const auto kg = p.unit("kg", 0, 0, std::nullopt);
        const auto hundred = p.unit("100 g", 1, 10, kg);
        auto price = p.fact("1.99");
        price.set_per(hundred.string());
        price.set_valid_from_us(p.shop.context.now + 1);
        p.write(price);
        p.shop.tick(1);
        const auto found = listPrice(p.shop.reader, p.buyer(), {p.mug, {354}, {}, kg}, p.shop.context.now, "Ham");
        // The price per kg of before is the line's own unit, and goes first.
        QCOMPARE(found->price, p.shop.price("10.00"));
        auto withdrawn = p.fact("0");
        withdrawn.set_withdraws(found->fact.string());
        p.write(withdrawn);
        const auto converted = listPrice(p.shop.reader, p.buyer(), {p.mug, {354}, {}, kg}, p.shop.context.now, "Ham");
        QCOMPARE(converted->price, p.shop.price("1.99"));
        QVERIFY((converted->perUnit == UnitRatio{10, 1}));
        QVERIFY(converted->perUnitE4() == Rational(p.shop.price("19.90").e4)); // A kilo.
    }
    void aBoxOfTwelveCostsTwelvePiecesUnlessItHasItsOwnPrice()
    {
        Prices p;
        const auto box = p.unit("box of 12", 12, 1, Id<schema::Unit>(), true);
        const auto asked = [&](Id<schema::Unit> unit) {
            return listPrice(p.shop.reader, p.buyer(), {p.mug, Quantity::whole(1), unit, {}}, p.shop.context.now,
                             "Mug");
        };
        QCOMPARE(asked(box)->price, p.shop.price("10.00"));
        QVERIFY((asked(box)->perUnit == UnitRatio{12, 1}));
        auto ofBox = p.fact("99.00");
        ofBox.set_per(box.string());
        p.write(ofBox);
        QCOMPARE(asked(box)->price, p.shop.price("99.00"));
        QVERIFY(asked(box)->perUnit.isOne());
        QCOMPARE(asked({})->price, p.shop.price("10.00")); // A piece is not a twelfth of a box.
    }
    void aPriceOfABoxAloneIsNoPriceOfAPiece()
    {
        Prices p;
        const auto box = p.unit("box of 12", 12, 1, Id<schema::Unit>(), true);
        const auto vase = Id<schema::Variant>(p.shop.context.newId());
        auto ofBox = p.fact("99.00");
        ofBox.set_variant(vase.string());
        ofBox.set_per(box.string());
        p.write(ofBox);
        const auto piece = listPrice(p.shop.reader, p.buyer(), {vase}, p.shop.context.now, "Vase");
        QVERIFY(!piece);
        QCOMPARE(piece.error().about, std::string("unit"));
    }
    void aLeastQuantityIsCountedInTheUnitOfThePrice()
    {
        Prices p;
        const auto box = p.unit("box of 12", 12, 1, Id<schema::Unit>(), true);
        auto twentyFour = p.fact("8.00"); // A piece, from 24 pieces.
        twentyFour.set_min_quantity(Quantity::whole(24).thousandths);
        p.write(twentyFour);
        QCOMPARE(p.price(p.buyer(), {p.mug, Quantity::whole(1), box, {}}), std::string("10.00"));
        QCOMPARE(p.price(p.buyer(), {p.mug, Quantity::whole(2), box, {}}), std::string("8.00"));
    }
    void unitsThatMeasureDifferentThingsDoNotConvert()
    {
        Prices p;
        const auto kg = p.unit("kg", 0, 0, std::nullopt);
        const auto gram = p.unit("g", 1, 1000, kg);
        const auto litre = p.unit("l", 0, 0, std::nullopt);
        QVERIFY((unitRatio(p.shop.reader, kg, gram) == UnitRatio{1000, 1}));
        QVERIFY((unitRatio(p.shop.reader, gram, kg) == UnitRatio{1, 1000}));
        QVERIFY(!unitRatio(p.shop.reader, gram, litre));
        QVERIFY(!unitRatio(p.shop.reader, gram, {}));
        QVERIFY(!unitRatio(p.shop.reader, Id<schema::Unit>(p.shop.context.newId()), kg));
        const auto broken = p.unit("broken", 0, 0, kg);
        QVERIFY(!unitRatio(p.shop.reader, broken, kg));
    }
};

QTEST_GUILESS_MAIN(ListPriceTest)
#include "tst_list_price.moc"
