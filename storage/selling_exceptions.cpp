#include "storage/selling_exceptions.h"

#include "domain/customers/merge.h"
#include "domain/inventory/receipt.h"
#include "domain/loyalty/points.h"
#include "domain/orders/line_share.h"
#include "domain/orders/order_state.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/refund.h"
#include "domain/payments/card_state.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/payments.pb.h"
#include "domain/schema/shifts.pb.h"
#include "storage/row_table.h"
#include "storage/sqlite_view.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace kontor::exceptions {

namespace {

using Kind = ShopException::Kind;
constexpr std::size_t mostRows = 100; ///< Of one exception.

/// Sums of `amount` by `subject`, modulo 2^64 as all sums of facts: `sql` selects both.
std::map<Bytes, std::int64_t> sums(Database& database, const char* sql)
{
    std::map<Bytes, std::uint64_t> sums;
    for (Query query(database, sql); query.step();)
        sums[Bytes(query.bytes(0))] += static_cast<std::uint64_t>(query.integer(1));
    std::map<Bytes, std::int64_t> all;
    for (const auto& [subject, sum] : sums)
        all.emplace(subject, static_cast<std::int64_t>(sum));
    return all;
}

class Finding
{
public:
    Finding(Database& database, Kind kind, BytesView after, std::size_t limit, std::vector<ShopException>& list)
        : m_database(database),
          m_kind(kind),
          m_after(after),
          m_limit(limit),
          m_list(list)
    {}

    void run()
    {
        switch (m_kind) {
        case Kind::OverReturned: return overReturned();
        case Kind::StoredValueOverspent: return overspent();
        case Kind::CartTakenTwice: return cartTakenTwice();
        case Kind::CardPaymentAdrift: return adrift();
        case Kind::OverRefunded: return overRefunded();
        case Kind::ShiftClosedTwice: return closedTwice();
        case Kind::OrderDisputed: return disputed();
        case Kind::PlacedOrderOverrun: return overrun();
        case Kind::SerialSoldTwice: return soldTwice();
        case Kind::PointsOverspent: return pointsBelowZero(&PointsView::overspent);
        case Kind::ReceivedTwice: return receivedTwice();
        case Kind::PointsOwed: return pointsBelowZero(&PointsView::owed);
        default: return;
        }
    }

private:
    ShopException* add(BytesView subject, std::uint32_t type)
    {
        if (subject <= m_after || m_list.size() >= m_limit)
            return nullptr;
        auto& one = m_list.emplace_back();
        one.kind = m_kind;
        one.subject = Bytes(subject);
        one.type = type;
        return &one;
    }
    /// Its rows are those `sql` finds with `subject`; since when: the last of them.
    void addRows(ShopException& one, const char* sql) { addRows(one, sql, one.subject); }
    void addRows(ShopException& one, const char* sql, const Bytes& subject)
    {
        Query query(m_database, sql);
        query.ownedBlob(subject);
        while (query.step()) {
            if (one.rows.size() < mostRows)
                one.rows.push_back(RawId::of(query.bytes(0)));
            const Hlc at{query.natural(1), static_cast<std::uint32_t>(query.natural(2))};
            one.effective = std::max(one.effective, at);
        }
    }

    void overReturned()
    {
        const auto type = rowTypeOf(schema::OrderLine::descriptor()).type;
        for (const auto& [line, back] :
             sums(m_database, "SELECT returns, -quantity FROM order_line WHERE returns IS NOT NULL")) {
            Query sold(m_database, "SELECT quantity, name FROM order_line WHERE id=?");
            if (!sold.ownedBlob(line).step() || back <= sold.integer(0))
                continue;
            const std::string detail = Quantity{back}.toString() + " of " + Quantity{sold.integer(0)}.toString() + " " +
                                       std::string(sold.bytes(1)) + " came back";
            if (auto* one = add(line, type)) {
                one->detail = detail;
                addRows(*one,
                        "SELECT l.id, j.effective_ms, j.effective_counter FROM order_line l JOIN journal j ON j.n = "
                        "l.commit_n WHERE l.returns = ? ORDER BY l.id");
            }
        }
    }

    void overspent()
    {
        const auto type = rowTypeOf(schema::StoredValueEntry::descriptor()).type;
        for (const auto& [value, balance] :
             sums(m_database, "SELECT value, amount_minor FROM stored_value_entry WHERE value IS NOT NULL"))
            if (balance < 0)
                if (auto* one = add(value, type)) {
                    one->detail = "it is overspent by " + std::to_string(-balance) + " minor units";
                    addRows(*one, "SELECT e.id, j.effective_ms, j.effective_counter FROM stored_value_entry e JOIN "
                                  "journal j ON j.n = e.commit_n WHERE e.value = ? ORDER BY e.id");
                }
    }

    void cartTakenTwice()
    {
        const SqliteView view(m_database);
        const auto type = rowTypeOf(schema::Order::descriptor()).type;
        for (const auto& cart :
             subjects("SELECT cart FROM (SELECT cart, id AS o FROM \"order\" WHERE cart IS NOT NULL UNION SELECT cart, "
                      "\"order\" FROM merged_cart WHERE cart IS NOT NULL) GROUP BY cart HAVING count(*) > 1 ORDER BY "
                      "cart")) {
            if (arePartsOfOne(view, cart))
                continue;
            if (auto* one = add(cart, type))
                addRows(*one,
                        "SELECT o.id, j.effective_ms, j.effective_counter FROM \"order\" o JOIN journal j ON j.n = "
                        "o.commit_n WHERE o.id IN (SELECT id FROM \"order\" WHERE cart = ?1 UNION SELECT \"order\" "
                        "FROM merged_cart WHERE cart = ?1) ORDER BY o.id");
        }
    }
    /// Whether one till took the cart up and split it, so that several orders are made of it: each of what was set aside there, but one.
    [[nodiscard]] bool arePartsOfOne(const SqliteView& view, const Bytes& cart) const
    {
        std::set<Bytes> takers;
        std::size_t direct = 0;
        Query orders(m_database, "SELECT id FROM \"order\" WHERE cart = ?1 UNION SELECT \"order\" FROM merged_cart "
                                 "WHERE cart = ?1");
        orders.ownedBlob(cart);
        while (orders.step()) {
            const auto order = view.get(Id<schema::Order>(orders.bytes(0))).value_or(schema::Order());
            const auto aside = firstSetAsideOf(view, cart, order);
            takers.insert(aside ? aside->terminal() : order.terminal());
            direct += aside ? 0 : 1;
        }
        return takers.size() == 1 && direct <= 1;
    }
    /// Of the parked carts that an order was made of: the one that was set aside out of `cart` and no later one.
    [[nodiscard]] static std::optional<schema::ParkedCart> firstSetAsideOf(const SqliteView& view, const Bytes& cart,
                                                                           const schema::Order& order)
    {
        std::vector<schema::ParkedCart> aside;
        const auto look = [&](const Bytes& id) {
            auto row = view.get(Id<schema::ParkedCart>(id));
            if (row &&
                std::find(row->recalled_from().begin(), row->recalled_from().end(), cart) != row->recalled_from().end())
                aside.push_back(*std::move(row));
        };
        look(order.cart());
        for (const auto& further : order.details().further_cart())
            look(further);
        for (auto& one : aside)
            if (std::none_of(aside.begin(), aside.end(), [&](const auto& other) {
                    return std::find(one.recalled_from().begin(), one.recalled_from().end(), other.id()) !=
                           one.recalled_from().end();
                }))
                return std::move(one);
        return std::nullopt;
    }

    [[nodiscard]] std::vector<Bytes> subjects(const char* sql) const
    {
        std::vector<Bytes> all;
        for (Query query(m_database, sql); query.step();)
            all.emplace_back(query.bytes(0));
        return all;
    }

    /// Of a payment that was paid back once its till has seen to it, and the server.
    void overRefunded()
    {
        const SqliteView view(m_database);
        std::map<Bytes, std::string> orders; // With what is wrong.
        for (const auto& of :
             subjects("SELECT refund_of FROM payment WHERE refund_of IS NOT NULL GROUP BY refund_of HAVING "
                      "count(*) > 1 ORDER BY refund_of")) {
            const auto order = orderOf(view, of);
            if (order.empty() || orders.contains(order))
                continue;
            for (const auto& leg : refundLegs(view, Id<schema::Order>(order)).value_or(std::vector<RefundLeg>()))
                if (leg.refunded > leg.value)
                    orders.emplace(order, leg.refunded.toString() + " of " + leg.value.toString() + " went back");
        }
        const auto type = rowTypeOf(schema::Payment::descriptor()).type;
        for (const auto& [order, detail] : orders)
            if (auto* one = add(order, type)) {
                one->detail = detail;
                addRows(
                    *one,
                    "SELECT p.id, j.effective_ms, j.effective_counter FROM payment p JOIN journal j ON j.n = "
                    "p.commit_n WHERE p.refund_of = ?1 OR p.refund_of IN (SELECT id FROM payment WHERE \"order\" = ?1 "
                    "UNION SELECT id FROM cash_rounding WHERE \"order\" = ?1) ORDER BY p.id");
            }
    }
    /// What a refund names is a payment, a rounding or the order itself (domain/orders/refund.h).
    [[nodiscard]] static Bytes orderOf(const SqliteView& view, const Bytes& of)
    {
        if (const auto payment = view.get(Id<schema::Payment>(of)))
            return payment->order();
        if (const auto rounding = view.get(Id<schema::CashRounding>(of)))
            return rounding->order();
        return view.get(Id<schema::Order>(of)) ? of : Bytes();
    }

    void closedTwice()
    {
        const auto type = rowTypeOf(schema::ShiftClosing::descriptor()).type;
        for (const auto& shift :
             subjects("SELECT shift FROM shift_closing WHERE shift IS NOT NULL GROUP BY shift HAVING "
                      "count(*) > 1 ORDER BY shift"))
            if (auto* one = add(shift, type))
                addRows(*one, "SELECT c.id, j.effective_ms, j.effective_counter FROM shift_closing c JOIN journal j ON "
                              "j.n = c.commit_n WHERE c.shift = ? ORDER BY c.id");
    }

    void disputed()
    {
        const SqliteView view(m_database);
        const auto type = rowTypeOf(schema::OrderEvent::descriptor()).type;
        for (const auto& order :
             subjects("SELECT \"order\" FROM order_event WHERE \"order\" IS NOT NULL GROUP BY \"order\" "
                      "HAVING count(*) > 1 UNION SELECT e.\"order\" FROM order_event e JOIN \"order\" o ON o.placed = "
                      "e.\"order\" WHERE e.state IN (6, 7) ORDER BY 1")) {
            const auto history = orderHistory(view, Id<schema::Order>(order));
            if (history.strays.empty()) {
                soldAllTheSame(view, order, history);
                continue;
            }
            auto* one = add(order, type);
            if (one == nullptr)
                continue;
            one->detail = "it is " + std::string(orderStateName(history.state)) + " and was also " +
                          std::string(orderStateName(history.strays.front().state()));
            for (const auto& stray : history.strays)
                addRows(*one,
                        "SELECT e.id, j.effective_ms, j.effective_counter FROM order_event e JOIN journal j ON j.n "
                        "= e.commit_n WHERE e.id = ?",
                        stray.id());
        }
    }

    /// Goods of an order that ended on another till: sold after that, or while their codes were given back, and with the customer.
    void soldAllTheSame(const SqliteView& view, const Bytes& order, const OrderHistory& history)
    {
        if (history.state != schema::ORDER_CANCELLED && history.state != schema::ORDER_RETURNED)
            return;
        const auto& end = history.events.back();
        const auto ended = view.keyOfFact(end, RawId::of(end.id())).value_or(MergeKey{});
        const auto uses = view.where<schema::PromotionUse>(schema::PromotionUse::kOrderFieldNumber, order);
        const bool givenBack = std::any_of(uses.begin(), uses.end(), [](const auto& use) { return use.uses() < 0; });
        std::vector<Bytes> sales;
        std::string receipts;
        for (const auto& sale : view.where<schema::Order>(schema::Order::kPlacedFieldNumber, order)) {
            const auto sold = view.keyOfFact(sale, RawId::of(sale.id())).value_or(MergeKey{});
            if ((sold < ended && !givenBack) || isPlaced(sale.kind()) || !hasGoods(view, sale.id()))
                continue;
            sales.push_back(sale.id());
            receipts += (receipts.empty() ? "" : ", ") + sale.receipt();
        }
        if (sales.empty())
            return;
        if (auto* one = add(order, rowTypeOf(schema::Order::descriptor()).type)) {
            one->detail =
                "it is " + std::string(orderStateName(history.state)) + ", and goods of it were sold with " + receipts;
            for (const auto& sale : sales)
                addRows(*one,
                        "SELECT o.id, j.effective_ms, j.effective_counter FROM \"order\" o JOIN journal j ON j.n = "
                        "o.commit_n WHERE o.id = ?",
                        sale);
        }
    }
    /// Whether something that a sale handed over has not come back.
    [[nodiscard]] static bool hasGoods(const SqliteView& view, const Bytes& sale)
    {
        const auto lines = view.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, sale);
        return std::any_of(lines.begin(), lines.end(), [&](const auto& line) {
            return line.has_fulfils() &&
                   returnedOf(view, Id<schema::OrderLine>(line.id())).thousandths < line.quantity();
        });
    }

    /// Of those that at least two sales handed over of, or that one did while money went back on them.
    void overrun()
    {
        const SqliteView view(m_database);
        const auto type = rowTypeOf(schema::Order::descriptor()).type;
        for (const auto& placed :
             subjects("SELECT placed FROM \"order\" WHERE placed IS NOT NULL GROUP BY placed HAVING count(*) > 1 UNION "
                      "SELECT o.placed FROM \"order\" o JOIN payment p ON p.\"order\" = o.placed WHERE o.placed IS NOT "
                      "NULL AND p.amount_minor < 0 ORDER BY 1")) {
            std::string detail;
            for (const auto& row : view.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, placed)) {
                std::uint64_t sum = 0; // Modulo 2^64, as every sum of facts.
                for (const auto& sold : view.where<schema::OrderLine>(schema::OrderLine::kFulfilsFieldNumber, row.id()))
                    if (orderHistory(view, Id<schema::Order>(sold.order())).state != schema::ORDER_CANCELLED)
                        sum +=
                            static_cast<std::uint64_t>(sold.quantity()) -
                            static_cast<std::uint64_t>(returnedOf(view, Id<schema::OrderLine>(sold.id())).thousandths);
                const Quantity gone{static_cast<std::int64_t>(sum)};
                if (gone.thousandths > row.quantity())
                    detail += (detail.empty() ? "" : "; ") + gone.toString() + " of " +
                              Quantity{row.quantity()}.toString() + " " + row.name() + " were handed over";
            }
            const auto left = depositLeft(view, Id<schema::Order>(placed));
            if (left && left->minor() < 0)
                detail +=
                    (detail.empty() ? "" : "; ") + (-*left).toString() + " more of the deposit was used than was paid";
            if (detail.empty())
                continue;
            if (auto* one = add(placed, type)) {
                one->detail = std::move(detail);
                addRows(*one, "SELECT o.id, j.effective_ms, j.effective_counter FROM \"order\" o JOIN journal j ON "
                              "j.n = o.commit_n WHERE o.placed = ? ORDER BY o.id");
            }
        }
    }

    /// A till sells a piece only while it is there, so that below zero two did not know of each other.
    void soldTwice()
    {
        const auto type = rowTypeOf(schema::OrderLine::descriptor()).type;
        std::map<Bytes, std::string> pieces;
        for (Query query(m_database, "SELECT l.id, l.number FROM stock_level s CROSS JOIN lot l ON l.id = s.variant "
                                     "WHERE s.quantity < 0 AND l.serial = 1");
             query.step();)
            pieces.emplace(query.bytes(0), query.bytes(1));
        for (const auto& [piece, number] : pieces)
            if (auto* one = add(piece, type)) {
                one->detail = "piece " + number + " was sold more often than it was there";
                addRows(*one,
                        "SELECT m.line, max(j.effective_ms), max(j.effective_counter) FROM stock_movement m JOIN "
                        "journal j ON j.n = m.commit_n WHERE m.variant = (SELECT variant FROM lot WHERE id = ?1) "
                        "AND m.lot = ?1 AND m.line IS NOT NULL AND m.quantity < 0 GROUP BY m.line ORDER BY m.line");
            }
    }

    /// Each receipt was all right for the till that wrote it.
    void receivedTwice()
    {
        const SqliteView view(m_database);
        std::map<Bytes, std::pair<DoubleReceipt, const RowType*>> found; // By what was received.
        for (const auto& transfer :
             subjects("SELECT transfer FROM transfer_receipt WHERE transfer IS NOT NULL GROUP BY transfer HAVING "
                      "count(*) > 1"))
            if (auto twice = kontor::receivedTwice(view, Id<schema::StockTransfer>(transfer)))
                found.emplace(transfer,
                              std::pair(*std::move(twice), &rowTypeOf(schema::TransferReceipt::descriptor())));
        for (const auto& order : subjects("SELECT \"order\" FROM purchase_receipt WHERE \"order\" IS NOT NULL GROUP BY "
                                          "\"order\" HAVING count(*) > 1"))
            if (auto twice = kontor::receivedTwice(view, Id<schema::PurchaseOrder>(order)))
                found.emplace(order, std::pair(*std::move(twice), &rowTypeOf(schema::PurchaseReceipt::descriptor())));
        for (const auto& [subject, twice] : found) {
            auto* one = add(subject, twice.second->type);
            if (one == nullptr)
                continue;
            one->detail = twice.first.tooMany.toString() + " more than was due came by receipts that did not know of " +
                          "each other; together they cost " + std::to_string(twice.first.costMinor) + " minor units";
            const std::string sql = "SELECT r.id, j.effective_ms, j.effective_counter FROM " +
                                    RowTable::of(twice.second->descriptor).name() +
                                    " r JOIN journal j ON j.n = r.commit_n WHERE r.id = ?";
            for (const auto& receipt : twice.first.receipts)
                addRows(*one, sql.c_str(), receipt.string());
        }
    }

    /// Of those who last paid with points or brought something back, so many: what each has is a fold. Who brought goods back
    /// without their receipt may owe points that had expired, and never have paid with one.
    void pointsBelowZero(std::int64_t PointsView::*debt)
    {
        constexpr std::size_t mostPersons = 10'000;
        const SqliteView view(m_database);
        const auto type = rowTypeOf(schema::PointsEntry::descriptor()).type;
        std::set<Bytes> customers;
        for (Query query(m_database,
                         "SELECT customer FROM points_entry WHERE reason IN (1, 2) AND customer IS NOT NULL ORDER "
                         "BY at_us DESC, customer DESC");
             customers.size() < mostPersons && query.step();)
            customers.emplace(query.bytes(0));
        std::map<Bytes, PointsView> persons;
        for (const auto& customer : customers) {
            const auto person = standsFor(view, Id<schema::Customer>(customer)).string();
            if (persons.contains(person))
                continue;
            auto points = readPoints(view, Id<schema::Customer>(person), INT64_MAX);
            if (points.*debt > 0)
                persons.emplace(person, std::move(points));
        }
        for (const auto& [person, points] : persons)
            if (auto* one = add(person, type)) {
                const bool owed = m_kind == Kind::PointsOwed;
                one->detail = owed ? std::to_string(points.*debt) +
                                         " points were gone when the goods that had earned them came back"
                                   : "they are overspent by " + std::to_string(points.*debt) + " points";
                for (const auto& entry : points.entries)
                    if (entry.reason() == schema::POINTS_REDEEMED ||
                        (owed && entry.reason() == schema::POINTS_TAKEN_BACK))
                        addRows(*one,
                                "SELECT p.id, j.effective_ms, j.effective_counter FROM points_entry p JOIN journal j "
                                "ON j.n = p.commit_n WHERE p.id = ?",
                                entry.id());
            }
    }

    void adrift()
    {
        const auto type = rowTypeOf(schema::PaymentAttempt::descriptor()).type;
        const SqliteView view(m_database);
        // Those that paid for something are looked at again only when something else was heard of them since: an authorised
        // one that was captured is what every card payment of some providers is.
        for (const auto& attempt : subjects(
                 "SELECT a.id FROM payment_attempt a WHERE NOT EXISTS (SELECT 1 FROM payment p WHERE p.card_attempt "
                 "= a.id AND p.method = 2) UNION SELECT e.attempt FROM payment_event e JOIN payment p ON "
                 "p.card_attempt = e.attempt AND p.method = 2 WHERE e.state IN (3, 5, 6) OR (e.state = 1 AND NOT "
                 "EXISTS "
                 "(SELECT 1 FROM payment_event c WHERE c.attempt = e.attempt AND c.state = 2)) ORDER BY 1")) {
            const auto card = readCardPayment(view, Id<schema::PaymentAttempt>(attempt));
            if (!card)
                continue;
            const bool hasPaid = paid(attempt);
            // What is authorised only is money of the customer's still, and lapses unless it is captured.
            const bool isTaken = card->state == schema::CARD_CAPTURED || !card->isSettled();
            if (hasPaid ? isTaken : card->isSettled() && !card->holdsMoney())
                continue;
            if (auto* one = add(attempt, type)) {
                one->detail = "a card payment that is " + std::string(cardStateName(card->state)) +
                              (hasPaid ? " has paid for an order" : " is in no order");
                addRows(*one,
                        "SELECT a.id, j.effective_ms, j.effective_counter FROM payment_attempt a JOIN journal j ON "
                        "j.n = a.commit_n WHERE a.id = ?");
            }
        }
    }

    [[nodiscard]] bool paid(const Bytes& attempt) const
    {
        Query query(m_database, "SELECT 1 FROM payment WHERE card_attempt = ? AND method = 2 LIMIT 1");
        return query.ownedBlob(attempt).step();
    }

    Database& m_database;
    Kind m_kind;
    BytesView m_after;
    std::size_t m_limit;
    std::vector<ShopException>& m_list;
};

} // namespace

void addSellingExceptions(Database& database, Kind after, BytesView subject, std::size_t limit,
                          std::vector<ShopException>& list)
{
    for (const Kind kind :
         {Kind::OverReturned, Kind::StoredValueOverspent, Kind::CartTakenTwice, Kind::CardPaymentAdrift,
          Kind::OverRefunded, Kind::ShiftClosedTwice, Kind::OrderDisputed, Kind::SerialSoldTwice, Kind::PointsOverspent,
          Kind::PlacedOrderOverrun, Kind::ReceivedTwice, Kind::PointsOwed})
        if (after <= kind && list.size() < limit)
            Finding(database, kind, after == kind ? subject : BytesView(), limit, list).run();
}

} // namespace kontor::exceptions
