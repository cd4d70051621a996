#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/orders.pb.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

/// What a promotion took from a line; zero for a gift.
struct ReceiptDiscount {
    std::string name;
    Money amount;
};
struct ReceiptLine {
    explicit ReceiptLine(Currency currency) : discount(0, currency), total(0, currency) {}

    std::string name;
    std::string sku;
    Quantity quantity;
    std::string unitSymbol; ///< "kg"; empty for pieces.
    UnitPrice unitPrice;
    std::string priceUnitSymbol; ///< What the unit price is per, where that is another: "100 g".
    Money discount;
    std::vector<ReceiptDiscount> discounts; ///< By which promotions.
    Money total;
    bool isOpenPrice = false;
    bool isGift = false;
};
struct ReceiptTax {
    std::string name;
    std::uint32_t ratePpm = 0; ///< 0 for an amount per unit.
    Money gross; ///< Of the lines with this rate; where a line has several taxes, of this one's base and itself.
    Money tax;
};
struct ReceiptPayment {
    schema::PaymentMethod method = schema::CASH;
    Money amount;
    Money tendered; ///< Of money of another currency: its worth.
    Money change;
    std::optional<Money> foreign = {}; ///< What was handed over, in the other currency.
    std::string lastFour = {};         ///< Of a card, where somebody knows them.
    std::string reference = {};        ///< A cheque's or voucher's number; of a gift card or store credit its code.
    Money tip = Money(0, amount.currency());
    std::int64_t points = 0; ///< By points: how many; below zero: given back.
};

/// An order as its receipt shows it, from stored facts alone: printing again next year gives the same amounts.
struct ReceiptView {
    explicit ReceiptView(Currency currency)
        : total(0, currency),
          tax(0, currency),
          change(0, currency),
          cashRounding(0, currency)
    {}

    Id<schema::Order> order;
    schema::OrderKind kind = schema::SALE;
    bool isTraining = false; ///< Practice: no number, and nothing was sold.
    std::string receipt;     ///< "T1-K7Q2-000123".
    std::uint64_t duplicates =
        0; ///< How often it was printed again (receipt_copy.h): above zero, what is printed says so.
    std::string organisation;
    std::string store;
    std::string terminal;
    std::string cashier;
    std::string customerNumber; ///< Empty for nobody.
    std::string header;         ///< Settings receipt.header and receipt.footer.
    std::string footer;
    TimeUs at = 0;
    std::uint32_t businessDate = 0; ///< 20101201
    std::vector<ReceiptLine> lines;
    std::vector<ReceiptTax> taxes; ///< By rate, then name; lines without tax are in none.
    std::vector<ReceiptPayment> payments;
    Money total;
    Money tax;
    Money change; ///< Of all payments.
    Money
        cashRounding; ///< To coins: the payments add up to total plus this. A line of its own on the receipt, never in a tax.
};

/// Errors: NotFound about "order"; Invalid about "currency" when the stored one is unknown here.
[[nodiscard]] Result<ReceiptView> readReceipt(const Reader& shop, Id<schema::Order> order);

} // namespace kontor
