#pragma once

#include "domain/commands/review.h"
#include "support/shop_fixture.h"
#include "sync/client/sync_thread.h"
#include "sync/client/take_enrolment.h"
#include "sync/server/enrolments.h"
#include "sync/server/http_server.h"

#include <spdlog/sinks/null_sink.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <thread>

namespace kontor::bench {

/// Till A (the founder), till B and the server with its sockets on a thread of its own, all over loopback.
class ThreeStores
{
public:
    explicit ThreeStores(const std::filesystem::path& folder)
        : a(folder / "a"),
          server(test::need(Store::open({folder / "server", {}, World::real(), false})))
    {
        const auto log = std::make_shared<spdlog::logger>("bench", std::make_shared<spdlog::sinks::null_sink_mt>());
        m_http = test::need(HttpServer::open(*server, judge, folder / "server", World::real(), log, {}));
        m_serving = std::thread([this] { m_http->run(); });

        EnrolmentWish wish;
        wish.address = "http://" + m_http->address();
        test::need(takeEnrolment(*a.store, test::need(makeEnrolment(*server, folder / "server", wish, World::real()))));
        wish.name = "Till 2";
        wish.store = a.store->identity().store;
        wish.madeBy = a.administrator;
        b = test::need(Store::open({folder / "b", {}, World::real(), false}));
        test::need(takeEnrolment(*b, test::need(makeEnrolment(*server, folder / "server", wish, World::real()))));
    }
    ~ThreeStores()
    {
        m_http->stop();
        m_serving.join();
    }
    ThreeStores(const ThreeStores&) = delete;
    ThreeStores& operator=(const ThreeStores&) = delete;

    [[nodiscard]] std::string url() const { return "http://" + m_http->address(); }

    test::ShopFixture a;
    std::unique_ptr<Store> server;
    std::unique_ptr<Store> b;

private:
    static std::pair<schema::Verdict, std::vector<schema::Reason>>
    judge(const Reader& then, const Reader& now, const SignedCommit& commit, const std::vector<schema::Change>& changes)
    {
        Review review = kontor::review(then, now, commit, changes);
        return {review.verdict, std::move(review.reasons)};
    }

    std::unique_ptr<HttpServer> m_http;
    std::thread m_serving;
};

} // namespace kontor::bench
