#include "app/desktop/pictures.h"

#include "app/clock/open_shop.h"
#include "app/desktop/desk.h"
#include "app/desktop/file_importer.h"
#include "app/desktop/language.h"
#include "app/desktop/server_enrolment.h"
#include "app/desktop/shop_setup.h"
#include "app/desktop/sync_pill.h"
#include "storage/store.h"
#include "ui/backoffice/back_office.h"
#include "ui/backoffice/catalog/catalog_page.h"
#include "ui/backoffice/import/import_page.h"
#include "ui/backoffice/settings/settings_page.h"
#include "ui/backoffice/today/today_page.h"
#include "ui/list_watch.h"
#include "ui/main_window.h"
#include "ui/sell/sell_area.h"
#include "ui/setup/setup_page.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QTemporaryDir>

#include <chrono>
#include <functional>
#include <map>

namespace kontor {
namespace {

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
    Sitting(QApplication& application, Theme::Variant variant, Store& store, const ListWatch& lists,
            const QString& folder, QSize size)
        : m_application(application),
          m_variant(variant),
          m_store(store),
          m_lists(lists),
          m_folder(folder),
          m_size(size)
    {}

    Result<Done> run()
    {
        const SyncPill sync;
        FileImporter importer(m_store);
        ServerEnrolment enrolment(m_store);
        auto desk =
            Desk::open(m_application, m_store, m_lists, sync, m_variant, {&importer, &enrolment, Language::all(), {}});
        if (!desk)
            return tl::unexpected(desk.error());
        auto& window = (*desk)->window();
        auto& area = (*desk)->till();
        auto& model = area.model();
        if (area.signIn().people().empty() || model.tiles().rowCount() == 0)
            return fail(Error::Kind::NotFound, "products",
                        "nobody to sign in, or nothing to sell: import products first");
        window.resize(m_size);
        window.show();
        if (auto done = keep(window, QStringLiteral("sign-in")); !done)
            return done;

        area.admit(area.signIn().people().front());
        if (!fill(model))
            return fail(Error::Kind::NotFound, "products", "none of the products on the tiles can be sold");
        if (auto done = keep(window, QStringLiteral("sell")); !done)
            return done;
        model.beginPayment();
        // A part by card, the rest in cash, as the most common sale that is paid twice.
        for (int i = 0; i < int(model.payment().choices().size()); ++i)
            if (model.payment().choices()[std::size_t(i)].method == schema::CARD)
                model.payment().choose(i);
        const Money part(model.payment().due().minor() / 4, model.currency());
        model.payment().setCode(QStringLiteral("7731"));
        model.setReceived(part);
        model.finishSale();
        waitFor([&] { return model.payment().state().isBegun() && !model.isFinishing(); });
        if (const auto amounts = model.quickAmounts(); amounts.size() > 1)
            model.setReceived(amounts[amounts.size() - 2]);
        if (auto done = keep(window, QStringLiteral("payment")); !done)
            return done;
        model.finishSale();
        if (!waitFor([&] { return model.screen() == SellModel::Screen::Receipt; }))
            return fail(Error::Kind::Storage, "sale", "the sale for the picture was not written");
        if (auto done = keep(window, QStringLiteral("receipt")); !done)
            return done;
        const auto sold = model.receipt()->order;
        model.nextSale();
        model.setReturning(true);
        Q_EMIT model.receiptScanned(sold);
        if (auto done = keep(window, QStringLiteral("return")); !done)
            return done;
        model.setReturning(false);
        return office(**desk);
    }

private:
    Result<Done> office(Desk& desk)
    {
        auto& today = desk.office().today();
        desk.office().open();
        // The last day on which much was sold: the month that the shop is made of is long past.
        if (const auto busy = busyDay(); !busy.isNull())
            today.model().showDay(busy);
        waitFor([&] { return today.model().figures().day.sales > 0; });
        if (auto done = keep(desk.window(), QStringLiteral("today")); !done)
            return done;
        auto& catalog = desk.office().catalog();
        desk.window().showPage(&catalog);
        waitFor([&] { return catalog.table().rowCount() > 0 && !catalog.table().countText().isEmpty(); });
        catalog.choose(3);
        if (auto done = keep(desk.window(), QStringLiteral("catalogue")); !done)
            return done;
        auto& import = *desk.office().import();
        desk.window().showPage(&import);
        import.model().setFile(listOfGoods());
        waitFor([&] { return import.model().state() == ImportModel::State::Ready; });
        import.model().run(true);
        waitFor([&] { return import.model().state() != ImportModel::State::Running; }); // Refused where they may not.
        // Not the name of a folder that is gone when the picture is there.
        for (auto* field : import.findChildren<QLineEdit*>())
            if (!field->text().isEmpty())
                field->setText(QStringLiteral("goods.csv"));
        if (auto done = keep(desk.window(), QStringLiteral("import")); !done)
            return done;
        desk.window().showPage(&desk.office().settings());
        if (auto done = keep(desk.window(), QStringLiteral("settings")); !done)
            return done;
        return setup(desk.theme());
    }

    /// The first run of a shop that is not there.
    Result<Done> setup(const Theme& theme)
    {
        ShopSetup port("/var/lib/kontor");
        SetupPage page(theme, port);
        page.resize(m_size);
        page.show();
        return keep(page, QStringLiteral("setup"));
    }

    /// A list as suppliers send it, two rows of which are not right.
    [[nodiscard]] QString listOfGoods() const
    {
        const auto path = m_files.filePath(QStringLiteral("goods.csv"));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write("Title,Article,EAN,Retail price,Department\n"
                       "\"Ceramic mug, indigo\",KIT-0412,5012345678900,12.50,Kitchen\n"
                       "Enamel jug 1 l,KIT-0377,,22.50,Kitchen\n"
                       "Glass carafe,KIT-0290,,abc,Kitchen\n"
                       "Linen tea towel,TEX-0101,4006381333931,9.00,Textiles\n"
                       "Oak serving board,KIT-0518,,34.00\n"
                       "Stoneware bowl,KIT-0443,,16.50,Kitchen\n"
                       "\"Wool throw, sand\",TEX-0230,,79.00,Textiles\n");
        return path;
    }
    [[nodiscard]] QDate busyDay() const
    {
        std::uint32_t best = 0;
        std::map<std::uint32_t, std::uint64_t> days;
        for (const auto& hour : m_store.read()->salesHours(0, 99'991'231))
            days[hour.date] += hour.sales;
        for (const auto& [day, sales] : days)
            if (sales >= 20)
                best = day;
        return QDate(int(best / 10'000), int(best / 100 % 100), int(best % 100));
    }

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
            model.setQuantity(model.cart().lines.at(1).line, Quantity::whole(3));
            waitFor([&] { return model.ticket().line(1)->quantity == Quantity::whole(3); });
        }
        return model.ticket().lineCount() > 0;
    }

    Result<Done> keep(QWidget& window, const QString& page)
    {
        QCoreApplication::processEvents();
        const auto theme = m_variant == Theme::Variant::Dark ? QStringLiteral("dark") : QStringLiteral("light");
        const auto file = QDir(m_folder).filePath(QStringLiteral("%1-%2.png").arg(page, theme));
        if (!window.grab().save(file))
            return fail(Error::Kind::Storage, file.toStdString(), "cannot be written");
        return Done{};
    }

    QApplication& m_application;
    Theme::Variant m_variant;
    Store& m_store;
    const ListWatch& m_lists;
    QString m_folder;
    QSize m_size;
    QTemporaryDir m_files;
};

} // namespace

Result<Done> takePictures(QApplication& application, const std::filesystem::path& data, const QString& folder,
                          QSize size)
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

    const auto lists = ProductLists::open(**store);
    if (!lists)
        return tl::unexpected(lists.error());
    if (auto settled = (*lists)->settle(); !settled)
        return settled;
    const ListWatch listWatch(**lists);
    for (const auto variant : {Theme::Variant::Light, Theme::Variant::Dark}) {
        if (auto done = Sitting(application, variant, **store, listWatch, folder, size).run(); !done)
            return done;
        QApplication::setStyle(QStringLiteral("Fusion")); // Ours refers to a theme that ends here.
    }
    return Done{};
}

} // namespace kontor
