#include "domain/orders/receipt.h"

#include "domain/base/rational.h"
#include "domain/journal/reader.h"
#include "domain/orders/receipt_copy.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/payments.pb.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <map>

namespace kontor {

namespace {

/// Names of who, where and for whom; a row that has not arrived yet leaves its name empty.
void readNames(const Reader& shop, const schema::Order& order, ReceiptView& view)
{
    SettingOwners owners;
    if (const auto organisations = shop.all<schema::Organisation>(); !organisations.empty()) {
        view.organisation = organisations.front().name();
        owners.organisation = Id<schema::Organisation>(organisations.front().id());
    }
    if (const auto terminal = shop.get(Id<schema::Terminal>(order.terminal()))) {
        owners.terminal = Id<schema::Terminal>(terminal->id());
        owners.store = Id<schema::Store>(terminal->store());
        view.terminal = terminal->name();
    }
    if (const auto store = shop.get(owners.store))
        view.store = store->name();
    if (const auto staff = shop.get(Id<schema::Staff>(order.staff())))
        view.cashier = staff->name();
    if (const auto customer = shop.get(Id<schema::Customer>(order.customer())))
        view.customerNumber = customer->number();
    view.header = readSetting(shop, owners, receiptHeader);
    view.footer = readSetting(shop, owners, receiptFooter);
}

/// The percentage of a tax row, as far as it is one of at most four decimals.
std::uint32_t ratePpmOf(const schema::LineTax& row)
{
    const auto rate = Rational::parse(row.rate(), "rate");
    const auto ppm = rate ? (*rate * 10'000).whole() : std::nullopt;
    return ppm && *ppm > 0 && *ppm <= 1'000'000'000 ? static_cast<std::uint32_t>(*ppm) : 0;
}

void readLines(const Reader& shop, const Bytes& order, Currency currency, ReceiptView& view)
{
    auto rows = shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order);
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.ordinal() < b.ordinal(); });
    std::map<std::pair<std::uint32_t, std::string>, ReceiptTax> taxes;
    const auto addTax = [&](std::uint32_t ratePpm, const std::string& name, Money gross, Money amount) {
        const Money nothing(0, currency);
        auto& tax = taxes.try_emplace({ratePpm, name}, ReceiptTax{name, ratePpm, nothing, nothing}).first->second;
        tax.gross += gross;
        tax.tax += amount;
    };
    const auto discounts = shop.where<schema::LineDiscount>(schema::LineDiscount::kOrderFieldNumber, order);
    for (const auto& row : rows) {
        ReceiptLine line(currency);
        line.name = row.name();
        line.sku = row.sku();
        line.quantity = Quantity{row.quantity()};
        line.unitSymbol = row.unit_symbol();
        line.unitPrice = UnitPrice{row.has_charged_price_e4() ? row.charged_price_e4() : row.unit_price_e4()};
        line.priceUnitSymbol = row.price_unit_symbol();
        line.discount = Money(row.discount_minor(), currency);
        line.total = Money(row.total_minor(), currency);
        line.isGift = row.has_gift_of();
        line.isOpenPrice = !row.has_price() && !line.isGift;
        for (const auto& discount : discounts)
            if (discount.line() == row.ordinal())
                line.discounts.push_back({discount.name(), Money(discount.amount_minor(), currency)});
        if (row.has_tax_rate_ppm())
            addTax(row.tax_rate_ppm(), row.tax_name(), line.total, Money(row.tax_minor(), currency));
        view.lines.push_back(std::move(line));
    }
    for (const auto& row : shop.where<schema::LineTax>(schema::LineTax::kOrderFieldNumber, order))
        addTax(ratePpmOf(row), row.name(), Money(row.base_minor(), currency) + Money(row.amount_minor(), currency),
               Money(row.amount_minor(), currency));
    for (auto& [key, tax] : taxes)
        view.taxes.push_back(std::move(tax));
}

} // namespace

Result<ReceiptView> readReceipt(const Reader& shop, Id<schema::Order> id)
{
    const auto order = shop.get(id);
    if (!order)
        return fail(Error::Kind::NotFound, "order", "there is no such order");
    const auto total = Money::from(order->total());
    if (!total)
        return tl::unexpected(total.error());
    const Currency currency = total->currency();

    ReceiptView view(currency);
    view.order = id;
    view.kind = order->kind();
    view.isTraining = order->training();
    view.receipt = order->receipt();
    view.duplicates = receiptCopies(shop, id);
    view.at = order->at_us();
    view.businessDate = order->business_date();
    view.total = *total;
    view.tax = Money(order->tax().minor(), currency);
    readNames(shop, *order, view);
    readLines(shop, order->id(), currency, view);
    for (const auto& row : shop.where<schema::Payment>(schema::Payment::kOrderFieldNumber, order->id())) {
        ReceiptPayment payment{row.method(), Money(row.amount().minor(), currency),
                               Money(row.tendered().minor(), currency), Money(row.change().minor(), currency)};
        if (row.has_foreign())
            if (const auto foreign = Money::from(row.foreign()))
                payment.foreign = *foreign;
        payment.lastFour = row.details().last_four();
        payment.reference = row.details().reference();
        payment.tip = Money(row.details().tip_minor(), currency);
        payment.points = row.method() == schema::LOYALTY_POINTS ? row.details().points() : 0;
        if (row.has_stored_value())
            if (const auto value = shop.get(Id<schema::StoredValue>(row.stored_value())))
                payment.reference = value->code();
        view.change += payment.change;
        view.payments.push_back(payment);
    }
    for (const auto& row : shop.where<schema::CashRounding>(schema::CashRounding::kOrderFieldNumber, order->id()))
        view.cashRounding += Money(row.amount().minor(), currency);
    return view;
}

} // namespace kontor
