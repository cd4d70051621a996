#include "app/desktop/language.h"
#include "app/desktop/pictures.h"
#include "app/desktop/program.h"
#include "app/desktop/shop_setup.h"
#include "ui/setup/setup_page.h"
#include "ui/text/english_plurals.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QStandardPaths>
#include <QTimer>

#include <cstdio>

namespace {

int complain(const kontor::Error& error)
{
    std::fprintf(stderr, "kontor: %s: %s\n", error.about.c_str(), error.detail.c_str());
    return 1;
}

/// Where this person's shop is, unless another folder is named.
QString dataFolder(const QString& named)
{
    return named.isEmpty()
               ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/kontor")
               : named;
}

/// The first page, until there is a shop; false when somebody closed it.
bool setUp(QApplication& application, const std::filesystem::path& directory, kontor::Theme::Variant variant)
{
    const auto theme = kontor::Theme::load(variant);
    kontor::applyTheme(application, theme);
    kontor::ShopSetup setup(directory);
    bool isThere = false;
    {
        kontor::SetupPage page(theme, setup);
        QObject::connect(&page, &kontor::SetupPage::finished, &application, [&] {
            isThere = true;
            application.exit();
        });
        page.resize(1366, 768);
        page.show();
        QApplication::exec();
    }
    QApplication::setStyle(QStringLiteral("Fusion")); // Ours refers to a theme that ends here.
    return isThere;
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
    const QCommandLineOption language(
        QStringLiteral("language"),
        QApplication::translate("main", "Of the pages, e.g. de; by itself what was chosen, else the system's."),
        QStringLiteral("CODE"));
    arguments.addOptions({data, server, dark, language, pictures, size, sayReady});
    arguments.process(application);
    const std::filesystem::path directory(dataFolder(arguments.value(data)).toStdString());
    Language speech;
    speech.use(arguments.value(language));
    const auto ready = [&](const char* what) {
        if (!arguments.isSet(sayReady))
            return;
        QTimer::singleShot(0, &application, [what] {
            QApplication::processEvents(); // What is on its way to the screen.
            std::puts(what);
            std::fflush(stdout);
        });
    };

    if (arguments.isSet(pictures)) {
        const auto done =
            takePictures(application, directory, arguments.value(pictures), sizeOf(arguments.value(size)));
        return done ? 0 : complain(done.error());
    }
    // Nothing is made of a mistyped folder until somebody has said what shop it shall be.
    if (ShopSetup::isFree(directory)) {
        ready("setup");
        if (!setUp(application, directory, arguments.isSet(dark) ? Theme::Variant::Dark : Theme::Variant::Light))
            return 0;
    }
    auto program =
        Program::open(application, speech, {directory, arguments.value(server).toStdString(), arguments.isSet(dark)},
                      arguments.isSet(language));
    if (!program)
        return complain(program.error());
    (*program)->show();
    ready("ready");
    return QApplication::exec();
}
