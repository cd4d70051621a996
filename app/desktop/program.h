#pragma once

#include "app/desktop/file_importer.h"
#include "app/desktop/server_enrolment.h"
#include "app/desktop/sync_pill.h"
#include "app/devices/system_receipt_printer.h"
#include "domain/base/result.h"
#include "storage/product_lists.h"
#include "storage/store.h"
#include "ui/backoffice/office_ports.h"
#include "ui/theme/theme.h"

#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>

class QApplication;

namespace kontor {

class Desk;
class Language;
class ListWatch;
class SyncThread;

/// An open shop with its window: what lives longer than one theme or language of it.
class Program : public QObject
{
    Q_OBJECT
public:
    struct Wish {
        std::filesystem::path data;
        std::string server; ///< Kept; empty: the one that is known.
        bool dark = false;  ///< Whatever was chosen before.
    };
    /// `keepsLanguage`: as it is; else what was chosen in this shop. Errors: as openShop and Desk::open; Conflict about the folder when another Kontor has it.
    [[nodiscard]] static Result<std::unique_ptr<Program>> open(QApplication& application, Language& language,
                                                               const Wish& wish, bool keepsLanguage);
    ~Program() override;

    void show();

private:
    Program(QApplication& application, Language& language, std::unique_ptr<Store> store,
            std::unique_ptr<ProductLists> lists);
    Result<Done> makeDesk(Theme::Variant variant);
    void renew(Theme::Variant variant);
    void follow();

    QApplication& m_application;
    Language& m_language;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<ProductLists> m_lists;
    std::unique_ptr<ListWatch> m_watch;
    FileImporter m_importer;
    ServerEnrolment m_enrolment;
    SyncPill m_pill;
    SystemReceiptPrinter m_printer;
    std::unique_ptr<SyncThread> m_sync;
    std::unique_ptr<Desk> m_desk;
};

} // namespace kontor
