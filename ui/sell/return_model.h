#pragma once

#include "domain/base/money.h"
#include "domain/orders/return_goods.h"
#include "storage/store.h"

#include <QString>

#include <optional>
#include <vector>

namespace kontor {

/// Finds an earlier sale and holds what of it is chosen to come back. Knows no screen; the commands are SellModel's.
class ReturnModel
{
public:
    struct Sale {
        Id<schema::Order> order;
        QString receipt;
        TimeUs at = 0;
        Money total;
    };
    struct Line {
        Id<schema::OrderLine> line;
        QString name;
        Quantity sold;
        Quantity left;  ///< May still come back.
        Quantity taken; ///< Is chosen to.
        Money total;    ///< Of all that was sold.
    };

    explicit ReturnModel(Store& store) : m_store(store) {}

    /// By the receipt's number, as printed or its end, however old; by four digits those paid by such a card, too; the last of this day and
    /// the one before for an empty text. The newest first.
    [[nodiscard]] std::vector<Sale> find(const QString& text, std::size_t limit) const;

    /// Errors: NotFound about "order".
    [[nodiscard]] Result<Done> open(Id<schema::Order> order);
    void close();
    [[nodiscard]] const std::optional<Sale>& sale() const { return m_sale; }
    [[nodiscard]] const std::vector<Line>& lines() const { return m_lines; }
    /// One more or fewer, or all that is left of what is sold by weight.
    void change(int row, int by);
    void takeAll();
    [[nodiscard]] bool isAnyTaken() const;
    [[nodiscard]] std::vector<AddReturn> goods(const QString& reason, schema::ReturnCondition condition) const;

private:
    [[nodiscard]] std::optional<Sale> saleOf(const schema::Order& order) const;

    Store& m_store;
    std::optional<Sale> m_sale;
    std::vector<Line> m_lines;
};

} // namespace kontor
