#pragma once

#include "domain/orders/cart.h"

#include <QAbstractListModel>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace kontor {

/// The lines of the open cart for TicketList, and below them a code nobody knows, until the next thing happens.
class TicketModel : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    /// What anybody pays for one of a variant, to say what was taken off a price that was keyed in.
    using ListPrice = std::function<std::optional<UnitPrice>(Id<schema::Variant>)>;
    void setListPrice(ListPrice listPrice) { m_listPrice = std::move(listPrice); }
    /// Takes the lines over; rows that stay keep their index, so that the selection stays too.
    void setLines(std::vector<CartLineView> lines);
    /// What comes along for nothing: rows behind the lines that nobody changes.
    void setGifts(std::vector<GiftCharge> gifts);
    /// A row that sells nothing but says why. Empty title: none.
    void setProblem(const QString& title, const QString& remedy);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

    [[nodiscard]] int lineCount() const { return int(m_lines.size()); }
    [[nodiscard]] bool hasProblem() const { return !m_problemTitle.isEmpty(); }
    [[nodiscard]] int problemRow() const { return lineCount() + int(m_gifts.size()); }
    [[nodiscard]] const CartLineView* line(int row) const;      ///< Null for gifts, the problem row and beyond.
    [[nodiscard]] int rowOf(Id<schema::Variant> variant) const; ///< The last one; -1 without.
    [[nodiscard]] int rowOf(Id<schema::CartLine> line) const;   ///< -1 when it has gone.
    [[nodiscard]] Id<schema::Variant> variantOf(Id<schema::CartLine> line) const; ///< Nil when it has gone.

private:
    [[nodiscard]] QVariant giftData(const GiftCharge& gift, int role) const;

    [[nodiscard]] QString keyedIn(const CartLineView& line, Currency currency) const;

    ListPrice m_listPrice;
    /// Read once for the lines there are: a row is painted more often than it changes.
    mutable std::map<RawId, std::optional<UnitPrice>> m_listPrices;
    std::vector<CartLineView> m_lines;
    std::vector<GiftCharge> m_gifts;
    QString m_problemTitle;
    QString m_problemRemedy;
};

} // namespace kontor
