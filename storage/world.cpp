#include "storage/world.h"

#include <sodium.h>

#include <chrono>
#include <ctime>

namespace kontor {

World World::real()
{
    World world;
    world.now = [] {
        using namespace std::chrono;
        return static_cast<TimeUs>(duration_cast<microseconds>(system_clock::now().time_since_epoch()).count());
    };
    world.random = [](std::size_t size) {
        static const int ready = sodium_init();
        KONTOR_ASSERT(ready >= 0);
        Bytes bytes(size, '\0');
        randombytes_buf(bytes.data(), bytes.size());
        return bytes;
    };
    world.utcOffsetSeconds = [](TimeUs at) {
        const std::time_t seconds = static_cast<std::time_t>(at / 1'000'000);
        std::tm local{};
        localtime_r(&seconds, &local);
        return static_cast<std::int32_t>(local.tm_gmtoff);
    };
    return world;
}

} // namespace kontor
