#pragma once

#include "app/ctl/demo/child_process.h"
#include "app/ctl/demo/demo_shop.h"
#include "app/ctl/demo/interrupt.h"
#include "app/ctl/demo/till_event.h"

#include <QEventLoop>

#include <array>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kontor {

class ProgressLine;

/// What a till's process told of itself.
struct TillStory {
    std::size_t numbers = 0; ///< Of its share.
    std::vector<std::int64_t> commitUs;
    std::vector<std::int64_t> lagUs;
    std::int64_t pricesChanged = 0;
    std::optional<std::int64_t> waitedWhileCut;  ///< Commits that waited when the network came back.
    std::optional<std::int64_t> cartLinesAtKill; ///< In the cart when it was killed …
    std::optional<std::int64_t> cartLinesAfter;  ///< … and when it was started again.
    std::int64_t numbersDoneAtKill = 0;
};

/// The server and three tills as processes: till 1 also changes prices, till 2 is cut off for a third of its share, till 3 is
/// killed in mid-sale and started again.
class DemoRun
{
public:
    DemoRun(const SalesFile& sales, std::filesystem::path file, std::filesystem::path directory,
            ProgressLine& progress);

    /// Until every till has sold its share and everybody has everything. Every process has ended when it returns.
    [[nodiscard]] Result<DemoShop> run();
    [[nodiscard]] bool wasInterrupted() const { return m_interrupted; }
    [[nodiscard]] const std::array<TillStory, DemoShop::tills>& stories() const { return m_stories; }

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
    [[nodiscard]] std::optional<std::size_t> longestSale(std::size_t till) const;
    void considerEnd();
    void giveUp(Error error);
    [[nodiscard]] std::size_t shareSize(std::size_t till) const;

    const SalesFile& m_sales;
    std::filesystem::path m_file;
    std::filesystem::path m_directory;
    ProgressLine& m_progress;
    DemoShop m_shop;
    std::string m_address;
    ChildProcess m_server;
    std::array<Till, DemoShop::tills> m_tills;
    std::array<TillStory, DemoShop::tills> m_stories;
    std::uint64_t m_committed = 0;
    bool m_ending = false;
    QEventLoop m_loop;
    std::optional<Error> m_error;
    bool m_interrupted = false;
    Interrupt m_interrupt;
};

} // namespace kontor
