#include "ui/sell/return_model.h"

#include "domain/orders/find_order.h"
#include "ui/text/money_text.h"

#include <algorithm>

namespace kontor {
namespace {
constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
constexpr int lastDigits = 4;
} // namespace

std::optional<ReturnModel::Sale> ReturnModel::saleOf(const schema::Order& order) const
{
    const auto total = Money::from(order.total());
    if (!total || order.kind() != schema::SALE || order.training())
        return std::nullopt;
    return Sale{Id<schema::Order>(order.id()), qtext(order.receipt()), order.at_us(), *total};
}

std::vector<ReturnModel::Sale> ReturnModel::find(const QString& text, std::size_t limit) const
{
    const auto shop = m_store.read();
    const auto wanted = text.trimmed().toUpper();
    std::vector<Sale> sales;
    const auto take = [&](const schema::Order& order) {
        const auto known = [&](const Sale& sale) { return sale.order.bytes() == order.id(); };
        if (const auto sale = saleOf(order); sale && std::none_of(sales.begin(), sales.end(), known))
            sales.push_back(*sale);
    };
    if (!wanted.isEmpty())
        for (const auto& order : ordersByReceipt(*shop, wanted.toStdString()))
            take(order);
    std::vector<schema::Order> recent;
    schema::Order row;
    const auto now = m_store.now();
    shop->eachBetween(schema::Order::kAtUsFieldNumber, now - dayUs, now, row, [&] {
        if (wanted.isEmpty() || qtext(row.receipt()).endsWith(wanted))
            recent.push_back(row);
        return true;
    });
    for (auto order = recent.rbegin(); order != recent.rend() && sales.size() < limit; ++order)
        take(*order);
    if (!wanted.isEmpty() && sales.size() < limit) {
        auto older = ordersByReceiptEnd(*shop, wanted.toStdString(), limit);
        std::sort(older.begin(), older.end(), [](const auto& a, const auto& b) { return a.at_us() > b.at_us(); });
        for (const auto& order : older)
            take(order);
    }
    const bool digits = std::all_of(wanted.begin(), wanted.end(), [](QChar c) { return c.isDigit(); });
    if (wanted.size() == lastDigits && digits)
        for (const auto& order : ordersByCard(*shop, wanted.toStdString(), limit))
            take(order);
    if (sales.size() > limit)
        sales.resize(limit, sales.front());
    return sales;
}

Result<Done> ReturnModel::open(Id<schema::Order> order)
{
    const auto shop = m_store.read();
    const auto row = shop->get(order);
    const auto lines = returnableLines(*shop, order);
    m_sale = row ? saleOf(*row) : std::nullopt;
    m_lines.clear();
    if (!lines || !m_sale)
        return fail(Error::Kind::NotFound, "order", "there is no such sale here");
    for (const auto& line : *lines) {
        const Quantity sold{line.line.quantity()};
        if (sold.thousandths <= 0)
            continue;
        const Quantity left{std::max<std::int64_t>(sold.thousandths - line.returned.thousandths, 0)};
        m_lines.push_back({Id<schema::OrderLine>(line.line.id()),
                           qtext(line.line.name()),
                           sold,
                           left,
                           {},
                           Money(line.line.total_minor(), m_sale->total.currency())});
    }
    return Done{};
}

void ReturnModel::close()
{
    m_sale.reset();
    m_lines.clear();
}

void ReturnModel::change(int row, int by)
{
    if (row < 0 || row >= int(m_lines.size()))
        return;
    auto& line = m_lines[std::size_t(row)];
    const bool whole = line.left.thousandths % 1000 == 0;
    const auto wanted = whole ? line.taken.thousandths + std::int64_t{by} * 1000 : (by > 0 ? line.left.thousandths : 0);
    line.taken.thousandths = std::clamp<std::int64_t>(wanted, 0, line.left.thousandths);
}

void ReturnModel::takeAll()
{
    for (auto& line : m_lines)
        line.taken = line.left;
}

bool ReturnModel::isAnyTaken() const
{
    return std::any_of(m_lines.begin(), m_lines.end(), [](const Line& line) { return line.taken.thousandths > 0; });
}

std::vector<AddReturn> ReturnModel::goods(const QString& reason, schema::ReturnCondition condition) const
{
    std::vector<AddReturn> goods;
    for (const auto& line : m_lines)
        if (line.taken.thousandths > 0)
            goods.push_back({line.line, line.taken, condition, reason.toStdString()});
    return goods;
}

} // namespace kontor
