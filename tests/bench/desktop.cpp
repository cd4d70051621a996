#include "app/ctl/seed/seed_shop.h"
#include "app/ctl/shop_access.h"
#include "app/founding/found_shop.h"
#include "bench.h"
#include "domain/orders/cart.h"
#include "storage/product_lists.h"
#include "storage/store.h"
#include "support/shop_fixture.h"
#include "ui/backoffice/back_office.h"
#include "ui/backoffice/catalog/catalog_page.h"
#include "ui/backoffice/today/today_page.h"
#include "ui/list_watch.h"
#include "ui/main_window.h"
#include "ui/sell/sell_area.h"
#include "ui/sync_monitor.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QProcess>

#include <fstream>
#include <iostream>

// The desktop on a shop of half a million products and 100,000 orders, offscreen.

namespace kontor::bench {

std::string& benchShop()
{
    static std::string folder = KONTOR_BENCH_SHOP;
    return folder;
}

namespace {

using test::need;

class NoSync : public SyncMonitor
{
public:
    [[nodiscard]] State state() const override { return State::Alone; }
    [[nodiscard]] int pending() const override { return 0; }
};

/// The shop of the command line; a new one takes a quarter of an hour once.
std::filesystem::path preparedShop()
{
    const std::filesystem::path folder = benchShop();
    if (!std::filesystem::exists(folder)) {
        std::cerr << "making " << folder << ": 500,000 products, 100,000 orders; this takes a while, once\n";
        Founding founding;
        founding.pin = "2468";
        need(foundShop(folder, founding, World::real()));
        auto store = need(openForWriting(folder));
        const auto author = need(findAuthor(*store, {}, schema::IMPORT_DATA));
        SeedWish wish;
        wish.products = 500'000;
        wish.orders = 100'000;
        // Names of real food where they lie beside the sources: words are shared as people share them.
        const auto food = std::filesystem::path(KONTOR_SHARED_DATA) / "food-products.csv.zst";
        if (std::filesystem::exists(food))
            wish.names = food;
        need(seedShop(*store, wish, {author, 1000, {}}));
    }
    auto store = need(openForWriting(folder));
    need(need(ProductLists::open(*store))->settle());
    return folder;
}

/// Resident kilobytes of a process.
double residentMb(qint64 process)
{
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:"))
            return std::stod(line.substr(6)) / 1024.0;
    return 0;
}

std::vector<Figure> start(const std::filesystem::path& folder)
{
    std::vector<double> times;
    std::vector<double> sizes;
    for (int i = 0; i < 5; ++i) {
        QProcess program;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        program.setProcessEnvironment(environment);
        const auto begin = Clock::now();
        program.start(
            QStringLiteral(KONTOR_PROGRAM),
            {QStringLiteral("--data"), QString::fromStdString(folder.string()), QStringLiteral("--say-ready")});
        if (!program.waitForReadyRead(60'000))
            break;
        times.push_back(millisecondsSince(begin));
        sizes.push_back(residentMb(program.processId()));
        program.terminate();
        if (!program.waitForFinished(10'000))
            program.kill();
        program.waitForFinished(10'000);
    }
    if (times.empty())
        return {};
    return {{"start_ms", percentile(times, 50), "ms", "800"}, {"start_rss_mb", percentile(sizes, 50), "MB", "250"}};
}

std::vector<Figure> catalogPages(ProductLists& lists, const std::vector<SellModel::Shelf>& shelves)
{
    using Sort = ListingQuery::Sort;
    using Stock = ListingQuery::Stock;
    std::vector<ListingQuery> filters(1);
    for (const auto status : {schema::PUBLISHED, schema::DRAFT, schema::ARCHIVED})
        filters.emplace_back().status = status;
    for (const auto& shelf : shelves)
        filters.emplace_back().category = shelf.category;
    filters.emplace_back().stock = Stock::In;
    filters.emplace_back().stock = Stock::Out;
    for (const char* text : {"c", "ch", "cho", "choc", "chocolat noir", "bio", "xyz", "S-0001", "a b"})
        filters.emplace_back().text = text;
    auto& narrow = filters.emplace_back();
    narrow.priceFromE4 = 100'0000;
    narrow.priceToE4 = 110'0000;
    auto& several = filters.emplace_back();
    several.category = shelves.back().category;
    several.status = schema::PUBLISHED;
    several.stock = Stock::Out;
    several.priceFromE4 = 500'0000;
    double worst = 0;
    std::string worstOf;
    for (auto query : filters)
        for (const auto sort : {Sort::Name, Sort::Sku, Sort::Price, Sort::OnHand, Sort::Sold})
            for (const bool descending : {false, true}) {
                query.sort = sort;
                query.descending = descending;
                const auto begin = Clock::now();
                (void)need(lists.page(query, 100));
                if (const double took = millisecondsSince(begin); took > worst) {
                    worst = took;
                    worstOf = query.text + "/" + std::to_string(int(sort)) + "/" + std::to_string(int(query.stock)) +
                              (query.status ? "/status" : "") + (query.category.isNil() ? "" : "/category") +
                              (query.priceFromE4 ? "/price" : "");
                }
            }
    std::cerr << "slowest page: " << worstOf << '\n';
    return {{"catalog_page_ms", worst, "ms", "100"}};
}

void settle()
{
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
}

std::vector<Figure> run(const std::filesystem::path& /*emptyFolder*/)
{
    const auto folder = preparedShop();
    auto figures = start(folder);

    auto store = need(openForWriting(folder));
    auto lists = need(ProductLists::open(*store));
    need(lists->settle());
    const ListWatch watch(*lists);
    const auto theme = Theme::load(Theme::Variant::Light);
    applyTheme(*qApp, theme);
    const NoSync sync;
    MainWindow window(theme, sync);
    const auto till = need(SellArea::open(
        theme, *store, [&] { return store->now(); }, window, &watch));
    BackOffice office(theme, *store, watch, sync, *till, window);
    window.resize(1366, 768);
    window.show();
    auto& model = till->model();
    till->admit(till->signIn().people().front());
    settle();

    for (auto& figure : catalogPages(*lists, model.shelves()))
        figures.push_back(figure);

    // Each keystroke of what people look for, as the till hears it.
    std::vector<double> searches;
    for (const char* words : {"chocolat", "milk", "tea bio", "pasta sauce", "jus d orange", "brot", "coca cola", "s",
                              "yaourt nature", "riz", "soup tomato", "biscuit", "honey", "S-000123", "cafe"}) {
        QString typed;
        for (const QChar letter : QString::fromLatin1(words)) {
            typed += letter;
            const auto begin = Clock::now();
            model.search(typed);
            searches.push_back(millisecondsSince(begin));
        }
        model.search({});
    }
    figures.push_back({"search_p95_ms", percentile(searches, 95), "ms", "16"});

    // Scans of goods all over the catalogue, to the line with its price.
    std::vector<QString> codes;
    {
        const auto view = store->read();
        ListingQuery query;
        query.status = schema::PUBLISHED;
        query.sort = ListingQuery::Sort::Sku;
        for (const char* text : {"S-0001", "S-0702", "S-2403", "S-4104"}) {
            query.text = text;
            for (const auto& row : need(lists->page(query, 100)))
                codes.push_back(QString::fromStdString(row.sku));
        }
    }
    const auto clear = [&] {
        need(store->execute(till->signIn().people().front().id,
                            [](const Reader& r, const Context& c, const Actor& a) { return clearCart(r, c, a); }));
        model.setCashier(till->signIn().people().front().id);
        settle();
    };
    clear();
    std::vector<double> scans;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        bool there = false;
        const auto touched = QObject::connect(&model, &SellModel::lineTouched, [&] { there = true; });
        const auto begin = Clock::now();
        model.scan(codes[i], {});
        for (const QDeadlineTimer deadline(5000); !there && !deadline.hasExpired();)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
        if (i >= 10)
            scans.push_back(millisecondsSince(begin));
        QObject::disconnect(touched);
        if (i % 20 == 19)
            clear();
        settle();
    }
    std::cerr << "scan p50 " << percentile(scans, 50) << " ms, p90 " << percentile(scans, 90) << " ms\n";
    figures.push_back({"scan_p99_ms", percentile(scans, 99), "ms", "5"});

    // A key into the search field until nothing is left to paint.
    std::vector<double> paints;
    for (const char* words : {"chocolat", "milk", "tea", "pasta", "jus", "brot", "cola", "soup", "honey", "cafe"})
        for (const char letter : std::string(words) + '\x1b') {
            const bool escape = letter == '\x1b';
            const int key = escape ? int(Qt::Key_Escape) : int(QChar::toUpper(uint(letter)));
            const auto text = escape ? QString() : QString(QLatin1Char(letter));
            const auto begin = Clock::now();
            for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
                QKeyEvent event(type, key, Qt::NoModifier, text);
                if (auto* focus = QApplication::focusWidget(); focus != nullptr)
                    QCoreApplication::sendEvent(focus, &event);
            }
            settle();
            paints.push_back(millisecondsSince(begin));
        }
    figures.push_back({"paint_p99_ms", percentile(paints, 99), "ms", "16"});

    std::vector<double> pages;
    clear();
    for (int i = 0; i < 20; ++i)
        for (const auto& turn : std::initializer_list<std::function<void()>>{
                 [&] { window.showPage(&office.today()); }, [&] { window.showPage(&office.catalog()); },
                 [&] { till->resume(); }}) {
            const auto begin = Clock::now();
            turn();
            settle();
            pages.push_back(millisecondsSince(begin));
        }
    std::cerr << "page change p50 " << percentile(pages, 50) << " ms, p95 " << percentile(pages, 95) << " ms\n";
    figures.push_back({"page_change_ms", *std::max_element(pages.begin(), pages.end()), "ms", "50"});
    QApplication::setStyle(QStringLiteral("Fusion")); // Ours refers to the theme.
    return figures;
}

} // namespace

Bench desktop()
{
    return {{"start_ms", "start_rss_mb", "scan_p99_ms", "search_p95_ms", "paint_p99_ms", "catalog_page_ms",
             "page_change_ms"},
            run};
}

} // namespace kontor::bench
