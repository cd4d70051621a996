#pragma once

#include "ui/sell/return_model.h"
#include "ui/theme/theme.h"

#include <QStackedWidget>

#include <vector>

class QVBoxLayout;

namespace kontor {

class Button;
class Card;
class ChipRow;
class Label;
class PickList;

/// Takes the place of the tiles while goods come back: first the sale they are of, then which of it, how many and why. The ticket
/// stays in sight; a scan is the receipt, or goods that come back without one.
class ReturnPanel : public QStackedWidget
{
    Q_OBJECT
public:
    ReturnPanel(const Theme& theme, Store& store, QWidget* parent = nullptr);

    void begin();
    void show(Id<schema::Order> order);

Q_SIGNALS:
    void accepted(const std::vector<kontor::AddReturn>& goods);
    void copyWanted(kontor::Id<kontor::schema::Order> order); ///< A duplicate of its receipt.
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeGoods();
    void find(const QString& text);
    void showGoods();
    void mark(int row);
    void change(int row, int by);
    void accept();

    const Theme& m_theme;
    ReturnModel m_model;
    std::vector<ReturnModel::Sale> m_found;
    PickList* m_find;
    QWidget* m_goods = nullptr;
    Label* m_title = nullptr;
    QVBoxLayout* m_rows = nullptr;
    ChipRow* m_reasons = nullptr;
    ChipRow* m_conditions = nullptr;
    Button* m_accept = nullptr;
    Button* m_copy = nullptr;
    std::vector<Label*> m_counts;
    std::vector<Card*> m_cards;
    int m_marked = 0;
};

} // namespace kontor
