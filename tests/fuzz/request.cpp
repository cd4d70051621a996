#include "sync/protocol/request.h"

#include "domain/base/time.h"
#include "fuzz/input.h"
#include "sync/protocol/enrolment_code.h"
#include "sync/protocol/retry_after.h"
#include "sync/protocol/server_address.h"
#include "sync/protocol/wire_coding.h"

using namespace kontor;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const auto kind = input.byte();
    const auto text = input.rest();
    switch (kind % 6) {
    case 0:
        if (const auto auth = RequestAuth::fromHeader(text)) {
            const auto again = RequestAuth::fromHeader(auth->toHeader());
            fuzz::hold(again && again->counter == auth->counter && again->signature == auth->signature,
                       "an authorization can be said again");
        }
        break;
    case 1:
        if (const auto id = safeCorrelation(text))
            fuzz::hold(!id->empty() && id->size() <= 64, "a correlation fits into a log line");
        static_cast<void>(pathOf(text));
        break;
    case 2:
        fuzz::hold(retryAfterSeconds(text, 1'795'000'000) <= 86'400, "nobody is sent away for more than a day");
        break;
    case 3:
        static_cast<void>(isOnThisMachine(text));
        static_cast<void>(checkUrl(text, false));
        break;
    case 4:
        if (const auto code = readEnrolmentCode(text)) {
            fuzz::hold(readEnrolmentCode(*code) == *code, "a code that was read is read alike");
            static_cast<void>(CodeKeys::of(*code));
        }
        break;
    default:
        static_cast<void>(bestCoding(text));
        if (const auto coding = codingNamed(text); coding && *coding != WireCoding::None)
            fuzz::hold(codingNamed(nameOf(*coding)) == coding,
                       "a coding is known by its name"); // Blanks around it are none of it.
    }
    return 0;
}
