#pragma once

#include "domain/schema/orders.pb.h"
#include "storage/database.h"
#include "storage/view.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <string_view>

namespace kontor::projections {

/// Orders per (terminal, business date, hour of the till's wall clock, currency): how many sales and returns, their totals and
/// taxes. Orders for practice and what is only promised are left out. Scope: store. Input: Order. Kind: sum. An hour without orders has no row: equal stores have equal rows.
///
/// Made in an older file from the orders that are there.
void createSalesHour(Database& database);
void addToSalesHour(Database& database, const schema::Order& order, int sign);
/// From all orders there are. Also for a file that is no store's yet.
void makeSalesHourAgain(SQLite::Database& database);
/// Of business dates `from` to `to`, hour by hour and till by till.
[[nodiscard]] std::vector<View::SalesHour> salesHours(Database& database, std::uint32_t from, std::uint32_t to);
void dumpSalesHour(Database& database, const std::function<void(std::string_view line)>& line);

} // namespace kontor::projections
