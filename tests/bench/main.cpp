#include "bench.h"

#include <QApplication>
#include <QTemporaryDir>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>

using namespace kontor::bench;

/// kontor-bench [NAME…] [--json FILE] [--orders N] [--shop DIR]: measures and prints; judges nothing.
int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    std::set<std::string> chosen;
    std::string jsonFile;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--json" && i + 1 < argc)
            jsonFile = argv[++i];
        else if (argument == "--shop" && i + 1 < argc)
            benchShop() = argv[++i];
        else if (argument == "--orders" && i + 1 < argc)
            wantedOrders() = replayedOrders() = lookedUpOrders() = stockMovements() = segmentCustomers() =
                std::max(1, std::atoi(argv[++i]));
        else if (argument.starts_with("-")) {
            std::cerr << "usage: packaging/bench [NAME...] [--json FILE] [--orders N] [--shop DIR]\n";
            return 2;
        } else {
            chosen.insert(argument);
        }
    }

    const std::vector<Bench> benches{
        saleCommit(),   importRatio(),          importYear(),  propagate(),     sync100k(),
        wireBytes(),    priceQuotes(),          bootstrap(),   digestUpdate(),  waiting1000(),
        rejoin(),       scanFiftyLines(),       replayed(),    desktop(),       shiftClosing(),
        returnLookup(), returnLookupImported(), stockLedger(), closingReview(), customerSegments()};
    std::set<std::string> known;
    for (const Bench& bench : benches)
        known.insert(bench.names.begin(), bench.names.end());
    for (const std::string& name : chosen)
        if (!known.contains(name)) {
            std::cerr << "no benchmark is named " << name << "; there are:";
            for (const std::string& one : known)
                std::cerr << ' ' << one;
            std::cerr << '\n';
            return 2;
        }

    nlohmann::json list = nlohmann::json::array();
    std::cout << fmt::format("{:<28}{:>12}  {:<8}{}\n", "name", "figure", "unit", "target") << std::flush;
    for (const Bench& bench : benches) {
        const auto isChosen = [&](const std::string& name) { return chosen.empty() || chosen.contains(name); };
        if (std::none_of(bench.names.begin(), bench.names.end(), isChosen))
            continue;
        const QTemporaryDir folder;
        for (const Figure& figure : bench.run(folder.path().toStdString())) {
            if (!isChosen(figure.name))
                continue;
            std::cout << fmt::format("{:<28}{:>12.3f}  {:<8}{}\n", figure.name, figure.value, figure.unit,
                                     figure.target)
                      << std::flush;
            list.push_back({{"name", figure.name}, {"value", figure.value}, {"unit", figure.unit}});
        }
    }
    if (!jsonFile.empty()) {
        std::ofstream out(jsonFile);
        out << list.dump(2) << '\n';
        if (!out.flush()) {
            std::cerr << jsonFile << ": cannot be written\n";
            return 1;
        }
    }
    return 0;
}
