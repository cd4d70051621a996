#include "app/desktop/program.h"

#include "app/clock/open_shop.h"
#include "app/desktop/desk.h"
#include "app/desktop/language.h"
#include "sync/client/sync_thread.h"
#include "sync/protocol/server_address.h"
#include "ui/list_watch.h"
#include "ui/main_window.h"
#include "ui/sell/sell_area.h"

#include <QApplication>

namespace kontor {

Program::Program(QApplication& application, Language& language, std::unique_ptr<Store> store,
                 std::unique_ptr<ProductLists> lists)
    : m_application(application),
      m_language(language),
      m_store(std::move(store)),
      m_lists(std::move(lists)),
      m_watch(std::make_unique<ListWatch>(*m_lists)),
      m_importer(*m_store),
      m_enrolment(*m_store)
{}

Program::~Program() = default;

Result<std::unique_ptr<Program>> Program::open(QApplication& application, Language& language, const Wish& wish,
                                               bool keepsLanguage)
{
    StoreOptions options;
    options.reserveBytes = defaultReserveBytes;
    options.directory = wish.data;
    auto store = openShop(std::move(options));
    if (!store)
        return tl::unexpected(store.error());
    if ((*store)->isReadOnly())
        return fail(Error::Kind::Conflict, wish.data.string(), "is open in another Kontor; close that first");
    if (!wish.server.empty()) {
        auto address = serverOf(**store).value_or(ServerAddress{});
        address.url = wish.server;
        if (auto kept = keepServer(**store, address); !kept)
            return tl::unexpected(kept.error());
    }
    auto lists = ProductLists::open(**store);
    if (!lists)
        return tl::unexpected(lists.error());
    std::unique_ptr<Program> program(new Program(application, language, std::move(*store), std::move(*lists)));
    program->follow();
    if (!keepsLanguage)
        language.use(Language::kept(*program->m_store));
    const auto variant = wish.dark ? Theme::Variant::Dark : Desk::keptVariant(*program->m_store);
    if (auto made = program->makeDesk(variant); !made)
        return tl::unexpected(made.error());
    return program;
}

void Program::follow()
{
    m_sync = std::make_unique<SyncThread>(*m_store);
    m_pill.follow(*m_sync);
}

Result<Done> Program::makeDesk(Theme::Variant variant)
{
    const OfficePorts ports{&m_importer, &m_enrolment, Language::all(), Language::kept(*m_store)};
    auto next = Desk::open(m_application, *m_store, *m_watch, m_pill, variant, ports, &m_printer);
    if (!next)
        return tl::unexpected(next.error());
    // Queued: the desk that says so goes.
    connect(
        next->get(), &Desk::themeRequested, this,
        [this](Theme::Variant other) {
            Desk::keepVariant(*m_store, other);
            renew(other);
        },
        Qt::QueuedConnection);
    connect(
        next->get(), &Desk::languageRequested, this,
        [this](const QString& code) {
            Language::keep(*m_store, code);
            m_language.use(code);
            renew(m_desk->theme().variant);
        },
        Qt::QueuedConnection);
    connect(
        next->get(), &Desk::joined, this,
        [this] {
            follow(); // The one before knew no server.
            m_sync->start();
        },
        Qt::QueuedConnection);
    m_desk = std::move(*next);
    return Done{};
}

void Program::renew(Theme::Variant variant)
{
    auto before = std::move(m_desk);
    auto kept = before->keep();
    if (!makeDesk(variant)) {
        m_desk = std::move(before);
        return;
    }
    m_desk->resume(std::move(kept));
    m_desk->window().show();
}

void Program::show()
{
    m_desk->window().resize(1366, 768);
    m_desk->window().showMaximized();
    m_sync->start();
}

} // namespace kontor
