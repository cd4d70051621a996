#include "domain/orders/receipt.h"

#include "domain/journal/reader.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/identity.pb.h"
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

void readLines(const Reader& shop, const Bytes& order, Currency currency, ReceiptView& view)
{
    auto rows = shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order);
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.ordinal() < b.ordinal(); });
    std::map<std::pair<std::uint32_t, std::string>, ReceiptTax> taxes;
    for (const auto& row : rows) {
        ReceiptLine line(currency);
        line.name = row.name();
        line.sku = row.sku();
        line.quantity = Quantity{row.quantity()};
        line.unitSymbol = row.unit_symbol();
        line.unitPrice = UnitPrice{row.unit_price_e4()};
        line.priceUnitSymbol = row.price_unit_symbol();
        line.discount = Money(row.discount_minor(), currency);
        line.total = Money(row.total_minor(), currency);
        line.isOpenPrice = !row.has_price();
        if (row.has_tax_rate_ppm()) {
            const Money nothing(0, currency);
            auto& tax = taxes
                            .try_emplace({row.tax_rate_ppm(), row.tax_name()},
                                         ReceiptTax{row.tax_name(), row.tax_rate_ppm(), nothing, nothing})
                            .first->second;
            tax.gross += line.total;
            tax.tax += Money(row.tax_minor(), currency);
        }
        view.lines.push_back(std::move(line));
    }
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
    view.receipt = order->receipt();
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
        view.change += payment.change;
        view.payments.push_back(payment);
    }
    for (const auto& row : shop.where<schema::CashRounding>(schema::CashRounding::kOrderFieldNumber, order->id()))
        view.cashRounding += Money(row.amount().minor(), currency);
    return view;
}

} // namespace kontor
