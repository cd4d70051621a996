#include "app/clock/open_shop.h"
#include "app/desktop/pictures.h"
#include "app/desktop/sync_pill.h"
#include "storage/store.h"
#include "sync/client/sync_thread.h"
#include "sync/protocol/server_address.h"
#include "ui/main_window.h"
#include "ui/sell/sell_area.h"
#include "ui/text/english_plurals.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QCommandLineParser>

#include <cstdio>

namespace {

int complain(const kontor::Error& error)
{
    std::fprintf(stderr, "kontor: %s: %s\n", error.about.c_str(), error.detail.c_str());
    return 1;
}

} // namespace

int main(int argc, char** argv)
{
    using namespace kontor;
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Kontor"));
    QApplication::setDesktopFileName(QStringLiteral("kontor"));

    EnglishPlurals plurals;
    QApplication::installTranslator(&plurals);

    QCommandLineParser arguments;
    arguments.setApplicationDescription(QApplication::translate("main", "The till of a shop."));
    arguments.addHelpOption();
    const QCommandLineOption data(QStringLiteral("data"), QApplication::translate("main", "The shop's data folder."),
                                  QStringLiteral("DIR"));
    const QCommandLineOption server(
        QStringLiteral("server"), QApplication::translate("main", "The server, e.g. https://shop.example:8443. Kept."),
        QStringLiteral("URL"));
    const QCommandLineOption dark(QStringLiteral("dark"), QApplication::translate("main", "The dark theme."));
    const QCommandLineOption pictures(QStringLiteral("screenshots"),
                                      QApplication::translate("main", "Write pictures of the pages and leave."),
                                      QStringLiteral("DIR"));
    arguments.addOptions({data, server, dark, pictures});
    arguments.process(application);
    if (!arguments.isSet(data)) {
        std::fprintf(stderr, "kontor: --data DIR is needed; `kontorctl init --data DIR` makes a new shop\n");
        return 2;
    }
    const std::filesystem::path directory(arguments.value(data).toStdString());

    if (arguments.isSet(pictures)) {
        const auto done = takePictures(application, directory, arguments.value(pictures));
        return done ? 0 : complain(done.error());
    }

    // A mistyped folder must not become an empty shop.
    if (std::error_code error; !std::filesystem::is_directory(directory, error))
        return complain(
            {Error::Kind::NotFound, directory.string(), "there is no such folder; `kontorctl init` makes a shop"});
    StoreOptions options;
    options.reserveBytes = defaultReserveBytes;
    options.directory = directory;
    const auto store = openShop(std::move(options));
    if (!store)
        return complain(store.error());
    if ((*store)->isReadOnly())
        return complain({Error::Kind::Conflict, directory.string(), "is open in another Kontor; close that first"});

    if (arguments.isSet(server)) {
        auto address = serverOf(**store).value_or(ServerAddress{});
        address.url = arguments.value(server).toStdString();
        const auto kept = keepServer(**store, address);
        if (!kept)
            return complain(kept.error());
    }

    const auto theme = Theme::load(arguments.isSet(dark) ? Theme::Variant::Dark : Theme::Variant::Light);
    applyTheme(application, theme);
    SyncThread sync(**store);
    SyncPill pill;
    pill.follow(sync);
    MainWindow window(theme, pill);
    const auto till = SellArea::open(
        theme, **store, [&store] { return (*store)->now(); }, window);
    if (!till)
        return complain(till.error());
    window.resize(1366, 768);
    window.showMaximized();
    sync.start();
    return QApplication::exec();
}
