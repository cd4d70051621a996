#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/schema/orders.pb.h"
#include "ui/sell/amount_entry.h"
#include "ui/widgets/entry_frame.h"

#include <optional>
#include <vector>

namespace kontor {

class ChipRow;
class Label;

/// Takes the place of the tiles while the price of one line is keyed in, or taken down by a part for a reason. Whether the cashier
/// may is the command's to say.
class PricePanel : public EntryFrame
{
    Q_OBJECT
public:
    explicit PricePanel(const Theme& theme, Currency currency, QWidget* parent = nullptr);

    /// `list`: what the parts are taken off; nothing: of `now`.
    /// `reason`: of a discount that it has already.
    void begin(Id<schema::CartLine> line, const QString& name, UnitPrice now, std::optional<UnitPrice> list,
               const QString& reason = {});
    /// Of an item that is not in the sale yet, since the list has no price for it.
    void beginUnpriced(const QString& name);
    /// Nil: of an item that waits for its price.
    [[nodiscard]] Id<schema::CartLine> line() const { return m_line; }

Q_SIGNALS:
    /// Of the line it began with, whatever has been marked or scanned since; nil: of the item that waits.
    /// `reason`: of a part that is taken off the list's price; empty: a price like any other.
    void chosen(kontor::Id<kontor::schema::CartLine> line, kontor::UnitPrice price, const QString& reason);
    void listPriceWanted(kontor::Id<kontor::schema::CartLine> line);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void takeOff(int percent);
    void type(const QString& characters);
    void erase();
    void clear();
    void turnToPercent(bool percent);
    void accept();
    void showPrice();

    void showLineButtons(bool shown);

    Currency m_currency;
    Id<schema::CartLine> m_line;
    AmountEntry m_entry;
    QString m_percent; ///< What is keyed in to be taken off, while that is asked for.
    bool m_isPercent = false;
    UnitPrice m_before;
    UnitPrice m_list;
    QStringList m_reasonTexts;
    Label* m_why;
    ChipRow* m_reasons;           ///< Why a part is taken off.
    std::vector<Button*> m_parts; ///< Of what there is a price for already.
    Button* m_ofPercent;
    Button* m_set;
    Button* m_back;
};

} // namespace kontor
