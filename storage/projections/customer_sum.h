#pragma once

#include "domain/customers/membership.h"
#include "domain/schema/orders.pb.h"
#include "storage/database.h"

#include <functional>
#include <string_view>

namespace kontor::projections {

/// What orders of each customer row come to (sales and returns, not practice). Scope: store. Inputs: Order. Sums, and the last sale: one
/// row is read and written for each sale to somebody, none for others.
void createCustomerSum(Database& database); ///< Makes it out of the orders where there was no such table.
void clearCustomerSum(Database& database);
void makeCustomerSumAgain(Database& database);
/// The order is in its table, whether it comes or goes.
void addToCustomerSum(Database& database, const schema::Order& order, int sign);
[[nodiscard]] CustomerSum customerSum(Database& database, BytesView customer);
void dumpCustomerSum(Database& database, const std::function<void(std::string_view line)>& line);

} // namespace kontor::projections
