#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/inventory/count.h"
#include "domain/inventory/ledger.h"
#include "domain/inventory/line_goods.h"
#include "domain/inventory/location.h"
#include "domain/inventory/lot.h"
#include "domain/inventory/stock.h"
#include "domain/inventory/transfer.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/settings/settings.h"
#include "storage/sqlite_view.h"
#include "tills_history.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

using namespace kontor;
using namespace kontor::test;
using testing::drawn;
using testing::MemoryReader;
using testing::oneOf;
using testing::SeveralTills;

namespace {

using Variant = Id<schema::Variant>;
using Place = Id<schema::Location>;

/// Where goods lie, and of which lot.
struct Cell {
    Variant variant;
    Bytes lot; ///< Empty: of none.
    Place place;
    auto operator<=>(const Cell&) const = default;
};

/// What somebody with paper and pencil would have: each thing that was done, at its moment.
class Book
{
public:
    void moves(TimeUs at, const Cell& cell, std::int64_t thousandths)
    {
        m_events[cell].push_back({at, thousandths, {}});
    }
    void counts(TimeUs at, RawId count, const Cell& cell, std::int64_t thousandths)
    {
        m_events[cell].push_back({at, thousandths, count});
    }
    void closes(TimeUs at, RawId count, bool discards)
    {
        m_closed.try_emplace(count, at, discards); // The first counts; steps come in the order of time.
    }
    /// Whoever counts sees the level of that moment; of one count the last entry stands.
    [[nodiscard]] std::map<Cell, std::int64_t> levels() const
    {
        std::map<Cell, std::int64_t> all;
        for (const auto& [cell, events] : m_events) {
            std::int64_t level = 0;
            for (std::size_t i = 0; i < events.size(); ++i)
                if (!events[i].count)
                    level += events[i].thousandths;
                else if (stands(events, i))
                    level = events[i].thousandths;
            all[cell] = level;
        }
        return all;
    }

private:
    struct Event {
        TimeUs at = 0;
        std::int64_t thousandths = 0;
        std::optional<RawId> count;
    };
    [[nodiscard]] bool stands(const std::vector<Event>& events, std::size_t i) const
    {
        const auto closed = m_closed.find(*events[i].count);
        if (closed == m_closed.end() || closed->second.second || events[i].at > closed->second.first)
            return false;
        return std::none_of(events.begin() + static_cast<std::ptrdiff_t>(i) + 1, events.end(), [&](const Event& later) {
            return later.count == events[i].count && later.at <= closed->second.first;
        });
    }

    std::map<Cell, std::vector<Event>> m_events;
    std::map<RawId, std::pair<TimeUs, bool>> m_closed; ///< When, and whether it was discarded.
};

/// Two tills of a shop with a store room and one of another shop. Each does by what it has heard of whatever moves goods that are told
/// apart, and goods that are not.
class Days
{
public:
    Days()
    {
        auto& shop = tills.shop;
        const auto boss = shop.administrator();
        milk = shop.addGoods("MILK", "1.00");   // By lots.
        phone = shop.addGoods("PHONE", "2.00"); // Piece by piece.
        tea = shop.addGoods("TEA", "3.00");     // By quantity, and in some shops by lots from some day on.
        box = shop.addGoods("BOX", "8.00");     // Two of milk and one of tea.
        (void)shop.run(setTracking, boss, {shop.productOf(milk), schema::BY_LOT}).value();
        (void)shop.run(setTracking, boss, {shop.productOf(phone), schema::BY_SERIAL}).value();
        (void)shop.run(setParts, boss, {box, {{milk, Quantity::whole(2)}, {tea, Quantity::whole(1)}}}).value();
        const Place storeRoom(shop.run(addLocation, boss, {"Store room", schema::BACK_ROOM}).value().mainId());
        const Id<schema::Store> second(shop.run(addStore, boss, {"Low Street", {}, {}}).value().mainId());
        places = {shop.location(), storeRoom, Place(shop.reader.get(second)->location())};
        mayRunOut = *rc::gen::arbitrary<bool>();
        if (!mayRunOut)
            (void)shop.run(changeSetting, boss, {shop.context.organisation.raw, "stock.allow-negative", "false"})
                .value();
        tills.open({{}, {}, second});
    }

    void step()
    {
        tills.tick(1);
        const auto who = drawn<std::size_t>(0, tills.size());
        switch (drawn(0, 18)) {
        case 0:
        case 1:
        case 2: return tills.hearSome(who);
        case 3:
        case 4:
        case 5: return takesIn(who);
        case 6:
        case 7: return sells(who);
        case 8:
        case 9: return takesBack(who);
        case 10: return sends(who);
        case 11: return receives(who);
        case 12: return writesOff(who);
        case 13: opensCount(who); [[fallthrough]];
        case 14: tills.tick(1); return counts(who);
        case 15: return closesCount(who);
        default: return changesGoods(who);
        }
    }

    SeveralTills tills;
    Book book;
    Variant milk, phone, tea, box;
    std::vector<Place> places;
    bool mayRunOut = true;

private:
    [[nodiscard]] const MemoryReader& shopOf(std::size_t who) { return tills.till(who).reader; }
    [[nodiscard]] Place placeOf(std::size_t who) const
    {
        return who == 2 ? places[2] : oneOf(std::vector{places[0], places[1]});
    }
    [[nodiscard]] Place floorOf(std::size_t who) const { return who == 2 ? places[2] : places[0]; }
    [[nodiscard]] Quantity some() const { return Quantity::whole(drawn<std::int64_t>(1, 6)); }
    [[nodiscard]] Variant any() const { return oneOf(std::vector{milk, phone, tea}); }
    [[nodiscard]] schema::StockTracking trackingOf(std::size_t who, Variant variant)
    {
        return shopOf(who).get(tills.shop.productOf(variant))->tracking();
    }
    [[nodiscard]] Id<schema::Lot> knownLot(std::size_t who, Variant variant)
    {
        const auto lots = shopOf(who).where<schema::Lot>(schema::Lot::kVariantFieldNumber, variant.bytes());
        return lots.empty() ? Id<schema::Lot>() : Id<schema::Lot>(oneOf(lots).id());
    }
    [[nodiscard]] static Bytes bytesOf(Id<schema::Lot> lot) { return lot.isNil() ? Bytes() : lot.string(); }

    /// The rows of a type that the commit made last wrote.
    template <typename Row>
    [[nodiscard]] std::vector<Row> written() const
    {
        std::vector<Row> rows;
        for (const auto& change : tills.log.back().changes)
            if (Row row; change.type() == rowTypeOf(Row::descriptor()).type && row.ParseFromString(change.body())) {
                row.set_id(change.row());
                rows.push_back(std::move(row));
            }
        return rows;
    }
    /// Which lots it chose is the program's; that they are those goods, that many, and may leave is not.
    void notesMovements(const std::map<Variant, std::int64_t>& asked, Place place)
    {
        std::map<Variant, std::int64_t> moved;
        for (const auto& movement : written<schema::StockMovement>()) {
            const Variant variant(movement.variant());
            RC_ASSERT(movement.location() == place.bytes());
            RC_ASSERT(movement.lot().empty() || tills.shop.reader.get(variant));
            moved[variant] += movement.quantity();
            book.moves(tills.now, {variant, movement.lot(), place}, movement.quantity());
        }
        RC_ASSERT(moved == asked);
    }
    [[nodiscard]] bool mayLeave(std::size_t who, const Bytes& lot)
    {
        const auto row = shopOf(who).get(Id<schema::Lot>(lot));
        return row && !row->blocked() && !isExpired(*row, 20'101'231);
    }
    [[nodiscard]] std::int64_t sellable(std::size_t who, Variant variant, Place place)
    {
        if (trackingOf(who, variant) == schema::BY_QUANTITY)
            return shopOf(who).stockLevel(variant, place).thousandths;
        Quantity lots;
        Quantity mayGo;
        for (const auto& lot : lotsOf(shopOf(who), variant, place)) {
            lots = lots + lot.level;
            if (mayLeave(who, lot.lot.id()))
                mayGo = mayGo + std::max(lot.level, Quantity{});
        }
        return (mayGo + std::max(shopOf(who).stockLevel(variant, place) - lots, Quantity{})).thousandths;
    }
    [[nodiscard]] bool passesOverLots(std::size_t who, Variant variant, Place place)
    {
        const auto lots = lotsOf(shopOf(who), variant, place);
        return trackingOf(who, variant) != schema::BY_QUANTITY &&
               std::any_of(lots.begin(), lots.end(), [&](const LotView& lot) {
                   return lot.level.thousandths > 0 && !mayLeave(who, lot.lot.id());
               });
    }

    void takesIn(std::size_t who)
    {
        const auto variant = any();
        AdjustStock input;
        input.location = placeOf(who);
        auto quantity = some();
        switch (trackingOf(who, variant)) {
        case schema::BY_SERIAL:
            input.newLot = NewLot{"S" + std::to_string(++m_serials), {}};
            quantity = Quantity::whole(1);
            break;
        case schema::BY_LOT:
            input.newLot = oneOf(std::vector<NewLot>{{"A", {}}, {"B", 20'111'231}, {"EXPIRED", 20'090'101}});
            break;
        default: break;
        }
        input.changes.push_back({variant, quantity, schema::FOUND});
        (void)tills.run(who, adjustStock, input).value();
        const auto lot = input.newLot ? lotId(variant, input.newLot->number) : Id<schema::Lot>();
        book.moves(tills.now, {variant, bytesOf(lot), *input.location}, quantity.thousandths);
    }
    void sells(std::size_t who)
    {
        std::map<Variant, std::int64_t> asked;
        for (auto lines = drawn(1, 3); lines > 0; --lines) {
            const auto variant = oneOf(std::vector{milk, phone, tea, box});
            const auto quantity = some();
            (void)tills.run(who, addToCart, {variant, quantity}).value();
            for (const auto& [part, each] :
                 variant == box ? std::map<Variant, int>{{milk, 2}, {tea, 1}} : std::map<Variant, int>{{variant, 1}})
                asked[part] -= each * quantity.thousandths;
        }
        const auto place = floorOf(who);
        std::map<Variant, std::int64_t> before;
        for (const auto& [variant, quantity] : asked)
            before[variant] = shopOf(who).stockLevel(variant, place).thousandths;
        const bool isTooMuch = std::any_of(asked.begin(), asked.end(), [&](const auto& one) {
            return -one.second > sellable(who, one.first, place) &&
                   (!mayRunOut || passesOverLots(who, one.first, place));
        });
        const auto total = tills.till(who).cart().total;
        if (const auto sold = tills.run(who, sell, {total, {cashPayment(total, total).value()}}); !sold) {
            RC_ASSERT(sold.error().about == "stock" || sold.error().about == "lot");
            RC_ASSERT(isTooMuch);
            return tills.clear(who);
        }
        RC_ASSERT(!isTooMuch);
        for (const auto& movement : written<schema::StockMovement>())
            RC_ASSERT(movement.lot().empty() || mayLeave(who, movement.lot()));
        if (!mayRunOut)
            for (const auto& [variant, quantity] : asked)
                RC_ASSERT(before[variant] + quantity >= 0);
        notesMovements(asked, place);
    }
    void takesBack(std::size_t who)
    {
        const auto lines = tills.returnable(who);
        if (lines.empty())
            return;
        const auto line = oneOf(lines);
        const auto part = Quantity::whole(drawn<std::int64_t>(1, tills.left(who, line) + 1));
        const bool isScrapped = drawn(0, 4) == 0; // Thrown away: nothing moves.
        (void)tills
            .run(who, addReturn,
                 {Id<schema::OrderLine>(line.id()), part, isScrapped ? schema::SCRAPPED : schema::RESTOCKED})
            .value();
        if (const auto paidOut = tills.run(who, sell, {tills.till(who).cart().total, {}}); !paidOut) {
            RC_ASSERT(paidOut.error().about == "refund");
            RC_ASSERT(tills.cameBackTwice(who, line));
            return tills.clear(who);
        }
        std::map<Variant, std::int64_t> asked;
        const Variant variant(line.variant());
        if (!isScrapped)
            for (const auto& [each, times] :
                 variant == box ? std::map<Variant, int>{{milk, 2}, {tea, 1}} : std::map<Variant, int>{{variant, 1}})
                asked[each] += times * part.thousandths;
        notesMovements(asked, floorOf(who));
        // Of each lot no more than the line took, as far as this till knows.
        std::map<std::pair<Bytes, Bytes>, std::int64_t> left;
        std::set<Bytes> ofSale{line.id()};
        for (const auto& other : shopOf(who).all<schema::OrderLine>())
            if (other.returns() == line.id())
                ofSale.insert(other.id());
        for (const auto& movement : shopOf(who).all<schema::StockMovement>())
            if (ofSale.contains(movement.line()))
                left[{movement.variant(), movement.lot()}] -= movement.quantity();
        if (tills.left(who, line) >= 0)
            for (const auto& [lot, quantity] : left)
                RC_ASSERT(quantity >= 0);
    }
    void sends(std::size_t who)
    {
        SendStock input{placeOf(who), oneOf(places), {}};
        if (input.from == input.to)
            return;
        const auto variant = any();
        SendStock::Line line{variant, some()};
        const auto tracking = trackingOf(who, variant);
        if (tracking != schema::BY_QUANTITY) {
            line.lot = knownLot(who, variant);
            if (line.lot.isNil())
                return;
        }
        if (tracking == schema::BY_SERIAL)
            line.quantity = Quantity::whole(1);
        input.lines.push_back(line);
        const auto there = line.lot.isNil() ? shopOf(who).stockLevel(variant, input.from)
                                            : lotLevel(shopOf(who), line.lot, input.from);
        if (const auto sent = tills.run(who, sendStock, input); !sent) {
            RC_ASSERT(sent.error().about == "stock" || sent.error().about == "lot");
            RC_ASSERT(!mayRunOut || tracking == schema::BY_SERIAL);
            RC_ASSERT(there < line.quantity || shopOf(who).stockLevel(variant, input.from) < line.quantity);
            return;
        }
        book.moves(tills.now, {variant, bytesOf(line.lot), input.from}, -line.quantity.thousandths);
    }
    void receives(std::size_t who)
    {
        const auto place = placeOf(who);
        const auto open = transfersTo(shopOf(who), place, true);
        if (open.empty())
            return;
        const auto& transfer = oneOf(open);
        const auto& line = transfer.transfer.line(0);
        const auto onTheWay = transfer.lines[0].onTheWay().thousandths / 1000;
        const auto came = Quantity::whole(drawn<std::int64_t>(0, onTheWay + 1));
        const bool isAll = *rc::gen::arbitrary<bool>();
        if (came == Quantity{} && !isAll)
            return;
        ReceiveStock input{Id<schema::StockTransfer>(transfer.transfer.id()), {{0, came}}};
        input.isAll = isAll;
        (void)tills.run(who, receiveStock, input).value();
        book.moves(tills.now, {Variant(line.variant()), line.lot(), place}, came.thousandths);
    }
    void writesOff(std::size_t who)
    {
        const auto variant = any();
        const auto tracking = trackingOf(who, variant);
        const auto lot =
            *rc::gen::arbitrary<bool>() || tracking != schema::BY_QUANTITY ? knownLot(who, variant) : Id<schema::Lot>();
        AdjustStock input;
        input.location = placeOf(who);
        const auto quantity = tracking == schema::BY_SERIAL ? Quantity::whole(1) : some();
        StockChange change{variant, Quantity{} - quantity, oneOf(std::vector{schema::WRITTEN_OFF, schema::STOLEN})};
        change.lot = lot;
        input.changes.push_back(change);
        const auto there = lot.isNil() ? shopOf(who).stockLevel(variant, *input.location)
                                       : lotLevel(shopOf(who), lot, *input.location);
        if (const auto gone = tills.run(who, adjustStock, input); !gone) {
            const auto& about = gone.error().about;
            RC_ASSERT(about == "stock" || about == "lot");
            RC_ASSERT(!mayRunOut || tracking != schema::BY_QUANTITY);
            RC_ASSERT(there < quantity || shopOf(who).stockLevel(variant, *input.location) < quantity || lot.isNil());
            return;
        }
        book.moves(tills.now, {variant, bytesOf(lot), *input.location}, -quantity.thousandths);
    }
    void opensCount(std::size_t who)
    {
        OpenCount input{placeOf(who)};
        if (drawn(0, 3) != 0)
            input.variants = oneOf(std::vector<std::vector<Variant>>{{milk}, {milk, tea}, {phone, tea}});
        (void)tills.run(who, openCount, input).value();
    }
    /// One that is open as far as a till knows, and at a place of its store.
    [[nodiscard]] std::optional<schema::StockCount> openCountOf(std::size_t who)
    {
        std::vector<schema::StockCount> open;
        for (auto& count : shopOf(who).all<schema::StockCount>())
            if ((Place(count.location()) == places[2]) == (who == 2) &&
                shopOf(who).where<schema::CountClosing>(schema::CountClosing::kCountFieldNumber, count.id()).empty())
                open.push_back(std::move(count));
        return open.empty() ? std::nullopt : std::optional(oneOf(open));
    }
    void counts(std::size_t who)
    {
        const auto count = openCountOf(who);
        if (!count)
            return;
        CountStock input{Id<schema::StockCount>(count->id()), {}};
        for (auto entries = drawn(1, 3); entries > 0; --entries) {
            const auto variant =
                count->variant_size() == 0 ? any() : Variant(count->variant(drawn(0, count->variant_size())));
            CountStock::Entry entry{variant, Quantity{}, knownLot(who, variant)};
            const auto tracking = trackingOf(who, variant);
            if (!entry.lot.isNil() || tracking == schema::BY_QUANTITY)
                entry.quantity = Quantity::whole(drawn<std::int64_t>(0, tracking == schema::BY_SERIAL ? 2 : 6));
            if (std::none_of(input.entries.begin(), input.entries.end(),
                             [&](const auto& other) { return other.variant == variant && other.lot == entry.lot; }))
                input.entries.push_back(entry);
        }
        (void)tills.run(who, countStock, input).value();
        for (const auto& entry : input.entries)
            book.counts(tills.now, input.count.raw, {entry.variant, bytesOf(entry.lot), Place(count->location())},
                        entry.quantity.thousandths);
    }
    /// It heard of goods of a lot before it heard of the lot.
    [[nodiscard]] bool lacksLots(std::size_t who)
    {
        const auto lacks = [&](const auto& rows) {
            return std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
                return !row.lot().empty() && !shopOf(who).get(Id<schema::Lot>(row.lot()));
            });
        };
        return lacks(shopOf(who).all<schema::StockMovement>()) || lacks(shopOf(who).all<schema::CountEntry>());
    }
    void closesCount(std::size_t who)
    {
        const auto count = openCountOf(who);
        if (!count)
            return;
        CloseCount input{Id<schema::StockCount>(count->id())};
        input.discard = drawn(0, 4) == 0;
        input.restIsZero = count->variant_size() > 0 && *rc::gen::arbitrary<bool>();
        if (const auto closed = tills.run(who, closeCount, input); !closed) {
            RC_ASSERT(closed.error().about == "count"); // Nothing was counted.
            return counts(who);
        }
        book.closes(tills.now, input.count.raw, input.discard);
        const Place place(count->location());
        for (const auto& entry : written<schema::CountEntry>()) {
            RC_ASSERT(entry.quantity() == 0 && input.restIsZero && !input.discard);
            book.counts(tills.now, input.count.raw, {Variant(entry.variant()), entry.lot(), place}, 0);
        }
        if (input.discard || !input.restIsZero || lacksLots(who))
            return;
        // What nobody counted is not there, lot by lot.
        std::set<std::pair<Bytes, Bytes>> counted;
        for (const auto& entry :
             shopOf(who).where<schema::CountEntry>(schema::CountEntry::kCountFieldNumber, count->id()))
            if (entry.at_us() < tills.now)
                counted.emplace(entry.variant(), entry.lot());
        for (const auto& bytes : count->variant()) {
            const Variant variant(bytes);
            Quantity ofNone = shopOf(who).stockLevel(variant, place);
            for (const auto& lot : lotsOf(shopOf(who), variant, place, true)) {
                ofNone = ofNone - lot.level;
                RC_ASSERT(counted.contains({bytes, lot.lot.id()}) || lot.level == Quantity{});
            }
            RC_ASSERT(counted.contains({bytes, {}}) || ofNone == Quantity{});
        }
    }
    void changesGoods(std::size_t who)
    {
        if (*rc::gen::arbitrary<bool>()) {
            if (trackingOf(who, tea) == schema::BY_QUANTITY)
                (void)tills.run(who, setTracking, {tills.shop.productOf(tea), schema::BY_LOT}).value();
            return;
        }
        if (const auto lot = knownLot(who, milk); !lot.isNil())
            (void)tills.run(who, blockLot, {lot, !shopOf(who).get(lot)->blocked()}).value();
    }

    int m_serials = 0;
};

} // namespace

/// Goods by product, lot and place over days at several tills, against a book that nobody of the program keeps.
class GoodsPlacesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsWhereIsWhatABookSays()
    {
        QVERIFY(rc::check("what is where is what a book says", [] {
            Days days;
            for (auto steps = drawn(0, 120); steps > 0; --steps)
                days.step();
            RC_ASSERT(days.tills.flagged == std::string());

            Replica replica;
            replica.applier().setOrganisation(days.tills.shop.context.organisation.raw);
            receiveInAnyOrder(replica, commitsOf(days.tills));
            const auto maintained = ended(replica);

            const SqliteView view(replica.database());
            const auto book = days.book.levels();
            for (const auto variant : {days.milk, days.phone, days.tea, days.box})
                for (const auto place : days.places) {
                    std::int64_t all = 0;
                    const auto folded = tally(readLedger(view, variant, place)); // As a report works it out.
                    for (const auto& [cell, level] : book)
                        if (cell.variant == variant && cell.place == place) {
                            const auto found = folded.byLot.find(cell.lot);
                            RC_ASSERT(level == (found == folded.byLot.end() ? 0 : found->second.thousandths));
                        }
                    for (const auto& lot : view.where<schema::Lot>(schema::Lot::kVariantFieldNumber, variant.bytes())) {
                        const auto found = book.find({variant, lot.id(), place});
                        const auto level = lotLevel(view, Id<schema::Lot>(lot.id()), place).thousandths;
                        RC_ASSERT(level == (found == book.end() ? 0 : found->second));
                        all += level;
                    }
                    const auto ofNone = book.find({variant, Bytes(), place});
                    RC_ASSERT(view.stockLevel(variant, place).thousandths ==
                              all + (ofNone == book.end() ? 0 : ofNone->second));
                }
            RC_ASSERT(!view.error());
            replica.rebuild();
            RC_ASSERT(ended(replica) == maintained);
        }));
    }
};

QTEST_GUILESS_MAIN(GoodsPlacesTest)
#include "tst_goods_places.moc"
