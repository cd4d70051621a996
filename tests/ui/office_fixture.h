#pragma once

#include <QTest>

#include "storage/product_lists.h"
#include "ui/backoffice/back_office.h"
#include "ui/list_watch.h"
#include "ui/till_window.h"
#include "ui/widgets/field.h"

namespace kontor {

/// A shop, its till and the back office beside it, which a test of one of its pages begins with.
class OfficeFixture
{
protected:
    std::unique_ptr<TillShop> m_shop;
    std::unique_ptr<ProductLists> m_lists;
    std::unique_ptr<ListWatch> m_watch;
    std::unique_ptr<TillWindow> m_till;
    std::unique_ptr<BackOffice> m_office;

    /// The window on m_shop; what `ports` name outlives it.
    void openOffice(OfficePorts ports = {})
    {
        m_lists = std::move(*ProductLists::open(m_shop->store()));
        if (!m_lists->settle())
            qFatal("the lists are not settled");
        m_watch = std::make_unique<ListWatch>(*m_lists);
        m_till = std::make_unique<TillWindow>(*m_shop);
        m_office = std::make_unique<BackOffice>(m_till->theme(), m_shop->store(), *m_watch, m_till->sync(),
                                                m_till->area(), m_till->window(), std::move(ports));
    }
    /// All but the shop.
    void closeOffice()
    {
        m_office.reset();
        m_till.reset();
        m_watch.reset();
        m_lists.reset();
    }
    Field* field(const QString& name) { return m_till->find<Field>(name); }
    Field* field(const char* name) { return field(QLatin1String(name)); }
    /// As by hand: what is typed faster is a scan.
    void fill(const char* name, const QString& text)
    {
        auto* at = field(name);
        QVERIFY2(at != nullptr, name);
        at->setFocus();
        at->selectAll();
        TillWindow::type(text);
        QTRY_COMPARE(at->text(), text); // Digits wait a moment: they might be a scan.
    }
};

} // namespace kontor
