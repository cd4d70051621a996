#include "storage/projections/customer_sum.h"

#include <algorithm>
#include <map>

namespace kontor::projections {

namespace {

void put(Database& database, BytesView customer, const CustomerSum& sum)
{
    if (sum == CustomerSum{}) {
        Query(database, "DELETE FROM customer_sum WHERE customer=?").blob(customer).exec();
        return;
    }
    Query query(database, "INSERT INTO customer_sum(customer, spent, orders, last_us) VALUES(?,?,?,?) ON "
                          "CONFLICT(customer) DO UPDATE SET spent=excluded.spent, orders=excluded.orders, "
                          "last_us=excluded.last_us");
    query.blob(customer).bind(sum.spentMinor).bind(sum.orders);
    if (sum.lastOrder)
        query.bind(*sum.lastOrder);
    else
        query.null();
    query.exec();
}

void add(CustomerSum& sum, std::int64_t minor, bool isSale, int sign)
{
    // Modulo 2^64, as stock_level.
    const auto amount = static_cast<std::uint64_t>(minor);
    sum.spentMinor =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(sum.spentMinor) + (sign > 0 ? amount : 0 - amount));
    if (isSale)
        sum.orders += sign > 0 ? 1 : UINT64_MAX;
}

} // namespace

void createCustomerSum(Database& database)
{
    {
        Query query(database, "SELECT 1 FROM sqlite_schema WHERE type='table' AND name='customer_sum'");
        if (query.step())
            return;
    }
    database.run("CREATE TABLE customer_sum(customer BLOB PRIMARY KEY, spent INTEGER NOT NULL, orders INTEGER NOT "
                 "NULL, last_us INTEGER) STRICT, WITHOUT ROWID");
    makeCustomerSumAgain(database);
}

void clearCustomerSum(Database& database)
{
    database.run("DELETE FROM customer_sum");
}

void makeCustomerSumAgain(Database& database)
{
    clearCustomerSum(database);
    std::map<Bytes, CustomerSum> sums;
    {
        Query query(database, "SELECT customer, total_minor, IFNULL(kind, 0), IFNULL(at_us, 0) FROM \"order\" WHERE "
                              "customer IS NOT NULL AND IFNULL(kind, 0) <= 1 AND training IS NOT 1");
        static_assert(schema::SALE == 0 && schema::RETURN == 1);
        while (query.step()) {
            auto& sum = sums[Bytes(query.bytes(0))];
            const bool isSale = query.integer(2) == schema::SALE;
            add(sum, query.integer(1), isSale, 1);
            if (isSale)
                sum.lastOrder = std::max(sum.lastOrder.value_or(query.integer(3)), query.integer(3));
        }
    }
    for (const auto& [customer, sum] : sums)
        if (!customer.empty())
            put(database, customer, sum);
}

void addToCustomerSum(Database& database, const schema::Order& order, int sign)
{
    if (order.customer().empty() || order.training() || order.kind() > schema::RETURN)
        return;
    const bool isSale = order.kind() == schema::SALE;
    auto sum = customerSum(database, order.customer());
    add(sum, order.total().minor(), isSale, sign);
    if (isSale && sign > 0) {
        sum.lastOrder = std::max(sum.lastOrder.value_or(order.at_us()), order.at_us());
    } else if (isSale && sum.lastOrder == order.at_us()) {
        // The last one goes: what is the last now has to be looked for.
        Query query(database, "SELECT max(IFNULL(at_us, 0)) FROM \"order\" WHERE customer=? AND IFNULL(kind, 0)=0 AND "
                              "training IS NOT 1 AND id<>?");
        query.blob(order.customer()).blob(order.id());
        sum.lastOrder = query.step() && !query.isNull(0) ? std::optional(query.integer(0)) : std::nullopt;
    }
    put(database, order.customer(), sum);
}

CustomerSum customerSum(Database& database, BytesView customer)
{
    Query query(database, "SELECT spent, orders, last_us FROM customer_sum WHERE customer=?");
    if (!query.blob(customer).step())
        return {};
    return {query.integer(0), query.natural(1), query.isNull(2) ? std::nullopt : std::optional(query.integer(2))};
}

void dumpCustomerSum(Database& database, const std::function<void(std::string_view line)>& line)
{
    for (Query query(database, "SELECT customer, spent, orders, IFNULL(last_us, 'never') FROM customer_sum ORDER BY "
                               "customer");
         query.step();) {
        std::string text = "customer_sum " + hex(query.bytes(0));
        for (int column = 1; column < 4; ++column)
            text.append(" ").append(query.bytes(column));
        line(text);
    }
}

} // namespace kontor::projections
