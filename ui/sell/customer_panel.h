#pragma once

#include "ui/sell/customer_hit.h"
#include "ui/widgets/pick_list.h"

#include <vector>

namespace kontor {

class Store;

/// Takes the place of the tiles while the customer of the sale is looked up, each keystroke at once.
class CustomerPanel : public PickList
{
    Q_OBJECT
public:
    CustomerPanel(const Theme& theme, Store& store, QWidget* parent = nullptr);

    void open(bool hasCustomer);

Q_SIGNALS:
    void picked(kontor::Id<kontor::schema::Customer> customer);
    void nobodyWanted();
    void newWanted(const QString& text); ///< Nobody found is the one: of this name, or number.

private:
    void find(const QString& text);
    void makeNew();

    Store& m_store;
    Button* m_nobody;
    Button* m_new;
    std::vector<CustomerHit> m_hits;
};

} // namespace kontor
