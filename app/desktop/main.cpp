#include "app/clock/open_shop.h"
#include "app/desktop/desk.h"
#include "app/desktop/pictures.h"
#include "app/desktop/sync_pill.h"
#include "storage/product_lists.h"
#include "storage/store.h"
#include "sync/client/sync_thread.h"
#include "sync/protocol/server_address.h"
#include "ui/list_watch.h"
#include "ui/main_window.h"
#include "ui/sell/sell_area.h"
#include "ui/text/english_plurals.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include <cstdio>
#include <functional>

namespace {

int complain(const kontor::Error& error)
{
    std::fprintf(stderr, "kontor: %s: %s\n", error.about.c_str(), error.detail.c_str());
    return 1;
}

/// "1366x768"; a till's screen where it is something else.
QSize sizeOf(const QString& text)
{
    const auto parts = text.split(QLatin1Char('x'));
    const QSize size = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
    return size.isEmpty() ? QSize(1366, 768) : size;
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
    const QCommandLineOption size(QStringLiteral("size"),
                                  QApplication::translate("main", "Of the pictures; a till's screen by itself."),
                                  QStringLiteral("WIDTHxHEIGHT"), QStringLiteral("1366x768"));
    const QCommandLineOption sayReady(
        QStringLiteral("say-ready"),
        QApplication::translate("main", "Print a line when the pages are up: for measuring."));
    arguments.addOptions({data, server, dark, pictures, size, sayReady});
    arguments.process(application);
    if (!arguments.isSet(data)) {
        std::fprintf(stderr, "kontor: --data DIR is needed; `kontorctl init --data DIR` makes a new shop\n");
        return 2;
    }
    const std::filesystem::path directory(arguments.value(data).toStdString());

    if (arguments.isSet(pictures)) {
        const auto done =
            takePictures(application, directory, arguments.value(pictures), sizeOf(arguments.value(size)));
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

    const auto lists = ProductLists::open(**store);
    if (!lists)
        return complain(lists.error());
    const ListWatch listWatch(**lists);
    SyncThread sync(**store);
    SyncPill pill;
    pill.follow(sync);
    const auto kept = Desk::keptVariant(**store);
    auto desk = Desk::open(application, **store, listWatch, pill, arguments.isSet(dark) ? Theme::Variant::Dark : kept);
    if (!desk)
        return complain(desk.error());
    std::function<void(Theme::Variant)> turn = [&](Theme::Variant variant) {
        const auto person = (*desk)->person();
        const auto geometry = (*desk)->window().saveGeometry();
        auto next = Desk::open(application, **store, listWatch, pill, variant);
        if (!next)
            return;
        Desk::keepVariant(**store, variant);
        (*next)->window().restoreGeometry(geometry);
        if (person)
            (*next)->till().admit(*person);
        (*next)->window().show();
        QObject::connect(next->get(), &Desk::themeRequested, &application, turn, Qt::QueuedConnection);
        *desk = std::move(*next); // The old one goes, outside of its own signal.
    };
    QObject::connect(desk->get(), &Desk::themeRequested, &application, turn, Qt::QueuedConnection);
    (*desk)->window().resize(1366, 768);
    (*desk)->window().showMaximized();
    sync.start();
    if (arguments.isSet(sayReady))
        QTimer::singleShot(0, &application, [] {
            QApplication::processEvents(); // What is on its way to the screen.
            std::puts("ready");
            std::fflush(stdout);
        });
    return QApplication::exec();
}
