#pragma once

#include "ui/setup/setup_port.h"

#include <filesystem>

namespace kontor {

/// The first page's port, filled with app/founding and the sync client.
class ShopSetup : public SetupPort
{
public:
    explicit ShopSetup(std::filesystem::path data) : m_data(std::move(data)) {}

    /// True for a folder that is not there or is empty: one in which a shop can begin.
    [[nodiscard]] static bool isFree(const std::filesystem::path& data);

    [[nodiscard]] std::vector<Country> countries() const override;
    [[nodiscard]] std::string likelyCountry() const override;
    [[nodiscard]] std::string folder() const override { return m_data.string(); }
    [[nodiscard]] Result<Done> foundOwn(const OwnShop& shop) override;
    [[nodiscard]] Result<Done> foundDemo(const Progress& progress, const std::function<bool()>& isCancelled) override;
    [[nodiscard]] Result<Done> join(const EnrolmentPort::Invitation& invitation, const Progress& progress) override;

private:
    std::filesystem::path m_data;
};

} // namespace kontor
