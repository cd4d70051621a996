#include "app/ctl/demo/demo_run.h"

#include "app/ctl/console.h"
#include "app/import/number_plan.h"
#include "storage/store.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>

namespace kontor {
namespace {

constexpr std::size_t officeTill = 0; ///< Changes prices too.
constexpr std::size_t cutTill = 1;
constexpr std::size_t killedTill = 2;
constexpr std::size_t priceChanges = 20;
/// A till that tells nothing for so long hangs.
constexpr std::chrono::minutes longestRun{15};

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

} // namespace

DemoRun::DemoRun(const SalesFile& sales, std::filesystem::path file, std::filesystem::path directory,
                 ProgressLine& progress)
    : m_sales(sales),
      m_file(std::move(file)),
      m_directory(std::move(directory)),
      m_progress(progress),
      m_server("server", m_directory / "server.log"),
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
        m_stories[till].numbers = shareSize(till);
        if (auto started = startTill(till); !started)
            return tl::unexpected(started.error());
    }
    QTimer::singleShot(longestRun, &m_loop, [this] { giveUp({Error::Kind::Conflict, "demo", "a till hangs"}); });
    if (!m_error)
        m_loop.exec();
    for (auto& till : m_tills)
        till.process.reset();
    m_server.stop();
    if (m_error)
        return tl::unexpected(*m_error);
    return m_shop;
}

std::size_t DemoRun::shareSize(std::size_t till) const
{
    return (m_sales.numbers.size() + DemoShop::tills - 1 - till) / DemoShop::tills;
}

Result<std::string> DemoRun::startServer(const DemoShop& shop, const std::string& listen)
{
    std::string address;
    QEventLoop loop;
    m_server.onLine = [&](const std::string& line) {
        constexpr std::string_view begin = "listening on ";
        if (!line.starts_with(begin))
            return;
        address = line.substr(begin.size());
        loop.quit();
    };
    m_server.onEnd = [&](int, bool) { loop.quit(); };
    if (auto started = m_server.start(serverProgram(), {QStringLiteral("--data"), text(shop.serverData().string()),
                                                        QStringLiteral("--listen"), text(listen),
                                                        QStringLiteral("--log"), QStringLiteral("warn")});
        !started)
        return tl::unexpected(started.error());
    QTimer::singleShot(std::chrono::seconds(20), &loop, [&loop] { loop.quit(); });
    loop.exec();
    m_server.onLine = nullptr;
    m_server.onEnd = [this](int, bool) { giveUp({Error::Kind::Network, "server", "ended; see server.log"}); };
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
    if (till == officeTill)
        arguments << QStringLiteral("--administrator") << text(m_shop.administrator.raw.toHex())
                  << QStringLiteral("--price-changes") << QString::number(priceChanges);
    if (till == cutTill)
        arguments << QStringLiteral("--cut-from") << QString::number(shareSize(till) / 3) << QStringLiteral("--cut-to")
                  << QString::number(shareSize(till) * 2 / 3);
    const auto sale = longestSale(till);
    if (till == killedTill && sale && !m_stories[till].cartLinesAtKill)
        arguments << QStringLiteral("--hold-in") << QString::number(*sale);
    return state.process->start(QCoreApplication::applicationFilePath().toStdString(), arguments);
}

/// The sale with the most lines in the middle half of a share; nothing when none has two.
std::optional<std::size_t> DemoRun::longestSale(std::size_t till) const
{
    std::optional<std::size_t> found;
    std::size_t longest = 1;
    for (std::size_t index = shareSize(till) / 4; index < shareSize(till) * 3 / 4; ++index) {
        const auto lines = planNumber(m_sales.numbers[till + index * DemoShop::tills], m_sales).lines.size();
        if (lines > longest) {
            longest = lines;
            found = index;
        }
    }
    return found;
}

void DemoRun::onEvent(std::size_t till, const TillEvent& event)
{
    auto& state = m_tills[till];
    auto& story = m_stories[till];
    switch (event.kind) {
    case TillEvent::Kind::Ready:
        if (story.cartLinesAtKill) {
            story.cartLinesAfter = event.b;
            story.numbersDoneAtKill = event.a;
        }
        break;
    case TillEvent::Kind::Held:
        story.cartLinesAtKill = event.a;
        state.killing = true;
        state.process->sendKill();
        break;
    case TillEvent::Kind::Commit:
        story.commitUs.push_back(event.a);
        m_progress.update("commits", ++m_committed, m_sales.numbers.size());
        break;
    case TillEvent::Kind::Lag: story.lagUs.push_back(event.a); break;
    case TillEvent::Kind::Cut: break;
    case TillEvent::Kind::Joined: story.waitedWhileCut = event.a; break;
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
        QTimer::singleShot(0, &m_loop, [this, till] {
            if (auto started = startTill(till); !started)
                giveUp(started.error());
        });
        return;
    }
    if (crashed || code != 0 || !state.finished)
        return giveUp({Error::Kind::Conflict, m_tills[till].process->name(), "ended before its time; see its log"});
    if (std::all_of(m_tills.begin(), m_tills.end(), [](const Till& each) { return each.finished; }))
        m_loop.quit();
}

/// Nothing new can come once every share is sold and accepted: then all are told the last cursor to wait for.
void DemoRun::considerEnd()
{
    const auto isDone = [](const Till& till) { return till.replayed && till.pending == 0; };
    if (m_ending || !std::all_of(m_tills.begin(), m_tills.end(), isDone))
        return;
    StoreOptions options;
    options.directory = m_shop.serverData();
    options.readOnly = true;
    const auto server = Store::open(std::move(options));
    if (!server)
        return giveUp(server.error());
    const auto head = (*server)->head();
    if (!head)
        return giveUp(head.error());
    m_ending = true;
    const auto last = head->n();
    for (auto& till : m_tills)
        till.process->write("finish " + std::to_string(last));
}

void DemoRun::giveUp(Error error)
{
    if (!m_error)
        m_error = std::move(error);
    m_loop.quit();
}

} // namespace kontor
