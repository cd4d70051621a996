#include "fuzz/served_shop.h"

#include <iterator>
#include <memory>

using namespace kontor;

namespace {

constexpr const char* targets[] = {"/v1/push", "/v1/pull", "/v1/heads", "/v1/give-back", "/v1/digest", "/v1/enrol"};
constexpr int asksPerShop = 20'000; ///< What is quarantined and parked fills the shop up.

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static auto shop =
        std::make_unique<fuzz::ServedShop>(); // Made at once: what it stands on goes after it at the end.
    static int asked = 0;
    if (++asked % asksPerShop == 0) {
        shop.reset();
        shop = std::make_unique<fuzz::ServedShop>();
    }
    fuzz::Input input(data, size);
    const auto* const target = targets[input.byte() % std::size(targets)];
    const auto reply = shop->ask(target, input.rest());
    fuzz::hold(reply.status < 500, "what somebody sends is no fault of the server's");
    return 0;
}
