#pragma once

#include "app/import/sales_file.h"
#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/schema/identity.pb.h"

#include <array>
#include <filesystem>
#include <string>

namespace kontor {

/// Where the shop of the demo is on disk and who works there.
struct DemoShop {
    static constexpr std::size_t tills = 3;

    std::filesystem::path directory;
    Id<schema::Staff> administrator;
    std::array<Id<schema::Staff>, tills> cashiers;

    [[nodiscard]] std::filesystem::path serverData() const { return directory / "server"; }
    [[nodiscard]] std::filesystem::path tillData(std::size_t till) const
    {
        return directory / ("till-" + std::to_string(till + 1));
    }
};

/// Founds the shop on till 1, which has never seen a server: products and customers of the file, a role that may key in prices,
/// three cashiers.
[[nodiscard]] Result<DemoShop> foundDemoShop(const std::filesystem::path& directory, const SalesFile& file);

/// An invitation of the empty server for till 1; before the server runs.
[[nodiscard]] Result<std::filesystem::path> inviteFirstTill(const DemoShop& shop, const std::string& address);
/// An enrolment file for a further till; while the server runs.
[[nodiscard]] Result<std::filesystem::path> inviteTill(const DemoShop& shop, std::size_t till,
                                                       const std::string& address);
/// Takes a till's file in, at the address where the server is now.
[[nodiscard]] Result<Done> takeInvitation(const DemoShop& shop, std::size_t till, const std::filesystem::path& file,
                                          const std::string& address, const SalesFile& sales);

} // namespace kontor
