#include "domain/orders/shift_sums.h"

#include "domain/base/exact.h"
#include "domain/journal/reader.h"
#include "domain/orders/shift.h"

#include <algorithm>
#include <tuple>

namespace kontor {

std::int64_t addClamped(std::int64_t a, std::int64_t b)
{
    const Int128 sum = static_cast<Int128>(a) + b;
    return static_cast<std::int64_t>(std::clamp<Int128>(sum, INT64_MIN, INT64_MAX));
}

void ShiftSums::fault(const schema::Order& order, const std::string& what)
{
    ++m_badCount;
    if (m_bad.size() >= mostListed)
        return;
    auto& bad = m_bad.emplace_back();
    bad.set_order(order.id());
    bad.set_receipt(order.receipt());
    bad.set_what(what);
}

void ShiftSums::addMissing(const std::vector<std::string>& receipts, std::uint64_t count)
{
    m_badCount += count;
    for (const auto& receipt : receipts) {
        if (m_bad.size() >= mostListed)
            return;
        auto& bad = m_bad.emplace_back();
        bad.set_receipt(receipt);
        bad.set_what("no order here has this number: it was set aside, or is still to come");
    }
}

void ShiftSums::addTax(std::uint32_t ratePpm, const std::string& name, std::int64_t gross, std::int64_t tax)
{
    auto& total = m_taxes[{ratePpm, name}];
    total.set_gross_minor(addClamped(total.gross_minor(), gross));
    total.set_tax_minor(addClamped(total.tax_minor(), tax));
}

void ShiftSums::addPayment(const schema::Payment& payment)
{
    auto& total = m_tenders[{payment.method(), payment.amount().currency()}];
    total.set_count(total.count() + 1);
    total.set_amount_minor(addClamped(total.amount_minor(), payment.amount().minor()));
    total.set_tip_minor(addClamped(total.tip_minor(), payment.details().tip_minor()));
    if (payment.method() != schema::CASH)
        return;
    if (!payment.has_foreign()) {
        m_cashMinor = addClamped(m_cashMinor, payment.amount().minor());
        return;
    }
    // Other money lies beside the own: what is in the drawer of it is a total of its own, and the change was the own.
    m_cashMinor = addClamped(m_cashMinor, -payment.change().minor());
    auto& foreign = m_tenders[{payment.method(), payment.foreign().currency()}];
    foreign.set_count(foreign.count() + 1);
    foreign.set_amount_minor(addClamped(foreign.amount_minor(), payment.foreign().minor()));
}

void ShiftSums::add(const schema::Order& order)
{
    constexpr std::int64_t most = 1'000'000'000'000'000; // As line_price.h bounds a line.
    const auto total = order.total().minor();
    if (order.total().currency() != m_currency.numeric() || total > most || total < -most)
        return fault(order, "its total is in another currency, or no amount");
    Int128 lines = 0;
    Int128 taxes = 0;
    Int128 paid = -static_cast<Int128>(total);
    std::uint64_t count = 0;
    bool hasTaxRows = false;
    schema::OrderLine line;
    m_shop.eachWhere(schema::OrderLine::kOrderFieldNumber, order.id(), line, [&] {
        ++count;
        lines += line.total_minor();
        taxes += line.tax_minor();
        m_sums.set_discount_minor(addClamped(m_sums.discount_minor(), line.discount_minor()));
        if (line.has_tax_rate_ppm())
            addTax(line.tax_rate_ppm(), line.tax_name(), line.total_minor(), line.tax_minor());
        hasTaxRows = hasTaxRows || (line.has_tax_minor() && !line.has_tax_rate_ppm());
        return true;
    });
    schema::LineTax tax;
    if (hasTaxRows)
        m_shop.eachWhere(schema::LineTax::kOrderFieldNumber, order.id(), tax, [&] {
            addTax(0, tax.name() + " " + tax.rate(), addClamped(tax.base_minor(), tax.amount_minor()),
                   tax.amount_minor());
            return true;
        });
    schema::Payment payment;
    m_shop.eachWhere(schema::Payment::kOrderFieldNumber, order.id(), payment, [&] {
        paid += payment.amount().minor();
        addPayment(payment);
        return true;
    });
    schema::CashRounding rounding;
    m_shop.eachWhere(schema::CashRounding::kOrderFieldNumber, order.id(), rounding, [&] {
        paid -= rounding.amount().minor();
        m_sums.set_rounding_minor(addClamped(m_sums.rounding_minor(), rounding.amount().minor()));
        return true;
    });
    if (order.kind() == schema::RETURN) {
        m_sums.set_returns(m_sums.returns() + 1);
        m_sums.set_returns_minor(addClamped(m_sums.returns_minor(), total));
    } else {
        m_sums.set_sales(m_sums.sales() + 1);
        m_sums.set_sales_minor(addClamped(m_sums.sales_minor(), total));
    }
    m_sums.set_tax_minor(addClamped(m_sums.tax_minor(), order.tax().minor()));
    if (count != order.lines() || lines != total)
        fault(order, "its lines do not add up to its total");
    else if (taxes != order.tax().minor())
        fault(order, "its taxes do not add up");
    else if (paid != 0)
        fault(order, "its payments do not add up to its total");
}

schema::SalesSums ShiftSums::sums() const
{
    auto sums = m_sums;
    for (const auto& [key, total] : m_tenders) {
        auto& one = *sums.add_tender();
        one = total;
        one.set_method(static_cast<schema::PaymentMethod>(key.first));
        one.set_currency(key.second);
    }
    for (const auto& [key, total] : m_taxes) {
        auto& one = *sums.add_tax();
        one = total;
        one.set_rate_ppm(key.first);
        one.set_name(key.second);
    }
    return sums;
}

void addSums(schema::SalesSums& sum, const schema::SalesSums& more)
{
    sum.set_sales(sum.sales() + more.sales());
    sum.set_returns(sum.returns() + more.returns());
    sum.set_sales_minor(addClamped(sum.sales_minor(), more.sales_minor()));
    sum.set_returns_minor(addClamped(sum.returns_minor(), more.returns_minor()));
    sum.set_tax_minor(addClamped(sum.tax_minor(), more.tax_minor()));
    sum.set_discount_minor(addClamped(sum.discount_minor(), more.discount_minor()));
    sum.set_rounding_minor(addClamped(sum.rounding_minor(), more.rounding_minor()));
    if (more.training() != 0)
        sum.set_training(sum.training() + more.training());
    for (const auto& tender : more.tender()) {
        auto& all = *sum.mutable_tender();
        auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) {
            return one.method() == tender.method() && one.currency() == tender.currency();
        });
        if (found == all.end()) {
            *all.Add() = tender;
            continue;
        }
        found->set_count(found->count() + tender.count());
        found->set_amount_minor(addClamped(found->amount_minor(), tender.amount_minor()));
        found->set_tip_minor(addClamped(found->tip_minor(), tender.tip_minor()));
    }
    for (const auto& tax : more.tax()) {
        auto& all = *sum.mutable_tax();
        auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) {
            return one.rate_ppm() == tax.rate_ppm() && one.name() == tax.name();
        });
        if (found == all.end()) {
            *all.Add() = tax;
            continue;
        }
        found->set_gross_minor(addClamped(found->gross_minor(), tax.gross_minor()));
        found->set_tax_minor(addClamped(found->tax_minor(), tax.tax_minor()));
    }
}

} // namespace kontor
