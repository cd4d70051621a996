#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/schema/orders.pb.h"
#include "ui/widgets/entry_frame.h"

namespace kontor {

/// Takes the place of the tiles while the quantity of one line is typed. No dialog: the ticket stays in sight, and the
/// next scan goes on selling.
class QuantityPanel : public EntryFrame
{
    Q_OBJECT
public:
    explicit QuantityPanel(const Theme& theme, QWidget* parent = nullptr);

    /// `measured`: parts of one are sold, and a decimal mark is taken. `unit`: "kg"; empty for pieces.
    void begin(Id<schema::CartLine> line, const QString& name, Quantity now, bool measured, const QString& unit);
    [[nodiscard]] Id<schema::CartLine> line() const { return m_line; }

Q_SIGNALS:
    /// Of the line it began with, whatever has been marked or scanned since.
    void chosen(kontor::Id<kontor::schema::CartLine> line, kontor::Quantity quantity);

private:
    void type(const QString& digits);
    void accept();
    void showQuantity();

    Id<schema::CartLine> m_line;
    QString m_text;
    QString m_unit;
    Quantity m_before;
    bool m_measured = false;
};

} // namespace kontor
