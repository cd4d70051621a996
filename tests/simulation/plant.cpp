#include "simulation/plant.h"

#include <array>
#include <utility>

namespace kontor {

namespace {
Planted planted = Planted::None;
} // namespace

bool isPlanted(Planted fault)
{
    return planted == fault;
}

namespace simulation {

namespace {
constexpr std::array<std::pair<std::string_view, Planted>, 11> names{{
    {"no-retry-after-failed-upload", Planted::NoRetryAfterFailedUpload},
    {"ack-before-commit", Planted::AckBeforeCommit},
    {"cursor-before-commit", Planted::CursorBeforeCommit},
    {"restore-keeps-origin", Planted::RestoreKeepsOrigin},
    {"hlc-not-persisted", Planted::HlcNotPersisted},
    {"batch-cut-inside-commit", Planted::BatchCutInsideCommit},
    {"adopt-peer-digest", Planted::AdoptPeerDigest},
    {"verdict-by-place-in-run", Planted::VerdictByPlaceInRun},
    {"retry-storm", Planted::RetryStorm},
    {"tombstone-purge", Planted::TombstonePurge},
    {"reserialised-hash", Planted::ReserialisedHash},
}};
} // namespace

void plant(Planted fault)
{
    planted = fault;
}

std::optional<Planted> plantedByName(std::string_view name)
{
    for (const auto& [known, fault] : names)
        if (known == name)
            return fault;
    return std::nullopt;
}

std::vector<std::string_view> plantedNames()
{
    std::vector<std::string_view> all;
    for (const auto& [name, fault] : names)
        all.push_back(name);
    return all;
}

} // namespace simulation
} // namespace kontor
