#pragma once

#include "domain/base/result.h"
#include "storage/world.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace kontor {

struct DemoWish {
    std::filesystem::path sales; ///< A file as resources/demo has it.
    std::string pin = "2468";    ///< Of the administrator, Mira Okafor.
    std::function<void(const char* stage, std::uint64_t done, std::uint64_t total)> progress = {};
    std::function<bool()> isCancelled = {};
};

/// A shop to try things in: "Demo Gifts", Harbour Street, with the products, customers, shelves and sales of one real month. In a
/// folder where such a shop was begun it goes on.
/// Errors: as foundShop and runImport.
[[nodiscard]] Result<Done> foundDemo(const std::filesystem::path& data, const DemoWish& wish, const World& world);

} // namespace kontor
