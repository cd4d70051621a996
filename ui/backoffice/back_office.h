#pragma once

#include "domain/base/result.h"
#include "ui/backoffice/office_ports.h"
#include "ui/sell/sign_in_model.h"
#include "ui/theme/theme.h"

#include <QObject>

namespace kontor {

class CatalogPage;
class ImportPage;
class ListWatch;
class MainWindow;
class SellArea;
class SettingsPage;
class Store;
class SyncMonitor;
class TodayPage;

/// The pages beside selling, put into the window and opened for whoever may see them.
class BackOffice : public QObject
{
    Q_OBJECT
public:
    BackOffice(const Theme& theme, Store& store, const ListWatch& lists, const SyncMonitor& sync, SellArea& till,
               MainWindow& window, const OfficePorts& ports = {});

    [[nodiscard]] CatalogPage& catalog() { return *m_catalog; }
    [[nodiscard]] TodayPage& today() { return *m_today; }
    [[nodiscard]] SettingsPage& settings() { return *m_settings; }
    [[nodiscard]] ImportPage* import() { return m_import; } ///< Null without its port.
    void open();                                            ///< At its first page.

Q_SIGNALS:
    void languageRequested(const QString& code);
    void joined(); ///< The till has a server now.

private:
    void admit(const SignInModel::Person& person);

    Store& m_store;
    MainWindow& m_window;
    // Owned by the window.
    TodayPage* m_today;
    CatalogPage* m_catalog;
    ImportPage* m_import = nullptr;
    SettingsPage* m_settings;
};

} // namespace kontor
