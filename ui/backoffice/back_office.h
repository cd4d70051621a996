#pragma once

#include "domain/base/result.h"
#include "ui/sell/sign_in_model.h"
#include "ui/theme/theme.h"

#include <QObject>

namespace kontor {

class CatalogPage;
class ListWatch;
class MainWindow;
class SellArea;
class Store;
class SyncMonitor;
class TodayPage;

/// The pages beside selling, put into the window and opened for whoever may see them.
class BackOffice : public QObject
{
    Q_OBJECT
public:
    BackOffice(const Theme& theme, Store& store, const ListWatch& lists, const SyncMonitor& sync, SellArea& till,
               MainWindow& window);

    [[nodiscard]] CatalogPage& catalog() { return *m_catalog; }
    [[nodiscard]] TodayPage& today() { return *m_today; }
    void open(); ///< At its first page.

private:
    void admit(const SignInModel::Person& person);

    Store& m_store;
    MainWindow& m_window;
    // Owned by the window.
    TodayPage* m_today;
    CatalogPage* m_catalog;
};

} // namespace kontor
