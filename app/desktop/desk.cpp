#include "app/desktop/desk.h"

#include "storage/store.h"
#include "ui/backoffice/back_office.h"
#include "ui/list_watch.h"
#include "ui/main_window.h"
#include "ui/sell/sell_area.h"
#include "ui/theme/style.h"

#include <QApplication>

namespace kontor {
namespace {
constexpr const char* themeKey = "desktop.theme";
}

Desk::Desk(Theme::Variant variant) : m_theme(Theme::load(variant)) {}

Desk::~Desk()
{
    // Pages before the window that owns them is gone, areas before their pages' models.
    m_office.reset();
    m_till.reset();
}

Result<std::unique_ptr<Desk>> Desk::open(QApplication& application, Store& store, const ListWatch& lists,
                                         const SyncMonitor& sync, Theme::Variant variant, const OfficePorts& ports,
                                         ReceiptPrinter* printer)
{
    auto desk = std::unique_ptr<Desk>(new Desk(variant));
    applyTheme(application, desk->m_theme);
    desk->m_window = std::make_unique<MainWindow>(desk->m_theme, sync);
    auto till = SellArea::open(
        desk->m_theme, store, [&store] { return store.now(); }, *desk->m_window, &lists, printer);
    if (!till)
        return tl::unexpected(till.error());
    desk->m_till = std::move(*till);
    desk->m_office =
        std::make_unique<BackOffice>(desk->m_theme, store, lists, sync, *desk->m_till, *desk->m_window, ports);
    auto* raw = desk.get();
    connect(raw->m_till.get(), &SellArea::admitted, raw,
            [raw](const SignInModel::Person& person) { raw->m_person = person; });
    connect(raw->m_till.get(), &SellArea::locked, raw, [raw] { raw->m_person.reset(); });
    connect(raw->m_office.get(), &BackOffice::languageRequested, raw, &Desk::languageRequested);
    connect(raw->m_office.get(), &BackOffice::joined, raw, &Desk::joined);
    connect(raw->m_window.get(), &MainWindow::themeRequested, raw, [raw] {
        Q_EMIT raw->themeRequested(raw->m_theme.variant == Theme::Variant::Dark ? Theme::Variant::Light
                                                                                : Theme::Variant::Dark);
    });
    return desk;
}

Desk::Kept Desk::keep() const
{
    return {m_person, m_till->keep(), m_window->area(), m_window->saveGeometry()};
}

void Desk::resume(Kept kept)
{
    m_window->restoreGeometry(kept.geometry);
    if (kept.person) {
        m_till->admit(*kept.person);
        m_till->goOn(std::move(kept.till));
        m_window->showArea(kept.area);
    }
}

Theme::Variant Desk::keptVariant(const Store& store)
{
    const auto kept = store.local(themeKey);
    return kept && *kept == Bytes("dark") ? Theme::Variant::Dark : Theme::Variant::Light;
}

void Desk::keepVariant(Store& store, Theme::Variant variant)
{
    // Not being able to keep a colour stops nobody.
    (void)store.setLocal(themeKey, variant == Theme::Variant::Dark ? "dark" : "light");
}

} // namespace kontor
