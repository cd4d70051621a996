#pragma once

#include "storage/exceptions.h"

namespace kontor::exceptions {

/// What two tills did to one thing while they had not heard of each other: goods that came back or were paid back twice, gift cards
/// below zero, parked carts sold twice, also as parts of merged ones, shifts closed twice, placed orders handed over and cancelled; pieces that
/// were sold twice, points that were overspent; and card payments that are in no order, or are an order's and were voided. Worked out of the rows when the list is read, so that a sale pays
/// nothing for it and every replica with the same rows has the same ones.
void addSellingExceptions(Database& database, ShopException::Kind after, BytesView subject, std::size_t limit,
                          std::vector<ShopException>& list);

} // namespace kontor::exceptions
