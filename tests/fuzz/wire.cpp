#include "fuzz/input.h"
#include "sync/protocol/wire_coding.h"

using namespace kontor;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t limit = 1U << 20U;
    static WireCoder coder;
    fuzz::Input input(data, size);
    const auto choice = input.byte();
    const auto kind = static_cast<WireBody>(choice % 4);
    const auto coding = static_cast<WireCoding>(choice / 4 % 4);
    const auto bytes = input.rest();

    if (const auto decoded = coder.decode(bytes, coding, limit, kind))
        fuzz::hold(decoded->size() <= limit || coding == WireCoding::None, "a body has its bound");
    static_cast<void>(unpackBody(bytes, kind));
    if (const auto packed = packBody(bytes, kind))
        fuzz::hold(unpackBody(*packed, kind) == bytes, "what is packed comes back as it was");
    auto used = coding;
    const auto sent = coder.encode(bytes, used, kind);
    const auto received = coder.decode(sent, used, WireCoder::mostDecoded, kind);
    fuzz::hold(received && *received == bytes, "what is sent is what is received");
    return 0;
}
