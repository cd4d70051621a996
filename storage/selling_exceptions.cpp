#include "storage/selling_exceptions.h"

#include "domain/payments/card_state.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/payments.pb.h"
#include "storage/sqlite_view.h"

#include <map>

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
    void addRows(ShopException& one, const char* sql)
    {
        Query query(m_database, sql);
        query.ownedBlob(one.subject);
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
        const auto type = rowTypeOf(schema::Order::descriptor()).type;
        std::vector<Bytes> carts;
        for (Query query(m_database,
                         "SELECT cart FROM \"order\" WHERE cart IS NOT NULL GROUP BY cart HAVING count(*) > 1 "
                         "ORDER BY cart");
             query.step();)
            carts.emplace_back(query.bytes(0));
        for (const auto& cart : carts)
            if (auto* one = add(cart, type))
                addRows(*one,
                        "SELECT o.id, j.effective_ms, j.effective_counter FROM \"order\" o JOIN journal j ON j.n = "
                        "o.commit_n WHERE o.cart = ? ORDER BY o.id");
    }

    void adrift()
    {
        const auto type = rowTypeOf(schema::PaymentAttempt::descriptor()).type;
        const SqliteView view(m_database);
        std::vector<Bytes> attempts;
        for (Query query(m_database,
                         "SELECT a.id FROM payment_attempt a WHERE NOT EXISTS (SELECT 1 FROM payment p WHERE "
                         "p.card_attempt = a.id) ORDER BY a.id");
             query.step();)
            attempts.emplace_back(query.bytes(0));
        for (const auto& attempt : attempts) {
            const auto card = readCardPayment(view, Id<schema::PaymentAttempt>(attempt));
            if (!card || (card->isSettled() && !card->holdsMoney()))
                continue;
            if (auto* one = add(attempt, type)) {
                one->detail = "a card payment that is " + std::string(cardStateName(card->state)) + " is in no order";
                addRows(*one,
                        "SELECT a.id, j.effective_ms, j.effective_counter FROM payment_attempt a JOIN journal j ON "
                        "j.n = a.commit_n WHERE a.id = ?");
            }
        }
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
         {Kind::OverReturned, Kind::StoredValueOverspent, Kind::CartTakenTwice, Kind::CardPaymentAdrift})
        if (after <= kind && list.size() < limit)
            Finding(database, kind, after == kind ? subject : BytesView(), limit, list).run();
}

} // namespace kontor::exceptions
