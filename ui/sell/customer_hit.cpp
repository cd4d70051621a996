#include "ui/sell/customer_hit.h"

#include "ui/text/money_text.h"

#include <QStringList>

#include <algorithm>

namespace kontor {

std::optional<CustomerHit> customerHit(const Reader& shop, Id<schema::Customer> customer)
{
    const auto row = shop.get(customer);
    if (!row)
        return std::nullopt;
    CustomerHit hit;
    hit.id = customer;
    const auto number = qtext(row->number());
    hit.name = row->name().empty() ? number : qtext(row->name());
    QStringList details;
    if (!row->company().empty())
        details << qtext(row->company());
    if (!row->name().empty() && !number.isEmpty())
        details << number;
    for (const auto& group : row->customer_group())
        if (const auto known = shop.get(Id<schema::CustomerGroup>(group)))
            details << qtext(known->name());
    hit.detail = details.join(QStringLiteral(" · "));
    return hit;
}

std::vector<CustomerHit> findCustomers(const View& shop, const QString& text, std::size_t limit)
{
    std::vector<CustomerHit> hits;
    for (const auto& found : shop.searchRows(schema::Customer::default_instance(), text.toStdString(), limit)) {
        Id<schema::Customer> id(found);
        auto row = shop.get(id);
        if (row && !row->merged_into().empty()) { // One step: who was merged twice stands at the end of it.
            id = Id<schema::Customer>(row->merged_into());
            row = shop.get(id);
        }
        const bool known = std::any_of(hits.begin(), hits.end(), [&](const auto& hit) { return hit.id == id; });
        if (!row || row->archived() || known)
            continue;
        if (auto hit = customerHit(shop, id))
            hits.push_back(std::move(*hit));
    }
    return hits;
}

} // namespace kontor
