#include "ui/sell/ticket_model.h"

#include "ui/sell/notice.h"
#include "ui/text/money_text.h"
#include "ui/widgets/ticket_list.h"

#include <algorithm>

namespace kontor {

QString TicketModel::keyedIn(const CartLineView& line, Currency currency) const
{
    auto known = m_listPrices.find(line.variant.raw);
    if (known == m_listPrices.end())
        known = m_listPrices.emplace(line.variant.raw, m_listPrice ? m_listPrice(line.variant) : std::nullopt).first;
    const auto& list = known->second;
    if (!list || list->e4 <= line.unitPrice.e4 || line.unitPrice.e4 < 0)
        return tr("Price keyed in");
    const auto offTenths = (list->e4 - line.unitPrice.e4) * 1000 / list->e4;
    return tr("%1 less than %2", "percent, the list's price")
        .arg(rateText(std::uint32_t((offTenths + 5) / 10 * 10'000)), unitPriceText(*list, currency));
}

void TicketModel::setLines(std::vector<CartLineView> lines)
{
    m_listPrices.clear();
    // The common cases are one more line, or one changed: compare by line id from the top.
    std::size_t same = 0;
    while (same < m_lines.size() && same < lines.size() && m_lines[same].line == lines[same].line)
        ++same;
    const auto before = int(m_lines.size());
    const auto after = int(lines.size());
    const auto kept = int(same);
    if (kept < before) {
        beginRemoveRows({}, kept, before - 1);
        m_lines.erase(m_lines.begin() + kept, m_lines.end());
        endRemoveRows();
    }
    for (int row = 0; row < kept; ++row)
        m_lines[std::size_t(row)] = std::move(lines[std::size_t(row)]);
    if (kept > 0)
        Q_EMIT dataChanged(index(0), index(kept - 1));
    if (kept < after) {
        beginInsertRows({}, kept, after - 1);
        for (int row = kept; row < after; ++row)
            m_lines.push_back(std::move(lines[std::size_t(row)]));
        endInsertRows();
    }
}

void TicketModel::setGifts(std::vector<GiftCharge> gifts)
{
    const int first = lineCount();
    if (!m_gifts.empty()) {
        beginRemoveRows({}, first, first + int(m_gifts.size()) - 1);
        m_gifts.clear();
        endRemoveRows();
    }
    if (!gifts.empty()) {
        beginInsertRows({}, first, first + int(gifts.size()) - 1);
        m_gifts = std::move(gifts);
        endInsertRows();
    }
}

void TicketModel::setProblem(const QString& title, const QString& remedy)
{
    const int row = problemRow();
    if (hasProblem()) {
        beginRemoveRows({}, row, row);
        m_problemTitle.clear();
        endRemoveRows();
    }
    if (!title.isEmpty()) {
        beginInsertRows({}, row, row);
        m_problemTitle = title;
        m_problemRemedy = remedy;
        endInsertRows();
    }
}

int TicketModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : problemRow() + (hasProblem() ? 1 : 0);
}

QVariant TicketModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto* line = this->line(index.row());
    if (line == nullptr && index.row() < problemRow())
        return giftData(m_gifts[std::size_t(index.row() - lineCount())], role);
    if (line == nullptr) {
        switch (role) {
        case Qt::DisplayRole: return m_problemTitle;
        case Qt::AccessibleTextRole: return QString(m_problemTitle + QLatin1Char(' ') + m_problemRemedy);
        case TicketProblemRole: return m_problemRemedy;
        default: return {};
        }
    }
    const auto currency = line->total.currency();
    switch (role) {
    case Qt::DisplayRole: return qtext(line->name);
    case TicketDetailRole:
        return tr("%1 × %2", "quantity, price")
            .arg(quantityText(line->quantity), unitPriceText(line->chargedPrice.value_or(line->unitPrice), currency));
    case TicketReasonsRole: {
        QStringList reasons;
        if (!line->price && line->label.empty() && !line->problem)
            reasons << keyedIn(*line, currency);
        for (const auto& discount : line->discounts)
            reasons << tr("%1 %2", "promotion, what it takes")
                           .arg(qtext(discount.name), amountText(Money(-discount.amountMinor, currency)));
        return reasons;
    }
    case TicketTotalRole: return amountText(line->total);
    case TicketProblemRole:
        return line->problem ? noticeOf(*line->problem).title + QLatin1Char(' ') + tr("Remove the line.") : QString();
    case Qt::AccessibleTextRole:
        return tr("%1, %2 at %3, together %4")
            .arg(qtext(line->name), quantityText(line->quantity), unitPriceText(line->unitPrice, currency),
                 moneyText(line->total));
    default: return {};
    }
}

QVariant TicketModel::giftData(const GiftCharge& gift, int role) const
{
    switch (role) {
    case Qt::DisplayRole: return qtext(gift.goodsName);
    case TicketDetailRole:
        return tr("%1 × gift · %2", "quantity, promotion").arg(quantityText(gift.quantity), qtext(gift.name));
    case TicketTotalRole: return tr("free");
    case Qt::AccessibleTextRole:
        return tr("%1, %2 for nothing: %3").arg(qtext(gift.goodsName), quantityText(gift.quantity), qtext(gift.name));
    default: return {};
    }
}

const CartLineView* TicketModel::line(int row) const
{
    return row >= 0 && row < lineCount() ? &m_lines[std::size_t(row)] : nullptr;
}

int TicketModel::rowOf(Id<schema::CartLine> line) const
{
    const auto found =
        std::find_if(m_lines.begin(), m_lines.end(), [line](const CartLineView& one) { return one.line == line; });
    return found == m_lines.end() ? -1 : int(found - m_lines.begin());
}

Id<schema::Variant> TicketModel::variantOf(Id<schema::CartLine> line) const
{
    const int row = rowOf(line);
    return row < 0 ? Id<schema::Variant>() : m_lines[std::size_t(row)].variant;
}

int TicketModel::rowOf(Id<schema::Variant> variant) const
{
    for (int row = lineCount() - 1; row >= 0; --row) {
        if (m_lines[std::size_t(row)].variant == variant)
            return row;
    }
    return -1;
}

} // namespace kontor
