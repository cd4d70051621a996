#include "fuzz/input.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/enrolment_code.h"

using namespace kontor;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const auto kind = input.byte();
    const auto body = input.rest();
    switch (kind % 7) {
    case 0:
        if (auto push = parseBody<sync::Push>(body))
            if (const auto run = openRun(push->commit()))
                fuzz::hold(run->size() == static_cast<std::size_t>(push->commit_size()), "a run has all its commits");
        break;
    case 1:
        if (auto reply = parseBody<sync::PushReply>(body))
            static_cast<void>(decodeEntries(*reply->mutable_entry()));
        break;
    case 2:
        if (auto page = parseBody<sync::PullReply>(body)) {
            const auto digests = decodeDigests(page->digests());
            sync::Digests again;
            encodeDigests(digests, again);
            sync::Digests third;
            encodeDigests(decodeDigests(again), third);
            fuzz::hold(third.SerializeAsString() == again.SerializeAsString(), "digests come back as they were");
            static_cast<void>(decodeEntries(*page->mutable_entry()));
        }
        break;
    case 3:
        if (const auto ask = parseBody<sync::DigestAsk>(body))
            static_cast<void>(decodeQuestion(*ask));
        break;
    case 4:
        if (auto answer = parseBody<sync::DigestReply>(body))
            static_cast<void>(decodeAnswer(*answer));
        break;
    case 5: {
        SyncReply reply;
        reply.status = 400;
        reply.body = Bytes(body);
        static_cast<void>(errorOf(reply));
        break;
    }
    default:
        fuzz::hold(!openCodeAnswer(Bytes(32, '\2'), Bytes(32, '\3'), body), "who does not know the code seals nothing");
    }
    return 0;
}
