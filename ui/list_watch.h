#pragma once

#include "storage/product_lists.h"
#include "ui/courier.h"

#include <QObject>

#include <atomic>
#include <memory>

namespace kontor {

/// Tells the screen that the prepared lists have changed. One for the program, since the lists have one watcher; it goes before
/// they do.
class ListWatch : public QObject
{
    Q_OBJECT
public:
    explicit ListWatch(ProductLists& lists, QObject* parent = nullptr) : QObject(parent), m_lists(lists)
    {
        // A long import changes them many times: one on its way is enough.
        const auto onItsWay = std::make_shared<std::atomic_bool>(false);
        m_lists.setWatcher([this, post = m_courier.post(), onItsWay] {
            if (onItsWay->exchange(true))
                return;
            post([this, onItsWay] {
                onItsWay->store(false);
                Q_EMIT changed();
            });
        });
    }
    ~ListWatch() override { m_lists.setWatcher({}); }

    [[nodiscard]] ProductLists& lists() const { return m_lists; }

Q_SIGNALS:
    void changed();

private:
    ProductLists& m_lists;
    Courier m_courier{this};
};

} // namespace kontor
