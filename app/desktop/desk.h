#pragma once

#include "domain/base/result.h"
#include "ui/backoffice/office_ports.h"
#include "ui/sell/sell_area.h"
#include "ui/sell/sign_in_model.h"
#include "ui/theme/theme.h"

#include <QByteArray>
#include <QObject>

#include <memory>
#include <optional>

class QApplication;

namespace kontor {

class BackOffice;
class ListWatch;
class MainWindow;
class ReceiptPrinter;
class Store;
class SyncMonitor;

/// The window with all its pages in one theme. To change the theme it is made again: everything that is worth keeping is in the
/// store, the open cart too, and whoever is signed in stays so.
class Desk : public QObject
{
    Q_OBJECT
public:
    /// Errors: as SellArea::open.
    [[nodiscard]] static Result<std::unique_ptr<Desk>> open(QApplication& application, Store& store,
                                                            const ListWatch& lists, const SyncMonitor& sync,
                                                            Theme::Variant variant, const OfficePorts& ports = {},
                                                            ReceiptPrinter* printer = nullptr);
    ~Desk() override;

    /// What is on the screen and not in the store: another desk takes it over when theme or language change. An open form of the back
    /// office is not of it.
    struct Kept {
        std::optional<SignInModel::Person> person;
        SellArea::Kept till;
        int area = -1;
        QByteArray geometry;
    };
    [[nodiscard]] Kept keep() const;
    void resume(Kept kept);

    [[nodiscard]] MainWindow& window() { return *m_window; }
    [[nodiscard]] SellArea& till() { return *m_till; }
    [[nodiscard]] BackOffice& office() { return *m_office; }
    [[nodiscard]] const Theme& theme() const { return m_theme; }
    [[nodiscard]] const std::optional<SignInModel::Person>& person() const { return m_person; }

    /// What was chosen last on this machine; light at first.
    [[nodiscard]] static Theme::Variant keptVariant(const Store& store);
    static void keepVariant(Store& store, Theme::Variant variant);

Q_SIGNALS:
    void themeRequested(kontor::Theme::Variant variant);
    void languageRequested(const QString& code); ///< Empty: the system's.
    void joined();                               ///< The till has a server now.

private:
    explicit Desk(Theme::Variant variant);

    Theme m_theme;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<SellArea> m_till;
    std::unique_ptr<BackOffice> m_office;
    std::optional<SignInModel::Person> m_person;
};

} // namespace kontor
