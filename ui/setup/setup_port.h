#pragma once

#include "domain/base/result.h"
#include "ui/enrolment_port.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace kontor {

/// How a shop comes into an empty data folder, as the first page asks for it; app/ fills it with what kontorctl uses too.
/// found…() and join() take seconds and are called on a thread of their own.
class SetupPort
{
public:
    struct Country {
        std::string code;
        std::string name; ///< "Deutschland (Germany)".
        std::string currency;
        std::string zone;
        std::string tax;     ///< What it is called there.
        std::string taxRate; ///< Percent; empty: it differs by place.
        bool taxIncluded = true;
        std::string smallestCoin; ///< "0.05"; empty: the currency's own.
    };
    struct OwnShop {
        std::string country;
        std::string name;
        std::string person;
        std::string pin;
        std::string taxRate; ///< "20"; empty: nothing is taxed yet.
    };
    using Progress = std::function<void(std::uint64_t done, std::uint64_t of)>;

    virtual ~SetupPort() = default;
    [[nodiscard]] virtual std::vector<Country> countries() const = 0;
    /// The one this machine seems to stand in.
    [[nodiscard]] virtual std::string likelyCountry() const = 0;
    [[nodiscard]] virtual std::string folder() const = 0;
    /// Errors: Invalid about "country", "store_name", "administrator_name", "pin", "rate"; Conflict about the folder.
    [[nodiscard]] virtual Result<Done> foundOwn(const OwnShop& shop) = 0;
    [[nodiscard]] virtual Result<Done> foundDemo(const Progress& progress,
                                                 const std::function<bool()>& isCancelled) = 0;
    [[nodiscard]] virtual Result<Done> join(const EnrolmentPort::Invitation& invitation, const Progress& progress) = 0;
};

} // namespace kontor
