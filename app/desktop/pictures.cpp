#include "app/desktop/pictures.h"

#include "app/clock/open_shop.h"
#include "app/desktop/sync_pill.h"
#include "storage/store.h"
#include "ui/main_window.h"
#include "ui/sell/sell_area.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QTemporaryDir>

#include <chrono>
#include <functional>

namespace kontor {
namespace {

constexpr QSize tillScreen(1366, 768);
constexpr std::chrono::seconds patience{30};

bool waitFor(const std::function<bool()>& condition)
{
    const QDeadlineTimer deadline(patience);
    while (!condition() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
    return condition();
}

Result<Done> copyShop(const std::filesystem::path& from, const std::filesystem::path& to)
{
    std::error_code error;
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive, error);
    if (!error)
        std::filesystem::copy_file(from.string() + ".key", to.string() + ".key", error);
    if (error)
        return fail(Error::Kind::Storage, from.string(), "cannot be copied: " + error.message());
    return Done{};
}

/// Plays one sale in one theme and photographs each page of it.
class Sitting
{
public:
    Sitting(const Theme& theme, Store& store, const QString& folder) : m_theme(theme), m_store(store), m_folder(folder)
    {}

    Result<Done> run()
    {
        const SyncPill sync;
        MainWindow window(m_theme, sync);
        auto till = SellArea::open(m_theme, m_store, World::real().now, window);
        if (!till)
            return tl::unexpected(till.error());
        auto& area = **till;
        auto& model = area.model();
        if (area.signIn().people().empty() || model.tiles().rowCount() == 0)
            return fail(Error::Kind::NotFound, "products",
                        "nobody to sign in, or nothing to sell: import products first");
        window.resize(tillScreen);
        window.show();
        if (auto done = keep(window, QStringLiteral("sign-in")); !done)
            return done;

        area.admit(area.signIn().people().front());
        if (!fill(model))
            return fail(Error::Kind::NotFound, "products", "none of the products on the tiles can be sold");
        if (auto done = keep(window, QStringLiteral("sell")); !done)
            return done;
        model.beginPayment();
        if (const auto amounts = model.quickAmounts(); amounts.size() > 1)
            model.setReceived(amounts[amounts.size() - 2]);
        if (auto done = keep(window, QStringLiteral("payment")); !done)
            return done;
        model.finishSale();
        if (!waitFor([&] { return model.screen() == SellModel::Screen::Receipt; }))
            return fail(Error::Kind::Storage, "sale", "the sale for the picture was not written");
        return keep(window, QStringLiteral("receipt"));
    }

private:
    /// A ticket of a few lines from what stands on the tiles.
    bool fill(SellModel& model)
    {
        constexpr int wanted = 5;
        for (int row = 0; row < model.tiles().rowCount() && model.ticket().lineCount() < wanted; row += 3) {
            const auto* product = model.tiles().product(row);
            if (product == nullptr || !product->isSellable() || product->price->e4 == 0)
                continue;
            const int lines = model.ticket().lineCount();
            model.addTile(row);
            if (!waitFor([&] { return model.ticket().lineCount() > lines; }))
                return false;
        }
        if (model.ticket().lineCount() > 1) {
            model.setQuantity(1, Quantity::whole(3));
            waitFor([&] { return model.ticket().line(1)->quantity == Quantity::whole(3); });
        }
        return model.ticket().lineCount() > 0;
    }

    Result<Done> keep(MainWindow& window, const QString& page)
    {
        QCoreApplication::processEvents();
        const auto theme = m_theme.variant == Theme::Variant::Dark ? QStringLiteral("dark") : QStringLiteral("light");
        const auto file = QDir(m_folder).filePath(QStringLiteral("%1-%2.png").arg(page, theme));
        if (!window.grab().save(file))
            return fail(Error::Kind::Storage, file.toStdString(), "cannot be written");
        return Done{};
    }

    const Theme& m_theme;
    Store& m_store;
    QString m_folder;
};

} // namespace

Result<Done> takePictures(QApplication& application, const std::filesystem::path& data, const QString& folder)
{
    if (!QDir().mkpath(folder))
        return fail(Error::Kind::Storage, folder.toStdString(), "cannot be made");
    const QTemporaryDir desk;
    const auto copy = std::filesystem::path(desk.path().toStdString()) / "shop";
    if (auto copied = copyShop(data, copy); !copied)
        return copied;
    StoreOptions options;
    options.directory = copy;
    const auto store = openShop(std::move(options));
    if (!store)
        return tl::unexpected(store.error());

    for (const auto variant : {Theme::Variant::Light, Theme::Variant::Dark}) {
        const auto theme = Theme::load(variant);
        applyTheme(application, theme);
        if (auto done = Sitting(theme, **store, folder).run(); !done)
            return done;
        QApplication::setStyle(QStringLiteral("Fusion")); // Ours refers to a theme that ends here.
    }
    return Done{};
}

} // namespace kontor
