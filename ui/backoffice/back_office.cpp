#include "ui/backoffice/back_office.h"

#include "domain/identity/actor.h"
#include "storage/store.h"
#include "ui/backoffice/catalog/catalog_page.h"
#include "ui/backoffice/import/import_page.h"
#include "ui/backoffice/settings/settings_page.h"
#include "ui/backoffice/today/today_page.h"
#include "ui/main_window.h"
#include "ui/sell/sell_area.h"

namespace kontor {

BackOffice::BackOffice(const Theme& theme, Store& store, const ListWatch& lists, const SyncMonitor& sync,
                       SellArea& till, MainWindow& window, const OfficePorts& ports)
    : m_store(store),
      m_window(window),
      m_today(new TodayPage(theme, store, sync, till.model().currency())),
      m_catalog(new CatalogPage(theme, store, lists)),
      m_import(ports.import != nullptr ? new ImportPage(theme, *ports.import) : nullptr),
      m_settings(
          new SettingsPage(theme, store, till.model().currency(), ports.enrolment, ports.languages, ports.language))
{
    m_window.addArea(QStringLiteral("layout-dashboard"), tr("Today"), m_today);
    m_window.addArea(QStringLiteral("package"), tr("Catalogue"), m_catalog);
    if (m_import != nullptr) {
        m_window.addArea(QStringLiteral("upload"), tr("Import"), m_import);
        m_catalog->offerImport();
        connect(m_catalog, &CatalogPage::importRequested, this, [this] { m_window.showPage(m_import); });
    }
    m_window.addArea(QStringLiteral("settings"), tr("Settings"), m_settings);
    connect(m_settings, &SettingsPage::languageRequested, this, &BackOffice::languageRequested);
    connect(m_settings, &SettingsPage::joined, this, &BackOffice::joined);
    connect(&m_window, &MainWindow::officeRequested, this, &BackOffice::open);
    connect(&till, &SellArea::admitted, this, &BackOffice::admit);
    m_window.setOfficeOpen(false);
}

void BackOffice::admit(const SignInModel::Person& person)
{
    // Whoever may change the catalogue finds the way; what each page does is asked again by its commands.
    const auto actor = Actor::load(*m_store.read(), person.id);
    m_catalog->setActor(person.id);
    m_settings->setActor(person.id);
    if (m_import != nullptr)
        m_import->setActor(person.id);
    m_window.setOfficeOpen(actor && actor->may(schema::EDIT_CATALOG).has_value());
}

void BackOffice::open()
{
    m_window.showPage(m_today);
}

} // namespace kontor
