#include "sync/server/health.h"

#include "domain/journal/row_type.h"
#include "sync/protocol/limits.h"

namespace kontor {

SyncReply healthReply(const Store& store, std::uint64_t uptimeSeconds)
{
    SyncReply reply;
    reply.contentType = "application/json";
    const auto head = store.head();
    const auto number = [](std::uint64_t value) { return std::to_string(value); };
    reply.status = head ? 200 : 503;
    reply.body = std::string(R"({"status":")") + (head ? "ok" : "failing") +
                 R"(","version":")" KONTOR_VERSION R"(","protocol":)" + number(syncProtocol) + R"(,"schema":)" +
                 number(schemaVersion);
    if (head)
        reply.body += R"(,"epoch":)" + number(head->epoch()) + R"(,"head":)" + number(head->n());
    reply.body += R"(,"uptime_s":)" + number(uptimeSeconds) + "}";
    return reply;
}

} // namespace kontor
