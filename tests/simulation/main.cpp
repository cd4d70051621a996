#include "simulation/exhaustive.h"
#include "simulation/run.h"
#include "simulation/shorten.h"
#ifdef KONTOR_PLANTED
#include "simulation/plant.h"
#endif

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>

using namespace kontor::simulation;

namespace {

struct Wish {
    std::uint64_t from = 1;
    std::uint64_t seeds = 1;
    std::uint64_t step = 1;
    double minutes = 0;
    std::uint32_t size = 1;
    std::uint32_t faults = allFaults;
    std::uint32_t actions = UINT32_MAX;
    bool trace = false;
    bool twice = false;
    bool requireCoverage = false;
    bool machineReadable = false;
    bool untilFailure = false;
    bool thorough = false;
    std::string plant;
    std::size_t tills = 0; ///< Above 0: exhaustive.
    std::size_t tillActions = 4;
};

std::string commandFor(const Plan& plan)
{
    std::string command = "packaging/simulate --seed " + std::to_string(plan.seed);
    if (plan.size != 1)
        command += " --size " + std::to_string(plan.size);
    if (plan.faults != allFaults)
        command += " --faults " + std::to_string(plan.faults);
    if (plan.maxActions != UINT32_MAX)
        command += " --actions " + std::to_string(plan.maxActions);
    return command + " --trace";
}

void tell(const Plan& plan, const Outcome& outcome, std::size_t lines)
{
    std::printf("seed %llu FAILED: %s\n", static_cast<unsigned long long>(plan.seed), outcome.failure->c_str());
    std::printf("  weather: %s\n  faults: %s\n", outcome.weather.c_str(), namesOf(plan.faults).c_str());
    const std::size_t first = outcome.trace.size() > lines ? outcome.trace.size() - lines : 0;
    for (std::size_t i = first; i < outcome.trace.size(); ++i)
        std::printf("  %s\n", outcome.trace[i].c_str());
    std::printf("  replay: %s\n", commandFor(plan).c_str());
    std::fflush(stdout);
}

int exhaustive(const Wish& wish, const std::function<bool()>& more)
{
    const Exhaustive all{wish.tills, wish.tillActions, (wish.from - 1) % wish.step, wish.step};
    for (const auto& [what, outcome] :
         {std::pair("crash points", everyCrash(all, more)), std::pair("orders", everyOrder(all, more))}) {
        std::printf("%s: %llu histories of %zu tills with %zu actions, %llu power failures%s%s\n", what,
                    static_cast<unsigned long long>(outcome.histories), wish.tills, wish.tillActions,
                    static_cast<unsigned long long>(outcome.crashPoints), outcome.failure ? ", FAILED: " : "",
                    outcome.failure.value_or("").c_str());
        if (outcome.failure)
            return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    Wish wish;
    CLI::App app{"Runs Kontor's stores, sync and server in simulated time, on simulated disks and lines"};
    std::uint64_t seed = 0;
    app.add_option("--seeds", wish.seeds, "How many runs");
    app.add_option("--from", wish.from, "The first seed");
    app.add_option("--step", wish.step, "Every so-manieth seed: for several processes beside each other");
    app.add_option("--seed", seed, "Just this one");
    app.add_option("--minutes", wish.minutes, "End after so long, whatever is left");
    app.add_option("--size", wish.size, "1: short runs; 0: very short ones");
    app.add_option("--faults", wish.faults, "Which kinds, as bits");
    app.add_option("--actions", wish.actions, "Only the first so many of the shop's actions");
    app.add_flag("--trace", wish.trace, "Tell what happens");
    app.add_flag("--twice", wish.twice, "Run each seed twice and compare");
    app.add_flag("--require-coverage", wish.requireCoverage, "Fail when something that sometimes happens never did");
    app.add_flag("--counts", wish.machineReadable, "End with counts for packaging/simulate");
    bool names = false;
    app.add_flag("--names", names, "Tell the names of what sometimes happens");
    app.add_flag("--thorough", wish.thorough, "All comparisons at the end of every run");
    app.add_flag("--until-failure", wish.untilFailure, "End at the first failure");
    app.add_option("--exhaustive", wish.tills, "Instead: all histories of so many tills, and all crash points of one");
    app.add_option("--till-actions", wish.tillActions, "Of each of these tills");
#ifdef KONTOR_PLANTED
    app.add_option("--plant", wish.plant, "A known fault that has to be found");
#endif
    CLI11_PARSE(app, argc, argv);
#ifdef KONTOR_PLANTED
    if (!wish.plant.empty()) {
        const auto fault = plantedByName(wish.plant);
        if (!fault) {
            std::fprintf(stderr, "there is no fault of the name %s; there are:\n", wish.plant.c_str());
            for (const auto name : plantedNames())
                std::fprintf(stderr, "%.*s\n", static_cast<int>(name.size()), name.data());
            return 2;
        }
        plant(*fault);
    }
#endif
    if (names) {
        for (std::size_t i = 0; i < Coverage().seen.size(); ++i)
            std::printf("%s ", std::string(nameOf(static_cast<Sometimes>(i))).c_str());
        return 0;
    }
    if (seed != 0) {
        wish.from = seed;
        wish.seeds = 1;
    }
    const auto begun = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    };
    if (wish.tills > 0)
        return exhaustive(wish, [&] { return wish.minutes == 0 || elapsed() < wish.minutes * 60; });
    Coverage coverage;
    std::uint64_t ran = 0;
    std::uint64_t failed = 0;
    for (std::uint64_t i = 0; i < wish.seeds; ++i) {
        if (wish.minutes > 0 && elapsed() > wish.minutes * 60)
            break;
        Plan plan{wish.from + i * wish.step, wish.faults, wish.actions, wish.size};
        plan.thorough = wish.seeds == 1 || wish.thorough;
        auto outcome = Run(plan).go();
        ++ran;
        coverage.add(outcome.coverage);
        if (wish.twice && !outcome.failure && Run(plan).go().fingerprint != outcome.fingerprint)
            outcome.failure = "the same seed gave another run";
        if (wish.trace && !outcome.failure)
            for (const auto& line : outcome.trace)
                std::printf("%s\n", line.c_str());
        if (!outcome.failure)
            continue;
        ++failed;
        if (wish.untilFailure) {
            std::printf("seed %llu after %.1f s: %s\n", static_cast<unsigned long long>(plan.seed), elapsed(),
                        outcome.failure->substr(0, 300).c_str());
            return 1;
        }
        if (wish.trace || failed > 3) {
            tell(plan, outcome, wish.trace ? 100'000 : 3);
            continue;
        }
        plan.thorough = true;
        const auto shorter = shorten(plan, outcome);
        tell(shorter.plan, shorter.outcome, 40);
    }
    if (wish.machineReadable) {
        std::printf("counts %llu %llu", static_cast<unsigned long long>(ran), static_cast<unsigned long long>(failed));
        for (const auto count : coverage.seen)
            std::printf(" %llu", static_cast<unsigned long long>(count));
        std::printf("\n");
    }
    std::printf("%llu seeds, %llu failures, %.1f s; sometimes: %s\n", static_cast<unsigned long long>(ran),
                static_cast<unsigned long long>(failed), elapsed(), coverage.line().c_str());
    if (failed > 0)
        return 1;
    return wish.requireCoverage && coverage.reached() < coverage.seen.size() ? 2 : 0;
}
