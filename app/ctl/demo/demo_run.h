#pragma once

#include "app/ctl/demo/child_process.h"
#include "app/ctl/demo/demo_plan.h"
#include "app/ctl/demo/demo_shop.h"
#include "app/ctl/demo/interrupt.h"
#include "app/ctl/demo/till_event.h"

#include <QEventLoop>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kontor {

class ProgressLine;
class Store;

/// What a till's process told of itself.
struct TillStory {
    std::size_t numbers = 0; ///< Of its share.
    std::vector<std::int64_t> commitUs;
    std::vector<std::int64_t> lagUs;
    std::int64_t pricesChanged = 0;
    std::vector<std::int64_t> waitedWhileCut; ///< Commits that waited each time the network came back.
    struct Kill {
        std::int64_t cartLines = 0;             ///< In the cart when it was killed …
        std::optional<std::int64_t> linesAfter; ///< … and when it was started again.
        std::int64_t numbersDone = 0;           ///< When it was started again.
        bool wasRestored = false;               ///< From a backup before it was started again.
    };
    std::vector<Kill> kills;
};

/// What happened to the server.
struct ServerStory {
    std::size_t kills = 0;
    bool wasRestored = false;
};

/// The server and three tills as processes, and what a plan says becomes of them.
class DemoRun
{
public:
    DemoRun(const SalesFile& sales, DemoPlan plan, std::filesystem::path file, std::filesystem::path directory,
            ProgressLine& progress);

    /// Until every till has sold its share and everybody has everything. Every process has ended when it returns.
    [[nodiscard]] Result<DemoShop> run();
    [[nodiscard]] bool wasInterrupted() const { return m_interrupted; }
    [[nodiscard]] const std::array<TillStory, DemoShop::tills>& stories() const { return m_stories; }
    [[nodiscard]] const ServerStory& serverStory() const { return m_serverStory; }

private:
    struct Till {
        std::unique_ptr<ChildProcess> process;
        bool killing = false;
        bool replayed = false;
        bool finished = false;
        std::int64_t pending = -1;
        std::int64_t cursor = -1;
    };

    [[nodiscard]] Result<std::string> startServer(const DemoShop& shop, const std::string& listen);
    [[nodiscard]] Result<Done> startTill(std::size_t till);
    void onEvent(std::size_t till, const TillEvent& event);
    void onTillEnded(std::size_t till, int code, bool crashed);
    [[nodiscard]] bool losesDisk(std::size_t till) const;
    [[nodiscard]] Result<Done> restartTill(std::size_t till);
    void considerServer();
    [[nodiscard]] Result<Done> restartServer(bool restored);
    void considerEnd();
    [[nodiscard]] bool hasEverything(const Store& server) const;
    void giveUp(Error error);
    [[nodiscard]] std::filesystem::path backupOf(const std::filesystem::path& data) const;

    const SalesFile& m_sales;
    DemoPlan m_plan;
    std::filesystem::path m_file;
    std::filesystem::path m_directory;
    ProgressLine& m_progress;
    DemoShop m_shop;
    std::string m_address;
    std::unique_ptr<ChildProcess> m_server;
    bool m_serverStarts = false;
    std::array<Till, DemoShop::tills> m_tills;
    std::array<TillStory, DemoShop::tills> m_stories;
    ServerStory m_serverStory;
    std::uint64_t m_committed = 0;
    bool m_ending = false;
    std::optional<std::chrono::steady_clock::time_point> m_allSold; ///< Since when nothing waits.
    QEventLoop m_loop;
    std::optional<Error> m_error;
    bool m_interrupted = false;
    Interrupt m_interrupt;
};

} // namespace kontor
