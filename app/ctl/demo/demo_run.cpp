#include "app/ctl/demo/demo_run.h"

#include "app/ctl/console.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/orders.pb.h"
#include "storage/backup.h"
#include "storage/store.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <unordered_set>

namespace kontor {
namespace {

/// A till that tells nothing for so long hangs.
constexpr std::chrono::minutes longestRun{15};
/// What a server that was set back has lost comes back from the tills; after so long what is missing is called so.
constexpr std::chrono::seconds longestReturn{60};
constexpr std::chrono::milliseconds betweenLooks{100};
/// Until a machine has its new disk; what the dead one had sent has arrived or is lost by then, so that nobody sells it again.
constexpr std::chrono::seconds newDisk{3};

std::filesystem::path serverProgram()
{
    const std::filesystem::path here = QCoreApplication::applicationDirPath().toStdString();
    std::error_code error;
    // Installed side by side; in a build folder each in its own.
    for (const auto& place : {here / "kontor-server", here / "../server/kontor-server"}) {
        if (std::filesystem::exists(place, error))
            return std::filesystem::weakly_canonical(place, error);
    }
    return here / "kontor-server";
}

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

Result<std::unique_ptr<Store>> openToRead(const std::filesystem::path& data)
{
    StoreOptions options;
    options.directory = data;
    options.readOnly = true;
    return Store::open(std::move(options));
}

/// The data folder as it is after a machine's disk was replaced: a shop from the backup, with the keys of then still beside it.
Result<Done> putBack(const std::filesystem::path& backup, const std::filesystem::path& data)
{
    std::error_code error;
    std::filesystem::remove_all(data, error);
    if (error)
        return fail(Error::Kind::Storage, data.string(), error.message());
    return restoreFrom(backup, data);
}

} // namespace

DemoRun::DemoRun(const SalesFile& sales, DemoPlan plan, std::filesystem::path file, std::filesystem::path directory,
                 ProgressLine& progress)
    : m_sales(sales),
      m_plan(std::move(plan)),
      m_file(std::move(file)),
      m_directory(std::move(directory)),
      m_progress(progress),
      m_interrupt([this] {
          m_interrupted = true;
          giveUp({Error::Kind::Conflict, "demo", "interrupted"});
      })
{}

Result<DemoShop> DemoRun::run()
{
    auto shop = foundDemoShop(m_directory, m_sales);
    if (!shop)
        return shop;
    m_shop = *shop;
    // The server is empty: it learns its organisation from till 1. A port is picked when it starts, so the invitation names
    // one that the taking overrides.
    const auto first = inviteFirstTill(m_shop, "http://127.0.0.1:1");
    if (!first)
        return tl::unexpected(first.error());
    const auto address = startServer(m_shop, "127.0.0.1:0");
    if (!address)
        return tl::unexpected(address.error());
    m_address = *address;
    if (auto taken = takeInvitation(m_shop, 0, *first, m_address, m_sales); !taken)
        return tl::unexpected(taken.error());
    for (std::size_t till = 1; till < DemoShop::tills; ++till) {
        const auto invitation = inviteTill(m_shop, till, m_address);
        if (!invitation)
            return tl::unexpected(invitation.error());
        if (auto taken = takeInvitation(m_shop, till, *invitation, m_address, m_sales); !taken)
            return tl::unexpected(taken.error());
    }

    for (std::size_t till = 0; till < DemoShop::tills; ++till) {
        m_stories[till].numbers = (m_sales.numbers.size() + DemoShop::tills - 1 - till) / DemoShop::tills;
        if (auto started = startTill(till); !started)
            return tl::unexpected(started.error());
    }
    QTimer::singleShot(longestRun, &m_loop, [this] { giveUp({Error::Kind::Conflict, "demo", "a till hangs"}); });
    if (!m_error)
        m_loop.exec();
    for (auto& till : m_tills)
        till.process.reset();
    m_server->stop();
    if (m_error)
        return tl::unexpected(*m_error);
    return m_shop;
}

std::filesystem::path DemoRun::backupOf(const std::filesystem::path& data) const
{
    return m_directory / (data.filename().string() + ".backup");
}

Result<std::string> DemoRun::startServer(const DemoShop& shop, const std::string& listen)
{
    std::string address;
    QEventLoop loop;
    m_server = std::make_unique<ChildProcess>("server", m_directory / "server.log");
    m_server->onLine = [&](const std::string& line) {
        constexpr std::string_view begin = "listening on ";
        if (!line.starts_with(begin))
            return;
        address = line.substr(begin.size());
        loop.quit();
    };
    m_server->onEnd = [&](int, bool) { loop.quit(); };
    if (auto started = m_server->start(serverProgram(), {QStringLiteral("--data"), text(shop.serverData().string()),
                                                         QStringLiteral("--listen"), text(listen),
                                                         QStringLiteral("--log"), QStringLiteral("warn")});
        !started)
        return tl::unexpected(started.error());
    QTimer::singleShot(std::chrono::seconds(20), &loop, [&loop] { loop.quit(); });
    loop.exec();
    m_server->onLine = nullptr;
    m_server->onEnd = [this](int, bool) { giveUp({Error::Kind::Network, "server", "ended; see server.log"}); };
    if (address.empty())
        return fail(Error::Kind::Network, "server",
                    "does not say where it listens; see " + (m_directory / "server.log").string());
    return address.find("://") == std::string::npos ? "http://" + address : address;
}

Result<Done> DemoRun::startTill(std::size_t till)
{
    auto& state = m_tills[till];
    state.killing = false;
    state.process = std::make_unique<ChildProcess>("till " + std::to_string(till + 1),
                                                   m_directory / ("till-" + std::to_string(till + 1) + ".log"));
    state.process->onLine = [this, till](const std::string& line) {
        if (const auto event = TillEvent::parse(line))
            onEvent(till, *event);
    };
    state.process->onEnd = [this, till](int code, bool crashed) { onTillEnded(till, code, crashed); };
    QStringList arguments{QStringLiteral("demo-till"),
                          QStringLiteral("--data"),
                          text(m_shop.tillData(till).string()),
                          QStringLiteral("--file"),
                          text(m_file.string()),
                          QStringLiteral("--share"),
                          QString::number(till),
                          QStringLiteral("--shares"),
                          QString::number(DemoShop::tills),
                          QStringLiteral("--staff"),
                          text(m_shop.cashiers[till].raw.toHex())};
    const auto& plan = m_plan.tills[till];
    const auto& story = m_stories[till];
    if (plan.priceChanges > 0)
        arguments << QStringLiteral("--administrator") << text(m_shop.administrator.raw.toHex())
                  << QStringLiteral("--price-changes") << QString::number(plan.priceChanges);
    for (const auto& [from, to] : plan.cuts)
        arguments << QStringLiteral("--cut") << QString::number(from) << QString::number(to);
    if (story.kills.size() < plan.kills.size())
        arguments << QStringLiteral("--hold-in") << QString::number(plan.kills[story.kills.size()]);
    if (!story.kills.empty() && story.kills.back().wasRestored)
        arguments << QStringLiteral("--restored");
    return state.process->start(QCoreApplication::applicationFilePath().toStdString(), arguments);
}

/// Whether it was killed for the last time and is to be restored.
bool DemoRun::losesDisk(std::size_t till) const
{
    const auto& plan = m_plan.tills[till];
    return plan.isRestored && m_stories[till].kills.size() == plan.kills.size();
}

/// Killed; for the last time, where the plan says so, with its disk lost.
Result<Done> DemoRun::restartTill(std::size_t till)
{
    const auto data = m_shop.tillData(till);
    if (losesDisk(till)) {
        if (auto back = putBack(backupOf(data), data); !back)
            return back;
        m_stories[till].kills.back().wasRestored = true;
    }
    return startTill(till);
}

/// Whether the plan has something for the server after this commit.
void DemoRun::considerServer()
{
    auto& plan = m_plan.server;
    if (m_serverStarts || m_ending)
        return;
    if (plan.backupAt && m_committed > *plan.backupAt) {
        plan.backupAt.reset();
        const auto server = openToRead(m_shop.serverData());
        const auto done = server ? (*server)->backup(backupOf(m_shop.serverData())) : tl::unexpected(server.error());
        if (!done)
            return giveUp(done.error());
    }
    const bool restores = !plan.backupAt && plan.restoredAt && m_committed > *plan.restoredAt;
    const bool kills = !plan.kills.empty() && m_committed > plan.kills.front();
    if (!restores && !kills)
        return;
    if (restores)
        plan.restoredAt.reset();
    else
        plan.kills.erase(plan.kills.begin());
    m_serverStarts = true;
    m_server->onEnd = [this, restores](int, bool) {
        // Not here: the object that tells of its end is about to go.
        QTimer::singleShot(0, &m_loop, [this, restores] {
            if (auto started = restartServer(restores); !started)
                giveUp(started.error());
        });
    };
    m_server->sendKill();
}

Result<Done> DemoRun::restartServer(bool restored)
{
    if (restored) {
        if (auto back = putBack(backupOf(m_shop.serverData()), m_shop.serverData()); !back)
            return back;
        m_serverStory.wasRestored = true;
    }
    ++m_serverStory.kills;
    const auto address = startServer(m_shop, m_address.substr(m_address.find("://") + 3));
    m_serverStarts = false;
    if (!address)
        return tl::unexpected(address.error());
    considerEnd();
    return Done{};
}

void DemoRun::onEvent(std::size_t till, const TillEvent& event)
{
    auto& state = m_tills[till];
    auto& story = m_stories[till];
    switch (event.kind) {
    case TillEvent::Kind::Ready:
        if (!story.kills.empty()) {
            story.kills.back().linesAfter = event.b;
            story.kills.back().numbersDone = event.a;
        }
        break;
    case TillEvent::Kind::Held:
        if (m_plan.tills[till].isRestored && story.kills.empty()) {
            const auto store = openToRead(m_shop.tillData(till));
            const auto done = store ? (*store)->backup(backupOf(m_shop.tillData(till))) : tl::unexpected(store.error());
            if (!done)
                return giveUp(done.error());
        }
        story.kills.push_back({event.a, {}, 0, false});
        state.killing = true;
        state.process->sendKill();
        break;
    case TillEvent::Kind::Commit:
        story.commitUs.push_back(event.a);
        m_progress.update("commits", ++m_committed, m_sales.numbers.size());
        considerServer();
        break;
    case TillEvent::Kind::Lag: story.lagUs.push_back(event.a); break;
    case TillEvent::Kind::Cut: break;
    case TillEvent::Kind::Joined: story.waitedWhileCut.push_back(event.a); break;
    case TillEvent::Kind::Replayed:
        story.pricesChanged = event.a;
        state.replayed = true;
        break;
    case TillEvent::Kind::State:
        state.pending = event.a;
        state.cursor = event.b;
        considerEnd();
        break;
    case TillEvent::Kind::Finished: state.finished = true; break;
    case TillEvent::Kind::Error:
        giveUp({Error::Kind::Conflict, "till " + std::to_string(till + 1) + ", " + event.about, event.detail});
        break;
    }
}

void DemoRun::onTillEnded(std::size_t till, int code, bool crashed)
{
    auto& state = m_tills[till];
    if (state.killing && crashed) {
        // Not here: the object that tells of its end is about to go.
        const auto pause = losesDisk(till) ? newDisk : std::chrono::seconds(0);
        QTimer::singleShot(pause, &m_loop, [this, till] {
            if (auto started = restartTill(till); !started)
                giveUp(started.error());
        });
        return;
    }
    if (crashed || code != 0 || !state.finished)
        return giveUp({Error::Kind::Conflict, m_tills[till].process->name(), "ended before its time; see its log"});
    if (std::all_of(m_tills.begin(), m_tills.end(), [](const Till& each) { return each.finished; }))
        m_loop.quit();
}

/// Nothing new can come once every share is sold and accepted, and what a server set back has lost is back: then all are told the
/// last cursor to wait for.
void DemoRun::considerEnd()
{
    const auto isDone = [](const Till& till) { return till.replayed && till.pending == 0; };
    if (m_ending || m_serverStarts || m_error || !std::all_of(m_tills.begin(), m_tills.end(), isDone))
        return;
    const auto server = openToRead(m_shop.serverData());
    if (!server)
        return giveUp(server.error());
    const auto now = std::chrono::steady_clock::now();
    if (!m_allSold)
        m_allSold = now;
    if (!hasEverything(**server) && now < *m_allSold + longestReturn) {
        QTimer::singleShot(betweenLooks, &m_loop, [this] { considerEnd(); });
        return;
    }
    const auto head = (*server)->head();
    if (!head)
        return giveUp(head.error());
    m_ending = true;
    for (auto& till : m_tills)
        till.process->write("finish " + std::to_string(head->n()) + " " + std::to_string(head->epoch()));
}

/// Whether every number of the file is at the server.
bool DemoRun::hasEverything(const Store& server) const
{
    std::unordered_set<std::string> numbers;
    const auto view = server.read();
    schema::Order order;
    view->each(order, [&] {
        numbers.insert(order.reference());
        return true;
    });
    schema::StockMovement movement;
    view->each(movement, [&] {
        if (!movement.has_line())
            numbers.insert(movement.reference());
        return true;
    });
    return numbers.size() >= m_sales.numbers.size();
}

void DemoRun::giveUp(Error error)
{
    if (!m_error)
        m_error = std::move(error);
    m_loop.quit();
}

} // namespace kontor
